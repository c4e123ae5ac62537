# SPDX-License-Identifier: MIT
"""What clients and stones can ask of the heater: to call, to wait, to stay awake; never heat."""

import pytest

from stoneheater.core.alarm import Priority
from stoneheater.core.attendance import Attendance
from stoneheater.core.bath_stones import BathStones
from stoneheater.core.beside import ALONE, Beside
from stoneheater.core.command import Command, Verb
from stoneheater.core.mode import Mode
from stoneheater.core.observer import IoFacts
from stoneheater.core.stone import BASALT, Stone
from stoneheater.core.water_log import HOUR_S, WaterLog
from support.steady import Steady

RED = IoFacts(beside=Beside({"stone-red:S1-1": "lift row-1 on M.H.'s palm-left now."}))
H = 3600.0


@pytest.mark.parametrize("mode", [Mode.STANDBY, Mode.HEATING, Mode.TRIPPED])
def test_F90_a_stone_calls_in_every_mode_and_changes_none(mode: Mode) -> None:
    """The alarm is high and the heater does what it did."""
    heater = Steady()
    if mode is Mode.HEATING:
        heater.ask(Command(Verb.ON))
    if mode is Mode.TRIPPED:
        heater.tick(Command(Verb.TRIP, sentence="for a test."))
    outcome = heater.tick(io=RED)
    assert outcome.mode is mode
    stone = next(alarm for alarm in outcome.alarms if alarm.code == "stone-red:S1-1")
    assert stone.priority is Priority.HIGH
    assert not heater.tick(io=IoFacts(beside=ALONE)).alarms or mode is Mode.TRIPPED


def test_an_open_session_holds_auto_standby_off_for_ten_hours_and_no_longer() -> None:
    """Two hours after its end nobody is there; ten hours after `on` it ends in any case."""
    attendance = Attendance()
    attendance.begin(0.0)
    for second in range(0, int(5 * H), 60):
        assert not attendance.update(float(second), 50.0, 50.0, attended=True)
    assert not attendance.update(5 * H + 2 * H - 61.0, 50.0, 50.0)
    assert attendance.update(5 * H + 2 * H, 50.0, 50.0)
    attendance.begin(0.0)
    assert not attendance.update(10 * H - 1.0, 50.0, 50.0, attended=True)
    assert attendance.update(10 * H, 50.0, 50.0, attended=True)


def test_F92_the_heater_asks_the_stones_before_it_is_ready() -> None:
    """Five minutes at its target: ready when the stones are soaked, and not while they are not."""
    for soaked in (True, False):
        heater = Steady(50.0)
        io = IoFacts(beside=Beside(soaked=soaked))
        heater.ask(Command(Verb.ON), io)
        for _ in range(330):
            outcome = heater.tick(io=io)
        assert outcome.ready is soaked


def test_a_stone_that_is_known_does_not_join_again() -> None:
    """The catalogue is handed over at every look; only what is new in it makes the others wait."""
    stone = Stone("row-1", BASALT, 0.2, 25.0)
    stones = BathStones([stone])
    for _ in range(3600):
        stones.join([stone])
        stones.update(1.0, 50.0, frozenset())
    assert stones.soaked(50.0) is True
    stones.join([stone, Stone("row-2", BASALT, 0.2, 25.0)])
    stones.update(1.0, 50.0, frozenset())
    assert stones.soaked(50.0) is False


def test_what_others_wrote_down_makes_a_stone_hot_and_the_water_no_better_known() -> None:
    """The hottest hour is remembered; whether the water is known now is another question."""
    log = WaterLog(58.0)
    log.recall(5000.0, 54.0)
    remembered = log.stone(5100.0)
    assert remembered.temperature_c == 54.0
    assert "the water is unknown now" in remembered.doubt
    log.add(5100.0, 48.0)
    assert (log.stone(5100.0).temperature_c, log.stone(5100.0).doubt) == (54.0, "")
    log.add(5100.0 + HOUR_S, 48.0)
    assert log.stone(5100.0 + HOUR_S).temperature_c == 48.0
