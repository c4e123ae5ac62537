# SPDX-License-Identifier: MIT
"""`stoneheater status`: how the heater is now, on one screen or as one JSON object.

The law of this file: it must be quick, so it imports nothing but the client and the words.
"""

import json
from collections.abc import Iterator, Mapping

import click

from stoneheater.core.alarm import NO_SOUND
from stoneheater.interfaces.cli import timers, wording
from stoneheater.interfaces.cli.door import TRIPPED, door
from stoneheater.interfaces.cli.wording import Unit


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The daemon's snapshot, one JSON object.")
@click.option("--fahrenheit", is_flag=True, help="Show °F.")
@click.pass_context
def status(ctx: click.Context, *, as_json: bool, fahrenheit: bool) -> None:
    """Say how the heater is now.

    Exit code 4 when it is tripped, 3 when no daemon answers.
    """
    with door() as client:
        snapshot = client.call("snapshot.get")
    if as_json:
        click.echo(json.dumps(snapshot, ensure_ascii=False))
    else:
        click.echo("\n".join(lines(snapshot, "F" if fahrenheit else "C")))
    ctx.exit(TRIPPED if snapshot.get("mode") == "TRIPPED" else 0)


def lines(snapshot: Mapping[str, object], unit: Unit) -> Iterator[str]:
    """The same in sentences: the heater first, then what calls for a person, then the parts."""
    water, target = (
        wording.temperature(wording.number(snapshot, key), unit) for key in ("bath_c", "target_c")
    )
    simulated = "SIMULATED " if snapshot.get("simulated") else ""
    yield f"{simulated}{wording.state(snapshot)}: {water}, target {target}"
    yield from wording.alarms(snapshot)
    yield from timers.lines(timers.read_in(snapshot, unit))
    yield from _waiting(snapshot)
    for sentence in wording.sentences(snapshot, "store"):
        yield f"not recorded: {sentence}"
    said = [wording.heat(snapshot), wording.relays(snapshot), wording.auto_standby(snapshot)]
    yield ", ".join(part for part in said if part)
    for row in wording.rows(snapshot, "probes"):
        yield wording.probe(row, unit=unit)
    if learned := wording.text(snapshot, "bath"):
        yield f"learned: {learned}"
    if relay := wording.worn(snapshot):
        yield f"relay: {relay}"
    yield from _wiring(snapshot)


def _waiting(snapshot: Mapping[str, object]) -> Iterator[str]:
    """What keeps the heat away and is no alarm yet."""
    said = {wording.text(row, "code") for row in wording.rows(snapshot, "alarms")}
    for row in wording.rows(snapshot, "rules"):
        if wording.text(row, "rule") not in said:
            yield f"heat waits: {wording.text(row, 'reason')}"
    for sentence in wording.sentences(snapshot, "not_ready"):
        yield f"not ready: {sentence}"


def _wiring(snapshot: Mapping[str, object]) -> Iterator[str]:
    """What this wiring cannot do or see."""
    if snapshot.get("buzzer") is False:
        yield NO_SOUND
    bath = [row for row in wording.rows(snapshot, "probes") if row.get("name") != "element"]
    if len(bath) == 1:
        yield "one bath probe: cannot notice a probe that reads too low"
    for sentence in wording.sentences(snapshot, "notes"):
        yield f"note: {sentence}"
