# SPDX-License-Identifier: MIT
"""What the board shows and calls for at one instant.

The law of this file: colours and seconds follow from the instant alone, so that whoever has the
board can count it down; a stone that is due calls with the highest priority until it is lifted.
"""

from dataclasses import dataclass

from stoneheater.core.board_state import State
from stoneheater.core.placement import Colour, Placement
from stoneheater.core.session import Session

RED, AMBER, UNKNOWN, CHECK_IN = "stone-red", "stone-amber", "stone-unknown", "check-in"
"""Alarm codes; a colon and the name of the placement, or the session, follows."""


@dataclass(frozen=True, slots=True)
class Timer:
    """One open placement as it is shown.

    Attributes:
        placement: the placement.
        client: how its session is called.
        colour: green, amber, red, or unknown after a reboot.
        left_s: until it must be lifted, negative when late, s; None when unknown.
        lain_s: since it was laid, s; None when unknown.
    """

    placement: Placement
    client: str
    colour: Colour
    left_s: float | None
    lain_s: float | None

    def as_dict(self) -> dict[str, object]:
        """As JSON carries it; instants are seconds since boot."""
        placement = self.placement
        unknown = self.colour is Colour.UNKNOWN
        return {
            "placement_id": placement.placement_id,
            "session_id": placement.session_id,
            "client": self.client,
            "stone": placement.stone.name,
            "site": str(placement.site),
            "contact": placement.exposure.contact.value,
            "temperature_c": placement.exposure.temperature_c,
            "colour": self.colour.value,
            "lain_s": self.lain_s,
            "left_s": self.left_s,
            "amber_at_s": None if unknown else placement.amber_at_s,
            "lift_by_at_s": None if unknown else placement.lift_at_s,
            "refused": placement.forecast.refused,
            "reason": placement.forecast.reason,
            "computing": placement.computing,
        }


def timers(state: State, boot_id: str, now_s: float) -> tuple[Timer, ...]:
    """Every open placement, the most urgent first."""
    shown = [timer(state, placement, boot_id, now_s) for placement in state.lying]
    return tuple(sorted(shown, key=lambda t: (t.left_s is not None, t.left_s or 0.0)))


def timer(state: State, placement: Placement, boot_id: str, now_s: float) -> Timer:
    """One open placement as it is shown."""
    colour = placement.colour(now_s, boot_id)
    client = state.session(placement.session_id).name
    if colour is Colour.UNKNOWN:
        return Timer(placement, client, colour, None, None)
    return Timer(placement, client, colour, placement.lift_at_s - now_s, now_s - placement.at_s)


def said(state: State, boot_id: str, now_s: float) -> dict[str, str]:
    """Every alarm of the board by its code, the most urgent first."""
    calls = dict(_call(timer) for timer in timers(state, boot_id, now_s))
    calls.pop("", None)
    for session in state.sessions:
        asked_s = _since_asked_s(state, session, boot_id, now_s)
        if asked_s is not None and asked_s >= session.check_in_s:
            text = f"ask {session.name} how it feels: nobody did for {asked_s / 60:.0f} min."
            calls[f"{CHECK_IN}:{session.session_id}"] = text
    return calls


def _call(timer: Timer) -> tuple[str, str]:
    """The alarm of one timer; no code while it is green."""
    placement = timer.placement
    where = f"{placement.stone.name} on {timer.client}'s {placement.site}"
    if timer.left_s is None:
        code, text = UNKNOWN, f"time unknown: check {timer.client} now, {where}."
    elif placement.forecast.refused:
        code, text = RED, f"lift {where} now: {placement.forecast.reason}."
    elif timer.colour is Colour.RED:
        code, text = RED, f"lift {where} now: {abs(timer.left_s):.0f} s late."
    elif timer.colour is Colour.AMBER:
        code, text = AMBER, f"lift {where} within {timer.left_s:.0f} s."
    else:
        return "", ""
    return f"{code}:{placement.placement_id}", text


def _since_asked_s(state: State, session: Session, boot_id: str, now_s: float) -> float | None:
    """Since when nobody asked a client under stones, s; None without stones."""
    lying = [p for p in state.lying if p.session_id == session.session_id]
    since_s = [placement.at_s for placement in lying if placement.boot_id == boot_id]
    if not since_s:
        return None
    asked_s = session.asked_ago_s(boot_id, now_s)
    return now_s - min(since_s) if asked_s is None else min(asked_s, now_s - min(since_s))
