# SPDX-License-Identifier: MIT
"""The outputs of a Raspberry Pi: heater, enable, heartbeat.

The law of this file: an output is born OFF, without a pulse, on the chip with the right label,
through gpiozero's lgpio factory or not at all; before the first line is claimed the relay-off
helper can read which lines they are; and a closed output stays driven OFF until the process ends.

gpiozero and lgpio are imported only when outputs are opened, so that every other command works
without them. ``GPIOZERO_PIN_FACTORY`` has no say: the factory is passed by hand.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stoneheater.hardware.gpio_checks import Look, boot_level_check, look_as_is, persist_check
from stoneheater.hardware.gpio_chip import (
    Chip,
    GpioBackendError,
    GpioBusyError,
    GpioError,
    find_chip,
    load_lgpio,
    prepare_environment,
)
from stoneheater.relay_off import OUTPUTS_FILE, Line, render_outputs

__all__ = [
    "GpioBackendError",
    "GpioBusyError",
    "GpioError",
    "GpioLines",
    "GpioOutput",
    "OutputWiring",
    "open_outputs",
    "prepare_environment",
]


@dataclass(frozen=True, slots=True)
class OutputWiring:
    """How one output is wired.

    Attributes:
        name: its role: ``heater``, ``enable`` or ``heartbeat``.
        pin: its BCM number, which is also its line on the chip.
        active_high: whether a high level switches it ON.
    """

    name: str
    pin: int
    active_high: bool = True

    @property
    def line(self) -> Line:
        """The same, as the relay-off helper knows it."""
        return Line(self.name, self.pin, self.active_high)


class GpioOutput:
    """One line that switches something, as the ``Output`` port has it. Claimed OFF.

    There is no lock: any thread or signal handler may write at any time, and after ``close`` the
    last word is OFF whoever was in the middle of switching ON.
    """

    def __init__(self, wiring: OutputWiring, factory: Any) -> None:
        self._wiring = wiring
        self._closed = False
        self._device = _claim(wiring, factory)

    def write(self, on: bool) -> None:
        """Switch. Raises GpioError if the line cannot be written, or ON is asked after close."""
        if on and self._closed:
            raise GpioError(f"{self._line} is closed and stays off; start the daemon again.")
        self._set(on)
        if on and self._closed:
            self._set(False)

    def read(self) -> bool:
        """True if the line is at its ON level: the level of the pin itself, forced or not."""
        try:
            return bool(self._device.value)
        except Exception as error:
            raise GpioError(f"{self._line} cannot be read ({error}).") from error

    def close(self) -> None:
        """Write OFF and keep the line claimed and driven until the process ends."""
        self._closed = True
        self._set(False)

    def _set(self, on: bool) -> None:
        """One write; whatever gpiozero and lgpio raise is an OSError for the loop."""
        try:
            self._device.value = on
        except Exception as error:
            wanted = "on" if on else "off"
            raise GpioError(f"{self._line} cannot be switched {wanted} ({error}).") from error

    @property
    def _line(self) -> str:
        return f"GPIO{self._wiring.pin} ({self._wiring.name})"


@dataclass(frozen=True, slots=True)
class GpioLines:
    """The opened outputs and what there is to say about them.

    Attributes:
        heater: the relay or SSR that modulates.
        enable: the second switch in series, or None.
        heartbeat: the line of the hardware dead-man, or None.
        chip: the chip that carries them all, for the log.
        notes: sentences for ``doctor`` and ``status``.
        refusals: sentences that forbid ``on``.
    """

    heater: GpioOutput
    enable: GpioOutput | None
    heartbeat: GpioOutput | None
    chip: Chip
    notes: tuple[str, ...]
    refusals: tuple[str, ...]


def open_outputs(
    heater: OutputWiring,
    enable: OutputWiring | None = None,
    heartbeat: OutputWiring | None = None,
    *,
    runtime_dir: Path,
    chip_label: str | None = None,
    buzzer: Line | None = None,
    look: Look = look_as_is,
    sys_module_dir: Path = Path("/sys/module"),
) -> GpioLines:
    """Open every output at OFF, heater first, on the chip that carries the header.

    Args:
        heater: the wiring of the heater relay.
        enable: the wiring of the second switch, if fitted.
        heartbeat: the wiring of the dead-man line, if fitted.
        runtime_dir: where lgpio leaves its FIFO and the relay-off helper finds ``outputs``.
        chip_label: the chip's label, where it is none of the usual ones.
        buzzer: where the relay-off helper finds the panel's buzzer; it is not opened here.
        look: reads a line before anybody claims it.
        sys_module_dir: where the kernel shows its module parameters.

    Raises:
        GpioBackendError: lgpio is missing or empty; no other backend is tried.
        GpioBusyError: another program holds a line.
        GpioError: no such chip or pin, or the ``outputs`` file cannot be written.
    """
    prepare_environment(runtime_dir)
    chip = find_chip(load_lgpio(), chip_label)
    fitted = [wiring.line for wiring in (heater, enable, heartbeat) if wiring]
    _leave_outputs_file(runtime_dir, chip, [*fitted, *([buzzer] if buzzer else [])])
    switches = [line for line in fitted if line.name != "heartbeat"]
    notes, refusals = _look_before(switches, chip, look)
    factory = held_factory(chip)
    return GpioLines(
        heater=GpioOutput(heater, factory),
        enable=GpioOutput(enable, factory) if enable else None,
        heartbeat=GpioOutput(heartbeat, factory) if heartbeat else None,
        chip=chip,
        notes=(*persist_check(chip.label, sys_module_dir), *notes),
        refusals=refusals,
    )


def _look_before(
    lines: Sequence[Line], chip: Chip, look: Look
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Notes and refusals about the levels at which the lines were found."""
    seen = [boot_level_check(line, chip.device, look) for line in lines]
    return tuple(n for notes, _ in seen for n in notes), tuple(r for _, refs in seen for r in refs)


def held_factory(chip: Chip) -> Any:
    """The lgpio factory of gpiozero in the form that holds its lines; no other factory is tried."""
    try:
        from stoneheater.hardware.gpio_factory import HeldFactory  # noqa: PLC0415 - needs LG_WD set
    except ImportError as error:
        raise GpioBackendError(
            f"gpiozero has no lgpio factory ({error}): install gpiozero 2.0.1.post3 or newer."
        ) from error
    return HeldFactory(chip.number)


def _claim(wiring: OutputWiring, factory: Any) -> Any:
    """A gpiozero device on the wired pin, OFF from its first instant; never blinks or dims."""
    from gpiozero import DigitalOutputDevice  # noqa: PLC0415 - heavy, and only the daemon needs it

    try:
        return DigitalOutputDevice(
            wiring.pin,
            active_high=wiring.active_high,
            initial_value=False,
            pin_factory=factory,
        )
    except Exception as error:
        raise _why_not(wiring, error) from error


def _why_not(wiring: OutputWiring, error: Exception) -> GpioError:
    """The sentence for a line that could not be claimed."""
    if "busy" in str(error):  # lgpio has one exception class; "GPIO busy" is its text for EBUSY
        return GpioBusyError(
            f"GPIO{wiring.pin} is held by another program: stop it, or wire the {wiring.name} "
            "to another pin."
        )
    return GpioError(f"GPIO{wiring.pin} cannot be used for the {wiring.name} ({error}).")


def _leave_outputs_file(runtime_dir: Path, chip: Chip, lines: Sequence[Line]) -> None:
    """Tell the relay-off helper which lines there are, durably and in one piece."""
    path = runtime_dir / OUTPUTS_FILE
    fresh = path.with_suffix(".new")
    try:
        with fresh.open("w", encoding="ascii") as file:
            file.write(render_outputs(chip.device, chip.label, lines))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        _sync_directory(runtime_dir)
    except OSError as error:
        raise GpioError(
            f"{path} cannot be written ({error.strerror}): without it nothing could switch the "
            "heater off after a crash, so no line was claimed."
        ) from error


def _sync_directory(path: Path) -> None:
    """Make a rename in a directory durable."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
