# SPDX-License-Identifier: MIT
"""What is said about lines that the daemon does not hold yet, or no more."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoneheater.hardware.gpio import OutputWiring
from stoneheater.hardware.gpio_checks import (
    GET_VALUES_IOCTL,
    OUTPUTS_PERSIST,
    boot_level_check,
    boots_low,
    look_as_is,
    persist_check,
)
from stoneheater.relay_off import Line
from support.fake_lgpio import lgpio, line_files
from support.fake_pi import ENABLE, HEARTBEAT, HEATER, open_fake


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A fresh fake machine for every test, and the environment as it was."""
    monkeypatch.setenv("LG_WD", str(tmp_path))
    lgpio.reset(tmp_path / "pi")
    yield
    lgpio.reset()


def parameter(tmp_path: Path, module: str, value: str) -> None:
    """A kernel module's persist parameter as sysfs shows it."""
    folder = tmp_path / module / "parameters"
    folder.mkdir(parents=True)
    (folder / "persist_gpio_outputs").write_text(value)


@pytest.mark.parametrize(
    ("label", "module", "value", "said"),
    [
        ("pinctrl-bcm2835", "pinctrl_bcm2835", "N\n", ()),
        ("pinctrl-bcm2835", "pinctrl_bcm2835", "Y\n", (OUTPUTS_PERSIST,)),
        ("pinctrl-bcm2711", "pinctrl_bcm2835", "N\n", ()),
        ("pinctrl-bcm2711", "pinctrl_bcm2711", "N\n", ()),
        ("pinctrl-bcm2711", "pinctrl_bcm2711", "Y\n", (OUTPUTS_PERSIST,)),
        ("pinctrl-rp1", "pinctrl_rp1", "N\n", ()),
        ("pinctrl-rp1", "pinctrl_rp1", "Y\n", (OUTPUTS_PERSIST,)),
        ("pinctrl-rp1", "pinctrl_bcm2835", "N\n", (OUTPUTS_PERSIST,)),
        ("pinctrl-rp1", "pinctrl_rp1", "", (OUTPUTS_PERSIST,)),
        ("pinctrl-rp1", "pinctrl_rp1", "\N{DEGREE SIGN}", (OUTPUTS_PERSIST,)),
    ],
)
def test_F43_only_a_plain_N_is_strict(
    tmp_path: Path, label: str, module: str, value: str, said: tuple[str, ...]
) -> None:
    """Pitfall 1: anything but N in the module of the chip itself is a warning."""
    parameter(tmp_path, module, value)
    assert persist_check(label, tmp_path) == said


def test_F43_an_absent_parameter_persists(tmp_path: Path) -> None:
    """Pitfall 1: kernels without the parameter keep outputs driven too."""
    assert persist_check("pinctrl-bcm2711", tmp_path) == (OUTPUTS_PERSIST,)


def test_F43_two_modules_must_agree(tmp_path: Path) -> None:
    """Pitfall 1: one Y among two parameters is a warning."""
    parameter(tmp_path, "pinctrl_bcm2835", "N\n")
    parameter(tmp_path, "pinctrl_bcm2711", "Y\n")
    assert persist_check("pinctrl-bcm2711", tmp_path) == (OUTPUTS_PERSIST,)


@pytest.mark.parametrize(("pin", "low"), [(0, False), (8, False), (9, True), (27, True)])
def test_boot_pulls_change_at_pin_nine(pin: int, low: bool) -> None:
    """Pitfall 7: pins 0 to 8 boot high, 9 to 27 boot low."""
    assert boots_low(pin) is low


@pytest.mark.parametrize("pin", [-1, 28])
def test_pins_off_the_header_have_no_boot_pull(pin: int) -> None:
    """A number that is not on the header is an error, not a guess."""
    with pytest.raises(ValueError, match=f"GPIO{pin} is not on the header"):
        boots_low(pin)


def test_F38_a_line_found_off_is_fine(tmp_path: Path) -> None:
    """Pitfall 7: lines that idle at their OFF level refuse nothing."""
    line_files.put(27, line_files.Line("input", 1))
    lines = open_fake(tmp_path, HEATER, ENABLE, HEARTBEAT)
    assert (lines.notes, lines.refusals) == ((), ())


@pytest.mark.parametrize(
    ("wiring", "level", "advice"),
    [
        (HEATER, 1, "gpio=17=op,dl"),
        (OutputWiring("heater", 17, active_high=False), 0, "gpio=17=op,dh"),
    ],
)
def test_F38_a_heater_found_on_refuses_heat(
    tmp_path: Path, wiring: OutputWiring, level: int, advice: str
) -> None:
    """Pitfall 7: a line that was ON before the claim is a refusal that says what to add."""
    line_files.put(17, line_files.Line("output", level))
    lines = open_fake(tmp_path, wiring)
    assert len(lines.refusals) == 1
    assert lines.refusals[0].startswith("The heater was ON before the program started (GPIO17 was ")
    assert advice in lines.refusals[0]
    assert not lines.heater.read()


def test_F38_an_enable_found_on_refuses_heat(tmp_path: Path) -> None:
    """Pitfall 7: the second switch is looked at as well."""
    lines = open_fake(tmp_path, HEATER, ENABLE)
    assert lines.refusals[0].startswith("The enable was ON before the program started (GPIO27")


def test_F38_a_heartbeat_may_idle_at_any_level(tmp_path: Path) -> None:
    """The heartbeat counts edges, so its level at start says nothing."""
    line_files.put(22, line_files.Line("input", 1))
    assert open_fake(tmp_path, heartbeat=HEARTBEAT).refusals == ()


def test_looking_does_not_touch_the_line(tmp_path: Path) -> None:
    """Pitfall 5: the look before the claim adds no input phase."""
    open_fake(tmp_path)
    assert lgpio.events[0] == "OUTPUT 17 0"


def test_an_unknown_level_is_a_note() -> None:
    """A line that cannot be looked at is said to be unknown, neither good nor bad."""

    def look(device: str, line: int) -> int:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM), f"{device}:{line}")

    notes, refusals = boot_level_check(Line("heater", 17, active_high=True), "/dev/x", look)
    assert notes == ["The level of GPIO17 (heater) at start is unknown (Operation not permitted)."]
    assert refusals == []


def test_the_real_look_fails_as_an_os_error(tmp_path: Path) -> None:
    """Where the path is no GPIO chip, the kernel's own error comes through."""
    (tmp_path / "plain").touch()
    with pytest.raises(OSError, match="Inappropriate ioctl"):
        look_as_is(str(tmp_path / "plain"), 17)
    with pytest.raises(FileNotFoundError):
        look_as_is(str(tmp_path / "none"), 17)


def test_the_read_request_is_the_kernels() -> None:
    """The number is _IOWR(0xB4, 0x0E, 16 bytes), as linux/gpio.h defines it."""
    assert GET_VALUES_IOCTL == (3 << 30) | (16 << 16) | (0xB4 << 8) | 0x0E
