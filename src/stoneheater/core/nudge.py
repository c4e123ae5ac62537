# SPDX-License-Identifier: MIT
"""A small swing on purpose: water that is held too well never answers.

The law of this file: it knows how much heat has gone unanswered and how slow the bath is, nothing
else, and moves the target by less than a probe shows in three steps. A bath that is held within a
hundredth of a degree looks like a probe that is stuck. A dip and a rise, just in time before the
interlock would take the heat away to look, tell them apart at a tenth of the disturbance.
"""

from stoneheater.core.bath_filter import BathFilter
from stoneheater.core.bath_model import loss_shape
from stoneheater.core.time_proportioning import light

DIP_C = 0.045
"""How far the water dips: beyond the edge of the probe's step that the target lies in, °C."""

SHOWN_C = 0.036
"""A probe so far below the target shows the dip, °C."""

PUSH_C = 0.15
"""A light bath is pushed by so much until it will coast to where it must; others leap there, °C."""

RISE_C = 0.03
GROWS_C_PER_S = 0.0006
MOST_C = 0.15
NEED_S, NEED_LAGS = 90.0, 2.0
"""How long a swing takes: so many seconds, and so many lags of the bath."""

SWING_C = DIP_C + RISE_C
LEAST_SPARE = 0.05
"""So far full power lifts the water; and so much of it is always reckoned to be spare, share."""

MEAN_S = 200.0
LEAST = 0.4


class Nudge:
    """The swing in time."""

    def __init__(self) -> None:
        self._per_s = self._share = self._risen_s = 0.0
        self._dipping = self._rising = False

    def offset_c(self, dt_s: float, share: float, best: BathFilter, target_c: float) -> float:
        """What to add to the target, °C.

        Args:
            dt_s: seconds since the last call.
            share: heat without an answer over what there may be, 0 to 1.
            best: the bath as it is believed to be.
            target_c: the target, °C.
        """
        self._note(dt_s, share)
        if not self._dipping and not self._rising:
            swing_s = NEED_S + NEED_LAGS * best.learned.lag_s + _climb_s(best)
            self._dipping = share >= LEAST and 1.0 - share <= self._per_s * swing_s
        gently = light(best.learned)
        if self._dipping and _dipped(best, target_c, gently=gently):
            self._dipping, self._rising, self._risen_s = False, True, 0.0
        if self._dipping:
            return -PUSH_C if gently else -DIP_C
        if not self._rising:
            return 0.0
        self._risen_s += dt_s
        wanted_c = min(MOST_C, RISE_C + GROWS_C_PER_S * self._risen_s)
        if not gently:
            return wanted_c
        return PUSH_C if best.coast_c(on=False) < target_c + wanted_c else 0.0

    def _note(self, dt_s: float, share: float) -> None:
        if share < 0.5 * self._share:
            self._dipping = self._rising = False  # the water answered
        else:
            self._per_s += (share - self._share - self._per_s * dt_s) / MEAN_S
        self._share = share


def _climb_s(best: BathFilter) -> float:
    """How long full power needs to lift the water by a swing, above what holds it, s."""
    learned = best.learned
    spare = max(LEAST_SPARE, 1.0 - learned.loss_share * loss_shape(best.water_c))
    return SWING_C / (learned.rate_c_per_s * spare)


def _dipped(best: BathFilter, target_c: float, *, gently: bool) -> bool:
    """Whether the water is as low as it must be: the probe shows it, or it will soon."""
    if gently:
        return best.coast_c(on=True) <= target_c - DIP_C
    return best.state.probe_c <= target_c - SHOWN_C
