# SPDX-License-Identifier: MIT
"""The bath's temperature over a stretch of time, from the history.

The law of this file: a gap stays a gap. Minutes that were rolled up come as their mean, and say
nothing of the target, which the history keeps for a week only.
"""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from stoneheater.service.store.record_reader import opened

GAP_S = 150.0
"""Two points further apart than this have a gap between them: more than two minutes rolled up."""

_SELECT = """SELECT wall_s, temperature_cc, target_cc FROM samples WHERE wall_s BETWEEN ? AND ?
    UNION ALL SELECT wall_s + 30, mean_cc, NULL FROM minutes WHERE wall_s BETWEEN ? AND ?
    ORDER BY wall_s"""


@dataclass(frozen=True, slots=True)
class Point:
    """The bath at one instant; temperatures in °C, None where none is known."""

    wall_s: float
    temperature_c: float | None
    target_c: float | None


def trace(history: Path, from_s: float, to_s: float) -> list[Point]:
    """What the history holds between two labels of the wall clock, oldest first.

    Raises:
        StoreUnreadableError: the history cannot be read.
    """
    with opened(history) as file:
        found = file.execute(_SELECT, (from_s, to_s, from_s, to_s)).fetchall()
    return [Point(wall_s, _degrees(water), _degrees(target)) for wall_s, water, target in found]


def runs(points: list[Point], *, target: bool = False) -> list[list[tuple[float, float]]]:
    """The curve of the water, or of the target, in pieces without a gap: (wall_s, °C)."""
    known = [(p.wall_s, p.target_c if target else p.temperature_c) for p in points]
    curve = [(at_s, value) for at_s, value in known if value is not None]
    pieces = [curve[:1]] if curve else []
    for before, after in pairwise(curve):
        if after[0] - before[0] > GAP_S:
            pieces.append([])
        pieces[-1].append(after)
    return pieces


def _degrees(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / 100
