# SPDX-License-Identifier: MIT
"""Stones are counted back, missed, and found.

The law of this file: a stone that somebody called missing is out of the bath until it is laid again
or found; what nobody counted is never called back, and the next step is asked for.
"""

from collections.abc import Sequence

from stoneheater.core.board_event import Entry
from stoneheater.core.board_state import State
from stoneheater.core.clerk import Clerk, Done
from stoneheater.core.session import Session, SessionError
from stoneheater.core.stone import Stone

NAMED = 6
"""So many stones are named in one sentence."""


class CountingDesk(Clerk):
    """The requests about stones that are not where they should be."""

    def missing(self, stones: Sequence[Stone], now_s: float, *, found: bool = False) -> Done:
        """Stones are missing, or were found and are back in the bath; said again, it is the same.

        Args:
            stones: which.
            now_s: s since boot.
            found: they were missing, and are not any more.
        """
        names = [stone.name for stone in stones]
        for session in self._board.state.sessions:
            if out := [name for name in names if name in session.stones]:
                text = (
                    f"{', '.join(out)} is out with {session.name}: count it as that session ends."
                )
                return self._done(ok=False, text=text)
        known = self._board.state.missing
        for name in names:
            if (name in known) is found:
                self._changed(name, now_s, missing=not found)
        return self._done(ok=True, text=_told(names, known, found=found))

    def _changed(self, name: str, now_s: float, *, missing: bool) -> None:
        data = self._data("stone.missing", "", now_s) | {"stone": name, "missing": missing}
        self._apply(Entry(f"{name} {'is missing' if missing else 'was found'}.", data))


def _told(names: Sequence[str], known: Sequence[str], *, found: bool) -> str:
    if not found:
        return f"{', '.join(names)} missing: out of the bath until found (stone missing --found)."
    there = [name for name in names if name in known]
    never = [name for name in names if name not in known]
    texts = [f"{', '.join(there)} found: in the bath, and cold."] if there else []
    return " ".join([*texts, *(f"{name} was not missing." for name in never)])


def came_back(session: Session, back: int | None, missing: Sequence[str]) -> tuple[str, ...] | None:
    """Which stones came back; None when nobody counted.

    Raises:
        SessionError: the count does not fit; the sentence says what to do.
    """
    out = session.stones
    strange = [name for name in missing if name not in out]
    if strange:
        raise SessionError(f"{', '.join(strange)} did not go out: out were {', '.join(out)}")
    came = tuple(name for name in out if name not in missing)
    if back is None:
        return came if missing else None
    if back != len(came):
        raise SessionError(_misfit(len(out), back, len(out) - len(came)))
    return came


def _misfit(out: int, back: int, missing: int) -> str:
    """Why a count cannot be, and what to do."""
    said = f"{stones_in_words(out)} went out, {back} came back"
    if back > out:
        return f"{said}: count again, those of others do not belong here"
    if missing:
        return f"{said} and {missing} {'is' if missing == 1 else 'are'} missing: count again"
    return f"{said}: look for the others, and name what is missing"


def still_missing(state: State, ended: Session, missing: Sequence[str]) -> list[str]:
    """Every stone that is missing after a session; none that another client has."""
    others = [s for s in state.sessions if s.session_id != ended.session_id]
    out = {name for session in others for name in session.stones}
    return [name for name in dict.fromkeys((*state.missing, *missing)) if name not in out]


def counted(session: Session, back: tuple[str, ...] | None, *, cleaned: bool) -> str:
    """How the count went, for the record."""
    out = session.stones
    if not out:
        return "no stones out"
    washed = "cleaned" if cleaned else "not cleaned"
    if back is None:
        return f"{stones_in_words(len(out))} out, NOT counted back, {washed}"
    missing = [name for name in out if name not in back]
    gone = f", {', '.join(missing)} missing" if missing else ""
    return f"{len(back)} of {stones_in_words(len(out))} back{gone}, {washed}"


def next_step(session: Session, back: tuple[str, ...] | None) -> str:
    """What is still to be done about the stones, or nothing."""
    if back is not None or not session.stones:
        return ""
    more = len(session.stones) - NAMED
    names = ", ".join(session.stones[:NAMED]) + (f" and {more} more" if more > 0 else "")
    return (
        f" Count them now: {names}. For one that is not there say stoneheater stone missing NAME."
    )


def stones_in_words(number: int) -> str:
    """How many stones."""
    return "1 stone" if number == 1 else f"{number} stones"
