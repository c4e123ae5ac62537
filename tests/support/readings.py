# SPDX-License-Identifier: MIT
"""Readings for tests: one a second, good unless said otherwise."""

from collections.abc import Iterable, Mapping

from stoneheater.core.probe import ProbeTrack
from stoneheater.core.reading import Fault, Reading


def said(what: float | Fault | None, at_s: float, name: str = "bath") -> Reading | None:
    """What a probe said: a temperature, °C, or why there is none; None when it said nothing."""
    if what is None:
        return None
    if isinstance(what, Fault):
        return Reading(name, None, at_s, what)
    return Reading(name, what, at_s)


def tracked(says: Iterable[float | Fault | None], start_s: float = 0.0) -> ProbeTrack:
    """A probe that has said so, once a second; it ends with the last of it."""
    track = ProbeTrack("bath")
    newest: Reading | None = None
    for second, what in enumerate(says):
        now_s = start_s + second
        newest = said(what, now_s) or newest
        track.update(newest, now_s)
    return track


def by_name(at_s: float, **says: float | Fault) -> Mapping[str, Reading]:
    """The newest reading of each probe; an underscore in a name stands for a hyphen."""
    readings = (said(what, at_s, name.replace("_", "-")) for name, what in says.items())
    return {reading.probe: reading for reading in readings if reading is not None}
