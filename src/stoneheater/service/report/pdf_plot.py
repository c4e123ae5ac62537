# SPDX-License-Identifier: MIT
"""The bath's temperature as a curve on paper.

The law of this file: it draws what the history holds without smoothing it, a gap as a gap, and
each axis says its unit.
"""

from collections.abc import Sequence
from typing import Final, Literal

from fpdf import FPDF

from stoneheater.service.report.facts import time_of_day
from stoneheater.service.report.trace import Point, runs

HEIGHT_MM: Final = 52.0
_LEFT_MM: Final = 14.0
_FOOT_MM: Final = 8.0
_WATER: Final = (11, 110, 153)
_TARGET: Final = (90, 90, 90)
_STONE: Final = (190, 95, 20)
_GRID: Final = (225, 228, 231)
_TICKS: Final = 6
_STEPS: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)


class _Frame:
    """Where a time and a temperature are on the page."""

    def __init__(self, pages: FPDF, points: Sequence[Point], unit: Literal["C", "F"]) -> None:
        self.left, self.top = pages.l_margin + _LEFT_MM, pages.get_y() + 5.0
        self.width, self.height = pages.epw - _LEFT_MM, HEIGHT_MM - _FOOT_MM
        self.unit = unit
        self.from_s = points[0].wall_s
        self.length_s = max(points[-1].wall_s - self.from_s, 1.0)
        seen = [
            self.shown(c) for p in points for c in (p.temperature_c, p.target_c) if c is not None
        ]
        low, high = min(seen, default=0.0) - 0.5, max(seen, default=1.0) + 0.5
        self.step = next((step for step in _STEPS if (high - low) / step <= _TICKS), _STEPS[-1])
        self.low = low // self.step * self.step
        self.high = -(-high // self.step) * self.step

    def shown(self, temperature_c: float) -> float:
        """A temperature in the reader's unit."""
        return temperature_c if self.unit == "C" else temperature_c * 1.8 + 32.0

    def x(self, wall_s: float) -> float:
        """A time, mm from the left of the page."""
        return self.left + (wall_s - self.from_s) / self.length_s * self.width

    def y(self, shown: float) -> float:
        """A temperature in the reader's unit, mm from the top of the page."""
        return self.top + (self.high - shown) / (self.high - self.low) * self.height


def plot(
    pages: FPDF, points: Sequence[Point], stones_s: Sequence[float], unit: Literal["C", "F"]
) -> None:
    """Draw the curve at the place where the page is, and go below it.

    Args:
        pages: the document, at the left margin.
        points: the bath, oldest first; not empty.
        stones_s: when stones were laid, labels of the wall clock.
        unit: the reader's unit.
    """
    frame = _Frame(pages, points, unit)
    pages.set_font("Helvetica", size=7)
    _axes(pages, frame)
    _stones(pages, frame, stones_s)
    pages.set_dash_pattern(dash=1.6, gap=1.2)
    _curve(pages, frame, points, _TARGET, target=True)
    pages.set_dash_pattern()
    pages.set_line_width(0.45)
    _curve(pages, frame, points, _WATER, target=False)
    pages.set_line_width(0.2)
    _legend(pages, frame)
    pages.set_xy(pages.l_margin, frame.top + HEIGHT_MM - 2.0)
    pages.set_font("Helvetica", size=9)


def _axes(pages: FPDF, frame: _Frame) -> None:
    pages.set_line_width(0.2)
    pages.set_draw_color(*_GRID)
    steps = round((frame.high - frame.low) / frame.step)
    for level in (frame.low + n * frame.step for n in range(steps + 1)):
        pages.line(frame.left, frame.y(level), frame.left + frame.width, frame.y(level))
        pages.set_xy(pages.l_margin, frame.y(level) - 2.0)
        pages.cell(_LEFT_MM - 2.0, 4, f"{level:g} °{frame.unit}", align="R")
    for n in range(_TICKS):
        wall_s = frame.from_s + n * frame.length_s / (_TICKS - 1)
        width_mm = 20.0
        centred = frame.x(wall_s) - width_mm / 2
        kept = min(centred, frame.left + frame.width - width_mm + 4.0)
        pages.line(frame.x(wall_s), frame.top + frame.height, frame.x(wall_s), frame.top)
        pages.set_xy(kept, frame.top + frame.height + 1.0)
        pages.cell(width_mm, 4, time_of_day(wall_s), align="C")


def _stones(pages: FPDF, frame: _Frame, stones_s: Sequence[float]) -> None:
    pages.set_draw_color(*_STONE)
    floor = frame.top + frame.height
    for wall_s in stones_s:
        if 0.0 <= wall_s - frame.from_s <= frame.length_s:
            pages.line(frame.x(wall_s), floor, frame.x(wall_s), floor - 2.5)


def _curve(
    pages: FPDF, frame: _Frame, points: Sequence[Point], ink: tuple[int, int, int], *, target: bool
) -> None:
    pages.set_draw_color(*ink)
    for piece in runs(list(points), target=target):
        line = [(frame.x(at_s), frame.y(frame.shown(value))) for at_s, value in _thinned(piece)]
        pages.polyline([line[0], *line])  # a lone point is a dot


def _thinned(piece: Sequence[tuple[float, float]]) -> Sequence[tuple[float, float]]:
    """At most about two thousand points: of each stretch its lowest and its highest."""
    size = len(piece) // 1000 + 1
    if size == 1:
        return piece
    chunks = (piece[at : at + size] for at in range(0, len(piece), size))
    kept = (
        sorted({min(chunk, key=lambda p: p[1]), max(chunk, key=lambda p: p[1])}) for chunk in chunks
    )
    return [piece[0], *(point for chunk in kept for point in chunk), piece[-1]]


def _legend(pages: FPDF, frame: _Frame) -> None:
    pages.set_xy(frame.left, frame.top - 5.0)
    for ink, said in ((_WATER, "water"), (_TARGET, "target (dashed)"), (_STONE, "a stone laid")):
        pages.set_draw_color(*ink)
        pages.set_line_width(0.6)
        x, y = pages.get_x() + 1.0, pages.get_y() + 2.0
        pages.line(x, y, x + 5.0, y)
        pages.set_xy(x + 6.0, y - 2.0)
        pages.cell(pages.get_string_width(said) + 6.0, 4, said)
    pages.set_line_width(0.2)
