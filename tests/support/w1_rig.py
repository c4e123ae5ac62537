# SPDX-License-Identifier: MIT
"""A fake 1-Wire kernel with one bus on it, driven by hand."""

from dataclasses import dataclass
from pathlib import Path

from stoneheater.core.calibration import Calibration
from stoneheater.core.reading import Reading
from stoneheater.hardware.w1 import library_c
from stoneheater.hardware.w1_bus import W1Bus
from stoneheater.hardware.w1_slave import W1Tree
from support.fake_w1 import BATH, SECOND, FakeClock, FakeKernel, FakeW1


@dataclass(frozen=True)
class Wire:
    """One probe of a configuration."""

    name: str
    rom_id: str
    calibration: Calibration | None = None


PAIR = (Wire("bath", BATH), Wire("bath-2", SECOND))


class Rig:
    """A fake kernel with one bus on it, driven by hand."""

    def __init__(self, root: Path, *wires: Wire) -> None:
        self.w1 = FakeW1(root, *(wire.rom_id for wire in wires))
        self.clock = FakeClock()
        self.kernel = FakeKernel(self.w1, self.clock)
        tree = W1Tree(self.w1.base, self.clock.now_s, library_c, self.kernel)
        self.bus = W1Bus(wires, self.clock.now_s, tree)

    def sweep(self) -> dict[str, Reading]:
        """One round."""
        self.bus.sweep()
        return dict(self.bus.latest())

    def no_bulk(self) -> None:
        """A kernel before bulk conversions (5.8)."""
        (self.w1.devices / "w1_bus_master1" / "therm_bulk_read").unlink()
