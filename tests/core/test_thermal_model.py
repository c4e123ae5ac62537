# SPDX-License-Identifier: MIT
"""The learned bath: every bath the name plate allows, until the readings leave one of them."""

from dataclasses import replace

import pytest

from stoneheater.core.bath_filter import HEAT, Learned
from stoneheater.core.plant import Bath, Plant, ProbeModel
from stoneheater.core.thermal_model import (
    DECIDED_S,
    GAP_S,
    SETTLED_S,
    STRIKES,
    ThermalModel,
    prior,
    within,
)
from support.steady import PLATE

NAMED = prior(PLATE)
KEPT = replace(NAMED, stone_share=0.13)
STONES = 15.0 * 840.0 / PLATE.light_j_per_k


class Day:
    """A model that follows a bath."""

    def __init__(self, kept: Learned | None = None, start_c: float = 22.0) -> None:
        self.model = ThermalModel(PLATE, kept)
        self.plant = Plant(Bath(start_c=start_c))
        self.probe = ProbeModel(8.0, 0.0, start_c, 1.0)
        self.model.observe(1.0, on=False, value_c=start_c)

    def go(self, seconds: int, *, on: bool = True) -> ThermalModel:
        """Follow it for so many seconds."""
        for _ in range(seconds):
            self.plant.step(1.0, on)
            self.probe.step(1.0, self.plant.water_c, 22.0)
            self.model.observe(1.0, on=on, value_c=round(self.probe.value_c * 16.0) / 16.0)
        return self.model


def test_before_anything_is_known_the_name_plate_speaks() -> None:
    """Nothing seen: the named bath, and no hypothesis yet."""
    model = ThermalModel(PLATE)
    assert (model.known, model.settled, model.learned) == (False, False, NAMED)
    assert NAMED.rate_c_per_s == pytest.approx(800.0 / (8.0 * 4186.0))
    assert model.words() == "the bath is not learned yet: that takes one heat-up."


@pytest.mark.parametrize(
    ("changed", "possible"),
    [
        ({"rate_c_per_s": 0.3 * NAMED.rate_c_per_s}, True),
        ({"rate_c_per_s": 0.299 * NAMED.rate_c_per_s}, False),
        ({"rate_c_per_s": 3.0 * NAMED.rate_c_per_s}, True),
        ({"rate_c_per_s": 3.01 * NAMED.rate_c_per_s}, False),
        ({"rate_c_per_s": float("nan")}, False),
        ({"element_lag_s": 8.0}, True),
        ({"element_lag_s": 7.9}, False),
        ({"element_lag_s": 140.0}, True),
        ({"element_lag_s": 141.0}, False),
        ({"probe_lag_s": 4.0}, True),
        ({"probe_lag_s": 0.0}, False),
        ({"probe_lag_s": 45.0}, True),
        ({"probe_lag_s": float("inf")}, False),
        ({"stone_share": 0.0}, True),
        ({"stone_share": -0.001}, False),
        ({"stone_share": STONES}, True),
        ({"stone_share": 1.001 * STONES}, False),
        ({"loss_share": 0.0}, True),
        ({"loss_share": -0.001}, False),
        ({"loss_share": 2.0}, True),
        ({"loss_share": 2.001}, False),
    ],
)
def test_a_kept_bath_out_of_its_bounds_is_dropped(
    changed: dict[str, float], possible: bool
) -> None:
    """What the name plate does not allow is not believed, not even clamped."""
    kept = replace(NAMED, **changed)
    assert within(PLATE, kept) is possible
    model = ThermalModel(PLATE, kept)
    assert model.learned == (kept if possible else NAMED)


def test_a_kept_bath_is_one_hypothesis_among_the_others() -> None:
    """It is tried first, and the others stay in the race."""
    alone, with_kept = Day().model, Day(KEPT).model
    assert len(with_kept._filters) == len(alone._filters) + 1
    assert with_kept.learned.stone_share == pytest.approx(0.13)


@pytest.mark.parametrize(
    ("target_c", "loss_share", "duty"),
    [(52.0, 0.3, 0.3), (10.0, 0.3, 0.0), (52.0, 1.5, 1.0)],
)
def test_holding_is_a_share_of_full_power(target_c: float, loss_share: float, duty: float) -> None:
    """From nothing to everything, and never more."""
    model = ThermalModel(PLATE, replace(NAMED, loss_share=loss_share))
    assert model.hold_duty(target_c) == pytest.approx(duty)


def test_until_it_is_heated_the_water_is_what_it_reads() -> None:
    """A cold bath tells nothing but its temperature; nothing is heard, nothing is known."""
    model = ThermalModel(PLATE)
    model.observe(1.0, on=False, value_c=None)
    assert not model.known
    for value_c in (20.0, 25.0):
        model.observe(1.0, on=False, value_c=value_c)
        assert model.best.water_c == value_c
    model.observe(1.0, on=False, value_c=None)
    assert model.best.water_c == 25.0


def test_hypotheses_are_dropped_until_one_is_left() -> None:
    """What cannot be believed goes at once; a race without a winner ends by the clock."""
    day = Day()
    day.model._filters[3].evidence -= 30.0
    assert len(day.go(29)._filters) == 6
    assert len(day.go(1)._filters) == 5
    assert len(day.go(int(DECIDED_S) - 31)._filters) == 5
    assert len(day.go(1)._filters) == 1
    assert day.model.settled


def test_one_is_settled_when_it_was_followed_for_a_while() -> None:
    """A single hypothesis is not yet a learned bath."""
    day = Day()
    day.model._filters = day.model._filters[:1]
    assert not day.go(int(SETTLED_S) - 1).settled
    assert day.go(1).settled
    assert "kg of stones if the element is 800 W; loses" in day.model.words()


@pytest.mark.parametrize(("strikes", "anew"), [(0.9 * STRIKES, False), (1.1 * STRIKES, True)])
def test_a_bath_that_strikes_out_is_learned_anew(strikes: float, anew: bool) -> None:
    """Too many disturbances: another bath, told in a sentence; the heat under way is kept."""
    day = Day(KEPT)
    model = day.go(int(DECIDED_S) + 30)
    heat = model.best.x[HEAT]
    model.best.strikes = strikes
    day.go(1)
    assert (len(model._filters) == 6) is anew
    assert (not model.settled, "is learned anew." in model.news) == (anew, anew)
    assert model.best.x[HEAT] == pytest.approx(heat, abs=0.01)


def test_a_bath_that_leaves_its_bounds_is_learned_anew() -> None:
    """What the name plate does not allow is dropped, also when it was learned."""
    day = Day()
    model = day.go(int(DECIDED_S) + 30)
    model.best.x[4] += 3.0
    day.go(1)
    assert within(PLATE, model.learned)
    assert model.news.endswith(" W at 52 °C) and is learned anew.")
    assert (model.take_news() != "", model.take_news()) == (True, "")


@pytest.mark.parametrize(("gap_s", "anew"), [(GAP_S, False), (GAP_S + 0.1, True)])
def test_after_a_long_gap_the_water_is_looked_at_anew(gap_s: float, anew: bool) -> None:
    """A computer that slept has not seen the bath; what it learned is kept as one hypothesis."""
    day = Day()
    model = day.go(int(DECIDED_S) + 30)
    learned = model.learned
    model.observe(gap_s, on=False, value_c=40.0)
    assert (len(model._filters) == 7) is anew
    assert model.learned.loss_share == pytest.approx(learned.loss_share, rel=0.2)


def test_an_unsettled_bath_is_not_kept_over_a_gap() -> None:
    """What was not learned yet is not carried on."""
    model = Day().go(60)
    model.observe(GAP_S + 1.0, on=False, value_c=40.0)
    assert len(model._filters) == 6


@pytest.mark.parametrize("value_c", [float("nan"), float("inf"), float("-inf"), None])
def test_what_is_not_a_number_is_not_a_reading(value_c: float | None) -> None:
    """A missing value is predicted; one that is not finite is missing."""
    one, other = Day(), Day()
    for day in (one, other):
        day.go(60)
    one.model.observe(1.0, on=True, value_c=value_c)
    other.model.observe(1.0, on=True, value_c=None)
    assert one.model.best.x == other.model.best.x
