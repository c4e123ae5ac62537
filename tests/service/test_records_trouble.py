# SPDX-License-Identifier: MIT
import os
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import Future, wait
from pathlib import Path

import pytest

from stoneheater.service.store.records import (
    Kind,
    NotRecordedError,
    RecordStore,
    read,
)
from support.disk import DEADLINE_S, FULL, READ_ONLY, Disk
from support.records import FOREVER_S, NOW, make_record, make_record_store, texts


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the record's file will be."""
    return tmp_path / "records.db"


def test_F50_a_full_disk_says_not_recorded_and_records_later(path: Path) -> None:
    """The waiter is told at once, the record waits, and stands in the file once there is room."""
    disk = Disk()
    store = make_record_store(path, disk)
    assert store.append(make_record("before")).result(DEADLINE_S) == 1
    disk.error = FULL
    with pytest.raises(NotRecordedError, match="the disk is full"):
        store.append(make_record("during")).result(DEADLINE_S)
    with pytest.raises(NotRecordedError, match="the disk is full"):
        store.append(make_record("during, too")).result(0)
    health = store.health()
    assert (health.ok, health.pending, health.lost) == (False, 2, 0)
    assert (
        "The record is not being written (2 waiting, 0 lost): the disk is full" in health.sentence
    )
    disk.error = ""
    assert store.close(DEADLINE_S)
    assert texts(path) == ["before", "during", "during, too"]
    assert store.health().ok


def test_F50_a_disk_that_is_really_full_loses_nothing_acknowledged(path: Path) -> None:
    """SQLite's own refusal: every number that was promised is in the file, the rest is not."""

    def small(path: Path) -> sqlite3.Connection:
        file = sqlite3.connect(path, isolation_level=None)
        file.execute("PRAGMA max_page_count = 12")
        return file

    store = RecordStore(path, lambda: NOW, connect=small, retry_s=FOREVER_S)
    futures: list[Future[int]] = [store.append(make_record("x" * 1000)) for _ in range(100)]
    wait(futures, DEADLINE_S)
    promised = [future.result() for future in futures if future.exception() is None]
    refused = [str(future.exception()) for future in futures if future.exception() is not None]
    assert not store.close(DEADLINE_S)
    assert promised
    assert "the disk is full" in refused[0]
    assert [row.id for row in read(path)] == promised
    assert store.health().pending == len(refused)


def test_F50_what_was_lost_stands_in_the_record(path: Path) -> None:
    """Three places, five records: two are gone, the file says so at that place, once."""
    disk = Disk()
    store = make_record_store(path, disk, capacity=3)
    store.append(make_record("before")).result(DEADLINE_S)
    disk.error = FULL
    with pytest.raises(NotRecordedError):
        store.append(make_record("entry 1")).result(DEADLINE_S)
    futures = [store.append(make_record(f"entry {n}")) for n in range(2, 6)]
    assert all(future.exception(DEADLINE_S) for future in futures)
    assert store.health().lost == 2
    disk.error = ""
    assert store.close(DEADLINE_S)
    before, gap, *after = [row.record for row in read(path)]
    assert before.text == "before"
    assert (gap.kind, gap.event, gap.stamp) == (Kind.STORE, "store.lost", NOW)
    assert gap.data["lost"] == 2
    assert "2 could not be written" in gap.text
    assert [record.text for record in after] == ["entry 3", "entry 4", "entry 5"]


def test_F50_a_loss_is_told_even_if_telling_it_fails_at_first(path: Path) -> None:
    """The sentence about the gap and the record after it are committed together, or neither."""
    disk = Disk()
    store = make_record_store(path, disk, capacity=1)
    store.append(make_record("before")).result(DEADLINE_S)
    disk.error, disk.only = FULL, "COMMIT"
    for n in (1, 2, 3):
        store.append(make_record(f"entry {n}")).exception(DEADLINE_S)
    assert not store.close(DEADLINE_S)
    assert texts(path) == ["before"]
    assert (store.health().pending, store.health().lost) == (1, 2)


def test_F51_a_read_only_disk_is_told_and_passes(path: Path) -> None:
    """A card that turned read-only is named as such; after it is writable again all is there."""
    make_record_store(path).close(DEADLINE_S)
    disk = Disk(READ_ONLY, only="BEGIN")
    store = make_record_store(path, disk)
    assert disk.failed.wait(DEADLINE_S)
    with pytest.raises(NotRecordedError, match="read-only"):
        store.append(make_record("during")).result(DEADLINE_S)
    disk.error = ""
    assert store.close(DEADLINE_S)
    assert texts(path) == ["during"]


def test_F51_it_recovers_by_itself(path: Path) -> None:
    """Nobody has to restart anything: the next attempt writes the backlog."""
    disk = Disk(READ_ONLY)
    store = make_record_store(path, disk, retry_s=0.01)
    store.append(make_record("during"))
    assert disk.failed.wait(DEADLINE_S)
    disk.statements.clear()
    disk.error = ""
    while not any("INSERT INTO records" in statement for statement in disk.statements):
        disk.committed.clear()
        assert disk.committed.wait(DEADLINE_S)
    assert store.close(DEADLINE_S)
    assert texts(path) == ["during"]


def test_a_file_that_another_program_holds_is_trouble(path: Path) -> None:
    """A lock is waited out like a full disk, never taken for damage."""
    make_record_store(path).close(DEADLINE_S)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store = make_record_store(path)
    with pytest.raises(NotRecordedError, match="another program holds the file"):
        store.append(make_record("during")).result(DEADLINE_S)
    other.execute("ROLLBACK")
    other.close()
    assert store.close(DEADLINE_S)
    assert texts(path) == ["during"]


def test_F52_a_card_that_hangs_delays_nobody(path: Path) -> None:
    """Opening and writing hang for ever: making the store and appending return at once."""
    disk = Disk()
    disk.hang()
    began_s = time.perf_counter()
    store = make_record_store(path, disk)
    futures = [store.append(make_record(f"entry {n}")) for n in range(50)]
    assert time.perf_counter() - began_s < 1.0
    assert disk.hung.wait(DEADLINE_S)
    assert not any(future.done() for future in futures)
    assert store.health().pending == 50
    disk.let_go()
    assert [future.result(DEADLINE_S) for future in futures] == list(range(1, 51))
    assert store.close(DEADLINE_S)


def test_F52_stopping_on_a_card_that_hangs_gives_up_in_time(path: Path) -> None:
    """The daemon stops, and nobody is left to believe that the record was made."""
    disk = Disk()
    disk.hang()
    store = make_record_store(path, disk)
    future = store.append(make_record())
    assert disk.hung.wait(DEADLINE_S)
    assert not store.close(0.01)
    assert isinstance(future.exception(0), NotRecordedError)
    disk.let_go()


@pytest.mark.parametrize("content", [b"no database at all" * 1000, b""])
def test_F54_a_damaged_record_is_kept_and_the_new_one_says_so(path: Path, content: bytes) -> None:
    """The first entry of the new record names the file that holds the old one."""
    path.write_bytes(content)
    store = make_record_store(path)
    assert store.append(make_record("after")).result(DEADLINE_S) == 2
    assert store.close(DEADLINE_S)
    first, second = (row.record for row in read(path))
    kept = path.with_name("records.db.corrupt-1")
    assert kept.read_bytes() == content
    assert first.kind is Kind.STORE
    assert first.data == {"event": "store.begin", "kept": str(kept)}
    assert "was damaged" in first.text
    assert second.text == "after"


def test_F54_the_new_record_says_so_even_if_it_could_not_begin_at_once(path: Path) -> None:
    """Set aside, then a full disk or a power cut: whenever the new one begins, it says why."""
    path.write_bytes(b"no database at all" * 1000)
    disk = Disk(FULL, only="CREATE")
    store = make_record_store(path, disk)
    assert disk.failed.wait(DEADLINE_S)
    store.close(DEADLINE_S)
    again = make_record_store(path)
    assert again.close(DEADLINE_S)
    assert "was damaged" in texts(path)[0]


def test_F50_little_space_is_warned_of_while_recording_works(path: Path) -> None:
    """The record is made, and the health warns with the number."""
    disk = Disk()
    disk.free = 49_999_999
    store = make_record_store(path, disk)
    assert store.append(make_record()).result(DEADLINE_S) == 1
    assert store.close(DEADLINE_S)
    assert not store.health().ok
    assert "being written, but only 49 MB are free" in store.health().sentence


KILLED = """
import os, pathlib, sys
from stoneheater.service.store.records import Kind, Record, RecordStore, Stamp
now = Stamp(1.0, 1.0, "boot")
store = RecordStore(pathlib.Path(sys.argv[1]), lambda: now)
for n in range(30):
    number = store.append(Record(now, Kind.NOTE, "test", f"entry {n}")).result(20)
    os.write(1, b"%d " % number)
os.kill(os.getpid(), 9)
"""


def test_F60_what_was_acknowledged_survives_the_process(path: Path) -> None:
    """A process that is killed right after the last promise has kept every promise."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path)],
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == -9
    promised = [int(number) for number in done.stdout.split()]
    assert promised == list(range(1, 31))
    assert [row.id for row in read(path)] == promised
    store = make_record_store(path)
    assert store.append(make_record("after")).result(DEADLINE_S) == 31
    assert store.close(DEADLINE_S)
