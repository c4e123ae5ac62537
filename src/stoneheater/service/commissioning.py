# SPDX-License-Identifier: MIT
"""The commissioning record: who proved this wiring, when, and what they found.

The law of this file: real hardware heats only with a record that is whole and that describes
the wiring of today; anything else is a sentence that says what to do.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from stoneheater.config import Config
from stoneheater.service.files import write_durably

NAME: Final = "commissioned"
_NEXT: Final = "run: stoneheater commission"


@dataclass(frozen=True, slots=True)
class Commissioned:
    """One commissioning.

    Attributes:
        who: the local user who did it.
        wall_s: when, s since 1970.
        wiring: `wiring_of` the configuration it was done with.
        heard: for each output, whether its click was confirmed.
        probes: for each bound probe, the id that answered to the warmth of a hand.
    """

    who: str
    wall_s: float
    wiring: str
    heard: Mapping[str, bool]
    probes: Mapping[str, str]


def wiring_of(config: Config) -> str:
    """A fingerprint of all that commissioning proves: lines, polarity, probes, name plate."""
    gpio, heater = config.gpio, config.heater
    parts = [
        config.hardware.driver,
        *(str(getattr(gpio, key)) for key in ("heater_pin", "heater_active_high", "enable_pin")),
        *(str(getattr(gpio, key)) for key in ("enable_active_high", "heartbeat_pin")),
        str(heater.element_w),
        str(heater.water_kg),
        *(f"{probe.name}={probe.id}" for probe in config.probe),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def write(state_dir: Path, record: Commissioned) -> None:
    """Keep the record durably.

    Raises:
        OSError: the disk refused.
    """
    body = json.dumps(asdict(record), sort_keys=True).encode()
    write_durably(state_dir / NAME, body + b"\n")


def read(state_dir: Path) -> Commissioned | None:
    """The record, or None if there is none that can be read."""
    try:
        fields = json.loads((state_dir / NAME).read_bytes())
        return Commissioned(**fields)
    except (OSError, ValueError, TypeError):
        return None


def not_ready(state_dir: Path, config: Config) -> str | None:
    """Why this heater may not heat for want of commissioning, or None."""
    record = read(state_dir)
    if record is None:
        return f"this heater has not been commissioned: {_NEXT}."
    if record.wiring != wiring_of(config):
        return f"the wiring in the configuration changed since commissioning: {_NEXT}."
    return None


def was_commissioned(state_dir: Path) -> bool:
    """Whether anybody ever commissioned this heater, whatever the record looks like now."""
    try:
        return (state_dir / NAME).exists()
    except OSError:
        return True
