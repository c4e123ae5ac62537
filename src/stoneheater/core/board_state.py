# SPDX-License-Identifier: MIT
"""What the board shows at one instant.

The law of this file: a state is a value; nobody can change one that another thread has taken.
"""

from dataclasses import dataclass

from stoneheater.core.placement import Placement
from stoneheater.core.session import Session


@dataclass(frozen=True, slots=True)
class Working:
    """A stone in the therapist's hand.

    Attributes:
        stone: its name.
        session_id: whose session.
        since_s: since when, s since boot.
        boot_id: in which run of the computer.
    """

    stone: str
    session_id: str
    since_s: float
    boot_id: str


@dataclass(frozen=True, slots=True)
class State:
    """All there is to know, immutable.

    Attributes:
        sessions: the open ones, oldest first.
        placements: every one of the open sessions, oldest first.
        working: the stones in a hand.
        missing: the names of stones that did not come back from sessions that have ended.
    """

    sessions: tuple[Session, ...] = ()
    placements: tuple[Placement, ...] = ()
    working: tuple[Working, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def lying(self) -> tuple[Placement, ...]:
        """The open placements."""
        return tuple(placement for placement in self.placements if placement.open)

    def session(self, session_id: str) -> Session:
        """An open session by its name in the record."""
        return next(s for s in self.sessions if s.session_id == session_id)
