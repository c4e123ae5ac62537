# SPDX-License-Identifier: MIT
"""How a SQLite file is opened, checked, set aside when damaged, and written.

The law of this file: nothing is ever deleted. A damaged file is renamed aside, together with
its write-ahead log, and a new one begins; disk trouble is raised for the caller to retry.
Everything here blocks as long as the disk does, so it runs in a writer's own thread only.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count, takewhile
from pathlib import Path
from typing import Literal

from stoneheater.service.files import sync_folder

Connect = Callable[[Path], sqlite3.Connection]
"""Opens a database in autocommit mode; the seam at which tests bring a troubled disk."""

LOW_SPACE_BYTES = 50_000_000
"""Less free space than this is worth a warning while writing still works (fault F50)."""

_SIDE_FILES = ("", "-wal", "-shm")

_REASONS = (
    ("disk is full", "the disk is full; free some space"),
    ("No space left", "the disk is full; free some space"),
    ("readonly", "the disk is read-only; copy the data and replace the card"),
    ("Read-only", "the disk is read-only; copy the data and replace the card"),
    ("locked", "another program holds the file; close it"),
    ("unable to open", "the file cannot be opened; check that its folder exists and its owner"),
    ("Permission denied", "the file may not be opened; check its owner and its folder's"),
    ("a newer stoneheater", "a newer stoneheater wrote the file; install that version again"),
    ("no such table: records", "nothing was written into it yet; start the daemon"),
    ("no such table: private", "an older stoneheater wrote it; the daemon upgrades it at start"),
)


class StoreUnreadableError(Exception):
    """A store's file cannot be read; the message is the sentence to show."""


def connect(path: Path) -> sqlite3.Connection:
    """Open ``path`` for writing in autocommit mode, waiting up to 5 s for another's lock."""
    return sqlite3.connect(path, timeout=5.0, isolation_level=None)


def free_bytes(folder: Path) -> int:
    """Bytes free for us on the disk that holds ``folder``."""
    return shutil.disk_usage(folder).free


def low_space(free: int) -> str:
    """What to warn of when ``free`` bytes are left, or an empty string."""
    if free >= LOW_SPACE_BYTES:
        return ""
    return (
        f"only {free // 1_000_000} MB are free on the disk"
        f" (at least {LOW_SPACE_BYTES // 1_000_000} are wanted); free some space"
    )


def explain(error: Exception) -> str:
    """What is wrong with the disk and what to do, as the end of a sentence."""
    if not is_disk_trouble(error):
        return f"the program is at fault ({error!r}); please report this"
    said = str(error)
    known = (sentence for fragment, sentence in _REASONS if fragment in said)
    return next(known, f"{said}; check the disk")


def is_disk_trouble(error: Exception) -> bool:
    """Whether writing the same again may succeed later: the disk or the file is at fault."""
    kinds = (OSError, sqlite3.OperationalError)
    return isinstance(error, kinds) or type(error) is sqlite3.DatabaseError


def set_aside_copies(path: Path) -> list[Path]:
    """The damaged predecessors of ``path`` that were renamed aside, oldest first."""
    names = (path.with_name(f"{path.name}.corrupt-{n}") for n in count(1))
    return list(takewhile(_is_kept, names))


class Database:
    """One SQLite file in WAL mode, opened when first needed and again after trouble.

    Args:
        path: the file; its folder must exist by the time of writing.
        connect: how to open it.
        synchronous: FULL keeps every commit through a power cut; NORMAL may lose the last ones
            but never corrupts (SQLite's own documentation of WAL).
    """

    def __init__(
        self, path: Path, connect: Connect, synchronous: Literal["FULL", "NORMAL"]
    ) -> None:
        self.path = path
        self._connect = connect
        self._synchronous = synchronous
        self._connection: sqlite3.Connection | None = None
        self._suspect = True

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything inside is committed together; on any error nothing is, and the error rises.

        Raises:
            sqlite3.Error: the database refused; the file is closed and will be opened afresh.
            OSError: a damaged file could not be set aside.
        """
        try:
            connection = self._opened()
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except BaseException as error:
            self._suspect = self._suspect or _means_damage(error)
            self.close()
            raise

    def close(self) -> None:
        """Close the file; what was committed stays. Never raises for a troubled disk."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()

    def empty_log(self) -> bool:
        """Bring the write-ahead log into the file and empty it, between two transactions.

        Returns:
            False if a reader or the disk did not let it; what is in the log stays there then.
        """
        if self._connection is None:
            return False
        try:
            busy = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.Error:
            return False
        return not busy

    def _opened(self) -> sqlite3.Connection:
        if self._suspect and _is_damaged(self.path, self._connect):
            _set_aside(self.path)
        self._suspect = False  # an empty file that a full disk makes of our own start is no damage
        if self._connection is None:
            if not self.path.exists():
                _make(self.path, self._connect)
            self._connection = self._connect(self.path)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute(f"PRAGMA synchronous = {self._synchronous}")
        return self._connection


def _make(path: Path, connect: Connect) -> None:
    """Make an empty file in WAL mode, whole from the moment at which it has its name.

    A link that leads to a file that is not there yet goes on leading there.

    A power cut while SQLite turns a new file to WAL leaves a journal to be rolled back, and until
    somebody does that nobody who only reads can open it (seen in the virtual machine).
    """
    path = path.resolve()
    new = _side(path, ".new")
    for end in ("", "-journal", "-wal", "-shm"):
        _side(new, end).unlink(missing_ok=True)
    with closing(connect(new)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA journal_mode = WAL")
    new.rename(path)
    sync_folder(path.parent)


def _side(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def _is_kept(aside: Path) -> bool:
    return any(_side(aside, end).exists() for end in _SIDE_FILES)


def _is_damaged(path: Path, connect: Connect) -> bool:
    if not path.exists() or path.stat().st_size == 0:
        # SQLite 3.40 takes an empty file for a new database and deletes the log beside it (seen):
        # the commits that wait in the log would be gone, and quick_check would say "ok".
        return path.exists() or _side(path, "-wal").exists()
    try:
        with closing(connect(path)) as connection:
            rows = connection.execute("PRAGMA quick_check(1)").fetchall()
    except sqlite3.DatabaseError as error:
        if _means_damage(error):
            return True
        raise
    return rows != [("ok",)]


def _means_damage(error: BaseException) -> bool:
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return primary in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _set_aside(path: Path) -> None:
    aside = path.with_name(f"{path.name}.corrupt-{len(set_aside_copies(path)) + 1}")
    for end in reversed(_SIDE_FILES):  # the log first: it must never meet a new database
        if _side(path, end).exists():
            _side(path, end).rename(_side(aside, end))
    sync_folder(path.parent)
