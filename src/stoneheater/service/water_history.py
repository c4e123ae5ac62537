# SPDX-License-Identifier: MIT
"""The water of the last hour, out of the history, for a daemon that has only just started.

The law of this file: whatever could have been within the last hour, by either clock, counts. A
wall clock that was set cannot hide hot water, and a history that cannot be read is no cold one.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from stoneheater.core.water_log import HOUR_S, WaterLog

NEWEST: Final = 7200
"""So many of the samples with the latest dates are looked at: two hours of them."""

_SAMPLES: Final = """SELECT wall_s, boottime_s, temperature_cc FROM samples
    WHERE temperature_cc IS NOT NULL"""
_RECENT: Final = f"{_SAMPLES} AND wall_s >= ? AND wall_s <= ?"
_LATEST: Final = f"{_SAMPLES} ORDER BY wall_s DESC, boottime_s DESC LIMIT {NEWEST}"


def recall(log: WaterLog, history: Path, wall_s: float, now_s: float, cutoff_c: float) -> str:
    """Put the last hour into the log.

    Args:
        log: what stones are judged by.
        history: the history's file.
        wall_s: the date, s since 1970.
        now_s: s since boot.
        cutoff_c: what is assumed of an hour that cannot be read, °C.

    Returns:
        A sentence if the history cannot be read, else empty.
    """
    if not history.exists():
        return ""
    try:
        for at_s, value_c in _last_hour(history, wall_s, now_s):
            log.recall(at_s, value_c)
    except sqlite3.Error as error:
        log.recall(now_s, cutoff_c)
        hot = f"for an hour every stone counts as {cutoff_c:.1f} °C hot"
        return f"The temperatures of the last hour cannot be read ({error}): {hot}."
    return ""


def _last_hour(path: Path, wall_s: float, now_s: float) -> Iterator[tuple[float, float]]:
    """When, s since boot, and how hot, °C; what is dated in the future was just now."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
        rows = file.execute(_RECENT, (wall_s - HOUR_S, wall_s)).fetchall()
        rows += file.execute(_LATEST).fetchall()
    for dated_s, boottime_s, hundredths in rows:
        if now_s - HOUR_S <= boottime_s <= now_s:
            yield float(boottime_s), hundredths / 100.0
        elif dated_s >= wall_s - HOUR_S:
            yield min(now_s, now_s - (wall_s - dated_s)), hundredths / 100.0
