# SPDX-License-Identifier: MIT
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from stoneheater.config import Config
from stoneheater.service.store import record_table
from stoneheater.service.store.records import Kind, Record, RecordStore, Stamp, read
from stoneheater.service.store.retention import DAY_S, FIRST_DATE_S, RETENTION_DAYS, erase_old
from stoneheater.service.store.verify import verify
from support.disk import DEADLINE_S
from support.treatments import at, kept

NOW_S = FIRST_DATE_S + 4000 * DAY_S


@pytest.fixture
def file() -> Iterator[sqlite3.Connection]:
    """An empty record in memory."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as file:
        record_table.prepare(file)
        yield file


def add(file: sqlite3.Connection, wall_s: float, session_id: str = "") -> None:
    """An entry of that date; with a client's part if it is of a session."""
    private = {"client": "A. B."} if session_id else {}
    stamp = Stamp(wall_s, 0.0, "5c1f")
    record_table.insert(file, Record(stamp, Kind.NOTE, "", "", {}, private, session_id))


def left(file: sqlite3.Connection) -> int:
    """How many clients' parts there are."""
    return int(file.execute("SELECT count(*) FROM private").fetchone()[0])


def swept(file: sqlite3.Connection, days: int = 100, now_s: float = NOW_S) -> int:
    """How many sessions the sweep erases."""
    return erase_old(file, Stamp(now_s, 0.0, "5c1f"), days)


@pytest.mark.parametrize(("age_days", "erased"), [(107.9, 0), (108.1, 1)])
def test_a_client_is_erased_when_the_time_is_over(
    file: sqlite3.Connection, age_days: float, erased: int
) -> None:
    """100 days, and a week in which the date must have stood in the record."""
    add(file, NOW_S - age_days * DAY_S, "S1")
    add(file, NOW_S - 8.0 * DAY_S)
    assert (swept(file), left(file)) == (erased, 1 - erased)


def test_each_erasure_is_an_entry(file: sqlite3.Connection) -> None:
    """Which session, who, and why: the program, because of its age."""
    for session_id in ("S1", "S2"):
        add(file, NOW_S - 200 * DAY_S, session_id)
    add(file, NOW_S - 8 * DAY_S)
    assert swept(file) == 2
    said = file.execute("SELECT who, text FROM records WHERE event = 'store.erased'").fetchall()
    text = "The client's part of session {} was erased: it had been kept for over 100 d."
    assert said == [("stoneheater", text.format(name)) for name in ("S1", "S2")]
    assert swept(file) == 0


def test_F62_a_clock_that_jumps_ahead_erases_nothing_for_a_week(file: sqlite3.Connection) -> None:
    """Ten years ahead: only if the record has borne that date for seven days it is believed."""
    add(file, NOW_S - 3650 * DAY_S, "S1")
    add(file, NOW_S)
    assert swept(file, now_s=NOW_S + 60.0) == 0
    assert swept(file, now_s=NOW_S + 7.0 * DAY_S - 1.0) == 0
    assert swept(file, now_s=NOW_S + 7.0 * DAY_S + 1.0) == 1


def test_F62_dates_ahead_of_the_clock_do_not_count(file: sqlite3.Connection) -> None:
    """The clock was set right again: what it wrote meanwhile makes nothing old."""
    add(file, NOW_S - 3650 * DAY_S, "S1")
    add(file, NOW_S)
    assert swept(file, now_s=NOW_S - 3649 * DAY_S) == 0


@pytest.mark.parametrize("wall_s", [0.0, -1e9, 86_400.0])
def test_F62_a_session_from_an_unset_clock_is_not_old(
    file: sqlite3.Connection, wall_s: float
) -> None:
    """1970 on a session means that the clock was not set, not that it is due."""
    add(file, wall_s, "S1")
    add(file, FIRST_DATE_S + 20 * DAY_S)
    assert swept(file, now_s=FIRST_DATE_S + 40 * DAY_S) == 0


def test_F62_a_clock_set_back_makes_no_session_older(file: sqlite3.Connection) -> None:
    """An entry before it bears a later date: the session is not older than that."""
    add(file, NOW_S - 10 * DAY_S)
    add(file, NOW_S - 3650 * DAY_S, "S1")
    add(file, NOW_S - 8 * DAY_S)
    assert swept(file) == 0


def test_the_store_sweeps_when_it_starts_and_once_a_day(tmp_path: Path) -> None:
    """At the start nothing is due; a day of running later the store looks again."""
    path = kept(tmp_path)
    clock = [Stamp(at(0).wall_s, 0.0, "5c1f")]
    store = RecordStore(path, lambda: clock[0], retention_days=1)
    for day in (9.0, 9.5, 20.0):
        now = Stamp(at(0).wall_s + day * DAY_S, (day - 9.0) * DAY_S, "5c1f")
        clock[0] = now
        store.append(Record(now, Kind.NOTE, "", f"day {day}")).result(DEADLINE_S)
    assert store.close(DEADLINE_S)
    said = [row.record.text for row in read(path, since_id=15)]
    assert said[:2] == ["day 9.0", "day 9.5"]
    assert said[2:] == [
        *("day 20.0", "The client's part of session S1 was erased: it had been kept for over 1 d."),
    ]
    assert verify(path).ok


def test_a_sweep_at_the_start_is_whole(tmp_path: Path) -> None:
    """What became old while the heater was away goes when it comes back."""
    path = kept(tmp_path)
    late = Stamp(at(0).wall_s + 30 * DAY_S, 1.0, "next")
    for now in (Stamp(late.wall_s - 8 * DAY_S, 1.0, "next"), late):
        store = RecordStore(path, partial(replace, now), retention_days=1)
        store.append(Record(now, Kind.NOTE, "", "")).result(DEADLINE_S)
        assert store.close(DEADLINE_S)
    assert read(path)[0].erased
    assert verify(path).erased == 1


def test_the_default_is_that_of_the_configuration() -> None:
    """Ten years, in both places."""
    assert Config().store.retention_days == RETENTION_DAYS == 3650
