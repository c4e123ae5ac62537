# SPDX-License-Identifier: MIT
"""Stones and sessions as every door shows them.

The law of this file: it is made from one look and changes nothing. A time of day is a label on a
length that is counted elsewhere; what is not known is null, and no illness is named.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import floor
from typing import Final

from stoneheater.core.bath_stones import out_of_bath
from stoneheater.core.board_state import State
from stoneheater.core.placement import Placement
from stoneheater.core.placement_words import ended, left
from stoneheater.core.session import Session
from stoneheater.core.stone import Stone
from stoneheater.core.timers import timer, timers
from stoneheater.service.soaking import Soaked

PLACEMENTS_MAX: Final = 150
"""So many fit into an answer whatever they are called; the most urgent are shown."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at the clients and their stones.

    Attributes:
        at_s: when, s since boot.
        boot_id: in which run of the computer.
        state: who lies under which stones.
        catalogue: the stones.
        soaked: how those in the bath are doing.
    """

    at_s: float = 0.0
    boot_id: str = ""
    state: State = field(default_factory=State)
    catalogue: Sequence[Stone] = ()
    soaked: Soaked = field(default_factory=Soaked)

    def as_dict(self, wall_s: float) -> dict[str, object]:
        """What a snapshot shows; ``wall_s`` is the date of the look, s since 1970."""
        lying = timers(self.state, self.boot_id, self.at_s)[:PLACEMENTS_MAX]
        return {
            "sessions": [self.session(session) for session in self.state.sessions],
            "placements": [self.placement(shown.placement, wall_s) for shown in lying],
            "lying": len(self.state.lying),
            "stones": self.stones(),
            "soaking": self.soaked.text,
        }

    def session(self, session: Session) -> dict[str, object]:
        """One open session."""
        name, state = session.session_id, self.state
        asked_s = session.asked_ago_s(self.boot_id, self.at_s)
        return {
            "session_id": name,
            "client": session.client,
            "profile": session.profile.value,
            "intake_answered": session.intake is not None,
            "opened": session.opened,
            "techniques": list(session.techniques),
            "lying": len({p.stone.name for p in state.lying if p.session_id == name}),
            "stones_out": len(session.stones),
            "stones": list(session.stones),
            "working": [taken.stone for taken in state.working if taken.session_id == name],
            "asked_ago_s": None if asked_s is None else round(asked_s, 1),
            "ask_every_s": session.check_in_s,
        }

    def placement(self, placement: Placement, wall_s: float) -> dict[str, object]:
        """One placement, whether it lies or not."""
        shown = timer(self.state, placement, self.boot_id, self.at_s)
        left_s = shown.left_s if placement.open else None
        label = "" if left_s is None else time_of_day(wall_s + left_s)
        said = shown.as_dict() | {
            "lain_s": None if shown.lain_s is None else round(shown.lain_s, 1),
            "left_s": None if left_s is None else round(left_s, 1),
            "open": placement.open,
            "lift_by": label or None,
            "text": self._words(placement, left_s, label),
        }
        if placement.lifted is not None:
            lifted = placement.lifted
            said |= {"contact_s": lifted.contact_s, "late_s": lifted.late_s}
            said |= {"placed": lifted.placed, "colour": None, "lain_s": lifted.contact_s}
        return said

    def stones(self) -> list[dict[str, object]]:
        """The catalogue, and where each stone is."""
        out, waits = out_of_bath(self.state), self.soaked.ready_in_s
        return [
            {
                "name": stone.name,
                "group": stone.group,
                "in_bath": stone.name not in out,
                "missing": stone.name in self.state.missing,
                "ready_in_s": None if stone.name not in waits else round(waits[stone.name]),
            }
            for stone in self.catalogue
        ]

    def _words(self, placement: Placement, left_s: float | None, label: str) -> str:
        if placement.lifted is not None:
            return ended(placement)
        if left_s is None or left_s <= 0.0 or placement.forecast.refused or not label:
            return left(placement, self.at_s, self.boot_id)
        most = " at most, being computed" if placement.computing else ""
        return f"lift by {label}, {floor(left_s)} s{most}"


def time_of_day(wall_s: float) -> str:
    """The time of day where the heater stands, such as 14:32:10; empty if the date is absurd."""
    try:
        return time.strftime("%H:%M:%S", time.localtime(wall_s))
    except (OverflowError, ValueError, OSError):
        return ""
