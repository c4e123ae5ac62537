# SPDX-License-Identifier: MIT
"""`stoneheater doctor`: everything that can be checked, each with its next step.

The law of this file: the daemon makes the report; without one, what can be seen from here is
told, and that no daemon answers.
"""

import grp
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Final

import click

from stoneheater import paths
from stoneheater.config import ConfigError, load
from stoneheater.interfaces.cli import wording
from stoneheater.interfaces.cli.door import FAILED, UNREACHABLE, NotReachable, door
from stoneheater.interfaces.cli.sound import missed, noticed
from stoneheater.service.doctor import Check, Verdict
from stoneheater.service.proof_tests import BARRIERS

GROUP: Final = "stoneheater"
_MARKS: Final = {"ok": "ok  ", "warn": "WARN", "fail": "FAIL"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="A list of objects, one a check.")
@click.option("--sound", is_flag=True, help="Test buzzer and lamp, and nothing else.")
@click.option(
    "--proved",
    metavar="BARRIER",
    help=f"Note that you have proved it today: {', '.join(BARRIERS)}.",
)
@click.pass_context
def doctor(ctx: click.Context, *, as_json: bool, sound: bool, proved: str | None) -> None:
    """Check the whole installation; takes a second for each probe.

    Exit code 1 when something keeps the heater from heating, 3 when no daemon answers: then only
    the configuration, the group and the daemon itself are checked.

    With --sound buzzer and lamp are tried for two seconds; it asks whether you heard and saw them
    (y or n), and keeps your answers. Exit code 1 when one was not noticed, or none is fitted.

    With --proved it keeps the date and your name, and says when the barrier is due again.
    """
    if sound and proved is not None:
        raise click.UsageError("--sound and --proved are two things: run one after the other.")
    if sound:
        ctx.exit(tried())
    if proved is not None:
        with door() as client:
            click.echo(client.call("proof.done", barrier=proved)["text"])
        return
    code = 0
    try:
        with door() as client:
            report = wording.rows(client.call("doctor.report"), "report")
    except NotReachable as error:
        report = [asdict(check) for check in local(str(error))]
        code = UNREACHABLE
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        click.echo("\n".join(lines(report)))
    failed = any(row.get("verdict") == "fail" for row in report)
    ctx.exit(code or (FAILED if failed else 0))


def tried() -> int:
    """Test buzzer and lamp; the exit code."""
    with door() as client:
        said = noticed(client)
        if said:
            click.echo(client.call("panel.noticed", noticed=said)["text"])
    for sentence in missed(said):
        click.echo(sentence)
    return 0 if said and all(said.values()) else FAILED


def lines(report: Sequence[Mapping[str, object]]) -> Iterator[str]:
    """The report for people: a mark in words, the sentence, the next step."""
    for row in report:
        mark = _MARKS.get(wording.text(row, "verdict"), "????")
        yield f"{mark}  {wording.text(row, 'name')}: {wording.text(row, 'sentence')}"
        if wording.text(row, "next_step"):
            yield f"      next: {wording.text(row, 'next_step')}"


def local(why: str) -> Iterator[Check]:
    """What can be checked without a daemon."""
    said, _, step = why.partition(": ")
    yield Check("daemon", Verdict.FAIL, f"{said[0].upper()}{said[1:]}.", step)
    yield from _configuration()
    yield _member()


def _configuration() -> Iterator[Check]:
    path = paths.config_path()
    try:
        found = load(path)
    except ConfigError as error:
        for problem in error.problems:
            said = f"{problem.key or problem.file} is {problem.value}: {problem.limit}."
            yield Check("configuration", Verdict.FAIL, said, f"{problem.next_step}.")
        return
    yield Check("configuration", Verdict.OK, f"{path} is in order.")
    for sentence in found.not_ready():
        yield Check("configuration", Verdict.FAIL, sentence, f"Edit {path}, then restart.")


def _member() -> Check:
    try:
        number = grp.getgrnam(GROUP).gr_gid
    except KeyError:
        said = f"There is no group {GROUP} on this computer."
        return Check("group", Verdict.WARN, said, "Install the package, or make the group.")
    if os.geteuid() == 0 or number in {os.getegid(), *os.getgroups()}:
        return Check("group", Verdict.OK, f"You may talk to the heater (group {GROUP}).")
    step = f"Run sudo usermod -aG {GROUP} $USER, then log in again."
    return Check("group", Verdict.FAIL, f"You are not in the group {GROUP}.", step)
