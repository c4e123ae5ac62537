# SPDX-License-Identifier: MIT
"""The driver `raspberry-pi`: 1-Wire probes, GPIO outputs and the panel put together.

The law of this file: it composes the adapters and adds no behaviour. What is not wired yet
is an output that cannot be switched on, so a half-configured heater runs, reads, and stays cold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stoneheater import paths
from stoneheater.config import Config, PanelSettings
from stoneheater.core.calibration import Calibration
from stoneheater.hardware.clock import SystemClock
from stoneheater.hardware.gpio import GpioError, OutputWiring, held_factory, open_outputs
from stoneheater.hardware.gpio_chip import Chip, find_chip, load_lgpio, prepare_environment
from stoneheater.hardware.panel import Panel
from stoneheater.hardware.w1 import W1Probes
from stoneheater.ports import Annunciator, Clock, Output, Probes
from stoneheater.relay_off import BUZZER, Line

OPTIONS = {"w1_devices": "/sys/bus/w1/devices", "sys_module": "/sys/module"}
"""`[hardware.options]` of this driver: where the kernel shows its probes and its modules."""


class OptionError(Exception):
    """An option of `[hardware.options]` that this driver does not know; str() says which."""


@dataclass(frozen=True, slots=True)
class ProbeAtRom:
    """A probe of the configuration as the 1-Wire adapter wants it."""

    name: str
    rom_id: str
    calibration: Calibration | None


class NotWired:
    """An output without a pin: it is off, and cannot be on."""

    def write(self, on: bool) -> None:
        """Refuse to be on."""
        if on:
            raise OSError("gpio.heater_pin is not set: there is nothing to switch.")

    def read(self) -> bool:
        """Off."""
        return False

    def close(self) -> None:
        """Nothing to close."""


class RaspberryPi:
    """Every port of a Raspberry Pi."""

    simulated = False
    clock: Clock | None = None

    def __init__(self, config: Config, options: Mapping[str, str], runtime_dir: Path) -> None:
        self.heater: Output = NotWired()
        self.annunciator: Annunciator | None = None
        self.enable: Output | None = None
        self.heartbeat: Output | None = None
        self.notes: Sequence[str] = ()
        self.refusals: Sequence[str] = ()
        chip: Chip | None = None
        if config.gpio.heater_pin is not None:
            sys_module = Path(options["sys_module"])
            chip = self._open(config, config.gpio.heater_pin, sys_module, runtime_dir)
        if _wired(config.panel):
            self._open_panel(config, chip, runtime_dir)
        wirings = [ProbeAtRom(probe.name, probe.id, probe.calibration) for probe in config.probe]
        probes = W1Probes(wirings, SystemClock().now_s, Path(options["w1_devices"]))
        probes.start()
        self.probes: Probes = probes

    def close(self) -> None:
        """Every output OFF and kept, then the panel and the readers."""
        for part in (self.heater, self.enable, self.heartbeat, self.annunciator):
            if part is not None:
                part.close()
        self.probes.close()

    def _open(self, config: Config, pin: int, sys_module: Path, runtime_dir: Path) -> Chip:
        gpio = config.gpio
        enable = heartbeat = None
        if gpio.enable_pin is not None:
            enable = OutputWiring("enable", gpio.enable_pin, gpio.enable_active_high)
        if gpio.heartbeat_pin is not None:
            heartbeat = OutputWiring("heartbeat", gpio.heartbeat_pin)
        lines = open_outputs(
            OutputWiring("heater", pin, gpio.heater_active_high),
            enable,
            heartbeat,
            runtime_dir=runtime_dir,
            chip_label=gpio.chip_label,
            buzzer=_buzzer(config.panel),
            sys_module_dir=sys_module,
        )
        self.heater, self.enable, self.heartbeat = lines.heater, lines.enable, lines.heartbeat
        self.notes, self.refusals = lines.notes, lines.refusals
        return lines.chip

    def _open_panel(self, config: Config, chip: Chip | None, runtime_dir: Path) -> None:
        """Open what is fitted of the panel; whatever fails is a note."""
        try:
            if chip is None:
                prepare_environment(runtime_dir)
                chip = find_chip(load_lgpio(), config.gpio.chip_label)
            panel = Panel(config.panel, held_factory(chip), SystemClock().now_s)
        except GpioError as error:
            self.notes = (*self.notes, f"Buzzer, lamp and buttons cannot be used: {error}")
        else:
            self.annunciator = panel
            self.notes = (*self.notes, *panel.notes)


def _wired(panel: PanelSettings) -> bool:
    """Whether any part of the panel has a pin."""
    outputs = (panel.buzzer_pin, panel.alarm_led_pin)
    return any(pin is not None for pin in (*outputs, panel.ack_pin, panel.stop_pin, panel.foot_pin))


def _buzzer(panel: PanelSettings) -> Line | None:
    """The buzzer, as the relay-off helper knows it."""
    if panel.buzzer_pin is None:
        return None
    return Line(BUZZER, panel.buzzer_pin, panel.buzzer_active_high)


def build(config: Config) -> RaspberryPi:
    """Make the hardware of a Raspberry Pi.

    Raises:
        OptionError: `[hardware.options]` names what this driver does not know.
        GpioError: the outputs cannot be claimed; the sentence says why.
    """
    given = config.hardware.options
    unknown = sorted(set(given) - set(OPTIONS))
    if unknown:
        known = ", ".join(OPTIONS)
        raise OptionError(f"hardware.options.{unknown[0]} is not known to raspberry-pi: {known}.")
    options = {key: str(given.get(key, usual)) for key, usual in OPTIONS.items()}
    return RaspberryPi(config, options, paths.runtime_dir())
