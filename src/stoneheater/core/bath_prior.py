# SPDX-License-Identifier: MIT
"""What a bath may be before it is seen: what the name plate allows, and how much is doubted.

The law of this file: every bath that a name plate allows is possible, none outside its bounds is
ever believed, and no doubt here is smaller than what was seen on baths of the bench.
"""

from dataclasses import astuple, replace

from stoneheater.core.bath_fit import DEADS_S, ELEMENT_LAGS_S, PROBE_LAGS_S, STONE_LAGS_S
from stoneheater.core.bath_model import Learned
from stoneheater.core.energy import NamePlate
from stoneheater.core.least_squares import Matrix, diagonal
from stoneheater.core.plant import STONE_J_PER_KG_K, WATER_J_PER_KG_K

OPEN = Learned(0.45, 0.6, 0.4, 0.6, 0.5, 6.0, 0.5)
KEPT = Learned(0.05, 0.1, 0.1, 0.05, 0.1, 1.0, 0.2)
DRIFT = Learned(0.03, 0.02, 0.02, 0.03, 0.05, 0.2, 0.05)
UPSET = Learned(0.12, 0.03, 0.03, 0.3, 0.3, 0.3, 0.2)
CHANGED = Learned(0.45, 0.03, 0.03, 0.3, 0.5, 0.3, 0.2)
"""Doubts, relative but for the stones' share and the dead time: of a name plate, of a kept bath,
from one window to the next, after a disturbance, and after one that does not end."""

DIPPED = 0.1
"""A dip finds the lag of a probe within this share."""

AT_REST_C = (0.05, 0.1)
FOLLOWED_C = (0.05, 0.5)
UPSET_C = (0.2, 3.0)
"""How surely water and stones are known where a window begins, °C."""

FEW, MANY = 0.02, 0.8
"""Shares of stones that a search begins with: from one of them it finds its way, share."""

LOSS_MAX = 2.0
"""A bath that loses more than this many times its element's power is not one, share."""


def prior(plate: NamePlate) -> Learned:
    """A bath of this name plate before anything is known."""
    rate = plate.element_w / (plate.water_kg * WATER_J_PER_KG_K)
    loss = 0.22 * (800.0 / plate.element_w) * (plate.water_kg / 8.0) ** (2 / 3)
    return Learned(rate, 28.0, 15.0, 0.3, loss, 8.0, 150.0)


def within(plate: NamePlate, learned: Learned) -> bool:
    """Whether a learned bath is possible at all for this name plate."""
    named = prior(plate).rate_c_per_s
    stones = 15.0 * STONE_J_PER_KG_K / plate.light_j_per_k
    return (
        0.2 * named <= learned.rate_c_per_s <= 3.0 * named
        and _in(ELEMENT_LAGS_S, learned.element_lag_s)
        and _in(PROBE_LAGS_S, learned.probe_lag_s)
        and _in(DEADS_S, learned.dead_s)
        and _in(STONE_LAGS_S, learned.stone_lag_s)
        and 0.0 <= learned.stone_share <= stones
        and 0.0 <= learned.loss_share <= LOSS_MAX
    )


def _in(bounds_s: tuple[float, float], lag_s: float) -> bool:
    """Within bounds, and a hair outside: a lag is kept as a logarithm."""
    return 0.999 * bounds_s[0] <= lag_s <= 1.001 * bounds_s[1]


def variances(learned: Learned, doubt: Learned, start_c: tuple[float, float]) -> Matrix:
    """The covariance of doubts that know nothing of each other; that of the loss is relative."""
    absolute = replace(doubt, loss_share=doubt.loss_share * learned.loss_share + 0.005)
    return diagonal([d * d for d in (*astuple(absolute), *start_c)])
