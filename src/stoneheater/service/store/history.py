# SPDX-License-Identifier: MIT
"""The history: one sample a second for a week, then one line a minute, in a bounded file.

The law of this file: history may be lost, never awaited. Samples carry their own times, go to the
disk a minute's worth at once to spare the card, and the oldest make room for the newest.
"""

import math
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
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
)
from stoneheater.service.store.writer import RETRY_S, StoreHealth, Writer

GATHER_S: Final = 60.0
"""How long samples are gathered before they are written: the card is spared, a cut costs these."""

CAPACITY: Final = 3600
"""Samples that wait in memory while the disk is in trouble: an hour; then the oldest go."""

KEEP_SECONDS_S: Final = 7 * 86_400
"""Samples older than this are rolled up by the minute."""

MAX_BYTES: Final = 64_000_000
"""The size of the file never exceeds this; the write-ahead log beside it comes on top."""

_DAY_S: Final = 86_400
_MINUTE_S: Final = 60
_SPARE_PAGES: Final = 64
"""Room kept free before a write: more than any one write needs, an hour's samples included."""

_SCHEMA: Final = (
    """CREATE TABLE IF NOT EXISTS samples (
        wall_s INTEGER NOT NULL, boottime_s REAL NOT NULL, temperature_cc INTEGER,
        target_cc INTEGER, duty_pct INTEGER NOT NULL, heat INTEGER NOT NULL,
        mode TEXT NOT NULL, PRIMARY KEY (wall_s, boottime_s)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS minutes (
        wall_s INTEGER NOT NULL, boottime_s REAL NOT NULL, samples INTEGER NOT NULL,
        min_cc INTEGER, mean_cc INTEGER, max_cc INTEGER, duty_pct INTEGER NOT NULL,
        PRIMARY KEY (wall_s, boottime_s)
    ) STRICT, WITHOUT ROWID""",
)
_INSERT: Final = "INSERT OR REPLACE INTO samples VALUES (?, ?, ?, ?, ?, ?, ?)"
_ROLL_UP: Final = """INSERT OR REPLACE INTO minutes
    SELECT wall_s / 60 * 60, min(boottime_s), count(*), min(temperature_cc),
        CAST(round(avg(temperature_cc)) AS INTEGER), max(temperature_cc),
        CAST(round(avg(duty_pct)) AS INTEGER)
    FROM samples WHERE wall_s < ? GROUP BY wall_s / 60"""
_PRUNE: Final = (
    """DELETE FROM minutes WHERE (wall_s, boottime_s) IN
        (SELECT wall_s, boottime_s FROM minutes ORDER BY wall_s, boottime_s LIMIT 1440)""",
    """DELETE FROM samples WHERE (wall_s, boottime_s) IN
        (SELECT wall_s, boottime_s FROM samples ORDER BY wall_s, boottime_s LIMIT 3600)""",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """The bath at one instant.

    Attributes:
        wall_s: seconds since 1970; kept as whole seconds.
        boottime_s: seconds since boot; tells samples apart when the wall clock jumps.
        temperature_c: the process value in °C, or None while it is missing.
        target_c: the target in °C.
        duty: the duty cycle 0 … 1; kept in whole per cent.
        heat: whether the heater was commanded on.
        mode: the mode's name.
    """

    wall_s: float
    boottime_s: float
    temperature_c: float | None
    target_c: float
    duty: float
    heat: bool
    mode: str


class HistoryStore:
    """The history's file and the thread that writes it.

    Args:
        path: the file (``history.db``).
        max_bytes: the size that the file never exceeds, in bytes.
        connect: how to open the file.
        free_bytes: how much room the disk has, in bytes.
        capacity: how many samples may wait in memory.
        gather_s: seconds over which samples are gathered.
        retry_s: seconds between two attempts on a troubled disk.
    """

    def __init__(
        self,
        path: Path,
        *,
        max_bytes: int = MAX_BYTES,
        connect: Connect = connect,
        free_bytes: Callable[[Path], int] = free_bytes,
        capacity: int = CAPACITY,
        gather_s: float = GATHER_S,
        retry_s: float = RETRY_S,
    ) -> None:
        sink = _Sink(Database(path, connect, "NORMAL"), max_bytes, free_bytes)
        self._writer = Writer(
            "The history",
            sink,
            capacity=capacity,
            batch=capacity,
            gather_s=gather_s,
            retry_s=retry_s,
        )

    def append(self, sample: Sample) -> None:
        """Queue one sample; returns at once and never raises; any thread."""
        self._writer.put(sample)

    def health(self) -> StoreHealth:
        """How the history is doing; never waits for the disk; any thread."""
        return self._writer.health()

    def close(self, deadline_s: float) -> bool:
        """Write what waits, within ``deadline_s`` seconds; True if nothing is left unwritten."""
        return self._writer.close(deadline_s)


def bytes_per_day(path: Path) -> float | None:
    """How much the file has grown per day of running, in bytes; None before the first minute.

    The days are those that the rows cover, not those of the calendar: a heater that is off in the
    night makes no history, and a wall clock that jumps makes no days.

    Raises:
        StoreUnreadableError: the file is missing, damaged or not ours to read.
    """
    covered = (
        "SELECT (SELECT count(*) FROM samples) + (SELECT coalesce(sum(samples), 0) FROM minutes)"
    )
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
            covered_s = int(file.execute(covered).fetchone()[0])
            used_bytes = _used_pages(file) * _pragma(file, "page_size")
    except sqlite3.Error as error:
        raise StoreUnreadableError(f"{path} cannot be read: {explain(error)}.") from error
    return None if covered_s < _MINUTE_S else used_bytes * _DAY_S / covered_s


class _Sink:
    """Puts a batch into the table, rolls up what is old and keeps the file small."""

    def __init__(
        self, database: Database, max_bytes: int, free_bytes: Callable[[Path], int]
    ) -> None:
        self._database, self._max_bytes, self._free_bytes = database, max_bytes, free_bytes

    def open(self) -> None:
        with self._database.transaction() as file:
            for statement in _SCHEMA:
                file.execute(statement)

    def write(self, items: Sequence[Sample], lost: int) -> str:
        del lost  # the gap shows by itself, and the health says how many
        notice = low_space(self._free_bytes(self._database.path.parent))
        with self._database.transaction() as file:
            _make_room(file, self._max_bytes)
            file.executemany(_INSERT, [_columns(sample) for sample in items])
            _roll_up(file, items[-1].wall_s - KEEP_SECONDS_S)
        return notice

    def unwritten(self, item: Sample, why: str) -> None:
        """Nobody waits for a sample."""

    def close(self) -> None:
        self._database.close()


def _columns(sample: Sample) -> tuple[int, float, int | None, int | None, int, int, str]:
    return (
        math.floor(sample.wall_s),
        round(sample.boottime_s, 1),
        _hundredths(sample.temperature_c),
        _hundredths(sample.target_c),
        round(sample.duty * 100),
        int(sample.heat),
        sample.mode,
    )


def _hundredths(temperature_c: float | None) -> int | None:
    if temperature_c is None or not math.isfinite(temperature_c):
        return None
    return round(temperature_c * 100)


def _roll_up(file: sqlite3.Connection, before_s: float) -> None:
    """Turn whole minutes before ``before_s`` into one line each, at most a day of them at once."""
    oldest_s = file.execute("SELECT min(wall_s) FROM samples").fetchone()[0]
    end_s = min(before_s, oldest_s + _DAY_S) // _MINUTE_S * _MINUTE_S
    if oldest_s < end_s:
        file.execute(_ROLL_UP, (end_s,))
        file.execute("DELETE FROM samples WHERE wall_s < ?", (end_s,))


def _make_room(file: sqlite3.Connection, max_bytes: int) -> None:
    most_pages = max_bytes // _pragma(file, "page_size") - _SPARE_PAGES
    for statement in _PRUNE:
        while _used_pages(file) > most_pages and file.execute(statement).rowcount > 0:
            pass


def _used_pages(file: sqlite3.Connection) -> int:
    return _pragma(file, "page_count") - _pragma(file, "freelist_count")


def _pragma(file: sqlite3.Connection, name: str) -> int:
    return int(file.execute(f"PRAGMA {name}").fetchone()[0])
