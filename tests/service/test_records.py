# SPDX-License-Identifier: MIT
import json
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoneheater.service.store.database import StoreUnreadableError
from stoneheater.service.store.records import (
    Kind,
    Record,
    RecordStore,
    Row,
    read,
)
from support.disk import DEADLINE_S, Disk, rows
from support.records import NOW, make_record, make_record_store, texts


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the record's file will be."""
    return tmp_path / "records.db"


def test_a_record_comes_back_as_it_was(path: Path) -> None:
    """Who, what, when and the numbers are read as they were written, with their number."""
    record = make_record("The bath reached 58.1 °C.", Kind.TRIP, limit_c=58.0, seen_c=[58.1, 57.9])
    store = RecordStore(path, lambda: NOW)
    assert store.append(record).result(DEADLINE_S) == 1
    assert store.close(DEADLINE_S)
    assert read(path) == [Row(1, record)]


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_kept(path: Path, kind: Kind) -> None:
    """Each kind of record can be written and read."""
    store = make_record_store(path)
    store.append(make_record(kind=kind)).result(DEADLINE_S)
    assert store.close(DEADLINE_S)
    assert [row.record.kind for row in read(path)] == [kind]


def test_records_are_numbered_in_the_order_of_asking(path: Path) -> None:
    """One, two, three, without gaps, also over a restart."""
    for start in (1, 4):
        store = make_record_store(path)
        futures = [store.append(make_record(f"entry {n}")) for n in range(start, start + 3)]
        assert [future.result(DEADLINE_S) for future in futures] == [start, start + 1, start + 2]
        assert store.close(DEADLINE_S)
    assert texts(path) == [f"entry {n}" for n in range(1, 7)]


def test_reading_goes_on_where_it_stopped(path: Path) -> None:
    """``since_id`` is the last number seen; ``limit`` is how many come at most."""
    store = make_record_store(path)
    for n in range(1, 6):
        store.append(make_record(f"entry {n}"))
    assert store.close(DEADLINE_S)
    assert [row.id for row in read(path, since_id=0, limit=2)] == [1, 2]
    assert [row.id for row in read(path, since_id=2, limit=2)] == [3, 4]
    assert [row.id for row in read(path, since_id=4, limit=2)] == [5]
    assert read(path, since_id=5) == []


def test_the_record_can_be_read_while_it_is_written(path: Path) -> None:
    """A reader sees everything that was acknowledged, without stopping the writer."""
    store = make_record_store(path)
    for n in range(1, 4):
        assert store.append(make_record(f"entry {n}")).result(DEADLINE_S) == n
        assert len(read(path)) == n
    assert store.close(DEADLINE_S)


@pytest.mark.parametrize("content", [None, b"no database at all" * 100, b""])
def test_a_record_that_cannot_be_read_is_a_typed_error(path: Path, content: bytes | None) -> None:
    """Missing, damaged or empty: one error with a sentence, never an empty record."""
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreUnreadableError, match="cannot be read"):
        read(path)


@pytest.mark.parametrize("statement", ["UPDATE records SET text = 'x'", "DELETE FROM records"])
def test_the_record_is_append_only(path: Path, statement: str) -> None:
    """The file itself refuses to change or drop what stands in it."""
    store = make_record_store(path)
    store.append(make_record("as it was")).result(DEADLINE_S)
    assert store.close(DEADLINE_S)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        rows(path, statement)
    assert texts(path) == ["as it was"]


def test_recorded_is_said_only_after_the_sync(path: Path) -> None:
    """Every commit is synced (FULL), and the future yields after the commit, not before."""
    disk = Disk()
    store = make_record_store(path, disk)
    store.append(make_record("first")).result(DEADLINE_S)
    assert "PRAGMA synchronous = FULL" in disk.statements
    assert disk.statements[-1] == "COMMIT"
    disk.hang()
    future = store.append(make_record("second"))
    assert disk.hung.wait(DEADLINE_S)
    assert not future.done()
    assert not future.cancel()
    disk.let_go()
    assert future.result(DEADLINE_S) == 2
    assert store.close(DEADLINE_S)


@given(text=st.text(st.characters()), who=st.text(), data=st.dictionaries(st.text(), st.floats()))
def test_nothing_that_people_send_keeps_a_record_from_being_written(
    tmp_path_factory: pytest.TempPathFactory, text: str, who: str, data: dict[str, float]
) -> None:
    """Half characters, zeros, infinities and nan: the record is written, and can be read."""
    path = tmp_path_factory.mktemp("records") / "records.db"
    store = make_record_store(path)
    assert store.append(Record(NOW, Kind.NOTE, who, text, data)).result(DEADLINE_S) == 1
    assert store.close(DEADLINE_S)
    assert len(read(path)) == 1


def test_what_json_cannot_carry_is_described(path: Path) -> None:
    """Objects, nan and odd keys stand in the record as Python writes them, not as a lost record."""
    store = make_record_store(path)
    store.append(make_record(where=Path("x")))
    store.append(make_record(seen_c=float("nan")))
    store.append(Record(NOW, Kind.NOTE, "", "", {("a", 1): 2}))  # type: ignore[dict-item] # odd on purpose
    assert store.close(DEADLINE_S)
    first, second, third = (row.record.data for row in read(path))
    assert "x" in str(first["where"])
    assert second == {"not_json": "{'seen_c': nan}"}
    assert third == {"not_json": "{('a', 1): 2}"}


def test_the_file_is_plain_enough_for_any_tool(path: Path) -> None:
    """One table, readable without us: an insurer's expert needs SQLite and nothing else."""
    store = make_record_store(path)
    store.append(make_record("set 50C", target_c=50.0))
    assert store.close(DEADLINE_S)
    (found,) = rows(path, "SELECT * FROM records")
    assert found[:7] == (1, NOW.wall_s, NOW.boottime_s, "5c1f", "command", found[5], "set 50C")
    assert json.loads(found[7]) == {"target_c": 50.0}
