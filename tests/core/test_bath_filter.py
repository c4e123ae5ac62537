# SPDX-License-Identifier: MIT
"""One hypothesis about a bath: its physics, what it learns, and what it survives."""

import random
from dataclasses import replace
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoneheater.core.bath_filter import (
    BOUNDS,
    HEAT,
    LOSS,
    PROBE,
    RATE,
    SHARE,
    SIZE,
    STONE,
    BathFilter,
    Learned,
    loss_shape,
)
from stoneheater.core.plant import Bath, Plant, ProbeModel

TRUE = Learned(800.0 / (8.0 * 4186.0), 30.0, 8.0, 5.0 * 840.0 / (8.0 * 4186.0), 0.218)
SURE = Learned(1e-3, 1e-3, 1e-3, 1e-3, 1e-3)
OPEN = Learned(0.25, 0.35, 0.4, 0.2, 0.1)


def _rested(start_c: float = 22.0, guess: Learned = TRUE, doubt: Learned = SURE) -> BathFilter:
    return BathFilter(start_c, guess, doubt)


def _follow(
    each: BathFilter, plant: Plant, seconds: int, *, heat_s: int, settled: bool = False
) -> None:
    """Follow a bath: so many seconds of full power, then none."""
    chance = random.Random(1)  # noqa: S311 - noise, not secrets
    probe = ProbeModel(8.0, 0.0, plant.water_c, 1.0)
    for second in range(seconds):
        plant.step(1.0, second < heat_s)
        probe.step(1.0, plant.water_c, 22.0)
        each.predict(1.0, second < heat_s)
        value_c = round((probe.value_c + chance.gauss(0.0, 0.02)) * 16.0) / 16.0
        each.update(value_c, 1.0, settled=settled)


@pytest.mark.parametrize(("water_c", "share"), [(22.0, 0.06), (52.0, 1.0)])
def test_the_loss_is_that_of_the_nominal_bath(water_c: float, share: float) -> None:
    """One at 52 °C by definition; at the room's temperature only what evaporates."""
    assert loss_shape(water_c) == pytest.approx(share, abs=0.01)


def test_a_bath_at_rest_stays_at_rest() -> None:
    """Without heat, at the room's temperature, next to nothing moves."""
    each = _rested()
    for _ in range(600):
        each.predict(1.0, on=False)
    assert each.water_c == pytest.approx(22.0, abs=0.3)
    assert abs(each.slope()) < 1e-3


def test_full_power_lifts_water_and_stones() -> None:
    """After the lags the rise is the rate, less the stones' share and the loss."""
    each = _rested()
    for _ in range(600):
        each.predict(1.0, on=True)
    rate = TRUE.rate_c_per_s * (1.0 - 0.218 * loss_shape(each.water_c)) / (1.0 + TRUE.stone_share)
    assert each.slope() == pytest.approx(rate, rel=0.03)
    assert each.x[HEAT] == pytest.approx(1.0, abs=1e-6)
    assert each.x[STONE] < each.water_c


def test_it_foretells_what_the_plant_does() -> None:
    """With the true numbers half an hour of heat is foretold within half a degree."""
    each, plant = _rested(), Plant(Bath(start_c=22.0))
    for second in range(1800):
        each.predict(1.0, on=second < 1200)
        plant.step(1.0, second < 1200)
    assert each.water_c == pytest.approx(plant.water_c, abs=0.5)


def test_a_long_step_is_taken_in_short_ones() -> None:
    """Five seconds at once are five seconds one by one, nearly."""
    long, short = _rested(), _rested()
    for _ in range(100):
        long.predict(5.0, on=True)
        for _ in range(5):
            short.predict(1.0, on=True)
    assert long.water_c == pytest.approx(short.water_c, abs=0.05)


def test_a_long_step_does_not_overrun_a_quick_probe() -> None:
    """Ten seconds at once bring a probe of four seconds to the water, and not beyond it."""
    each = _rested(50.0, replace(TRUE, probe_lag_s=4.0))
    each.x[PROBE] = 30.0
    each.predict(10.0, on=False)
    assert 45.0 < each.x[PROBE] <= 50.0


def test_off_it_coasts_up_and_on_it_turns_up() -> None:
    """Stored heat makes a crest; a cold element makes a trough; at rest neither."""
    each = _rested(45.0)
    for _ in range(120):
        each.predict(1.0, on=True)
    assert each.coast_c(on=False) > each.water_c + 0.2
    for _ in range(300):
        each.predict(1.0, on=False)
    trough_c = each.coast_c(on=True)
    assert each.water_c - 0.3 < trough_c < each.water_c


def test_a_bath_that_cannot_turn_is_not_waited_for() -> None:
    """An element too weak for the loss has no trough: the look ahead ends."""
    each = _rested(60.0, Learned(0.001, 30.0, 9.0, 0.15, 2.0))
    assert each.coast_c(on=True) < 60.0


def test_it_learns_a_bath_it_did_not_know() -> None:
    """A heat-up and its end teach rate, lag and share; the doubt shrinks."""
    each = _rested(22.0, Learned(1.4 * TRUE.rate_c_per_s, 60.0, 9.0, 0.15, 0.2), OPEN)
    before = each.doubt
    _follow(each, Plant(Bath(start_c=22.0)), 2400, heat_s=1500)
    learned = each.learned
    whole = learned.rate_c_per_s / (1.0 + learned.stone_share)
    assert whole == pytest.approx(TRUE.rate_c_per_s / (1.0 + TRUE.stone_share), rel=0.05)
    assert learned.element_lag_s == pytest.approx(30.0, rel=0.4)
    assert each.doubt.rate_c_per_s < 0.5 * before.rate_c_per_s


def test_the_true_bath_has_the_evidence() -> None:
    """The hypothesis that is right explains the readings better than one that is not."""
    right = _rested()
    wrong = _rested(22.0, Learned(2.0 * TRUE.rate_c_per_s, 30.0, 8.0, 0.12, 0.2))
    for each in (right, wrong):
        _follow(each, Plant(Bath(start_c=22.0)), 300, heat_s=300)
    assert right.evidence > wrong.evidence + 12.0


@pytest.mark.parametrize(("settled", "strikes"), [(True, True), (False, False)])
def test_a_surprise_is_a_disturbance_once_the_bath_is_known(settled: bool, strikes: bool) -> None:
    """Cold stones: water and stones are anew, and what was learned rests meanwhile."""
    each, plant = _rested(50.0), Plant(Bath(start_c=50.0))
    _follow(each, plant, 60, heat_s=0, settled=settled)
    known = each.learned
    plant.swap_stones(20.0)
    _follow(each, plant, 200, heat_s=0, settled=settled)
    assert (each.strikes > 0.0) is strikes
    assert (each.learned.rate_c_per_s == pytest.approx(known.rate_c_per_s, rel=1e-3)) is strikes
    assert each.water_c == pytest.approx(plant.water_c, abs=0.5)


def test_a_jump_is_poured_water() -> None:
    """A degree off in a second: the water is what the probe says, and nothing is learned of it."""
    each = _rested(50.0, TRUE, OPEN)
    each.predict(1.0, on=False)
    each.update(44.0, 1.0, settled=True)
    assert (each.water_c, each.learned) == (44.0, _rested(50.0, TRUE, OPEN).learned)
    assert each.evidence == 0.0


def test_strikes_are_forgotten() -> None:
    """A disturbance counts for about half an hour."""
    each, plant = _rested(50.0), Plant(Bath(start_c=50.0))
    plant.swap_stones(20.0)
    _follow(each, plant, 200, heat_s=0, settled=True)
    struck = each.strikes
    assert struck > 0.0
    _follow(each, plant, 3600, heat_s=0, settled=True)
    assert each.strikes < 0.3 * struck


CYCLES = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.5, 1.0, 5.0, 60.0]),
        st.booleans(),
        st.one_of(st.none(), st.floats(2.0, 130.0)),
        st.booleans(),
    ),
    max_size=60,
)


@given(CYCLES)
def test_it_stays_a_bath_of_water(cycles: list[tuple[float, bool, float | None, bool]]) -> None:
    """Whatever is read, and however seldom: every state keeps its bounds."""
    each = _rested(45.0, TRUE, OPEN)
    for dt_s, on, value_c, settled in cycles:
        each.predict(dt_s, on)
        if value_c is not None:
            each.update(value_c, dt_s, settled=settled)
        assert all(low <= each.x[i] <= high for i, (low, high) in BOUNDS.items())
        assert -100.0 <= each.coast_c(on=on) <= 1000.0


def test_its_numbers_are_its_states() -> None:
    """Rate and lags are kept as logarithms, shares as they are."""
    each = _rested()
    assert len(each.x) == SIZE == len(BOUNDS)
    assert exp(each.x[RATE]) == pytest.approx(TRUE.rate_c_per_s)
    assert (each.x[SHARE], each.x[LOSS]) == (TRUE.stone_share, TRUE.loss_share)
    assert each.learned.element_lag_s == pytest.approx(30.0)
