# SPDX-License-Identifier: MIT
"""Clients' parts: kept apart, erased for good, and the chain stays whole."""

import shutil
from pathlib import Path

import pytest

from stoneheater.service.store.records import (
    Kind,
    NothingToEraseError,
    NotRecordedError,
    Record,
    RecordStore,
    read,
)
from stoneheater.service.store.verify import verify
from support.disk import DEADLINE_S, FULL, Disk, rows
from support.records import NOW, make_record_store
from support.tampering import tamper
from support.treatments import CLIENT, WHO, kept, treatment

SECRETS = (b"A. B.", b"likes it warm", b"pregnancy")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a record with two treatments in it."""
    return kept(tmp_path_factory.mktemp("made"), "S1", "S2").parent


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    """A copy of that record."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "records.db"


def erase(path: Path, session_id: str) -> int:
    """Erase as the daemon does; returns how many entries had a client's part."""
    store = make_record_store(path)
    try:
        return store.erase(session_id, WHO).result(DEADLINE_S)
    finally:
        assert store.close(DEADLINE_S)


def on_disk(folder: Path) -> bytes:
    """Every byte of every file."""
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


def test_a_clients_part_comes_back_with_its_entry(path: Path) -> None:
    """Initials, notes and intake stand beside the entry until they are erased."""
    first = read(path)[0]
    assert (dict(first.record.private), first.erased) == (CLIENT, False)
    assert first.record.session_id == "S1"


def test_the_entries_themselves_name_no_client(path: Path) -> None:
    """What is never erased holds nothing that could be."""
    texts = rows(path, "SELECT who || text || data || session || seal FROM records")
    assert not [text for (text,) in texts for secret in SECRETS if secret.decode() in text]


def test_erasing_leaves_a_whole_chain_that_says_who_did_it(path: Path) -> None:
    """The part is gone, the entry stays, and the last entry names the person."""
    assert erase(path, "S1") == 1
    first, last = read(path)[0], read(path)[-1]
    assert (dict(first.record.private), first.erased) == ({}, True)
    assert (last.record.kind, last.record.who, last.record.event) == (
        *(Kind.STORE, WHO, "store.erased"),
    )
    assert "session S1 was erased: by uid 1000" in last.record.text
    found = verify(path)
    assert (found.ok, found.erased) == (True, 1)
    assert "31 entries, 1 with the client's part erased" in found.sentence


def test_what_was_erased_is_nowhere_on_the_disk(path: Path) -> None:
    """Not in the pages, not in the log: overwritten, before the promise is kept."""
    assert all(secret in on_disk(path.parent) for secret in SECRETS)
    store = make_record_store(path)
    for session_id in ("S1", "S2"):
        store.erase(session_id, WHO).result(DEADLINE_S)
    left = on_disk(path.parent)
    assert store.close(DEADLINE_S)
    assert not [secret for secret in SECRETS if secret in left]


def test_another_session_keeps_its_client(path: Path) -> None:
    """Erasing takes one session's part and no other's."""
    erase(path, "S1")
    kept_parts = {row.record.session_id: row.erased for row in read(path) if row.id in {1, 16}}
    assert kept_parts == {"S1": True, "S2": False}


@pytest.mark.parametrize("session_id", ["S9", "", "S1' OR 1=1 --"])
def test_erasing_what_is_not_there_says_so(path: Path, session_id: str) -> None:
    """A sentence with the next step, and no entry."""
    with pytest.raises(NothingToEraseError, match="has nothing of a client: stoneheater record"):
        erase(path, session_id)
    assert len(read(path)) == 30


def test_erasing_twice_says_so(path: Path) -> None:
    """The second time there is nothing to erase."""
    erase(path, "S1")
    with pytest.raises(NothingToEraseError):
        erase(path, "S1")
    assert len(read(path)) == 31


def test_an_open_session_keeps_its_client(path: Path) -> None:
    """What the timers must know of a client is not taken from under them."""
    store = make_record_store(path)
    store.append(treatment("S3")[0]).result(DEADLINE_S)
    with pytest.raises(NothingToEraseError, match="'S3' is still open: end it first"):
        store.erase("S3", WHO).result(DEADLINE_S)
    store.append(treatment("S3")[-1]).result(DEADLINE_S)
    assert store.erase("S3", WHO).result(DEADLINE_S) == 1
    assert store.close(DEADLINE_S)


def test_F50_erasing_waits_for_a_full_disk_and_is_not_lost(path: Path) -> None:
    """Told "not yet", and done when the disk works again."""
    disk = Disk(FULL, only="DELETE FROM private")
    store = make_record_store(path, disk)
    with pytest.raises(NotRecordedError, match="the disk is full"):
        store.erase("S1", WHO).result(DEADLINE_S)
    assert not read(path)[0].erased
    disk.error = ""
    assert store.close(DEADLINE_S)
    assert read(path)[0].erased


def test_a_log_that_cannot_be_emptied_is_told_and_emptied_later(path: Path) -> None:
    """Erased from the record, perhaps not from its log: the health says so until it is."""
    disk = Disk(FULL, only="wal_checkpoint")
    store = make_record_store(path, disk)
    assert store.erase("S1", WHO).result(DEADLINE_S) == 1
    store.append(Record(NOW, Kind.NOTE, WHO, "")).result(DEADLINE_S)
    assert "may still stand in the file's log" in store.health().sentence
    disk.error = ""
    store.append(Record(NOW, Kind.NOTE, WHO, "")).result(DEADLINE_S)
    assert store.close(DEADLINE_S)
    assert store.health().ok


TAKEN = {
    "removed": "DELETE FROM private WHERE id = 1",
    "rewritten": "UPDATE private SET body = '{}' WHERE id = 1",
    "salted anew": "UPDATE private SET salt = x'00' WHERE id = 1",
    "made a blob": "UPDATE private SET salt = zeroblob(32) WHERE id = 1",
    "given to another entry": "UPDATE private SET id = 2 WHERE id = 1",
}


@pytest.mark.parametrize("case", TAKEN)
def test_a_clients_part_that_changes_without_an_entry_shows(path: Path, case: str) -> None:
    """Taken, changed or moved behind the record's back."""
    tamper(path, TAKEN[case])
    found = verify(path)
    assert not found.ok
    assert found.first_bad in {1, 2}
    assert "client's part" in found.sentence


def test_a_part_without_an_entry_shows(path: Path) -> None:
    """A client nobody recorded."""
    tamper(path, "INSERT INTO private VALUES (999, x'00', '{}')")
    assert verify(path).first_bad == 999


def test_an_erasure_excuses_nothing_that_came_later(path: Path) -> None:
    """Only parts that stood before the entry may be missing."""
    erase(path, "S1")
    store = make_record_store(path)
    late = Record(NOW, Kind.SESSION, WHO, "", {"event": "session.note"}, {"notes": "x"}, "S1")
    number = store.append(late).result(DEADLINE_S)
    assert store.close(DEADLINE_S)
    tamper(path, f"DELETE FROM private WHERE id = {number}")  # noqa: S608 - a number of ours
    found = verify(path)
    assert (found.first_bad, found.erased) == (number, 1)
    assert "no entry says who erased it" in found.sentence


def test_the_file_itself_refuses_to_change_a_part(path: Path) -> None:
    """Kept or erased: nobody edits it by mistake."""
    with pytest.raises(Exception, match="never changed"):
        rows(path, "UPDATE private SET body = ''")


def test_odd_private_values_are_kept(tmp_path: Path) -> None:
    """What JSON cannot carry is described, sealed and erasable like the rest."""
    store = RecordStore(tmp_path / "records.db", lambda: NOW)
    odd = {"notes": "Łukasz \ud800", "seen": {1, 2}, "limit": float("inf")}
    store.append(Record(NOW, Kind.NOTE, WHO, "", {}, odd, "S1")).result(DEADLINE_S)
    assert store.close(DEADLINE_S)
    assert verify(tmp_path / "records.db").ok
    assert read(tmp_path / "records.db")[0].record.private
