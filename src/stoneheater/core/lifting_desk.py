# SPDX-License-Identifier: MIT
"""Stones are lifted, and taken into the hand.

The law of this file: a timer ends when somebody says that the stone is off, and for no other
reason; work in the hand ends none and wins no time.
"""

from collections.abc import Sequence

from stoneheater.core.board_state import Working
from stoneheater.core.clerk import Clerk, Done
from stoneheater.core.placement import Colour, Placement
from stoneheater.core.placement_words import ended

_CALLING = (Colour.RED, Colour.UNKNOWN)
_NOWHERE = "lies on nobody."

FOOT_AGAIN_S = 0.5
"""A foot switch that is heard again within this bounced, or was trodden twice in one go, s."""


class LiftingDesk(Clerk):
    """The requests that take a stone up."""

    def lift(
        self, stones: Sequence[str], now_s: float, *, session: str = "", site: str = ""
    ) -> Done:
        """Stones are lifted; said again, it answers the same.

        Raises:
            ValueError: an unknown session or site.
        """
        about: list[Placement] = []
        texts: list[str] = []
        for stone in stones:
            lying = self._lying(stone, session, site)
            for placement in lying:
                self._lift(placement, now_s)
            off = [] if not lying and self._in_hand(stone) else self._last_lifted(stone)
            about += off
            texts += [ended(placement) for placement in off] or [self._put_back(stone, now_s)]
        ok = not any(text.endswith(_NOWHERE) for text in texts)
        return self._done(ok=ok, text=" ".join(texts), about=about)

    def lift_all(self, now_s: float, *, session: str = "") -> Done:
        """All stones off one client.

        Raises:
            ValueError: an unknown session, or stones lie on several clients and none is named.
        """
        state = self._board.state
        busy = {p.session_id for p in state.lying} | {w.session_id for w in state.working}
        if not session and not busy:
            return self._done(ok=True, text="no stone lies on anybody.")
        whose = self.session(session, [s for s in state.sessions if s.session_id in busy])
        lying = [p for p in state.lying if p.session_id == whose.session_id]
        for placement in lying:
            self._lift(placement, now_s)
        for working in [w for w in self._board.state.working if w.session_id == whose.session_id]:
            self._put_back(working.stone, now_s)
        text = f"all stones off {whose.name}: {len(lying)} lifted."
        return self._done(ok=True, text=text, about=lying)

    def foot(self, now_s: float) -> Done:
        """The foot switch says that one stone is off: the only one that is due, or that lies.

        Else nothing is lifted: a wrong guess would silence the timer of a stone that still lies.
        A press right after a stone went off is the same foot: it lifts no second one.
        """
        for last in self._board.state.placements:
            if last.lifted is not None and 0.0 <= now_s - last.lifted.at_s < FOOT_AGAIN_S:
                return self._done(ok=True, text=ended(last), about=[last])
        lying = self._board.state.lying
        due = [p for p in lying if p.colour(now_s, self._board.boot_id) in _CALLING]
        if not lying:
            return self._done(ok=False, text="no stone lies: the foot switch lifts none.")
        if len(due or lying) > 1:
            names = ", ".join(sorted({placement.stone.name for placement in due or lying}))
            why = f"{len(due)} stones are due" if due else f"{len(lying)} stones lie, none is due"
            return self._done(ok=False, text=f"{why} ({names}): say which one is off.")
        one = (due or lying)[0]
        self._lift(one, now_s)
        off = self._now([one.placement_id])
        return self._done(ok=True, text=ended(off[0]), about=off)

    def work(self, stones: Sequence[str], now_s: float, *, session: str = "") -> Done:
        """Stones are taken into the hand: logged, and no timer stops for it.

        Raises:
            ValueError: an unknown session.
        """
        whose = self._session_of(session, now_s)
        still: list[Placement] = []
        for stone in stones:
            still += self._lying(stone)
            self._work(stone, whose.session_id, now_s, working=True)
        text = f"{', '.join(stones)} in the hand; put down, say stone place."
        texts = [f"The timer on the {p.site} runs on until it is lifted." for p in still]
        return self._done(ok=True, text=" ".join([text, *texts]), about=still)

    def _last_lifted(self, stone: str) -> list[Placement]:
        """What the last lifting of a stone ended."""
        off = [
            (placement.lifted.at_s, placement)
            for placement in self._board.state.placements
            if placement.stone.name == stone and placement.lifted is not None
        ]
        last_s = max((at_s for at_s, _ in off), default=0.0)
        return [placement for at_s, placement in off if at_s == last_s]

    def _in_hand(self, stone: str) -> list[Working]:
        return [working for working in self._board.state.working if working.stone == stone]

    def _put_back(self, stone: str, now_s: float) -> str:
        for working in self._in_hand(stone):
            self._work(stone, working.session_id, now_s, working=False)
            return f"{stone} is out of the hand."
        return f"{stone} {_NOWHERE}"
