# SPDX-License-Identifier: MIT
"""A disk in trouble: it hangs, fills up or turns read-only when told, under a real SQLite."""

import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

DEADLINE_S = 20.0
"""How long a test waits for a thread before it says that the thread never came."""

FULL = "database or disk is full"
READ_ONLY = "attempt to write a readonly database"


class Disk:
    """Stands in for ``database.connect`` and ``database.free_bytes``.

    Attributes:
        error: raised by every statement while it is not empty.
        only: raise it only for statements that contain this.
        statements: what was executed, in order, failed attempts included.
        failed: set once a statement has been refused.
        committed: set once a COMMIT went through; tests clear it.
        hung: set once a statement waits for ``let_go``.
        free: what ``free_bytes`` answers.
    """

    def __init__(self, error: str = "", *, only: str = "") -> None:
        self.error, self.only = error, only
        self.statements: list[str] = []
        self.failed, self.committed, self.hung = (threading.Event() for _ in range(3))
        self.free = 10_000_000_000
        self._released = threading.Event()
        self._released.set()

    def hang(self) -> None:
        """From now on every statement waits for ``let_go``, as on a card that never syncs."""
        self._released.clear()

    def let_go(self) -> None:
        """The card answers again."""
        self._released.set()

    def free_bytes(self, folder: Path) -> int:
        """As told by the test; the folder must be there."""
        assert folder.is_dir()
        return self.free

    def connect(self, path: Path) -> sqlite3.Connection:
        """A real connection whose statements all pass by this disk."""
        disk = self

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
                disk.meet(sql)
                answer = super().execute(sql, parameters)
                if sql == "COMMIT":
                    disk.committed.set()
                return answer

            def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
                disk.meet(sql)
                return super().executemany(sql, parameters)

        return sqlite3.connect(path, timeout=0.0, isolation_level=None, factory=Connection)

    def meet(self, sql: str) -> None:
        """What the disk does to one statement."""
        self.statements.append(sql)
        if not self._released.is_set():
            self.hung.set()
            assert self._released.wait(DEADLINE_S)
        if self.error and self.only in sql:
            self.failed.set()
            raise sqlite3.OperationalError(self.error)


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    """What a database holds, read past every store."""
    file = sqlite3.connect(path)
    try:
        return file.execute(query).fetchall()
    finally:
        file.close()
