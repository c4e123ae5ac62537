# SPDX-License-Identifier: MIT
"""The worst bath that a name plate allows: how fast it may rise, how slowly, how late.

The law of this file: bounds, no bath. The worst is half to twice the named water, 0 to 15 kg of
stones put in cold at any time, power within 30 %, lags of 170 s together, and any loss from none
to all that the element gives. A learned bath may narrow how fast the water can rise, never beyond
the plate, and never what a hot element still holds.
"""

from collections import deque
from dataclasses import dataclass
from statistics import median

from stoneheater.core.plant import STONE_J_PER_KG_K, WATER_J_PER_KG_K
from stoneheater.core.reading import LSB_C

LAG_MAX_S = 170.0
"""Element, sheath, dead time: all the delays of the slowest bath together, s."""

STONES_MAX_KG = 15.0
CREEP_C_PER_S = 0.001
"""A bath that follows the room rises more slowly than this, °C/s."""

WELD_C = 4 * LSB_C
"""A rise that noise may make, °C."""


@dataclass(frozen=True, slots=True)
class NamePlate:
    """What is written on the heater: rated power, W, and water at the fill line, kg."""

    element_w: float
    water_kg: float

    @property
    def power_max_w(self) -> float:
        """Power of the strongest element this plate allows, W."""
        return 1.3 * self.element_w

    @property
    def power_min_w(self) -> float:
        """Power of the weakest element this plate allows, W."""
        return 0.7 * self.element_w

    @property
    def light_j_per_k(self) -> float:
        """Heat capacity of the lightest bath: half the water, no stones, J/K."""
        return 0.5 * self.water_kg * WATER_J_PER_KG_K

    @property
    def heavy_j_per_k(self) -> float:
        """Heat capacity of the heaviest bath: twice the water, all the stones, J/K."""
        return 2.0 * self.water_kg * WATER_J_PER_KG_K + STONES_MAX_KG * STONE_J_PER_KG_K

    @property
    def fastest_c_per_s(self) -> float:
        """Fastest rise the element can make in the lightest bath, °C/s."""
        return self.power_max_w / self.light_j_per_k

    @property
    def slowest_c_per_s(self) -> float:
        """Half the slowest rise of a healthy, well insulated bath, but above creep, °C/s."""
        return max(CREEP_C_PER_S, 0.5 * self.power_min_w / self.heavy_j_per_k)

    def narrowed(self, fastest_c_per_s: float) -> float:
        """The fastest rise of a learned bath, °C/s, within what the plate allows on either side.

        The least is the weakest element in twice the water: no bath is taken to be slower.
        What is no number is the most there may be.
        """
        least_c_per_s = self.power_min_w / (2.0 * self.water_kg * WATER_J_PER_KG_K)
        most_c_per_s = self.fastest_c_per_s
        if not fastest_c_per_s < most_c_per_s:
            return most_c_per_s
        return max(least_c_per_s, fastest_c_per_s)


class Smooth:
    """The median of the last five values: one or two wrong ones say nothing."""

    def __init__(self) -> None:
        self._values: deque[float] = deque(maxlen=5)

    def update(self, value_c: float | None) -> float | None:
        """The smoothed value, °C; None while the value is missing."""
        if value_c is None:
            self._values.clear()
            return None
        self._values.append(value_c)
        return median(self._values)
