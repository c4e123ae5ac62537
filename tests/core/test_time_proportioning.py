# SPDX-License-Identifier: MIT
"""When to switch: when the predicted water asks, and no more often than the contacts like."""

from dataclasses import replace
from itertools import pairwise

import pytest

from stoneheater.core.time_proportioning import SWITCHES, Mechanical, Profile, Ssr
from support.foretold import Foretold

BAND_C = 0.19


def _asked(switch: Mechanical | Ssr, bath: Foretold, seconds: int = 1) -> list[bool]:
    return [switch.update(1.0, bath.model, 50.0) for _ in range(seconds)]


def _closed() -> Mechanical:
    """A mechanical relay that closed long enough ago to open."""
    switch = Mechanical()
    assert _asked(switch, Foretold(49.0), 6)[-1]
    switch.half_band_c = BAND_C
    return switch


@pytest.mark.parametrize(("trough_c", "closes"), [(49.81, True), (49.8101, False)])
def test_a_relay_closes_for_the_predicted_trough(trough_c: float, closes: bool) -> None:
    """Water that falls and would turn below the band is caught in time."""
    bath = Foretold(50.0)
    bath.trough_c = trough_c
    assert _asked(Mechanical(), bath) == [closes]


@pytest.mark.parametrize(("crest_c", "closes"), [(49.81, True), (49.8101, False)])
def test_water_that_rises_is_left_to_rise(crest_c: float, closes: bool) -> None:
    """Rising by itself the water is heated only if it would turn before it reaches the band."""
    bath = Foretold(49.0)
    bath.rising, bath.crest_c = True, crest_c
    assert _asked(Mechanical(), bath) == [closes]


@pytest.mark.parametrize(
    ("first", "crest_c", "opens"),
    [(True, 50.08, True), (True, 50.0799, False), (False, 50.19, True), (False, 50.1899, False)],
)
def test_a_relay_opens_for_the_predicted_crest(first: bool, crest_c: float, opens: bool) -> None:
    """What the element has stored counts as given; the first pulse is a gentle one."""
    bath = Foretold(49.9)
    bath.crest_c = crest_c
    switch = _closed()
    switch._first = first
    assert _asked(switch, bath) == [not opens]


def test_only_the_first_pulse_after_full_power_is_gentle() -> None:
    """It has been when the relay opens; full power makes the next one a first one."""
    switch, low, high = _closed(), Foretold(49.0), Foretold(50.1)
    assert _asked(switch, high) == [False]
    assert _asked(switch, low, 10)[-1] is True
    assert _asked(switch, high) == [True]
    switch.reset()
    assert _asked(switch, low, 6)[-1] is True
    assert _asked(switch, high) == [False]


def test_contacts_stay_for_five_seconds() -> None:
    """Be the prediction as wild as it may, no pulse and no pause is shorter."""
    switch, states = Mechanical(), []
    for second in range(200):
        states += _asked(switch, Foretold(49.0 if second % 3 else 51.0))
    changes = [n for n in range(1, 200) if states[n] != states[n - 1]]
    assert min(end - start for start, end in pairwise(changes)) >= 5


def test_after_a_reset_the_relay_is_open_and_may_close_at_once() -> None:
    """A cut is at any instant, and what comes after it does not wait."""
    switch = _closed()
    switch.reset()
    assert _asked(switch, Foretold(50.0)) == [False]
    switch.reset()
    assert _asked(switch, Foretold(49.0)) == [True]


@pytest.mark.parametrize(
    ("swing_c", "half_band_c"),
    [(0.122, 0.19), (0.1, 0.202), (0.2, 0.164), (0.01, 0.19), (1.0, 0.19)],
)
def test_the_band_is_corrected_until_the_swing_is_as_wanted(
    swing_c: float, half_band_c: float
) -> None:
    """A swing of 0.122 °C rms is wanted; what is far from any swing corrects nothing."""
    switch, bath = Mechanical(), Foretold(50.0 - swing_c)
    bath.trough_c = 50.0
    _asked(switch, bath, 100)
    bath.trough_c = 49.0
    assert _asked(switch, bath) == [True]
    assert switch.half_band_c == pytest.approx(half_band_c, abs=0.005)


@pytest.mark.parametrize(("swing_c", "most_c"), [(0.05, 0.25), (0.35, 0.08)])
def test_the_band_has_bounds(swing_c: float, most_c: float) -> None:
    """However often it is corrected, the band stays a band."""
    switch, bath = Mechanical(), Foretold(50.0 - swing_c)
    for _ in range(100):
        bath.trough_c, bath.crest_c = 49.0, 50.0
        assert _asked(switch, bath, 6)[-1]
        bath.crest_c = bath.trough_c = 51.0
        assert not _asked(switch, bath, 6)[-1]
    assert switch.half_band_c == most_c


@pytest.mark.parametrize("hold", [0.02, 0.1, 0.25, 0.5, 0.98])
def test_an_ssr_gives_its_duty_to_the_second(hold: float) -> None:
    """At the target, over hours: the mean is the duty, whatever the frame."""
    seconds = 20000
    assert sum(_asked(Ssr(), Foretold(50.0, hold=hold), seconds)) == pytest.approx(
        hold * seconds, abs=5.0
    )


@pytest.mark.parametrize(("water_c", "duty"), [(49.0, 1.0), (51.0, 0.0), (50.0, 0.2)])
def test_an_ssr_closes_the_gap(water_c: float, duty: float) -> None:
    """Below the target more than what holds it, above it less, from nothing to everything."""
    assert sum(_asked(Ssr(), Foretold(water_c), 1000)) == pytest.approx(1000 * duty, abs=2.0)


def test_an_ssr_foresees_the_heat_on_its_way() -> None:
    """What still flows from the element is not given twice."""
    bath = Foretold(49.9)
    cold = sum(_asked(Ssr(), bath, 1000))
    bath.heat = 1.0
    assert sum(_asked(Ssr(), bath, 1000)) < cold


def test_an_ssr_owes_nothing_after_a_reset() -> None:
    """A frame that was cut is not made up for."""
    switch = Ssr()
    _asked(switch, Foretold(49.0), 3)
    switch.reset()
    assert _asked(switch, Foretold(51.0), 20) == [False] * 20


def _moved(bath: Foretold, to_c: float) -> Ssr:
    """An SSR that holds 50 °C, and whose target has just been moved."""
    switch = Ssr()
    _asked(switch, bath, 10)
    switch.update(1.0, bath.model, to_c)
    return switch


def _on(switch: Ssr, bath: Foretold, target_c: float, seconds: int = 10) -> int:
    return sum(switch.update(1.0, bath.model, target_c) for _ in range(seconds))


@pytest.mark.parametrize(
    ("to_c", "water_c", "on_s"),
    [(50.02, 50.0, 10), (50.0199, 50.0, 2), (49.98, 50.0, 0), (49.9801, 50.0, 2)],
)
def test_an_ssr_leaps_to_a_target_that_moves(to_c: float, water_c: float, on_s: int) -> None:
    """By 0.02 °C at once or more: all power, or none; by less the duty follows gently."""
    bath = Foretold(water_c)
    assert _on(_moved(bath, to_c), bath, to_c) == pytest.approx(on_s, abs=1)


@pytest.mark.parametrize(("rate_c_per_s", "leaps"), [(0.0585, True), (0.0586, False)])
def test_a_light_bath_is_not_leapt_with(rate_c_per_s: float, leaps: bool) -> None:
    """What full power would lift by more than 2.4 °C in its lags is led gently."""
    bath = Foretold(50.0)
    bath.learned = replace(bath.learned, rate_c_per_s=rate_c_per_s)
    assert (_on(_moved(bath, 50.1), bath, 50.1) == 10) is leaps


@pytest.mark.parametrize(("crest_c", "turned"), [(50.0999, False), (50.1, True)])
def test_a_leap_upwards_turns_where_the_water_will_coast(crest_c: float, turned: bool) -> None:
    """All power until the crest that is foretold is the target; then none."""
    bath = Foretold(50.0)
    switch = _moved(bath, 50.1)
    bath.heat, bath.crest_c = 0.9, crest_c
    assert _on(switch, bath, 50.1) == (0 if turned else 10)


@pytest.mark.parametrize(("trough_c", "turned"), [(49.9001, False), (49.9, True)])
def test_a_leap_downwards_turns_where_the_water_will_turn(trough_c: float, turned: bool) -> None:
    """No power until the trough that is foretold is the target; then all."""
    bath = Foretold(50.0)
    switch = _moved(bath, 49.9)
    bath.heat, bath.trough_c = 0.1, trough_c
    assert _on(switch, bath, 49.9) == (10 if turned else 0)


@pytest.mark.parametrize(
    ("up", "heat", "lands"),
    [
        (True, 0.2, True),
        (True, 0.201, False),
        (False, 0.2, True),
        (False, 0.199, False),
    ],
)
def test_a_leap_lands_when_the_element_gives_what_holds(up: bool, heat: float, lands: bool) -> None:
    """Once turned it stays turned, until the heat that flows is the heat that is lost."""
    target_c = 50.1 if up else 49.9
    bath = Foretold(50.0)
    switch = _moved(bath, target_c)
    bath.water_c, bath.heat = target_c, 0.9 if up else 0.1
    assert _on(switch, bath, target_c) == (0 if up else 10)
    bath.crest_c = bath.trough_c = 50.0  # foretold anew, and a little otherwise
    bath.heat = heat
    assert (_on(switch, bath, target_c) == 2) is lands


def test_after_a_reset_an_ssr_is_on_its_way_to_nowhere() -> None:
    """Neither a leap goes on, nor does the next target count as moved."""
    bath = Foretold(50.0)
    switch = _moved(bath, 50.1)
    switch.reset()
    assert _on(switch, bath, 50.0) == 2
    switch.reset()
    assert _on(switch, bath, 49.9) == 1


def test_every_profile_has_its_switch() -> None:
    """One for contacts that wear, one for what does not."""
    made = {profile: type(SWITCHES[profile]()) for profile in Profile}
    assert made == {Profile.MECHANICAL: Mechanical, Profile.SSR: Ssr}
