# SPDX-License-Identifier: MIT
"""The facts of one cycle, as the interlock sees them.

The law of this file: facts only, each measured or counted, none of them a wish. A default is
the value at which every rule is silent, so that a fact nobody supplies can never permit heat:
permission needs probes, and there are none by default.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from stoneheater.core.probe import ProbeTrack


@dataclass(slots=True)
class Watch:
    """The facts of one cycle; seconds, °C, joules.

    Attributes:
        bath: every configured bath probe.
        element: the element probe, if configured.
        high_alarm_on: whether the high alarm spoke in the cycle before.
        heating: whether a heat-up is under way (facts on agreement count only then).
        apart_c: distance between the hottest and the coldest bath probe.
        apart_s: for how long they have been apart without heat.
        far_apart_s: for how long they have been apart by the trip distance without heat.
        unanswered_j, budget_j: heat given since the water last answered; what it may be.
        looking: a look is under way: the heat is off to see whether the probe notices.
        look_failed_s: length of a look that ended without an answer, else None.
        rise_off_c, rise_allowed_c: rise with the heater off; what stored heat can explain.
        rise_off_times: how many such rises it could not, one soon after the other.
        rise_keeps_pace: this one keeps its pace, longer than poured water can.
        weld_standby: a steady rise in STANDBY, 5 min at a rate the element could make.
        fast_rise_c, fast_allowed_c: rise in 15 s; what the lightest bath can do.
        fast_times: how many such rises heat has made, one soon after the other.
        lead_reversed_c: by how much the bath is above the element probe.
        lead_reversed_s: for how long it has been so by more than calibration explains.
        read_back_wrong_s: for how long an output has read back other than written.
        read_back_name: which output that is.
        guard_silent_s: seconds since the guard of the leases was last seen alive.
        memory_wrong: whether a limit or the name plate differs from its inverted copy.
        clock_skew: how far two clocks drifted apart in the last minute, as a share.
        cycle_gap_s: seconds since the cycle before this one began.
    """

    bath: Sequence[ProbeTrack] = ()
    element: ProbeTrack | None = None
    high_alarm_on: bool = False
    heating: bool = False
    apart_c: float = 0.0
    apart_s: float = 0.0
    far_apart_s: float = 0.0
    unanswered_j: float = 0.0
    budget_j: float = float("inf")
    looking: bool = False
    look_failed_s: float | None = None
    rise_off_c: float = 0.0
    rise_allowed_c: float = float("inf")
    rise_off_times: int = 0
    rise_keeps_pace: bool = False
    weld_standby: bool = False
    fast_rise_c: float = 0.0
    fast_times: int = 0
    fast_allowed_c: float = float("inf")
    lead_reversed_c: float = 0.0
    lead_reversed_s: float = 0.0
    read_back_wrong_s: float = 0.0
    read_back_name: str = ""
    guard_silent_s: float = 0.0
    memory_wrong: bool = False
    clock_skew: float = 0.0
    cycle_gap_s: float = 0.0
