# SPDX-License-Identifier: MIT
import errno
import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stoneheater.service.files import sync_folder, write_durably

OLD = b"the old content"
NEW = b"the new content, longer than the old"


@contextmanager
def _files_end_at(size: int) -> Iterator[None]:
    """A real write that fails in the middle: the kernel lets no file grow beyond ``size``."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_new_file_holds_what_was_written(tmp_path: Path) -> None:
    """A file that was not there is there afterwards, whole, and nothing beside it."""
    write_durably(tmp_path / "latch", NEW)
    assert (tmp_path / "latch").read_bytes() == NEW
    assert [entry.name for entry in tmp_path.iterdir()] == ["latch"]


def test_an_old_file_is_replaced(tmp_path: Path) -> None:
    """The new content takes the old one's place, and nothing of the old shines through."""
    (tmp_path / "latch").write_bytes(NEW)
    write_durably(tmp_path / "latch", OLD)
    assert (tmp_path / "latch").read_bytes() == OLD


def test_an_empty_content_is_a_content(tmp_path: Path) -> None:
    """Nothing to write still makes the file."""
    write_durably(tmp_path / "empty", b"")
    assert (tmp_path / "empty").read_bytes() == b""


def test_a_replaced_file_is_another_file(tmp_path: Path) -> None:
    """The old file is never written into: whoever has it open goes on reading the old content."""
    path = tmp_path / "latch"
    path.write_bytes(OLD)
    with path.open("rb") as reader:
        write_durably(path, NEW)
        assert reader.read() == OLD


def test_everybody_may_read_what_only_the_owner_may_write(tmp_path: Path) -> None:
    """A helper that runs as another user can read the file, and cannot change it."""
    write_durably(tmp_path / "outputs", NEW)
    mode = stat.S_IMODE((tmp_path / "outputs").stat().st_mode)
    assert mode & (stat.S_IWGRP | stat.S_IWOTH) == 0


def test_F50_a_write_that_fails_in_the_middle_leaves_the_old_content(tmp_path: Path) -> None:
    """A disk that takes ten bytes and no more costs the new content, never the old."""
    path = tmp_path / "latch"
    path.write_bytes(OLD)
    with _files_end_at(10), pytest.raises(OSError, match="large") as caught:
        write_durably(path, NEW)
    assert caught.value.errno == errno.EFBIG
    assert path.read_bytes() == OLD
    assert [entry.name for entry in tmp_path.iterdir()] == ["latch"]


def test_F50_a_write_that_just_fits_is_written(tmp_path: Path) -> None:
    """The other side of that edge: exactly as many bytes as the disk takes."""
    with _files_end_at(len(NEW)):
        write_durably(tmp_path / "latch", NEW)
    assert (tmp_path / "latch").read_bytes() == NEW


@pytest.mark.parametrize("left_behind", [b"", NEW[:1], NEW[:-1], NEW, NEW + b" and more"])
def test_F59_what_a_power_cut_left_half_written_is_not_the_file(
    tmp_path: Path, left_behind: bytes
) -> None:
    """A temporary file of any length, left by a cut, changes nothing, and the next write works."""
    path = tmp_path / "latch"
    path.write_bytes(OLD)
    (tmp_path / "latch.new").write_bytes(left_behind)
    assert path.read_bytes() == OLD
    write_durably(path, NEW)
    assert path.read_bytes() == NEW
    assert [entry.name for entry in tmp_path.iterdir()] == ["latch"]


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    """Nothing is made up: a folder that is not there raises."""
    with pytest.raises(FileNotFoundError):
        write_durably(tmp_path / "nowhere" / "latch", NEW)


def test_a_name_that_cannot_be_replaced_is_an_error(tmp_path: Path) -> None:
    """If the name is a folder the rename fails, raises, and leaves no temporary file."""
    (tmp_path / "latch").mkdir()
    with pytest.raises(IsADirectoryError):
        write_durably(tmp_path / "latch", NEW)
    assert [entry.name for entry in tmp_path.iterdir()] == ["latch"]


def test_a_folder_can_be_synced_and_a_file_is_none(tmp_path: Path) -> None:
    """Syncing works on folders and refuses files, so that it cannot be aimed at the wrong one."""
    sync_folder(tmp_path)
    (tmp_path / "file").write_bytes(OLD)
    with pytest.raises(NotADirectoryError):
        sync_folder(tmp_path / "file")
