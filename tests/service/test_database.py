# SPDX-License-Identifier: MIT
import errno
import sqlite3
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
from support.disk import FULL, READ_ONLY, Disk, rows


def _filled(path: Path, many: int = 200) -> int:
    """A closed database with ``many`` rows; returns its size in bytes."""
    database = Database(path, connect, "FULL")
    with database.transaction() as file:
        file.execute("CREATE TABLE t (x TEXT)")
        file.executemany("INSERT INTO t VALUES (?)", [(f"{n:0200d}",) for n in range(many)])
    database.close()
    return path.stat().st_size


def _run(database: Database, *statements: str) -> None:
    with database.transaction() as file:
        for statement in statements:
            file.execute(statement).fetchall()


def _with_log(path: Path) -> None:
    """A database whose rows are still in the log, as a power cut leaves it."""
    aside = path.with_name("original.db")
    database = Database(aside, connect, "FULL")
    with database.transaction() as file:
        file.execute("CREATE TABLE t (x TEXT)")
    with database.transaction() as file:
        file.execute("INSERT INTO t VALUES ('kept')")
    for end in ("", "-wal"):
        path.with_name(path.name + end).write_bytes(aside.with_name(aside.name + end).read_bytes())
    database.close()
    aside.unlink()


def test_a_transaction_is_kept_whole(tmp_path: Path) -> None:
    """What was inside is there after closing and opening again."""
    path = tmp_path / "a.db"
    _filled(path, 3)
    assert rows(path, "SELECT count(*) FROM t") == [(3,)]
    assert set_aside_copies(path) == []


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """An error in the middle takes back what came before it, and the next one works."""
    path = tmp_path / "a.db"
    _filled(path, 3)
    database = Database(path, connect, "FULL")
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        _run(database, "INSERT INTO t VALUES ('half')", "INSERT INTO nowhere VALUES (1)")
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


def test_F53_a_file_that_is_no_database_is_set_aside(tmp_path: Path) -> None:
    """Garbage is renamed, byte for byte, and a new database begins."""
    path = tmp_path / "a.db"
    path.write_bytes(b"this is no database, it only has the length of one" * 100)
    garbage = path.read_bytes()
    _filled(path, 3)
    assert set_aside_copies(path) == [tmp_path / "a.db.corrupt-1"]
    assert (tmp_path / "a.db.corrupt-1").read_bytes() == garbage
    assert rows(path, "SELECT count(*) FROM t") == [(3,)]


def test_F53_each_damaged_file_keeps_its_own_name(tmp_path: Path) -> None:
    """The second damage does not overwrite the first one's evidence."""
    path = tmp_path / "a.db"
    for n in (1, 2, 3):
        path.write_bytes(b"no database %d" % n * 100)
        _filled(path, 1)
    kept = set_aside_copies(path)
    assert [copy.name for copy in kept] == [f"a.db.corrupt-{n}" for n in (1, 2, 3)]
    assert [copy.read_bytes()[:13] for copy in kept] == [b"no database %d" % n for n in (1, 2, 3)]


@pytest.mark.parametrize("share", [n / 16 for n in range(17)])
def test_F54_a_truncated_file_is_set_aside_or_whole(tmp_path: Path, share: float) -> None:
    """Cut anywhere, a file is either read whole or kept aside: never taken for a shorter one."""
    path = tmp_path / "a.db"
    size = _filled(path)
    kept_bytes = int(size * share)
    with path.open("r+b") as file:
        file.truncate(kept_bytes)
    database = Database(path, connect, "FULL")
    with database.transaction() as opened:
        tables = opened.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    database.close()
    if share == 1.0:
        assert rows(path, "SELECT count(*) FROM t") == [(200,)]
        assert set_aside_copies(path) == []
    else:
        assert tables == 0
        assert (tmp_path / "a.db.corrupt-1").stat().st_size == kept_bytes


def test_F53_a_page_of_flipped_bytes_is_set_aside(tmp_path: Path) -> None:
    """Damage to the structure in the middle of the file is found at the start."""
    path = tmp_path / "a.db"
    _filled(path)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(bytes(byte ^ 0xFF for byte in path.read_bytes()[4096:8192]))
    database = Database(path, connect, "FULL")
    with database.transaction():
        pass
    database.close()
    assert len(set_aside_copies(path)) == 1


def test_the_log_of_a_power_cut_is_replayed(tmp_path: Path) -> None:
    """A database that was not closed is no damaged database: what was committed is there."""
    path = tmp_path / "a.db"
    _with_log(path)
    database = Database(path, connect, "FULL")
    with database.transaction() as file:
        assert file.execute("SELECT x FROM t").fetchall() == [("kept",)]
    database.close()
    assert set_aside_copies(path) == []


@pytest.mark.parametrize("emptied", [True, False])
def test_F54_the_log_of_an_emptied_file_is_kept(tmp_path: Path, emptied: bool) -> None:
    """SQLite would delete the log beside an empty or missing file; we keep it, byte for byte."""
    path = tmp_path / "a.db"
    _with_log(path)
    log = (tmp_path / "a.db-wal").read_bytes()
    path.unlink()
    if emptied:
        path.touch()
    database = Database(path, connect, "FULL")
    with database.transaction():
        pass
    database.close()
    assert (tmp_path / "a.db.corrupt-1-wal").read_bytes() == log
    assert set_aside_copies(path) == [tmp_path / "a.db.corrupt-1"]


def test_damage_that_shows_later_is_found_at_the_next_opening(tmp_path: Path) -> None:
    """A file that turns bad while it is open is checked again before it is used again."""
    path = tmp_path / "a.db"
    _filled(path)
    database = Database(path, connect, "FULL")
    with database.transaction() as file:
        file.execute("SELECT 1")
    with path.open("r+b") as raw:
        raw.write(b"\xff" * 8192)
    with pytest.raises(sqlite3.DatabaseError) as caught:
        _run(database, "PRAGMA cache_size = 0", "SELECT sum(length(x)) FROM t")
    assert is_disk_trouble(caught.value)
    with database.transaction():
        pass
    database.close()
    assert len(set_aside_copies(path)) == 1


@pytest.mark.parametrize("error", [FULL, READ_ONLY, "database is locked", "disk I/O error"])
def test_trouble_is_no_damage(tmp_path: Path, error: str) -> None:
    """A disk that refuses to be read is not a reason to set a good file aside."""
    path = tmp_path / "a.db"
    _filled(path, 3)
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
    _run(database, "CREATE TABLE t (x TEXT)")
    database.close()
    assert set_aside_copies(path) == []
    assert rows(path, "SELECT count(*) FROM t") == [(0,)]


def test_a_good_file_is_checked_once(tmp_path: Path) -> None:
    """The check reads the whole file; after plain trouble it is not repeated."""
    path = tmp_path / "a.db"
    _filled(path, 3)
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
