# SPDX-License-Identifier: MIT
"""What has become of a bath: told from two learned baths, and no more than their doubt allows."""

from dataclasses import replace
from math import hypot

import pytest

from stoneheater.core.bath_health import (
    DOUBT,
    SURE_S,
    BathHealth,
    Change,
    against_plate,
    compare,
)
from stoneheater.core.bath_model import Learned
from stoneheater.core.energy import NamePlate
from stoneheater.core.mode import Mode
from stoneheater.core.plant import Bath, saturation_kpa
from stoneheater.core.thermal_model import ThermalModel
from support.closed_loop import ON, STANDBY, ClosedLoop
from support.own_bath import NOMINAL, OwnBath, OwnLoop

SURE = Learned(0.01, 0.03, 0.05, 0.02, 0.002)
WARM = Bath(start_c=47.0)


def change(rate: float, loss: float, doubt: float = DOUBT) -> Change:
    """A bath that heats and loses so many times as it did."""
    return Change(rate, loss, doubt, doubt)


def codes(rate: float, loss: float, doubt: float = DOUBT) -> list[str]:
    """What is said of it."""
    return list(change(rate, loss, doubt).said())


# -- what tells one cause from another ------------------------------------------------------------


@pytest.mark.parametrize("power", [0.3, 0.45, 0.6, 0.64])
def test_F24_a_weak_element_heats_less_and_seems_to_lose_more(power: float) -> None:
    """Per watt the rate falls by its share and the loss rises by it: both together, and told."""
    assert codes(power, 1.0 / power) == ["element-scaled"]


@pytest.mark.parametrize("power", [0.65, 0.72, 0.85, 1.0, 1.15, 1.32])
def test_F34_mains_within_15_percent_are_no_news(power: float) -> None:
    """72 to 132 % of the power: nothing is said of it."""
    assert codes(power, 1.0 / power) == []


@pytest.mark.parametrize("power", [0.3, 0.5, 0.6])
@pytest.mark.parametrize("room", [0.8, 1.2])
def test_F24_the_room_does_not_hide_a_weak_element(power: float, room: float) -> None:
    """A warmer or a cooler room changes the loss by less than that."""
    assert codes(power, room / power) == ["element-scaled"]


@pytest.mark.parametrize("water", [1.6, 2.0])
def test_more_water_is_no_weak_element(water: float) -> None:
    """The rate falls as much, and the loss share stays: nothing to descale."""
    assert codes(1.0 / water, 1.0) == []


@pytest.mark.parametrize(
    ("water", "told"), [(1.0, False), (0.77, False), (0.75, True), (0.5, True)]
)
def test_F26_missing_water_is_told_from_a_quarter_on(water: float, told: bool) -> None:
    """The bath heats faster per watt and loses what it lost: top up."""
    assert codes(1.0 / water, 1.0) == (["water-low"] if told else [])


@pytest.mark.parametrize(("water", "ends"), [(0.75, False), (0.65, False), (0.6, True)])
def test_F26_at_40_percent_less_the_heat_is_given_up(water: float, ends: bool) -> None:
    """Not before; and only for what is surely water."""
    assert change(1.0 / water, 1.0).empty is ends
    assert not change(1.0 / water, water).empty


@pytest.mark.parametrize(("loss", "told"), [(1.3, False), (1.6, False), (1.7, True), (2.3, True)])
def test_F32_an_open_lid_is_told_and_a_cool_room_is_not(loss: float, told: bool) -> None:
    """The rate stays as it was: nothing but the loss has changed."""
    assert codes(1.0, loss) == (["loses-more"] if told else [])


@pytest.mark.parametrize(("rate", "told"), [(0.74, False), (0.75, True), (1.0, True)])
def test_F32_a_loss_that_a_weaker_element_may_explain_is_not_told(rate: float, told: bool) -> None:
    """Twice the loss: it is the lid's when the rate is surely more than half way from half to 1."""
    assert codes(rate, 2.0) == (["loses-more"] if told else [])


@pytest.mark.parametrize("room_c", [5.0, 10.0, 35.0, 38.0])
def test_F33_no_room_is_taken_for_a_lid(room_c: float) -> None:
    """The physics of the plant: what a room from 5 to 38 °C does to the loss is no news."""

    def loss_w(ambient_c: float) -> float:
        gap_kpa = saturation_kpa(52.0) - 0.5 * saturation_kpa(ambient_c)
        return 2.5 * (52.0 - ambient_c) + 0.09 * 89.0 * gap_kpa

    assert codes(1.0, loss_w(room_c) / loss_w(22.0)) == []


@pytest.mark.parametrize(("rate", "loss"), [(0.5, 2.0), (1.4, 1.0), (1.0, 2.0)])
def test_doubt_keeps_its_mouth_shut(rate: float, loss: float) -> None:
    """What is told at 5 % doubt is not told at 40 %."""
    assert codes(rate, loss)
    assert codes(rate, loss, doubt=0.4) == []


def test_the_sentences_say_the_number_and_the_next_step() -> None:
    """And no more than is known: stones taken out look like water that is missing."""
    assert change(0.5, 2.0).said() == {
        "element-scaled": "the element gives about 50 % of the heat it gave when commissioned: "
        "descale it; if that does not help, have it and the mains checked."
    }
    assert change(1.5, 1.0).said() == {
        "water-low": "the bath holds about 33 % less heat than when commissioned: "
        "top up the water, unless stones were taken out."
    }
    assert (
        change(1.0, 2.25).said()["loses-more"].endswith("put the lid on, or keep the draft away.")
    )
    assert change(0.98, 1.02).words() == (
        "per watt it heats 0.98 times as fast and loses 1.02 times as much as when commissioned "
        "(within 5 %)."
    )


def test_two_baths_are_compared_number_by_number() -> None:
    """Rate with rate and loss with loss; the doubt is the model's, never under 5 %."""
    now = replace(NOMINAL, rate_c_per_s=0.5 * NOMINAL.rate_c_per_s, loss_share=0.44)
    made = compare(NOMINAL, now, SURE)
    assert (made.rate, made.loss) == (0.5, 2.0)
    assert made.rate_doubt == hypot(0.01, DOUBT)
    assert made.loss_doubt == hypot(0.002 / 0.44, DOUBT)


def test_a_bath_without_losses_can_be_compared() -> None:
    """No division by nothing."""
    still = replace(NOMINAL, loss_share=0.0)
    assert compare(still, still, SURE).loss == 1.0


@pytest.mark.parametrize(("doubt", "known"), [(0.14, True), (0.16, False)])
def test_a_bath_hardly_known_is_not_judged(doubt: float, known: bool) -> None:
    """Rate or loss: either is enough to keep still."""
    assert Change(1.0, 1.0, doubt, DOUBT).known is known
    assert Change(1.0, 1.0, DOUBT, doubt).known is known


@pytest.mark.parametrize(
    ("scale", "fits"), [(0.55, False), (0.58, True), (1.0, True), (2.25, True), (2.4, False)]
)
def test_a_name_plate_that_does_not_fit_is_told(scale: float, fits: bool) -> None:
    """Power within 15 % and water within 50 % explain rates from 0.57 to 2.3 times the named."""
    plate = NamePlate(800.0, 8.0)
    learned = replace(NOMINAL, rate_c_per_s=scale * NOMINAL.rate_c_per_s)
    said = against_plate(plate, learned)
    assert (said is None) is fits
    if said is not None:
        assert "check element_w, water_kg and the fill line" in said


# -- in time --------------------------------------------------------------------------------------


def followed(seconds: int, **more: Learned) -> tuple[OwnLoop, BathHealth]:
    """A bath from its start, with somebody who watches what becomes of it."""
    loop = OwnLoop(OwnBath(start_c=45.0))
    health = BathHealth(loop.model, **more)
    for _ in range(seconds):
        loop.second(50.0)
        health.update(1.0, heating=True)
    return loop, health


def test_the_first_bath_that_is_surely_known_is_the_reference() -> None:
    """Half an hour with a settled bath; what is compared with itself has not changed."""
    loop, health = followed(1200)
    assert health.reference is None
    for _ in range(2400):
        loop.second(50.0)
        health.update(1.0, heating=True)
    assert health.reference is not None
    assert health.reference.rate_c_per_s == pytest.approx(NOMINAL.rate_c_per_s, rel=0.1)
    assert health.change is not None
    assert (health.said, health.ends) == ({}, "")


def test_a_given_reference_stays() -> None:
    """And a bath that heats twice as fast as it says has lost its water, half an hour on."""
    was = replace(NOMINAL, rate_c_per_s=0.5 * NOMINAL.rate_c_per_s)
    _, health = followed(4200, reference=was)
    assert health.reference == was
    assert list(health.said) == ["water-low"]
    health.update(1.0, heating=False)
    assert (list(health.said), health.ends) == (["water-low"], "")
    health.begin()
    assert (health.said, health.change) == ({}, None)


def test_a_new_heat_up_has_half_an_hour_to_show_itself() -> None:
    """What was said of the last one is not said again before."""
    was = replace(NOMINAL, rate_c_per_s=0.5 * NOMINAL.rate_c_per_s)
    _, health = followed(4200, reference=was)
    health.begin()
    for _ in range(round(SURE_S) - 1):
        health.update(1.0, heating=True)
    assert health.said == {}
    health.update(1.0, heating=True)
    assert list(health.said) == ["water-low"]


def test_what_only_the_heat_shows_is_said_while_heating_only() -> None:
    """A scaled element is no news in STANDBY; a low level still is."""
    was = replace(NOMINAL, rate_c_per_s=2.0 * NOMINAL.rate_c_per_s, loss_share=0.11)
    _, health = followed(4200, reference=was)
    assert list(health.said) == ["element-scaled"]
    health.update(1.0, heating=False)
    assert health.said == {}


def test_a_bath_that_is_thrown_away_is_not_judged() -> None:
    """Nor one whose numbers are unsure."""
    model = ThermalModel(NamePlate(800.0, 8.0))
    health = BathHealth(model, NOMINAL)
    health.update(2.0 * SURE_S, heating=True)
    assert health.change is None
    loop, health = followed(4200)
    searches = loop.model._searches
    assert searches is not None
    searches.best.covariance[0][0] = 0.04
    health.begin()
    health.update(2.0 * SURE_S, heating=True)
    assert health.change is None


def test_the_heat_is_given_up_once_for_a_bath_that_was_learned() -> None:
    """Whoever switches on again has heard it; a bath that is learned anew is judged anew."""
    was = replace(NOMINAL, rate_c_per_s=0.5 * NOMINAL.rate_c_per_s)
    loop = OwnLoop(OwnBath(start_c=45.0))
    health = BathHealth(loop.model, was)

    def ends(seconds: int) -> int:
        found = 0
        for _ in range(seconds):
            loop.second(50.0)
            health.update(1.0, heating=True)
            found += bool(health.ends)
        return found

    assert ends(4200) == 1
    health.begin()
    assert ends(4200) == 0
    loop.model.observe(61.0, on=False, value_c=loop.bath.water_c)
    assert ends(4200) == 1


def test_low_water_leads_to_standby_and_is_no_trip() -> None:
    """The heater gives up by itself, says why, and may be switched on again at once."""
    was = Learned(0.011, 30.0, 8.0, 0.1, 0.217)
    loop = ClosedLoop(WARM, reference=was)
    loop.tick(ON)
    loop.run(3600, lambda outcome: outcome.mode is Mode.STANDBY)
    assert (loop.outcome.mode, loop.outcome.trips) == (Mode.STANDBY, ())
    assert "HEATING to STANDBY: the water is low" in {e.text for e in loop.outcome.events}
    assert [alarm.code for alarm in loop.outcome.alarms] == ["water-low"]
    assert loop.tick(ON).answers[0].ok
    assert loop.tick().alarms == ()
    loop.run(1200)
    assert loop.outcome.mode is Mode.HEATING
    loop.tick(STANDBY)
