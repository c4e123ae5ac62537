# SPDX-License-Identifier: MIT
"""Walks: what happens to a bath, a probe or a relay, played out on the whole heater."""

import gc
import tracemalloc
from typing import Any

import pytest

from stoneheater.core.command import Verb
from stoneheater.core.mode import Mode
from support.treatment import Treatment

FAST: dict[str, Any] = {"water_kg": 4.0, "stone_kg": 0.0, "element_w": 1500.0}
SLOW: dict[str, Any] = {"water_kg": 20.0, "stone_kg": 15.0, "element_w": 300.0, "lid": True}


@pytest.mark.parametrize(("start_c", "ends"), [(21.5, "HOLD"), (15.0, "refused")])
def test_cold_start_with_one_of_two_probes_in_the_air(start_c: float, ends: str) -> None:
    """A probe that hangs in the air from the start ends the heat before the water is warm."""
    bath = Treatment(faults=("in_air:bath-2@0",), start_c=start_c)
    bath.wait(600)
    answer = bath.ask(Verb.ON)
    assert answer.ok is (ends == "HOLD"), answer.text
    bath.wait(1800)
    assert not bath.outcome.levels.heater
    assert bath.hottest_c < 26.0
    assert ends == "refused" or "probes-stay-apart" in bath.heard


def test_cold_start_with_the_only_probe_in_the_air_is_bounded() -> None:
    """With one probe the heat without an answer is bounded, and then it trips."""
    bath = Treatment(probes=1, faults=("in_air@0",))
    bath.wait(600)
    bath.on()
    bath.until_tripped(1800)
    assert bath.tripped == ["unanswered"]
    assert bath.hottest_c < 30.0


@pytest.mark.parametrize("kind", [FAST, SLOW])
def test_a_probe_stuck_below_the_target_never_boils_the_bath(kind: dict[str, Any]) -> None:
    """Stuck at 45 °C with a target of 50 °C: the trip comes before the water passes 53 °C."""
    bath = Treatment(probes=1, **kind)
    bath.on()
    bath.until(lambda t: t.water_c >= 45.0, 12 * 3600)
    bath.happen("stuck_at=45")
    bath.until_tripped(3 * 3600)
    assert bath.tripped == ["unanswered"]
    assert bath.hottest_c < 53.0


@pytest.mark.parametrize("probes", [1, 2])
def test_stuck_exactly_at_the_target_with_the_lid_closed_later(probes: int) -> None:
    """A reading that looks perfect is asked for a sign of life before the water is at cutoff."""
    bath = Treatment(probes=probes, target_c=52.0)
    bath.on()
    bath.until_near()
    bath.wait(1800)
    bath.happen("stuck_at=52:all")
    bath.wait(60)
    bath.happen("lid_on")
    bath.until_tripped(4 * 3600)
    assert bath.tripped == ["unanswered"]
    assert bath.hottest_c < 57.0


def test_a_probe_pulled_into_the_air_while_heating() -> None:
    """The heat stops as soon as the two probes differ by 1.5 °C, and then it trips."""
    bath = Treatment()
    bath.on()
    bath.wait(600)
    bath.happen("in_air:bath")
    pulled_c = bath.water_c
    bath.until(lambda t: "probes-apart" in t.spoke, 60)
    bath.until_tripped(1200)
    assert bath.hottest_c < pulled_c + 2.0


def test_the_only_probe_pulled_into_the_air_while_heating() -> None:
    """One probe in the air may cost a few degrees, and never the cutoff."""
    bath = Treatment(probes=1, target_c=52.0)
    bath.on()
    bath.until_near()
    bath.happen("in_air")
    bath.until_tripped(1800)
    assert bath.tripped == ["unanswered"]
    assert bath.hottest_c < 57.0


def test_the_slowest_bath_goes_from_cold_to_ready_without_a_word() -> None:
    """20 kg of water, 15 kg of stones and 300 W: hours, and not one rule speaks."""
    bath = Treatment(probes=1, **SLOW)
    bath.on()
    while not bath.outcome.ready:
        bath.wait(600)
        bath.ask(Verb.TOUCH)
        assert bath.now_s < 8 * 3600
    assert bath.spoke <= {"look"}
    assert bath.heard == {"ready"}


def test_hot_water_poured_in_while_in_standby_is_no_weld() -> None:
    """A kettle in STANDBY is a step, not a relay that sticks."""
    bath = Treatment(start_c=30.0)
    bath.wait(600)
    bath.happen("hot_water=70")
    bath.wait(1800)
    assert not bath.spoke
    assert bath.outcome.mode is Mode.STANDBY


def test_a_welded_relay_with_enable_is_cut_and_told() -> None:
    """With `enable` in series a weld lifts the water by little more than a degree."""
    bath = Treatment(target_c=50.0)
    bath.on()
    bath.until_near()
    bath.wait(900)
    bath.happen("welded")
    bath.until_tripped(3600)
    assert bath.tripped == ["rise-without-heat"]
    assert bath.hottest_c < 52.0
    bath.wait(900)
    assert bath.water_c < bath.hottest_c - 1.0


def test_a_welded_relay_without_enable_says_pull_the_plug() -> None:
    """Without `enable` nothing can open the circuit, and the alarm says so until it is heard."""
    bath = Treatment(enable=False)
    bath.on()
    bath.until_near()
    bath.wait(900)
    bath.happen("welded")
    bath.until_tripped(3600)
    bath.until(lambda t: "still-heating" in t.heard, 1200)
    bath.ask(Verb.ACK)
    bath.wait(5)
    alarms = {alarm.code: alarm for alarm in bath.outcome.alarms}
    assert "PULL THE PLUG" in alarms["still-heating"].text
    assert not alarms["still-heating"].paused


def test_a_welded_relay_shows_in_the_first_two_looks_of_a_fast_bath() -> None:
    """With `enable` closed and the heater open, a weld lifts a light bath, and lifts it again."""
    bath = Treatment(water_kg=2.0, stone_kg=0.0, element_w=2000.0, element_lag_s=5.0)
    bath.happen("welded")
    bath.on()
    bath.until_tripped(240)
    assert bath.tripped == ["rise-without-heat"]
    assert bath.water_c < 30.0


def test_a_sensor_that_comes_back_heats_on_after_ten_good_cycles() -> None:
    """Ten seconds without a probe are a HOLD that ends by itself."""
    bath = Treatment()
    bath.on()
    bath.wait(600)
    bath.happen("unplugged:bath")
    bath.wait(10)
    assert bath.outcome.holding
    assert not bath.outcome.levels.heater
    bath.mend("unplugged:bath")
    back_s = bath.until(lambda t: t.outcome.levels.heater, 60)
    assert back_s >= 10
    assert not bath.tripped


def test_reset_while_hot_waits_for_the_water() -> None:
    """After an over-temperature trip the water must be at the highest target before a reset."""
    bath = Treatment(target_c=50.0, start_c=50.0)
    bath.on()
    bath.happen("hot_water=90")
    bath.until_tripped(60)
    assert bath.tripped[0] == "cutoff"
    refused = bath.ask(Verb.RESET)
    assert not refused.ok
    bath.until(lambda t: t.water_c < 53.5, 3 * 3600)
    bath.wait(60)
    assert bath.ask(Verb.RESET).ok
    assert bath.outcome.mode is Mode.STANDBY
    assert not bath.outcome.levels.heater


def test_set_and_on_while_tripped() -> None:
    """A tripped heater keeps a new target and refuses to heat to it."""
    bath = Treatment()
    bath.on()
    bath.happen("unplugged")
    bath.until_tripped(60)
    answer = bath.ask(Verb.SET, target_c=45.0)
    assert answer.ok
    assert "still tripped" in answer.text
    assert bath.outcome.target_c == 45.0
    assert not bath.ask(Verb.ON).ok
    assert bath.outcome.mode is Mode.TRIPPED


def test_after_a_reset_only_a_person_heats_again() -> None:
    """A reset ends in STANDBY, and STANDBY stays cold until somebody says on."""
    bath = Treatment()
    bath.on()
    bath.happen("unplugged")
    bath.until_tripped(60)
    bath.mend("unplugged")
    bath.wait(90)
    assert bath.ask(Verb.RESET).ok
    bath.wait(600)
    assert bath.outcome.mode is Mode.STANDBY
    assert not bath.outcome.levels.heater
    bath.on()
    bath.until(lambda t: t.outcome.levels.heater, 60)


def test_F19_probes_that_freeze_together_are_found_by_heat_without_an_answer() -> None:
    """Both agree, both are wrong: it trips before the water is as hot as the cutoff."""
    bath = Treatment(start_c=44.0)
    bath.wait(12)
    bath.on()
    bath.until(lambda t: t.water_c >= 46.0, 3600)
    bath.happen("frozen:all")
    bath.until_tripped(3 * 3600)
    assert bath.tripped == ["unanswered"]
    assert bath.hottest_c < 58.0


def test_F49_hours_of_heat_take_no_memory() -> None:
    """What grew in half an hour of heat is not larger than what rings and logs may hold."""
    bath = Treatment(start_c=48.0)
    bath.wait(12)
    bath.on()
    bath.wait(1200)
    tracemalloc.start()
    bath.wait(900)
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    bath.wait(900)
    gc.collect()
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert after - before < 60_000
