# SPDX-License-Identifier: MIT
"""The record: trips, commands with who sent them, mode changes; what an insurer reads.

The law of this file: append only. An entry's future yields its number only after the entry is
committed and synced; what was acknowledged is never lost, and what was lost is itself recorded.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import closing, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from stoneheater.service.store.database import (
    Connect,
    Database,
    StoreUnreadableError,
    connect,
    explain,
    free_bytes,
    low_space,
    set_aside_copies,
)
from stoneheater.service.store.writer import RETRY_S, StoreHealth, Writer

CAPACITY: Final = 10_000
"""How many records wait in memory while the disk is in trouble."""

_SCHEMA: Final = (
    """CREATE TABLE records (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        wall_s REAL NOT NULL, boottime_s REAL NOT NULL, boot_id TEXT NOT NULL,
        kind TEXT NOT NULL, who TEXT NOT NULL, text TEXT NOT NULL, data TEXT NOT NULL
    ) STRICT""",
    """CREATE TRIGGER records_never_change BEFORE UPDATE ON records
        BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END""",
    """CREATE TRIGGER records_never_go BEFORE DELETE ON records
        BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END""",
)
_COLUMNS: Final = "wall_s, boottime_s, boot_id, kind, who, text, data"


class Kind(StrEnum):
    """What a record is about."""

    TRIP = "trip"
    COMMAND = "command"
    MODE = "mode"
    NOTE = "note"
    STORE = "store"


class NotRecordedError(Exception):
    """The record is not on the disk (yet); the message says why. It may still be written later."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """An instant on the clocks that a record carries.

    Attributes:
        wall_s: seconds since 1970; a label only, it may jump.
        boottime_s: seconds since boot, suspend included.
        boot_id: which boot, as the kernel names it.
    """

    wall_s: float
    boottime_s: float
    boot_id: str


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that happened.

    Attributes:
        stamp: when.
        kind: what it is about.
        who: who caused it, as known to the door it came through.
        text: the sentence.
        data: the numbers behind it; anything that JSON can carry.
    """

    stamp: Stamp
    kind: Kind
    who: str
    text: str
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A record as it stands in the file, with its number there (1, 2, 3 …)."""

    id: int
    record: Record


class RecordStore:
    """The record's file and the thread that writes it.

    Args:
        path: the file (``records.db``).
        stamp: the time now, for what the store itself has to say; called in its thread.
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
        connect: Connect = connect,
        free_bytes: Callable[[Path], int] = free_bytes,
        capacity: int = CAPACITY,
        retry_s: float = RETRY_S,
    ) -> None:
        sink = _Sink(Database(path, connect, "FULL"), stamp, free_bytes)
        self._writer = Writer("The record", sink, capacity=capacity, batch=1, retry_s=retry_s)

    def append(self, record: Record) -> Future[int]:
        """Queue one record; returns at once and never raises; any thread.

        Returns:
            A future that yields the record's number once it is committed and synced. It fails
            with NotRecordedError as soon as the disk is known to be in trouble; the record waits
            on and is written when the disk works again, as long as there is room in memory. On a
            disk that hangs it stays open: wait with a deadline. It cannot be cancelled.
        """
        entry = _Entry(record)
        self._writer.put(entry)
        return entry.done

    def health(self) -> StoreHealth:
        """How the record is doing; never waits for the disk; any thread."""
        return self._writer.health()

    def close(self, deadline_s: float) -> bool:
        """Write what waits, within ``deadline_s`` seconds; True if nothing is left unwritten."""
        return self._writer.close(deadline_s)


def read(path: Path, since_id: int = 0, limit: int = 1000) -> list[Row]:
    """Read up to ``limit`` records with numbers above ``since_id``, oldest first.

    Raises:
        StoreUnreadableError: the file is missing, damaged or not ours to read.
    """
    query = f"SELECT id, {_COLUMNS} FROM records WHERE id > ? ORDER BY id LIMIT ?"  # noqa: S608 - constants
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
            file.row_factory = sqlite3.Row
            return [_row(columns) for columns in file.execute(query, (since_id, limit))]
    except (sqlite3.Error, ValueError) as error:
        raise StoreUnreadableError(f"{path} cannot be read: {explain(error)}.") from error


class _Entry:
    """A record on its way, and the promise to whoever waits for it."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.done: Future[int] = Future()
        self.done.set_running_or_notify_cancel()


class _Sink:
    """Puts entries into the table, one transaction each."""

    def __init__(
        self, database: Database, stamp: Callable[[], Stamp], free_bytes: Callable[[Path], int]
    ) -> None:
        self._database, self._stamp, self._free_bytes = database, stamp, free_bytes

    def open(self) -> None:
        with self._database.transaction() as file:
            if file.execute("SELECT 1 FROM sqlite_master WHERE name = 'records'").fetchone():
                return
            for statement in _SCHEMA:
                file.execute(statement)
            if aside := set_aside_copies(self._database.path):
                text = "A new record begins here: the one before was damaged or empty, kept as"
                self._insert_own(file, f"{text} {aside[-1]}.", {"kept": str(aside[-1])})

    def write(self, items: Sequence[_Entry], lost: int) -> str:
        notice = low_space(self._free_bytes(self._database.path.parent))
        with self._database.transaction() as file:
            if lost:
                text = f"Records are missing here: {lost} could not be written and were given up."
                self._insert_own(file, text, {"lost": lost})
            numbers = [_insert(file, entry.record) for entry in items]
        for entry, number in zip(items, numbers, strict=True):
            with suppress(InvalidStateError):  # told "not yet" before; then it stays at that
                entry.done.set_result(number)
        return notice  # nothing may fail after the commit: the entry would be written twice

    def unwritten(self, item: _Entry, why: str) -> None:
        with suppress(InvalidStateError):
            item.done.set_exception(NotRecordedError(f"not recorded: {why}"))

    def close(self) -> None:
        self._database.close()

    def _insert_own(self, file: sqlite3.Connection, text: str, data: Mapping[str, object]) -> None:
        _insert(file, Record(self._stamp(), Kind.STORE, "stoneheater", text, data))


def _insert(file: sqlite3.Connection, record: Record) -> int:
    stamp = record.stamp
    when = (float(stamp.wall_s), float(stamp.boottime_s), stamp.boot_id)
    what = (record.kind.value, _clean(record.who), _clean(record.text), _json(record.data))
    query = f"INSERT INTO records ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - constants
    number = file.execute(query, when + what).lastrowid
    return int(number or 0)


def _clean(text: str) -> str:
    """A half character that came from outside must not keep a record from being written."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _json(data: Mapping[str, object]) -> str:
    try:
        return json.dumps(dict(data), default=repr, allow_nan=False)
    except (TypeError, ValueError):
        return json.dumps({"not_json": repr(data)})


def _row(columns: sqlite3.Row) -> Row:
    stamp = Stamp(columns["wall_s"], columns["boottime_s"], columns["boot_id"])
    kind, data = Kind(columns["kind"]), json.loads(columns["data"])
    return Row(columns["id"], Record(stamp, kind, columns["who"], columns["text"], data))
