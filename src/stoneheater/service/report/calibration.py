# SPDX-License-Identifier: MIT
"""When each probe was last compared with a reference, and when that is due again.

The law of this file: a calibration is due twelve months after its date; a probe without one, or
with a date that cannot be read, says so and is never counted as calibrated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from stoneheater.config import Config, ConfigError, load
from stoneheater.config.model import ProbeSettings


@dataclass(frozen=True, slots=True)
class Due:
    """One probe: what it was compared with and when, and what follows."""

    probe: str
    said: str
    due: date | None
    overdue: bool


def due_dates(config_file: Path, today: date) -> list[Due] | str:
    """Every configured probe, or the sentence why none is known."""
    try:
        config = load(config_file)
    except ConfigError as error:
        return f"not known: {error}"
    return list(_probes(config, today)) or "no probe is configured"


def _probes(config: Config, today: date) -> Sequence[Due]:
    return [_due(probe, today) for probe in config.probe]


def _due(probe: ProbeSettings, today: date) -> Due:
    name = f"{probe.name} ({probe.id})"
    if probe.calibration is None:
        return Due(name, "never calibrated", None, overdue=True)
    said = f"compared with {probe.calibration.reference}"
    try:
        done = date.fromisoformat(probe.calibration.date)
        due = _year_later(done)
    except ValueError:
        return Due(name, f"{said}; its date makes no sense", None, overdue=True)
    return Due(name, f"{said} on {done.isoformat()}", due, overdue=due <= today)


def _year_later(day: date) -> date:
    """The same day a year later; of 29 February the 28th, so that it is never late."""
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
