# SPDX-License-Identifier: MIT
"""When a run of the skin reaches a dose, and what is still added after the stone is lifted.

The law of this file: between two steps the dose grows along a straight line, and a dose never
becomes smaller.
"""

from collections.abc import Sequence
from typing import Final

from stoneheater.core.skin import Moment, bare
from stoneheater.core.tissue import DESIGN

AFTER_STEPS: Final = ((0.5, 20), (1.0, 20), (3.0, 30), (10.0, 30), (30.0, 40))
"""How the dose after lifting is followed: half an hour, until the skin has cooled."""

BARE: Final = bare(DESIGN)
"""The skin of every client without a stone."""


def crossing_s(moments: Sequence[Moment], omega: float) -> float | None:
    """When a stone that stays brings the dose to ``omega``, s."""
    return _cross([(moment.at_s, moment.skin.omega) for moment in moments], omega)


def _cross(points: Sequence[tuple[float, float]], omega: float) -> float | None:
    """Where a rising line of (s, dose) passes ``omega``; 0 if it begins there; None if never."""
    last_s, last = points[0]
    if last >= omega:
        return 0.0
    for at_s, value in points[1:]:
        if value >= omega:
            return last_s + (at_s - last_s) * (omega - last) / (value - last)
        last_s, last = at_s, value
    return None


def red_s(moments: Sequence[Moment], omega: float) -> float | None:
    """The longest contact whose dose in the end stays below ``omega``, s.

    Lifting later never ends with less, so the last step before it is found by halving.
    """
    high = next((i for i, moment in enumerate(moments) if moment.skin.omega >= omega), None)
    if high is None:
        return None
    low = 0
    if _total(moments[low]) >= omega:
        return 0.0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _total(moments[middle]) < omega else (low, middle)
    ends = [(moment.at_s, _total(moment)) for moment in moments[low : high + 1]]
    return _cross(ends, omega)


def _total(moment: Moment) -> float:
    """The dose in the end if the stone is lifted at this moment."""
    *_, last = BARE.run(moment.skin, steps=AFTER_STEPS)
    return last.skin.omega
