# SPDX-License-Identifier: MIT
"""What is known of this bath, learned from ordinary heat-ups.

The law of this file: it begins with every bath that the name plate allows, as a handful of
hypotheses, and keeps the one that explains the readings best; a bath kept from an earlier day is
one hypothesis among them and has to win every time. What leaves the bounds of the name plate is
dropped. It serves comfort only: no safety rule is loosened by it.
"""

from itertools import product
from math import isfinite

from stoneheater.core.bath_filter import (
    ELEMENT_LAGS_S,
    HEAT,
    PROBE_LAGS_S,
    STONE,
    BathFilter,
    Learned,
    loss_shape,
)
from stoneheater.core.energy import NamePlate
from stoneheater.core.plant import STONE_J_PER_KG_K, WATER_J_PER_KG_K

__all__ = ["Learned", "ThermalModel", "prior", "within"]

RATES = (0.65, 1.0, 1.5)
ELEMENTS_S = (28.0, 80.0)
KEPT_DOUBT = Learned(0.03, 0.1, 0.1, 0.05, 0.03)
PRUNE_S = 30
UNBELIEVABLE = 12.0
"""A hypothesis whose evidence is smaller by this is dropped (a factor of 160 000)."""

DECIDED_S = 1500
SETTLED_S = 600
GAP_S = 60.0
"""After a longer gap between two cycles the water is looked at anew, s."""

LOSS_MAX = 2.0
"""A bath that loses more than this many times its element's power is not one, share."""

STRIKES = 4.0
"""More disturbances than this in half an hour: the bath is another one, and learned anew."""


def prior(plate: NamePlate) -> Learned:
    """A bath of this name plate before anything is known."""
    rate = plate.element_w / (plate.water_kg * WATER_J_PER_KG_K)
    loss = 0.22 * (800.0 / plate.element_w) * (plate.water_kg / 8.0) ** (2 / 3)
    return Learned(rate, 30.0, 9.0, 0.15, loss)


def within(plate: NamePlate, learned: Learned) -> bool:
    """Whether a learned bath is possible at all for this name plate."""
    named = prior(plate).rate_c_per_s
    stones = 15.0 * STONE_J_PER_KG_K / plate.light_j_per_k
    return (
        0.3 * named <= learned.rate_c_per_s <= 3.0 * named
        and _in(ELEMENT_LAGS_S, learned.element_lag_s)
        and _in(PROBE_LAGS_S, learned.probe_lag_s)
        and 0.0 <= learned.stone_share <= stones
        and 0.0 <= learned.loss_share <= LOSS_MAX
    )


def _in(bounds_s: tuple[float, float], lag_s: float) -> bool:
    """Within bounds, and a hair outside: a lag is kept as a logarithm."""
    return 0.999 * bounds_s[0] <= lag_s <= 1.001 * bounds_s[1]


class ThermalModel:
    """The learned bath, and how it learns.

    Attributes:
        plate: the name plate.
        news: one sentence when a learned bath was thrown away, else empty.
    """

    def __init__(self, plate: NamePlate, kept: Learned | None = None) -> None:
        self.plate = plate
        self.news = ""
        self._kept = kept if kept is not None and within(plate, kept) else None
        self._filters: list[BathFilter] = []
        self._heated_s = self._followed_s = self._pruned_s = 0.0

    @property
    def known(self) -> bool:
        """Whether anything has been seen of the water yet."""
        return bool(self._filters)

    @property
    def best(self) -> BathFilter:
        """The most believable hypothesis; only once `known`."""
        return self._filters[0]

    @property
    def learned(self) -> Learned:
        """What is believed now."""
        filters = self._filters  # once: the doctor asks from another thread
        return filters[0].learned if filters else self._kept or prior(self.plate)

    @property
    def settled(self) -> bool:
        """Whether one hypothesis is left, and has been followed for a while."""
        return len(self._filters) == 1 and self._followed_s >= SETTLED_S

    def hold_duty(self, target_c: float) -> float:
        """Share of full power that holds a target, 0 to 1."""
        return min(1.0, max(0.0, self.learned.loss_share * loss_shape(target_c)))

    def observe(self, dt_s: float, *, on: bool, value_c: float | None) -> None:
        """Follow one cycle: what the heater was since the last one, and what the bath reads."""
        if value_c is not None and not isfinite(value_c):
            value_c = None
        if dt_s > GAP_S and self._filters:
            self._kept = self.learned if self.settled else self._kept
            self._filters = []
        if not self._filters or (self._heated_s == 0.0 and not on):
            if value_c is not None:
                self._begin(value_c)  # nothing has been heated yet: the water is what it reads
            return
        self._heated_s += dt_s if on else 0.0
        self._followed_s += dt_s
        settled = self.settled
        for each in self._filters:
            each.predict(dt_s, on)
            if value_c is not None:
                each.update(value_c, dt_s, settled=settled)
        if len(self._filters) > 1 and self._followed_s >= self._pruned_s + PRUNE_S:
            self._prune()
        elif settled and (self.best.strikes > STRIKES or not within(self.plate, self.learned)):
            self._start_over()

    def take_news(self) -> str:
        """The news, once."""
        news, self.news = self.news, ""
        return news

    def words(self) -> str:
        """The learned bath in one sentence that claims no more than is known."""
        if not self.settled:
            return "the bath is not learned yet: that takes one heat-up."
        learned, watts = self.learned, self.plate.element_w
        water_kg = watts / (learned.rate_c_per_s * WATER_J_PER_KG_K)
        stone_kg = learned.stone_share * water_kg * WATER_J_PER_KG_K / STONE_J_PER_KG_K
        held = f"about {water_kg:.0f} litres and {stone_kg:.0f} kg of stones"
        loses = f"loses {learned.loss_share * watts:.0f} W at 52 °C"
        return f"{held} if the element is {watts:.0f} W; {loses}."

    def _begin(self, value_c: float) -> None:
        named = prior(self.plate)
        guesses = [
            Learned(named.rate_c_per_s * scale, lag_s, named.probe_lag_s, 0.15, named.loss_share)
            for scale, lag_s in product(RATES, ELEMENTS_S)
        ]
        doubt = Learned(0.25, 0.35, 0.4, 0.2, 0.4 * named.loss_share + 0.02)
        self._filters = [BathFilter(value_c, guess, doubt) for guess in guesses]
        if self._kept is not None:
            self._filters.insert(0, BathFilter(value_c, self._kept, KEPT_DOUBT))
        self._heated_s = self._followed_s = self._pruned_s = 0.0

    def _prune(self) -> None:
        self._pruned_s = self._followed_s
        ranked = sorted(self._filters, key=lambda each: -each.evidence)
        least = ranked[0].evidence - UNBELIEVABLE
        decided = self._followed_s >= DECIDED_S
        self._filters = ranked[:1] if decided else [f for f in ranked if f.evidence >= least]

    def _start_over(self) -> None:
        was = self.words().removesuffix(".")
        self.news = f"the learned bath no longer fits ({was}) and is learned anew."
        self._kept = None
        old = self.best
        self._begin(old.water_c)
        self._heated_s = 1.0  # heat is still on its way: this bath is not at rest
        for each in self._filters:
            each.x[HEAT], each.x[STONE] = old.x[HEAT], old.x[STONE]
