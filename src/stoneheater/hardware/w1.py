# SPDX-License-Identifier: MIT
"""The temperature probes on the 1-Wire buses, as the control loop sees them.

The law of this file: it puts the pieces together and adds nothing to a reading. The newest
reading of each probe speaks, good or faulty; and this is the only file that imports w1thermsensor.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from stoneheater.core.reading import Reading
from stoneheater.hardware.w1_bus import FIRST_MASTER, ProbeWiring, W1Bus
from stoneheater.hardware.w1_diagnosis import Diagnosis, diagnose
from stoneheater.hardware.w1_slave import W1_DEVICES, Sysfs, W1Tree


def library_c(base: Path, rom_id: str, text: str) -> float:
    """What w1thermsensor makes of a text that was read already, in °C.

    Raises:
        Exception: anything the library raises, its own hierarchy or not.
    """
    return float(_heard()(base, rom_id, text).get_temperature())


@cache
def _heard() -> Any:
    """A w1thermsensor that hears the text it is given instead of measuring once more (0.83 s).

    Imported late, and told not to run modprobe, which it would do at import (seen, 2.3.0).
    """
    os.environ["W1THERMSENSOR_NO_KERNEL_MODULE"] = "1"
    from w1thermsensor import (  # type: ignore[import-untyped] # noqa: PLC0415 - untyped; see above
        Sensor,
        W1ThermSensor,
    )

    class Heard(W1ThermSensor):  # type: ignore[misc] # the library has no types
        """One slave by its id, never by a search: one ghost directory breaks the library's."""

        def __init__(self, base: Path, rom_id: str, text: str) -> None:
            self.BASE_DIRECTORY = base
            self._text = text
            family, serial = rom_id.split("-")
            super().__init__(Sensor.from_id_string(family), serial)

        def get_raw_sensor_strings(self) -> list[str]:
            return self._text.splitlines()

    return Heard


class W1Probes:
    """The `Probes` port over every 1-Wire bus of the machine.

    The buses are counted once, at construction; a bus that appears later is read by the first.

    Args:
        probes: the probes of the configuration; ids not among them are listed and ignored.
        now_s: monotonic clock.
        base: directory shaped like ``/sys/bus/w1/devices``; need not exist yet.
        sysfs: how the kernel's files are read and written.
    """

    def __init__(
        self,
        probes: Sequence[ProbeWiring],
        now_s: Callable[[], float],
        base: Path = W1_DEVICES,
        sysfs: Sysfs | None = None,
    ) -> None:
        self._rom_ids = tuple(probe.rom_id for probe in probes)
        self._tree = W1Tree(base, now_s, library_c, sysfs or Sysfs())
        masters = self._tree.masters() or (FIRST_MASTER,)
        self._buses = tuple(W1Bus(probes, now_s, self._tree, master, masters) for master in masters)

    def start(self) -> None:
        """Start one reader thread a bus. Called once."""
        for bus in self._buses:
            bus.start()

    def sweep(self) -> None:
        """What each thread does for ever: one round over its probes. For use without threads."""
        for bus in self._buses:
            bus.sweep()

    def latest(self) -> Mapping[str, Reading]:
        """The newest reading of each probe on any bus; never blocks, never raises."""
        oldest_first = sorted(
            (reading for bus in self._buses for reading in bus.latest().values()),
            key=lambda reading: reading.at_s,
        )
        return MappingProxyType({reading.probe: reading for reading in oldest_first})

    def present(self) -> Sequence[str]:
        """Ids of every thermometer on any bus, configured or not; never raises."""
        return self._tree.present()

    def diagnose(self) -> Sequence[Diagnosis]:
        """Measure every probe present or configured: about 1 s each, for people, not for loops."""
        every = sorted({*self._tree.present(), *self._rom_ids})
        return tuple(diagnose(self._tree, rom_id) for rom_id in every)

    def close(self) -> None:
        """Stop every bus; returns after at most 1 s for each that hangs in the kernel."""
        for bus in self._buses:
            bus.stop()
        for bus in self._buses:
            bus.close()
