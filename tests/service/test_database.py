# SPDX-License-Identifier: MIT
import errno
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from stoneheater.service.store.database import (
    LOW_SPACE_BYTES,
    Database,
    connect,
    explain,
    free_bytes,
    is_disk_trouble,
    low_space,
    set_aside_copies,
)
from support.databases import filled, run
from support.disk import FULL, READ_ONLY, Disk, rows


def test_a_transaction_is_kept_whole(tmp_path: Path) -> None:
    """What was inside is there after closing and opening again."""
    path = tmp_path / "a.db"
    filled(path, 3)
    assert rows(path, "SELECT count(*) FROM t") == [(3,)]
    assert set_aside_copies(path) == []


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """An error in the middle takes back what came before it, and the next one works."""
    path = tmp_path / "a.db"
    filled(path, 3)
    database = Database(path, connect, "FULL")
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        run(database, "INSERT INTO t VALUES ('half')", "INSERT INTO nowhere VALUES (1)")
    with database.transaction() as file:
        file.execute("INSERT INTO t VALUES ('whole')")
    database.close()
    database.close()
    assert rows(path, "SELECT count(*) FROM t") == [(4,)]


@pytest.mark.parametrize(("synchronous", "level"), [("FULL", 2), ("NORMAL", 1)])
def test_every_commit_is_synced_as_asked(tmp_path: Path, synchronous: str, level: int) -> None:
    """The file is in WAL mode, and the sync level is the one that was asked for."""
    database = Database(tmp_path / "a.db", connect, "FULL" if synchronous == "FULL" else "NORMAL")
    with database.transaction() as file:
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert file.execute("PRAGMA synchronous").fetchone() == (level,)
    database.close()


def test_F59_a_file_has_its_name_only_when_it_can_be_read(tmp_path: Path) -> None:
    """A power cut while a new file is made leaves another name; the file is made again."""
    path = tmp_path / "a.db"
    seen: list[bool] = []

    def watched(at: Path) -> sqlite3.Connection:
        seen.append(path.exists())
        return connect(at)

    for end in ("", "-journal", "-wal", "-shm"):
        path.with_name(f"a.db.new{end}").write_bytes(b"half made")
    database = Database(path, watched, "FULL")
    run(database, "CREATE TABLE t (x)")
    assert seen == [False, True]
    database.close()
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as reader:
        assert reader.execute("SELECT count(*) FROM t").fetchone() == (0,)
    assert not list(tmp_path.glob("*.new*"))


def test_a_link_to_a_file_that_is_not_there_yet_is_followed(tmp_path: Path) -> None:
    """Whoever keeps the record on another disk by a link keeps it there from the first entry."""
    (tmp_path / "disk").mkdir()
    link = tmp_path / "a.db"
    link.symlink_to(tmp_path / "disk" / "there.db")
    filled(link, 3)
    assert link.is_symlink()
    assert rows(tmp_path / "disk" / "there.db", "SELECT count(*) FROM t") == [(3,)]


@pytest.mark.parametrize("error", [FULL, READ_ONLY, "database is locked", "disk I/O error"])
def test_trouble_is_no_damage(tmp_path: Path, error: str) -> None:
    """A disk that refuses to be read is not a reason to set a good file aside."""
    path = tmp_path / "a.db"
    filled(path, 3)
    disk = Disk(error)
    database = Database(path, disk.connect, "FULL")
    for _ in range(2):
        with pytest.raises(sqlite3.OperationalError, match=error), database.transaction():
            pass
    disk.error = ""
    with database.transaction() as file:
        assert file.execute("SELECT count(*) FROM t").fetchone() == (3,)
    database.close()
    assert set_aside_copies(path) == []


def test_F50_a_first_start_on_a_full_disk_sets_nothing_aside(tmp_path: Path) -> None:
    """The empty file that a refused first start leaves is not taken for a damaged one."""
    path = tmp_path / "a.db"
    disk = Disk(FULL, only="journal_mode")
    database = Database(path, disk.connect, "FULL")
    for _ in range(3):
        with pytest.raises(sqlite3.OperationalError, match=FULL), database.transaction():
            pass
    disk.error = ""
    run(database, "CREATE TABLE t (x TEXT)")
    database.close()
    assert set_aside_copies(path) == []
    assert rows(path, "SELECT count(*) FROM t") == [(0,)]


def test_a_good_file_is_checked_once(tmp_path: Path) -> None:
    """The check reads the whole file; after plain trouble it is not repeated."""
    path = tmp_path / "a.db"
    filled(path, 3)
    disk = Disk()
    database = Database(path, disk.connect, "FULL")
    with database.transaction():
        pass
    disk.error, disk.only = FULL, "COMMIT"
    with pytest.raises(sqlite3.OperationalError), database.transaction():
        pass
    disk.error = ""
    with database.transaction():
        pass
    database.close()
    assert sum("quick_check" in statement for statement in disk.statements) == 1


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (sqlite3.OperationalError(FULL), "the disk is full; free some space"),
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full; free some space"),
        (sqlite3.OperationalError(READ_ONLY), "read-only; copy the data and replace the card"),
        (OSError(errno.EROFS, "Read-only file system"), "read-only; copy the data and replace"),
        (sqlite3.OperationalError("database is locked"), "another program holds the file"),
        (sqlite3.OperationalError("unable to open database file"), "cannot be opened; check"),
        (PermissionError(errno.EACCES, "Permission denied"), "may not be opened; check its owner"),
        (sqlite3.OperationalError("disk I/O error"), "disk I/O error; check the disk"),
        (ValueError("odd"), "please report this"),
    ],
)
def test_F50_F51_every_trouble_has_its_reason_and_its_next_step(
    error: Exception, part: str
) -> None:
    """A tired person reads what is wrong and what to do, not what SQLite calls it."""
    assert part in explain(error)


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (OSError(errno.EIO, "I/O error"), True),
        (sqlite3.OperationalError(FULL), True),
        (sqlite3.DatabaseError("file is not a database"), True),
        (sqlite3.IntegrityError("NOT NULL constraint failed"), False),
        (sqlite3.ProgrammingError("type 'x' is not supported"), False),
        (ValueError("odd"), False),
    ],
)
def test_trouble_is_what_may_pass(error: Exception, trouble: bool) -> None:
    """The disk's errors are tried again; an item's own are not."""
    assert is_disk_trouble(error) is trouble


@pytest.mark.parametrize(
    ("free", "warned"),
    [(LOW_SPACE_BYTES, False), (LOW_SPACE_BYTES - 1, True), (0, True), (10**12, False)],
)
def test_F50_little_space_is_warned_of_before_it_is_gone(free: int, warned: bool) -> None:
    """Below 50 MB there is a warning with the number; at 50 MB there is none."""
    assert bool(low_space(free)) is warned
    assert not warned or f"only {free // 1_000_000} MB" in low_space(free)


def test_free_bytes_asks_the_disk(tmp_path: Path) -> None:
    """A folder has some room, a missing one is an error."""
    assert free_bytes(tmp_path) > 0
    with pytest.raises(FileNotFoundError):
        free_bytes(tmp_path / "nowhere")
