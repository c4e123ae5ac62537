# SPDX-License-Identifier: MIT
"""One example for each rule: facts at which it speaks, for an ordinary heater.

The law of this file: facts only, and just beyond the limit; the sentences come from the rules.
"""

from stoneheater.core.energy import NamePlate
from stoneheater.core.fast_rise import FastRise
from stoneheater.core.probe import Moved, ProbeTrack
from stoneheater.core.reading import LSB_C, Fault, Reading
from stoneheater.core.unanswered import UNANSWERED_RISE_C
from stoneheater.core.watch import Watch

PLATE = NamePlate(element_w=800.0, water_kg=8.0)
BUDGET_J = UNANSWERED_RISE_C * PLATE.light_j_per_k


def _probe(*values_c: float, name: str = "bath") -> ProbeTrack:
    """A probe that has read these, once a second, and was looked at then."""
    track = ProbeTrack(name)
    for second, value_c in enumerate(values_c):
        track.update(Reading(name, value_c, float(second)), float(second))
    return track


def _silent(seconds: float) -> ProbeTrack:
    track = _probe(50.0)
    track.update(Reading("bath", None, seconds, Fault.EMPTY), seconds)
    return track


def _failing(times: int) -> ProbeTrack:
    track = _probe(50.0)
    for second in range(1, times + 1):
        track.update(Reading("bath", None, float(second), Fault.POWER_ON), float(second))
    return track


def _returned() -> ProbeTrack:
    track = _probe(50.0)
    track.returned = True
    return track


def _moved() -> ProbeTrack:
    track = _returned()
    track.moved = Moved(before_c=50.0, after_c=41.5, absent_s=12.0, allowed_c=2.6)
    return track


def _noisy() -> ProbeTrack:
    return _probe(*(50.0 + 1.0 * (second % 2) for second in range(12)))


def _apart(apart_c: float, apart_s: float = 0.0, far_apart_s: float = 0.0) -> Watch:
    return Watch(heating=True, apart_c=apart_c, apart_s=apart_s, far_apart_s=far_apart_s)


EXAMPLES: dict[str, Watch] = {
    "cutoff": Watch(bath=[_probe(57.5, 58.5, 59.0)]),
    "element-hot": Watch(element=_probe(79.0, 80.5, 82.0, name="element")),
    "suspect-again": Watch(bath=[_failing(3)]),
    "probe-lost": Watch(bath=[_silent(20.0)]),
    "probe-moved": Watch(bath=[_returned(), _moved()]),
    "probes-disagree": _apart(3.5, 300.0, 300.0),
    "unanswered": Watch(unanswered_j=BUDGET_J, budget_j=BUDGET_J, look_failed_s=188.0),
    "rise-without-heat": Watch(rise_off_c=6 * LSB_C, rise_allowed_c=4 * LSB_C, rise_off_times=2),
    "rise-fast": Watch(fast_rise_c=2.0, fast_allowed_c=FastRise(PLATE).allowed_c),
    "rise-too-fast": Watch(fast_times=2, fast_allowed_c=FastRise(PLATE).allowed_c),
    "probes-swapped": Watch(lead_reversed_c=11.5, lead_reversed_s=230.0),
    "read-back": Watch(read_back_wrong_s=1.0, read_back_name="heater"),
    "guard-silent": Watch(guard_silent_s=2.0),
    "clock-skew": Watch(clock_skew=0.025),
    "memory": Watch(memory_wrong=True),
    "high-alarm": Watch(bath=[_probe(56.5)]),
    "suspect": Watch(bath=[_failing(1)]),
    "probe-missing": Watch(bath=[_silent(6.0)]),
    "bad-readings": Watch(bath=[_noisy()]),
    "probes-apart": _apart(1.75),
    "probes-stay-apart": _apart(1.75, 60.0),
    "look": Watch(looking=True, unanswered_j=BUDGET_J),
    "rise-unexplained": Watch(rise_off_c=6 * LSB_C, rise_allowed_c=4 * LSB_C),
    "late-cycle": Watch(cycle_gap_s=7.0),
}
