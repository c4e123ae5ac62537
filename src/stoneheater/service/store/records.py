# SPDX-License-Identifier: MIT
"""The record: trips, commands, mode changes, sessions and stones; what an insurer reads.

The law of this file: append only. An entry's future yields its number only after the entry is
committed and synced; what was acknowledged is never lost, and what was lost is itself recorded.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Final

from stoneheater.service.store import record_table
from stoneheater.service.store.anchor import anchor_path, begin_anchor, move_anchor, read_anchor
from stoneheater.service.store.chain import Head
from stoneheater.service.store.database import (
    Connect,
    Database,
    connect,
    explain,
    free_bytes,
    low_space,
    set_aside_copies,
)
from stoneheater.service.store.entry import Kind, Record, Row, Stamp
from stoneheater.service.store.record_items import (
    Entry,
    Erasure,
    Item,
    NothingToEraseError,
    NotRecordedError,
)
from stoneheater.service.store.record_opening import open_table
from stoneheater.service.store.record_reader import read, read_session_events
from stoneheater.service.store.retention import DAY_S, RETENTION_DAYS, erase_old
from stoneheater.service.store.writer import RETRY_S, StoreHealth, Writer

__all__ = [
    "Kind",
    "NotRecordedError",
    "NothingToEraseError",
    "Record",
    "RecordStore",
    "Row",
    "Stamp",
    "read",
    "read_session_events",
]

CAPACITY: Final = 10_000
"""How many records wait in memory while the disk is in trouble."""


class RecordStore:
    """The record's file and the thread that writes it.

    Args:
        path: the file (``records.db``); the mark of its end stands beside it (``records.head``).
        stamp: the time now, for what the store itself has to say; called in its thread.
        retention_days: how long a client's part is kept.
        connect: how to open the file.
        free_bytes: how much room the disk has, in bytes.
        capacity: how many records may wait in memory.
        retry_s: seconds between two attempts on a troubled disk.
    """

    def __init__(
        self,
        path: Path,
        stamp: Callable[[], Stamp],
        *,
        retention_days: int = RETENTION_DAYS,
        connect: Connect = connect,
        free_bytes: Callable[[Path], int] = free_bytes,
        capacity: int = CAPACITY,
        retry_s: float = RETRY_S,
    ) -> None:
        sink = _Sink(Database(path, connect, "FULL"), stamp, retention_days, free_bytes)
        self._writer = Writer("The record", sink, capacity=capacity, batch=1, retry_s=retry_s)

    def append(self, record: Record) -> Future[int]:
        """Queue one record; returns at once and never raises; any thread.

        Returns:
            A future that yields the record's number once it is committed and synced. It fails
            with NotRecordedError as soon as the disk is known to be in trouble; the record waits
            on and is written when the disk works again, as long as there is room in memory. On a
            disk that hangs it stays open: wait with a deadline. It cannot be cancelled.
        """
        return self._put(Entry(record))

    def erase(self, session_id: str, who: str) -> Future[int]:
        """Queue the erasure of a client's part of a session; returns at once; any thread.

        Returns:
            A future as that of ``append``: it yields how many entries had such a part, once the
            file has none and an entry says who asked. It fails with NothingToEraseError if there
            was none, or if the session is still open.
        """
        return self._put(Erasure(session_id, who))

    def health(self) -> StoreHealth:
        """How the record is doing; never waits for the disk; any thread."""
        return self._writer.health()

    def close(self, deadline_s: float) -> bool:
        """Write what waits, within ``deadline_s`` seconds; True if nothing is left unwritten."""
        return self._writer.close(deadline_s)

    def _put(self, item: Item) -> Future[int]:
        self._writer.put(item)
        return item.done


class _Sink:
    """Puts items into the file, one transaction each, and marks the end after each."""

    def __init__(
        self,
        database: Database,
        stamp: Callable[[], Stamp],
        retention_days: int,
        free_bytes: Callable[[Path], int],
    ) -> None:
        self._database, self._stamp, self._free_bytes = database, stamp, free_bytes
        self._anchor, self._retention_days = anchor_path(database.path), retention_days
        self._anchored = self._untidy = False
        self._swept_s: float | None = None

    def open(self) -> None:
        self._anchored, self._swept_s = False, None
        with self._database.transaction() as file:
            anchor, aside = self._marked(), set_aside_copies(self._database.path)
            text, data = open_table(file, anchor, aside)
            if text:
                self._insert_own(file, text, data)
            self._sweep(file, self._stamp())
            end = record_table.head(file)
        self._settle((), (), end)

    def write(self, items: Sequence[Item], lost: int) -> str:
        notice = low_space(self._free_bytes(self._database.path.parent))
        now = self._stamp()
        with self._database.transaction() as file:
            if lost:
                text = f"Records are missing here: {lost} could not be written and were given up."
                self._insert_own(file, text, {"event": "store.lost", "lost": lost})
            numbers = [item.carry_out(file, now) for item in items]
            self._sweep(file, now)
            end = record_table.head(file)
        return self._settle(items, numbers, end) or notice

    def unwritten(self, item: Item, why: str) -> None:
        item.fail(NotRecordedError(f"not recorded: {why}"))

    def close(self) -> None:
        self._database.close()

    def _settle(self, items: Sequence[Item], numbers: Sequence[int], end: Head) -> str:
        """All that follows the commit; nothing here may fail, or it would be written twice."""
        self._untidy |= any(item.tidies for item in items)
        if self._untidy:
            self._untidy = not self._database.empty_log()
        for item, number in zip(items, numbers, strict=True):
            item.settle(number)
        untidy = "what was erased may still stand in the file's log; it goes with the next entry"
        return self._mark(end) or (untidy if self._untidy else "")

    def _mark(self, end: Head) -> str:
        """Mark the end beside the record; returns why that was not possible."""
        try:
            (move_anchor if self._anchored else begin_anchor)(self._anchor, end)
        except OSError as error:
            self._anchored = False
            return f"its end cannot be marked beside it (records.head): {explain(error)}"
        self._anchored = True
        return ""

    def _marked(self) -> Head | None:
        try:
            return read_anchor(self._anchor)
        except OSError:
            return None

    def _sweep(self, file: sqlite3.Connection, now: Stamp) -> None:
        """Erase what was kept long enough: at the start, and then once a day."""
        if self._swept_s is None or now.boottime_s - self._swept_s >= DAY_S:
            self._untidy |= erase_old(file, now, self._retention_days) > 0
            self._swept_s = now.boottime_s

    def _insert_own(self, file: sqlite3.Connection, text: str, data: Mapping[str, object]) -> None:
        record_table.insert(file, Record(self._stamp(), Kind.STORE, "stoneheater", text, data))
