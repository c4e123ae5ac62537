# SPDX-License-Identifier: MIT
"""A treatment as it stands in a record: six stones, one of them late, one refused, an alarm."""

from collections.abc import Mapping
from pathlib import Path

from stoneheater.service.store.records import Kind, Record, RecordStore, Stamp
from support.disk import DEADLINE_S
from support.history import START_S, keep, make_sample

WALL_S = 1_790_000_000.0
WHO = "uid 1000 at control.sock"
SITES = ("upper-back-left", "upper-back-right", "lower-back-left", "lower-back-right")
CLIENT = {"client": "A. B.", "notes": "likes it warm", "intake": ["pregnancy"]}


def at(minutes: float) -> Stamp:
    """So many minutes after the beginning."""
    return Stamp(WALL_S + minutes * 60.0, 5000.0 + minutes * 60.0, "5c1f")


def told(
    minutes: float,
    kind: Kind,
    text: str,
    data: Mapping[str, object],
    session_id: str = "S1",
    private: Mapping[str, object] | None = None,
) -> Record:
    """One entry of a session."""
    return Record(at(minutes), kind, WHO, text, data, private or {}, session_id)


def placed(minutes: float, name: str, site: str, lift_by_s: float = 60.0, **more: object) -> Record:
    """A stone that is laid; with a ``reason`` it is one that should not have been."""
    forecast: dict[str, object] = {"lift_by_s": lift_by_s, "amber_s": 36.0, "red_s": 71.0}
    if "reason" in more:
        forecast |= {"refused": True, "reason": more.pop("reason")}
    data = {"event": "stone.place", "placement_id": name, "stone": f"large-{name}", "site": site}
    stone = {"material": "basalt", "mass_kg": 0.2, "thickness_mm": 25.0, "temperature_c": 50.3}
    whole = {**data, **stone, "contact": "sheet", "forecast": forecast, **more}
    return told(minutes, Kind.STONE, f"large-{name} lies on {site}.", whole)


def lifted(minutes: float, name: str, contact_s: float, late_s: float = 0.0) -> Record:
    """A stone that is lifted."""
    data = {"placement_id": name, "contact_s": contact_s, "late_s": late_s}
    return told(minutes, Kind.STONE, f"large-{name} is lifted.", {"event": "stone.lift", **data})


def treatment(session_id: str = "S1") -> list[Record]:
    """A whole session, entry by entry."""
    start = {"event": "session.start", "profile": "sensitive", "techniques": ["hot stone", "own"]}
    late = {"event": "alarm", "code": "lift-now", "placement_id": "3"}
    unplaced = {"event": "stone.lift", "placement_id": "9", "placed": False}
    counted = {"stones_out": 5, "stones_back": 5, "cleaned": True}
    entries = [
        told(0, Kind.SESSION, "A session begins.", start, session_id, CLIENT),
        *(placed(2 + n / 10, str(n), site) for n, site in enumerate(SITES)),
        *(lifted(2.8 + n / 10, str(n), 48.0) for n in range(3)),
        told(4.4, Kind.ALARM, "Lift large-3 now.", late),
        told(5.0, Kind.ALARM, "acknowledged", {"event": "alarm.ack", "code": "lift-now"}),
        lifted(5.1, "3", 168.0, 108.0),
        placed(6, "9", "palm-left", 0.0, reason="56.4 °C is above 56.0 °C"),
        told(6.1, Kind.STONE, "large-9 was not laid.", unplaced),
        told(7, Kind.SESSION, "The client asks for cooler stones.", {"event": "session.checkin"}),
        told(30, Kind.SESSION, "The session ends.", {"event": "session.end", **counted}),
    ]
    return [Record(e.stamp, e.kind, e.who, e.text, e.data, e.private, session_id) for e in entries]


def kept(folder: Path, *sessions: str, records: tuple[Record, ...] = ()) -> Path:
    """A state directory with these sessions in its record; returns the record's file."""
    path = folder / "records.db"
    store = RecordStore(path, lambda: at(40.0))
    for session_id in sessions or ("S1",):
        for record in treatment(session_id):
            store.append(record)
    for record in records:
        store.append(record)
    assert store.close(DEADLINE_S)
    return path


def warm_history(folder: Path, minutes: int = 40) -> None:
    """The bath while the treatment lasts."""
    shift_s = WALL_S - START_S - 300.0
    steps_c = [50.0 + 0.3 * ((n // 200) % 3 - 1) for n in range(minutes * 60)]
    keep(folder / "history.db", [make_sample(shift_s + n, c) for n, c in enumerate(steps_c)])
