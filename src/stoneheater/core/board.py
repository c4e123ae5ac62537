# SPDX-License-Identifier: MIT
"""The board: every open session, every stone on a client, every stone in a hand.

The law of this file: the board is what its entries did, and beside it only the stones whose time is
being computed. Applied again after a crash the entries give the same board; after a reboot each
open placement is "time unknown". None makes a timer milder; an unreadable one changes nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from stoneheater.core import board_event as kept
from stoneheater.core.board_event import BoardError, Entry
from stoneheater.core.burn import Contact, Exposure
from stoneheater.core.placement import Forecaster, Past, Placement, remembered
from stoneheater.core.session import Session
from stoneheater.core.site import Site


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
    """

    sessions: tuple[Session, ...] = ()
    placements: tuple[Placement, ...] = ()
    working: tuple[Working, ...] = ()

    @property
    def lying(self) -> tuple[Placement, ...]:
        """The open placements."""
        return tuple(placement for placement in self.placements if placement.open)

    def session(self, session_id: str) -> Session:
        """An open session by its name in the record."""
        return next(s for s in self.sessions if s.session_id == session_id)


class Board:
    """The state, and the one way to change it.

    Attributes:
        state: everything, immutable; another thread may take it at any time.
        boot_id: this run of the computer.
        forecast: says when to lift.
        new_id: a name for a session that no other session ever had.
    """

    def __init__(self, boot_id: str, forecast: Forecaster, new_id: Callable[[], str]) -> None:
        self.state = State()
        self.boot_id = boot_id
        self.forecast = forecast
        self.new_id = new_id

    def apply(self, entry: Entry) -> None:
        """Do what an entry says.

        Raises:
            BoardError: it cannot be read; nothing has changed.
        """
        change = _CHANGES.get(str(entry.data.get("event")))
        if change is None:
            return
        try:
            self.state = change(self.state, entry)
        except BoardError:
            raise
        except ValueError as error:
            raise BoardError(f"the record cannot be read: {error}") from error

    def expect(self, placements: Iterable[Placement]) -> None:
        """Show stones whose time is being computed; an entry takes the place of each."""
        self.state = replace(self.state, placements=(*self.state.placements, *placements))

    def settle(self) -> None:
        """Show none of them any more: the entries have spoken."""
        known = tuple(p for p in self.state.placements if not p.computing)
        self.state = replace(self.state, placements=known)

    def restore(self, entries: Iterable[Entry]) -> tuple[str, ...]:
        """Do what many entries say; the sentences of those that could not be read."""
        troubles = []
        for entry in entries:
            try:
                self.apply(entry)
            except BoardError as error:
                troubles.append(str(error))
        return tuple(troubles)

    def past(self, session_id: str, site: Site, now_s: float) -> tuple[Past, ...] | None:
        """What the skin of a client's site remembers; None when a power cut hides it."""
        return remembered(self.on_site(session_id, site), now_s, self.boot_id)

    def on_site(self, session_id: str, site: Site) -> list[Placement]:
        """Every placement on a client's site, oldest first."""
        all_of_them = self.state.placements
        return [p for p in all_of_them if p.session_id == session_id and p.site == site]


def _start(state: State, entry: Entry) -> State:
    data = entry.data
    session = Session(
        session_id=kept.text(data, "session_id"),
        boot_id=kept.text(data, "boot_id"),
        at_s=kept.number(data, "at_s"),
        opened=data.get("opened") is not False,
    )
    if session.session_id in _names(state):
        return state
    return replace(state, sessions=(*state.sessions, _told(session, entry)))


def _names(state: State) -> set[str]:
    return {session.session_id for session in state.sessions}


def _note(state: State, entry: Entry) -> State:
    return _session(state, entry, lambda session: _told(session, entry))


def _told(session: Session, entry: Entry) -> Session:
    """A session with what an entry says about the client and the treatment."""
    if "techniques" in entry.data:
        session = replace(session, techniques=kept.texts(entry.data, "techniques"))
    if entry.data.get("opened") is True:
        session = replace(session, opened=True)
    if "client" in entry.private:
        session = replace(session, client=kept.text(entry.private, "client"))
    if entry.private.get("intake") is not None:
        session = replace(session, intake=kept.texts(entry.private, "intake"))
    return session


def _check_in(state: State, entry: Entry) -> State:
    at_s, boot_id = kept.number(entry.data, "at_s"), kept.text(entry.data, "boot_id")
    return _session(state, entry, lambda s: replace(s, checked_s=at_s, checked_boot=boot_id))


def _end(state: State, entry: Entry) -> State:
    gone = kept.text(entry.data, "session_id")
    return State(
        tuple(session for session in state.sessions if session.session_id != gone),
        tuple(placement for placement in state.placements if placement.session_id != gone),
        tuple(working for working in state.working if working.session_id != gone),
    )


def _session(state: State, entry: Entry, change: Callable[[Session], Session]) -> State:
    name = kept.text(entry.data, "session_id")
    changed = tuple(change(s) if s.session_id == name else s for s in state.sessions)
    return replace(state, sessions=changed)


def _place(state: State, entry: Entry) -> State:
    laid = kept.placement_of(entry.data)
    name = laid.placement_id
    known = tuple(p for p in state.placements if not (p.computing and p.placement_id == name))
    if name in {placement.placement_id for placement in known}:
        return state
    if laid.session_id not in _names(state):
        lost = Session(laid.session_id, laid.boot_id, laid.at_s, opened=False)
        state = replace(state, sessions=(*state.sessions, lost))
    state = _out(state, entry, laid.stone.name)
    working = tuple(w for w in state.working if w.stone != laid.stone.name)
    return replace(state, placements=(*known, laid), working=working)


def _out(state: State, entry: Entry, stone: str) -> State:
    """The stone went out in this session; a placement is counted."""
    placed = int(entry.data.get("event") == "stone.place")

    def gone(session: Session) -> Session:
        stones = tuple(dict.fromkeys((*session.stones, stone)))
        return replace(session, stones=stones, placed=session.placed + placed)

    return _session(state, entry, gone)


def _turn(state: State, entry: Entry) -> State:
    now_s, forecast = kept.number(entry.data, "at_s"), kept.forecast_of(entry.data)
    return _placement(state, entry, lambda p: p.turned(now_s, forecast))


def _retime(state: State, entry: Entry) -> State:
    forecast, data = kept.forecast_of(entry.data), entry.data
    contact, dry = Contact(kept.text(data, "contact")), data.get("dry") is True

    def retimed(placement: Placement) -> Placement:
        exposure: Exposure = replace(placement.exposure, contact=contact, dry=dry)
        return replace(placement, exposure=exposure, forecast=forecast)

    return _placement(state, entry, retimed)


def _lift(state: State, entry: Entry) -> State:
    lifted, stone = kept.lifted_of(entry.data), kept.text(entry.data, "stone")
    working = tuple(working for working in state.working if working.stone != stone)
    state = replace(state, working=working)
    return _placement(state, entry, lambda p: replace(p, lifted=p.lifted or lifted))


def _placement(state: State, entry: Entry, change: Callable[[Placement], Placement]) -> State:
    name = kept.text(entry.data, "placement_id")
    changed = tuple(change(p) if p.placement_id == name else p for p in state.placements)
    return replace(state, placements=changed)


def _work(state: State, entry: Entry) -> State:
    stone = kept.text(entry.data, "stone")
    others = tuple(working for working in state.working if working.stone != stone)
    if entry.data.get("working") is not True:
        return replace(state, working=others)
    boot_id, session_id = kept.text(entry.data, "boot_id"), kept.text(entry.data, "session_id")
    taken = Working(stone, session_id, kept.number(entry.data, "at_s"), boot_id)
    return _out(replace(state, working=(*others, taken)), entry, stone)


_CHANGES: dict[str, Callable[[State, Entry], State]] = {
    "session.start": _start,
    "session.note": _note,
    "session.checkin": _check_in,
    "session.end": _end,
    "stone.place": _place,
    "stone.turn": _turn,
    "stone.retime": _retime,
    "stone.lift": _lift,
    "stone.work": _work,
}
