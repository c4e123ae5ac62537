# SPDX-License-Identifier: MIT
"""Reading values that may be missing or of another kind, and times that may be absurd.

The law of this file: what an entry does not say is None or an empty text, never a guess and never
an error: a report must come out of any record that can be read.
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime

NO_DATE = "(no date)"
NOTHING = "nothing that applies"
"""An intake that was gone through, and nothing ticked."""


def text(table: Mapping[str, object], key: str) -> str:
    """A text, or an empty one."""
    value = table.get(key)
    return value if isinstance(value, str) else ""


def number(table: Mapping[str, object], key: str) -> float | None:
    """A finite number, or None."""
    value = table.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e300 and math.isfinite(value) else None  # noqa: PLR2004 - floats end there


def table(row: Mapping[str, object], key: str) -> Mapping[str, object]:
    """An object, or an empty one."""
    value = row.get(key)
    return value if isinstance(value, Mapping) else {}


def words(table: Mapping[str, object], key: str) -> str:
    """A text, or the texts of a list, separated by commas."""
    value = table.get(key)
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    return "" if value is None else str(value)


def client_part(private: Mapping[str, object]) -> str:
    """What may name a client, on one line; an intake that nobody answered says so."""
    said = {key: words(private, key) for key in private}
    if "intake" in private and not said["intake"]:
        said["intake"] = "not answered" if private["intake"] is None else NOTHING
    return ", ".join(f"{key}: {value}" for key, value in said.items() if value)


def local(wall_s: float) -> datetime | None:
    """The local time of a label; None if no calendar has it."""
    try:
        return datetime.fromtimestamp(wall_s, tz=UTC).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def day_and_time(wall_s: float) -> str:
    """A label as people read it: ``2026-11-21 14:32:10``, local time."""
    when = local(wall_s)
    return NO_DATE if when is None else when.strftime("%Y-%m-%d %H:%M:%S")


def time_of_day(wall_s: float) -> str:
    """A label's time: ``14:32:10``, local time."""
    return day_and_time(wall_s).rpartition(" ")[2] if local(wall_s) else NO_DATE


def printable(said: str) -> str:
    """A text that cannot steer a terminal or break a line."""
    return "".join(char if char.isprintable() else "?" for char in said)
