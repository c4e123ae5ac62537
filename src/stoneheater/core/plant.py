# SPDX-License-Identifier: MIT
"""The physics of a stone bath: element, water, stones, air, and the probe in its sheath.

The law of this file: physics only, and pure; noise, rounding and faults are the simulated
hardware's business. Everything is a lump with a heat capacity; heat is counted in joules, so
that what leaves one lump arrives in another.

Evaporation follows the ASHRAE form for a calm water surface, 89 W per m² and kPa of vapour
pressure difference (ASHRAE HVAC Applications, natatoriums; the figure is from memory and
unverified); saturation pressure is the Magnus form of Alduchov and Eskridge (1996). At 52 °C,
0.09 m² and half-humid air of 22 °C that is 99 W.
"""

from collections import deque
from dataclasses import dataclass
from math import exp

WATER_J_PER_KG_K = 4186.0
STONE_J_PER_KG_K = 840.0
"""Basalt, J/(kg K) (handbook value)."""

EVAPORATION_W_PER_M2_KPA = 89.0
LID_PASSES = 0.05
"""Share of the open surface that still evaporates past a lid (an assumption, unmeasured)."""

AIR_TAU_S = 60.0
"""How fast a probe pulled out of the water cools in air, s (peers' bench figure)."""


def saturation_kpa(temperature_c: float) -> float:
    """Saturation vapour pressure over water, kPa (Alduchov and Eskridge 1996)."""
    return 0.61094 * exp(17.625 * temperature_c / (temperature_c + 243.04))


@dataclass(frozen=True, slots=True)
class Bath:
    """What a bath is made of; the fields are those of a bath file (SI units in the names)."""

    water_kg: float = 8.0
    stone_kg: float = 5.0
    stone_tau_s: float = 140.0
    element_w: float = 800.0
    element_capacity_j_per_k: float = 900.0
    element_lag_s: float = 30.0
    loss_w_per_k: float = 2.5
    surface_m2: float = 0.09
    lid: bool = False
    ambient_c: float = 22.0
    humidity: float = 0.5
    start_c: float = 20.0


class Plant:
    """A bath in time.

    Attributes:
        water_c: temperature of the stirred water, °C.
        stone_c: mean temperature of the stones, °C.
        element_c: temperature of the heating element, °C.
        water_kg: water in the bath, kg; may leak or be topped up.
        power: what share of its rated watts the element gives, 1 when healthy.
        draft: how many times more than usual the walls lose, 1 in still air.
        dryness: what share of the heat capacity is left, 1 when filled.
        lid: whether the lid is on.
        energy_j: heat given by the element so far, J.
    """

    __slots__ = (
        "_decay",
        "_vapour_kpa",
        "bath",
        "draft",
        "dryness",
        "element_c",
        "energy_j",
        "lid",
        "power",
        "stone_c",
        "water_c",
        "water_kg",
    )

    def __init__(self, bath: Bath) -> None:
        self.bath = bath
        self.water_c = self.stone_c = self.element_c = bath.start_c
        self.water_kg = bath.water_kg
        self.power = 1.0
        self.dryness = 1.0
        self.draft = 1.0
        self.lid = bath.lid
        self.energy_j = 0.0
        self._vapour_kpa = bath.humidity * saturation_kpa(bath.ambient_c)
        self._decay = (0.0, 0.0, 0.0)

    def loss_w(self) -> float:
        """What the water gives to the room at this moment, W: walls and evaporation."""
        bath = self.bath
        surface_m2 = bath.surface_m2 * (LID_PASSES if self.lid else 1.0)
        gap_kpa = max(0.0, saturation_kpa(self.water_c) - self._vapour_kpa)
        walls_w = self.draft * bath.loss_w_per_k * (self.water_c - bath.ambient_c)
        return walls_w + surface_m2 * EVAPORATION_W_PER_M2_KPA * gap_kpa

    def step(self, dt_s: float, on: bool) -> None:
        """Let ``dt_s`` seconds pass with the element switched on or off (stable to 5 s)."""
        bath = self.bath
        if self._decay[0] != dt_s:
            stone_tau_s = max(bath.stone_tau_s, 1.0)
            self._decay = (dt_s, exp(-dt_s / bath.element_lag_s), exp(-dt_s / stone_tau_s))
        _, keep_element, keep_stone = self._decay
        water_c = self.water_c
        given_j = bath.element_w * self.power * dt_s if on else 0.0
        lead_c = given_j / dt_s * bath.element_lag_s / bath.element_capacity_j_per_k
        element_c = water_c + lead_c + (self.element_c - water_c - lead_c) * keep_element
        from_element_j = given_j - bath.element_capacity_j_per_k * (element_c - self.element_c)
        stone_c = water_c + (self.stone_c - water_c) * keep_stone
        to_stones_j = bath.stone_kg * STONE_J_PER_KG_K * self.dryness * (stone_c - self.stone_c)
        capacity_j_per_k = self.water_kg * WATER_J_PER_KG_K * self.dryness
        gained_j = from_element_j - to_stones_j - self.loss_w() * dt_s
        self.water_c = water_c + gained_j / capacity_j_per_k
        self.element_c, self.stone_c = element_c, stone_c
        self.energy_j += given_j

    def pour(self, added_kg: float, added_c: float, *, swap: bool = False) -> None:
        """Mix in water; with ``swap`` as much is taken out first."""
        kept_kg = self.water_kg - (added_kg if swap else 0.0)
        total_kg = kept_kg + added_kg
        self.water_c = (kept_kg * self.water_c + added_kg * added_c) / total_kg
        self.water_kg = total_kg

    def swap_stones(self, stone_c: float) -> None:
        """Take every stone out and put in as many of another temperature."""
        self.stone_c = stone_c


class ProbeModel:
    """A probe in its sheath: a dead time, then a first-order lag, in water or in air.

    Attributes:
        value_c: what a perfect converter would read now, °C.
        in_air: True when the probe hangs in the room instead of the bath.
    """

    __slots__ = ("_delay", "in_air", "lag_s", "value_c")

    def __init__(self, lag_s: float, dead_time_s: float, start_c: float, step_s: float) -> None:
        self.lag_s = lag_s
        self.value_c = start_c
        self.in_air = False
        self._delay = deque([start_c] * round(dead_time_s / step_s))

    def settle_at(self, water_c: float) -> None:
        """Have stood in water of this temperature for long."""
        self.value_c = water_c
        self._delay = deque([water_c] * len(self._delay))

    def step(self, dt_s: float, water_c: float, air_c: float) -> None:
        """Let ``dt_s`` seconds pass; ``dt_s`` must be the ``step_s`` of construction."""
        self._delay.append(water_c)
        around_c, lag_s = self._delay.popleft(), self.lag_s
        if self.in_air:
            around_c, lag_s = air_c, AIR_TAU_S
        self.value_c += (around_c - self.value_c) * (1.0 - exp(-dt_s / lag_s))
