# SPDX-License-Identifier: MIT
"""Water that rises faster than heat can lift it: what counts, for how long, and how often."""

from collections.abc import Callable, Iterable
from math import nextafter

import pytest

from stoneheater.core import fast_rise
from stoneheater.core.fast_rise import FAST_S, FORGET_S, FastRise
from stoneheater.core.reading import LSB_C
from support.steady import PLATE

FASTEST = PLATE.fastest_c_per_s
POWER_W = PLATE.power_max_w


def _risen(
    values_c: Iterable[float | None], *, on: bool = False, standby: bool = False, heat_s: int = 0
) -> FastRise:
    """A rise seen once a second, after so many seconds of full power at the first value."""
    rise = FastRise(PLATE)
    values = list(values_c)
    for _ in range(heat_s):
        rise.update(1.0, on=True, value_c=values[0], standby=False)
    for value_c in values:
        rise.update(1.0, on=on, value_c=value_c, standby=standby)
    return rise


def _line(rate_c_per_s: float, seconds: int, level_s: int = 0) -> list[float]:
    """Level for a while, then rising evenly, °C."""
    return [40.0] * level_s + [40.0 + rate_c_per_s * second for second in range(seconds + 1)]


def test_F25_the_limit_of_a_fast_rise_narrows_too() -> None:
    """Three LSB, and what the learned bath can do in 15 s."""
    rise = FastRise(PLATE)
    rise.fastest_c_per_s = PLATE.narrowed(0.4 * FASTEST)
    assert rise.allowed_c == pytest.approx(FAST_S * 0.4 * FASTEST + 3 * LSB_C)


@pytest.mark.parametrize(("factor", "fast"), [(0.99, False), (1.01, True)])
def test_F25_faster_than_the_lightest_bath_is_too_fast(factor: float, fast: bool) -> None:
    """What the strongest element can do to half the water in 15 s, and three LSB more."""
    limit_c = FAST_S * FASTEST + 3 * LSB_C
    rise = _risen(_line(factor * limit_c / FAST_S, 20), on=True)
    assert FastRise(PLATE).allowed_c == pytest.approx(limit_c)
    assert (rise.rise_c > rise.allowed_c) is fast


def test_F25_a_dry_bath_needs_heat_to_be_one() -> None:
    """Water that rises without heat was poured in; it is not an empty bath."""
    assert _risen(_line(0.5, 20)).rise_c == 0.0
    assert _risen(_line(0.5, 20), on=True).rise_c > 0.0


@pytest.mark.parametrize(("pause_s", "fast"), [(40, True), (240, False)])
def test_F25_heat_counts_for_a_minute_or_so(pause_s: int, fast: bool) -> None:
    """Shortly after the heat a dry bath is still one; minutes later it is something else."""
    rise = _risen(_line(0.5, 20, level_s=pause_s), heat_s=30)
    assert (rise.rise_c > 0.0) is fast


SHAPES: list[tuple[str, Callable[[int], float], bool]] = [
    ("even", lambda s: 0.5 * s, True),
    ("a step", lambda s: 8.0 if s > 17 else 0.0, True),
    ("dying down", lambda s: 8.0 * (1.0 - 0.8**s), True),
    ("just begun", lambda s: max(0.0, 0.8 * (s - 10)), True),
    ("slow", lambda s: 0.05 * s, False),
    ("back from a fall", lambda s: 0.5 * s - (20.0 if s > 2 else 0.0), False),
]


@pytest.mark.parametrize(("_", "shape", "fast"), SHAPES, ids=[name for name, *_ in SHAPES])
def test_F25_whatever_its_shape_a_rise_that_heat_cannot_make_is_fast(
    _: str, shape: Callable[[int], float], fast: bool
) -> None:
    """A kettle's or an empty bath's: nobody waits to know which; cold stones first fall."""
    rise = FastRise(PLATE)
    worst_c = 0.0
    for second in range(21):
        rise.update(1.0, on=True, value_c=40.0 + shape(second), standby=False)
        worst_c = max(worst_c, rise.rise_c)
    assert (worst_c > 0.0) is fast


def _climbed(*steps: tuple[int, bool, float], heating: bool = True) -> FastRise:
    """Water that climbs by so many degrees a second, for so long, with the heater on or off."""
    rise, value_c = FastRise(PLATE), 20.0
    for seconds, on, by_c in steps:
        for _ in range(seconds):
            value_c += by_c
            rise.update(1.0, on=on, value_c=value_c, standby=False, heating=heating)
    return rise


HEAT: tuple[int, bool, float] = (6, True, 0.0)
FAST: tuple[int, bool, float] = (8, True, 0.5)
STILL: tuple[int, bool, float] = (80, False, 0.0)


@pytest.mark.parametrize("calm_s", [1, 90])
def test_F25_one_fast_rise_after_the_other_is_counted_if_heat_was_given_between(
    calm_s: int,
) -> None:
    """Each counts once, however long it lasts; without heat between them there is only one."""
    assert _climbed(HEAT, FAST).times == 1
    calm = STILL, (calm_s, True, 0.0)
    assert _climbed(HEAT, FAST, *calm, FAST).times == 2
    assert _climbed(HEAT, FAST, *calm, FAST, *calm, FAST).times == 3
    assert _climbed(HEAT, FAST, STILL, (calm_s, False, 0.0), (8, False, 0.5)).times == 1


def test_F25_a_kettle_poured_in_gulps_is_one_rise_and_none_with_the_heater_off() -> None:
    """A minute of still water ends it, not a breath; in STANDBY there is none at all."""
    gulps = [(4, False, 0.8), (60, False, 0.0)] * 4
    assert _climbed(HEAT, FAST, (20, False, 0.0), *gulps).times == 1
    assert _climbed((40, True, 0.0), *gulps, heating=False).times == 0


@pytest.mark.parametrize("on", [True, False])
@pytest.mark.parametrize(("calm_s", "times"), [(114, 2), (115, 1)])
def test_F25_two_minutes_without_a_fast_rise_end_the_count(
    calm_s: int, times: int, on: bool
) -> None:
    """120 s until the next one shows: the next kettle is a first one again."""
    calm = (74, False, 0.0), (1, True, 0.0), (calm_s, on, 0.0)
    assert _climbed(HEAT, FAST, *calm, FAST).times == times


def test_F25_standby_between_two_fast_rises_is_not_counted() -> None:
    """Whoever says `on` ten minutes later to a dry bath is told by a trip; a reset needs time."""
    rise = _climbed(HEAT, FAST, STILL)
    for _ in range(600):
        rise.update(1.0, on=False, value_c=24.0, standby=True, heating=False)
    assert rise.times == 1
    for _ in range(round(FORGET_S)):
        rise.update(1.0, on=False, value_c=24.0, standby=False, heating=False)
    assert rise.times == 0


@pytest.mark.parametrize(("by_c", "still"), [(3 * LSB_C, True), (4 * LSB_C, False)])
def test_F25_a_fast_rise_lasts_until_the_water_is_still(by_c: float, still: bool) -> None:
    """Three LSB in 15 s are still water; until a minute of it the fastest that was seen is told."""
    rise = _climbed(HEAT, FAST, (10, False, 0.0), (60, False, 0.0))
    assert rise.rise_c == pytest.approx(4.0)
    after = _climbed(HEAT, FAST, (16, False, 0.0), (60, False, by_c / 15))
    assert after.rise_c == (0.0 if still else pytest.approx(4.0))


@pytest.mark.parametrize(("values", "fast"), [(5, False), (6, True)])
def test_F25_after_a_gap_a_few_values_are_needed(values: int, fast: bool) -> None:
    """The first ones after a probe was lost are not yet smooth."""
    rise = FastRise(PLATE)
    for n in range(values):
        rise.update(1.0, on=True, value_c=20.0 + 2.0 * (n == values - 1), standby=False)
    assert (rise.rise_c > 0.0) is fast


def test_before_the_first_second_nothing_rises_fast() -> None:
    """No rise, none counted, no heat; the windows are as long as they are."""
    rise = FastRise(PLATE)
    assert (rise.rise_c, rise.times, rise.minute_lift_c) == (0.0, 0, 0.0)
    assert (rise._minute_j, rise._calm_s, rise._still_s) == (0.0, 0.0, 0.0)
    assert (fast_rise.WINDOW_S, FAST_S, rise._values.maxlen) == (300, 15, 301)


def test_the_heat_of_a_minute_runs_off_in_a_minute() -> None:
    """Two seconds of it; two seconds later a part has gone, and never more than all."""
    rise = FastRise(PLATE)
    rise.update(2.0, True, None, standby=False)
    assert rise._minute_j == 2 * POWER_W
    rise.update(2.0, False, None, standby=False)
    assert rise._minute_j == pytest.approx(2 * POWER_W * (1 - 2 / 60))
    rise.update(1000.0, False, None, standby=False)
    assert rise._minute_j == 0.0


def test_a_missing_value_begins_the_window_again_and_ends_no_fast_rise() -> None:
    """Water unseen is not still."""
    rise = _risen(_line(0.5, 20), on=True)
    was_c = rise.rise_c
    rise._still_s = 59.0
    rise.update(1.0, False, None, standby=False)
    assert (len(rise._values), rise._still_s) == (0, 0.0)
    assert rise.rise_c == was_c > 0.0


def test_the_heat_of_the_last_minute_lifts_the_lightest_bath() -> None:
    """What a probe may have missed while it was away: about a minute of full power."""
    rise = _risen([40.0], heat_s=600)
    assert rise.minute_lift_c == pytest.approx(60.0 * FASTEST, rel=0.03)


def _jumped(to_c: float, *, on: bool) -> FastRise:
    """Five seconds at nothing without heat, and one jump with or without it."""
    rise = FastRise(PLATE)
    for _ in range(5):
        rise.update(1.0, False, 0.0, standby=False)
    rise.update(1.0, on, to_c, standby=False)
    return rise


def test_F25_one_second_of_heat_is_enough_to_judge_and_is_counted() -> None:
    """It is the heat of the same second; without it the rise is somebody's kettle."""
    assert (_jumped(2.0, on=True).rise_c, _jumped(2.0, on=True).times) == (2.0, 1)
    assert (_jumped(2.0, on=False).rise_c, _jumped(2.0, on=False).times) == (0.0, 0)


def test_F25_a_rise_at_the_limit_is_not_yet_a_fast_one() -> None:
    """What the lightest bath can do is allowed, and the least beyond is not."""
    limit_c = FastRise(PLATE).allowed_c
    assert _jumped(limit_c, on=True).rise_c == 0.0
    assert _jumped(nextafter(limit_c, 2.0), on=True).rise_c > 0.0


@pytest.mark.parametrize(("step_c", "over"), [(3 * LSB_C, True), (4 * LSB_C, False)])
def test_F25_water_that_rises_by_three_steps_in_15_s_is_still(step_c: float, over: bool) -> None:
    """Exactly three count as still, so that a fast rise is over after a minute of them."""
    rise = _jumped(2.0, on=True)
    for second in range(15 + 75):
        rise.update(1.0, False, 2.0 + step_c * (second // 15), standby=False)
    assert (rise.rise_c == 0.0) is over


def test_F25_a_small_fast_rise_of_a_slow_bath_lasts_and_is_remembered_like_a_large_one() -> None:
    """Learned to be slow, less than a degree is fast; the minutes count from when it is over."""
    rise = FastRise(PLATE)
    rise.fastest_c_per_s = 0.02
    for second in range(8):
        rise.update(1.0, True, 0.1 * second, standby=False)
    assert 0.0 < rise.rise_c < 1.0
    for _ in range(70):
        rise.update(1.0, False, 0.7, standby=False)
        assert 0.0 < rise.rise_c < 1.0
    for _ in range(120):
        rise.update(1.0, False, 0.7, standby=False)
    assert (rise.rise_c, rise.times) == (0.0, 1)
