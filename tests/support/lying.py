# SPDX-License-Identifier: MIT
"""Stones that lie, sessions and answers about them, as the daemon sends them."""

from typing import Any

from support.snapshots import snapshot

AT_S = 1000.0


def placement(name: str = "row-1", left_s: float | None = 48.4, **changes: Any) -> dict[str, Any]:
    """One stone under a timer of 60 s, amber in its last 24; without ``left_s`` time is unknown."""
    known = left_s is not None
    colour = "unknown"
    if left_s is not None:
        colour = "red" if left_s <= 0.0 else "amber" if left_s <= 24.0 else "green"
    lift_at_s = AT_S + left_s if left_s is not None else None
    return {
        "placement_id": f"S1-{name}",
        "session_id": "S1",
        "client": "M.H.",
        "stone": name,
        "site": "upper-back-left",
        "contact": "sheet",
        "temperature_c": 50.3,
        "colour": colour,
        "lain_s": 60.0 - left_s if left_s is not None else None,
        "left_s": left_s,
        "amber_at_s": lift_at_s - 24.0 if lift_at_s is not None else None,
        "lift_by_at_s": lift_at_s,
        "refused": False,
        "reason": None,
        "open": True,
        "lift_by": "14:32:10" if known else None,
        "text": "",
    } | changes


def refused(name: str = "row-1") -> dict[str, Any]:
    """One stone that must not lie at all."""
    why = {"refused": True, "reason": "56.4 °C is above 56.0 °C"}
    return placement(name, -2.0, colour="red") | why


def session(**changes: Any) -> dict[str, Any]:
    """One open session with six stones, one of them in a hand."""
    return {
        "session_id": "S1",
        "client": "M.H.",
        "profile": "typical",
        "intake_answered": True,
        "opened": True,
        "techniques": ["hot stone"],
        "lying": 5,
        "stones_out": 6,
        "working": ["row-6"],
        "asked_ago_s": 130.0,
        "ask_every_s": 300.0,
    } | changes


def lying(*placements: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A snapshot with stones on a client."""
    board = {
        "at_s": AT_S,
        "sessions": [session()],
        "placements": list(placements),
        "lying": len(placements),
        "stones": [],
        "soaking": "",
    }
    return snapshot(**board | changes)


def calls(colour: str, name: str = "row-1", **changes: Any) -> dict[str, Any]:
    """The alarm of a stone."""
    priority = "medium" if colour == "amber" else "high"
    code = {"code": f"stone-{colour}:S1-{name}", "priority": priority}
    return code | {"text": f"lift {name}.", "paused": False} | changes


def done(text: str = "done.", *placements: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """An answer that was recorded."""
    kept = {"recorded": True, "not_recorded": None, "session": "S1"}
    return {"ok": True, "text": text, **kept, "placements": list(placements)} | changes
