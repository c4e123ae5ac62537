# SPDX-License-Identifier: MIT
"""What the heater counts and forgets from tick to tick."""

import pytest

from stoneheater.core.mode import Mode
from stoneheater.core.plant import Bath
from stoneheater.core.time_proportioning import Profile
from support.closed_loop import ON, STANDBY, ClosedLoop


def test_the_relay_is_counted_as_it_moves() -> None:
    """On and off are one operation; the seconds in HEATING are those in between."""
    loop = ClosedLoop(Bath(start_c=30.0))
    loop.tick(ON)
    loop.run(100)
    wear = loop.tick(STANDBY).wear
    assert (wear.operations, loop.changes) == (1, 2)
    assert 100.0 <= wear.heating_s <= 101.0
    assert loop.run(50).wear.heating_s == wear.heating_s


def test_the_first_tick_has_no_length() -> None:
    """Nothing was heated before it, however long the heater was asked for."""
    loop = ClosedLoop(Bath(start_c=30.0))
    assert loop.outcome.wear.heating_s == 0.0


def test_short_ticks_count_as_long_as_they_are() -> None:
    """Ten ticks of half a second are five seconds of heating."""
    loop = ClosedLoop(Bath(start_c=30.0))
    loop.tick(ON)
    loop.run(30)
    before = loop.outcome.wear.heating_s
    for _ in range(10):
        loop.now_s -= 0.5
        loop.tick()
    assert loop.outcome.wear.heating_s - before == pytest.approx(5.5, abs=0.6)


def test_a_heat_up_that_was_interrupted_is_begun_anew() -> None:
    """After a standby near the target the next heat-up is at full power from its first second."""
    loop = ClosedLoop(Bath(start_c=45.0), target_c=48.0)
    loop.settled()
    loop.tick(STANDBY)
    loop.run(3600)
    loop.tick(ON)
    outcome = loop.run(40)
    assert outcome.mode is Mode.HEATING
    assert outcome.duty == 1.0


def test_a_heat_up_is_as_long_as_it_is() -> None:
    """The minutes of the one before are not held against the element."""
    loop = ClosedLoop(Bath(start_c=30.0))
    loop.tick(ON)
    loop.run(600)
    loop.tick(STANDBY)
    loop.tick(ON)
    assert loop.heater._heat_up._heated_s <= 1.0
    loop.run(60)
    assert 30.0 <= loop.heater._heat_up._heated_s <= 61.0


def test_the_rules_on_rises_hear_of_the_learned_bath() -> None:
    """A bath that is known rises no faster than it can, and less than its name plate may."""
    loop = ClosedLoop(Bath(start_c=40.0), target_c=48.0)
    loop.tick(ON)
    loop.run(3600)
    heater = loop.heater
    heard = {heater._observer.fast_rise.fastest_c_per_s, heater._observer.rise_off.fastest_c_per_s}
    assert heard == {heater.model.fastest_c_per_s}
    assert heater.model.fastest_c_per_s < heater.model.plate.fastest_c_per_s


def test_the_first_cycle_has_no_length() -> None:
    """Nothing is counted before there is a cycle to count from."""
    loop = ClosedLoop(Bath())
    assert loop.heater._observer.off_s == 0.0
    loop.tick()
    assert loop.heater._observer.off_s == 1.0


def test_no_duty_is_told_where_there_is_no_heat() -> None:
    """Whatever was wanted in the cycle before."""
    loop = ClosedLoop(Bath(start_c=30.0))
    loop.tick(ON)
    assert loop.run(60).duty == 1.0
    assert loop.tick(STANDBY).duty == 0.0


def test_a_heat_up_that_begins_near_the_target_is_at_full_power_too() -> None:
    """Nothing of the holding before it goes on: half a degree is made up at once."""
    loop = ClosedLoop(Bath(start_c=45.0), target_c=48.0)
    loop.settled()
    loop.tick(STANDBY)
    loop.run(3600, lambda _: loop.plant.water_c < 47.6)
    loop.tick(ON)
    assert loop.run(3).duty == 1.0


def test_water_that_was_just_heard_to_answer_is_left_in_peace() -> None:
    """An SSR swings it on purpose when an answer is nearly due, and not before."""
    loop = ClosedLoop(Bath(start_c=44.0), target_c=46.0, profile=Profile.SSR)
    loop.settled()
    loop.run(900)
    asked = loop.heater._observer.unanswered
    loop.run(7200, lambda _: asked.energy_j < 0.1 * asked.budget_j)
    loop.run(150)
    before_c = loop.plant.water_c
    loop.run(30)
    assert asked.energy_j < 0.4 * asked.budget_j
    assert loop.plant.water_c == pytest.approx(before_c, abs=0.01)
