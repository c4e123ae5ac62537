# SPDX-License-Identifier: MIT
"""What the kernel says a DS18B20 said: the text of ``w1_slave``, judged byte by byte.

The law of this file: pure, total and strict. Any bytes at all become a `Scratchpad` or a `Fault`,
never an exception and never a guess; and a well-formed scratchpad gives its temperature however
hot it is, because the only thing worse than a wrong reading is a hot one that was thrown away.

The kernel prints the nine bytes twice: the bytes just received with its verdict on their checksum,
then the last good bytes with its own decoding (seen on kernel 6.1.192, w1_therm)::

    40 03 4b 46 7f ff 10 10 67 : crc=67 YES
    40 03 4b 46 7f ff 10 10 67 t=52000
"""

import re
from dataclasses import dataclass

from stoneheater.core.reading import LSB_C, Fault

POWER_ON_RAW = 0x0550
"""85.000 °C: what the probe holds after power-up, before any conversion (DS18B20 data sheet)."""

WEAK_SUPPLY_RAW = 0x07FF
"""127.94 °C: seen from probes short of supply (cpetrich/counterfeit_DS18B20#26)."""

RESERVED = {5: 0xFF, 7: 0x10}
"""Bytes a DS18B20 never changes (data sheet); clones that do were up to 3 °C out (cpetrich)."""

STEP_C = {0x1F: 8 * LSB_C, 0x3F: 4 * LSB_C, 0x5F: 2 * LSB_C, 0x7F: LSB_C}
"""Configuration byte of 9, 10, 11 and 12 bits -> one step in °C (DS18B20 data sheet)."""

_FORM = re.compile(
    r"((?:[0-9a-f]{2} ){9}): crc=[0-9a-f]{2} (YES|NO)\n"
    r"((?:[0-9a-f]{2} ){9})t=-?[0-9]{1,9}\n"
)


@dataclass(frozen=True, slots=True)
class Scratchpad:
    """The nine bytes of a DS18B20 that passed every check.

    Attributes:
        data: the bytes in the order in which the probe sends them; the last is the CRC.
    """

    data: bytes

    @property
    def temperature_c(self) -> float:
        """The temperature in °C, not calibrated: bytes 0 and 1, signed, in steps of 1/16."""
        return int.from_bytes(self.data[:2], "little", signed=True) * LSB_C

    @property
    def step_c(self) -> float:
        """The resolution in °C, from the configuration byte."""
        return STEP_C[self.data[4]]


def crc8(data: bytes) -> int:
    """The Dallas/Maxim checksum: x^8 + x^5 + x^4 + 1, lowest bit first (Maxim AN27)."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0x8C if crc & 1 else crc >> 1
    return crc


def parse_scratchpad(text: str | bytes) -> Scratchpad | Fault:
    """Judge the whole content of a ``w1_slave`` file.

    Returns:
        A scratchpad that can be believed, or the one fault that says best why there is none.
        All zeros and all ones come before every other check: all zeros carry a *valid* checksum
        and would read as 0 °C, at which a controller gives full heat.
    """
    plain = text if isinstance(text, str) else text.decode("ascii", errors="replace")
    if not plain.strip():
        return Fault.EMPTY
    form = _FORM.fullmatch(plain)
    if form is None:
        return Fault.GARBLED
    heard, verdict, kept = bytes.fromhex(form[1]), form[2], bytes.fromhex(form[3])
    return _line_fault(heard, verdict) or _value_fault(heard, kept) or Scratchpad(heard)


def _line_fault(heard: bytes, verdict: str) -> Fault | None:
    """What the wires did to the bytes."""
    if not any(heard):
        return Fault.ALL_ZERO
    if all(byte == 0xFF for byte in heard):  # noqa: PLR2004 - 0xFF is what "all ones" means
        return Fault.ALL_ONES
    if verdict != "YES" or crc8(heard[:8]) != heard[8]:
        return Fault.CRC
    return None


def _value_fault(heard: bytes, kept: bytes) -> Fault | None:
    """What whole bytes say about the probe."""
    if heard != kept:
        return Fault.MISMATCH
    raw = int.from_bytes(heard[:2], "little")
    if raw == POWER_ON_RAW:
        return Fault.POWER_ON
    if raw == WEAK_SUPPLY_RAW:
        return Fault.WEAK_SUPPLY
    if heard[4] not in STEP_C or any(heard[at] != value for at, value in RESERVED.items()):
        return Fault.UNSUPPORTED
    return None
