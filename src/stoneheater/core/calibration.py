# SPDX-License-Identifier: MIT
"""What a probe says against what a reference thermometer said: a straight line through two points.

The law of this file: a calibration is a small correction of a probe that works, never a cure for
one that does not. It is a line and nothing else, so its worst correction over any span stands at
an end of that span and can be refused before it is ever applied.
"""

from dataclasses import dataclass
from itertools import chain
from math import isfinite


@dataclass(frozen=True, slots=True)
class Calibration:
    """A probe compared with a reference at two temperatures, or at one.

    One-point calibration is two points with the same offset, or the same point given twice.

    Attributes:
        measured_c: what the probe showed at the lower and at the upper point, °C, uncorrected.
        reference_c: what the reference thermometer showed at the same two moments, °C.
        date: the day of the comparison, ISO 8601 (``2026-11-20``).
        reference: which thermometer it was compared with, for the record.

    Raises:
        ValueError: if a point is not a number, or if no rising line runs through the two points.
    """

    measured_c: tuple[float, float]
    reference_c: tuple[float, float]
    date: str
    reference: str

    def __post_init__(self) -> None:
        """Refuse points through which no rising line runs."""
        points = tuple(chain(self.measured_c, self.reference_c))
        if not all(isfinite(point_c) for point_c in points):
            raise ValueError(f"calibration point is not a finite number (points {points})")
        rise_c = self.measured_c[1] - self.measured_c[0]
        reference_rise_c = self.reference_c[1] - self.reference_c[0]
        same_point = rise_c == reference_rise_c == 0
        if not same_point and (rise_c <= 0 or reference_rise_c <= 0):
            raise ValueError(
                f"calibration points must rise: measured {self.measured_c} °C against "
                f"{self.reference_c} °C; write the lower point first in both"
            )

    @property
    def slope(self) -> float:
        """How much the reference rises per degree of the probe; 1 for one point."""
        rise_c = self.measured_c[1] - self.measured_c[0]
        return (self.reference_c[1] - self.reference_c[0]) / rise_c if rise_c else 1.0

    def corrected_c(self, raw_c: float) -> float:
        """The temperature in °C that the reference would show where the probe shows ``raw_c``."""
        return self.reference_c[0] + self.slope * (raw_c - self.measured_c[0])

    def worst_correction_c(self, lo_c: float = 0.0, hi_c: float = 60.0) -> float:
        """The largest correction, up or down, anywhere from ``lo_c`` to ``hi_c``; never negative.

        A line is worst at one of its ends, so the two ends are all that is looked at.
        """
        return max(abs(self.corrected_c(end_c) - end_c) for end_c in (lo_c, hi_c))
