# SPDX-License-Identifier: MIT
"""The record's file, edited at every byte and cut at every length."""

import os
import shutil
from pathlib import Path

import pytest

from stoneheater.service.store.anchor import anchor_path
from stoneheater.service.store.database import StoreUnreadableError, set_aside_copies
from stoneheater.service.store.record_reader import read_all, read_session_events
from stoneheater.service.store.records import RecordStore
from stoneheater.service.store.verify import verify
from support.disk import DEADLINE_S
from support.records import make_record
from support.tampering import each_byte, small_pages
from support.treatments import at, treatment


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The smallest record with everything in it."""
    path = tmp_path / "records.db"
    store = RecordStore(path, lambda: at(40.0), connect=small_pages)
    for record in treatment()[:3]:
        store.append(record)
    assert store.close(DEADLINE_S)
    return path


def test_F54_an_edit_at_any_byte_is_found_or_changes_nothing(path: Path) -> None:
    """Each byte in turn: verify says no, or every entry reads as it was written."""
    entries, events = list(read_all(path)), read_session_events(path)
    size = path.stat().st_size
    found = []

    def look(position: int) -> None:
        if verify(path).ok:
            assert list(read_all(path)) == entries
            assert read_session_events(path) == events
        else:
            found.append(position)

    each_byte(path, look, range(size))
    assert len(found) > size / 4


def test_F54_a_cut_at_any_length_is_found(path: Path) -> None:
    """From one byte less to nothing: verify says no, in one sentence."""
    for length in reversed(range(path.stat().st_size)):
        os.truncate(path, length)
        found = verify(path)
        assert not found.ok
        assert found.sentence.count("\n") == 0


@pytest.mark.parametrize("share", [n / 24 for n in range(25)])
@pytest.mark.parametrize("cut", [True, False])
def test_F54_the_store_goes_on_with_any_damaged_file(
    path: Path, share: float, *, cut: bool
) -> None:
    """It takes the file as it is or sets it aside; what is written then can be read."""
    size = path.stat().st_size
    position = min(int(size * share), size - 1)
    if cut:
        os.truncate(path, position)
    else:
        data = bytearray(path.read_bytes())
        data[position] ^= 0x21
        path.write_bytes(data)
    store = RecordStore(path, lambda: at(41.0), retry_s=0.01)
    number = store.append(make_record("after")).result(DEADLINE_S)
    assert store.close(DEADLINE_S)
    last = list(read_all(path, since_id=number - 1))
    assert [row.record.text for row in last] == ["after"]
    assert set_aside_copies(path) or number > 3
    verify(path)


def test_F54_a_lost_log_is_found(path: Path, tmp_path: Path) -> None:
    """Entries that were only in the log, and the log is gone: the mark knows of them."""
    store = RecordStore(path, lambda: at(41.0))
    number = store.append(make_record("in the log")).result(DEADLINE_S)
    copy = tmp_path / "copy.db"
    shutil.copy(path, copy)
    assert store.close(DEADLINE_S)
    shutil.copy(anchor_path(path), anchor_path(copy))
    found = verify(copy)
    assert (found.ok, found.first_bad) == (False, number)


def test_entries_that_no_program_wrote_are_a_typed_error(path: Path) -> None:
    """A kind that nobody knows: the entry's number, in one sentence."""
    data = path.read_bytes()
    path.write_bytes(data.replace(b"stone", b"stonf"))
    with pytest.raises(StoreUnreadableError, match="entry 2 is not as it was written"):
        list(read_all(path))
