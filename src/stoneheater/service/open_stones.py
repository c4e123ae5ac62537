# SPDX-License-Identifier: MIT
"""The stones that lie, in a small file of the runtime directory, for whoever comes after a crash.

The law of this file: it holds what the record may not hold yet, never more than this run of the
computer, and the record is believed wherever it knows. What cannot be read is a doubt, never rest.

``placements.json`` is one JSON object: ``boot_id``, ``lying`` (how many stones lie), ``doubt``
(why that is not known, or empty) and ``entries`` (what happened in every open session, each
``text``, ``who``, ``data``, ``private``).
"""

import json
import os
import threading
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from stoneheater.core.board_event import Entry
from stoneheater.core.board_state import State
from stoneheater.service.store.database import StoreUnreadableError
from stoneheater.service.store.entry import Row
from stoneheater.service.store.record_reader import (
    read_all,
    read_missing_events,
    read_session_events,
)

NAME: Final = "placements.json"
ENDS_KEPT: Final = 50
"""So many ended sessions are remembered, in case the record has not heard of their end."""


@dataclass(frozen=True, slots=True)
class Told:
    """One entry, and who caused it."""

    entry: Entry
    who: str

    @property
    def key(self) -> str:
        """What tells it from every other entry."""
        return json.dumps(dict(self.entry.data), sort_keys=True)


@dataclass(frozen=True, slots=True)
class Found:
    """What a restart finds.

    Attributes:
        told: what happened in the open sessions, in order.
        unrecorded: those of it that the record does not hold.
        doubt: why it is not known which stones lie, as a sentence; empty when it is.
    """

    told: tuple[Told, ...] = ()
    unrecorded: tuple[Told, ...] = ()
    doubt: str = ""


class OpenStones:
    """The file, kept up to date by a thread of its own; without a path nothing is kept."""

    def __init__(self, path: Path | None, boot_id: str) -> None:
        self._path, self._boot_id = path, boot_id
        self._told: list[Told] = []
        self._ends: deque[Told] = deque(maxlen=ENDS_KEPT)
        self._newest: tuple[int, str, tuple[Told, ...]] | None = None
        self._changed = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="open stones", daemon=True)
        if path is not None:
            self._thread.start()

    def note(self, told: Iterable[Told], state: State, doubt: str = "") -> None:
        """Take note of what happened, what is open now, and what is in doubt; returns at once."""
        told = tuple(told)
        open_now = {session.session_id for session in state.sessions}
        self._ends += [each for each in told if each.entry.data.get("event") == "session.end"]
        self._told = [t for t in (*self._told, *told) if t.entry.session_id in open_now]
        self._newest = (len(state.lying), doubt, (*self._told, *self._ends))
        self._changed.set()

    def close(self, deadline_s: float) -> bool:
        """Write what is left, within the deadline; whether that was done."""
        self._closing = True
        self._changed.set()
        if self._path is not None:
            self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._closing:
            self._changed.wait()
            self._changed.clear()
            if self._path is not None and self._newest is not None:
                with suppress(OSError):  # the record is what counts
                    _replace(self._path, self._content(*self._newest))

    def _content(self, lying: int, doubt: str, told: Sequence[Told]) -> bytes:
        entries = [
            {
                "text": each.entry.text,
                "who": each.who,
                "data": dict(each.entry.data),
                "private": dict(each.entry.private),
            }
            for each in told
        ]
        body = {"boot_id": self._boot_id, "lying": lying, "doubt": doubt, "entries": entries}
        return json.dumps(body, separators=(",", ":")).encode()


def found(records: Path, runtime: Path, boot_id: str) -> Found:
    """What the record and the runtime directory know of open sessions.

    Args:
        records: the record's file.
        runtime: the file of this module.
        boot_id: this run of the computer.
    """
    try:
        kept = _read(runtime, boot_id)
    except (OSError, ValueError, KeyError, TypeError) as error:
        kept = Found(doubt=f"{runtime} cannot be read ({error})")
    try:
        told, known = _recorded(records, kept.told if kept is not None else ())
    except StoreUnreadableError as error:
        doubt = str(error).removesuffix(".")
        return Found(doubt=doubt) if kept is None else replace(kept, unrecorded=kept.told)
    if kept is None:
        return Found(_in_order(told, boot_id))
    missing = tuple(each for each in kept.told if each.key not in known)
    return Found(_in_order((*told, *missing), boot_id), missing, kept.doubt)


def _recorded(path: Path, kept: Sequence[Told]) -> tuple[list[Told], set[str]]:
    """The record on open sessions, those that the other file calls open, and missing stones."""
    rows: list[Row] = read_session_events(path)
    open_there = {row.record.session_id for row in rows}
    if path.exists():
        for session_id in {each.entry.session_id for each in kept} - open_there:
            rows += [row for row in read_all(path, session_id) if row.record.event]
    by_id = {row.id: row for row in (*rows, *read_missing_events(path))}
    told = [_of_row(by_id[number]) for number in sorted(by_id)]
    return told, {each.key for each in told}


def _in_order(told: Sequence[Told], boot_id: str) -> tuple[Told, ...]:
    """Earlier runs of the computer first, then this one by its clock."""

    def when(each: Told) -> tuple[bool, float]:
        at_s = each.entry.data.get("at_s")
        here = each.entry.data.get("boot_id") == boot_id
        return here, float(at_s) if here and isinstance(at_s, int | float) else 0.0

    return tuple(sorted(told, key=when))


def _of_row(row: Row) -> Told:
    record = row.record
    return Told(Entry(record.text, record.data, record.private), record.who)


def _read(path: Path, boot_id: str) -> Found | None:
    """What was kept in this run of the computer; None if nothing was."""
    try:
        body = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    if not (isinstance(body, dict) and isinstance(body.get("entries"), list)):
        raise ValueError("it does not hold what was written")  # noqa: TRY004 - wrong words, not code
    if body.get("boot_id") != boot_id:
        return None
    return Found(tuple(_of_entry(entry) for entry in body["entries"]), (), str(body["doubt"]))


def _of_entry(entry: Any) -> Told:
    data, private = ({}, {}) if not isinstance(entry, dict) else (entry["data"], entry["private"])
    if not (isinstance(data, dict) and isinstance(private, dict) and "event" in data):
        raise ValueError("it does not hold what was written")
    return Told(Entry(str(entry["text"]), data, private), str(entry["who"]))


def _replace(path: Path, content: bytes) -> None:
    """The new content or the old one, for nobody else's eyes; it lies in memory, so no fsync."""
    fresh = path.with_name(path.name + ".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    fresh.replace(path)
