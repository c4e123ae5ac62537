# SPDX-License-Identifier: MIT
"""What a probe said, when, and whether to believe it.

The law of this file: a temperature never travels without its time, a failure is a value and
never a number, and no filter may hide a hot value. Filters only ever stop a value from being
believed *cold*; what cannot be believed is "missing", never "cold".
"""

from dataclasses import dataclass
from enum import StrEnum

LSB_C = 0.0625
"""One step of a 12-bit DS18B20, °C (Maxim DS18B20 data sheet, table 2)."""

POWER_ON_C = 85.0
"""What a DS18B20 holds after power-up, before any conversion (data sheet)."""

WEAK_SUPPLY_C = 127.9375
"""0x07FF with a good CRC: seen from probes starved of supply (cpetrich/counterfeit_DS18B20#26)."""


class Fault(StrEnum):
    """Why a reading carries no temperature; the value is the phrase a therapist reads."""

    EMPTY = "the probe gave no answer"
    ABSENT = "the probe is not on the bus"
    BUS_LOST = "the 1-Wire bus is gone"
    CRC = "the answer was garbled (checksum)"
    MISMATCH = "the two lines of the answer disagree"
    GARBLED = "the answer was not a scratchpad"
    POWER_ON = "the probe lost power (85.000 °C)"
    WEAK_SUPPLY = "the probe is short of supply (127.94 °C)"
    ALL_ZERO = "the data line is shorted (all zero)"
    ALL_ONES = "the data line floats (all ones)"
    UNSUPPORTED = "the probe is of an unsupported kind"
    ERROR = "reading the probe failed"


SUSPECT = frozenset({Fault.POWER_ON, Fault.WEAK_SUPPLY, Fault.ALL_ZERO, Fault.ALL_ONES})
"""Faults that take the heat off in the tick they are seen; three in a row trip."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer of one probe.

    Attributes:
        probe: the probe's name in the configuration (``bath``, ``bath-2``, ``element``).
        temperature_c: the calibrated temperature in °C; None when ``fault`` says why.
        at_s: the monotonic instant at which the measurement *began*, in seconds, so that an
            age computed from it is never too young.
        fault: why there is no temperature, or None.
        detail: what exactly was seen, for the record; never needed to judge.
        step_c: the probe's resolution in °C; coarser than one LSB of 12 bits is worth a warning.
    """

    probe: str
    temperature_c: float | None
    at_s: float
    fault: Fault | None = None
    detail: str = ""
    step_c: float = LSB_C
