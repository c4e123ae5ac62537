# SPDX-License-Identifier: MIT
"""How water may rise: what the name plate allows, what stored heat explains, what it cannot."""

from collections.abc import Callable, Iterable
from math import exp

import pytest

from stoneheater.core.energy import (
    FAST_S,
    FORGET_S,
    LAG_MAX_S,
    START_S,
    SURE_S,
    NamePlate,
    Rise,
    Smooth,
)
from stoneheater.core.reading import LSB_C
from support.steady import PLATE

FASTEST = PLATE.fastest_c_per_s


def _risen(
    values_c: Iterable[float | None], *, on: bool = False, standby: bool = False, heat_s: int = 0
) -> Rise:
    """A rise seen once a second, after so many seconds of full power at the first value."""
    rise = Rise(PLATE)
    values = list(values_c)
    for _ in range(heat_s):
        rise.update(1.0, on=True, value_c=values[0], standby=False)
    for value_c in values:
        rise.update(1.0, on=on, value_c=value_c, standby=standby)
    return rise


def _line(rate_c_per_s: float, seconds: int, level_s: int = 0) -> list[float]:
    """Level for a while, then rising evenly, °C."""
    return [40.0] * level_s + [40.0 + rate_c_per_s * second for second in range(seconds + 1)]


def test_the_name_plate_bounds_the_worst_bath() -> None:
    """Power within 30 %, water from half to twice, 15 kg of stones."""
    assert (PLATE.power_min_w, PLATE.power_max_w) == pytest.approx((560.0, 1040.0))
    assert PLATE.light_j_per_k == pytest.approx(4.0 * 4186.0)
    assert PLATE.heavy_j_per_k == pytest.approx(16.0 * 4186.0 + 15.0 * 840.0)
    assert pytest.approx(1040.0 / 16744.0) == FASTEST
    assert PLATE.slowest_c_per_s == pytest.approx(0.5 * 560.0 / 79576.0)


def test_the_slowest_bath_is_faster_than_creep() -> None:
    """A large bath on a weak element still rises faster than one that follows the room."""
    assert NamePlate(50.0, 20.0).slowest_c_per_s == 0.001


SLOWEST = 560.0 / (16.0 * 4186.0)


@pytest.mark.parametrize(
    ("learned", "allowed"),
    [
        (0.5 * FASTEST, 0.5 * FASTEST),
        (1.1 * FASTEST, FASTEST),
        (0.9 * SLOWEST, SLOWEST),
        (float("nan"), FASTEST),
        (float("inf"), FASTEST),
        (float("-inf"), SLOWEST),
    ],
)
def test_a_learned_bath_narrows_the_fastest_rise_inside_the_plate(
    learned: float, allowed: float
) -> None:
    """Whatever was learned, also nonsense, the rise stays between those of the name plate."""
    assert PLATE.narrowed(learned) == pytest.approx(allowed)


def test_F22_a_weld_shows_sooner_in_a_bath_that_is_known_to_be_slow() -> None:
    """The heat that is stored explains less of a rise there."""
    wide, narrow = Rise(PLATE), Rise(PLATE)
    narrow.fastest_c_per_s = PLATE.narrowed(0.4 * FASTEST)
    for rise in (wide, narrow):
        for second in range(61):
            rise.update(1.0, on=second < 60, value_c=50.0, standby=False)
    assert narrow.allowed_c - 0.25 == pytest.approx(0.4 * (wide.allowed_c - 0.25))


def test_F25_the_limit_of_a_fast_rise_narrows_too() -> None:
    """Three LSB, and what the learned bath can do in 15 s."""
    rise = Rise(PLATE)
    rise.fastest_c_per_s = PLATE.narrowed(0.4 * FASTEST)
    assert rise.fast_allowed_c == pytest.approx(FAST_S * 0.4 * FASTEST + 3 * LSB_C)


def test_F21_nobody_knows_how_hot_the_element_was_at_the_start() -> None:
    """An earlier run may have heated to the very end: until proven, all its heat may come out."""
    rise = _risen([40.0] * (START_S - 1))
    full_c = LAG_MAX_S * FASTEST
    assert rise.allowed_c == pytest.approx(4 * LSB_C + full_c * exp(-START_S / LAG_MAX_S), rel=0.02)


@pytest.mark.parametrize(("seconds", "known"), [(START_S - 1, False), (START_S, True)])
def test_F21_a_quiet_minute_shows_that_the_element_is_cold(seconds: int, known: bool) -> None:
    """After it four LSB are all that a bath without heat may rise."""
    assert (_risen([40.0] * seconds).allowed_c == 4 * LSB_C) is known


@pytest.mark.parametrize(("rise_c", "known"), [(2 * LSB_C, True), (3 * LSB_C, False)])
def test_F21_a_minute_is_quiet_up_to_two_steps(rise_c: float, known: bool) -> None:
    """Two LSB are noise; of a third nobody knows where it came from."""
    rise = _risen([40.0, *[40.0 + rise_c] * (START_S - 1)])
    assert (rise.allowed_c == 4 * LSB_C) is known
    assert rise.start_c == (0.0 if known else rise_c)


def test_F21_a_rise_at_the_start_is_seen_until_heat_is_given() -> None:
    """From then on the stored heat explains it, or does not."""
    rise = _risen(_line(0.02, 40))
    assert rise.start_c == pytest.approx(0.8)
    rise.update(1.0, on=True, value_c=41.0, standby=False)
    rise.update(1.0, on=False, value_c=41.0, standby=False)
    assert rise.start_c == 0.0
    assert rise.allowed_c > 5.0


def test_F21_a_rise_at_the_start_is_that_of_a_minute_and_of_a_highest_value() -> None:
    """What is falling back, or rose long ago, is not rising."""
    assert _risen([*_line(0.02, 40), 40.7]).start_c == 0.0
    assert _risen(_line(0.01, 200)).start_c == pytest.approx(0.01 * (START_S - 1))


@pytest.mark.parametrize(("factor", "fast"), [(0.99, False), (1.01, True)])
def test_F25_faster_than_the_lightest_bath_is_too_fast(factor: float, fast: bool) -> None:
    """What the strongest element can do to half the water in 15 s, and three LSB more."""
    limit_c = FAST_S * FASTEST + 3 * LSB_C
    rise = _risen(_line(factor * limit_c / FAST_S, 20), on=True)
    assert Rise(PLATE).fast_allowed_c == pytest.approx(limit_c)
    assert (rise.fast_c > rise.fast_allowed_c) is fast


def test_F25_a_dry_bath_needs_heat_to_be_one() -> None:
    """Water that rises without heat was poured in; it is not an empty bath."""
    assert _risen(_line(0.5, 20)).fast_c == 0.0
    assert _risen(_line(0.5, 20), on=True).fast_c > 0.0


@pytest.mark.parametrize(("pause_s", "fast"), [(40, True), (240, False)])
def test_F25_heat_counts_for_a_minute_or_so(pause_s: int, fast: bool) -> None:
    """Shortly after the heat a dry bath is still one; minutes later it is something else."""
    rise = _risen(_line(0.5, 20, level_s=pause_s), heat_s=30)
    assert (rise.fast_c > 0.0) is fast


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
    rise = Rise(PLATE)
    worst_c = 0.0
    for second in range(21):
        rise.update(1.0, on=True, value_c=40.0 + shape(second), standby=False)
        worst_c = max(worst_c, rise.fast_c)
    assert (worst_c > 0.0) is fast


def _climbed(*steps: tuple[int, bool, float], heating: bool = True) -> Rise:
    """Water that climbs by so many degrees a second, for so long, with the heater on or off."""
    rise, value_c = Rise(PLATE), 20.0
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
    assert _climbed(HEAT, FAST).fast_times == 1
    calm = STILL, (calm_s, True, 0.0)
    assert _climbed(HEAT, FAST, *calm, FAST).fast_times == 2
    assert _climbed(HEAT, FAST, *calm, FAST, *calm, FAST).fast_times == 3
    assert _climbed(HEAT, FAST, STILL, (calm_s, False, 0.0), (8, False, 0.5)).fast_times == 1


def test_F25_a_kettle_poured_in_gulps_is_one_rise_and_none_with_the_heater_off() -> None:
    """A minute of still water ends it, not a breath; in STANDBY there is none at all."""
    gulps = [(4, False, 0.8), (60, False, 0.0)] * 4
    assert _climbed(HEAT, FAST, (20, False, 0.0), *gulps).fast_times == 1
    assert _climbed((40, True, 0.0), *gulps, heating=False).fast_times == 0


@pytest.mark.parametrize("on", [True, False])
@pytest.mark.parametrize(("calm_s", "times"), [(114, 2), (115, 1)])
def test_F25_two_minutes_without_a_fast_rise_end_the_count(
    calm_s: int, times: int, on: bool
) -> None:
    """120 s until the next one shows: the next kettle is a first one again."""
    calm = (74, False, 0.0), (1, True, 0.0), (calm_s, on, 0.0)
    assert _climbed(HEAT, FAST, *calm, FAST).fast_times == times


def test_F25_standby_between_two_fast_rises_is_not_counted() -> None:
    """Whoever says `on` ten minutes later to a dry bath is told by a trip; a reset needs time."""
    rise = _climbed(HEAT, FAST, STILL)
    for _ in range(600):
        rise.update(1.0, on=False, value_c=24.0, standby=True, heating=False)
    assert rise.fast_times == 1
    for _ in range(round(FORGET_S)):
        rise.update(1.0, on=False, value_c=24.0, standby=False, heating=False)
    assert rise.fast_times == 0


@pytest.mark.parametrize(("by_c", "still"), [(3 * LSB_C, True), (4 * LSB_C, False)])
def test_F25_a_fast_rise_lasts_until_the_water_is_still(by_c: float, still: bool) -> None:
    """Three LSB in 15 s are still water; until a minute of it the fastest that was seen is told."""
    rise = _climbed(HEAT, FAST, (10, False, 0.0), (60, False, 0.0))
    assert rise.fast_c == pytest.approx(4.0)
    after = _climbed(HEAT, FAST, (16, False, 0.0), (60, False, by_c / 15))
    assert after.fast_c == (0.0 if still else pytest.approx(4.0))


@pytest.mark.parametrize(("values", "fast"), [(5, False), (6, True)])
def test_F25_after_a_gap_a_few_values_are_needed(values: int, fast: bool) -> None:
    """The first ones after a probe was lost are not yet smooth."""
    rise = Rise(PLATE)
    for n in range(values):
        rise.update(1.0, on=True, value_c=20.0 + 2.0 * (n == values - 1), standby=False)
    assert (rise.fast_c > 0.0) is fast


@pytest.mark.parametrize(("rise_c", "weld"), [(4 * LSB_C, False), (5 * LSB_C, True)])
def test_F21_a_rise_without_heat_may_be_four_steps(rise_c: float, weld: bool) -> None:
    """With nothing stored in the element four LSB are noise; the fifth is a weld."""
    rise = _risen([40.0] * START_S + [40.0 + rise_c] * 30)
    assert rise.allowed_c == pytest.approx(4 * LSB_C)
    assert (rise.off_c > rise.allowed_c) is weld


@pytest.mark.parametrize(("sure_s", "weld"), [(int(SURE_S) - 1, False), (int(SURE_S), True)])
def test_F21_a_rise_must_stay_unexplained_for_seconds(sure_s: int, weld: bool) -> None:
    """Poured water shows itself within seconds; until then nothing is called a weld."""
    rise = _risen([40.0] * START_S + [40.5] * sure_s)
    assert (rise.off_c > rise.allowed_c) is weld


def test_F21_stored_heat_may_still_come_out() -> None:
    """After full power the lags explain a rise; as they empty, they explain less."""
    just_off = _risen([40.0], heat_s=600)
    later = _risen([40.0] * 300, heat_s=600)
    stored_j = PLATE.power_max_w * LAG_MAX_S
    assert just_off.allowed_c == pytest.approx(0.25 + stored_j / PLATE.light_j_per_k, rel=0.05)
    assert later.allowed_c < 0.5 * just_off.allowed_c


def test_F21_heat_begins_the_count_again() -> None:
    """While the heater is on nothing is a rise without heat."""
    rise = _risen([40.0] * 30 + [41.0] * 30, on=True)
    assert (rise.off_c, rise.allowed_c) == (0.0, float("inf"))


def test_F21_the_rise_is_counted_from_the_lowest_of_five_minutes() -> None:
    """A bath that cooled first has risen from its lowest, and only for as long as that is near."""
    rise = _risen([45.0] * 20 + [40.0] * 20 + [40.25] * 20)
    assert rise.off_c == pytest.approx(0.25)
    for _ in range(300):
        rise.update(1.0, on=False, value_c=40.25, standby=False)
    assert rise.off_c == 0.0


def test_F31_poured_water_is_no_weld() -> None:
    """A rise that no element can make is followed for a minute, and then forgotten."""
    rise = _risen([40.0] * START_S + [45.0 + 0.05 * min(second, 50) for second in range(150)])
    assert rise.off_c <= rise.allowed_c


def test_a_missing_value_begins_every_window_again() -> None:
    """Nothing is a rise across a gap in what was seen."""
    rise = _risen([40.0] * 30 + [45.0] * 3 + [None])
    assert (rise.off_c, rise.allowed_c, rise.fast_c) == (0.0, float("inf"), 0.0)
    assert rise.start_c == 0.0
    assert rise.standby_weld is False
    rise.update(1.0, on=False, value_c=50.0, standby=True)
    assert rise.off_c == 0.0


@pytest.mark.parametrize(
    ("rate", "seconds", "weld"),
    [
        (0.5 * FASTEST, 301, True),
        (0.5 * FASTEST, 298, False),
        (1.01 * PLATE.slowest_c_per_s, 301, True),
        (0.99 * PLATE.slowest_c_per_s, 301, False),
        (FASTEST, 301, True),
        (1.1 * FASTEST, 301, False),
    ],
)
def test_F21_in_standby_a_weld_is_five_minutes_at_the_pace_of_the_element(
    rate: float, seconds: int, weld: bool
) -> None:
    """Slower is the room, faster is poured water, shorter is nothing yet."""
    assert _risen(_line(rate, seconds), standby=True).standby_weld is weld


def test_F21_in_standby_heat_that_was_given_explains_a_rise() -> None:
    """After a heat-up a steady rise is a weld only where stored heat cannot make it."""
    rise = Rise(PLATE)
    for second in range(302):
        on = second == 0
        heat_s = 400.0 if on else 1.0
        rise.update(heat_s, on=on, value_c=40.0 + 0.005 * second, standby=not on)
    assert rise.standby_weld is False


def test_F21_a_steady_rise_counts_in_standby_only() -> None:
    """The same rise in another mode is judged by the other rule."""
    assert _risen(_line(0.5 * FASTEST, 301), standby=False).standby_weld is False


@pytest.mark.parametrize(("last", "weld"), [(0.65, True), (0.55, False)])
def test_F21_a_rise_that_dies_down_is_no_weld(last: float, weld: bool) -> None:
    """The last minute must keep six tenths of the pace of the first."""
    slow, values_c = 0.5 * FASTEST, [40.0]
    for second in range(301):
        pace = slow * (1.0 if second < 120 else last)
        values_c.append(values_c[-1] + pace)
    assert _risen(values_c, standby=True).standby_weld is weld


def test_the_heat_of_the_last_minute_lifts_the_lightest_bath() -> None:
    """What a probe may have missed while it was away: about a minute of full power."""
    rise = _risen([40.0], heat_s=600)
    assert rise.minute_lift_c == pytest.approx(60.0 * FASTEST, rel=0.03)


def test_one_or_two_wrong_values_say_nothing() -> None:
    """The energy balance sees the median of five, and nothing across a gap."""
    smooth = Smooth()
    assert [smooth.update(c) for c in (40.0, 40.0, 90.0, 40.0, 90.0)] == [40.0] * 5
    assert smooth.update(90.0) == 90.0
    assert smooth.update(None) is None
    assert smooth.update(20.0) == 20.0
