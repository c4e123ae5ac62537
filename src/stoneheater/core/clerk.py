# SPDX-License-Identifier: MIT
"""What every desk of the board has: who is meant, what happened, what to answer.

The law of this file: what is answered has already been applied to the board; a request that
nobody can understand raises a `ValueError` with its sentence, before anything is applied.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stoneheater.core.board import Board
from stoneheater.core.board_event import BoardError, Entry
from stoneheater.core.placement import Placement
from stoneheater.core.placement_words import ended
from stoneheater.core.session import Session
from stoneheater.core.site import parse_site


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a request.

    Attributes:
        ok: False when it was refused. A refused `place` has its entries all the same.
        text: the sentences a therapist reads.
        entries: what happened, already applied to the board; to be recorded.
        placements: the placements it was about, as they are now.
    """

    ok: bool
    text: str
    entries: tuple[Entry, ...] = ()
    placements: tuple[Placement, ...] = ()


class Clerk:
    """The board, and the entries of the request that is being answered."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._entries: list[Entry] = []

    def session(self, named: str, among: Sequence[Session] | None = None) -> Session:
        """The session that is meant.

        Raises:
            BoardError: none is open, it is not among them, or several are and none is named.
        """
        sessions = self._board.state.sessions if among is None or named else among
        names = ", ".join(session.name for session in sessions)
        if not sessions:
            raise BoardError("no session is open: say stoneheater session start")
        found = [s for s in sessions if not named or named in (s.session_id, s.client)]
        if not found:
            raise BoardError(f"there is no open session {named!r}: open are {names}")
        if len(found) > 1:
            raise BoardError(f"several sessions are open, {names}: say which one with --session")
        return found[0]

    def _lying(self, stone: str, session: str = "", site: str = "") -> list[Placement]:
        """Where a stone lies, as far as anybody said, oldest first."""
        whose = self.session(session).session_id if session else ""
        where = parse_site(site) if site else None
        return [
            placement
            for placement in self._board.state.lying
            if placement.stone.name == stone
            and not placement.computing
            and whose in ("", placement.session_id)
            and where in (None, placement.site)
        ]

    def _lift(self, placement: Placement, now_s: float, *, placed: bool = True) -> None:
        lifted = placement.lift(now_s, self._board.boot_id, placed=placed)
        data = self._about(placement, "stone.lift", now_s) | {
            "contact_s": lifted.contact_s,
            "late_s": lifted.late_s,
            "placed": placed,
        }
        self._apply(Entry(ended(replace(placement, lifted=lifted)), data))

    def _about(self, placement: Placement, event: str, now_s: float) -> dict[str, object]:
        return self._data(event, placement.session_id, now_s) | {
            "placement_id": placement.placement_id,
            "stone": placement.stone.name,
            "site": str(placement.site),
        }

    def _data(self, event: str, session_id: str, now_s: float) -> dict[str, object]:
        """What every entry says: what, whose, when."""
        when = {"at_s": now_s, "boot_id": self._board.boot_id}
        return {"event": event, "session_id": session_id, **when}

    def _now(self, ids: Sequence[str]) -> list[Placement]:
        return [p for p in self._board.state.placements if p.placement_id in ids]

    def _apply(self, entry: Entry) -> None:
        self._board.apply(entry)
        self._entries.append(entry)

    def _done(self, *, ok: bool, text: str, about: Sequence[Placement] = ()) -> Done:
        entries, self._entries = tuple(self._entries), []
        return Done(ok, text, entries, tuple(self._now([p.placement_id for p in about])))

    def _session_of(self, named: str, now_s: float) -> Session:
        """The session that is meant, or a new one for a stone that nobody announced."""
        if not named and not self._board.state.sessions:
            session_id = self._board.new_id()
            data = self._data("session.start", session_id, now_s)
            data |= {"profile": "sensitive", "techniques": [], "opened": False}
            self._apply(Entry("stones without a session: taken as a sensitive client.", data))
        return self.session(named)

    def _work(self, stone: str, session_id: str, now_s: float, *, working: bool) -> None:
        data = self._data("stone.work", session_id, now_s) | {"stone": stone, "working": working}
        self._apply(Entry(f"{stone} {'in' if working else 'out of'} the hand.", data))
