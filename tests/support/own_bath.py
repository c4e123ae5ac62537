# SPDX-License-Identifier: MIT
"""A bath of the very structure that the controller believes in, finely stepped, and its loop.

What the model learns of it can be compared number by number with what it is.
"""

import random
from dataclasses import dataclass

from stoneheater.core.bath_filter import STONE_LAG_S, Learned, loss_shape
from stoneheater.core.control import Controller
from stoneheater.core.energy import NamePlate
from stoneheater.core.reading import LSB_C
from stoneheater.core.thermal_model import ThermalModel
from stoneheater.core.time_proportioning import Profile

PLATE = NamePlate(element_w=800.0, water_kg=8.0)
NOMINAL = Learned(800.0 / (8.0 * 4186.0), 30.0, 9.0, 0.15, 0.22)
FINE_S = 0.1


class OwnBath:
    """The true bath.

    Attributes:
        truth: its five numbers; a test may change them.
        heat: share of full power that reaches the water, 0 to 1.
        water_c, stone_c, probe_c: temperatures, °C.
    """

    def __init__(self, truth: Learned = NOMINAL, start_c: float = 20.0, seed: int = 1) -> None:
        self.truth = truth
        self.heat = 0.0
        self.water_c = self.stone_c = self.probe_c = start_c
        self._chance = random.Random(seed)  # noqa: S311 - noise, not secrets

    def second(self, *, on: bool) -> float:
        """Let a second pass; what the probe says at its end, in its steps, °C."""
        truth = self.truth
        for _ in range(round(1.0 / FINE_S)):
            loss = truth.loss_share * loss_shape(self.water_c)
            to_stones = truth.stone_share * (self.water_c - self.stone_c) / STONE_LAG_S
            self.heat += (on - self.heat) * FINE_S / truth.element_lag_s
            self.stone_c += (self.water_c - self.stone_c) * FINE_S / STONE_LAG_S
            self.water_c += (truth.rate_c_per_s * (self.heat - loss) - to_stones) * FINE_S
            self.probe_c += (self.water_c - self.probe_c) * FINE_S / truth.probe_lag_s
        return round((self.probe_c + self._chance.gauss(0.0, 0.02)) / LSB_C) * LSB_C

    def turns_c(self, *, on: bool) -> float:
        """Where the water turns if the heater stays on or off from now on, °C; for a copy."""
        turn_c = self.water_c
        while True:
            self.second(on=on)
            if (self.water_c > turn_c) is on:
                return turn_c
            turn_c = self.water_c


@dataclass(frozen=True, slots=True)
class Second:
    """One second: the water at its end, °C, and whether the heater was on."""

    water_c: float
    on: bool


class OwnLoop:
    """Model, controller and bath, second by second.

    Attributes:
        bath: the true bath.
        model: what is believed of it.
        control: the controller.
        value_c: the newest reading, °C; None in a second without one.
        on: whether the heater is on until the next second.
    """

    def __init__(
        self,
        bath: OwnBath,
        *,
        plate: NamePlate = PLATE,
        kept: Learned | None = None,
        profile: Profile = Profile.MECHANICAL,
    ) -> None:
        self.bath = bath
        self.model = ThermalModel(plate, kept)
        self.control = Controller(self.model, profile)
        self.value_c: float | None = round(bath.probe_c / LSB_C) * LSB_C
        self.on = False

    def second(self, target_c: float, stuck_c: float | None = None) -> Second:
        """Observe, decide, and let the second pass; ``stuck_c`` is all the probe says then."""
        self.model.observe(1.0, on=self.on, value_c=self.value_c)
        self.on = self.control.wanted(1.0, target_c)
        self.value_c = self.bath.second(on=self.on)
        if stuck_c is not None:
            self.value_c = stuck_c
        return Second(self.bath.water_c, self.on)

    def run(self, seconds: int, target_c: float = 50.0) -> list[Second]:
        """So many seconds, one after the other."""
        return [self.second(target_c) for _ in range(seconds)]
