# SPDX-License-Identifier: MIT
"""What a safety rule is: the limits it compares with, what it does to the heat, when it lets go.

The law of this file: shapes and numbers only. The rules themselves stand in `interlock.py`.

PAUSE takes the heat off and gives it back as soon as the rule is silent; HOLD gives it back
after ten good cycles; END is a HOLD that ends the heat-up too, until a person says `on`; TRIP
opens every output, latches, and waits for a reset on the spot.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from stoneheater.core.watch import Watch


class Reaction(StrEnum):
    """What a speaking rule does to the heat."""

    PAUSE = "pause"
    HOLD = "hold"
    END = "end"
    TRIP = "trip"


class Gone(StrEnum):
    """When the cause of a trip counts as gone, so that a reset is accepted."""

    COOL = "all bath probes fresh for 10 cycles and at or below the highest target"
    GOOD = "10 good cycles"
    QUIET = "outputs off for 5 minutes and the water not rising"
    NEVER = "not a trip: ends by itself"


@dataclass(frozen=True, slots=True)
class Limits:
    """Every number a rule compares with; the configuration sets the first five within bounds."""

    target_max_c: float = 54.0
    high_alarm_c: float = 56.0
    high_clear_c: float = 55.0
    cutoff_c: float = 58.0
    element_max_c: float = 80.0
    stale_s: float = 5.0
    lost_s: float = 20.0
    suspect_streak: int = 3
    bad_streak: int = 3
    bad_share: float = 0.20
    spikes: int = 3
    noise_c: float = 0.5
    apart_pause_c: float = 1.5
    apart_hold_s: float = 60.0
    apart_trip_c: float = 3.0
    apart_trip_s: float = 300.0
    read_back_s: float = 1.0
    guard_silent_s: float = 2.0
    clock_skew: float = 0.02
    rise_off_times: int = 2
    fast_times: int = 2
    lead_reversed_s: float = 230.0
    cycle_gap_s: float = 5.0


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it guards against, what it compares, what it says, when it lets go."""

    name: str
    hazard: str
    limit: str
    reaction: Reaction
    gone: Gone
    speaks: Callable[[Watch, Limits], str | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that spoke, with its sentence."""

    rule: Rule
    sentence: str
