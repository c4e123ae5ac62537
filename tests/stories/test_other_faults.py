# SPDX-License-Identifier: MIT
"""Faults that are on nobody's list, played on the whole heater with its bath."""

from collections.abc import Mapping
from typing import Any

import pytest
from bench.campaign.stage import Stage

from stoneheater.config import BathFile
from stoneheater.core.command import Command, Verb
from stoneheater.core.mode import Mode
from stoneheater.core.reading import Reading
from stoneheater.hardware import simulated
from stoneheater.interfaces.assembly import App, assemble
from stoneheater.service.loop import CYCLE_S
from stoneheater.service.snapshot import Standing
from support.steady import settings
from support.treatment import Treatment

ON = Command(Verb.ON)
TEN_YEARS_S = 315_360_000.0


def stage(**bath: Any) -> Stage:
    """A heater that heats, its bath warm."""
    made = Stage(BathFile(start_c=45.0, **bath))
    passed(made, 12)
    made.ask(Verb.ON)
    passed(made, 30)
    assert made.outcome.levels.heater
    return made


def passed(made: Stage, seconds: int) -> None:
    """So many seconds."""
    for _ in range(seconds):
        made.second()


@pytest.mark.parametrize(("told_w", "told_kg"), [(8000.0, 8.0), (80.0, 8.0), (800.0, 0.8)])
def test_G11_a_name_plate_that_is_ten_times_wrong_never_makes_a_hot_bath(
    told_w: float, told_kg: float
) -> None:
    """A typing slip in watts or litres may trip a sound heater; the water stays at its target."""
    bath = Treatment(start_c=47.0, nameplate_w=told_w, nameplate_kg=told_kg)
    bath.wait(12)
    bath.on()
    bath.wait(1800)
    assert bath.hottest_c < 52.0


@pytest.mark.parametrize("jump_s", [TEN_YEARS_S, -TEN_YEARS_S])
def test_G12_a_date_that_jumps_while_somebody_waits_for_an_answer_changes_nothing(
    jump_s: float,
) -> None:
    """The answer comes with the next cycle, as ever."""
    made = stage()
    asked = made.ask(Verb.STANDBY)
    made.clock.date_s += jump_s
    made.second()
    assert asked.result(0.0).ok
    assert made.outcome.mode is Mode.STANDBY
    assert not made.heats


def test_G13_a_process_that_ends_between_a_trip_and_its_reset_is_tripped_again() -> None:
    """A reset that was asked for and never reached the disk was none."""
    made = stage()
    made.happen("unplugged")
    passed(made, 30)
    assert made.outcome.mode is Mode.TRIPPED
    made.mend("unplugged")
    passed(made, 15)
    made.ask(Verb.RESET)
    made.restart()
    assert made.outcome.mode is Mode.TRIPPED
    assert not made.world.enable


def test_G14_a_daemon_that_is_started_ten_times_in_a_minute_never_heats() -> None:
    """Nothing heats by itself, however often it starts."""
    made = stage()
    for _ in range(10):
        made.restart()
        passed(made, 6)
        assert made.outcome.mode is Mode.STANDBY
        assert not made.world.heater


@pytest.mark.parametrize("heated", [True, False])
def test_G15_a_kettle_of_boiling_water_trips_and_waits_for_cool_water(heated: bool) -> None:
    """Above `cutoff` is a trip whoever made it hot; the reset waits until the water has cooled."""
    bath = Treatment(water_kg=4.0, start_c=49.0)
    bath.wait(12)
    if heated:
        bath.on()
    bath.happen("hot_water=95")
    assert bath.until_tripped(60) < 60.0
    assert bath.tripped[0] == "cutoff"
    bath.wait(60)
    assert "cool" in bath.ask(Verb.RESET).text
    bath.happen("cold_water=15")
    bath.wait(400)
    assert bath.ask(Verb.RESET).ok


class Repeating:
    """Probes whose driver hands out an old answer now and then."""

    def __init__(self, probes: Any) -> None:
        self._probes = probes
        self._kept: Mapping[str, Reading] = probes.latest()
        self._count = 0

    def latest(self) -> Mapping[str, Reading]:
        """Every third answer is one of three seconds ago."""
        self._count += 1
        if self._count % 3 == 0:
            return self._kept
        self._kept = self._probes.latest()
        return self._kept

    def diagnose(self) -> Any:
        """As the probes say."""
        return self._probes.diagnose()

    def close(self) -> None:
        """Nothing to close."""


def strange(probes: Any = None) -> App:
    """A heater whose driver's probes are wrapped."""
    hardware = simulated.make(BathFile(start_c=45.0))
    hardware.probes = probes(hardware.probes)
    made = settings(bath_probes=("bath", "bath-2"), has_enable=True)
    return assemble(hardware, made, Standing(simulated=True))


def cycled(app: App, cycles: int) -> Any:
    """So many cycles; the last outcome."""
    for _ in range(cycles - 1):
        app.loop.cycle()
        app.clock.wait_until(app.clock.now_s() + CYCLE_S)
    return app.loop.cycle()


def test_G16_answers_that_come_twice_slow_nothing_down_and_trip_nothing() -> None:
    """A driver that hands out its last answer again every third time is as good as any."""
    app = strange(Repeating)
    cycled(app, 12)
    app.service.submit(ON)
    outcome = cycled(app, 900)
    assert outcome.mode is Mode.HEATING
    assert outcome.value is not None
    assert outcome.value.temperature_c > 46.0


class Empty(Repeating):
    """Probes whose driver knows other names than the configuration."""

    def latest(self) -> Mapping[str, Reading]:
        """Readings, all under names that nobody configured."""
        return {f"{name}-old": reading for name, reading in self._probes.latest().items()}


def test_G17_readings_under_names_that_nobody_knows_are_no_readings() -> None:
    """A bus full of good probes that are not ours: `on` is refused, and says what is missing."""
    app = strange(Empty)
    cycled(app, 12)
    asked = app.service.submit(ON)
    cycled(app, 2)
    answer = asked.result(0.0)
    assert not answer.ok
    assert "since the start" in answer.text


def test_G18_a_probe_that_falls_silent_while_the_relay_is_welded_still_trips() -> None:
    """Blind and hot at once: the trip comes within 20 s, and both relays open."""
    made = stage()
    made.happen("welded")
    made.happen("silent:all")
    passed(made, 25)
    assert made.outcome.mode is Mode.TRIPPED
    assert not made.world.powered


def test_G19_a_relay_that_sticks_and_comes_loose_again_is_told_and_stays_off() -> None:
    """Stuck for ten minutes in STANDBY-by-enable: nothing heats while `enable` is open."""
    made = stage()
    made.ask(Verb.STANDBY)
    passed(made, 2)
    made.happen("welded")
    before_j = made.world.plant.energy_j
    passed(made, 600)
    made.mend("welded")
    passed(made, 60)
    assert made.world.plant.energy_j == before_j


def test_G20_a_bath_emptied_while_it_is_hot_loses_its_heat_and_stays_near_its_target() -> None:
    """The water is let out near the target: 40 s of heat show it, and an hour on nothing is hot."""
    made = stage()
    made.happen("dry=0.125")
    heat_s, hottest_c = 0, 0.0
    while "rise-fast" not in {finding.rule.name for finding in made.outcome.findings}:
        made.second()
        heat_s += made.world.powered
        assert heat_s < 40
    for _ in range(3600):
        made.second()
        hottest_c = max(hottest_c, made.water_c)
    assert hottest_c < made.outcome.target_c + 2.0
