# SPDX-License-Identifier: MIT
"""The kernel's 1-Wire directory: one question to one probe, and one answer, whatever happens.

The law of this file: a question is one kernel read of ``w1_slave`` and always ends in an
`Answer`. No exception leaves here, nothing is remembered here, and a temperature is given only
when our own reading of the bytes and the library's agree.
"""

import errno
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from stoneheater.core.reading import LSB_C, Fault
from stoneheater.hardware.w1_scratchpad import Scratchpad, parse_scratchpad

W1_DEVICES = Path("/sys/bus/w1/devices")
"""Where the kernel shows every slave and every bus master of 1-Wire."""

FAMILY = "28-"
"""Family code of the DS18B20, the only probe whose answers we know how to check."""

RETRY_UNDER_S = 0.7
"""An empty answer sooner than this was an interrupted read, worth one more (seen: 3-300 ms)."""

Decode = Callable[[Path, str, str], float]
"""Base directory, ROM id, text of ``w1_slave`` -> °C by somebody else's reckoning."""

_MASTER = re.compile(r"w1_bus_master[0-9]+")
_THERMAL = re.compile(r"(?:10|22|28|3b|42)-[0-9a-f]{12}")
_GONE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO})
_ONE_PAGE = 4096
_DETAIL_CHARS = 160


class Sysfs:
    """The kernel's files: one system call a read, because a read *is* a measurement (0.8 s)."""

    def read(self, path: Path) -> bytes:
        """The content of a sysfs file; blocks as long as the kernel does. Raises OSError."""
        with path.open("rb", buffering=0) as file:
            return file.read(_ONE_PAGE) or b""

    def write(self, path: Path, text: str) -> None:
        """Write to an existing file, never creating one. Raises OSError."""
        with path.open("r+b", buffering=0) as file:
            file.write(text.encode())


@dataclass(frozen=True, slots=True)
class Answer:
    """What one question brought.

    Attributes:
        at_s: the instant the conversion began, monotonic seconds.
        temperature_c: uncalibrated °C, or None when ``fault`` says why.
        pad: the bytes behind the temperature.
        fault: why there is no temperature, or None.
        detail: what exactly was seen, for the record.
    """

    at_s: float
    temperature_c: float | None = None
    pad: Scratchpad | None = None
    fault: Fault | None = None
    detail: str = ""


class W1Tree:
    """Everything that is read or written under one base directory; never raises.

    Args:
        base: directory shaped like ``/sys/bus/w1/devices``.
        now_s: monotonic clock.
        decode: the library's decoding, to be held against ours.
        sysfs: how files are read and written.
    """

    def __init__(
        self, base: Path, now_s: Callable[[], float], decode: Decode, sysfs: Sysfs
    ) -> None:
        self._base = base
        self._now_s = now_s
        self._decode = decode
        self._sysfs = sysfs

    def masters(self) -> tuple[str, ...]:
        """Names of the bus masters; empty when the bus is gone."""
        return tuple(name for name in _names(self._base) if _MASTER.fullmatch(name))

    def present(self, master: str = "") -> tuple[str, ...]:
        """ROM ids of the thermometers on every bus, or on one.

        A directory without ``w1_slave`` is a ghost of a noisy search and is left out: one is
        enough to make the library's own listing fail for all (seen, w1thermsensor 2.3.0).
        """
        folder = self._base / master
        return tuple(
            name
            for name in _names(folder)
            if _THERMAL.fullmatch(name) and _there(folder / name / "w1_slave")
        )

    def ask(self, rom_id: str, began_s: float | None = None) -> Answer:
        """Measure once; blocks for 0.8-1.1 s in the kernel and never raises.

        Args:
            rom_id: the slave, ``28-`` and twelve hexadecimal digits.
            began_s: when its conversion began, if a bulk conversion has begun it already.
        """
        at_s = self._now_s()
        if not rom_id.startswith(FAMILY):
            return Answer(at_s, fault=Fault.UNSUPPORTED, detail=f"{rom_id} is not a DS18B20 (28-)")
        try:
            raw = self._sysfs.read(self._base / rom_id / "w1_slave")
            if not raw.strip() and self._now_s() - at_s < RETRY_UNDER_S:
                at_s, began_s = self._now_s(), None
                raw = self._sysfs.read(self._base / rom_id / "w1_slave")
            return self._judge(rom_id, raw, at_s if began_s is None else began_s)
        except Exception as error:  # noqa: BLE001 - a failure is a value, whatever it was
            return self._failure(error, at_s)

    def peek(self, *where: str) -> bytes:
        """The content of another file under the base directory, stripped; empty if unreadable."""
        try:
            return self._sysfs.read(self._base.joinpath(*where)).strip()
        except OSError:
            return b""

    def number(self, rom_id: str, file: str) -> int | None:
        """A whole number from one of the slave's other files, or None.

        Meaningful only just after a good answer: for a missing probe the kernel still says
        ``ext_power`` 1 and ``resolution`` -5 (seen on kernel 6.1.192).
        """
        try:
            return int(self.peek(rom_id, file))
        except ValueError:
            return None

    def write(self, text: str, *where: str) -> bool:
        """Write to an existing file under the base directory; False if it cannot be written."""
        try:
            self._sysfs.write(self._base.joinpath(*where), text)
        except OSError:
            return False
        return True

    def home(self, rom_id: str, masters: Sequence[str]) -> str:
        """The bus master under which a slave is found; the first of them if under none."""
        seen_on = (name for name in masters if _there(self._base / name / rom_id))
        return next(seen_on, masters[0])

    def _judge(self, rom_id: str, raw: bytes, at_s: float) -> Answer:
        """Turn the text of one read into an answer."""
        pad = parse_scratchpad(raw)
        if isinstance(pad, Fault):
            return Answer(at_s, fault=pad, detail=_shown(raw))
        theirs_c = self._decode(self._base, rom_id, raw.decode("ascii"))
        if not abs(theirs_c - pad.temperature_c) <= LSB_C / 2:
            detail = f"decoded as {pad.temperature_c} °C here, {theirs_c} °C by w1thermsensor"
            return Answer(at_s, fault=Fault.MISMATCH, detail=detail)
        return Answer(at_s, theirs_c, pad)

    def _failure(self, error: Exception, at_s: float) -> Answer:
        """The answer when reading raised: the probe gone, the bus gone, or an honest error."""
        if not isinstance(error, OSError) or error.errno not in _GONE:
            return Answer(
                at_s, fault=Fault.ERROR, detail=_shown(f"{type(error).__name__}: {error}")
            )
        if not self.masters():
            return Answer(at_s, fault=Fault.BUS_LOST, detail=f"no bus master in {self._base}")
        alone = "" if self.present() else "no probe at all answers: look for a short circuit"
        return Answer(at_s, fault=Fault.ABSENT, detail=alone)


def _there(path: Path) -> bool:
    """Whether a path can be seen; a path that cannot be asked about cannot be seen."""
    try:
        return path.exists()
    except OSError:
        return False


def _names(folder: Path) -> list[str]:
    """Sorted names in a directory; none if it cannot be listed."""
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return []


def _shown(seen: str | bytes) -> str:
    """What was seen, on one line and of bounded length."""
    text = seen if isinstance(seen, str) else seen.decode("ascii", errors="backslashreplace")
    return " ".join(text.split())[:_DETAIL_CHARS]
