# SPDX-License-Identifier: MIT
"""Every key of the configuration with its default and its bounds.

The law of this file: a bound of a single key stands here and nowhere else. No key turns a safety
rule off, and the times that safety depends on (lease, staleness, loss of a probe) have no key.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

import attrs

from stoneheater.config.checks import Matching, Within
from stoneheater.config.stones import USUAL, MaterialSettings, StoneSettings, TreatmentSettings
from stoneheater.core.calibration import Calibration

Watts = Annotated[float, Within(50.0, 3500.0, "W")]
Kilograms = Annotated[float, Within(0.5, 60.0, "kg")]
Operations = Annotated[int, Within(1000, 100_000_000, "operations")]
Pin = Annotated[int, Within(0, 27, "(BCM number)")]
DriverName = Annotated[
    str, Matching(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", "the name of a hardware driver")
]
ChipLabel = Annotated[
    str, Matching(r"[!-~]{1,63}", "the label of a GPIO chip, such as pinctrl-bcm2835")
]
ProbeId = Annotated[
    str,
    Matching(
        r"28-[0-9a-f]{12}", "the id of a DS18B20: 28- and 12 hexadecimal digits in lower case"
    ),
]
ProbeName = Annotated[
    str, Matching(r"[a-z][a-z0-9-]{0,31}", "lower-case letters, digits and dashes, such as bath-2")
]


@attrs.frozen
class HardwareSettings:
    """``[hardware]``: which driver, and a free table for a driver of an outside author."""

    driver: DriverName = "raspberry-pi"
    options: Mapping[str, object] = attrs.field(factory=dict)


@attrs.frozen
class HeaterSettings:
    """``[heater]``: the name plate, in W and kg of water at the fill line, and the relay.

    Without ``relay_rated_operations`` a mechanical relay counts as rated for 100 000 operations,
    and an SSR for none.
    """

    element_w: Watts | None = None
    water_kg: Kilograms | None = None
    profile: Literal["mechanical", "ssr"] = "mechanical"
    relay_rated_operations: Operations | None = None


@attrs.frozen
class TemperatureSettings:
    """``[temperature]``: water temperatures in °C; ``element_max_c`` is the element's own."""

    target_c: Annotated[float, Within(30.0, 55.0, "°C")] = 50.0
    target_max_c: Annotated[float, Within(30.0, 55.0, "°C")] = 54.0
    caution_c: Annotated[float, Within(30.0, 55.0, "°C")] = 52.0
    high_alarm_c: Annotated[float, Within(31.0, 59.0, "°C")] = 56.0
    cutoff_c: Annotated[float, Within(32.0, 60.0, "°C")] = 58.0
    element_max_c: Annotated[float, Within(60.0, 95.0, "°C")] = 80.0


@attrs.frozen
class GpioSettings:
    """``[gpio]``: lines by BCM number; a line that is not named is not fitted."""

    heater_pin: Pin | None = None
    heater_active_high: bool = True
    enable_pin: Pin | None = None
    enable_active_high: bool = True
    heartbeat_pin: Pin | None = None
    chip_label: ChipLabel | None = None
    one_wire_pin: Pin = 4


@attrs.frozen
class PanelSettings:
    """``[panel]``: buzzer, lamp and buttons at the heater; a pin that is not named is not fitted.

    A button connects its pin to 0 V. With ``quiet`` medium and low alarms shine only.
    """

    buzzer_pin: Pin | None = None
    buzzer_active_high: bool = True
    alarm_led_pin: Pin | None = None
    ack_pin: Pin | None = None
    stop_pin: Pin | None = None
    foot_pin: Pin | None = None
    quiet: bool = False


@attrs.frozen
class ProbeSettings:
    """One ``[[probe]]``: a ROM id bound to a role.

    ``load`` fills in a name that was left out: ``bath``, ``bath-2`` … and ``element``.
    """

    id: ProbeId
    role: Literal["bath", "element"]
    name: ProbeName = ""
    calibration: Calibration | None = None


@attrs.frozen
class StoreSettings:
    """``[store]``: room for the temperature history, and how long a client's part is kept."""

    history_max_mb: Annotated[int, Within(1, 1024, "MB")] = 64
    retention_days: Annotated[int, Within(1, 36500, "days")] = 3650


@attrs.frozen
class SimulatedSettings:
    """``[simulated]``: for the driver ``simulated`` only; ``load`` makes ``bath`` absolute."""

    bath: Path | None = None
    speed: Annotated[float, Within(0.1, 3600.0)] = 1.0


@attrs.frozen
class Config:
    """The whole configuration; every table may be left out and then holds its defaults."""

    hardware: HardwareSettings = HardwareSettings()
    heater: HeaterSettings = HeaterSettings()
    temperature: TemperatureSettings = TemperatureSettings()
    gpio: GpioSettings = GpioSettings()
    panel: PanelSettings = PanelSettings()
    probe: tuple[ProbeSettings, ...] = ()
    material: tuple[MaterialSettings, ...] = ()
    stone: tuple[StoneSettings, ...] = ()
    treatment: TreatmentSettings = USUAL
    store: StoreSettings = StoreSettings()
    simulated: SimulatedSettings = SimulatedSettings()

    def probes(self, role: Literal["bath", "element"]) -> tuple[ProbeSettings, ...]:
        """The probes of one role, in the order of the file."""
        return tuple(probe for probe in self.probe if probe.role == role)

    def not_ready(self) -> tuple[str, ...]:
        """Sentences for what real hardware still lacks before it may heat; empty when complete."""
        return () if self.hardware.driver == "simulated" else tuple(self._missing())

    def _missing(self) -> Iterator[str]:
        step = "write it into the configuration"
        if self.heater.element_w is None:
            yield f"The power of the heating element (heater.element_w) is not known: {step}."
        if self.heater.water_kg is None:
            yield f"The water at the fill line (heater.water_kg) is not known: {step}."
        if not self.probes("bath"):
            yield "No probe has the role bath: stoneheater probes shows the ids to configure."
        if self.gpio.heater_pin is None and self.hardware.driver == "raspberry-pi":
            yield "The heater's line (gpio.heater_pin) is not known: see the wiring page."
