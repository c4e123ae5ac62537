# SPDX-License-Identifier: MIT
"""A learned bath that foretells just what a test wants."""

from typing import cast

from stoneheater.core.bath_filter import BathFilter
from stoneheater.core.bath_model import Learned, State
from stoneheater.core.thermal_model import ThermalModel


class Foretold:
    """Stands where the learned bath stands, and where its filter does.

    Attributes:
        water_c: the water now, °C.
        stone_c, probe_c: stones and probe; as warm as the water unless a test says otherwise.
        crest_c, trough_c: where it will turn with the heat off, and with it on; the water itself
            unless a test says otherwise.
        rising: whether it rises now.
        hold: share of full power that holds the target.
        heat: share of full power that flows into the water now.
        mixing: whether water was poured in a while ago.
        known: whether anything is known at all.
        learned_before: whether more is believed than this heat-up has shown.
        learned: the numbers of the bath.
    """

    def __init__(self, water_c: float, *, hold: float = 0.2) -> None:
        self.water_c = water_c
        self.stone_c: float | None = None
        self.probe_c: float | None = None
        self.crest_c: float | None = None
        self.trough_c: float | None = None
        self.rising = False
        self.hold = hold
        self.heat = hold
        self.mixing = False
        self.known = True
        self.learned_before = False
        self.learned = Learned(0.02, 30.0, 9.0, 0.15, 0.2, 2.0, 140.0)

    @property
    def best(self) -> "Foretold":
        """Its filter is itself."""
        return self

    @property
    def model(self) -> ThermalModel:
        """Itself, as the learned bath that it stands for."""
        return cast("ThermalModel", self)

    @property
    def filter(self) -> BathFilter:
        """Itself, as the filter that it stands for."""
        return cast("BathFilter", self)

    @property
    def state(self) -> State:
        """The bath now."""
        stone_c = self.water_c if self.stone_c is None else self.stone_c
        probe_c = self.water_c if self.probe_c is None else self.probe_c
        return State(self.heat, self.water_c, stone_c, probe_c)

    def coast_c(self, *, on: bool) -> float:
        """Where the water turns."""
        turn_c = self.trough_c if on else self.crest_c
        return self.water_c if turn_c is None else turn_c

    def slope(self) -> float:
        """How fast the water changes now."""
        return 0.01 if self.rising else -0.01

    def hold_duty(self, target_c: float) -> float:
        """Share of full power that holds any target."""
        del target_c
        return self.hold
