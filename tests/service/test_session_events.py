# SPDX-License-Identifier: MIT
"""What a restart needs to know, out of a record of any size."""

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from stoneheater.service.store import record_table
from stoneheater.service.store.anchor import anchor_path, begin_anchor
from stoneheater.service.store.database import StoreUnreadableError
from stoneheater.service.store.record_reader import read_all, read_last, read_missing_events
from stoneheater.service.store.records import Kind, Record, read, read_session_events
from stoneheater.service.store.verify import verify
from support.records import make_record
from support.treatments import CLIENT, kept, placed, told, treatment

START, END = treatment()[0], treatment()[-1]
MANY = 100_000


def events(path: Path) -> list[tuple[str, str]]:
    """What comes back: session and event of each entry."""
    found = read_session_events(path)
    return [(row.record.session_id, row.record.event) for row in found]


def test_an_ended_session_is_over(tmp_path: Path) -> None:
    """Nothing of it comes back."""
    assert events(kept(tmp_path)) == []


def test_F91_an_open_session_comes_back_whole(tmp_path: Path) -> None:
    """Every event with its times and its client, in order; other sessions are not in the way."""
    path = kept(tmp_path, "S0", records=tuple(treatment("S1")[:4]))
    found = read_session_events(path)
    assert [row.record for row in found] == treatment("S1")[:4]
    assert found[0].record.private == CLIENT


def test_sessions_that_overlap_are_told_apart(tmp_path: Path) -> None:
    """Two clients at once, one leaves: the other's stones come back."""
    first, second = treatment("A"), treatment("B")
    path = kept(tmp_path, "S0", records=(first[0], second[0], first[1], second[1], first[-1]))
    assert events(path) == [("B", "session.start"), ("B", "stone.place")]


def test_a_session_whose_beginning_was_not_recorded_comes_back(tmp_path: Path) -> None:
    """A stone that lies counts, whatever was lost before it."""
    path = kept(tmp_path, "S0", records=(treatment("A")[1],))
    assert events(path) == [("A", "stone.place")]


def test_a_stone_without_a_session_comes_back(tmp_path: Path) -> None:
    """It lies on somebody all the same, until an end without a name."""
    loose = told(1, Kind.STONE, "", {"event": "stone.place"}, "")
    path = kept(tmp_path, "S0", records=(loose, make_record("on")))
    assert events(path) == [("", "stone.place")]
    (tmp_path / "ended").mkdir()
    ended = told(2, Kind.SESSION, "", {"event": "session.end"}, "")
    assert events(kept(tmp_path / "ended", "S0", records=(loose, ended))) == []


def test_a_new_heater_has_no_open_session(tmp_path: Path) -> None:
    """No record and no mark of one: nothing to go on with, and no error."""
    assert read_session_events(tmp_path / "records.db") == []


def test_F91_a_record_that_is_gone_or_damaged_is_a_typed_error(tmp_path: Path) -> None:
    """It is not known which stones lie: that must not look like none."""
    path = kept(tmp_path, records=(treatment("A")[1],))
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(StoreUnreadableError):
        read_session_events(path)
    path.unlink()
    with pytest.raises(StoreUnreadableError):
        read_session_events(path)


def test_F91_a_place_that_cannot_be_looked_at_is_a_typed_error(tmp_path: Path) -> None:
    """A disk that answers with an error is not a new heater."""
    with pytest.raises(StoreUnreadableError):
        read_session_events(tmp_path / ("x" * 300) / "records.db")


def test_what_was_said_of_missing_stones_after_the_last_end_comes_back(tmp_path: Path) -> None:
    """That end, and every word since; nothing from before, which the end has counted."""
    gone, found = (
        told(31.0, Kind.STONE, "", {"event": "stone.missing", "missing": missing}, "")
        for missing in (True, False)
    )
    path = kept(tmp_path, "S0", records=(gone, *treatment("S1"), gone, make_record("on"), found))
    rows = read_missing_events(path)
    assert [row.record.event for row in rows] == ["session.end", "stone.missing", "stone.missing"]
    assert rows[0].record.session_id == "S1"
    assert read_missing_events(tmp_path / "new" / "records.db") == []


@pytest.fixture(scope="module")
def huge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """100 000 entries, 2000 sessions that ended, and 50 stones on 3 clients."""
    path = tmp_path_factory.mktemp("huge") / "records.db"
    sessions = [treatment(f"S{n}") for n in range(2000)]
    entries = [entry for session in sessions for entry in session]
    entries += [make_record("set 50C")] * (MANY - len(entries) - 53)
    began = {"event": "session.start"}
    opened = [told(0, Kind.SESSION, "", began, f"open-{n}", CLIENT) for n in range(3)]
    stones = [placed(1, str(n), "palm-left") for n in range(50)]
    lying = [
        Record(s.stamp, s.kind, s.who, s.text, s.data, {}, f"open-{n % 3}")
        for n, s in enumerate(stones)
    ]
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("BEGIN")
        record_table.prepare(file)
        for entry in (*entries, *opened, *lying):
            record_table.insert(file, entry)
        begin_anchor(anchor_path(path), record_table.head(file))
        file.execute("COMMIT")
    return path


def test_F91_fifty_timers_come_back_at_once_from_a_huge_record(huge: Path) -> None:
    """A tenth of a second of the processor; the rest of the restart's second is others'."""
    took_s = []
    for _ in range(3):
        began_s = time.process_time()
        assert len(read_session_events(huge)) == 53
        took_s.append(time.process_time() - began_s)
    assert min(took_s) < 0.1


def test_what_is_missing_comes_back_at_once_from_a_huge_record(huge: Path) -> None:
    """The last end of a session alone, of two thousand; at most 10 ms of the processor."""
    took_s = []
    for _ in range(3):
        began_s = time.process_time()
        assert [row.record.session_id for row in read_missing_events(huge)] == ["S1999"]
        took_s.append(time.process_time() - began_s)
    assert min(took_s) < 0.01


def test_a_huge_record_is_verified_in_seconds(huge: Path) -> None:
    """Every link of 100 000, in well under ten seconds."""
    began_s = time.process_time()
    found = verify(huge)
    assert (found.ok, found.head.id) == (True, MANY)
    assert time.process_time() - began_s < 10.0


def test_a_huge_record_is_read_by_the_page(huge: Path) -> None:
    """A page costs what a page costs, wherever it is; all of them together are the record."""
    began_s = time.process_time()
    assert [row.id for row in read(huge, since_id=50_000, limit=2)] == [50_001, 50_002]
    assert [row.id for row in read_last(huge, 2)] == [MANY - 1, MANY]
    assert len(read(huge, 0, 100, "S1999")) == len(treatment())
    assert time.process_time() - began_s < 1.0
    assert sum(1 for _ in read_all(huge)) == MANY
