# SPDX-License-Identifier: MIT
"""What the store itself has to say when it opens the record.

The law of this file: a record that is new, newly chained, shorter than it was or without the mark
of its end says so in an entry of its own, once; and that entry stays.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from stoneheater.service.store.chain import Head
from stoneheater.service.store.record_table import exists, head, prepare


class Remark(NamedTuple):
    """A sentence for the record, and the facts behind it; no sentence, nothing to say."""

    text: str
    data: Mapping[str, object]


SILENCE = Remark("", {})


def open_table(file: sqlite3.Connection, anchor: Head | None, aside: Sequence[Path]) -> Remark:
    """Make the tables ready, inside the caller's transaction.

    Args:
        file: the record.
        anchor: the end of the record as it was marked beside it, or None.
        aside: damaged predecessors that are kept, oldest first.

    Returns:
        What the record must now say.

    Raises:
        sqlite3.Error: the disk refused, or the file is of a later version.
    """
    begins = not exists(file)
    sealed = prepare(file)
    if begins:
        return _new(anchor, aside)
    if sealed and anchor is None:
        text = f"The chain begins here: the {sealed} entries before were written without one"
        return Remark(f"{text} and were sealed only now.", {"event": "store.chain"})
    return _compared(file, anchor)


def _new(anchor: Head | None, aside: Sequence[Path]) -> Remark:
    end = _end(anchor) if anchor is not None and anchor.id else {}
    ended = f"; it had ended with entry {anchor.id}" if anchor is not None and end else ""
    text = "A new record begins here: the one before"
    if aside:
        data = {"event": "store.begin", "kept": str(aside[-1]), **end}
        return Remark(f"{text} was damaged or empty, kept as {aside[-1]}{ended}.", data)
    if end:
        return Remark(f"{text} is missing{ended}.", {"event": "store.cut", **end})
    return SILENCE


def _compared(file: sqlite3.Connection, anchor: Head | None) -> Remark:
    last = head(file)
    if anchor is None:
        return SILENCE if _may_lack_anchor(file, last) else _unanchored()
    there = file.execute("SELECT hash FROM records WHERE id = ?", (anchor.id,)).fetchone()
    told = "SELECT 1 FROM records WHERE kind = 'store' AND instr(data, ?)"
    if anchor.id == 0 or there == (anchor.hash,) or file.execute(told, (anchor.hash,)).fetchone():
        return SILENCE
    text = "Entries before this one are missing or were changed: the record had ended with entry"
    data = {"event": "store.cut", **_end(anchor)}
    return Remark(f"{text} {anchor.id} and was found to end with entry {last.id}.", data)


def _may_lack_anchor(file: sqlite3.Connection, last: Head) -> bool:
    """The power may have failed between the first entry and the first mark."""
    query = "SELECT event IN ('store.begin', 'store.chain') FROM records WHERE id = ?"
    return last.id == 0 or bool(file.execute(query, (last.id,)).fetchone()[0])


def _unanchored() -> Remark:
    text = "The mark of the record's end (records.head) was missing or unreadable here"
    said = f"{text}: whether entries before this one were cut off cannot be seen."
    return Remark(said, {"event": "store.unanchored"})


def _end(anchor: Head) -> Mapping[str, object]:
    return {"ended": anchor.id, "ended_hash": anchor.hash}
