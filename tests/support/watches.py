# SPDX-License-Identifier: MIT
"""Facts of one cycle for tests: a healthy probe with some facts changed, and how facts add up."""

from dataclasses import fields, replace
from typing import Any

from stoneheater.core.interlock import judge
from stoneheater.core.probe import ProbeTrack
from stoneheater.core.reading import Reading
from stoneheater.core.rule import Limits
from stoneheater.core.watch import Watch

LIMITS = Limits()
SMALLER_IS_WORSE = frozenset({"rise_allowed_c", "fast_allowed_c", "budget_j"})


def probe(name: str = "bath", **facts: Any) -> ProbeTrack:
    """A probe that has just read 50 °C well, but for these facts."""
    track = ProbeTrack(name)
    track.update(Reading(name, 50.0, 0.0), 0.0)
    for fact, value in facts.items():
        setattr(track, fact, value)
    return track


def reads(good: int, bad: int) -> ProbeTrack:
    """A probe with so many good readings in its last minute, and so many bad ones in between."""
    track = probe()
    track._read_at_s.extend([0.0] * (good + bad - 1))
    track._bad_at_s.extend([0.0] * bad)
    return track


def spiked(times: int) -> ProbeTrack:
    """A probe with so many impossible steps in its last ten seconds."""
    track = probe()
    track._spike_at_s.extend([0.0] * times)
    return track


def speaking(watch: Watch, limits: Limits = LIMITS) -> set[str]:
    """The names of the rules that speak."""
    return {finding.rule.name for finding in judge(watch, limits)}


def both(one: Watch, other: Watch) -> Watch:
    """What was seen in the one and in the other; where they differ, the worse."""
    silent = Watch()
    merged: dict[str, Any] = {"bath": (*one.bath, *other.bath)}
    for field in fields(Watch):
        pair = [getattr(watch, field.name) for watch in (one, other)]
        said = [value for value in pair if value != getattr(silent, field.name)]
        if field.name != "bath" and said:
            merged[field.name] = _worse(field.name, said)
    return replace(silent, **merged)


def _worse(name: str, values: list[Any]) -> object:
    if isinstance(values[0], str | ProbeTrack):
        return values[0]
    return min(values) if name in SMALLER_IS_WORSE else max(values, key=abs)
