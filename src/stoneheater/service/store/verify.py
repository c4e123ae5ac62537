# SPDX-License-Identifier: MIT
"""Whether the record is as it was written.

The law of this file: the first thing that does not fit is named, in one sentence; "whole" is said
only of a record whose every link, seal and end was looked at. What it cannot see stands in
docs/record.md: whoever may write the files may also compute everything anew.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from stoneheater.service.store.anchor import anchor_path, read_anchor
from stoneheater.service.store.chain import EMPTY, Head, link, seal
from stoneheater.service.store.database import StoreUnreadableError
from stoneheater.service.store.record_reader import opened
from stoneheater.service.store.record_table import COLUMNS, COVERED, TABLES, exists

_SELECT: Final = f"SELECT {COLUMNS}, r.hash, p.salt, p.body FROM {TABLES} ORDER BY r.id"  # noqa: S608 - constants
_ID, _TEXT, _EVENT, _SESSION, _SEAL = (
    COVERED.index(name) for name in ("id", "text", "event", "session", "seal")
)
_CONFESSIONS: Final = frozenset({"store.cut", "store.unanchored"})
_REMARKS: Final = frozenset({"store.begin", "store.chain", "store.lost"})
_STRAY: Final = "SELECT min(id) FROM private WHERE id NOT IN (SELECT id FROM records)"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at the whole record found.

    Attributes:
        ok: every entry is as it was written, and none is missing.
        sentence: the same for a person, with the number of the first entry that does not fit.
        head: the last entry that fits.
        first_bad: that number, or None.
        erased: how many entries have lost their client's part by an erasure that is recorded.
    """

    ok: bool
    sentence: str
    head: Head
    first_bad: int | None = None
    erased: int = 0


def verify(path: Path) -> Verdict:
    """Look at every entry; reads only, also while the daemon writes."""
    walk = _Walk()
    try:
        anchor = read_anchor(anchor_path(path))  # before the record: it may lag, never lead
        with opened(path) as file:
            bad = _first_bad(file, walk, anchor)
    except (StoreUnreadableError, OSError) as error:
        bad = _Bad(walk.last.id + 1, str(error).removesuffix("."))
    if bad is None:
        return Verdict(True, _whole(walk), walk.last, erased=walk.erased)
    step = f"keep a copy of {path} and of the file beside it, and look who could write to them"
    sentence = f"The record is NOT as it was written, from entry {bad.id} on: {bad.what}; {step}."
    return Verdict(False, sentence, walk.last, bad.id, walk.erased)


@dataclass(frozen=True, slots=True)
class _Bad:
    """What does not fit, and where."""

    id: int
    what: str


@dataclass(slots=True)
class _Walk:
    """What was seen on the way from entry to entry."""

    last: Head = EMPTY
    erased: int = 0
    sealed: dict[int, str] = field(default_factory=dict)
    erasures: dict[str, int] = field(default_factory=dict)
    remarks: list[int] = field(default_factory=list)
    marked: str = ""


def _first_bad(file: sqlite3.Connection, walk: _Walk, anchor: Head | None) -> _Bad | None:
    if not exists(file):
        return next(_end(walk, anchor), None)  # made, and the power failed before its first entry
    file.row_factory = None
    file.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    for columns in file.execute(_SELECT):
        bad = _broken(walk, columns)
        if bad is not None:
            return bad
        if anchor is not None and walk.last.id == anchor.id:
            walk.marked = walk.last.hash
    found = [*_end(walk, anchor), *_parts(walk), *_file(file, walk)]
    return min(found, key=lambda bad: bad.id, default=None)


def _broken(walk: _Walk, columns: tuple[object, ...]) -> _Bad | None:
    """What is wrong with the next entry, or None, and then the walk has taken it in."""
    *said, digest, salt, body = columns
    expected, number = walk.last.id + 1, said[_ID]
    if number != expected:
        return _Bad(expected, f"entry {expected} is missing")
    if link(walk.last.hash, said) != digest:
        return _Bad(expected, "it, or the end of the entry before it, was changed")
    if said[_EVENT] in _CONFESSIONS:
        return _Bad(expected, str(said[_TEXT]).removesuffix("."))
    if body is not None and not _fits(said[_SEAL], salt, body):
        return _Bad(expected, "its client's part is not the one that was written")
    walk.last = Head(expected, str(digest))
    if said[_SEAL] and body is None:
        walk.sealed[expected] = str(said[_SESSION])
    if said[_EVENT] in _REMARKS:
        walk.remarks.append(expected)
    if said[_EVENT] == "store.erased":
        walk.erasures[str(said[_SESSION])] = expected
    return None


def _fits(mark: object, salt: object, body: object) -> bool:
    return isinstance(salt, bytes) and isinstance(body, str) and seal(salt, body) == mark


def _end(walk: _Walk, anchor: Head | None) -> Iterator[_Bad]:
    """Whether the record ends where it is marked to end, or later."""
    last = walk.last.id
    if anchor is None and last == 0:
        return  # the power failed after the file was made and before its first mark
    if anchor is None:
        what = "the mark of its end (records.head) is missing or unreadable: a cut would not show"
        yield _Bad(last + 1, what)
    elif anchor.id > last:
        yield _Bad(last + 1, f"entries up to {anchor.id} were there and are missing")
    elif anchor.id and walk.marked != anchor.hash:
        yield _Bad(anchor.id, "it is another one than the marked end of the record (records.head)")


def _parts(walk: _Walk) -> Iterator[_Bad]:
    """Clients' parts that are gone: each needs an entry that says who erased it."""
    for number, session in walk.sealed.items():
        if walk.erasures.get(session, 0) > number:
            walk.erased += 1
        else:
            yield _Bad(number, "its client's part is gone, and no entry says who erased it")


def _file(file: sqlite3.Connection, walk: _Walk) -> Iterator[_Bad]:
    """What the entries themselves do not show: parts without an entry, indexes that mislead."""
    stray = file.execute(_STRAY).fetchone()[0]
    if stray is not None:
        yield _Bad(int(stray), "there is a client's part without an entry")
    said = str(file.execute("PRAGMA integrity_check(1)").fetchone()[0])
    if said != "ok":
        yield _Bad(walk.last.id + 1, f"the file is damaged ({said})")


def _whole(walk: _Walk) -> str:
    entries = "1 entry" if walk.last.id == 1 else f"{walk.last.id} entries"
    erased = f", {walk.erased} with the client's part erased" if walk.erased else ""
    remarks = ", ".join(map(str, walk.remarks))
    told = f" (read what the store itself says in: {remarks})" if remarks else ""
    end = f"{walk.last.id} {walk.last.hash}"
    return f"The record is whole: {entries}{erased}{told}; it ends with {end}."
