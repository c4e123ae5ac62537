# SPDX-License-Identifier: MIT
"""Learning in the closed loop: what one heat-up finds, what is foretold, what must not teach."""

from copy import deepcopy
from dataclasses import replace
from itertools import pairwise, product
from math import isfinite, log, sqrt

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from stoneheater.core.bath_filter import BathFilter
from stoneheater.core.bath_health import compare
from stoneheater.core.bath_model import Learned, State
from stoneheater.core.time_proportioning import Profile
from support.own_bath import NOMINAL, OwnBath, OwnLoop, Second

HEAT_UP_S = 5400
PLATES = [(1.0, 1.0), *product((0.85, 1.15), (0.6, 1.5))]
LAGS_S = [15.0, 30.0, 80.0]
CORRECTION_S = 5


def misnamed(power: float, water: float, element_lag_s: float = 30.0) -> Learned:
    """The truth behind the nominal plate, with so many times its power and its water."""
    return Learned(
        NOMINAL.rate_c_per_s * power / water,
        element_lag_s,
        9.0,
        NOMINAL.stone_share / water,
        NOMINAL.loss_share / power * water ** (2 / 3),
    )


def settled(truth: Learned = NOMINAL, profile: Profile = Profile.MECHANICAL) -> OwnLoop:
    """A bath that has been held at its target for a while."""
    loop = OwnLoop(OwnBath(truth), profile=profile)
    loop.run(HEAT_UP_S)
    return loop


def first_peak_c(seconds: list[Second], target_c: float = 50.0) -> float:
    """How far the water first went above the target, until it fell through it, °C."""
    above = [second.water_c - target_c for second in seconds]
    start = next(n for n, over_c in enumerate(above) if over_c > 0.0)
    end = next((n for n in range(start, len(above)) if above[n] < 0.0), len(above))
    return max(above[start:end])


# -- what one heat-up finds -----------------------------------------------------------------------


@pytest.mark.parametrize("element_lag_s", LAGS_S)
@pytest.mark.parametrize(("power", "water"), PLATES)
def test_one_heat_up_finds_the_bath(power: float, water: float, element_lag_s: float) -> None:
    """Behind any allowed name plate: loss within 1 %; rate and all lags together within 12 %."""
    truth = misnamed(power, water, element_lag_s)
    loop = settled(truth)
    found = loop.model.learned
    assert loop.model.settled
    assert found.loss_share == pytest.approx(truth.loss_share, rel=0.01)
    assert found.rate_c_per_s == pytest.approx(truth.rate_c_per_s, rel=0.12)
    assert found.lag_s == pytest.approx(truth.lag_s, rel=0.12)


@pytest.mark.parametrize("element_lag_s", LAGS_S)
@pytest.mark.parametrize(("power", "water"), PLATES)
def test_it_claims_no_more_than_is_known(power: float, water: float, element_lag_s: float) -> None:
    """Rate and element lag lie within the deviations that it admits to."""
    truth = misnamed(power, water, element_lag_s)
    model = settled(truth).model
    found, doubt = model.learned, model.doubt
    assert abs(log(found.rate_c_per_s / truth.rate_c_per_s)) <= doubt.rate_c_per_s
    assert abs(log(found.element_lag_s / truth.element_lag_s)) <= doubt.element_lag_s


@pytest.mark.parametrize(("power", "water"), PLATES)
def test_the_first_heat_up_is_good_already(power: float, water: float) -> None:
    """Knowing only a name plate that is off: the first peak is at most 0.4 °C."""
    loop = OwnLoop(OwnBath(misnamed(power, water)))
    assert 0.0 < first_peak_c(loop.run(HEAT_UP_S)) <= 0.4


# -- what is foretold -----------------------------------------------------------------------------


@pytest.mark.parametrize("element_lag_s", LAGS_S)
def test_crests_and_troughs_are_foretold(element_lag_s: float) -> None:
    """At every switching that is no correction, where the water will turn: within 0.1 °C."""
    loop = OwnLoop(OwnBath(replace(NOMINAL, element_lag_s=element_lag_s)))
    was_on, turns, switched_s = True, 0, 0
    for second in range(HEAT_UP_S):
        on = loop.second(50.0).on
        if on is not was_on:
            foretold_c = loop.model.best.coast_c(on=on)
            turns_c = deepcopy(loop.bath).turns_c(on=on)
            corrects = second - switched_s < CORRECTION_S
            assert corrects or foretold_c == pytest.approx(turns_c, abs=0.1)
            was_on, turns, switched_s = on, turns + 1, second
    assert turns > 10


# -- what must not teach --------------------------------------------------------------------------


def test_cold_stones_do_not_teach() -> None:
    """Once they are noticed the parameters rest, and the water is found within two minutes."""
    loop = settled()
    loop.bath.stone_c = 22.0
    assert min(second.water_c for second in loop.run(60)) < 49.5
    learned = loop.model.learned
    loop.run(60)
    assert loop.model.best.water_c == pytest.approx(loop.bath.water_c, abs=0.15)
    assert loop.model.learned == learned


@pytest.mark.parametrize("by_c", [-8.0, 3.0])
def test_poured_water_is_found_and_does_not_teach(by_c: float) -> None:
    """A jump moves the water and leaves the bath as it was learned."""
    loop = settled()
    loop.bath.water_c += by_c
    before = loop.model.learned
    loop.run(120)
    assert loop.model.best.water_c == pytest.approx(loop.bath.water_c, abs=0.3)
    assert loop.model.learned.rate_c_per_s == pytest.approx(before.rate_c_per_s, rel=0.05)


def test_a_minute_without_readings_teaches_nothing_and_loses_nothing() -> None:
    """What is missing is predicted: afterwards the water is still known within 0.3 °C."""
    loop = settled()
    for _ in range(60):
        loop.second(50.0)
        loop.value_c = None
    assert loop.model.best.water_c == pytest.approx(loop.bath.water_c, abs=0.3)


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("power", [0.5, 0.6, 0.72, 1.32])
def test_F24_F34_an_element_that_changes_while_it_holds_is_learned(
    power: float, profile: Profile
) -> None:
    """Within half an hour its loss per watt is right, and its rate as near as its doubt says.

    A relay's swings show the rate too; an SSR that holds evenly shows the loss and little else.
    """
    loop = settled(profile=profile)
    was = loop.model.learned
    loop.bath.truth = misnamed(power, 1.0)
    loop.run(1800)
    seen = [compare(was, loop.model.learned, loop.model.scatter)]
    for _ in range(30):
        loop.run(60)
        seen.append(compare(was, loop.model.learned, loop.model.scatter))
    known = [change for change in seen if change.known]
    assert len(known) > 20
    assert known[-1].loss == pytest.approx(1.0 / power, rel=0.05)
    assert abs(log(known[-1].rate / power)) <= 2.5 * known[-1].rate_doubt
    allowed = {"element-scaled"} if power < 0.68 else set()
    assert all(set(change.said()) <= allowed for change in known)


LID_OFF = replace(NOMINAL, loss_share=2.2 * NOMINAL.loss_share)
LID_ON = replace(NOMINAL, loss_share=NOMINAL.loss_share / 2.2)
DONE = {
    "lid off": (LID_OFF, 0.0),
    "lid on": (LID_ON, 0.0),
    "water added": (misnamed(1.0, 1.4), -8.6),
    "water scooped out": (misnamed(1.0, 0.7), 0.0),
}


@pytest.mark.parametrize(
    ("done", "profile"),
    [
        *product(("lid off", "lid on", "water added"), Profile),
        ("water scooped out", Profile.MECHANICAL),
    ],
)
def test_what_is_done_to_a_bath_that_is_held_is_learned(done: str, profile: Profile) -> None:
    """Half an hour later rate and loss are those of the bath as it is now, within a twentieth.

    Water that is scooped out shows only in swings, and an SSR has hardly any: not asked of it. With
    the lid on it gives so little heat that its rate is known within a seventh.
    """
    loop = settled(profile=profile)
    loop.bath.truth, cooler_c = DONE[done]
    loop.bath.water_c += cooler_c
    loop.run(1800)
    assert loop.model.learned.loss_share == pytest.approx(loop.bath.truth.loss_share, rel=0.05)
    rel = 0.15 if (done, profile) == ("lid on", Profile.SSR) else 0.05
    assert loop.model.learned.rate_c_per_s == pytest.approx(loop.bath.truth.rate_c_per_s, rel=rel)


# -- a kept bath ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [misnamed(1.0, 0.6, 80.0), misnamed(0.7, 1.3, 15.0)])
def test_a_kept_bath_of_another_bath_loses(kept: Learned) -> None:
    """It is outweighed by what is seen, and the first peak is no worse than 0.5 °C for it."""
    loop = OwnLoop(OwnBath(), kept=kept)
    assert first_peak_c(loop.run(HEAT_UP_S)) <= 0.5
    assert loop.model.learned.rate_c_per_s == pytest.approx(NOMINAL.rate_c_per_s, rel=0.10)


def test_the_right_kept_bath_wins_and_is_used() -> None:
    """A bath that is as it was yesterday is known from the first minutes on."""
    loop = OwnLoop(OwnBath(), kept=settled().model.learned)
    loop.run(600)
    assert loop.model.take_news() == ""
    assert loop.model.scatter.rate_c_per_s < 0.05
    assert loop.model.learned.rate_c_per_s == pytest.approx(NOMINAL.rate_c_per_s, rel=0.05)


def test_a_kept_bath_that_is_a_little_different_today_is_not_thrown_away() -> None:
    """A mains voltage 2 % lower, 5 % less water: it is corrected, and the record hears nothing."""
    loop = OwnLoop(OwnBath(misnamed(0.96, 0.95)), kept=settled().model.learned)
    loop.run(HEAT_UP_S)
    assert loop.model.take_news() == ""


def test_a_kept_bath_stays_a_rival_for_the_first_window_only() -> None:
    """Later windows begin from what is believed by then."""
    loop = OwnLoop(OwnBath(), kept=settled().model.learned)
    loop.run(HEAT_UP_S)
    assert not loop.model._first
    loop.bath.truth = misnamed(1.0, 0.7)
    loop.run(HEAT_UP_S)
    assert "earlier day" not in loop.model.take_news()


# -- the two switches -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("profile", "rms_c", "changes_per_h"),
    [(Profile.MECHANICAL, 0.15, 60), (Profile.SSR, 0.03, 720)],
)
def test_the_nominal_bath_is_held(profile: Profile, rms_c: float, changes_per_h: int) -> None:
    """Contacts are spared as far as the band allows; an SSR is as fine as its frame."""
    hour = settled(profile=profile).run(3600)
    changes = sum(one.on is not other.on for one, other in pairwise(hour))
    assert 4 <= changes <= changes_per_h
    assert sqrt(sum((second.water_c - 50.0) ** 2 for second in hour) / 3600) <= rms_c


# -- a reading that never asks --------------------------------------------------------------------


def test_a_probe_stuck_at_the_target_is_given_pulses() -> None:
    """It looks like a bath without losses; heat that goes unanswered lets the interlock notice."""
    loop = settled()
    heated_s = [sum(loop.second(50.0, stuck_c=50.0).on for _ in range(3600)) for _ in range(3)]
    assert all(on_s >= 30 for on_s in heated_s)


def test_a_healthy_bath_is_not_asked() -> None:
    """Held for three hours, no pulse comes from doubt."""
    loop = settled()
    for _ in range(3 * 3600):
        loop.second(50.0)
        assert not loop.control._asking


# -- sanity ---------------------------------------------------------------------------------------

STRETCH = st.tuples(
    st.integers(5, 900),
    st.booleans(),
    st.one_of(st.none(), st.just("true"), st.just("true"), st.floats(0.0, 100.0)),
)


def _sane(bath: BathFilter) -> None:
    cov = bath._cov
    assert all(isfinite(value) for value in bath.state)
    for i in range(4):
        assert cov[i][i] > 0.0
        for j in range(i):
            assert abs(cov[i][j]) <= 1.001 * sqrt(cov[i][i] * cov[j][j])
            assert cov[i][j] == cov[j][i]


@settings(max_examples=6, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(st.lists(STRETCH, min_size=1, max_size=30))
def test_six_hours_of_anything_leave_a_filter_sane(
    stretches: list[tuple[int, bool, str | float | None]],
) -> None:
    """Finite, symmetric and positive, whatever is switched and read; also a frozen probe."""
    bath = BathFilter(NOMINAL, State(0.0, 20.0, 20.0, 20.0))
    truth, second = OwnBath(), 0
    while second < 6 * 3600:
        for seconds, on, says in stretches:
            for _ in range(seconds):
                true_c = truth.second(on=on and truth.water_c < 90.0)
                bath.follow(1.0, on, true_c if isinstance(says, str) else says)
            second += seconds
            _sane(bath)
