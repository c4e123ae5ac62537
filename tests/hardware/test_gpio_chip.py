# SPDX-License-Identifier: MIT
"""The right library, and the right chip by its label, on boards known and unknown."""

import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoneheater.hardware.gpio import GpioBackendError, GpioError
from stoneheater.hardware.gpio_chip import Chip, find_chip
from support.fake_lgpio import lgpio, line_files
from support.fake_pi import HEATER, open_fake


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A fresh fake machine for every test, and the environment as it was."""
    monkeypatch.setenv("LG_WD", str(tmp_path))
    lgpio.reset(tmp_path / "pi")
    yield
    lgpio.reset()


@pytest.mark.parametrize("number", [0, 4, 11, 15])
@pytest.mark.parametrize("label", ["pinctrl-bcm2835", "pinctrl-bcm2711", "pinctrl-rp1"])
def test_F41_the_chip_is_found_by_its_label(tmp_path: Path, number: int, label: str) -> None:
    """Pitfall 12: whatever number the kernel gave it, the header's chip is the one that is used."""
    others = dict.fromkeys((0, 4, 11, 15), "gpio-brcmstb")
    lgpio.reset(tmp_path / "pi", {**others, number: label})
    lines = open_fake(tmp_path)
    assert lines.chip == Chip(number, label)
    assert line_files.state(17, number).direction == "output"
    assert (tmp_path / "outputs").read_text().startswith(f"chip /dev/gpiochip{number} {label}\n")


def test_F41_an_absent_label_is_refused_with_the_labels_seen(tmp_path: Path) -> None:
    """Pitfall 11: without the header's chip the start fails and names what there is."""
    lgpio.reset(tmp_path / "pi", {0: "gpio-brcmstb", 15: "tca6416"})
    with pytest.raises(GpioError, match=r"this machine has gpio-brcmstb, tca6416\. Name the right"):
        open_fake(tmp_path)
    assert lgpio.events == []


def test_F41_no_chip_at_all_is_refused(tmp_path: Path) -> None:
    """On a machine without GPIO the sentence says what to do."""
    lgpio.reset(tmp_path / "pi", {})
    with pytest.raises(GpioError, match="No GPIO chip can be opened: run this on a Raspberry Pi"):
        open_fake(tmp_path)


def test_F41_a_configured_label_is_the_only_one(tmp_path: Path) -> None:
    """A label from the configuration replaces the usual ones, and is not guessed around."""
    lgpio.reset(tmp_path / "pi", {0: "pinctrl-rp1", 3: "gpio-sim.0-node0"})
    assert open_fake(tmp_path, chip_label="gpio-sim.0-node0").chip.number == 3
    with pytest.raises(GpioError, match=r"is labelled gpio-sim\.1"):
        open_fake(tmp_path, chip_label="gpio-sim.1")


@pytest.mark.parametrize(("number", "found"), [(63, True), (64, False)])
def test_the_search_ends(tmp_path: Path, number: int, found: bool) -> None:
    """Chips up to number 63 are looked at."""
    lgpio.reset(tmp_path / "pi", {number: "pinctrl-rp1"})
    if found:
        assert find_chip(lgpio).device == "/dev/gpiochip63"
    else:
        with pytest.raises(GpioError):
            find_chip(lgpio)


def test_looking_for_the_chip_leaves_nothing_open(tmp_path: Path) -> None:
    """A chip that was only looked at is closed again."""
    lgpio.reset(tmp_path / "pi", {0: "gpio-brcmstb", 4: "pinctrl-rp1"})
    find_chip(lgpio)
    for handle in (0, 1):
        with pytest.raises(lgpio.error, match="unknown handle"):
            lgpio.gpio_get_chip_info(handle)


def test_a_board_that_gpiozero_does_not_know_has_its_pins(tmp_path: Path) -> None:
    """Pitfall 11: here, where no revision can be read at all, GPIO17 is still GPIO17."""
    lines = open_fake(tmp_path)
    lines.heater.write(on=True)
    assert line_files.state(17).level == 1


def test_a_known_board_is_preferred(tmp_path: Path) -> None:
    """Pitfall 11: where the revision can be read, gpiozero's own table speaks."""
    open_fake(tmp_path)
    from stoneheater.hardware.gpio_factory import HeldFactory  # noqa: PLC0415 - needs the stand-in

    class Pi5(HeldFactory):
        def _get_revision(self) -> int:
            return 0xC04170

    assert (Pi5(0).board_info.model, HeldFactory(0).board_info.model) == ("5B", "3B")


def test_a_second_factory_inherits_nothing(tmp_path: Path) -> None:
    """Pitfall 45: pins and reservations belong to one factory, not to all."""
    first = open_fake(tmp_path)
    lgpio.die()
    second = open_fake(tmp_path)
    second.heater.write(on=True)
    assert (first.chip, line_files.state(17).level) == (second.chip, 1)


def test_a_closed_factory_keeps_its_lines(tmp_path: Path) -> None:
    """Pitfall 9: even a factory that gpiozero closes sends its pins to rest and holds them."""
    open_fake(tmp_path)
    from gpiozero import DigitalOutputDevice  # noqa: PLC0415 - heavy

    from stoneheater.hardware.gpio_factory import HeldFactory  # noqa: PLC0415 - needs the stand-in

    lgpio.die()
    lgpio.events.clear()
    factory = HeldFactory(0)
    device = DigitalOutputDevice(HEATER.pin, active_high=False, pin_factory=factory)
    device.on()
    factory.close()
    assert lgpio.events == ["OUTPUT 17 1", "SET 17 0", "SET 17 1"]
    assert line_files.is_held(17)


def test_F42_a_missing_lgpio_is_a_start_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pitfall 8: without lgpio no other backend drives the pin."""
    monkeypatch.setitem(sys.modules, "lgpio", None)
    with pytest.raises(GpioBackendError, match=r"lgpio cannot be loaded .*apt install"):
        open_fake(tmp_path)


def test_F42_the_empty_lgpio_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pitfall 16: release 0.0.0.2 is an empty module, and the sentence says so."""
    monkeypatch.setitem(sys.modules, "lgpio", types.ModuleType("lgpio"))
    with pytest.raises(GpioBackendError, match=r"empty release 0\.0\.0\.2"):
        open_fake(tmp_path)


def test_F42_a_gpiozero_without_lgpio_is_a_start_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pitfall 12: the distribution's gpiozero 1.6.2 has no lgpio factory and is refused."""
    monkeypatch.setitem(sys.modules, "stoneheater.hardware.gpio_factory", None)
    with pytest.raises(GpioBackendError, match=r"install gpiozero 2\.0\.1\.post3"):
        open_fake(tmp_path)
