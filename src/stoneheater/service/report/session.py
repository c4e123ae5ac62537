# SPDX-License-Identifier: MIT
"""One session, gathered from the record's entries.

The law of this file: every placement that was recorded has its line, lifted or not, refused or
not; an alarm nobody acknowledged says so; and what an entry lacks is left open, not made up.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from stoneheater.service.report.facts import NOTHING, number, table, text, words
from stoneheater.service.report.treatment import Alarm, Placement, Session
from stoneheater.service.store.entry import Kind, Row
from stoneheater.service.store.record_reader import read, read_all


def session_ids(path: Path) -> list[str]:
    """Every session of the record in the order of their beginnings.

    Raises:
        StoreUnreadableError: the record cannot be read.
    """
    found = (row.record.session_id for row in read_all(path) if row.record.kind is Kind.SESSION)
    return [session for session in dict.fromkeys(found) if session]


def gather(path: Path, session_id: str) -> Session | None:
    """A session from the record, with the alarms and trips of the heater meanwhile.

    Returns:
        None if the record has no entry of it.

    Raises:
        StoreUnreadableError: the record cannot be read.
    """
    own = list(read_all(path, session_id))
    return _gathered(session_id, [*_meanwhile(path, own)]) if own else None


def _meanwhile(path: Path, own: Sequence[Row]) -> Iterator[Row]:
    """The session's entries, and those between them that are the heater's."""
    first, last = own[0].id, own[-1].id
    session_id, since_id = own[0].record.session_id, first - 1
    while page := read(path, since_id):
        for row in page:
            if row.id > last:
                return
            alarm = row.record.kind in {Kind.ALARM, Kind.TRIP} and not row.record.session_id
            if row.record.session_id == session_id or alarm:
                yield row
        since_id = page[-1].id


def _gathered(session_id: str, rows: Iterable[Row]) -> Session:
    session = Session(session_id)
    for row in rows:
        loud = row.record.kind in {Kind.TRIP, Kind.ALARM} and row.record.event in _RAISED
        handle = _alarm if loud else _HANDLERS.get(row.record.event)
        if handle is not None:
            handle(session, row)
        session.last_s = row.record.stamp.wall_s
    return session


def _start(session: Session, row: Row) -> None:
    session.began_s, session.who = row.record.stamp.wall_s, row.record.who
    _told(session, row)


def _told(session: Session, row: Row) -> None:
    """What an entry says of the client and the treatment; the latest word stands."""
    data, private = row.record.data, row.record.private
    session.profile = text(data, "profile") or session.profile
    session.techniques = words(data, "techniques") or session.techniques
    session.client = words(private, "client") or session.client
    if private.get("intake") is not None:
        session.intake = words(private, "intake") or NOTHING
    if said := words(private, "notes"):
        session.said.append((row.record.stamp.wall_s, said))
    session.erased |= row.erased


def _place(session: Session, row: Row) -> None:
    data, forecast = row.record.data, table(row.record.data, "forecast")
    if _placed(session, row):
        return  # laid again where it lies: the same timer
    why, laid_s = text(forecast, "reason") or row.record.text, number(data, "at_s")
    session.placements.append(
        Placement(
            at_s=row.record.stamp.wall_s,
            placement_id=words(data, "placement_id"),
            stone=_stone(data),
            site=text(data, "site"),
            barrier=_barrier(data),
            temperature_c=number(data, "temperature_c"),
            lift_by_s=number(forecast, "lift_by_s"),
            refused=why if forecast.get("refused") else "",
            laid_s=laid_s,
            face_s=laid_s,
        )
    )


def _turn(session: Session, row: Row) -> None:
    for placement in _placed(session, row):
        placement.turned += 1
        turned_s = number(row.record.data, "at_s")
        placement.face_s = placement.face_s if turned_s is None else turned_s
        _foresee(placement, row)


def _retime(session: Session, row: Row) -> None:
    for placement in _placed(session, row):
        placement.barrier = _barrier(row.record.data)
        _foresee(placement, row)


def _foresee(placement: Placement, row: Row) -> None:
    """A new forecast, counted from the face that is down; the strictest stands on paper."""
    data, forecast = row.record.data, table(row.record.data, "forecast")
    counts_s, lift_by_s = placement.face_s, number(forecast, "lift_by_s")
    if forecast.get("refused"):
        placement.sooner = placement.sooner or text(forecast, "reason")
        counts_s = number(data, "at_s")
    if lift_by_s is not None and counts_s is not None and placement.laid_s is not None:
        lift_by_s += counts_s - placement.laid_s
    known = [each for each in (placement.lift_by_s, lift_by_s) if each is not None]
    placement.lift_by_s = min(known, default=None)


def _lift(session: Session, row: Row) -> None:
    data = row.record.data
    for placement in _placed(session, row):
        placement.ended = "not placed" if data.get("placed") is False else "lifted"
        placement.contact_s, placement.late_s = number(data, "contact_s"), number(data, "late_s")


def _placed(session: Session, row: Row) -> list[Placement]:
    wanted = words(row.record.data, "placement_id")
    return [p for p in session.placements if wanted and p.placement_id == wanted][-1:]


def _alarm(session: Session, row: Row) -> None:
    data, record = row.record.data, row.record
    said = words(record.private, "text") or record.text
    session.alarms.append(
        Alarm(record.stamp.wall_s, said, text(data, "code"), words(data, "placement_id"))
    )


def _ack(session: Session, row: Row) -> None:
    """What it names and is not over is acknowledged; if it names nothing, all that is open."""
    data, stamp = row.record.data, row.record.stamp
    code, placement_id = text(data, "code"), words(data, "placement_id")
    for alarm in session.alarms:
        named = code in {"", alarm.code} and placement_id in {"", alarm.placement_id}
        if named and not alarm.over and not alarm.acked_by:
            alarm.acked_by, alarm.acked_at_s = row.record.who or "(unknown)", stamp.wall_s


def _over(session: Session, row: Row) -> None:
    """An alarm has closed; who acknowledges the next one did not hear this one."""
    code = text(row.record.data, "code")
    for alarm in session.alarms:
        alarm.over |= alarm.code == code


def _say(session: Session, row: Row) -> None:
    session.said.append((row.record.stamp.wall_s, row.record.text))
    _told(session, row)


def _end(session: Session, row: Row) -> None:
    data = row.record.data
    session.ended_s = row.record.stamp.wall_s
    out, back = number(data, "stones_out"), number(data, "stones_back")
    came = "NOT counted back" if back is None else f"{back:.0f} back"
    missing = words(data, "missing")
    cleaned = "cleaned" if data.get("cleaned") is True else "NOT cleaned"
    if out == 0.0:
        cleaned = "none went out"
    parts = (
        f"{out:.0f} out, {came}" if out else "",
        f"MISSING: {missing}" if missing else "",
        cleaned if "cleaned" in data else "",
    )
    session.stones = ", ".join(filter(None, parts))
    _told(session, row)


def _barrier(data: Mapping[str, object]) -> str:
    return " ".join(filter(None, (text(data, "contact"), "dry" if data.get("dry") else "")))


def _stone(data: Mapping[str, object]) -> str:
    mass_kg, thickness_mm = number(data, "mass_kg"), number(data, "thickness_mm")
    parts = (
        text(data, "material"),
        "" if mass_kg is None else f"{mass_kg * 1000:.0f} g",
        "" if thickness_mm is None else f"{thickness_mm:g} mm",
    )
    said = ", ".join(filter(None, parts))
    return text(data, "stone") + (f" ({said})" if said else "")


_RAISED = frozenset({"", "alarm", "alarm.raise", "alarm.raised"})
_HANDLERS = {
    "session.start": _start,
    "session.note": _told,
    "session.checkin": _say,
    "session.end": _end,
    "stone.place": _place,
    "stone.turn": _turn,
    "stone.retime": _retime,
    "stone.lift": _lift,
    "stone.work": _say,
    "alarm.ack": _ack,
    "alarm.close": _over,
}
