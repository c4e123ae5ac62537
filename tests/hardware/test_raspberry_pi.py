# SPDX-License-Identifier: MIT
"""The driver of a Raspberry Pi: two adapters put together, on a stand-in chip and bus."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from stoneheater.config import Config, GpioSettings, HardwareSettings, PanelSettings, ProbeSettings
from stoneheater.core.calibration import Calibration
from stoneheater.hardware.gpio import GpioBusyError, GpioError
from stoneheater.hardware.raspberry_pi import OPTIONS, OptionError, RaspberryPi, build
from stoneheater.ports import Hardware
from support.fake_lgpio import lgpio, line_files
from support.fake_pi import ENABLE, HEARTBEAT, HEATER
from support.fake_w1 import BATH, ELEMENT, FakeW1
from support.waiting import eventually

DEADLINE_S = 10.0
WIRED = GpioSettings(
    heater_pin=HEATER.pin,
    enable_pin=ENABLE.pin,
    enable_active_high=ENABLE.active_high,
    heartbeat_pin=HEARTBEAT.pin,
)
PROBES = (ProbeSettings(BATH, "bath", "bath"), ProbeSettings(ELEMENT, "element", "element"))

NO_PANEL = PanelSettings()

Make = Callable[..., RaspberryPi]


@pytest.fixture
def w1(tmp_path: Path) -> FakeW1:
    """A bus with two probes."""
    return FakeW1(tmp_path / "w1", BATH, ELEMENT)


@pytest.fixture
def make(tmp_path: Path, w1: FakeW1, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Builds the driver on a fresh fake machine, and closes it."""
    monkeypatch.setenv("LG_WD", str(tmp_path))
    monkeypatch.setenv("STONEHEATER_RUNTIME_DIR", str(tmp_path))
    lgpio.reset(tmp_path / "pi")
    (tmp_path / "module").mkdir()
    places = {"w1_devices": str(w1.base), "sys_module": str(tmp_path / "module")}
    made: list[RaspberryPi] = []

    def make(
        gpio: GpioSettings = WIRED,
        probes: tuple[ProbeSettings, ...] = PROBES,
        options: Mapping[str, object] = places,
        panel: PanelSettings = NO_PANEL,
    ) -> RaspberryPi:
        hardware = HardwareSettings("raspberry-pi", options)
        made.append(build(Config(hardware=hardware, gpio=gpio, probe=probes, panel=panel)))
        return made[-1]

    yield make
    for pi in made:
        pi.probes.close()
    lgpio.reset()


def test_it_gives_every_port(make: Make) -> None:
    """Real hardware, in our time, with all that is wired."""
    pi = make()
    assert isinstance(pi, Hardware)
    assert (pi.simulated, pi.clock, pi.annunciator) == (False, None, None)
    assert pi.enable is not None
    assert pi.heartbeat is not None


def test_every_output_is_born_off_at_its_own_level(make: Make) -> None:
    """Heater and heartbeat low, the active-low enable high."""
    make()
    assert [line_files.state(line).level for line in (17, 27, 22)] == [0, 1, 0]


def test_each_output_is_its_own_line(make: Make) -> None:
    """Pins and polarity come from the configuration."""
    pi = make()
    assert pi.enable is not None
    assert pi.heartbeat is not None
    for output, line, level in ((pi.heater, 17, 1), (pi.enable, 27, 0), (pi.heartbeat, 22, 1)):
        output.write(on=True)
        assert (output.read(), line_files.state(line).level) == (True, level)


def test_outputs_that_are_not_configured_are_not_touched(make: Make) -> None:
    """A heater alone: no enable, no heartbeat, one claimed line."""
    pi = make(GpioSettings(heater_pin=17))
    assert (pi.enable, pi.heartbeat) == (None, None)
    assert [event.split()[1] for event in lgpio.events if event.startswith("OUTPUT")] == ["17"]


def test_without_a_pin_the_heater_cannot_be_switched_on(make: Make) -> None:
    """It runs and reads and stays cold; OFF is always welcome, and no line is claimed."""
    pi = make(GpioSettings(enable_pin=27))
    with pytest.raises(OSError, match=r"gpio\.heater_pin is not set: there is nothing to switch"):
        pi.heater.write(on=True)
    pi.heater.write(on=False)
    assert pi.heater.read() is False
    assert pi.enable is None
    assert lgpio.events == []


def test_the_probes_of_the_configuration_are_read_under_their_names(make: Make, w1: FakeW1) -> None:
    """Each by its id, with its own calibration."""
    w1.set_c(BATH, 48.0)
    w1.set_c(ELEMENT, 61.5)
    offset = Calibration((0.0, 0.0), (0.5, 0.5), "2026-11-20", "Testo 110")
    pi = make(probes=(ProbeSettings(BATH, "bath", "bath", offset), PROBES[1]))
    seen = eventually(lambda: len(pi.probes.latest()) == 2 and pi.probes.latest(), DEADLINE_S)
    assert seen
    assert seen["bath"].temperature_c == 48.5
    assert seen["element"].temperature_c == 61.5


def test_closing_leaves_every_output_driven_off(make: Make) -> None:
    """Off at the level of each, held by this process, and deaf to a late writer."""
    pi = make()
    assert pi.enable is not None
    pi.enable.write(on=True)
    pi.heater.write(on=True)
    pi.close()
    assert [line_files.state(line).level for line in (17, 27, 22)] == [0, 1, 0]
    assert all(line_files.is_held(line) for line in (17, 27, 22))
    with pytest.raises(GpioError):
        pi.heater.write(on=True)


def test_a_line_that_somebody_else_holds_is_refused(make: Make) -> None:
    """Nothing is built beside another program's heater."""
    other = lgpio.gpiochip_open(0)
    lgpio.gpio_claim_output(other, 17)
    with pytest.raises(GpioBusyError, match="GPIO17"):
        make()


def test_the_chip_of_the_configuration_is_taken_or_none(make: Make) -> None:
    """A label that no chip has is a refusal, not another chip."""
    with pytest.raises(GpioError, match="pinctrl-other"):
        make(GpioSettings(heater_pin=17, chip_label="pinctrl-other"))


@pytest.mark.parametrize("option", ["w1_device", "speed"])
def test_an_option_that_it_does_not_know_is_refused(make: Make, option: str) -> None:
    """By name, with the ones that there are, before anything is claimed."""
    with pytest.raises(OptionError) as refused:
        make(options={option: "/x"})
    known = "w1_devices, sys_module"
    assert str(refused.value) == (
        f"hardware.options.{option} is not known to raspberry-pi: {known}."
    )
    assert lgpio.events == []


def test_options_that_are_left_out_are_where_the_kernel_has_them() -> None:
    """The places of every Raspberry Pi."""
    assert OPTIONS == {"w1_devices": "/sys/bus/w1/devices", "sys_module": "/sys/module"}
