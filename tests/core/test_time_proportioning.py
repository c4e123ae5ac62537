# SPDX-License-Identifier: MIT
"""When to switch: when the predicted water asks, and no more often than the contacts like."""

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


def test_every_profile_has_its_switch() -> None:
    """One for contacts that wear, one for what does not."""
    made = {profile: type(SWITCHES[profile]()) for profile in Profile}
    assert made == {Profile.MECHANICAL: Mechanical, Profile.SSR: Ssr}
