# SPDX-License-Identifier: MIT
"""A small 1-Wire kernel: real files in a directory shaped like /sys/bus/w1/devices.

`FakeW1` is the directory, with every way in which a probe can go wrong. `FakeKernel` reads and
writes it like the kernel does: a read takes time, converts, and knows about bulk conversions.
"""

import os
import shutil
from collections.abc import Collection
from pathlib import Path

from stoneheater.hardware.w1_scratchpad import crc8
from stoneheater.hardware.w1_slave import Sysfs

BATH = "28-00000d1efbf6"
SECOND = "28-00000d2b5549"
ELEMENT = "28-00000d1efed4"

CONFIG_12_BIT = 0x7F
CONFIG_9_BIT = 0x1F


def scratchpad(
    raw: int, config: int = CONFIG_12_BIT, reserved: tuple[int, int] = (255, 16)
) -> bytes:
    """Nine bytes as a DS18B20 sends them, with a good checksum."""
    count = 16 - raw % 16
    low, high = (raw & 0xFFFF).to_bytes(2, "little")
    eight = bytes((low, high, 0x4B, 0x46, config, reserved[0], count, reserved[1]))
    return eight + bytes([crc8(eight)])


def shown(heard: bytes, kept: bytes | None = None, verdict: str = "YES") -> str:
    """The text of ``w1_slave`` for the bytes just heard and the bytes kept from before."""
    kept = heard if kept is None else kept
    milli_c = int.from_bytes(kept[:2], "little", signed=True) * 1000 // 16
    first = f"{heard.hex(' ')} : crc={crc8(heard[:8]):02x} {verdict}"
    return f"{first}\n{kept.hex(' ')} t={milli_c}\n"


def answer(temperature_c: float, config: int = CONFIG_12_BIT) -> str:
    """The text of ``w1_slave`` of a good probe."""
    return shown(scratchpad(round(temperature_c * 16), config))


class FakeW1:
    """The directory; every method changes it at once, as the kernel would."""

    def __init__(self, root: Path, *rom_ids: str, master: str = "w1_bus_master1") -> None:
        self.base = root / "bus" / "w1" / "devices"
        self.devices = root / "devices"
        self.base.mkdir(parents=True)
        self.add_master(master)
        for rom_id in rom_ids:
            self.plug(rom_id, master=master)

    def add_master(self, master: str) -> None:
        """Add a bus."""
        home = self.devices / master
        home.mkdir(parents=True)
        (home / "therm_bulk_read").write_text("0\n")
        (home / "w1_master_slave_count").write_text("0\n")
        (self.base / master).symlink_to(home)

    def plug(
        self, rom_id: str, temperature_c: float = 20.0, master: str = "w1_bus_master1"
    ) -> None:
        """Connect a probe to a bus."""
        home = self.devices / master / rom_id
        home.mkdir()
        (self.base / rom_id).symlink_to(home)
        self.put(rom_id, "resolution", "12\n")
        self.put(rom_id, "ext_power", "1\n")
        self.set_c(rom_id, temperature_c)

    def unplug(self, rom_id: str) -> None:
        """Take a probe away and let the kernel notice."""
        home = (self.base / rom_id).resolve()
        (self.base / rom_id).unlink()
        shutil.rmtree(home)

    def lose_bus(self) -> None:
        """Take the whole subsystem away: module unloaded."""
        shutil.rmtree(self.base)

    def lose_master(self, master: str = "w1_bus_master1") -> None:
        """Take a bus away: overlay removed."""
        for rom_id in [path.name for path in (self.base / master).glob("28-*")]:
            self.unplug(rom_id)
        (self.base / master).unlink()
        shutil.rmtree(self.devices / master)

    def ghost(self, rom_id: str) -> None:
        """A directory of a slave that a noisy search invented."""
        (self.base / rom_id).mkdir()

    def put(self, rom_id: str, file: str, content: str | bytes) -> None:
        """Replace one file of a probe in one step, as a reader would see it."""
        fresh = self.base / rom_id / f".{file}"
        fresh.write_bytes(content if isinstance(content, bytes) else content.encode())
        fresh.replace(self.base / rom_id / file)

    def get(self, rom_id: str, file: str) -> str:
        """What one file of a probe holds."""
        return (self.base / rom_id / file).read_text()

    def set_text(self, rom_id: str, content: str | bytes) -> None:
        """Let the probe answer anything at all."""
        self.put(rom_id, "w1_slave", content)

    def set_c(self, rom_id: str, temperature_c: float, config: int = CONFIG_12_BIT) -> None:
        """Let the probe answer a temperature."""
        self.set_text(rom_id, answer(temperature_c, config))

    def nine_bit(self, rom_id: str, temperature_c: float) -> None:
        """The probe fell back to steps of 0.5 °C."""
        self.set_c(rom_id, round(temperature_c * 2) / 2, CONFIG_9_BIT)

    def empty(self, rom_id: str) -> None:
        """What every failure looks like on today's kernels."""
        self.set_text(rom_id, "")

    def crc_no(self, rom_id: str) -> None:
        """What a failed checksum looks like on old kernels: the last good bytes stand below."""
        good = scratchpad(52 * 16)
        self.set_text(rom_id, shown(bytes([good[0] ^ 4]) + good[1:], good, "NO"))

    def all_zero(self, rom_id: str) -> None:
        """Data line shorted: nine zeros, whose checksum is good."""
        self.set_text(rom_id, shown(bytes(9)))

    def all_ones(self, rom_id: str) -> None:
        """Data line floating."""
        self.set_text(rom_id, shown(b"\xff" * 9, verdict="NO"))

    def power_on(self, rom_id: str) -> None:
        """85.000 °C: power lost during the conversion."""
        self.set_text(rom_id, shown(scratchpad(0x0550)))

    def weak_supply(self, rom_id: str) -> None:
        """127.94 °C: not enough supply for the conversion."""
        self.set_text(rom_id, shown(scratchpad(0x07FF)))

    def garbage(self, rom_id: str) -> None:
        """Text that is not an answer, though it says YES."""
        self.set_text(rom_id, "garbage YES\nt=52000\n")

    def binary(self, rom_id: str) -> None:
        """Bytes that are not even text."""
        self.set_text(rom_id, bytes(range(128, 256)))

    def one_line(self, rom_id: str) -> None:
        """An answer cut off after its first line."""
        self.set_text(rom_id, answer(52.0).splitlines(keepends=True)[0])

    def lines_disagree(self, rom_id: str, heard_c: float, kept_c: float) -> None:
        """Fresh bytes of one temperature, kept bytes of another."""
        self.set_text(
            rom_id, shown(scratchpad(round(heard_c * 16)), scratchpad(round(kept_c * 16)))
        )

    def block(self, rom_id: str) -> None:
        """Let the next read hang until `unblock`."""
        os.mkfifo(self.base / rom_id / ".hanging")
        (self.base / rom_id / ".hanging").replace(self.base / rom_id / "w1_slave")

    def unblock(self, rom_id: str, temperature_c: float) -> None:
        """End a hanging read with an answer, and read normally from then on."""
        hanging = os.open(self.base / rom_id / "w1_slave", os.O_RDWR | os.O_NONBLOCK)
        self.set_c(rom_id, temperature_c)
        os.write(hanging, answer(temperature_c).encode())
        os.close(hanging)


class FakeClock:
    """Time that passes when told."""

    def __init__(self) -> None:
        self.s = 1000.0

    def now_s(self) -> float:
        return self.s

    def advance(self, by_s: float) -> None:
        self.s += by_s


class FakeKernel(Sysfs):
    """Converts on a read, takes time for it, and does bulk conversions.

    What the water is goes to ``water_c``; a probe without an entry there just has its file read.
    """

    def __init__(self, w1: FakeW1, clock: FakeClock) -> None:
        self.clock = clock
        self.water_c: dict[str, float] = {}
        self.asked: list[str] = []
        self.written: list[tuple[str, str]] = []
        self.bulk_works = True
        self.bulk_denied = False
        self.read_s = 0.83
        self._w1 = w1
        self._flagged: set[str] = set()

    def read(self, path: Path) -> bytes:
        if path.name == "w1_slave":
            self._measure(path.parent.name)
        return super().read(path)

    def write(self, path: Path, text: str) -> None:
        self.written.append((path.name, text))
        if path.name != "therm_bulk_read":
            super().write(path, text)
        elif self.bulk_denied:
            raise PermissionError(path)
        elif text == "trigger\n":
            self.bulk(path.parent.name)

    def bulk(self, master: str) -> None:
        """Convert on the whole bus, if the bus works."""
        if self.bulk_works:
            self.flag({path.name for path in (self._w1.base / master).glob("28-*")}, master)
            for rom_id in self._flagged:
                self._convert(rom_id)
        self.clock.advance(0.78)

    def flag(self, rom_ids: Collection[str], master: str = "w1_bus_master1") -> None:
        """Mark slaves as converted and not yet read."""
        self._flagged = set(rom_ids)
        self._show_flag(master)

    def _measure(self, rom_id: str) -> None:
        self.asked.append(rom_id)
        if rom_id in self._flagged:
            self._flagged.remove(rom_id)
            self._show_flag((self._w1.base / rom_id).resolve().parent.name)
            self.clock.advance(0.03)
        else:
            self._convert(rom_id)
            self.clock.advance(self.read_s)

    def _convert(self, rom_id: str) -> None:
        if rom_id in self.water_c:
            self._w1.set_c(rom_id, self.water_c[rom_id])

    def _show_flag(self, master: str) -> None:
        (self._w1.base / master / "therm_bulk_read").write_text(f"{int(bool(self._flagged))}\n")
