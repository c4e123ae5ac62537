# SPDX-License-Identifier: MIT
"""Faults of the simulated hardware, as verbs: `NAME[=VALUE][:PROBE]@T[..T2]`.

The law of this file: a fault is data until its time comes. A verb of the bath happens to the
water or the relay; a verb of a probe happens to the probe that is named (by its name, by its
number from 1, or `all`), and to the first one when none is.
"""

import difflib
import math
import re
from dataclasses import dataclass

_SHAPE = re.compile(
    r"(?P<name>[a-z_]+)(?:=(?P<value>-?\d+(?:\.\d+)?))?(?::(?P<probe>[\w-]+))?"
    r"@(?P<at>\d+(?:\.\d+)?)(?:\.\.(?P<until>\d+(?:\.\d+)?))?"
)

PROBE_FAULTS: dict[str, tuple[float, str]] = {
    "unplugged": (0.0, "the cable is out: empty answers"),
    "silent": (0.0, "the driver blocks: no new reading at all"),
    "frozen": (0.0, "the last value for ever"),
    "stuck_at": (45.0, "this value for ever, °C"),
    "in_air": (0.0, "pulled out of the water"),
    "noise": (0.5, "random noise of this standard deviation, °C"),
    "spikes": (-10.0, "jumps of this size every second reading, °C"),
    "drift": (0.05, "drifts by this much a minute, °C"),
    "offset": (-8.0, "reads wrong by this much, °C"),
    "crc": (0.0, "garbled answers"),
    "power_on": (0.0, "85.000 °C"),
    "weak_supply": (0.0, "127.94 °C"),
    "all_zero": (0.0, "the data line is shorted"),
    "all_ones": (0.0, "the data line floats"),
    "coarse": (0.5, "steps of this size, °C"),
}
"""Verbs of a probe: default value, meaning."""

BATH_FAULTS: dict[str, tuple[float, str]] = {
    "welded": (0.0, "the heater relay is stuck on"),
    "welded_enable": (0.0, "the enable relay is stuck on"),
    "open": (0.0, "the element gives nothing"),
    "weak": (0.5, "the element gives this share of its watts"),
    "mains": (0.85, "the mains has this share of its nominal power"),
    "dry": (0.125, "this share of the heat capacity is left"),
    "slow_leak": (2.0, "this much water is lost an hour, kg"),
    "lid_off": (0.0, "the lid is taken off"),
    "lid_on": (0.0, "the lid is put on"),
    "draft": (4.0, "the walls lose this many times more"),
    "cold_stones": (22.0, "every stone swapped for one of this temperature, °C"),
    "cold_water": (15.0, "two litres swapped for water of this temperature, °C"),
    "added_water": (15.0, "two litres of this temperature added, °C"),
    "hot_water": (70.0, "two litres swapped for water of this temperature, °C"),
}
"""Verbs of the bath: default value, meaning."""

BOUNDS: dict[str, tuple[float, float]] = {
    "noise": (0.0, 50.0),
    "coarse": (0.01, 10.0),
    "weak": (0.0, 2.0),
    "mains": (0.0, 2.0),
    "dry": (0.01, 1.0),
    "slow_leak": (0.0, 1000.0),
    "draft": (0.0, 1000.0),
    "cold_stones": (0.0, 100.0),
    "cold_water": (0.0, 100.0),
    "added_water": (0.0, 100.0),
    "hot_water": (0.0, 100.0),
}
"""Least and greatest value of the verbs whose physics has ends."""

ANY = (-1000.0, 1000.0)
"""The same for all others."""

MOMENTS = frozenset({"cold_stones", "cold_water", "added_water", "hot_water"})
"""Verbs that happen once and have no end."""


class FaultError(ValueError):
    """A fault that cannot be understood; str() says why and what would be."""


@dataclass(frozen=True, slots=True)
class FaultSpec:
    """One fault: its verb, value, probe (None: the first), begin and end in seconds."""

    name: str
    value: float
    probe: str | None
    at_s: float
    until_s: float


def parse_fault(text: str) -> FaultSpec:
    """Read `NAME[=VALUE][:PROBE]@T[..T2]`.

    Raises:
        FaultError: if the shape, the name, the value or the times are wrong.
    """
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise FaultError(f"fault {text!r} is not NAME[=VALUE][:PROBE]@T[..T2], as in welded@3600.")
    name = match["name"]
    usual = _usual(name)
    value = usual if match["value"] is None else float(match["value"])
    low, high = BOUNDS.get(name, ANY)
    if not low <= value <= high:
        raise FaultError(f"fault {text!r}: {name} must be from {low:g} to {high:g}.")
    if match["probe"] is not None and name in BATH_FAULTS:
        raise FaultError(f"fault {name!r} happens to the bath: leave out the probe.")
    at_s = float(match["at"])
    until_s = math.inf if match["until"] is None else float(match["until"])
    if until_s <= at_s or (match["until"] is not None and name in MOMENTS):
        why = "happens once" if name in MOMENTS else "must end after it begins"
        raise FaultError(f"fault {text!r}: {name} {why}.")
    return FaultSpec(name, value, match["probe"], at_s, until_s)


def _usual(name: str) -> float:
    """The value of a fault that gives none; an unknown one is asked back for."""
    known = PROBE_FAULTS | BATH_FAULTS
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(sorted(known))}."
        raise FaultError(f"there is no fault {name!r}; {hint}")
    return known[name][0]
