# SPDX-License-Identifier: MIT
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from stoneheater.service.store.anchor import anchor_path, read_anchor
from stoneheater.service.store.chain import EMPTY
from stoneheater.service.store.database import StoreUnreadableError, connect
from stoneheater.service.store.record_reader import read
from stoneheater.service.store.verify import Verdict, verify
from support.disk import DEADLINE_S, rows
from support.records import make_record, make_record_store
from support.tampering import forge, tamper
from support.treatments import kept, placed

ENTRIES = 15
"""Entries of one treatment."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a record with one treatment in it."""
    return kept(tmp_path_factory.mktemp("made")).parent


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    """A copy of that record, to be tampered with."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "records.db"


def reopened(path: Path) -> Verdict:
    """How the record is found after the daemon has started and written once more."""
    store = make_record_store(path)
    store.append(make_record("on")).result(DEADLINE_S)
    assert store.close(DEADLINE_S)
    return verify(path)


def test_an_untouched_record_is_whole(path: Path) -> None:
    """The sentence says how many entries, and the last hash, which stands for all."""
    found = verify(path)
    assert (found.ok, found.first_bad, found.head.id) == (True, None, ENTRIES)
    assert found.head == read_anchor(anchor_path(path))
    assert found.sentence == (
        f"The record is whole: 15 entries; it ends with 15 {found.head.hash}."
    )


def test_it_stays_whole_over_restarts(path: Path) -> None:
    """Closing, opening and going on leaves one chain."""
    before = verify(path).head
    assert reopened(path).ok
    assert reopened(path).head.id == before.id + 2


def _begun(path: Path) -> None:
    """Make the file, as it is when the power fails before its first entry."""
    path.unlink(missing_ok=True)
    with closing(connect(path)) as file:
        file.execute("PRAGMA journal_mode = WAL")


def test_F59_a_record_that_was_only_begun_is_whole_and_goes_on(tmp_path: Path) -> None:
    """The power failed between making the file and its first entry."""
    path = tmp_path / "records.db"
    _begun(path)
    assert verify(path).ok
    assert verify(path).head == EMPTY
    with pytest.raises(StoreUnreadableError, match="nothing was written into it yet"):
        read(path)
    assert reopened(path).ok


def test_a_record_that_was_emptied_is_found(path: Path) -> None:
    """The mark of its end knows of entries that the file no longer has."""
    _begun(path)
    found = verify(path)
    assert not found.ok
    assert f"entries up to {ENTRIES} were there and are missing" in found.sentence


def test_an_empty_record_is_whole(tmp_path: Path) -> None:
    """A heater that has just been set up has nothing to hide."""
    path = tmp_path / "records.db"
    make_record_store(path).close(DEADLINE_S)
    found = verify(path)
    assert (found.ok, found.head) == (True, EMPTY)
    assert "0 entries" in found.sentence


TAMPERED = {
    "edited": ("UPDATE records SET text = 'lifted in time' WHERE id = 7", 7),
    "another time": ("UPDATE records SET wall_s = wall_s + 1 WHERE id = 3", 3),
    "another person": ("UPDATE records SET who = 'uid 0' WHERE id = 9", 9),
    "other numbers": ("UPDATE records SET data = '{}' WHERE id = 4", 4),
    "another session": ("UPDATE records SET session = 'S2' WHERE id = 5", 5),
    "another event": ("UPDATE records SET event = 'x' WHERE id = 6", 6),
    "another seal": ("UPDATE records SET seal = '' WHERE id = 1", 1),
    "deleted": ("DELETE FROM records WHERE id = 8", 8),
    "first deleted": ("DELETE FROM records WHERE id = 1", 1),
    "last deleted": ("DELETE FROM records WHERE id = 15", 15),
    "all deleted": ("DELETE FROM records", 1),
    "inserted": ("INSERT INTO records SELECT 16,1,1,'','note','','','{}','','','','ab'", 16),
    "another hash": ("UPDATE records SET hash = 'ab' WHERE id = 15", 15),
}


@pytest.mark.parametrize("case", TAMPERED)
def test_tampering_shows(path: Path, case: str) -> None:
    """The first entry that does not fit is named, and what to do."""
    statement, first = TAMPERED[case]
    tamper(path, statement)
    found = verify(path)
    assert (found.ok, found.first_bad) == (False, first)
    assert f"NOT as it was written, from entry {first} on" in found.sentence
    assert "keep a copy" in found.sentence


def test_two_entries_that_change_places_show(path: Path) -> None:
    """Order is part of what is proved."""
    renamed = "UPDATE records SET id = 99 WHERE id = 3", "UPDATE records SET id = 3 WHERE id = 4"
    tamper(path, *renamed, "UPDATE records SET id = 4 WHERE id = 99")
    assert verify(path).first_bad == 3


def test_a_tail_that_was_cut_and_sealed_again_shows(path: Path) -> None:
    """Whoever computes every hash anew still meets the mark of the end."""
    forge(path, "DELETE FROM records WHERE id > 10", "DELETE FROM sqlite_sequence")
    found = verify(path)
    assert (found.ok, found.first_bad) == (False, 11)
    assert "entries up to 15 were there and are missing" in found.sentence


def test_an_edit_that_was_sealed_again_shows(path: Path) -> None:
    """The last hash is another one than the one that was marked."""
    forge(path, "UPDATE records SET text = 'in time' WHERE id = 3")
    found = verify(path)
    assert (found.ok, found.first_bad) == (False, ENTRIES)
    assert "records.head" in found.sentence


def test_a_cut_stays_in_the_record_when_the_daemon_goes_on(path: Path) -> None:
    """The daemon writes down that entries are missing, and no later entry heals that."""
    forge(path, "DELETE FROM records WHERE id > 10", "DELETE FROM sqlite_sequence")
    found = reopened(path)
    assert (found.ok, found.first_bad) == (False, 11)
    assert "had ended with entry 15 and was found to end with entry 10" in found.sentence
    assert reopened(path).first_bad == 11
    assert rows(path, "SELECT count(*) FROM records WHERE event = 'store.cut'") == [(1,)]


def test_numbers_of_a_cut_tail_are_not_given_again(path: Path) -> None:
    """Entries deleted with a plain statement leave a gap for ever."""
    tamper(path, "DELETE FROM records WHERE id > 10")
    assert reopened(path).first_bad == 11
    assert rows(path, "SELECT min(id) FROM records WHERE id > 10") == [(16,)]


def test_an_older_copy_of_the_record_shows(path: Path, tmp_path: Path) -> None:
    """A file that was put back from yesterday ends before the mark."""
    copy = tmp_path / "copy"
    shutil.copy(path, copy)
    reopened(path)
    shutil.copy(copy, path)
    found = verify(path)
    assert (found.ok, found.first_bad) == (False, 16)
    assert reopened(path).first_bad == 16


def test_a_missing_record_is_missed(path: Path) -> None:
    """The file is gone and the mark is there: the new record begins with that."""
    path.unlink()
    assert not verify(path).ok
    found = reopened(path)
    assert (found.ok, found.first_bad) == (False, 1)
    assert "is missing; it had ended with entry 15" in found.sentence


@pytest.mark.parametrize("content", [None, b"", b"garbage" * 30])
def test_a_missing_mark_shows(path: Path, content: bytes | None) -> None:
    """Without the mark a cut would not show, so its absence does, then and later."""
    anchor_path(path).unlink()
    if content is not None:
        anchor_path(path).write_bytes(content)
    found = verify(path)
    assert (found.ok, found.first_bad) == (False, 16)
    assert "records.head" in found.sentence
    assert reopened(path).first_bad == 16
    assert "cannot be seen" in verify(path).sentence


def test_F59_a_file_that_was_only_just_made_needs_no_mark(tmp_path: Path) -> None:
    """The power failed before the first mark: nothing was confirmed, and nothing is missing."""
    path = tmp_path / "records.db"
    make_record_store(path).close(DEADLINE_S)
    anchor_path(path).unlink()
    assert verify(path).ok


def test_a_mark_that_lags_is_no_fault(path: Path, tmp_path: Path) -> None:
    """A power cut between an entry and its mark leaves a whole record, and the daemon goes on."""
    older = shutil.copy(anchor_path(path), tmp_path / "older")
    reopened(path)
    shutil.copy(older, anchor_path(path))
    assert verify(path).ok
    assert reopened(path).ok


def test_what_the_store_says_of_itself_is_pointed_at(tmp_path: Path) -> None:
    """A record that follows a damaged one is whole, and says where to read about that."""
    path = tmp_path / "records.db"
    path.write_bytes(b"no database at all" * 1000)
    found = reopened(path)
    assert found.ok
    assert "(read what the store itself says in: 1)" in found.sentence


def test_an_index_that_misleads_shows(path: Path) -> None:
    """What a restart reads through an index must be what the record says."""
    tamper(
        path,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master"
        " WHERE name = 'records_by_session') WHERE name = 'records_by_event'",
    )
    found = verify(path)
    assert not found.ok
    assert "damaged" in found.sentence or "cannot be read" in found.sentence


def test_it_can_be_verified_while_the_daemon_writes(tmp_path: Path) -> None:
    """At each moment the record is whole, whatever stands in the log only."""
    path = kept(tmp_path)
    store = make_record_store(path)
    for n in range(20):
        number = store.append(placed(n, f"w{n}", "palm-left")).result(DEADLINE_S)
        found = verify(path)
        assert (found.ok, found.head.id) == (True, number)
    assert store.close(DEADLINE_S)
