# SPDX-License-Identifier: MIT
"""Where the water is now: foretold, weighed against the probe, and carried over the dead time."""

from collections.abc import Iterator
from dataclasses import replace
from math import exp, isfinite, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoneheater.core.bath_filter import (
    BIAS_FORGET_S,
    BIAS_MAX,
    JUMP_C,
    MIXING_S,
    PAST_S,
    STEPPERS,
    BathFilter,
)
from stoneheater.core.bath_model import (
    COAST_STEP_S,
    Learned,
    State,
    Stepper,
    coast_c,
    loss_shape,
)
from support.own_bath import NOMINAL, OwnBath

TIGHT = replace(NOMINAL, loss_share=0.0)


def at_rest(value_c: float, learned: Learned = NOMINAL) -> BathFilter:
    """A bath at rest, of which everything is known."""
    return BathFilter(learned, State(0.0, value_c, value_c, value_c))


def follow(
    each: BathFilter, bath: OwnBath, seconds: int, *, duty: float = 1.0, says: bool = True
) -> Iterator[BathFilter]:
    """Follow a true bath second by second, at a duty of every hundred seconds."""
    for second in range(seconds):
        on = second % 100 < 100.0 * duty
        value_c = bath.second(on=on)
        each.follow(1.0, on, value_c if says else None)
        yield each


def followed(
    each: BathFilter, bath: OwnBath, seconds: int, *, duty: float = 1.0, says: bool = True
) -> BathFilter:
    """The same, at its end."""
    for _ in follow(each, bath, seconds, duty=duty, says=says):
        pass
    return each


# -- what it knows --------------------------------------------------------------------------------


def test_a_bath_at_rest_stays_at_rest() -> None:
    """Without heat, at the room's temperature, next to nothing moves."""
    each = at_rest(22.0)
    for _ in range(600):
        each.follow(1.0, on=False, value_c=None)
    assert each.water_c == each.state.water_c == pytest.approx(22.0, abs=0.3)
    assert abs(each.slope()) < 1e-3


@pytest.mark.parametrize("dead_s", [0.0, 3.0, 10.0, 20.0])
def test_it_knows_the_water_now_and_not_a_dead_time_ago(dead_s: float) -> None:
    """With its true numbers a heat-up is followed within 0.05 °C, whatever the probe is late."""
    truth = replace(NOMINAL, dead_s=dead_s)
    each, bath = at_rest(20.0, truth), OwnBath(truth)
    off_c = [abs(each.water_c - bath.water_c) for _ in follow(each, bath, 900)]
    assert max(off_c[60:]) < 0.05
    assert each.state.stone_c == pytest.approx(bath.stone_c, abs=0.2)
    assert each.state.heat == pytest.approx(bath.heat, abs=0.01)


def test_it_foretells_crest_and_trough() -> None:
    """Stored heat makes a crest, a cold element a trough: from where the water is now."""
    each = at_rest(45.0)
    for _ in range(120):
        each.follow(1.0, on=True, value_c=None)
    assert each.slope() > 0.0
    assert each.coast_c(on=False) > each.water_c + 0.2
    for _ in range(300):
        each.follow(1.0, on=False, value_c=None)
    trough_c = each.coast_c(on=True)
    assert each.slope() < 0.0
    assert each.water_c - 0.3 < trough_c < each.water_c


# -- readings -------------------------------------------------------------------------------------


def test_a_minute_without_readings_is_foretold() -> None:
    """What is missing is predicted: the water is still known within 0.1 °C."""
    each, bath = at_rest(45.0), OwnBath(start_c=45.0)
    followed(each, bath, 600, duty=0.4)
    followed(each, bath, 60, says=False)
    assert each.water_c == pytest.approx(bath.water_c, abs=0.1)


def test_readings_correct_what_was_believed() -> None:
    """Two tenths off at the start: gone after five minutes, without a word of a disturbance."""
    each, bath = at_rest(45.2), OwnBath(start_c=45.0)
    heard = [each.disturbed for _ in follow(each, bath, 300, duty=0.4)]
    assert not any(heard)
    assert each.water_c == pytest.approx(bath.water_c, abs=0.04)


@pytest.mark.parametrize("loss_share", [0.1, 0.35])
def test_what_the_numbers_do_not_explain_is_a_bias(loss_share: float) -> None:
    """A lid or a draft: the share of full power that is found to be missing, and the water right.

    The numbers stay as they are: to learn them is not the filter's business.
    """
    each, bath = at_rest(50.0), OwnBath(replace(NOMINAL, loss_share=loss_share), start_c=50.0)
    followed(each, bath, 2400, duty=0.2)
    missing = (NOMINAL.loss_share - loss_share) * loss_shape(bath.water_c)
    assert each.state.bias == pytest.approx(missing, abs=0.02)
    assert each.water_c == pytest.approx(bath.water_c, abs=0.05)
    assert each.learned is NOMINAL


def test_a_bias_is_forgotten_in_about_an_hour() -> None:
    """Without readings to confirm it, to a third."""
    each = BathFilter(NOMINAL, State(0.2, 50.0, 50.0, 50.0, 0.3))
    for _ in range(round(BIAS_FORGET_S)):
        each.follow(1.0, on=False, value_c=None)
    assert each.state.bias == pytest.approx(0.3 * exp(-1.0), rel=0.01)


# -- disturbances ---------------------------------------------------------------------------------


@pytest.mark.parametrize("duty", [0.0, 0.2, 1.0])
def test_noise_is_no_disturbance(duty: float) -> None:
    """An hour of a known bath, cooled, held or heated: nothing is taken for one."""
    each, bath = at_rest(45.0), OwnBath(start_c=45.0)
    assert not any(each.disturbed for _ in follow(each, bath, 1800, duty=duty))


@pytest.mark.parametrize(("stone_c", "within_s"), [(22.0, 30), (40.0, 120)])
def test_cold_stones_are_a_disturbance(stone_c: float, within_s: int) -> None:
    """What water alone does not do is told from noise, and the water is found soon."""
    each, bath = at_rest(50.0), OwnBath(start_c=50.0)
    followed(each, bath, 300, duty=0.2)
    bath.stone_c = stone_c
    heard = [each.disturbed for _ in follow(each, bath, 240, duty=0.2)]
    assert any(heard[:within_s])
    assert each.water_c == pytest.approx(bath.water_c, abs=0.15)


@pytest.mark.parametrize(("off_c", "poured"), [(JUMP_C, False), (1.01 * JUMP_C, True)])
@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_a_jump_is_poured_water(off_c: float, sign: float, poured: bool) -> None:
    """More than a degree off in a second: the water is what the probe says, at once."""
    each = at_rest(50.0, TIGHT)
    each.follow(1.0, on=False, value_c=50.0 + sign * off_c)
    assert each.disturbed is poured
    assert (abs(each.water_c - 50.0) >= JUMP_C) is poured
    each.follow(1.0, on=False, value_c=None)
    assert each.disturbed is False


def test_poured_water_keeps_the_heat_that_is_on_its_way() -> None:
    """The element is as hot as before; and the stones do not change in a second."""
    each, bath = at_rest(45.0), OwnBath(start_c=45.0)
    before = followed(each, bath, 120).state
    each.follow(1.0, on=True, value_c=40.0)
    assert each.state.heat == pytest.approx(before.heat, abs=0.01)
    assert each.state.stone_c == pytest.approx(before.stone_c, abs=0.2)
    assert each.water_c < 40.5


@pytest.mark.parametrize(("seconds", "mixing"), [(int(MIXING_S) - 1, True), (int(MIXING_S), False)])
def test_no_crest_counts_on_what_nothing_explains_while_water_mixes(
    seconds: int, mixing: bool
) -> None:
    """The skin of the stones gives its warmth fast, and soon no more; later a bias is one."""
    each = at_rest(50.0, TIGHT)
    each.follow(1.0, on=False, value_c=40.0)
    for second in range(seconds):
        each.follow(1.0, on=False, value_c=40.0 + 0.02 * second)
    counted = each.state._replace(bias=0.0) if mixing else each.state
    assert each.mixing is mixing
    assert abs(each.state.bias) > 1e-3
    assert each.coast_c(on=False) == coast_c(Stepper(TIGHT, COAST_STEP_S), counted, on=False)


# -- time -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("dt_s", [0.5, 0.97, 2.0, 5.0, 30.0])
def test_cycles_of_any_length_are_the_same_bath(dt_s: float) -> None:
    """Ten minutes of heat in short cycles and in long ones: the same water within 0.05 °C."""
    short, other = at_rest(40.0), at_rest(40.0)
    for _ in range(600):
        short.follow(1.0, on=True, value_c=None)
    for _ in range(round(600.0 / dt_s)):
        other.follow(dt_s, on=True, value_c=None)
    late_s = 600.0 - dt_s * round(600.0 / dt_s)
    assert other.water_c + late_s * other.slope() == pytest.approx(short.water_c, abs=0.05)


def test_a_cycle_of_no_length_changes_nothing() -> None:
    """Two ticks at one instant: the bath is where it was."""
    each = at_rest(45.0)
    for _ in range(60):
        each.follow(1.0, on=True, value_c=None)
    before = each.state
    each.follow(0.0, on=False, value_c=None)
    assert each.state == pytest.approx(before, rel=1e-9)


def test_uneven_cycles_cost_no_memory() -> None:
    """However many lengths of cycles there are, a few are prepared for at a time."""
    each = at_rest(45.0)
    for cycle in range(200):
        each.follow(0.8 + 0.01 * (cycle % 50), on=True, value_c=None)
        assert len(each._steppers) <= STEPPERS + 1


# -- other numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize("ago_s", [0.0, 3.0, 20.0, PAST_S])
@pytest.mark.parametrize("dead_s", [0.0, 12.0])
def test_other_numbers_are_adopted_as_if_they_had_been_known(dead_s: float, ago_s: float) -> None:
    """From the bath of some seconds ago, with the heat that was given since, to now."""
    other = replace(NOMINAL, rate_c_per_s=0.03, element_lag_s=60.0, dead_s=dead_s)
    begin, stepper, each = State(0.4, 45.0, 44.0, 44.5), Stepper(other, 1.0), at_rest(20.0)
    heat = [second % 7 < 3 for second in range(200)]
    for on in heat:
        each.follow(1.0, on, None)
    each.adopt(other, begin, ago_s)
    known = begin
    for on in heat[len(heat) - round(ago_s) :]:
        known = stepper.step(known, on)
    assert each.learned is other
    assert each.state == pytest.approx(known, rel=1e-3)
    for on in heat:
        each.follow(1.0, on, None)
        known = stepper.step(known, on)
    assert each.water_c == pytest.approx(known.water_c, abs=0.02)


# -- sanity ---------------------------------------------------------------------------------------

CYCLES = st.lists(
    st.tuples(
        st.integers(1, 400),
        st.sampled_from([0.0, 0.5, 1.0, 1.0, 1.0, 5.0, 60.0]),
        st.booleans(),
        st.one_of(st.none(), st.just("true"), st.just("true"), st.floats(-55.0, 130.0)),
    ),
    max_size=12,
)


def sane(each: BathFilter) -> None:
    """Bounded, finite, symmetric and positive."""
    state, cov = each.state, each._cov
    assert all(isfinite(value) for value in state)
    assert -1e-9 <= state.heat <= 1.0 + 1e-9
    assert all(0.0 <= value_c <= 110.0 for value_c in state[1:4])
    assert abs(state.bias) <= BIAS_MAX
    for i in range(4):
        assert cov[i][i] > 0.0
        for j in range(i):
            assert cov[i][j] == cov[j][i]
            assert abs(cov[i][j]) <= 1.001 * sqrt(cov[i][i] * cov[j][j])


@settings(max_examples=30)
@given(CYCLES, st.sampled_from([0.0, 3.0, 24.0]))
def test_anything_leaves_it_sane(
    stretches: list[tuple[int, float, bool, str | float | None]], dead_s: float
) -> None:
    """Whatever is switched and read, and however seldom; also by a probe that is frozen."""
    each, bath = at_rest(45.0, replace(NOMINAL, dead_s=dead_s)), OwnBath(start_c=45.0)
    for count, dt_s, on, says in stretches:
        for _ in range(count):
            true_c = bath.second(on=on and bath.water_c < 90.0)
            each.follow(dt_s, on, true_c if isinstance(says, str) else says)
        sane(each)
        assert 0.0 <= each.coast_c(on=on) <= 110.0
