# SPDX-License-Identifier: MIT
"""What can be asked about stones and sessions: names become stones, and stones become timers.

The law of this file: it finds out which stones, which sites and how hot, and hands that to the
desks of the board; what nobody can understand raises a `ValueError` before anything is done.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from stoneheater.core.alarm import NO_SOUND
from stoneheater.core.bath_stones import find_stones, with_clients
from stoneheater.core.board import Board
from stoneheater.core.clerk import Done
from stoneheater.core.counting import CountingDesk
from stoneheater.core.intake import reminders
from stoneheater.core.laying_desk import Laying, LayingDesk
from stoneheater.core.layout import sites_for
from stoneheater.core.lifting_desk import LiftingDesk
from stoneheater.core.session import Session, aftercare
from stoneheater.core.session_desk import SessionDesk
from stoneheater.core.stone import Stone, StoneError
from stoneheater.core.water_log import HOUR_S, StoneHeat, WaterLog
from stoneheater.service.catalogue import Catalogue
from stoneheater.service.cooler import Bath, suggestion

LONG_AGO_S: Final = 3 * HOUR_S
"""A stone that went out before a reboot went out so long ago, as far as the water is known, s."""


@dataclass(frozen=True, slots=True)
class Practice:
    """What a practice configured.

    Attributes:
        catalogue: its stones.
        piled: whether they lie in the bath in a pile.
        aftercare: its own aftercare card; empty for the usual one.
        cutoff_c: what water that nobody knows counts as, °C.
        sounds: whether a buzzer is fitted.
        last_treated_days: how long it keeps when a client was last treated, d; 0: not at all.
    """

    catalogue: Catalogue = field(default_factory=Catalogue)
    piled: bool = False
    aftercare: str = ""
    cutoff_c: float = 58.0
    sounds: bool = True
    last_treated_days: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a request: what a desk said, and what else there is to show."""

    done: Done
    more: Mapping[str, object] = field(default_factory=dict)

    @property
    def session_id(self) -> str | None:
        """Which session it was about, if any."""
        about = [entry.session_id for entry in self.done.entries]
        about += [placement.session_id for placement in self.done.placements]
        return (about[len(self.done.entries) - 1] if about else "") or None


class Requests:
    """The desks, with the catalogue and the water beside them. One thread alone asks."""

    def __init__(
        self,
        board: Board,
        practice: Practice,
        water: WaterLog,
        bath: Callable[[], Bath],
        last_treated: Callable[[Session], str] = lambda _: "",
    ) -> None:
        self._board, self._practice, self._water, self._bath = board, practice, water, bath
        self._last_treated = last_treated
        self._laying, self._lifting = LayingDesk(board), LiftingDesk(board)
        self._sessions, self._counting = SessionDesk(board), CountingDesk(board)

    def do(self, method: str, params: Mapping[str, Any], now_s: float) -> Result:
        """Do what a verb of the protocol asks, counted from ``now_s``, s since boot.

        Raises:
            ValueError: it cannot be understood; nothing has changed.
        """
        return _DO[method](self, now_s, **params)

    def foot(self, now_s: float) -> Result:
        """The foot switch was pressed."""
        return Result(self._lifting.foot(now_s))

    def place(
        self, now_s: float, stones: Sequence[str], sites: Sequence[str], **how: Any
    ) -> Result:
        """Stones are laid."""
        found = find_stones(self._practice.catalogue.stones, stones)
        where = sites_for(len(found), sites)
        heats = [self._heat(stone, now_s) for stone in found]
        layings = [
            Laying(stone, site, heat.temperature_c, f"{heat.doubt} {self._found(stone)}".strip())
            for stone, site, heat in zip(found, where, heats, strict=True)
        ]
        contact = how.pop("contact")
        return Result(self._laying.place(layings, contact, now_s, **how))

    def not_placed(self, now_s: float, stone: str, session: str = "") -> Result:
        """A refused stone was never laid."""
        return Result(self._laying.not_placed(self._one(stone), now_s, session=session))

    def turn(self, now_s: float, stone: str, session: str = "", site: str = "") -> Result:
        """A stone is turned over."""
        return Result(self._laying.turn(self._one(stone), now_s, session=session, site=site))

    def lift(
        self, now_s: float, stones: Sequence[str], session: str = "", site: str = ""
    ) -> Result:
        """Stones are lifted; of a group those that are out."""
        names = self._lifted(stones)
        return Result(self._lifting.lift(names, now_s, session=session, site=site))

    def lift_all(self, now_s: float, session: str = "") -> Result:
        """All stones off one client."""
        return Result(self._lifting.lift_all(now_s, session=session))

    def work(self, now_s: float, stones: Sequence[str], session: str = "") -> Result:
        """Stones are taken into the hand."""
        found = find_stones(self._practice.catalogue.stones, stones)
        return Result(self._lifting.work([s.name for s in found], now_s, session=session))

    def missing(self, now_s: float, stones: Sequence[str], *, found: bool = False) -> Result:
        """Stones are missing, or were found."""
        meant = find_stones(self._practice.catalogue.stones, stones)
        return Result(self._counting.missing(meant, now_s, found=found))

    def start(self, now_s: float, client: str = "", **told: Any) -> Result:
        """A session begins."""
        return self._reminding(self._sessions.start(now_s, client, **told))

    def note(self, now_s: float, text: str = "", **told: Any) -> Result:
        """Something is added to a session."""
        return self._reminding(self._sessions.note(now_s, text, **told))

    def check_in(self, now_s: float, answer: str, session: str = "", text: str = "") -> Result:
        """The client was asked."""
        whose = self._sessions.session(session)
        done = self._sessions.check_in(now_s, answer, session=session, text=text)
        cooler = answer.strip().lower() == "cooler"
        asked = suggestion(self._bath(), whose.profile, self._water, now_s) if cooler else None
        return Result(done, {"suggestion": asked})

    def end(self, now_s: float, **counted: Any) -> Result:
        """A session ends."""
        done = self._sessions.end(now_s, **counted)
        return Result(done, {"aftercare": self._aftercare(done)})

    def next(self, now_s: float, client: str = "", **told: Any) -> Result:
        """One session ends and the next begins."""
        done = self._sessions.next_client(now_s, client, **told)
        reminding = self._reminding(done).more if done.ok else {"reminders": []}
        return Result(done, {"aftercare": self._aftercare(done), **reminding})

    def reminders(self, session: Session) -> list[str]:
        """What to keep in mind with this client."""
        silent = [] if self._practice.sounds else [f"{NO_SOUND}."]
        last = self._last_treated(session)
        kept = [last] if last else []
        return [*(f"{text}." for text in reminders(session.intake)), *kept, *silent]

    def _reminding(self, done: Done) -> Result:
        session = self._board.state.session(done.entries[-1].session_id)
        return Result(done, {"reminders": self.reminders(session)})

    def _aftercare(self, done: Done) -> str | None:
        return aftercare(self._practice.aftercare) if done.ok else None

    def _heat(self, stone: Stone, now_s: float) -> StoneHeat:
        """How hot a stone can be: as hot as the water was in the hour before it went out."""
        state, boot_id = self._board.state, self._board.boot_id
        if stone.name not in with_clients(state):
            return self._water.stone(now_s)
        out = [(p.boot_id, p.at_s) for p in state.placements if p.stone.name == stone.name]
        out += [(w.boot_id, w.since_s) for w in state.working if w.stone == stone.name]
        here = [at_s for boot, at_s in out if boot == boot_id]
        known = here and len(here) == len(out)
        return self._water.stone(now_s, min(here) if known else now_s - LONG_AGO_S)

    def _found(self, stone: Stone) -> str:
        """What to say of a stone that was missing, and may be laid with its group only by name."""
        if stone.name not in self._board.state.missing:
            return ""
        step = f"if it does not lie there, say stone lift {stone.name}"
        return f"{stone.name} was missing, and is timed: {step}."

    def _known(self) -> tuple[Stone, ...]:
        """The catalogue, and what is out although it does not stand there any more."""
        stones = self._practice.catalogue.stones
        names = {stone.name for stone in stones}
        lying = (p.stone for p in self._board.state.placements)
        return (*stones, *(stone for stone in lying if stone.name not in names))

    def _one(self, name: str) -> str:
        found = find_stones(self._known(), [name])
        if len(found) != 1:
            raise StoneError(f"{name!r} is a group of {len(found)} stones: name one of them")
        return found[0].name

    def _lifted(self, words: Sequence[str]) -> list[str]:
        """The names that are meant: of a group those that are out, or all when none is."""
        state = self._board.state
        out = {p.stone.name for p in state.lying} | {w.stone for w in state.working}
        names: list[str] = []
        for word in words:
            meant = [stone.name for stone in find_stones(self._known(), [word])]
            names += [name for name in meant if name in out] or meant
        return list(dict.fromkeys(names))


_DO: Final[Mapping[str, Callable[..., Result]]] = {
    "stone.place": Requests.place,
    "stone.not_placed": Requests.not_placed,
    "stone.turn": Requests.turn,
    "stone.lift": Requests.lift,
    "stone.lift_all": Requests.lift_all,
    "stone.work": Requests.work,
    "stone.missing": Requests.missing,
    "session.start": Requests.start,
    "session.note": Requests.note,
    "session.checkin": Requests.check_in,
    "session.end": Requests.end,
    "session.next": Requests.next,
}
