# SPDX-License-Identifier: MIT
"""The learned bath: every bath the name plate allows, until the readings leave one of them."""

from dataclasses import replace
from math import sin

import pytest

from stoneheater.core.plant import Bath, Plant, ProbeModel
from stoneheater.core.thermal_model import (
    GAP_S,
    Learned,
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
        ({"rate_c_per_s": 0.2 * NAMED.rate_c_per_s}, True),
        ({"rate_c_per_s": 0.199 * NAMED.rate_c_per_s}, False),
        ({"rate_c_per_s": 3.0 * NAMED.rate_c_per_s}, True),
        ({"rate_c_per_s": 3.01 * NAMED.rate_c_per_s}, False),
        ({"rate_c_per_s": float("nan")}, False),
        ({"element_lag_s": 4.0}, True),
        ({"element_lag_s": 3.9}, False),
        ({"element_lag_s": 140.0}, True),
        ({"element_lag_s": 141.0}, False),
        ({"probe_lag_s": 3.0}, True),
        ({"dead_s": 24.0}, True),
        ({"dead_s": 24.1}, False),
        ({"stone_lag_s": 900.0}, True),
        ({"stone_lag_s": 901.0}, False),
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


def test_before_anything_is_seen_there_is_no_water() -> None:
    """Who asks where the water is too early is told so."""
    with pytest.raises(LookupError, match="nothing has been seen"):
        _ = ThermalModel(PLATE).best


def test_one_heat_up_settles_a_bath() -> None:
    """Ten minutes and a few rounds of the fit; then it is told in words."""
    day = Day()
    assert not day.go(599).settled
    assert day.go(300).settled
    assert "litres of water, stones included, if the element is 800 W" in day.model.words()
    assert day.model.scatter.rate_c_per_s < 0.12


@pytest.mark.parametrize(("kept", "told"), [(KEPT, True), (None, False)])
def test_a_window_that_nothing_explains_is_thrown_away(kept: Learned | None, told: bool) -> None:
    """A probe that swings as no bath does: learned anew, told if something was lost by it."""
    model = ThermalModel(PLATE, kept)
    model.observe(1.0, on=False, value_c=30.0)
    news = ""
    for second in range(400):
        value_c = 30.0 + 3.0 * sin(second / 15.0)
        model.observe(1.0, on=True, value_c=value_c)
        news = news or model.take_news()
    assert news.endswith(("it is thrown away.", "and is learned anew.")) is told


def test_cold_stones_open_a_new_window() -> None:
    """What was learned stays; after it has settled, learning goes on from it."""
    day = Day()
    model = day.go(1500)
    day.go(1600, on=False)
    learned = model.learned
    day.plant.swap_stones(5.0)
    day.go(60, on=False)
    assert model._calm_s > 0.0
    assert model.learned == learned
    day.go(900, on=False)
    assert model._calm_s <= 0.0
    assert model.learned.rate_c_per_s == pytest.approx(learned.rate_c_per_s, rel=0.3)


@pytest.mark.parametrize(("gap_s", "anew"), [(GAP_S, False), (GAP_S + 0.1, True)])
def test_after_a_long_gap_the_water_is_looked_at_anew(gap_s: float, anew: bool) -> None:
    """A computer that slept has not seen the bath; what it learned is kept as one hypothesis."""
    day = Day()
    model = day.go(1500)
    learned = model.learned
    model.observe(gap_s, on=False, value_c=40.0)
    assert model.learned_before is anew
    assert model.learned.loss_share == pytest.approx(learned.loss_share, rel=0.2)


def test_an_unsettled_bath_is_not_kept_over_a_gap() -> None:
    """What was not learned yet is not carried on."""
    model = Day().go(60)
    model.observe(GAP_S + 1.0, on=False, value_c=40.0)
    assert not model.learned_before


@pytest.mark.parametrize("value_c", [float("nan"), float("inf"), float("-inf"), None])
def test_what_is_not_a_number_is_not_a_reading(value_c: float | None) -> None:
    """A missing value is predicted; one that is not finite is missing."""
    one, other = Day(), Day()
    for day in (one, other):
        day.go(60)
    one.model.observe(1.0, on=True, value_c=value_c)
    other.model.observe(1.0, on=True, value_c=None)
    assert one.model.best.state == other.model.best.state


def test_what_a_dip_found_of_the_probe_is_where_learning_begins() -> None:
    """The lag of the probe is then sure within a tenth from the start; without, hardly at all."""
    for dip_s, doubt in ((12.0, 0.1), (None, 0.4)):
        model = ThermalModel(PLATE, probe_lag_s=dip_s)
        model.observe(1.0, on=False, value_c=22.0)
        assert model.learned.probe_lag_s == (dip_s or NAMED.probe_lag_s)
        assert model.scatter.probe_lag_s == pytest.approx(doubt)


def test_a_learned_bath_narrows_what_the_safety_rules_allow_and_never_widens_it() -> None:
    """Nothing learned: the name plate's. Learned: twice and more what it does, plate permitting."""
    day = Day()
    assert day.model.fastest_c_per_s == PLATE.fastest_c_per_s
    model = day.go(1500)
    assert model.settled
    found = model.fastest_c_per_s
    assert 2.0 * model.learned.rate_c_per_s < found <= PLATE.fastest_c_per_s
