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

from stoneheater.service.store.anchor import anchor_path
from stoneheater.service.store.database import StoreUnreadableError, explain
from stoneheater.service.store.entry import Row
from stoneheater.service.store.record_table import COLUMNS, TABLES, to_row

PAGE: Final = 1000
"""Entries that are read at once."""

_SELECT: Final = f"SELECT {COLUMNS}, r.hash, p.body FROM {TABLES}"  # noqa: S608 - constants
_OPEN: Final = """SELECT session, coalesce(ended, 0) FROM
    (SELECT session, max(id) AS told FROM records
        WHERE event IN ('session.start', 'stone.place') GROUP BY session)
    LEFT JOIN (SELECT session, max(id) AS ended FROM records
        WHERE event = 'session.end' GROUP BY session) USING (session)
    WHERE told > coalesce(ended, 0)"""
_CLIENTS: Final = """SELECT r.session, json_extract(p.body, '$.client') AS client, min(r.wall_s)
    FROM records r JOIN private p ON p.id = r.id
    WHERE r.event IN ('session.start', 'session.note') AND r.session <> '' AND client <> ''
    GROUP BY r.session"""
_TOLD: Final = f"{_SELECT} WHERE r.session = ? AND r.id > ? AND r.event <> ''"
_LAST_END: Final = """SELECT coalesce(max(id), 0) FROM records
    WHERE event <> '' AND event = 'session.end'"""
_MISSED: Final = f"""{_SELECT}
    WHERE r.id = ? OR (r.event <> '' AND r.event = 'stone.missing' AND r.id > ?) ORDER BY r.id"""


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

    A session is open if it began, or a stone was laid in it, and no ``session.end`` came after.
    What a client's part holds comes with it. Times are those of the entries' own boots. A heater
    that has never kept a record, or only one from before there were stones, has no open session.

    Raises:
        StoreUnreadableError: the file is damaged, not ours to read, or was there and is gone: who
            starts with that does not know which stones lie.
    """
    if _never_kept(path):
        return []
    with opened(path) as file:
        if not _keeps_clients(file):
            return []
        began = [tuple(found) for found in file.execute(_OPEN).fetchall()]
        found = [row for session in began for row in file.execute(_TOLD, session)]
        return sorted(map(to_row, found), key=lambda row: row.id)


def read_missing_events(path: Path) -> list[Row]:
    """What says which stones are missing: the last end of a session, and what was said since.

    Raises:
        StoreUnreadableError: as ``read_session_events``.
    """
    if _never_kept(path):
        return []
    with opened(path) as file:
        if not _keeps_clients(file):
            return []
        (last,) = file.execute(_LAST_END).fetchone()
        return [to_row(columns) for columns in file.execute(_MISSED, (last, last))]


def read_clients(path: Path) -> list[tuple[str, str, float]]:
    """Every session whose client is named and not erased: session, client, date in s since 1970.

    A heater that has only just begun its record has none.

    Raises:
        StoreUnreadableError: as ``read``.
    """
    if _never_kept(path):
        return []
    with opened(path) as file:
        if not _keeps_clients(file):
            return []
        return [(str(row[0]), str(row[1]), float(row[2])) for row in file.execute(_CLIENTS)]


def _keeps_clients(file: sqlite3.Connection) -> bool:
    """Whether it is a record with a table for them: not a new file, and not one of old."""
    found = file.execute("SELECT 1 FROM sqlite_master WHERE name = 'private'").fetchone()
    return found is not None


def _never_kept(path: Path) -> bool:
    try:
        return not path.exists() and not anchor_path(path).exists()
    except OSError as error:
        raise StoreUnreadableError(f"{path} cannot be read: {explain(error)}.") from error


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
