# SPDX-License-Identifier: MIT
"""The record's tables: made, brought up to date, added to; and clients' parts taken out of them.

The law of this file: entries are added at the end, each with its hash, and no statement changes
or removes one. What is deleted is a client's part, and then an entry says by whom.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Final

from stoneheater.service.store.chain import EMPTY, GENESIS, Head, link, new_salt, seal
from stoneheater.service.store.entry import Kind, Record, Row, Stamp

VERSION: Final = 2
"""``PRAGMA user_version`` of a file with a chain; 0 was the record without one."""

COVERED: Final = (
    *("id", "wall_s", "boottime_s", "boot_id", "kind", "who", "text", "data"),
    *("event", "session", "seal"),
)
"""What a hash covers after the hash before it, in this order."""

COLUMNS: Final = ", ".join(f"r.{name}" for name in COVERED)
TABLES: Final = "records r LEFT JOIN private p ON p.id = r.id"

_FIRST: Final = """CREATE TABLE records (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        wall_s REAL NOT NULL, boottime_s REAL NOT NULL, boot_id TEXT NOT NULL,
        kind TEXT NOT NULL, who TEXT NOT NULL, text TEXT NOT NULL, data TEXT NOT NULL
    ) STRICT"""
_NO_UPDATE: Final = """CREATE TRIGGER records_never_change BEFORE UPDATE ON records
        BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"""
_NO_DELETE: Final = """CREATE TRIGGER IF NOT EXISTS records_never_go BEFORE DELETE ON records
        BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"""
_SECOND: Final = (
    "DROP TRIGGER IF EXISTS records_never_change",
    *(
        f"ALTER TABLE records ADD COLUMN {name} TEXT NOT NULL DEFAULT ''"
        for name in ("event", "session", "seal", "hash")
    ),
    """CREATE TABLE private (
        id INTEGER PRIMARY KEY REFERENCES records (id), salt BLOB NOT NULL, body TEXT NOT NULL
    ) STRICT""",
    """CREATE TRIGGER private_never_changes BEFORE UPDATE ON private
        BEGIN SELECT RAISE(ABORT, 'a client''s part is kept or erased, never changed'); END""",
    "CREATE INDEX records_by_event ON records (event, session) WHERE event <> ''",
    "CREATE INDEX records_by_session ON records (session) WHERE session <> ''",
)
_INSERT: Final = f"""INSERT INTO records ({", ".join(COVERED)}, hash)
    VALUES ({", ".join("?" * (len(COVERED) + 1))})"""  # noqa: S608 - constants


class NewerRecordError(sqlite3.OperationalError):
    """The file was written by a program that knows more than this one."""


def exists(file: sqlite3.Connection) -> bool:
    """Whether there is a record in the file."""
    found = file.execute("SELECT 1 FROM sqlite_master WHERE name = 'records'").fetchone()
    return found is not None


def prepare(file: sqlite3.Connection) -> int | None:
    """Make the tables, or bring older ones up to date, inside the caller's transaction.

    Returns:
        How many entries without a hash were found and sealed; None if there was nothing to do.

    Raises:
        NewerRecordError: the file is of a later version.
    """
    version = int(file.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise NewerRecordError(f"a newer stoneheater wrote it (version {version})")
    if not exists(file):
        file.execute(_FIRST)
    if any(column[1] == "hash" for column in file.execute("PRAGMA table_info(records)")):
        return None
    for statement in _SECOND:
        file.execute(statement)
    sealed = _seal_old(file)
    file.execute(_NO_UPDATE)
    file.execute(_NO_DELETE)
    file.execute(f"PRAGMA user_version = {VERSION}")
    return sealed


def head(file: sqlite3.Connection) -> Head:
    """The last entry."""
    found = file.execute("SELECT id, hash FROM records ORDER BY id DESC LIMIT 1").fetchone()
    return EMPTY if found is None else Head(*found)


def insert(file: sqlite3.Connection, record: Record) -> int:
    """Add an entry at the end; returns its number."""
    last = head(file)
    spent = file.execute("SELECT seq FROM sqlite_sequence WHERE name = 'records'").fetchone()
    number = max(last.id, 0 if spent is None else int(spent[0])) + 1  # a cut tail leaves a gap
    body = to_json(record.private) if record.private else ""
    salt = new_salt() if body else b""
    mark = seal(salt, body) if body else ""
    columns = (number, *_columns(record), mark)
    file.execute(_INSERT, (*columns, link(last.hash, columns)))
    if body:
        file.execute("INSERT INTO private VALUES (?, ?, ?)", (number, salt, body))
    return number


def is_open(file: sqlite3.Connection, session_id: str) -> bool:
    """Whether a session has begun and not ended."""
    last = "SELECT coalesce(max(id), 0) FROM records WHERE session = ? AND event = ?"
    began, ended = (
        int(file.execute(last, (session_id, event)).fetchone()[0])
        for event in ("session.start", "session.end")
    )
    return began > ended


def erase(file: sqlite3.Connection, session_id: str, stamp: Stamp, who: str, why: str) -> int:
    """Take a client's part out of every entry of a session, and add an entry that says so.

    Returns:
        How many entries had one; if none, nothing is added.
    """
    file.execute("PRAGMA secure_delete = ON")  # overwritten with zeros, not only unlinked
    those = "SELECT id FROM records WHERE session = ? AND session <> ''"
    gone = file.execute(f"DELETE FROM private WHERE id IN ({those})", (session_id,)).rowcount  # noqa: S608 - a constant
    if gone:
        text = f"The client's part of session {session_id} was erased: {why}."
        data = {"event": "store.erased", "session_id": session_id, "entries": gone}
        insert(file, Record(stamp, Kind.STORE, who, text, data, session_id=session_id))
    return gone


def to_json(data: Mapping[str, object]) -> str:
    """As JSON; what JSON cannot carry is described."""
    try:
        return json.dumps(dict(data), default=repr, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return json.dumps({"not_json": repr(data)})


def to_row(columns: sqlite3.Row) -> Row:
    """An entry as it was selected: COLUMNS, hash and body from TABLES.

    Raises:
        ValueError: it does not say what an entry says; the text names its number.
    """
    try:
        stamp = Stamp(columns["wall_s"], columns["boottime_s"], columns["boot_id"])
        body = columns["body"]
        record = Record(
            stamp,
            Kind(columns["kind"]),
            columns["who"],
            columns["text"],
            _object(columns["data"]),
            {} if body is None else _object(body),
            columns["session"],
        )
    except (ValueError, TypeError, RecursionError) as error:
        raise ValueError(f"entry {columns['id']} is not as it was written") from error
    erased = body is None and columns["seal"] != ""
    return Row(columns["id"], record, erased, columns["hash"])


def _columns(record: Record) -> tuple[object, ...]:
    """Everything covered between the number and the seal, as it will be read back."""
    stamp = record.stamp
    when = (float(stamp.wall_s) + 0.0, float(stamp.boottime_s) + 0.0)  # SQLite keeps no -0.0
    what = (stamp.boot_id, record.kind.value, record.who, record.text, to_json(record.data))
    return (*when, *map(_clean, (*what, record.event, record.session_id)))


def _seal_old(file: sqlite3.Connection) -> int:
    """Give each entry of an older file its hash; returns how many there were."""
    links = list(_links(file))
    file.executemany("UPDATE records SET hash = ? WHERE id = ?", links)
    return len(links)


def _links(file: sqlite3.Connection) -> Iterator[tuple[str, int]]:
    before = GENESIS
    for columns in file.execute(f"SELECT {COLUMNS} FROM records r ORDER BY id"):  # noqa: S608 - constants
        before = link(before, tuple(columns))
        yield before, columns[0]


def _clean(text: str) -> str:
    """A half character that came from outside must not keep a record from being written."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _object(text: str) -> Mapping[str, object]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise TypeError(text)
    return found
