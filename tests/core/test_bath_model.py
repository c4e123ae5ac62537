# SPDX-License-Identifier: MIT
"""The bath as it is believed: seven numbers, stepped exactly and stably through time."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stoneheater.core.bath_fit import BOUNDS
from stoneheater.core.bath_model import (
    COAST_MAX_S,
    Learned,
    State,
    Stepper,
    coast_c,
    loss_shape,
    probe_course,
    quick_shape,
    slope_c_per_s,
    within_water,
)

BATH = Learned(800.0 / (8.0 * 4186.0), 30.0, 9.0, 0.15, 0.22, 3.0, 140.0)
TIGHT = replace(BATH, loss_share=0.0)
WARM = State(0.0, 45.0, 45.0, 45.0)
FINE_S = 0.01
EVERY = st.builds(Learned, *(st.floats(low, high) for low, high in BOUNDS[:7]))
ANY_STATE = st.builds(
    State,
    st.floats(0.0, 1.0),
    *(st.floats(0.0, 110.0) for _ in range(3)),
    st.floats(-0.5, 0.5),
)


def euler(learned: Learned, state: State, on: float, seconds: float) -> State:
    """The equations of the file's law in steps of a hundredth of a second."""
    heat, water_c, stone_c, probe_c, bias = state
    for _ in range(round(seconds / FINE_S)):
        net = heat - learned.loss_share * loss_shape(water_c) + bias
        to_stones = (water_c - stone_c) / learned.stone_lag_s
        to_probe = (water_c - probe_c) / learned.probe_lag_s
        heat += (on - heat) * FINE_S / learned.element_lag_s
        water_c += (learned.rate_c_per_s * net - learned.stone_share * to_stones) * FINE_S
        stone_c += to_stones * FINE_S
        probe_c += to_probe * FINE_S
    return State(heat, water_c, stone_c, probe_c, bias)


def stepped(learned: Learned, state: State, on: float, seconds: float, dt_s: float) -> State:
    """The same by the stepper."""
    stepper = Stepper(learned, dt_s)
    for _ in range(round(seconds / dt_s)):
        state = stepper.step(state, on)
    return state


# -- the numbers ----------------------------------------------------------------------------------


def test_the_lag_is_all_that_lies_between_a_switch_and_a_reading() -> None:
    """Element, probe and dead time together; the stones are beside that way."""
    assert BATH.lag_s == 30.0 + 9.0 + 3.0


@pytest.mark.parametrize(("water_c", "share"), [(22.0, 0.06), (52.0, 1.0)])
def test_the_loss_is_that_of_the_nominal_bath(water_c: float, share: float) -> None:
    """One at 52 °C by definition; at the room's temperature only what evaporates."""
    assert loss_shape(water_c) == pytest.approx(share, abs=0.01)


@pytest.mark.parametrize("water_c", [0.0, 0.5, 22.0, 50.5, 52.0, 109.5, 110.0])
def test_the_quick_loss_is_the_loss(water_c: float) -> None:
    """Straight lines between whole degrees: nowhere in a bath of water off by a thousandth."""
    assert quick_shape(water_c) == pytest.approx(loss_shape(water_c), abs=1e-3, rel=1e-3)


@pytest.mark.parametrize(
    ("value_c", "believed_c"),
    [(-0.1, 0.0), (0.0, 0.0), (50.0, 50.0), (110.0, 110.0), (110.1, 110.0), (1e9, 110.0)],
)
def test_what_is_believed_stays_a_bath_of_water(value_c: float, believed_c: float) -> None:
    """However wild the reading: from ice to a little over boiling."""
    assert within_water(value_c) == believed_c


# -- a step ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dt_s", "water_c"), [(0.5, 0.002), (1.0, 0.002), (2.0, 0.003), (8.0, 0.01), (60.0, 0.15)]
)
@pytest.mark.parametrize("on", [0.0, 0.3, 1.0])
def test_a_step_of_any_length_is_the_bath_itself(on: float, dt_s: float, water_c: float) -> None:
    """Ten minutes with stones and a probe far from the water: a second and a minute alike."""
    begin = State(0.6, 40.0, 22.0, 35.0, 0.02)
    fine, found = euler(BATH, begin, on, 600.0), stepped(BATH, begin, on, 600.0, dt_s)
    assert found.heat == pytest.approx(fine.heat, abs=1e-3)
    assert found.water_c == pytest.approx(fine.water_c, abs=water_c)
    assert found.stone_c == pytest.approx(fine.stone_c, abs=2.0 * water_c)
    assert found.probe_c == pytest.approx(fine.probe_c, abs=2.0 * water_c)
    assert found.bias == 0.02


def test_the_share_of_a_step_is_a_shorter_pulse() -> None:
    """Eight seconds at a quarter are two seconds at full power, but for a thousandth."""
    whole = Stepper(BATH, 8.0).step(WARM, 0.25)
    pulse = stepped(BATH, stepped(BATH, WARM, 1.0, 2.0, 1.0), 0.0, 6.0, 1.0)
    later = [stepped(BATH, state, 0.0, 120.0, 1.0).water_c for state in (whole, pulse)]
    assert later[0] == pytest.approx(later[1], abs=2e-3)


def test_half_the_step_is_a_quarter_of_the_error() -> None:
    """Second order in what stones and water exchange, as the file says."""
    begin = State(0.0, 40.0, 22.0, 40.0)
    fine_c = stepped(TIGHT, begin, 1.0, 480.0, 0.5).water_c
    off_c = [stepped(TIGHT, begin, 1.0, 480.0, dt_s).water_c - fine_c for dt_s in (60, 30, 15)]
    for coarse_c, half_c in pairwise(off_c):
        assert 3.5 < coarse_c / half_c < 4.5


@given(EVERY, ANY_STATE, st.floats(0.0, 1.0), st.floats(0.01, 3600.0))
def test_no_step_is_too_long_for_any_bath(
    learned: Learned, state: State, on: float, dt_s: float
) -> None:
    """Whatever the bath and the step: no state leaves what lies between its neighbours."""
    stepper = Stepper(learned, dt_s)
    for _ in range(20):
        after = stepper.step(state, on)
        low_c = min(state.water_c, after.water_c) - 1e-6
        high_c = max(state.water_c, after.water_c) + 1e-6
        assert 0.0 <= after.heat <= 1.0
        assert 0.0 <= after.water_c <= 110.0
        assert min(low_c, state.stone_c) <= after.stone_c <= max(high_c, state.stone_c) + 1e-6
        assert min(low_c, state.probe_c) <= after.probe_c <= max(high_c, state.probe_c) + 1e-6
        state = after


@given(EVERY, ANY_STATE, st.floats(0.01, 3600.0))
def test_no_joule_is_lost_between_water_and_stones(
    learned: Learned, state: State, dt_s: float
) -> None:
    """Without heat, loss or bias, what the water gives the stones take, and they draw nearer."""
    still = replace(learned, loss_share=0.0)
    state = State(0.0, state.water_c, state.stone_c, state.probe_c)
    after = Stepper(still, dt_s).step(state, 0.0)
    assume(0.0 < after.water_c < 110.0)
    apart_c = abs(state.water_c - state.stone_c)
    assert abs(after.water_c - after.stone_c) <= apart_c + 1e-9
    before_c = state.water_c + still.stone_share * state.stone_c
    after_c = after.water_c + still.stone_share * after.stone_c
    assert after_c == pytest.approx(before_c, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("dt_s", [1.0, 60.0])
def test_given_heat_is_found_in_water_and_stones(dt_s: float) -> None:
    """A minute of full power, and what it had stored: all of it, once it is through."""
    state = stepped(TIGHT, stepped(TIGHT, WARM, 1.0, 60.0, dt_s), 0.0, 3600.0, dt_s)
    given_c = TIGHT.rate_c_per_s * 60.0
    gained_c = state.water_c - 45.0 + TIGHT.stone_share * (state.stone_c - 45.0)
    assert gained_c == pytest.approx(given_c, rel=1e-6)


@given(EVERY, ANY_STATE, st.floats(0.5, 60.0), st.integers(0, 3))
def test_the_transition_is_how_a_step_moves(
    learned: Learned, state: State, dt_s: float, column: int
) -> None:
    """Without loss a step is linear: each column is what one unit of its state changes."""
    stepper = Stepper(replace(learned, rate_c_per_s=0.01, loss_share=0.0), dt_s)
    state = State(0.5, 50.0, 50.0 + 0.1 * state.stone_c, 50.0 + 0.1 * state.probe_c, 0.0)
    names = ("water_c", "stone_c", "probe_c", "bias")
    moved = state._replace(**{names[column]: getattr(state, names[column]) + 0.1})
    one, other = stepper.step(state, 0.0), stepper.step(moved, 0.0)
    water, stone, probe = stepper.transition
    rows = [(*water[:2], 0.0, water[2]), (*stone[:2], 0.0, stone[2]), probe]
    found = [(getattr(other, name) - getattr(one, name)) / 0.1 for name in names[:3]]
    assert found == pytest.approx([row[column] for row in rows], abs=1e-6)


# -- what follows ---------------------------------------------------------------------------------


@pytest.mark.parametrize("stone_c", [22.0, 45.0, 60.0])
@pytest.mark.parametrize("heat", [0.0, 0.22, 1.0])
def test_the_slope_is_that_of_the_next_instant(heat: float, stone_c: float) -> None:
    """Heat, loss, bias and stones: what the water does in the next hundredth of a second."""
    state = State(heat, 45.0, stone_c, 45.0, 0.01)
    next_c = Stepper(BATH, 0.01).step(state, heat).water_c
    assert slope_c_per_s(BATH, state) == pytest.approx((next_c - 45.0) / 0.01, abs=1e-5)


def extreme_c(state: State, *, on: bool) -> float:
    """Where the water turns, second by second."""
    turn_c = state.water_c
    for _ in range(round(COAST_MAX_S)):
        state = Stepper(BATH, 1.0).step(state, on)
        turn_c = min(turn_c, state.water_c) if on else max(turn_c, state.water_c)
    return turn_c


@pytest.mark.parametrize(
    ("heat", "stone_c", "on"),
    [(1.0, 45.0, False), (0.5, 44.0, False), (0.0, 45.0, True), (0.1, 43.0, True)],
)
def test_the_coast_ends_where_the_water_turns(heat: float, stone_c: float, on: bool) -> None:
    """Crest with the heat off, trough with it on, to a hundredth of a degree."""
    state = State(heat, 45.0, stone_c, 45.0)
    turn_c = coast_c(Stepper(BATH, 2.0), state, on=on)
    assert turn_c == pytest.approx(extreme_c(state, on=on), abs=0.01)
    assert (turn_c < 45.0) is on


@pytest.mark.parametrize(("heat", "on"), [(0.0, False), (1.0, True)])
def test_water_that_has_turned_turns_here(heat: float, on: bool) -> None:
    """A cold element and no heat, a hot one and more: the water is at its turn already."""
    state = State(heat, 45.0, 45.0, 45.0)
    assert coast_c(Stepper(BATH, 2.0), state, on=on) == pytest.approx(45.0, abs=0.05)


def test_a_bath_that_cannot_turn_is_not_waited_for() -> None:
    """An element too weak for the loss has no trough: the look ahead ends after eight minutes."""
    weak, state = replace(BATH, rate_c_per_s=0.001, loss_share=2.0), State(0.0, 60.0, 60.0, 60.0)
    found_c = coast_c(Stepper(weak, 2.0), state, on=True)
    assert found_c == pytest.approx(stepped(weak, state, 1.0, COAST_MAX_S, 2.0).water_c)
    assert found_c < 60.0


@given(
    EVERY,
    st.lists(st.tuples(st.sampled_from([2.0, 4.0, 8.0, 64.0]), st.floats(0.0, 1.0)), max_size=60),
    ANY_STATE,
)
def test_the_course_of_the_probe_is_that_of_the_steps(
    learned: Learned, pieces: list[tuple[float, float]], begin: State
) -> None:
    """The quick loop and one step after the other agree to the last bit, at the bounds too."""
    state, probes = begin, [begin.probe_c]
    for length_s, on in pieces:
        state = Stepper(learned, length_s).step(state, on)
        probes.append(state.probe_c)
    assert probe_course(learned, begin, pieces) == probes
