# SPDX-License-Identifier: MIT
"""The daemon's heater: completed, kept on disk, and not ready until all of it is known."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Literal

import attrs
import pytest

from stoneheater.config import (
    BathFile,
    Config,
    HardwareSettings,
    HeaterSettings,
    ProbeSettings,
    SimulatedSettings,
)
from stoneheater.core.command import Command, Verb
from stoneheater.core.mode import Mode
from stoneheater.core.thermal_model import Learned
from stoneheater.interfaces.assembly import App, assemble_daemon, completed
from stoneheater.interfaces.configured import settings_of
from stoneheater.interfaces.memory import belongs, known
from stoneheater.service import bath_keeper, commissioning, relay_keeper
from stoneheater.service.commissioning import Commissioned
from stoneheater.service.latch import LatchedTrip, LatchFile
from stoneheater.service.store import history, records

BATH = ProbeSettings("28-0000005e2fa1", "bath", "bath")
SECOND = ProbeSettings("28-0000005e2fa2", "bath", "bath-2")
PLATE = HeaterSettings(800.0, 8.0)
CUTOFF = LatchedTrip("cutoff", "bath reads 58.4 °C.", 1_700_000_000.0)

BATH_OF_THEN = Learned(0.0232, 29.5, 8.1, 0.12, 0.2177)

Daemon = Callable[[Config], App]


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    """Assembles as the daemon does, and closes."""
    for name in ("state", "run", "w1", "module"):
        (tmp_path / name).mkdir()
    apps: list[App] = []

    def make(config: Config) -> App:
        apps.append(assemble_daemon(completed(config), tmp_path / "state", tmp_path / "run"))
        return apps[-1]

    yield make
    for app in apps:
        app.close()


def configured(folder: Path, driver: Literal["raspberry-pi", "simulated"]) -> Config:
    """A configuration with this driver and nothing else; the bus of the Pi is empty."""
    places = {"w1_devices": str(folder / "w1"), "sys_module": str(folder / "module")}
    options = places if driver == "raspberry-pi" else {}
    return Config(hardware=HardwareSettings(driver, options))


def test_a_simulated_configuration_is_completed(daemon: Daemon, tmp_path: Path) -> None:
    """Without name plate and probes it is ready all the same, and needs no commissioning."""
    app = daemon(configured(tmp_path, "simulated"))
    standing = app.service.standing
    assert standing.simulated
    assert (standing.element_w, standing.water_kg) == (BathFile().named_w, BathFile().named_kg)
    assert app.service.not_ready() == ()
    assert set(app.hardware.probes.latest()) <= {"bath", "bath-2"}
    for _ in range(12):
        app.clock.wait_until(app.clock.now_s() + 1.0)
        app.loop.cycle()
    asked = app.loop.ask(Command(Verb.ON))
    app.loop.cycle()
    assert asked.result(0.0).ok


def test_what_a_simulated_configuration_says_is_kept(daemon: Daemon, tmp_path: Path) -> None:
    """Completing adds what is missing, and changes nothing."""
    config = attrs.evolve(
        configured(tmp_path, "simulated"), heater=HeaterSettings(600.0, None), probe=(SECOND,)
    )
    app = daemon(config)
    assert app.service.standing.element_w == 600.0
    assert app.service.standing.water_kg == BathFile().named_kg
    app.clock.wait_until(5.0)
    assert set(app.hardware.probes.latest()) == {"bath-2"}


def test_real_hardware_is_not_ready_until_all_of_it_is_known(
    daemon: Daemon, tmp_path: Path
) -> None:
    """The shipped configuration: every missing thing has a sentence, and `on` is refused."""
    app = daemon(configured(tmp_path, "raspberry-pi"))
    said = " ".join(app.service.not_ready())
    for what in ("heater.element_w", "heater.water_kg", "role bath", "gpio.heater_pin"):
        assert what in said
    assert said.endswith("this heater has not been commissioned: run: stoneheater commission.")
    asked = app.loop.ask(Command(Verb.ON))
    app.loop.cycle()
    assert asked.result(0.0).text.startswith("not ready: ")


def test_nothing_is_made_up_for_real_hardware() -> None:
    """Only the simulated driver knows its bath; what a real one lacks stays missing."""
    assert completed(Config()) == Config()


def commission(config: Config, state_dir: Path) -> None:
    """What a commissioning leaves behind."""
    wiring = commissioning.wiring_of(config)
    commissioning.write(state_dir, Commissioned("anna", 0.0, wiring, {"heater": True}, {}))


def test_real_hardware_needs_the_commissioning_of_todays_wiring(
    daemon: Daemon, tmp_path: Path
) -> None:
    """Nothing is missing once that is on disk, which is looked up again every five cycles."""
    config = attrs.evolve(configured(tmp_path, "raspberry-pi"), heater=PLATE, probe=(BATH,))
    state = tmp_path / "state"
    app = daemon(config)
    assert "has not been commissioned" in app.service.not_ready()[-1]
    commission(config, state)
    said = [any("commission" in why for why in app.service.not_ready()) for _ in range(6)]
    assert said[0]
    assert not said[-1]
    commission(attrs.evolve(config, probe=(SECOND,)), state)
    said = [any("changed since" in why for why in app.service.not_ready()) for _ in range(6)]
    assert said[-1]


def test_what_the_driver_refuses_forbids_heat(daemon: Daemon, tmp_path: Path) -> None:
    """The sentences of the hardware stand among those of the configuration."""
    app = daemon(configured(tmp_path, "simulated"))
    assert app.service.not_ready() == ()
    app.hardware.refusals = ("the relay was on before the start.",)
    said = [app.service.not_ready() for _ in range(5)]
    assert said[-1] == ("the relay was on before the start.",)


def test_the_daemon_starts_with_the_latch_that_it_finds(daemon: Daemon, tmp_path: Path) -> None:
    """A trip from before the start is a trip now, and stays one on disk."""
    file = LatchFile(tmp_path / "state", tmp_path / "run")
    file.write(CUTOFF)
    app = daemon(configured(tmp_path, "simulated"))
    assert app.loop.cycle().trips == (("cutoff", CUTOFF.sentence),)
    assert app.close()
    found = file.read(commissioned=False)
    assert isinstance(found, LatchedTrip)
    assert (found.rule, found.sentence) == ("cutoff", CUTOFF.sentence)


def test_a_commissioned_heater_without_its_latch_starts_tripped(
    daemon: Daemon, tmp_path: Path
) -> None:
    """Somebody removed the file: whether it had tripped cannot be told."""
    config = configured(tmp_path, "simulated")
    commission(config, tmp_path / "state")
    outcome = daemon(config).loop.cycle()
    assert outcome.mode is Mode.TRIPPED
    assert outcome.trips[0][0] == "latch-unknown"


def test_the_daemon_keeps_a_record_and_a_history(daemon: Daemon, tmp_path: Path) -> None:
    """Both are on disk once it has closed, with the boot they belong to."""
    app = daemon(configured(tmp_path, "simulated"))
    app.loop.ask(Command(Verb.SET, "anna", target_c=48.0))
    app.loop.cycle()
    assert app.close()
    row = records.read(tmp_path / "state" / "records.db")[0].record
    assert (row.who, row.text.startswith("set: target 48.0 °C")) == ("anna", True)
    assert row.stamp.boot_id
    assert (tmp_path / "state" / "history.db").exists()
    assert Config().store.history_max_mb * 1_000_000 == history.MAX_BYTES


def test_the_relay_s_operations_outlive_the_daemon(daemon: Daemon, tmp_path: Path) -> None:
    """Heated, closed, started again: the count goes on, with what the relay is rated for."""
    quick = SimulatedSettings(speed=3600.0)
    config = attrs.evolve(configured(tmp_path, "simulated"), simulated=quick)
    app = daemon(config)
    for second in range(60):
        app.clock.wait_until(app.clock.now_s() + 1.0)
        if second == 15:
            app.loop.ask(Command(Verb.ON))
        wear = app.loop.cycle().wear
    assert app.close()
    assert wear.operations == 1
    assert daemon(config).loop.cycle().wear == wear
    assert wear.rated == 100_000


@pytest.mark.parametrize(
    ("heater", "rated"),
    [
        (HeaterSettings(profile="ssr"), None),
        (HeaterSettings(profile="ssr", relay_rated_operations=5000), 5000),
        (HeaterSettings(relay_rated_operations=2_000_000), 2_000_000),
    ],
)
def test_what_a_relay_is_rated_for_is_configured(
    daemon: Daemon, tmp_path: Path, heater: HeaterSettings, rated: int | None
) -> None:
    """An SSR has no rated life unless somebody gives it one."""
    config = attrs.evolve(configured(tmp_path, "simulated"), heater=heater)
    assert daemon(config).loop.cycle().wear.rated == rated


def test_a_lost_count_is_told_and_recorded(daemon: Daemon, tmp_path: Path) -> None:
    """In the notes of every snapshot, and once in the record."""
    (tmp_path / "state" / relay_keeper.NAME).write_text("{")
    app = daemon(configured(tmp_path, "simulated"))
    app.loop.cycle()
    snapshot = app.service.snapshot()
    assert snapshot is not None
    assert "begin again at 0" in str(snapshot.as_dict()["notes"])
    assert app.close()
    rows = records.read(tmp_path / "state" / "records.db")
    assert sum("begin again at 0" in row.record.text for row in rows) == 1


def test_what_earlier_days_left_is_known(daemon: Daemon, tmp_path: Path) -> None:
    """The learned bath, the bath as commissioned, the dip: each reaches the core's settings."""
    config = completed(configured(tmp_path, "simulated"))
    state = tmp_path / "state"
    daemon(config).close()
    wiring = commissioning.wiring_of(config)
    record = Commissioned("anna", 7.0, wiring, {}, {}, probe_lag_s=8.5)
    commissioning.write(state, record)
    (state / bath_keeper.NAME).write_bytes(bath_keeper.encode(BATH_OF_THEN))
    fields = {"belongs": belongs(config, record), **asdict(BATH_OF_THEN)}
    (state / bath_keeper.REFERENCE).write_text(json.dumps(fields))
    made = settings_of(config, has_enable=True, known=known(config, state))
    assert (made.kept, made.reference, made.probe_lag_s) == (BATH_OF_THEN, BATH_OF_THEN, 8.5)
    commissioning.write(state, Commissioned("anna", 8.0, wiring, {}, {}))
    assert known(config, state).reference is None


def test_a_learned_bath_that_cannot_be_read_is_told(daemon: Daemon, tmp_path: Path) -> None:
    """Both files damaged: a sentence each in the record, and the heater learns anew."""
    config = completed(configured(tmp_path, "simulated"))
    state = tmp_path / "state"
    daemon(config).close()
    for name in (bath_keeper.NAME, bath_keeper.REFERENCE):
        (state / name).write_bytes(b"\x00" * 64)
    app = daemon(config)
    app.loop.cycle()
    assert app.close()
    told = [row.record.text for row in records.read(state / "records.db")]
    assert sum("cannot be read" in text and "thrown away" in text for text in told) == 2
