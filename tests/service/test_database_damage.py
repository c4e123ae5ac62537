# SPDX-License-Identifier: MIT
import sqlite3
from pathlib import Path

import pytest

from stoneheater.service.store.database import (
    Database,
    connect,
    is_disk_trouble,
    set_aside_copies,
)
from support.databases import filled, run
from support.disk import rows


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


def test_F53_a_file_that_is_no_database_is_set_aside(tmp_path: Path) -> None:
    """Garbage is renamed, byte for byte, and a new database begins."""
    path = tmp_path / "a.db"
    path.write_bytes(b"this is no database, it only has the length of one" * 100)
    garbage = path.read_bytes()
    filled(path, 3)
    assert set_aside_copies(path) == [tmp_path / "a.db.corrupt-1"]
    assert (tmp_path / "a.db.corrupt-1").read_bytes() == garbage
    assert rows(path, "SELECT count(*) FROM t") == [(3,)]


def test_F53_each_damaged_file_keeps_its_own_name(tmp_path: Path) -> None:
    """The second damage does not overwrite the first one's evidence."""
    path = tmp_path / "a.db"
    for n in (1, 2, 3):
        path.write_bytes(b"no database %d" % n * 100)
        filled(path, 1)
    kept = set_aside_copies(path)
    assert [copy.name for copy in kept] == [f"a.db.corrupt-{n}" for n in (1, 2, 3)]
    assert [copy.read_bytes()[:13] for copy in kept] == [b"no database %d" % n for n in (1, 2, 3)]


@pytest.mark.parametrize("share", [n / 16 for n in range(17)])
def test_F54_a_truncated_file_is_set_aside_or_whole(tmp_path: Path, share: float) -> None:
    """Cut anywhere, a file is either read whole or kept aside: never taken for a shorter one."""
    path = tmp_path / "a.db"
    size = filled(path)
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
    filled(path)
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
    filled(path)
    database = Database(path, connect, "FULL")
    with database.transaction() as file:
        file.execute("SELECT 1")
    with path.open("r+b") as raw:
        raw.write(b"\xff" * 8192)
    with pytest.raises(sqlite3.DatabaseError) as caught:
        run(database, "PRAGMA cache_size = 0", "SELECT sum(length(x)) FROM t")
    assert is_disk_trouble(caught.value)
    with database.transaction():
        pass
    database.close()
    assert len(set_aside_copies(path)) == 1
