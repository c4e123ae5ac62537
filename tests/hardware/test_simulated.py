# SPDX-License-Identifier: MIT
"""The simulated driver: its clock is its world, and nothing of it is real."""

from pathlib import Path

import attrs
import pytest

from stoneheater.config import BathFile, Config, ConfigError, ProbeSettings, load
from stoneheater.config.bath_file import BathProbe
from stoneheater.core.reading import Fault
from stoneheater.hardware.faults import parse_fault
from stoneheater.hardware.simulated import SimulatedHardware, build, completed, make, probe_parts
from stoneheater.ports import Clock, Hardware, Output, Probes

ONE = BathFile(probe=(BathProbe(),))


def clock_of(hardware: SimulatedHardware) -> Clock:
    """The clock that this driver always brings."""
    assert hardware.clock is not None
    return hardware.clock


def configured(folder: Path, text: str) -> Config:
    """A configuration of the simulated driver."""
    path = folder / "stoneheater.toml"
    path.write_text(f'[hardware]\ndriver = "simulated"\n{text}')
    path.chmod(0o600)
    return load(path)


def test_it_is_a_driver_like_any_other() -> None:
    """Every port is there, and it says that nothing real is heated."""
    hardware = make(BathFile())
    assert isinstance(hardware, Hardware)
    assert isinstance(hardware.clock, Clock)
    assert isinstance(hardware.probes, Probes)
    assert all(isinstance(o, Output) for o in (hardware.heater, hardware.enable))
    assert hardware.simulated
    assert hardware.notes == ("SIMULATED: nothing real is heated.",)
    assert not hardware.refusals


def test_time_passes_only_while_somebody_waits() -> None:
    """Asking for the time, or for a reading, does not make it later."""
    hardware = make(BathFile())
    clock = clock_of(hardware)
    for _ in range(5):
        hardware.probes.latest()
        assert (clock.now_s(), clock.boottime_s()) == (0.0, 0.0)
    clock.wait_until(1.0)
    assert (clock.now_s(), clock.boottime_s()) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("until_s", "now_s"),
    [(0.0, 0.0), (-5.0, 0.0), (0.1, 1.0), (1.0, 1.0), (1.1, 2.0), (60.0, 60.0)],
)
def test_the_world_goes_by_whole_seconds(until_s: float, now_s: float) -> None:
    """A wait ends at the first whole second that is not before its end."""
    clock = clock_of(make(BathFile()))
    clock.wait_until(until_s)
    assert clock.now_s() == now_s


def test_a_wait_for_the_past_is_none() -> None:
    """Time never goes back."""
    clock = clock_of(make(BathFile()))
    clock.wait_until(10.0)
    clock.wait_until(4.0)
    assert clock.now_s() == 10.0


def test_a_paced_world_is_the_same_world() -> None:
    """The speed changes when a second comes, and nothing in it."""
    fast, paced = make(BathFile()), make(BathFile(), speed=3600.0)
    for hardware in (fast, paced):
        hardware.heater.write(True)
        clock_of(hardware).wait_until(20.0)
    assert fast.probes.latest() == paced.probes.latest()
    assert fast.world.plant.water_c == paced.world.plant.water_c


def test_a_relay_is_read_back() -> None:
    """The line says what was written, and the world is told."""
    hardware = make(BathFile())
    assert hardware.enable is not None
    assert hardware.heartbeat is not None
    for output in (hardware.heater, hardware.enable, hardware.heartbeat):
        output.write(True)
        assert output.read()
    assert (hardware.world.heater, hardware.world.enable) == (True, True)


def test_closing_switches_everything_off() -> None:
    """After the end no line is on, and no current flows."""
    hardware = make(BathFile())
    assert hardware.enable is not None
    hardware.heater.write(True)
    hardware.enable.write(True)
    assert hardware.world.powered
    hardware.close()
    assert not hardware.world.powered
    assert not hardware.heater.read()
    assert not hardware.enable.read()


def test_an_enable_that_is_not_fitted_is_no_port() -> None:
    """Without it the heater relay alone carries the current."""
    hardware = make(BathFile(), has_enable=False)
    assert hardware.enable is None
    hardware.heater.write(True)
    assert hardware.world.powered
    hardware.close()
    assert not hardware.world.powered


def test_readings_are_under_the_probes_names() -> None:
    """Two equal probes by default, the hottest of them nothing special here."""
    assert list(make(BathFile()).probes.latest()) == ["bath", "bath-2"]
    assert list(make(ONE).probes.latest()) == ["bath"]


def test_the_diagnosis_shows_every_probe_as_it_is() -> None:
    """With what it says, or why it says nothing."""
    hardware = make(BathFile(probe_noise_c=0.0), [parse_fault("crc:2@1")])
    clock_of(hardware).wait_until(1.0)
    seen = [(row.rom_id, row.temperature_c, row.fault) for row in hardware.probes.diagnose()]
    assert seen == [("bath", 20.0, None), ("bath-2", None, Fault.CRC)]


def test_the_probes_are_those_of_the_bath_file() -> None:
    """Lag, dead time, noise and offset come from the file, each probe its own."""
    file = BathFile(probe_lag_s=20.0, probe=(BathProbe(), BathProbe(lag_s=3.0, offset_c=0.5)))
    parts = probe_parts(file)
    assert [(p.name, p.lag_s, p.offset_c) for p in parts] == [
        ("bath", 20.0, 0.0),
        ("bath-2", 3.0, 0.5),
    ]


def test_more_names_than_probes_begin_anew() -> None:
    """A configuration with three probes on a bath of two uses the first one's kind again."""
    file = BathFile(probe=(BathProbe(lag_s=3.0), BathProbe(lag_s=9.0)))
    parts = probe_parts(file, ["a", "b", "c"])
    assert [(p.name, p.lag_s) for p in parts] == [("a", 3.0), ("b", 9.0), ("c", 3.0)]


def test_what_the_configuration_leaves_out_comes_from_the_bath(tmp_path: Path) -> None:
    """Name plate and probes; the ids have the form of real ones."""
    config = completed(configured(tmp_path, ""))
    assert (config.heater.element_w, config.heater.water_kg) == (800.0, 8.0)
    assert [(p.name, p.id, p.role) for p in config.probe] == [
        ("bath", "28-000000000001", "bath"),
        ("bath-2", "28-000000000002", "bath"),
    ]
    assert not config.not_ready()


def test_what_the_configuration_says_stands(tmp_path: Path) -> None:
    """The bath is asked only for what is missing."""
    probe = '[[probe]]\nid = "28-0000000000ab"\nrole = "bath"\nname = "tub"\n'
    text = f"[heater]\nelement_w = 900\n{probe}"
    config = completed(configured(tmp_path, text))
    assert (config.heater.element_w, config.heater.water_kg) == (900.0, 8.0)
    assert [probe.name for probe in config.probe] == ["tub"]


def test_completing_twice_changes_nothing(tmp_path: Path) -> None:
    """A complete configuration is complete."""
    once = completed(configured(tmp_path, ""))
    assert completed(once) == once


def test_a_name_plate_that_lies_is_told_as_it_is(tmp_path: Path) -> None:
    """The controller hears the plate; the bath keeps its truth."""
    (tmp_path / "bath.toml").write_text("nameplate_w = 1200\nelement_w = 700\nprobe_noise_c = 0\n")
    config = configured(tmp_path, f'[simulated]\nbath = "{tmp_path / "bath.toml"}"\n')
    assert completed(config).heater.element_w == 1200.0
    assert build(config).world.plant.bath.element_w == 700.0


def test_the_driver_is_built_from_a_configuration(tmp_path: Path) -> None:
    """With the configured names, ids and speed."""
    config = configured(tmp_path, "[simulated]\nspeed = 60\n")
    probe = ProbeSettings(id="28-0000000000ab", role="bath", name="tub")
    hardware = build(attrs.evolve(config, probe=(probe,)))
    assert list(hardware.probes.latest()) == ["tub"]
    assert [row.rom_id for row in hardware.probes.diagnose()] == ["28-0000000000ab"]
    assert getattr(hardware.clock, "speed", None) == 60.0


def test_a_bath_file_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    """It is named, with the reason."""
    config = configured(tmp_path, f'[simulated]\nbath = "{tmp_path / "none.toml"}"\n')
    with pytest.raises(ConfigError, match=r"none\.toml"):
        build(config)
