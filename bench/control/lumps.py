# SPDX-License-Identifier: MIT
"""A bath with stones of several sizes, a wandering mains, and stones that can be taken out.

The law of this file: the product's own plant, with more stones; every joule is still counted. The
water, the element and the losses are the plant's; only the stones are reckoned here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, pi, sin

from stoneheater.core.plant import STONE_J_PER_KG_K, WATER_J_PER_KG_K, Bath, Plant

WANDER_PERIOD_S = 1200.0


@dataclass(frozen=True, slots=True)
class Lump:
    """Stones of one size: mass, kg, and how fast they follow the water, s."""

    mass_kg: float
    tau_s: float


class LumpyPlant(Plant):
    """A bath in time, with stones of several sizes.

    Attributes:
        lumps: the stones, size by size.
        lumps_c: temperature of each size, °C.
        inside: what share of the stones lies in the bath.
        wander: amplitude by which the mains wanders over 20 min, as a share of the power.
        passed_s: seconds since the bath began.
    """

    __slots__ = ("inside", "lumps", "lumps_c", "passed_s", "wander")

    def __init__(self, bath: Bath, lumps: Sequence[Lump], wander: float = 0.0) -> None:
        super().__init__(replace(bath, stone_kg=0.0))
        self.lumps = tuple(lumps)
        self.lumps_c = [bath.start_c] * len(self.lumps)
        self.inside = 1.0
        self.wander = wander
        self.passed_s = 0.0

    def step(self, dt_s: float, on: bool) -> None:
        """Let ``dt_s`` seconds pass; the stones follow the water as it was before."""
        to_stones_j = self._soak(dt_s)
        steady = self.power
        self.power = steady * (1.0 + self.wander * sin(2.0 * pi * self.passed_s / WANDER_PERIOD_S))
        super().step(dt_s, on)
        self.power = steady
        self.water_c -= to_stones_j / (self.water_kg * WATER_J_PER_KG_K * self.dryness)
        self.stone_c = self._mean_c()
        self.passed_s += dt_s

    def swap_stones(self, stone_c: float) -> None:
        """Take every stone out and put in as many of another temperature."""
        self.lumps_c = [stone_c] * len(self.lumps)
        self.stone_c = self._mean_c()

    def take_out(self, share: float) -> None:
        """Take this share of all the stones out of the bath."""
        self.inside -= share

    def put_back(self, share: float, stone_c: float) -> None:
        """Put this share of all the stones back, at another temperature."""
        before, self.inside = self.inside, self.inside + share
        self.lumps_c = [(before * c + share * stone_c) / self.inside for c in self.lumps_c]

    def stored_j(self, above_c: float) -> float:
        """Heat held by water, stones in the bath and element above a temperature, J."""
        held_j = self.water_kg * WATER_J_PER_KG_K * (self.water_c - above_c)
        held_j += self.bath.element_capacity_j_per_k * (self.element_c - above_c)
        pairs = zip(self.lumps, self.lumps_c, strict=True)
        stones = sum(lump.mass_kg * (now_c - above_c) for lump, now_c in pairs)
        return held_j + self.inside * STONE_J_PER_KG_K * stones

    def settle_at(self, water_c: float) -> None:
        """Be in the steady state that holds the water at this temperature."""
        self.water_c = self.stone_c = water_c
        self.lumps_c = [water_c] * len(self.lumps)
        bath = self.bath
        lead_c = self.loss_w() * bath.element_lag_s / bath.element_capacity_j_per_k
        self.element_c = water_c + lead_c

    def _soak(self, dt_s: float) -> float:
        """Let the stones follow the water; the heat they took, J."""
        taken_j = 0.0
        for which, lump in enumerate(self.lumps):
            before_c = self.lumps_c[which]
            gap_c = before_c - self.water_c
            now_c = self.water_c + gap_c * exp(-dt_s / max(lump.tau_s, 1.0))
            self.lumps_c[which] = now_c
            taken_j += self.inside * lump.mass_kg * STONE_J_PER_KG_K * (now_c - before_c)
        return taken_j * self.dryness

    def _mean_c(self) -> float:
        total_kg = sum(lump.mass_kg for lump in self.lumps)
        if total_kg == 0.0:
            return self.water_c
        pairs = zip(self.lumps, self.lumps_c, strict=True)
        return sum(lump.mass_kg * now_c for lump, now_c in pairs) / total_kg
