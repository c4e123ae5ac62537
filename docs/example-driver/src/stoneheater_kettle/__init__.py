# SPDX-License-Identifier: MIT
"""An example driver for stoneheater: a kettle that lives in a time of its own.

Nothing here can heat anything real, so it may say ``simulated`` and bring its clock.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stoneheater.config import Config
from stoneheater.core.reading import LSB_C, Fault, Reading
from stoneheater.hardware.plugins import DriverError
from stoneheater.ports import Annunciator, Clock, Output, Probes

ROOM_C = 20.0
WATER_J_PER_K = 4186.0
LOSS_W_PER_K = 2.0
FASTEST = 1000.0


class Water:
    """One kilogram of water, its element, and the time in which they live."""

    def __init__(self, element_w: float) -> None:
        self.element_w = element_w
        self.temperature_c = 40.0
        self.now_s = 0.0
        self.heated = False

    def pass_time(self, dt_s: float) -> None:
        """Let time pass, s."""
        power_w = self.element_w if self.heated else 0.0
        power_w -= LOSS_W_PER_K * (self.temperature_c - ROOM_C)
        self.temperature_c += power_w * dt_s / WATER_J_PER_K
        self.now_s += dt_s


class KettleClock:
    """The water's time; it passes only while the control loop waits for it."""

    def __init__(self, water: Water, speed: float) -> None:
        self._water = water
        self._speed = speed

    def now_s(self) -> float:
        """Seconds since the kettle was filled."""
        return self._water.now_s

    def boottime_s(self) -> float:
        """The same: a kettle never sleeps."""
        return self._water.now_s

    def wall_s(self) -> float:
        """The date, for labels."""
        return time.time()

    def wait_until(self, at_s: float) -> None:
        """Let the water's time pass, ``speed`` times as fast as ours."""
        dt_s = at_s - self._water.now_s
        if dt_s > 0.0:
            time.sleep(dt_s / self._speed)
            self._water.pass_time(dt_s)


@dataclass(frozen=True)
class Seen:
    """What one thermometer says about itself, for ``stoneheater probes``."""

    rom_id: str
    temperature_c: float | None
    fault: Fault | None = None
    hints: Sequence[str] = ()


class Thermometers:
    """Every bath probe of the configuration, in the same water."""

    def __init__(self, water: Water, ids: Mapping[str, str]) -> None:
        self._water = water
        self._ids = ids

    def latest(self) -> Mapping[str, Reading]:
        """The newest reading of each, by its name in the configuration."""
        temperature_c = round(self._water.temperature_c / LSB_C) * LSB_C
        return {name: Reading(name, temperature_c, self._water.now_s) for name in self._ids}

    def diagnose(self) -> Sequence[Seen]:
        """Every thermometer there is."""
        return [Seen(rom_id, self._water.temperature_c) for rom_id in self._ids.values()]

    def close(self) -> None:
        """Nothing runs in the background."""


class Switch:
    """The switch on the kettle's handle, made in the OFF state."""

    def __init__(self, water: Water) -> None:
        self._water = water
        self._closed = False

    def write(self, on: bool) -> None:
        """Switch; a closed switch stays off."""
        if on and self._closed:
            raise OSError("the kettle is put away")
        self._water.heated = on

    def read(self) -> bool:
        """Read it back."""
        return self._water.heated

    def close(self) -> None:
        """Off, and it stays off."""
        self._closed = True
        self._water.heated = False


class Kettle:
    """Every port of the kettle."""

    simulated = True
    enable: Output | None = None
    heartbeat: Output | None = None
    annunciator: Annunciator | None = None
    notes: Sequence[str] = ("A kettle is no stone bath.",)
    refusals: Sequence[str] = ()

    def __init__(self, water: Water, speed: float, ids: Mapping[str, str]) -> None:
        self.clock: Clock | None = KettleClock(water, speed)
        self.probes: Probes = Thermometers(water, ids)
        self.heater: Output = Switch(water)

    def close(self) -> None:
        """Off; nothing else to stop."""
        self.heater.close()


def build(config: Config) -> Kettle:
    """What the entry point names: the hardware of a configuration.

    Raises:
        DriverError: an option is unknown or makes no sense; the sentence says which.
    """
    options = dict(config.hardware.options)
    speed = options.pop("speed", 1.0)
    if options:
        raise DriverError(f"hardware.options.{min(options)} is not known to kettle: speed.")
    if not isinstance(speed, int | float) or not 1.0 <= speed <= FASTEST:
        raise DriverError(f"hardware.options.speed is {speed!r}: from 1 to 1000, correct it.")
    ids = {probe.name: probe.id for probe in config.probes("bath")}
    return Kettle(Water(config.heater.element_w or 0.0), float(speed), ids)
