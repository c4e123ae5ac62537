# SPDX-License-Identifier: MIT
"""The energy facts to the second and the step: beginnings, gaps, windows."""

from itertools import accumulate
from math import nextafter

import pytest

from stoneheater.core import energy
from stoneheater.core.energy import NamePlate, Rise
from stoneheater.core.reading import LSB_C

PLATE = NamePlate(800.0, 8.0)
POWER_W = PLATE.power_max_w
FULL = 300


def _rise(*each_c: float) -> Rise:
    """Three stretches of five seconds, each a straight line; heat flows in the last second only."""
    rise = Rise(PLATE)
    steps = [total / 5 for total in each_c for _ in range(5)]
    values = list(accumulate(steps, initial=20.0))
    for value_c in values[:-1]:
        rise.update(1.0, False, value_c, standby=False)
    rise.update(1.0, True, values[-1], standby=False)
    return rise


def _minutes(*rises_c: float) -> Rise:
    """Five minutes of straight lines with the heater off, and a rise that nothing explains."""
    rise = Rise(PLATE)
    steps = [total / 60 for total in rises_c for _ in range(60)]
    rise._values.extend(accumulate(steps, initial=20.0))
    rise._off.extend((20.0, 0.0) for _ in range(FULL))
    rise.off_c, rise.allowed_c = 1.0, 0.5
    return rise


def test_the_windows_are_as_long_as_they_are() -> None:
    """Five minutes, fifteen seconds, five seconds, a minute of mixing."""
    assert (energy.WINDOW_S, energy.FAST_S, energy.SURE_S, energy.MIXING_S) == (300, 15, 5.0, 60.0)
    assert energy.START_S == 60
    assert Rise(PLATE)._values.maxlen == 301


def test_before_the_first_second_nothing_rises() -> None:
    """No rise, no weld, no heat on its way; and what is allowed has no bound yet."""
    rise = Rise(PLATE)
    assert (rise.off_c, rise.fast_c, rise.minute_lift_c) == (0.0, 0.0, 0.0)
    assert rise.allowed_c == float("inf")
    assert rise.standby_weld is False
    assert (rise._minute_j, rise._mixing_s, rise._over_s) == (0.0, 0.0, 0.0)
    assert rise._stored_j == 170.0 * POWER_W


def test_heat_is_power_times_time_and_runs_off() -> None:
    """Two seconds of it; two seconds later a part of the lag, or of the minute, has gone."""
    rise = Rise(PLATE)
    rise.update(170.0, False, None, standby=False)
    rise.update(2.0, True, None, standby=False)
    assert (rise._stored_j, rise._minute_j) == (2 * POWER_W, 2 * POWER_W)
    rise.update(2.0, False, None, standby=False)
    assert rise._stored_j == pytest.approx(2 * POWER_W * (1 - 2 / 170))
    assert rise._minute_j == pytest.approx(2 * POWER_W * (1 - 2 / 60))


def test_after_a_long_gap_no_heat_is_left_and_never_less_than_none() -> None:
    """A gap longer than the lag ends at nothing."""
    rise = Rise(PLATE)
    rise.update(1.0, True, None, standby=False)
    rise.update(1000.0, False, None, standby=False)
    assert (rise._stored_j, rise._minute_j) == (0.0, 0.0)


def test_a_missing_value_starts_every_window_again_and_ends_no_fast_rise() -> None:
    """Nothing seen before is held against what comes after; water unseen is not still."""
    rise = _rise(1.25, 1.25, 1.25)
    rise.standby_weld, rise.fast_c, rise._still_s = True, 1.0, 59.0
    rise.update(1.0, False, None, standby=False)
    assert (len(rise._values), len(rise._off)) == (0, 0)
    assert (rise.standby_weld, rise.off_c) == (False, 0.0)
    assert (rise.fast_c, rise._still_s) == (1.0, 0.0)


def test_with_heat_there_is_no_rise_without_heat() -> None:
    """Switching on forgets what rose before, and how long it was unexplained."""
    rise = Rise(PLATE)
    rise.update(1.0, False, 20.0, standby=False)
    assert rise._mixing_s == 0.0
    rise.off_c, rise._over_s = 1.0, 3.0
    rise.update(1.0, True, 20.0, standby=False)
    assert (rise.off_c, rise.allowed_c, rise._over_s) == (0.0, float("inf"), 0.0)


@pytest.mark.parametrize(("jump_c", "poured"), [(0.5, False), (0.6, True)])
def test_water_was_poured_if_five_seconds_rise_more_than_any_element(
    jump_c: float, poured: bool
) -> None:
    """Six values are enough, and the newest counts."""
    rise = Rise(PLATE)
    rise._values.extend([20.0] * 5 + [20.0 + jump_c])
    assert rise._poured() is poured


@pytest.mark.parametrize(
    ("rises_c", "steady"),
    [
        ((1.0, 1.0, 1.0, 1.0, 1.0), True),
        ((0.0, 0.0, 0.0, 0.0, 1.0), False),  # one minute of five is not steady
        ((1.0, 1.0, 1.0, 1.0, 0.5), False),  # it is slowing down: heat on its way
        ((1.0, 0.5, 0.5, 0.5, 0.5), False),
        ((1.0, 1.0, 1.0, 1.0, 0.7), True),
    ],
)
def test_a_steady_rise_is_one_in_every_minute(rises_c: tuple[float, ...], steady: bool) -> None:
    """Each of five minutes, and the last of them at six tenths of the first at least."""
    assert _minutes(*rises_c)._steady() is steady


def test_a_rise_below_what_was_seen_before_is_only_a_return() -> None:
    """Cold water fell in and the bath comes back: the highest of the window decides."""
    rise = Rise(PLATE)
    rise._values.append(25.0)
    rise._off.append((20.0, 0.0))
    rise.update(1.0, False, 21.0, standby=False)
    assert rise._over_s == 0.0


def _jumped(to_c: float, *, on: bool) -> Rise:
    """Five seconds at nothing without heat, and one jump with or without it."""
    rise = Rise(PLATE)
    for _ in range(5):
        rise.update(1.0, False, 0.0, standby=False)
    rise.update(1.0, on, to_c, standby=False)
    return rise


def test_F25_one_second_of_heat_is_enough_to_judge_and_is_counted() -> None:
    """It is the heat of the same second; without it the rise is somebody's kettle."""
    assert (_jumped(2.0, on=True).fast_c, _jumped(2.0, on=True).fast_times) == (2.0, 1)
    assert (_jumped(2.0, on=False).fast_c, _jumped(2.0, on=False).fast_times) == (0.0, 0)


def test_F25_a_rise_at_the_limit_is_not_yet_a_fast_one() -> None:
    """What the lightest bath can do is allowed, and the least beyond is not."""
    limit_c = Rise(PLATE).fast_allowed_c
    assert _jumped(limit_c, on=True).fast_c == 0.0
    assert _jumped(nextafter(limit_c, 2.0), on=True).fast_c > 0.0


@pytest.mark.parametrize(("step_c", "over"), [(3 * LSB_C, True), (4 * LSB_C, False)])
def test_F25_water_that_rises_by_three_steps_in_15_s_is_still(step_c: float, over: bool) -> None:
    """Exactly three count as still, so that a fast rise is over after a minute of them."""
    rise = _jumped(2.0, on=True)
    for second in range(15 + 75):
        rise.update(1.0, False, 2.0 + step_c * (second // 15), standby=False)
    assert (rise.fast_c == 0.0) is over


def test_F25_a_small_fast_rise_of_a_slow_bath_lasts_and_is_remembered_like_a_large_one() -> None:
    """Learned to be slow, less than a degree is fast; the minutes count from when it is over."""
    rise = Rise(PLATE)
    rise.fastest_c_per_s = 0.02
    for second in range(8):
        rise.update(1.0, True, 0.1 * second, standby=False)
    assert 0.0 < rise.fast_c < 1.0
    for _ in range(70):
        rise.update(1.0, False, 0.7, standby=False)
        assert 0.0 < rise.fast_c < 1.0
    for _ in range(120):
        rise.update(1.0, False, 0.7, standby=False)
    assert (rise.fast_c, rise.fast_times) == (0.0, 1)
