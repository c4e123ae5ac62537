# SPDX-License-Identifier: MIT
"""Water that rises without heat: what is explained, what is odd, what only a relay can do."""

from collections.abc import Iterable
from itertools import accumulate
from math import exp

import pytest

from stoneheater.core.energy import LAG_MAX_S
from stoneheater.core.reading import LSB_C
from stoneheater.core.rise_off import (
    AGAIN_S,
    MIXING_S,
    ODD_CYCLES,
    OPENED_PACE_S,
    PACE_S,
    QUIET_S,
    SURE_S,
    RiseOff,
)
from support.steady import PLATE

FASTEST = PLATE.fastest_c_per_s
POWER_W = PLATE.power_max_w
FULL = 300


def _risen(
    values_c: Iterable[float | None], *, on: bool = False, standby: bool = False, heat_s: int = 0
) -> RiseOff:
    """A rise seen once a second, after so many seconds of full power at the first value."""
    rise = RiseOff(PLATE)
    values = list(values_c)
    for _ in range(heat_s):
        rise.update(1.0, on=True, value_c=values[0], standby=False)
    for value_c in values:
        rise.update(1.0, on=on, value_c=value_c, standby=standby)
    return rise


def _line(rate_c_per_s: float, seconds: int, level_s: int = 0) -> list[float]:
    """Level for a while, then rising evenly, °C."""
    return [40.0] * level_s + [40.0 + rate_c_per_s * second for second in range(seconds + 1)]


def test_F22_a_weld_shows_sooner_in_a_bath_that_is_known_to_be_slow() -> None:
    """The heat that is stored explains less of a rise there."""
    wide, narrow = RiseOff(PLATE), RiseOff(PLATE)
    narrow.fastest_c_per_s = PLATE.narrowed(0.4 * FASTEST)
    for rise in (wide, narrow):
        for second in range(61):
            rise.update(1.0, on=second < 60, value_c=50.0, standby=False)
    assert narrow.given_c - 0.25 == pytest.approx(0.4 * (wide.given_c - 0.25))


def test_F43_nobody_knows_how_hot_the_element_was_at_the_start() -> None:
    """An earlier run may have heated to the very end: until proven, all its heat may come out."""
    rise = _risen([40.0] * (QUIET_S - 1))
    full_c = LAG_MAX_S * FASTEST
    assert rise.given_c == 4 * LSB_C
    assert rise.allowed_c == pytest.approx(4 * LSB_C + full_c * exp(-QUIET_S / LAG_MAX_S), rel=0.02)


@pytest.mark.parametrize(("seconds", "known"), [(QUIET_S - 1, False), (QUIET_S, True)])
def test_F43_a_quiet_minute_shows_that_the_element_is_cold(seconds: int, known: bool) -> None:
    """After it four LSB are all that a bath without heat may rise."""
    assert (_risen([40.0] * seconds).allowed_c == 4 * LSB_C) is known


@pytest.mark.parametrize(("rise_c", "known"), [(2 * LSB_C, True), (3 * LSB_C, False)])
def test_F43_a_minute_is_quiet_up_to_two_steps(rise_c: float, known: bool) -> None:
    """Two LSB are noise; of a third nobody knows where it came from."""
    rise = _risen([40.0, *[40.0 + rise_c] * (QUIET_S - 1)])
    assert (rise.allowed_c == 4 * LSB_C) is known


def test_F43_the_first_heat_adds_to_what_an_earlier_run_may_have_left() -> None:
    """From then on both are stored heat, and explain a rise."""
    rise = _risen([40.0])
    rise.update(1.0, on=True, value_c=40.0, standby=False)
    rise.update(1.0, on=False, value_c=40.0, standby=False)
    assert rise.given_c == rise.allowed_c == pytest.approx(0.25 + 170.0 * FASTEST, rel=0.02)


@pytest.mark.parametrize(("rise_c", "weld"), [(4 * LSB_C, False), (5 * LSB_C, True)])
def test_F21_a_rise_without_heat_may_be_four_steps(rise_c: float, weld: bool) -> None:
    """With nothing stored in the element four LSB are noise; the fifth is a weld."""
    rise = _risen([40.0] * QUIET_S + [40.0 + rise_c] * 30)
    assert rise.given_c == pytest.approx(4 * LSB_C)
    assert (rise.rise_c > rise.given_c) is weld


@pytest.mark.parametrize(("sure_s", "weld"), [(int(SURE_S) - 1, False), (int(SURE_S), True)])
def test_F21_a_rise_must_stay_unexplained_for_seconds(sure_s: int, weld: bool) -> None:
    """Poured water shows itself within seconds; until then nothing is called a weld."""
    rise = _risen([40.0] * QUIET_S + [40.5] * sure_s)
    assert (rise.rise_c > rise.given_c) is weld


def test_F43_over_an_element_that_may_be_hot_nobody_waits_to_be_sure() -> None:
    """The look for a weld is short, and heat comes after it."""
    assert _risen([40.0] * 30 + [40.0 + 5 * LSB_C]).odd_c == 5 * LSB_C
    assert _risen([40.0] * 30 + [40.0 + 4 * LSB_C]).odd_c == 0.0


def test_F21_stored_heat_may_still_come_out() -> None:
    """After full power the lags explain a rise; as they empty, they explain less."""
    just_off = _risen([40.0], heat_s=600)
    later = _risen([40.0] * 300, heat_s=600)
    stored_j = PLATE.power_max_w * LAG_MAX_S
    assert just_off.given_c == pytest.approx(0.25 + stored_j / PLATE.light_j_per_k, rel=0.05)
    assert later.given_c < 0.5 * just_off.given_c


def test_F21_heat_begins_the_count_again() -> None:
    """While the heater is on nothing is a rise without heat."""
    rise = _risen([40.0] * 30 + [41.0] * 30, on=True)
    assert (rise.rise_c, rise.given_c) == (0.0, float("inf"))


def test_F21_the_rise_is_counted_from_the_lowest_of_five_minutes() -> None:
    """A bath that cooled first has risen from its lowest, and only for as long as that is near."""
    rise = _risen([45.0] * 20 + [40.0] * 20 + [40.25] * 20)
    assert rise.rise_c == pytest.approx(0.25)
    for _ in range(300):
        rise.update(1.0, on=False, value_c=40.25, standby=False)
    assert rise.rise_c == 0.0


def test_F31_poured_water_is_no_weld() -> None:
    """A rise that no element can make is followed for a minute, and then forgotten."""
    rise = _risen([40.0] * QUIET_S + [45.0 + 0.05 * min(second, 50) for second in range(150)])
    assert rise.rise_c <= rise.given_c


def test_a_missing_value_begins_every_window_again() -> None:
    """Nothing is a rise across a gap in what was seen."""
    rise = _risen([40.0] * 30 + [45.0] * 3 + [None])
    assert (rise.rise_c, rise.given_c, rise.allowed_c) == (0.0, float("inf"), float("inf"))
    assert rise.standby_weld is False
    rise.update(1.0, on=False, value_c=50.0, standby=True)
    assert rise.rise_c == 0.0


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
    rise = RiseOff(PLATE)
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


def _minutes(*rises_c: float) -> RiseOff:
    """Five minutes of straight lines with the heater off, and a rise that nothing explains."""
    rise = RiseOff(PLATE)
    steps = [total / 60 for total in rises_c for _ in range(60)]
    rise._values.extend(accumulate(steps, initial=20.0))
    rise._off.extend((20.0, 0.0, 0.0) for _ in range(FULL))
    rise.rise_c, rise.given_c = 1.0, 0.5
    return rise


def test_heat_is_power_times_time_and_runs_off() -> None:
    """Two seconds of it; two seconds later a part of it, by the lag, has gone."""
    rise = RiseOff(PLATE)
    rise.update(170.0, False, None, standby=False)
    rise.update(2.0, True, None, standby=False)
    assert rise._stored_j == 2 * POWER_W
    rise.update(2.0, False, None, standby=False)
    assert rise._stored_j == pytest.approx(2 * POWER_W * (1 - 2 / 170))


def test_after_a_long_gap_no_heat_is_left_and_never_less_than_none() -> None:
    """A gap longer than the lag ends at nothing."""
    rise = RiseOff(PLATE)
    rise.update(1.0, True, None, standby=False)
    rise.update(1000.0, False, None, standby=False)
    assert (rise._stored_j, rise._earlier_j) == (0.0, 0.0)


def test_before_the_first_second_nothing_rises() -> None:
    """No rise, no weld; what is allowed has no bound yet, and an earlier run may have heated."""
    rise = RiseOff(PLATE)
    assert (rise.rise_c, rise.odd_c, rise.times) == (0.0, 0.0, 0)
    assert {rise.given_c, rise.allowed_c, rise.odd_allowed_c} == {float("inf")}
    assert (rise.standby_weld, rise.keeps_pace) == (False, False)
    assert (rise._mixing_s, rise._over_s, rise._odd_s, rise._calm_s) == (0.0, 0.0, 0.0, 0.0)
    assert (rise._stored_j, rise._earlier_j) == (0.0, 170.0 * POWER_W)
    assert (rise._values.maxlen, rise._off.maxlen, rise._odd.maxlen) == (301, 300, ODD_CYCLES)


def test_the_times_are_as_long_as_they_are() -> None:
    """A minute of quiet and one of mixing, a quarter of an hour, two paces, and their room."""
    assert (QUIET_S, MIXING_S, AGAIN_S) == (60, 60.0, 900.0)
    assert (PACE_S, OPENED_PACE_S, ODD_CYCLES) == (90.0, 300.0, 330)


def test_a_missing_value_leaves_nothing_in_the_windows() -> None:
    """What was steady is not, and what was seen is not compared with what comes."""
    rise = _risen(_line(0.5 * FASTEST, 301), standby=True)
    assert rise.standby_weld
    rise.update(1.0, False, None, standby=True)
    assert (len(rise._values), len(rise._off), rise.standby_weld) == (0, 0, False)


def test_the_newest_value_decides_whether_a_minute_was_quiet() -> None:
    """Three steps in its last second are a rise."""
    assert _risen([40.0] * (QUIET_S - 1) + [40.0 + 3 * LSB_C]).allowed_c > 1.0


def test_the_minute_of_mixing_is_counted_down_by_the_second() -> None:
    """Ten seconds after water was poured in, fifty are left."""
    assert _risen([40.0] * QUIET_S + [45.0] * 15)._mixing_s == 50.0


def test_with_heat_there_is_no_rise_without_heat() -> None:
    """Switching on forgets what rose before, and how long it was unexplained."""
    rise = RiseOff(PLATE)
    rise.update(1.0, False, 20.0, standby=False)
    assert rise._mixing_s == 0.0
    rise.rise_c, rise._over_s = 1.0, 3.0
    rise.update(1.0, True, 20.0, standby=False)
    assert (rise.rise_c, rise._over_s) == (0.0, 0.0)
    assert (rise.given_c, rise.allowed_c) == (float("inf"), float("inf"))


@pytest.mark.parametrize(("jump_c", "poured"), [(0.5, False), (0.6, True)])
def test_water_was_poured_if_five_seconds_rise_more_than_any_element(
    jump_c: float, poured: bool
) -> None:
    """Six values are enough, and the newest counts."""
    rise = RiseOff(PLATE)
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
    rise = RiseOff(PLATE)
    rise._values.append(25.0)
    rise._off.append((20.0, 0.0, 0.0))
    rise.update(1.0, False, 21.0, standby=False)
    assert rise._over_s == 0.0


COLD: list[tuple[int, float]] = [(QUIET_S, 0.0)]
ODD: list[tuple[int, float]] = [(1, 0.5), (4, 0.0)]


def _gone(*steps: tuple[int, float], heating: bool = True) -> RiseOff:
    """Water that moves by so many degrees a second for so long, the heater off."""
    rise, value_c = RiseOff(PLATE), 40.0
    for seconds, by_c in steps:
        for _ in range(seconds):
            value_c += by_c
            rise.update(1.0, on=False, value_c=value_c, standby=False, heating=heating)
    return rise


def test_F21_a_rise_that_nothing_explains_is_odd_and_says_by_how_much() -> None:
    """It carries what was explained as it began, and the most that it came to."""
    rise = _gone(*COLD, *ODD)
    assert (rise.odd_c, rise.odd_allowed_c, rise.times) == (0.5, 0.25, 1)
    assert _gone(*COLD, *ODD, (6, 0.1), (20, -0.01)).odd_c == pytest.approx(1.1)


def test_F31_outside_a_heat_up_a_rise_over_a_cold_element_is_not_odd() -> None:
    """In STANDBY people pour; what an earlier run may have left is odd in any mode."""
    assert _gone(*COLD, *ODD, heating=False).odd_c == 0.0
    assert _gone((QUIET_S - 10, 0.0), *ODD, heating=False).odd_c == 0.5


@pytest.mark.parametrize(
    ("heating", "closed", "on", "times"),
    [
        (True, True, False, 0),
        (False, True, False, 1),
        (True, False, False, 1),
        (True, True, True, 1),
    ],
)
def test_F21_only_time_in_which_a_weld_would_show_ends_the_count(
    heating: bool, closed: bool, on: bool, times: int
) -> None:
    """In a heat-up, with the heater off, and `enable` closed where there is one."""
    rise = _gone(*COLD, *ODD, (QUIET_S, 0.0))
    for _ in range(900):
        rise.update(2.0, on, 40.5, standby=False, heating=heating, closed=closed)
    assert rise.times == times


def test_F21_after_a_trip_the_count_begins_anew() -> None:
    """Somebody came, and reset it."""
    rise = _gone(*COLD, *ODD)
    rise.forget()
    assert (rise.times, rise.odd_c) == (0, 0.5)


def test_F43_what_an_earlier_run_left_is_none_when_it_could_lift_less_than_a_step() -> None:
    """Also where no probe has been seen since the start."""
    rise = RiseOff(PLATE)
    least_j = LSB_C / FASTEST * POWER_W
    while rise._earlier_j > 0.0:
        before_j = rise._earlier_j
        rise.update(1.0, False, None, standby=True)
    assert least_j < before_j < 1.02 * least_j


@pytest.mark.parametrize(("seconds", "keeps"), [(299, False), (300, True)])
def test_F21_where_enable_has_opened_the_circuit_a_pace_is_five_minutes(
    seconds: int, keeps: bool
) -> None:
    """Warm stones under cold water lift it evenly for longer than poured water does."""
    rise = RiseOff(PLATE, OPENED_PACE_S)
    values_c = [*[40.0] * QUIET_S, *[40.5] * 5, *(40.5 + 0.01 * s for s in range(1, seconds + 1))]
    for value_c in values_c:
        rise.update(1.0, False, value_c, standby=False)
    assert rise.keeps_pace is keeps


@pytest.mark.parametrize("cycle_s", [0.92, 0.999, 1.0, 1.1])
def test_F21_a_pace_is_seen_though_cycles_come_early_or_late(cycle_s: float) -> None:
    """Five minutes are five minutes, and not so many cycles."""
    rise, passed_s = RiseOff(PLATE, OPENED_PACE_S), 0.0
    for value_c in (*[40.0] * 80, *[40.5] * 5):
        rise.update(cycle_s, False, value_c, standby=False)
    while not rise.keeps_pace and passed_s < 1.1 * OPENED_PACE_S:
        passed_s += cycle_s
        rise.update(cycle_s, False, 40.5 + 0.01 * passed_s, standby=False)
    assert OPENED_PACE_S <= passed_s <= OPENED_PACE_S + cycle_s


@pytest.mark.parametrize(("seconds", "over"), [(QUIET_S - 1, False), (QUIET_S, True)])
def test_F31_an_odd_rise_is_over_after_a_quiet_minute(seconds: int, over: bool) -> None:
    """Not sooner, though the water stands still; then nothing of it is held against what comes."""
    rise = _gone(*COLD, *ODD, (seconds, 0.0))
    assert (rise.odd_c == 0.0) is over
    assert (rise.odd_allowed_c == float("inf")) is over
    assert (len(rise._odd) == 0, rise.suspect) == (over, not over)
    assert (rise.times, rise.keeps_pace) == (1, False)


def test_F21_an_odd_rise_begins_at_its_own_value_and_with_all_that_may_be_stored() -> None:
    """From there its pace is reckoned."""
    rise = _risen([40.0] * 30 + [40.0 + 5 * LSB_C])
    assert rise._odd[0] == (0.0, 40.0 + 5 * LSB_C, rise._earlier_j)


def test_F21_an_end_ends_the_pace() -> None:
    """After a quiet minute nothing of an even rise is left."""
    rise = _gone(*COLD, *ODD, (int(PACE_S), 0.03))
    assert rise.keeps_pace
    for _ in range(QUIET_S):
        rise.update(1.0, False, 50.0, standby=False)
    assert (rise.odd_c, rise.keeps_pace) == (0.0, False)


@pytest.mark.parametrize(("every_s", "over"), [(30, True), (19, False)])
def test_F21_an_odd_rise_lasts_while_a_minute_rises_by_three_steps(
    every_s: int, over: bool
) -> None:
    """Two LSB in a minute are noise, three a slow bath that is being heated."""
    rise = _gone(*COLD, *ODD, *[(1, LSB_C), (every_s - 1, 0.0)] * 4)
    assert (rise.odd_c == 0.0) is over


def test_F21_after_an_odd_rise_the_element_may_have_a_tail() -> None:
    """A minute that was quiet may be the slow end of a hot one: four LSB more are explained."""
    rise = _gone(*COLD, *ODD, (QUIET_S, 0.0), (1, 0.0))
    assert rise.given_c == pytest.approx(8 * LSB_C, rel=0.01)
    assert rise.rise_c == 0.0


@pytest.mark.parametrize(("calm_s", "times"), [(AGAIN_S - 6, 2), (AGAIN_S - 5, 1)])
def test_F21_odd_rises_are_counted_for_fifteen_minutes(calm_s: float, times: int) -> None:
    """The next one shows after five seconds; later than that it is a first one again."""
    again = (1, 0.5), (int(SURE_S) - 1, 0.0)
    assert _gone(*COLD, *ODD, (QUIET_S, 0.0), (int(calm_s), 0.0), *again).times == times


def test_F21_an_odd_rise_is_counted_once_however_long_it_lasts() -> None:
    """Poured in gulps, or by a relay that goes on."""
    assert _gone(*COLD, *ODD, *[(1, 0.3), (40, 0.0)] * 10).times == 1


def test_F21_a_silent_probe_ends_no_odd_rise_and_no_pace() -> None:
    """Water unseen is not quiet; what was seen before and is seen after it counts."""
    rise = _gone(*COLD, *ODD, (60, 0.03))
    for _ in range(20):
        rise.update(1.0, on=False, value_c=None, standby=False)
    assert (rise.odd_c > 0.0, rise.keeps_pace) == (True, False)
    for second in range(9):
        rise.update(1.0, on=False, value_c=43.0 + 0.03 * second, standby=False)
        assert not rise.keeps_pace
    rise.update(1.0, on=False, value_c=43.0, standby=False)
    assert rise.keeps_pace


@pytest.mark.parametrize(("seconds", "keeps"), [(int(PACE_S) - 1, False), (int(PACE_S), True)])
def test_F21_a_minute_and_a_half_of_an_even_rise_keeps_its_pace(seconds: int, keeps: bool) -> None:
    """Counted from when it was odd."""
    assert _gone(*COLD, *ODD, (seconds, 0.03)).keeps_pace is keeps


@pytest.mark.parametrize(("steps", "keeps"), [(6, True), (5, False)])
def test_F21_half_a_pace_is_six_steps(steps: int, keeps: bool) -> None:
    """Less than that is noise."""
    first = (45 - steps, 0.0), (steps, LSB_C)
    assert _gone(*COLD, *ODD, *first, (45, 0.03)).keeps_pace is keeps


@pytest.mark.parametrize(("share", "keeps"), [(0.71, True), (0.69, False)])
def test_F21_the_second_half_of_a_pace_is_seven_tenths_of_the_first(
    share: float, keeps: bool
) -> None:
    """What is poured in dies down, as slow as the probe may be; what is heated does not."""
    assert _gone(*COLD, *ODD, (45, 0.03), (45, 0.03 * share)).keeps_pace is keeps


def test_F43_what_an_earlier_run_may_have_left_is_no_pace() -> None:
    """The heat of a whole lag may come out at the start, and as evenly."""
    assert not _gone((5, 0.0), (150, 0.03)).keeps_pace
    assert _gone((5, 0.0), (150, 0.03)).suspect
    assert _gone((5, 0.0), (600, 0.03)).keeps_pace
    assert _gone(*COLD, (105, 0.03)).keeps_pace


def test_F31_an_odd_rise_of_standby_is_not_counted_and_has_no_pace() -> None:
    """Somebody fills the bath just after the start: no heat for a while, and nothing else."""
    filled = _gone((5, 0.0), (200, 0.06), heating=False)
    assert filled.odd_c > 1.0
    assert (filled.times, filled.suspect, filled.keeps_pace) == (0, False, False)


@pytest.mark.parametrize("pour_s", [1, 30, 60])
@pytest.mark.parametrize("lag_s", [5, 20, 45])
def test_F31_water_poured_within_a_minute_keeps_no_pace(pour_s: int, lag_s: int) -> None:
    """Seen by any probe, it is one odd rise at most, and over some minutes later."""
    rise, water_c, probe_c = RiseOff(PLATE), 40.0, 40.0
    for second in range(600):
        water_c += 1.5 / pour_s if QUIET_S <= second < QUIET_S + pour_s else 0.0
        probe_c += (water_c - probe_c) / lag_s
        rise.update(1.0, on=False, value_c=probe_c, standby=False)
        assert not rise.keeps_pace
    assert rise.odd_c == 0.0
    shown = (pour_s, lag_s) == (1, 5)  # so quick a probe tells pouring from heating
    assert rise.times == (0 if shown else 1)
