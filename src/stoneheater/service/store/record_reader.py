# SPDX-License-Identifier: MIT
"""The record as anybody may read it, while the daemon writes or after it has gone.

The law of this file: it opens read-only, each answer is of one moment, and what cannot be read is
one typed error with a sentence.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from stoneheater.service.store.database import StoreUnreadableError, explain
from stoneheater.service.store.entry import Row
from stoneheater.service.store.record_table import COLUMNS, TABLES, to_row

PAGE: Final = 1000
"""Entries that are read at once."""

_SELECT: Final = f"SELECT {COLUMNS}, r.hash, p.body FROM {TABLES}"  # noqa: S608 - constants
_OPEN: Final = """SELECT session, began FROM
    (SELECT session, max(id) AS began FROM records WHERE event = 'session.start' GROUP BY session)
    AS s WHERE session <> '' AND NOT EXISTS (SELECT 1 FROM records AS e
        WHERE e.event = 'session.end' AND e.session = s.session AND e.id > s.began)"""
_LOOSE: Final = """SELECT coalesce(max(id), 0) FROM records
    WHERE event = 'session.end' AND session = ''"""
_TOLD: Final = f"{_SELECT} WHERE r.session = ? AND r.id >= ? AND r.event <> ''"
_LOOSE_TOLD: Final = f"{_SELECT} WHERE r.event > 'stone.' AND r.event < 'stone/' AND r.session = ''"


def read(path: Path, since_id: int = 0, limit: int = PAGE, session_id: str = "") -> list[Row]:
    """Read up to ``limit`` records with numbers above ``since_id``, oldest first.

    Args:
        path: the record's file.
        since_id: the last number seen.
        limit: how many come at most.
        session_id: only what belongs to this session; empty for everything.

    Raises:
        StoreUnreadableError: the file is missing, damaged or not ours to read.
    """
    only = "AND r.session = ?" if session_id else ""
    query = f"{_SELECT} WHERE r.id > ? {only} ORDER BY r.id LIMIT ?"
    given = (since_id, session_id, limit) if session_id else (since_id, limit)
    with opened(path) as file:
        return [to_row(columns) for columns in file.execute(query, given)]


def read_last(path: Path, limit: int) -> list[Row]:
    """Read the newest ``limit`` records, oldest of them first; errors as in ``read``."""
    with opened(path) as file:
        newest = file.execute(f"{_SELECT} ORDER BY r.id DESC LIMIT ?", (limit,)).fetchall()
        return [to_row(columns) for columns in reversed(newest)]


def read_all(path: Path, session_id: str = "", since_id: int = 0) -> Iterator[Row]:
    """Every record above ``since_id``, a page at a time; errors as in ``read``."""
    while page := read(path, since_id, PAGE, session_id):
        yield from page
        since_id = page[-1].id


def read_session_events(path: Path) -> list[Row]:
    """What has happened in every session that has not ended, oldest first: for a restart.

    Sessions count as ended by their newest ``session.end``; entries outside any session (an empty
    ``session_id``) come back if they are about stones and no such end came after them. What a
    client's part holds comes with them. Times are those of the entries' own boots.

    Raises:
        StoreUnreadableError: as ``read``.
    """
    with opened(path) as file:
        found = [
            row
            for began in file.execute(_OPEN).fetchall()
            for row in file.execute(_TOLD, tuple(began))
        ]
        ended = file.execute(_LOOSE).fetchone()[0]
        found += file.execute(f"{_LOOSE_TOLD} AND r.id > ?", (ended,)).fetchall()
        return sorted(map(to_row, found), key=lambda row: row.id)


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The file, read-only and as of one moment; whatever goes wrong inside becomes one error.

    Raises:
        StoreUnreadableError: as ``read``.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
            file.row_factory = sqlite3.Row
            file.isolation_level = None
            file.execute("BEGIN")
            yield file
    except sqlite3.Error as error:
        raise StoreUnreadableError(f"{path} cannot be read: {explain(error)}.") from error
    except ValueError as error:
        raise StoreUnreadableError(f"{path} cannot be read: {error}.") from error
