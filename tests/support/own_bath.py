# SPDX-License-Identifier: MIT
"""A bath of the very structure that the controller believes in, finely stepped, and its loop.

What the model learns of it can be compared number by number with what it is.
"""

import random
from collections import deque
from dataclasses import dataclass

from stoneheater.core.bath_model import Learned, loss_shape
from stoneheater.core.control import Controller
from stoneheater.core.energy import NamePlate
from stoneheater.core.reading import LSB_C
from stoneheater.core.thermal_model import ThermalModel
from stoneheater.core.time_proportioning import Profile

PLATE = NamePlate(element_w=800.0, water_kg=8.0)
NOMINAL = Learned(800.0 / (8.0 * 4186.0), 30.0, 9.0, 0.15, 0.22, 3.0, 140.0)
FINE_S = 0.1
PAST = 600
"""So many fine steps of the probe are remembered: a minute, more than any dead time."""


class OwnBath:
    """The true bath.

    Attributes:
        truth: its seven numbers; a test may change them.
        heat: share of full power that reaches the water, 0 to 1.
        water_c, stone_c: temperatures, °C.
        probe_c: that of the probe, which is read a dead time later, °C.
    """

    def __init__(self, truth: Learned = NOMINAL, start_c: float = 20.0, seed: int = 1) -> None:
        self.truth = truth
        self.heat = 0.0
        self.water_c = self.stone_c = self.probe_c = start_c
        self._past_c = deque([start_c] * PAST, maxlen=PAST)
        self._chance = random.Random(seed)  # noqa: S311 - noise, not secrets

    def second(self, *, on: bool) -> float:
        """Let a second pass; what the probe says at its end, in its steps, °C."""
        truth = self.truth
        for _ in range(round(1.0 / FINE_S)):
            loss = truth.loss_share * loss_shape(self.water_c)
            to_stones = (self.water_c - self.stone_c) / truth.stone_lag_s
            rise = truth.rate_c_per_s * (self.heat - loss) - truth.stone_share * to_stones
            self.heat += (on - self.heat) * FINE_S / truth.element_lag_s
            self.stone_c += to_stones * FINE_S
            self.water_c += rise * FINE_S
            self.probe_c += (self.water_c - self.probe_c) * FINE_S / truth.probe_lag_s
            self._past_c.append(self.probe_c)
        read_c = self._past_c[-1 - round(truth.dead_s / FINE_S)]
        return round((read_c + self._chance.gauss(0.0, 0.02)) / LSB_C) * LSB_C

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
