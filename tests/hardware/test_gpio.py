# SPDX-License-Identifier: MIT
"""Outputs on gpiozero's real lgpio factory; only the C library is stood in for."""

import gc
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from gpiozero import Device

from stoneheater.hardware import gpio
from stoneheater.hardware.gpio import GpioBusyError, GpioError, GpioOutput, OutputWiring
from stoneheater.ports import Output
from stoneheater.relay_off import parse_outputs
from support.fake_lgpio import lgpio, line_files
from support.fake_pi import ENABLE, HEARTBEAT, HEATER, open_fake

ACTIVE_LOW = OutputWiring("heater", 17, active_high=False)


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A fresh fake machine for every test, and the environment as it was."""
    monkeypatch.setenv("LG_WD", str(tmp_path))
    lgpio.reset(tmp_path / "pi")
    yield
    lgpio.reset()


def touches(line: int) -> list[str]:
    """What happened to one line so far."""
    return [event for event in lgpio.events if event.split()[1] == str(line)]


def test_an_output_satisfies_the_port(tmp_path: Path) -> None:
    """What the adapter opens is what the loop asks for."""
    assert isinstance(open_fake(tmp_path).heater, Output)


@pytest.mark.parametrize(("wiring", "off"), [(HEATER, 0), (ACTIVE_LOW, 1)])
def test_an_output_is_claimed_once_at_its_off_level(
    tmp_path: Path, wiring: OutputWiring, off: int
) -> None:
    """Pitfall 5: one request at the right level, with no input phase and no pulse."""
    lines = open_fake(tmp_path, wiring)
    assert touches(17) == [f"OUTPUT 17 {off}"]
    assert not lines.heater.read()


@pytest.mark.parametrize(("wiring", "on"), [(HEATER, 1), (ACTIVE_LOW, 0)])
def test_writing_switches_the_line_and_reads_back(
    tmp_path: Path, wiring: OutputWiring, on: int
) -> None:
    """ON and OFF reach the pin as the polarity says, and are read from the pin."""
    heater = open_fake(tmp_path, wiring).heater
    heater.write(on=True)
    assert (heater.read(), line_files.state(17).level) == (True, on)
    heater.write(on=False)
    assert (heater.read(), line_files.state(17).level) == (False, 1 - on)


def test_a_plain_gpiozero_output_does_pulse(tmp_path: Path) -> None:
    """Pitfall 44: the recorded line events show the glitch that a mock factory would hide."""
    from gpiozero import DigitalOutputDevice  # noqa: PLC0415 - only to show what we do not use
    from gpiozero.pins.lgpio import LGPIOFactory  # noqa: PLC0415 - needs the stand-in in place

    class PlainFactory(LGPIOFactory):  # type: ignore[misc] # gpiozero carries no types
        def _get_revision(self) -> int:
            return 0xA02082

    factory = PlainFactory(chip=0)
    device = DigitalOutputDevice(17, active_high=False, initial_value=False, pin_factory=factory)
    device.close()
    factory.close()
    assert touches(17) == [
        "INPUT 17 128",
        "FREE 17",
        "OUTPUT 17 0",
        "SET 17 1",
        "FREE 17",
        "INPUT 17 128",
        "FREE 17",
    ]
    assert not (tmp_path / "outputs").exists()


@pytest.mark.parametrize(("wiring", "off"), [(HEATER, 0), (ACTIVE_LOW, 1)])
def test_a_closed_output_stays_claimed_and_driven_off(
    tmp_path: Path, wiring: OutputWiring, off: int
) -> None:
    """Pitfall 6: closing writes OFF and neither frees the line nor makes it an input."""
    heater = open_fake(tmp_path, wiring).heater
    heater.write(on=True)
    heater.close()
    del heater
    gc.collect()
    assert touches(17)[2] == f"SET 17 {off}"
    assert not {"FREE", "INPUT"} & {event.split()[0] for event in touches(17)}
    assert (line_files.state(17).level, line_files.is_held(17)) == (off, True)


def test_a_closed_output_cannot_be_switched_on(tmp_path: Path) -> None:
    """A late writer cannot heat after close, and a late OFF is welcome."""
    heater = open_fake(tmp_path).heater
    heater.close()
    with pytest.raises(GpioError, match=r"^GPIO17 \(heater\) is closed and stays off"):
        heater.write(on=True)
    heater.write(on=False)
    assert not heater.read()


def test_a_forgotten_output_goes_off(tmp_path: Path) -> None:
    """Pitfall 9: an output that is dropped while ON is written OFF and stays driven."""
    lines = open_fake(tmp_path)
    lines.heater.write(on=True)
    del lines
    gc.collect()
    assert (line_files.state(17).direction, line_files.state(17).level) == ("output", 0)


def test_switching_starts_no_thread(tmp_path: Path) -> None:
    """Pitfall 15: an output is plain on and off; nothing blinks or dims in the background."""
    before = threading.active_count()
    heater = open_fake(tmp_path).heater
    for on in (True, False, True):
        heater.write(on=on)
    assert threading.active_count() == before
    assert touches(17) == ["OUTPUT 17 0", "SET 17 1", "SET 17 0", "SET 17 1"]


def test_outputs_of_every_role_are_opened_in_order(tmp_path: Path) -> None:
    """Heater, enable and heartbeat are each claimed OFF, heater first."""
    lines = open_fake(tmp_path, HEATER, ENABLE, HEARTBEAT)
    claims = [event for event in lgpio.events if event.startswith("OUTPUT")]
    assert claims == ["OUTPUT 17 0", "OUTPUT 27 1", "OUTPUT 22 0"]
    assert lines.enable is not None
    assert lines.heartbeat is not None
    assert not lines.enable.read()


def test_unwired_roles_are_none(tmp_path: Path) -> None:
    """What is not fitted is None, and its line is never touched."""
    lines = open_fake(tmp_path)
    assert (lines.enable, lines.heartbeat) == (None, None)
    assert lgpio.events == ["OUTPUT 17 0"]


def test_the_outputs_file_is_there_before_the_first_claim(tmp_path: Path) -> None:
    """Pitfall 3: a claim that fails leaves the relay-off helper knowing every line."""
    holder = line_files.lock(17)
    with pytest.raises(GpioBusyError):
        open_fake(tmp_path, HEATER, ENABLE)
    os.close(holder)
    assert parse_outputs((tmp_path / "outputs").read_text()) == (
        "/dev/gpiochip0",
        [HEATER.line, ENABLE.line],
        [],
    )


def test_no_line_is_claimed_without_the_outputs_file(tmp_path: Path) -> None:
    """A runtime directory that cannot be written stops the start before the first claim."""
    with pytest.raises(GpioError, match=r"outputs cannot be written .*no line was claimed"):
        open_fake_in(tmp_path / "missing")
    assert touches(17) == []


def open_fake_in(runtime_dir: Path) -> gpio.GpioLines:
    """Open the heater with nothing prepared."""
    return gpio.open_outputs(HEATER, runtime_dir=runtime_dir)


def test_F39_a_forced_pin_is_read_back_as_it_is(tmp_path: Path) -> None:
    """Pitfall 13: a pin that something else drives shows in read, whatever was written."""
    heater = open_fake(tmp_path).heater
    line_files.force(17, 1)
    heater.write(on=False)
    assert heater.read()
    line_files.force(17, None)
    assert not heater.read()


def test_F40_a_line_held_by_another_program_is_named(tmp_path: Path) -> None:
    """Pitfall 13: a taken pin stops the start with a sentence that says which."""
    holder = line_files.lock(17, user="w1")
    with pytest.raises(GpioBusyError, match=r"^GPIO17 is held by another program: stop it"):
        open_fake(tmp_path)
    os.close(holder)
    assert not open_fake(tmp_path).heater.read()


def test_F40_one_pin_cannot_serve_two_outputs(tmp_path: Path) -> None:
    """Heater and enable wired to the same pin are refused."""
    with pytest.raises(GpioError, match="GPIO17 cannot be used for the enable"):
        open_fake(tmp_path, HEATER, OutputWiring("enable", 17))


def test_a_pin_that_is_not_on_the_header_is_refused(tmp_path: Path) -> None:
    """A BCM number beyond the header is an error with the number."""
    with pytest.raises(GpioError, match="GPIO40 cannot be used for the heater"):
        open_fake(tmp_path, OutputWiring("heater", 40))


def test_a_lost_line_is_an_os_error(tmp_path: Path) -> None:
    """When the chip goes away, writing, reading and closing all fail as OSError."""
    heater = open_fake(tmp_path).heater
    lgpio.reset(tmp_path / "pi")
    with pytest.raises(OSError, match=r"cannot be switched on .*unknown handle"):
        heater.write(on=True)
    with pytest.raises(OSError, match="cannot be switched off"):
        heater.close()
    with pytest.raises(OSError, match=r"GPIO17 \(heater\) cannot be read"):
        heater.read()


def test_F42_the_environment_cannot_choose_a_pin_factory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pitfall 8: GPIOZERO_PIN_FACTORY=mock changes nothing; the real line is driven."""
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "mock")
    lines = open_fake(tmp_path)
    lines.heater.write(on=True)
    assert touches(17) == ["OUTPUT 17 0", "SET 17 1"]
    assert Device.pin_factory is None


def test_F47_a_close_in_the_middle_of_switching_on_has_the_last_word(tmp_path: Path) -> None:
    """A signal handler that closes the output while it is switched on leaves it off."""
    open_fake(tmp_path)
    lgpio.die()
    from stoneheater.hardware.gpio_factory import HeldFactory, HeldPin  # noqa: PLC0415 - needs the stand-in

    class InterruptedPin(HeldPin):
        def _set_state(self, value: bool) -> None:
            if value:
                heater.close()
            super()._set_state(value)

    factory = HeldFactory(0)
    factory.pin_class = InterruptedPin
    heater = GpioOutput(HEATER, factory)
    lgpio.events.clear()
    heater.write(on=True)
    assert lgpio.events == ["SET 17 0", "SET 17 1", "SET 17 0"]
