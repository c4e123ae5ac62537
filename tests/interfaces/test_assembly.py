# SPDX-License-Identifier: MIT
"""Putting the heater together: every configured number arrives, and real heat has real time."""

from functools import partial

import pytest

from stoneheater.config import BathFile, Config, HeaterSettings, ProbeSettings
from stoneheater.config import TemperatureSettings as Temperatures
from stoneheater.core.command import Command, Verb
from stoneheater.core.heater import Outcome
from stoneheater.core.mode import Mode
from stoneheater.core.rule import Limits
from stoneheater.core.settings import Settings
from stoneheater.core.time_proportioning import Profile
from stoneheater.core.wear import RATED_OPERATIONS, Wear
from stoneheater.hardware.clock import SystemClock
from stoneheater.interfaces.assembly import assemble, assemble_simulation
from stoneheater.interfaces.configured import UNKNOWN_PLATE, settings_of, standing_of
from stoneheater.interfaces.memory import latched_trips
from stoneheater.service.latch import Clear, LatchedTrip, Unknown
from stoneheater.service.snapshot import Standing
from support.steady import settings
from support.workbench import Workbench

BATH = ProbeSettings("28-0000005e2fa1", "bath", "bath")
SECOND = ProbeSettings("28-0000005e2fa2", "bath", "bath-2")
ELEMENT = ProbeSettings("28-0000005e2fa3", "element", "element")
PLATE = HeaterSettings(800.0, 8.0)
CUTOFF = LatchedTrip("cutoff", "bath reads 58.4 °C.", 1_700_000_000.0)


# -- settings ---------------------------------------------------------------------------------


def test_every_configured_number_arrives_in_its_own_place() -> None:
    """No two of them are alike here, so that none can be mistaken for another."""
    config = Config(
        heater=HeaterSettings(1200.0, 9.5, "ssr"),
        temperature=Temperatures(48.0, 53.0, 51.0, 55.5, 57.0, 77.0),
        probe=(BATH, ELEMENT, SECOND),
    )
    made = settings_of(config, has_enable=True)
    assert (made.plate.element_w, made.plate.water_kg) == (1200.0, 9.5)
    limits = made.limits
    assert (limits.target_max_c, limits.high_alarm_c, limits.cutoff_c) == (53.0, 55.5, 57.0)
    assert (limits.high_clear_c, limits.element_max_c) == (54.5, 77.0)
    assert (made.target_c, made.caution_c) == (48.0, 51.0)
    assert (made.bath_probes, made.element_probe) == (("bath", "bath-2"), "element")
    assert (made.profile, made.has_enable) == (Profile.SSR, True)


def test_the_shipped_numbers_are_those_of_the_interlock() -> None:
    """A configuration that says nothing is the safety page as it is printed."""
    made = settings_of(Config(), has_enable=False)
    assert made.limits == Limits()
    usual = Settings(UNKNOWN_PLATE, bath_probes=(), wear=Wear(rated=RATED_OPERATIONS))
    assert made == usual


@pytest.mark.parametrize("heater", [HeaterSettings(800.0, None), HeaterSettings(None, 8.0)])
def test_half_a_name_plate_is_the_most_dangerous_one(heater: HeaterSettings) -> None:
    """The strongest element over the least water that anybody may configure."""
    assert settings_of(Config(heater=heater), has_enable=False).plate == UNKNOWN_PLATE
    assert (UNKNOWN_PLATE.element_w, UNKNOWN_PLATE.water_kg) == (3500.0, 0.5)


def test_what_stands_is_what_is_fitted() -> None:
    """Name plate from the configuration, the rest from the hardware."""
    bench = Workbench(fitted=True)
    bench.notes = ("no pull-down.",)
    standing = standing_of(Config(heater=PLATE), bench, 1_700_000_000.0)
    assert standing == Standing(
        simulated=True,
        element_w=800.0,
        water_kg=8.0,
        has_enable=True,
        notes=("no pull-down.",),
        started_wall_s=1_700_000_000.0,
    )
    assert not standing_of(Config(), Workbench(real=True), 0.0).simulated


# -- the latch --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "trips"),
    [
        (Clear(), ()),
        (CUTOFF, (("cutoff", "bath reads 58.4 °C."),)),
        (Unknown("it is damaged."), (("latch-unknown", "it is damaged."),)),
    ],
)
def test_only_a_clear_latch_starts_without_a_trip(
    found: Clear | LatchedTrip | Unknown, trips: tuple[tuple[str, str], ...]
) -> None:
    """A trip is that trip again; what cannot be told is a trip of its own."""
    assert latched_trips(found) == trips


# -- the clock --------------------------------------------------------------------------------


def test_simulated_hardware_runs_in_its_own_time() -> None:
    """Loop, guard and service alike."""
    bench = Workbench()
    app = assemble(bench, settings(), Standing())
    assert app.clock is bench.time
    app.loop.cycle()
    assert app.loop.guard.beat_s == bench.time.now_s()


def test_real_hardware_runs_on_the_computers_clock_whatever_it_brings() -> None:
    """A driver that declares itself real and offers a clock all the same is not heard."""
    bench = Workbench(real=True)
    bench.clock = bench.time
    app = assemble(bench, settings(), Standing())
    assert isinstance(app.clock, SystemClock)
    bench.time.advance(1e6)
    before_s = SystemClock().now_s()
    outcome = app.loop.cycle()
    assert before_s <= outcome.at_s <= SystemClock().now_s()


def test_simulated_hardware_without_a_clock_runs_on_the_computers() -> None:
    """Bringing one is a right and no duty."""
    bench = Workbench()
    bench.clock = None
    assert isinstance(assemble(bench, settings(), Standing()).clock, SystemClock)


# -- together ---------------------------------------------------------------------------------


def test_listeners_hear_of_each_cycle_in_their_order_after_the_snapshot_is_there() -> None:
    """Whoever is told can look it up."""
    seen: list[str] = []

    def listen(outcome: Outcome, name: str) -> None:
        snapshot = app.service.snapshot()
        assert snapshot is not None
        assert snapshot.outcome is outcome
        seen.append(name)

    listeners = [partial(listen, name=name) for name in ("first", "second")]
    app = assemble(Workbench(), settings(), Standing(), listeners=listeners)
    app.loop.cycle()
    app.loop.cycle()
    assert seen == ["first", "second"] * 2


@pytest.mark.parametrize("written", [True, False])
def test_closing_switches_off_before_the_stores_are_waited_for(written: bool) -> None:
    """And says whether all of it was written."""
    bench = Workbench()
    order: list[bool] = []

    def close() -> bool:
        order.append(bench.closed)
        return written

    app = assemble(bench, settings(), Standing(), close=close)
    assert app.close() is written
    assert order == [True]


def test_a_heater_that_finds_a_trip_starts_tripped() -> None:
    """With the sentence of then; `on` is refused."""
    app = assemble(Workbench(), settings(), Standing(), latched=latched_trips(CUTOFF))
    asked = app.loop.ask(Command(Verb.ON))
    outcome = app.loop.cycle()
    assert (outcome.mode, outcome.trips) == (Mode.TRIPPED, (("cutoff", CUTOFF.sentence),))
    assert not asked.result(0.0).ok


@pytest.mark.parametrize("has_enable", [True, False])
def test_a_simulation_is_the_bath_of_its_file(has_enable: bool) -> None:
    """Name plate, probes, target and outputs; it says that it is simulated."""
    file = BathFile(element_w=900.0, water_kg=7.0)
    app, hardware = assemble_simulation(file, target_c=47.0, has_enable=has_enable)
    outcome = app.loop.cycle()
    snapshot = app.service.snapshot()
    assert snapshot is not None
    said = snapshot.as_dict()
    assert said["name_plate"] == {"element_w": 900.0, "water_kg": 7.0}
    assert str(said["headline"]).startswith("SIMULATED STANDBY")
    assert (outcome.target_c, outcome.mode) == (47.0, Mode.STANDBY)
    assert [probe.name for probe in hardware.world.probes] == ["bath", "bath-2"]
    assert (hardware.enable is not None) is has_enable
    assert app.close() is True


def test_a_bath_is_told_once_it_is_learned() -> None:
    """Nothing before; after a heat-up the model's own words, in every snapshot."""
    app, _ = assemble_simulation(BathFile(start_c=45.0), target_c=50.0)
    told: set[object] = set()
    for second in range(1, 2000):
        if second == 20:
            app.loop.ask(Command(Verb.ON))
        app.loop.cycle()
        app.clock.wait_until(float(second))
        snapshot = app.service.snapshot()
        assert snapshot is not None
        told.add(snapshot.bath if snapshot.bath is None else snapshot.bath[:9])
    assert told == {None, "it holds "}
