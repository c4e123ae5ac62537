# SPDX-License-Identifier: MIT
"""What one entry of the record holds.

The law of this file: what may identify a client stands in ``private`` and nowhere else, so that
it can be erased while the entry, and every hash that rests on it, stays as it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a record is about."""

    TRIP = "trip"
    COMMAND = "command"
    MODE = "mode"
    NOTE = "note"
    STORE = "store"
    STONE = "stone"
    SESSION = "session"
    ALARM = "alarm"


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
        text: the sentence; it stays for ever, so it names no client.
        data: the numbers behind it; anything that JSON can carry. ``data["event"]``, if it is a
            text, says what happened in one word ("stone.place") and can be searched for.
        private: what may identify a client; kept apart, and erasable.
        session_id: which session it belongs to, if any; ``private`` is erased by it.
    """

    stamp: Stamp
    kind: Kind
    who: str
    text: str
    data: Mapping[str, object] = field(default_factory=dict)
    private: Mapping[str, object] = field(default_factory=dict)
    session_id: str = ""

    @property
    def event(self) -> str:
        """What happened in one word, or an empty text."""
        said = self.data.get("event")
        return said if isinstance(said, str) else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A record as it stands in the file.

    Attributes:
        id: its number there (1, 2, 3 …).
        record: what it says.
        erased: it had a private part, which is gone.
        hash: its link of the chain.
    """

    id: int
    record: Record
    erased: bool = False
    hash: str = field(default="", compare=False)
