# SPDX-License-Identifier: MIT
"""Faults of probes, each against the whole core on a bath of its own."""

import pytest

from stoneheater.core.heater import Outcome
from stoneheater.core.mode import Mode
from stoneheater.core.plant import Bath, ProbeModel
from stoneheater.core.reading import Fault
from stoneheater.core.time_proportioning import Profile
from support.closed_loop import ON, RESET, ClosedLoop, Says, spoke, to, tripped_by

WARM = Bath(start_c=47.0)
TWO = ("bath", "bath-2")


def _tripped(outcome: Outcome) -> bool:
    return bool(outcome.trips)


def _stuck(value_c: float) -> Says:
    return lambda _: value_c


def _loose(value_c: float) -> float | Fault:
    """A contact that fails every other time."""
    return Fault.EMPTY if int(value_c * 1e6) % 2 else value_c


def _heating(loop: ClosedLoop) -> ClosedLoop:
    """Switch on, and wait for the first heat."""
    loop.tick(ON)
    assert loop.run(60, lambda outcome: outcome.levels.heater).levels.heater
    return loop


@pytest.mark.parametrize("fault", [Fault.POWER_ON, Fault.WEAK_SUPPLY])
def test_F05_F06_one_such_value_holds_the_heat_for_ten_good_cycles(fault: Fault) -> None:
    """Off in the tick it is read, back after ten good ones; two in a row do not trip."""
    loop = _heating(ClosedLoop(WARM))
    loop.says["bath"] = lambda _: fault
    loop.tick()
    assert loop.tick().levels.heater is False
    loop.says.clear()
    loop.tick()
    seconds = [loop.tick().levels.heater for _ in range(10)].index(True)
    assert seconds == 9
    assert loop.outcome.trips == ()


@pytest.mark.parametrize("value_c", [85.0, 127.9375])
def test_F05_F06_three_such_values_in_a_row_trip(value_c: float) -> None:
    """Also where the driver took the value for a temperature."""
    loop = _heating(ClosedLoop(WARM))
    loop.says["bath"] = lambda _: value_c
    loop.run(4)
    assert tripped_by(loop.outcome) == "suspect-again"
    assert loop.outcome.mode is Mode.TRIPPED


@pytest.mark.parametrize("probes", [("bath",), TWO])
@pytest.mark.parametrize("start_c", [20.0, 47.0])
def test_F08_frozen_probes_do_not_cook_the_bath(probes: tuple[str, ...], start_c: float) -> None:
    """All probes stuck at once: the heat ends by itself, long before the water burns."""
    loop = _heating(ClosedLoop(Bath(start_c=start_c), probes=probes))
    loop.run(30)
    for name in probes:
        loop.says[name] = _stuck(loop.models[name].value_c)
    loop.run(3 * 3600, _tripped)
    assert tripped_by(loop.outcome) == "unanswered"
    assert loop.plant.water_c < 58.0


def test_F08_a_probe_stuck_at_its_target_is_found() -> None:
    """The balance finds a frozen probe also when it says that all is well."""
    loop = ClosedLoop(WARM).settled()
    loop.says["bath"] = lambda _: 50.0
    loop.run(5 * 3600, _tripped)
    assert tripped_by(loop.outcome) == "unanswered"
    assert loop.plant.water_c < 56.0


def test_F10_a_drifting_probe_ends_the_heat() -> None:
    """Two probes grow apart: first a pause and a hold with a warning, then a trip."""
    loop = ClosedLoop(WARM, probes=TWO).settled()
    began_s = loop.now_s
    loop.says["bath-2"] = lambda c: c - 0.05 * (loop.now_s - began_s) / 60.0
    loop.run(3600, lambda outcome: "probes-apart" in spoke(outcome))
    assert loop.now_s - began_s == pytest.approx(1800.0, abs=180.0)
    loop.run(900, lambda outcome: "probes-stay-apart" in spoke(outcome))
    assert "probes-stay-apart" in {alarm.code for alarm in loop.outcome.alarms}
    loop.run(3600, _tripped)
    assert tripped_by(loop.outcome) == "probes-disagree"


def test_F13_a_probe_pulled_into_the_air_does_not_cook_the_bath() -> None:
    """One probe, hanging in the room: the heat it asks for ends long before it burns."""
    loop = ClosedLoop(Bath(start_c=50.0)).settled()
    loop.models["bath"].in_air = True
    loop.run(3600, _tripped)
    assert tripped_by(loop.outcome) == "unanswered"
    assert loop.plant.water_c < 58.0


def test_F13_with_two_probes_the_one_in_air_is_seen_within_a_minute() -> None:
    """The second probe, still in the water, stops the heat at once."""
    loop = ClosedLoop(Bath(start_c=50.0), probes=TWO).settled()
    loop.models["bath"].in_air = True
    loop.run(60, lambda outcome: "probes-apart" in spoke(outcome))
    assert "probes-apart" in spoke(loop.outcome)
    loop.run(600, _tripped)
    assert tripped_by(loop.outcome) == "probes-disagree"


def test_F14_spikes_hold_the_heat_and_are_never_believed_cold() -> None:
    """Four impossible jumps in ten seconds are a hold; no spike makes a cold bath."""
    loop = ClosedLoop(WARM).settled()
    loop.says["bath"] = lambda c: c - 20.0 * (loop.now_s % 3.0 == 0.0)
    lowest_c = 50.0
    for _ in range(30):
        value = loop.tick().value
        assert value is not None
        lowest_c = min(lowest_c, value.temperature_c)
    assert "bad-readings" in spoke(loop.outcome)
    assert lowest_c > 48.0


def test_F18_a_probe_that_reads_low_is_seen_by_the_other() -> None:
    """Eight degrees low, in one step: no heat from then on."""
    loop = ClosedLoop(WARM, probes=TWO).settled()
    loop.says["bath-2"] = lambda c: c - 8.0
    loop.run(5)
    assert spoke(loop.outcome)
    before_j = loop.plant.energy_j
    loop.run(600, _tripped)
    assert tripped_by(loop.outcome) == "probes-disagree"
    assert loop.plant.energy_j == before_j


def test_F18_a_single_probe_that_reads_low_from_the_start_is_bounded_by_the_cutoff() -> None:
    """One probe cannot see its own offset; two would not have started."""
    loop = ClosedLoop(WARM, probes=TWO)
    loop.says["bath-2"] = lambda c: c - 8.0
    loop.run(5)
    assert loop.tick(ON).answers[0].ok is False


@pytest.mark.parametrize(("silent_s", "tripped"), [(19, False), (21, True)])
def test_F09_a_probe_that_falls_silent_holds_then_trips(silent_s: int, tripped: bool) -> None:
    """Older than five seconds: hold; twenty: trip, also when another still answers."""
    loop = _heating(ClosedLoop(WARM, probes=TWO))
    loop.says["bath-2"] = lambda _: None
    loop.run(7)
    assert spoke(loop.outcome) == {"probe-missing"}
    loop.run(silent_s - 7)
    assert _tripped(loop.outcome) is tripped


@pytest.mark.parametrize("ails", [Fault.CRC, Fault.EMPTY, Fault.ABSENT, None])
def test_F01_F04_F20_bad_answers_hold_the_heat(ails: Fault | None) -> None:
    """Garbled, absent, or now and then: three in a row or a fifth of a minute is a hold."""
    loop = _heating(ClosedLoop(WARM))
    loop.says["bath"] = _loose if ails is None else lambda _: ails
    loop.run(30, lambda outcome: "bad-readings" in spoke(outcome))
    assert "bad-readings" in spoke(loop.outcome)
    assert loop.outcome.levels.heater is False


def test_a_probe_put_back_elsewhere_trips() -> None:
    """Unplugged for a while, then warm in a hand: the probe is not where it was."""
    loop = ClosedLoop(WARM).settled()
    loop.says["bath"] = lambda _: Fault.EMPTY
    loop.run(10)
    loop.says["bath"] = lambda _: 33.0
    loop.run(3)
    assert tripped_by(loop.outcome) == "probe-moved"


def test_a_mended_probe_can_be_reset_and_heats_again() -> None:
    """After the cable is back and ten good cycles: reset, disk, on, heat."""
    loop = _heating(ClosedLoop(WARM))
    loop.says["bath"] = lambda _: None
    loop.run(25)
    assert loop.tick(RESET).answers[0].ok is False
    loop.says.clear()
    loop.run(9)
    assert loop.tick(RESET).answers[0].ok is False
    loop.run(3)
    assert loop.tick(RESET).answers[0].ok
    loop.disk()
    _heating(loop)
    loop.tick(to(49.0))
    assert loop.run(7200, lambda outcome: outcome.ready).ready


@pytest.mark.parametrize("stood_s", [12, 60, 120])
@pytest.mark.parametrize("start_c", [20.0, 40.0])
def test_F12_a_bath_and_an_element_probe_that_are_swapped_end_the_heat_and_trip_below_the_target(
    stood_s: int, start_c: float
) -> None:
    """What is taken for the bath is the hotter element; whoever says `on` each time trips it."""
    loop = ClosedLoop(Bath(start_c=start_c), element_probe="element")
    loop.models["element"] = ProbeModel(8.0, 1.0, start_c, 1.0)
    loop.says["element"] = lambda _: loop.plant.water_c
    loop.says["bath"] = lambda _: loop.plant.element_c
    loop.run(stood_s)
    assert loop.tick(ON).answers[0].ok
    for _ in range(400):
        if loop.outcome.trips:
            break
        loop.tick(*([ON] if loop.outcome.mode is Mode.STANDBY else []))
    assert loop.outcome.trips
    assert loop.plant.water_c < 50.0


@pytest.mark.parametrize("profile", list(Profile))
@pytest.mark.parametrize(
    ("bath_c", "element_c", "contact"), [(0, 0, 1.0), (0, 2, 0.9), (0, -2, 0.9), (2, -2, 0.9)]
)
@pytest.mark.parametrize("room_c", [10.0, 22.0])
def test_F12_an_element_probe_that_sits_badly_is_not_taken_for_swapped(
    bath_c: float, element_c: float, contact: float, room_c: float, profile: Profile
) -> None:
    """Two degrees of calibration each way, a contact that loses a tenth, a lid: no trip."""
    cold = Bath(start_c=45.0, lid=True, loss_w_per_k=1.5, ambient_c=room_c)
    loop = ClosedLoop(cold, element_probe="element", profile=profile, target_c=52.0)
    loop.models["element"] = ProbeModel(8.0, 1.0, 45.0, 1.0)
    loop.says["bath"] = lambda true_c: true_c + bath_c
    loop.says["element"] = lambda _: room_c + contact * (loop.plant.element_c - room_c) + element_c
    loop.run(90)
    assert loop.tick(ON).answers[0].ok
    loop.run(5400)
    assert loop.outcome.ready


@pytest.mark.parametrize("which", ["bath", "element"])
def test_F12_one_bad_reading_beside_an_element_probe_is_only_that(which: str) -> None:
    """A checksum that fails once, with one bath probe and an element probe: the heat goes on."""
    loop = ClosedLoop(WARM, element_probe="element")
    loop.models["element"] = ProbeModel(8.0, 1.0, 47.0, 1.0)
    loop.run(12)
    _heating(loop)
    loop.says[which] = lambda _: Fault.CRC
    loop.tick()
    del loop.says[which]
    loop.run(10)
    assert loop.outcome.mode is Mode.HEATING


def test_F12_hot_water_on_a_cold_element_is_no_swap() -> None:
    """Filled from the kettle: the element of the slowest bath follows in time."""
    loop = ClosedLoop(
        Bath(start_c=20.0, element_lag_s=120.0, element_capacity_j_per_k=3600.0),
        element_probe="element",
    )
    loop.models["element"] = ProbeModel(8.0, 1.0, 20.0, 1.0)
    late = ProbeModel(30.0, 20.0, 20.0, 1.0)

    def behind(_: float) -> float:
        late.step(1.0, loop.plant.element_c, 22.0)
        return late.value_c

    loop.says["element"] = behind
    loop.run(12)
    loop.plant.water_c = 45.0
    loop.models["bath"].settle_at(45.0)
    loop.run(12)
    loop.tick(ON)
    loop.run(600)
    assert loop.outcome.trips == ()
