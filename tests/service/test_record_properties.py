# SPDX-License-Identifier: MIT
"""The record under any history of use, and under any single edit."""

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoneheater.service.store import record_table
from stoneheater.service.store.anchor import anchor_path, begin_anchor, read_anchor
from stoneheater.service.store.chain import GENESIS, link
from stoneheater.service.store.record_reader import read_all
from stoneheater.service.store.record_table import COVERED
from stoneheater.service.store.records import Kind, NothingToEraseError, Record, RecordStore, read
from stoneheater.service.store.verify import verify
from support.disk import DEADLINE_S, rows
from support.records import NOW, make_record, make_record_store
from support.tampering import DOORS, forge
from support.treatments import kept, treatment

SESSIONS = ("", "S1", "S2")
Open = tuple[Path, sqlite3.Connection]
USES = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.sampled_from(SESSIONS)),
        st.tuples(st.just("client"), st.sampled_from(SESSIONS)),
        st.tuples(st.just("erase"), st.sampled_from(SESSIONS)),
        st.tuples(st.just("restart"), st.just("")),
    ),
    max_size=12,
)


def use(path: Path, uses: list[tuple[str, str]]) -> None:
    """Use a record as told, through the store."""
    store = make_record_store(path)
    for what, session_id in uses:
        if what == "restart":
            assert store.close(DEADLINE_S)
            store = make_record_store(path)
        elif what == "erase":
            erased = store.erase(session_id, "uid 0")
            assert isinstance(erased.exception(DEADLINE_S), NothingToEraseError | None)
        else:
            private = {"client": "A. B."} if what == "client" else {}
            store.append(Record(NOW, Kind.NOTE, "", what, {}, private, session_id))
    assert store.close(DEADLINE_S)


@settings(max_examples=15, deadline=None)  # a disk has its own time
@given(uses=USES)
def test_any_use_leaves_a_whole_record(
    tmp_path_factory: pytest.TempPathFactory, uses: list[tuple[str, str]]
) -> None:
    """Append, erase, restart in any order: numbers without a gap, a whole chain, a true mark."""
    path = tmp_path_factory.mktemp("used") / "records.db"
    use(path, uses)
    found = verify(path)
    assert found.ok, found.sentence
    entries = list(read_all(path))
    assert [row.id for row in entries] == list(range(1, len(entries) + 1))
    assert found.head == read_anchor(anchor_path(path))
    assert len(entries) >= sum(what in {"append", "client"} for what, _ in uses)


@settings(max_examples=15, deadline=None)  # a disk has its own time
@given(uses=USES)
def test_erased_means_erased(
    tmp_path_factory: pytest.TempPathFactory, uses: list[tuple[str, str]]
) -> None:
    """After a session's last erasure only what came later has a client's part."""
    path = tmp_path_factory.mktemp("used") / "records.db"
    use(path, [*uses, ("client", "S1"), ("erase", "S1"), ("client", "S1")])
    of_s1 = [row for row in read_all(path) if row.record.session_id == "S1"]
    assert [bool(row.record.private) for row in of_s1][-1] is True
    assert not any(row.record.private for row in of_s1[:-1])
    assert verify(path).ok


@pytest.fixture(scope="module")
def open_file(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Path, sqlite3.Connection]]:
    """A treatment's record, open to edits; each is taken back."""
    path = kept(tmp_path_factory.mktemp("edited"))
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        for name in DOORS:
            file.execute(f"DROP TRIGGER {name}")
        yield path, file


@given(
    number=st.integers(1, 15),
    column=st.sampled_from([*COVERED[3:], "hash"]),
    value=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
def test_any_edit_of_any_text_shows(open_file: Open, number: int, column: str, value: str) -> None:
    """Whichever column of whichever entry says something else: that entry, or an earlier one."""
    path, file = open_file
    select = f"SELECT {column} FROM records WHERE id = ?"  # noqa: S608 - a name of ours
    update = f"UPDATE records SET {column} = ? WHERE id = ?"  # noqa: S608 - a name of ours
    (before,) = file.execute(select, (number,)).fetchone()
    file.execute(update, (value, number))
    found = verify(path)
    file.execute(update, (before, number))
    assert found.ok == (value == before)
    assert found.ok or found.first_bad == number
    assert verify(path).ok


@given(
    number=st.integers(1, 15),
    column=st.sampled_from(["wall_s", "boottime_s"]),
    value=st.floats(allow_nan=False),
)
def test_any_other_time_shows(open_file: Open, number: int, column: str, value: float) -> None:
    """To the last digit."""
    path, file = open_file
    select = f"SELECT {column} FROM records WHERE id = ?"  # noqa: S608 - a name of ours
    update = f"UPDATE records SET {column} = ? WHERE id = ?"  # noqa: S608 - a name of ours
    (before,) = file.execute(select, (number,)).fetchone()
    file.execute(update, (value, number))
    found = verify(path)
    file.execute(update, (before, number))
    assert found.ok == (value == before)


@given(wall_s=st.floats(allow_nan=False), boottime_s=st.floats(allow_nan=False))
def test_any_time_comes_back_as_it_was_hashed(wall_s: float, boottime_s: float) -> None:
    """Minus nothing, infinity, the smallest number: read back, the link still fits."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as file:
        file.row_factory = sqlite3.Row
        record_table.prepare(file)
        stamp = type(NOW)(wall_s, boottime_s, "5c1f")
        record_table.insert(file, Record(stamp, Kind.NOTE, "", ""))
        last = record_table.head(file)
        names = ", ".join(COVERED)
        columns = file.execute(f"SELECT {names} FROM records").fetchone()  # noqa: S608 - ours
        assert link(GENESIS, tuple(columns)) == last.hash


def test_many_threads_make_one_chain(tmp_path: Path) -> None:
    """Whoever appends from wherever: each its own number, no gap, whole."""
    store = make_record_store(tmp_path / "records.db")
    numbers: list[int] = []

    def write(name: str) -> None:
        wanted = [store.append(make_record(f"{name} {n}")) for n in range(10)]
        numbers.extend(future.result(DEADLINE_S) for future in wanted)

    threads = [threading.Thread(target=write, args=(f"thread {n}",)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(DEADLINE_S)
    assert store.close(DEADLINE_S)
    assert sorted(numbers) == list(range(1, 51))
    assert verify(tmp_path / "records.db").ok


KILLED = """
import os, pathlib, sys
from stoneheater.service.store.records import Kind, Record, RecordStore, Stamp
now = Stamp(1.0, 1.0, "boot")
store = RecordStore(pathlib.Path(sys.argv[1]), lambda: now)
for n in range(200):
    done = store.append(Record(now, Kind.NOTE, "", f"entry {n}", {}, {"client": "A"}, "S1"))
    if n == int(sys.argv[2]):
        done.result(20)
        os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("entries", [0, 7, 20])
def test_F60_a_killed_process_leaves_a_whole_chain(tmp_path: Path, entries: int) -> None:
    """Wherever it ended, between an entry and its mark too; and it goes on from there."""
    path = tmp_path / "records.db"
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), str(entries)],
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == -9
    assert verify(path).ok
    store = make_record_store(path)
    assert store.append(make_record("after")).result(DEADLINE_S) > entries
    assert store.close(DEADLINE_S)
    assert verify(path).ok


def test_who_owns_the_machine_can_forge_and_a_hash_kept_elsewhere_shows_it(tmp_path: Path) -> None:
    """The limit that docs/record.md admits, and what it advises."""
    path = kept(tmp_path)
    written_down = verify(path).head
    forge(path, "UPDATE records SET text = 'lifted in time' WHERE id = 11")
    (end,) = rows(path, "SELECT hash FROM records WHERE id = 15")
    begin_anchor(anchor_path(path), type(written_down)(15, end[0]))
    assert verify(path).ok
    (shown,) = read(path, since_id=written_down.id - 1, limit=1)
    assert shown.hash != written_down.hash


def test_two_records_of_the_same_treatment_have_different_seals(tmp_path: Path) -> None:
    """The same initials twice: nobody learns from the seals that they are the same."""
    path = tmp_path / "records.db"
    store = RecordStore(path, lambda: NOW)
    for session_id in ("S1", "S2"):
        store.append(treatment(session_id)[0])
    assert store.close(DEADLINE_S)
    (first,), (second,) = rows(path, "SELECT seal FROM records ORDER BY id")
    assert first != second
