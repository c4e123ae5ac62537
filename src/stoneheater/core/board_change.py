# SPDX-License-Identifier: MIT
"""What each entry does to the board.

The law of this file: one function for one event, from a state to the next; an event of a later
version changes nothing, and an entry said twice changes nothing the second time.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from stoneheater.core import board_event as kept
from stoneheater.core.board_event import BoardError, Entry
from stoneheater.core.board_state import State, Working
from stoneheater.core.burn import Contact, Exposure
from stoneheater.core.placement import Placement
from stoneheater.core.session import Session


def changed(state: State, entry: Entry) -> State:
    """The state after an entry.

    Raises:
        BoardError: it cannot be read.
    """
    change = _CHANGES.get(str(entry.data.get("event")))
    if change is None:
        return state
    try:
        return change(state, entry)
    except BoardError:
        raise
    except ValueError as error:
        raise BoardError(f"the record cannot be read: {error}") from error


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
    missing = "still_missing" if "still_missing" in entry.data else "missing"
    return State(
        tuple(session for session in state.sessions if session.session_id != gone),
        tuple(placement for placement in state.placements if placement.session_id != gone),
        tuple(working for working in state.working if working.session_id != gone),
        kept.texts(entry.data, missing) if missing in entry.data else state.missing,
    )


def _missing(state: State, entry: Entry) -> State:
    """A stone is missing, or was found."""
    stone = kept.text(entry.data, "stone")
    others = tuple(name for name in state.missing if name != stone)
    gone = entry.data.get("missing") is True
    return replace(state, missing=(*others, stone) if gone else others)


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

    missing = tuple(name for name in state.missing if name != stone)
    return replace(_session(state, entry, gone), missing=missing)


def _turn(state: State, entry: Entry) -> State:
    now_s, forecast = kept.number(entry.data, "at_s"), kept.forecast_of(entry.data)
    return _placement(state, entry, lambda p: p.turned(now_s, forecast))


def _retime(state: State, entry: Entry) -> State:
    forecast, data = kept.forecast_of(entry.data), entry.data
    now_s = kept.number(data, "at_s")
    contact, dry = Contact(kept.text(data, "contact")), data.get("dry") is True

    def retimed(placement: Placement) -> Placement:
        exposure: Exposure = replace(placement.exposure, contact=contact, dry=dry)
        return placement.retimed(now_s, exposure, forecast)

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


_CHANGES: Final[dict[str, Callable[[State, Entry], State]]] = {
    "session.start": _start,
    "session.note": _note,
    "session.checkin": _check_in,
    "session.end": _end,
    "stone.place": _place,
    "stone.turn": _turn,
    "stone.retime": _retime,
    "stone.lift": _lift,
    "stone.work": _work,
    "stone.missing": _missing,
}
