# SPDX-License-Identifier: MIT
"""Settings that are each in bounds and together are not safe.

The law of this file: a combination that could heat wrongly, switch the wrong thing or be silently
ignored is found here, before anything runs, and refused with the numbers on both sides.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations
from typing import Final

import attrs

from stoneheater.config.model import Config, ProbeSettings
from stoneheater.config.stones import misfits
from stoneheater.config.strict import shown

BATH_PROBES_MAX: Final = 4
ELEMENT_PROBES_MAX: Final = 1

CORRECTION_MAX_C: Final = 2.0
"""A genuine DS18B20 is within 0.5 °C; one that needs more than this is to be replaced."""

GAP_C: Final = 1.0
"""At least this lies between target_max, high_alarm and cutoff."""

EEPROM_PINS: Final = frozenset({0, 1})
"""BCM 0 and 1 talk to the ID EEPROM of an add-on board at boot."""

BOOT_HIGH_PINS: Final = frozenset(range(9))
"""BCM 0-8 are pulled up until a program runs, 9-27 down (from memory, not verified on a Pi)."""

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@attrs.frozen
class Finding:
    """A refused combination: the key to look at, its value to show, the limit, what to do."""

    key: str
    value: str
    limit: str
    next_step: str


def unsafe(config: Config) -> Iterator[Finding]:
    """Everything about ``config``, names filled in, that no single bound can see."""
    for rule in _RULES:
        yield from rule(config)


def _ladder(config: Config) -> Iterator[Finding]:
    """Target and caution <= target_max; target_max, high_alarm and cutoff 1 °C apart."""
    temperature = config.temperature
    for lower, upper, gap_c in (
        ("target_c", "target_max_c", 0.0),
        ("caution_c", "target_max_c", 0.0),
        ("target_max_c", "high_alarm_c", GAP_C),
        ("high_alarm_c", "cutoff_c", GAP_C),
    ):
        low_c, high_c = getattr(temperature, lower), getattr(temperature, upper)
        most_c = round(high_c - gap_c, 6)
        if low_c > most_c:
            limit = f"with {upper} at {high_c:g} it must be at most {most_c:g} °C"
            yield Finding(f"temperature.{lower}", f"{low_c:g}", limit, f"lower it or raise {upper}")


def _pins(config: Config) -> dict[str, int]:
    """Every pin that is named, by its key."""
    named = {f"gpio.{key}": pin for key, pin in attrs.asdict(config.gpio).items()}
    named |= {f"panel.{key}": pin for key, pin in attrs.asdict(config.panel).items()}
    return {key: pin for key, pin in named.items() if key.endswith("_pin") and pin is not None}


def _shared_pins(config: Config) -> Iterator[Finding]:
    for (key, pin), (other, other_pin) in combinations(_pins(config).items(), 2):
        if pin == other_pin:
            limit = f"{other} is on the same pin"
            yield Finding(key, str(pin), limit, "give each line a pin of its own")


def _reserved_pins(config: Config) -> Iterator[Finding]:
    for key, pin in _pins(config).items():
        if pin in EEPROM_PINS:
            limit = "GPIO0 and GPIO1 belong to the ID EEPROM of add-on boards"
            yield Finding(key, str(pin), limit, "use a pin from 2 to 27")


def _boot_levels(config: Config) -> Iterator[Finding]:
    """A relay that its pin's boot level switches on heats until the daemon runs."""
    gpio = config.gpio
    for key, pin, active_high in (
        ("heater_pin", gpio.heater_pin, gpio.heater_active_high),
        ("enable_pin", gpio.enable_pin, gpio.enable_active_high),
    ):
        if pin is not None and active_high == (pin in BOOT_HIGH_PINS):
            kind, right = ("high", "9-27") if active_high else ("low", "2-8")
            other = "low" if active_high else "high"
            limit = f"an active-{kind} relay on GPIO{pin} is ON at boot until the daemon runs"
            step = f"use a pin from {right} or a relay board that is active-{other}"
            yield Finding(f"gpio.{key}", str(pin), limit, step)


def _probe_counts(config: Config) -> Iterator[Finding]:
    for role, most in (("bath", BATH_PROBES_MAX), ("element", ELEMENT_PROBES_MAX)):
        count = sum(probe.role == role for probe in config.probe)
        if count > most:
            limit = f"at most {most} may have the role {role}, found {count}"
            yield Finding("probe", f"a list of {len(config.probe)}", limit, "remove the others")


def _shared_names(config: Config) -> Iterator[Finding]:
    """A ROM id has one role, and a name means one probe."""
    for key in ("id", "name"):
        seen: dict[str, int] = {}
        for number, probe in enumerate(config.probe, start=1):
            value = getattr(probe, key)
            if value in seen:
                limit = f"probe #{seen[value]} has the same {key}"
                yield Finding(f"probe #{number}.{key}", value, limit, f"give each its own {key}")
            seen.setdefault(value, number)


def _calibrations(config: Config) -> Iterator[Finding]:
    for number, probe in enumerate(config.probe, start=1):
        yield from _calibration(f"probe #{number}.calibration", probe)


def _calibration(key: str, probe: ProbeSettings) -> Iterator[Finding]:
    if probe.calibration is None:
        return
    worst_c = probe.calibration.worst_correction_c()
    if worst_c > CORRECTION_MAX_C:
        limit = f"a correction is at most {CORRECTION_MAX_C:g} °C between 0 and 60 °C"
        value = f"a correction of {worst_c:.2f} °C"
        yield Finding(key, value, limit, "calibrate again or replace the probe")
    if not _is_day(probe.calibration.date):
        limit = "it must be a day, such as 2026-01-31"
        yield Finding(f"{key}.date", shown(probe.calibration.date), limit, "correct it")


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _ignored(config: Config) -> Iterator[Finding]:
    """A setting that nothing reads would be trusted all the same."""
    if config.hardware.options and config.hardware.driver == "simulated":
        limit = f"the driver {config.hardware.driver} takes no options"
        yield Finding("hardware.options", shown(config.hardware.options), limit, "remove the table")


def _stones(config: Config) -> Iterator[Finding]:
    """A stone has a name of its own, and a material that is known."""
    for found in misfits(config.stone, config.material):
        yield Finding(*found)


_RULES: Final[tuple[Callable[[Config], Iterator[Finding]], ...]] = (
    _ladder,
    _shared_pins,
    _reserved_pins,
    _boot_levels,
    _probe_counts,
    _shared_names,
    _calibrations,
    _ignored,
    _stones,
)
