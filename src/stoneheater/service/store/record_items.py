# SPDX-License-Identifier: MIT
"""What goes to the record's writer, each with the promise to whoever waits for it.

The law of this file: a promise is kept after the disk has it, and broken at most once.
"""

import sqlite3
from abc import ABC, abstractmethod
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress

from stoneheater.service.store import record_table
from stoneheater.service.store.entry import Record, Stamp


class NotRecordedError(Exception):
    """The record is not on the disk (yet); the message says why. It may still be written later."""


class NothingToEraseError(Exception):
    """No client's part was erased; the message is the sentence why."""


class Item(ABC):
    """Something to be written.

    Attributes:
        done: the promise.
        tidies: whether the write-ahead log must be emptied before the promise is kept.
    """

    tidies = False

    def __init__(self) -> None:
        self.done: Future[int] = Future()
        self.done.set_running_or_notify_cancel()

    @abstractmethod
    def carry_out(self, file: sqlite3.Connection, now: Stamp) -> int:
        """Write it, inside a transaction; returns what was promised."""

    def settle(self, number: int) -> None:
        """Keep the promise, unless it was told "not yet" before; then it stays at that."""
        with suppress(InvalidStateError):
            self.done.set_result(number)

    def fail(self, error: Exception) -> None:
        """Break the promise, unless it was broken or kept before."""
        with suppress(InvalidStateError):
            self.done.set_exception(error)


class Entry(Item):
    """A record on its way."""

    def __init__(self, record: Record) -> None:
        super().__init__()
        self._record = record

    def carry_out(self, file: sqlite3.Connection, now: Stamp) -> int:
        """Add it at the end; it brings its own time."""
        del now
        return record_table.insert(file, self._record)


class Erasure(Item):
    """A client's part on its way out."""

    tidies = True

    def __init__(self, session_id: str, who: str) -> None:
        super().__init__()
        self._session_id, self._who = session_id, who
        self._why_not = "has nothing of a client: stoneheater record show lists the sessions"

    def carry_out(self, file: sqlite3.Connection, now: Stamp) -> int:
        """Take it out, and say so; what an open session knows of its client is needed."""
        if record_table.is_open(file, self._session_id):
            self._why_not = "is still open: end it first with stoneheater session end"
            return 0
        return record_table.erase(file, self._session_id, now, self._who, f"by {self._who}")

    def settle(self, number: int) -> None:
        """Keep the promise, or say why there was nothing to do."""
        if number:
            super().settle(number)
        else:
            said = f"nothing is erased: session {self._session_id!r} {self._why_not}."
            self.fail(NothingToEraseError(said))
