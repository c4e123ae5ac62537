# SPDX-License-Identifier: MIT
"""A record from before the chain: nothing of it is lost, and it says where the chain begins."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from stoneheater.service.store.anchor import anchor_path, begin_anchor
from stoneheater.service.store.chain import Head
from stoneheater.service.store.database import StoreUnreadableError
from stoneheater.service.store.records import (
    Kind,
    NotRecordedError,
    RecordStore,
    read,
    read_session_events,
)
from stoneheater.service.store.verify import verify
from support.disk import DEADLINE_S, FULL, Disk, rows
from support.records import NOW, make_record, make_record_store
from support.tampering import tamper

OLD = (
    """CREATE TABLE records (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        wall_s REAL NOT NULL, boottime_s REAL NOT NULL, boot_id TEXT NOT NULL,
        kind TEXT NOT NULL, who TEXT NOT NULL, text TEXT NOT NULL, data TEXT NOT NULL
    ) STRICT""",
    """CREATE TRIGGER records_never_change BEFORE UPDATE ON records
        BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END""",
    """CREATE TRIGGER records_never_go BEFORE DELETE ON records
        BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END""",
)
ENTRY = """INSERT INTO records (wall_s, boottime_s, boot_id, kind, who, text, data)
    VALUES (1.7e9, 3, '5c1f', 'command', 'uid 0', ?, '{"target_c": 50.0}')"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Three entries without a chain."""
    path = tmp_path / "records.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode = WAL")
        for statement in OLD:
            file.execute(statement)
        file.executemany(ENTRY, [(f"old {n}",) for n in (1, 2, 3)])
    return path


def test_nothing_is_lost_and_the_chain_begins(path: Path) -> None:
    """The old entries are as they were, and the next one says what they are worth."""
    store = make_record_store(path)
    assert store.append(make_record("new")).result(DEADLINE_S) == 5
    assert store.close(DEADLINE_S)
    old, begin = read(path)[:3], read(path)[3]
    assert [row.record.text for row in old] == ["old 1", "old 2", "old 3"]
    assert [row.record.data for row in old] == [{"target_c": 50.0}] * 3
    assert (begin.record.kind, begin.record.event) == (Kind.STORE, "store.chain")
    assert "the 3 entries before were written without one" in begin.record.text
    assert rows(path, "PRAGMA user_version") == [(2,)]
    found = verify(path)
    assert found.ok
    assert "in: 4)" in found.sentence


def test_it_happens_once(path: Path) -> None:
    """A second start finds nothing to do."""
    for _ in range(2):
        assert make_record_store(path).close(DEADLINE_S)
    assert len(read(path)) == 4


def test_from_then_on_the_old_entries_are_protected(path: Path) -> None:
    """An edit of an old entry shows like that of a new one, and the file refuses it."""
    assert make_record_store(path).close(DEADLINE_S)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        rows(path, "UPDATE records SET text = 'x' WHERE id = 2")
    tamper(path, "UPDATE records SET text = 'x' WHERE id = 2")
    assert verify(path).first_bad == 2


def test_before_the_daemon_has_started_it_says_what_to_do(path: Path) -> None:
    """Reading tools name the next step instead of a missing column."""
    with pytest.raises(StoreUnreadableError, match="the daemon upgrades it at start"):
        read(path)
    assert not verify(path).ok
    assert read_session_events(path) == []


def test_F60_a_power_cut_in_the_middle_leaves_the_old_record(path: Path) -> None:
    """All of it or nothing: whatever statement fails, the next start finds three old entries."""
    for statement in ("ALTER TABLE", "CREATE INDEX", "PRAGMA user_version =", "COMMIT"):
        disk = Disk(FULL, only=statement)
        store = make_record_store(path, disk)
        assert disk.failed.wait(DEADLINE_S)
        store.close(DEADLINE_S)
        assert rows(path, "SELECT count(*) FROM records") == [(3,)]
        assert rows(path, "PRAGMA user_version") == [(0,)]
    assert make_record_store(path).close(DEADLINE_S)
    assert len(read(path)) == 4


def test_a_chained_record_made_old_again_shows(path: Path) -> None:
    """Somebody takes the chain out to have everything sealed anew: the mark remembers."""
    begin_anchor(anchor_path(path), Head(9, "a" * 64))
    assert make_record_store(path).close(DEADLINE_S)
    found = verify(path)
    assert (found.ok, found.first_bad) == (False, 4)
    assert "had ended with entry 9" in found.sentence


def test_an_empty_old_record_needs_no_remark(tmp_path: Path) -> None:
    """Nothing was unprotected, so there is nothing to say."""
    path = tmp_path / "records.db"
    with closing(sqlite3.connect(path)) as file:
        for statement in OLD:
            file.execute(statement)
    assert make_record_store(path).close(DEADLINE_S)
    assert (read(path), verify(path).ok) == ([], True)


def test_a_record_of_a_newer_program_is_left_alone(path: Path) -> None:
    """Not written, not set aside: entries wait in memory, and the sentence says what to do."""
    assert make_record_store(path).close(DEADLINE_S)
    rows(path, "PRAGMA user_version = 3")
    before = path.read_bytes()
    store = RecordStore(path, lambda: NOW, retry_s=3600.0)
    with pytest.raises(NotRecordedError, match="install that version again"):
        store.append(make_record("new")).result(DEADLINE_S)
    assert store.health().pending == 1
    assert not store.close(DEADLINE_S)
    assert path.read_bytes() == before


def test_F51_a_mark_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """The record is made all the same, the health names the mark, and it heals by itself."""
    path = tmp_path / "records.db"
    anchor_path(path).mkdir()
    store = make_record_store(path)
    assert store.append(make_record("one")).result(DEADLINE_S) == 1
    assert store.append(make_record("two")).result(DEADLINE_S) == 2
    assert "its end cannot be marked beside it (records.head)" in store.health().sentence
    anchor_path(path).rmdir()
    store.append(make_record("three")).result(DEADLINE_S)
    assert store.close(DEADLINE_S)
    assert store.health().ok
    assert verify(path).ok


def test_a_mark_that_vanishes_meanwhile_is_made_again(tmp_path: Path) -> None:
    """Somebody tidies up beside a running daemon: told once, then whole again."""
    path = tmp_path / "records.db"
    store = make_record_store(path)
    store.append(make_record("one")).result(DEADLINE_S)
    assert store.append(make_record("two")).result(DEADLINE_S) == 2
    anchor_path(path).unlink()
    for text in ("three", "four"):
        store.append(make_record(text)).result(DEADLINE_S)
    assert store.close(DEADLINE_S)
    assert verify(path).ok
