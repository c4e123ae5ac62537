# SPDX-License-Identifier: MIT
"""`stoneheater record`: read the record, prove it, hand it out, take a client out of it.

The law of this file: reading needs no daemon and changes nothing; only `erase` changes the
record, and that is the daemon's to do. What cannot be read ends in one sentence.
"""

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stoneheater import paths
from stoneheater.config import ConfigError, load
from stoneheater.interfaces.cli.door import FAILED, Stop, door, interactive
from stoneheater.interfaces.cli.wording import Unit, number, temperature
from stoneheater.service.report import plain
from stoneheater.service.report.facts import client_part, day_and_time, printable
from stoneheater.service.report.session import gather, session_ids
from stoneheater.service.report.trace import Point, trace
from stoneheater.service.report.treatment import Session
from stoneheater.service.store.anchor import anchor_path
from stoneheater.service.store.database import StoreUnreadableError
from stoneheater.service.store.entry import Row
from stoneheater.service.store.record_reader import PAGE, read, read_all, read_last
from stoneheater.service.store.verify import Verdict
from stoneheater.service.store.verify import verify as verified

if TYPE_CHECKING:
    from stoneheater.service.report.calibration import Due

BEFORE_S = 300.0
"""How much of the bath's trace stands before a session and after it, s."""


@click.group()
def record() -> None:
    """Read the record, prove that it is whole, or hand it out."""


@record.command()
@click.option("--since", type=click.IntRange(0), metavar="N", help="What came after entry N.")
@click.option("--session", "session_id", default="", help="Only this session.")
@click.option("--limit", type=click.IntRange(1, PAGE), default=50, show_default=True)
@click.option("--fahrenheit", is_flag=True, help="Show the numbers behind an entry in °F.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def show(
    *, since: int | None, session_id: str, limit: int, fahrenheit: bool, as_json: bool
) -> None:
    """Show the newest entries, or those after entry N, oldest first."""
    rows = _rows(since, session_id, limit)
    for row in rows:
        told = json.dumps(plain.entry(row)) if as_json else line(row, "F" if fahrenheit else "C")
        click.echo(told)
    if not rows and not as_json:
        click.echo("The record has no such entry.")


@record.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
def verify(ctx: click.Context, *, as_json: bool) -> None:
    """Look at every entry: is the record as it was written?

    Exit code 1 when it is not. Write the last hash down outside the heater: it stands for all.
    """
    found = verified(_records())
    if as_json:
        said = {"whole": found.ok, "sentence": found.sentence, "first_bad": found.first_bad}
        head = {"head_entry": found.head.id, "head_hash": found.head.hash}
        click.echo(json.dumps({**said, **head, "erased": found.erased}))
    else:
        click.echo(found.sentence)
    ctx.exit(0 if found.ok else FAILED)


@record.command()
@click.option("--format", "form", type=click.Choice(["csv", "json", "pdf"]), required=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--session", "session_id", default="", help="Only this session.")
@click.option("--fahrenheit", is_flag=True, help="°F in the PDF; CSV and JSON are always °C.")
def export(*, form: str, out: Path, session_id: str, fahrenheit: bool) -> None:
    """Write the record, or one session of it, into a file.

    The file may hold what identifies a client: keep it as you keep the client's card.
    """
    records = _records()
    try:
        if session_id and not read(records, 0, 1, session_id):
            raise Stop(_unknown(session_id))
        write(out, _content(records, form, session_id, "F" if fahrenheit else "C"))
    except StoreUnreadableError as error:
        raise Stop(str(error)) from error
    click.echo(f"{out} is written; whoever can read it can read what the record says of clients.")


@record.command()
@click.option("--session", "session_id", required=True, help="Whose client's part is erased.")
@click.option("--yes", is_flag=True, help="The explicit yes that it needs.")
def erase(*, session_id: str, yes: bool) -> None:
    """Erase what identifies the client of a session, for good.

    The entries and the chain stay; an entry says who erased it. Copies and exports that were made
    before are not touched.
    """
    question = f"Erase the client's part of session {session_id} for good"
    if not yes:
        if not interactive():
            raise Stop(f"{question}? It cannot be undone: say --yes.")
        click.confirm(f"{question}?", abort=True)
    with door() as client:
        click.echo(client.call("record.erase", session=session_id)["text"])


def line(row: Row, unit: Unit = "C") -> str:
    """One entry on one line."""
    record = row.record
    session = f"[{record.session_id}]" if record.session_id else ""
    said = client_part(record.private)
    client = "(client's part erased)" if row.erased else f"({said})" if said else ""
    measured_c = number(record.data, "temperature_c")
    measured = "" if measured_c is None else f"({temperature(measured_c, unit)})"
    when = day_and_time(record.stamp.wall_s)
    parts = (when, record.kind.value, record.who, session, record.text, measured, client)
    return f"{row.id:>6}  " + printable("  ".join(part for part in parts if part))


def _rows(since: int | None, session_id: str, limit: int) -> list[Row]:
    records = _records()
    try:
        if since is None and not session_id:
            return read_last(records, limit)
        return read(records, since or 0, limit, session_id)
    except StoreUnreadableError as error:
        raise Stop(str(error)) from error


def _records() -> Path:
    """The record's file, if it is there and we may look."""
    path = paths.state_dir() / "records.db"
    try:
        there, was_there = path.exists(), anchor_path(path).exists()
    except PermissionError as error:
        raise Stop("Only the heater and root may read the record: use sudo.") from error
    if not there and was_there:
        gone = f"The record is gone: {path} was there, as the file beside it says"
        raise Stop(f"{gone}; look who could remove it, and put back a copy.")
    if not there:
        raise Stop(f"There is no record yet: {path} is written when the daemon starts.")
    return path


def _unknown(session_id: str) -> str:
    return f"There is no session {session_id!r} in the record: stoneheater record show lists them."


def _content(records: Path, form: str, session_id: str, unit: Unit) -> bytes:
    if form == "pdf":
        return _pdf(records, session_id, unit)
    rows = read_all(records, session_id)
    told = plain.as_csv(rows) if form == "csv" else plain.as_json(rows, verified(records))
    return told.encode("utf-8", "replace")


def _pdf(records: Path, session_id: str, unit: Unit) -> bytes:
    from stoneheater.service.report.calibration import due_dates  # noqa: PLC0415 - slow, rare

    wanted = [session_id] if session_id else session_ids(records)
    sessions = [found for name in wanted if (found := gather(records, name)) is not None]
    made, config = datetime.now(UTC).astimezone(), paths.config_path()
    due, simulated = due_dates(config, made.date()), _simulated(config)
    return drawn(sessions, records, verified(records), due, made, unit, simulated=simulated)


def drawn(
    sessions: Sequence[Session],
    records: Path,
    verdict: Verdict,
    calibration: "Sequence[Due] | str",
    made: datetime,
    unit: Unit = "C",
    *,
    simulated: bool,
) -> bytes:
    """Sessions on paper, as a PDF file.

    Raises:
        Stop: the library for it is not installed.
    """
    try:
        from stoneheater.service.report import pdf  # noqa: PLC0415 - an extra, met here only
    except ImportError as error:
        step = "install it with: pip install 'stoneheater[pdf]' (Debian: apt install python3-fpdf)"
        raise Stop(f"A PDF needs the library fpdf2, which is not installed: {step}.") from error
    return pdf.draw(
        pdf.Paper(
            sessions=[(session, _trace(records, session)) for session in sessions],
            verdict=verdict,
            calibration=calibration,
            made=made,
            unit=unit,
            simulated=simulated,
        )
    )


def _trace(records: Path, session: Session) -> list[Point] | str:
    """The bath meanwhile, or why there is nothing to draw."""
    began_s, ended_s = session.began_s, session.ended_s or session.last_s
    if began_s is None or ended_s < began_s:
        return "the heater's clock was set during the session, or its beginning is not recorded."
    try:
        points = trace(records.with_name("history.db"), began_s - BEFORE_S, ended_s + BEFORE_S)
    except StoreUnreadableError as error:
        return str(error)
    return points or "the history holds nothing of that time."


def _simulated(config: Path) -> bool:
    try:
        return load(config).hardware.driver == "simulated"
    except ConfigError:
        return False


def write(out: Path, content: bytes) -> None:
    """Write a file that nobody else may read: it speaks of clients."""
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Stop(f"{out} cannot be written: {reason}; name another file.") from error
