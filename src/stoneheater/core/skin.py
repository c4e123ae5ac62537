# SPDX-License-Identifier: MIT
"""Skin under a stone: heat through layers in one dimension, on a small graded grid.

The law of this file: physics only, no limit and no advice; the dose of a step is taken at the
hotter of its ends. The stone's cells have the same widths from the contact inwards whatever its
thickness, so that a thicker stone is the same stone with more behind it; the first of them counts
as the face itself, which errs on the hot side.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log
from typing import Final

from stoneheater.core.chain import FOR_EVER_S, Chain
from stoneheater.core.stone import Material
from stoneheater.core.tissue import DESIGN, Case

ZERO_K: Final = 273.15
LN_RATE: Final = log(3.1e98)
ACTIVATION_K: Final = 75000.0
CORE_C: Final = 37.0
"""What lies behind the skin, and the blood in it, °C."""

AIR_C: Final = 24.0
BARE_H: Final = 10.0
"""Heat transfer of bare skin to air of 24 °C, W/(m² K)."""

STEPS: Final = (
    (0.1, 50),
    (0.25, 40),
    (0.5, 50),
    (1.0, 60),
    (2.5, 60),
    (5.0, 60),
    (15.0, 60),
    (60.0, 60),
    (180.0, 132),
)
"""Step s and how many of it: eight hours, beyond which a stone counts as lying for ever."""

STONE_CELLS_MM: Final = (
    *(0.1, 0.2, 0.3, 0.4, 0.6, 0.9, 1.3, 1.9, 2.8, 4.2, 6.3, 9.5),
    *(14.0, 21.0, 37.0),
)
"""Widths from the contact inwards; together thicker than a stone may be."""

HELD_H: Final = 1e9
"""A conductance that holds a surface at a temperature, W/(m² K)."""

Steps = Sequence[tuple[float, int]]


@dataclass(frozen=True, slots=True)
class SkinState:
    """The skin of one site at one instant.

    Attributes:
        temperatures_c: cells from the surface inwards, °C.
        omega: thermal dose so far (Henriques' Ω, no unit).
    """

    temperatures_c: tuple[float, ...]
    omega: float


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant of a run.

    Attributes:
        at_s: time since the run began, s.
        basal_c: temperature at the basal layer, °C.
        skin: the skin then.
    """

    at_s: float
    basal_c: float
    skin: SkinState


def rate(basal_c: float) -> float:
    """Damage per second at the basal layer (Henriques 1947, 3.1e98 and 75 000 K)."""
    return exp(LN_RATE - ACTIVATION_K / (basal_c + ZERO_K))


class Cover:
    """Skin with what is over it: a stone, or a surrounding.

    Args:
        case: whose properties.
        stone: heat capacity J/(m² K) and half resistance m² K/W of each of its cells, the far
            side first; nothing for bare skin.
        cloth_r: resistance between stone and skin, m² K/W.
        around: conductance from what is uppermost to the surrounding, W/(m² K), and its °C.
    """

    def __init__(
        self,
        case: Case,
        stone: Sequence[tuple[float, float]],
        cloth_r: float,
        around: tuple[float, float],
    ) -> None:
        skin = [(layer, mm / 1000.0) for layer in case.layers for mm in layer.cells_mm]
        halves = [half for _, half in stone] + [0.5 * m / layer.conductivity for layer, m in skin]
        heats = [heat for heat, _ in stone] + [m * layer.volumetric for layer, m in skin]
        resist = [a + b for a, b in pairwise(halves)]
        self._stones = len(stone)
        if stone:
            resist[self._stones - 1] += cloth_r
        losses = [(0.0, 0.0)] * len(stone) + [(m * layer.blood, CORE_C) for layer, m in skin]
        losses[0] = (1.0 / (1.0 / around[0] + halves[0]), around[1])
        losses[-1] = (losses[-1][0] + 1.0 / halves[-1], CORE_C)
        self._chain = Chain(heats, [1.0 / r for r in resist], losses)
        near, far = halves[self._stones : self._stones + 2]
        self._near = far / (near + far)

    def steady(self) -> SkinState:
        """The skin after for ever, with no dose."""
        found = self._chain.stepper(FOR_EVER_S)([CORE_C] * len(self._chain))
        return SkinState(tuple(found[self._stones :]), 0.0)

    def basal_c(self, skin_c: Sequence[float]) -> float:
        """The temperature where the first layer ends, °C."""
        return self._near * skin_c[0] + (1.0 - self._near) * skin_c[1]

    def run(
        self, skin: SkinState, stone_c: float = AIR_C, steps: Steps = STEPS
    ) -> Iterator[Moment]:
        """Every moment from the first, under a stone that begins at ``stone_c`` throughout.

        The dose of a step is taken at the hotter of its ends.
        """
        all_c = [stone_c] * self._stones + list(skin.temperatures_c)
        now = Moment(0.0, self.basal_c(skin.temperatures_c), skin)
        yield now
        for dt_s, count in steps:
            step = self._chain.stepper(dt_s)
            for _ in range(count):
                all_c = step(all_c)
                now = self._next(now, dt_s, tuple(all_c[self._stones :]))
                yield now

    def _next(self, last: Moment, dt_s: float, skin_c: tuple[float, ...]) -> Moment:
        basal_c = self.basal_c(skin_c)
        omega = last.skin.omega + dt_s * rate(max(last.basal_c, basal_c))
        return Moment(last.at_s + dt_s, basal_c, SkinState(skin_c, omega))


def bare(case: Case, h: float = BARE_H, outside_c: float = AIR_C) -> Cover:
    """Skin without a stone, under ``h`` W/(m² K) to ``outside_c``."""
    return Cover(case, (), 0.0, (h, outside_c))


def under(case: Case, stone: Material, thickness_mm: float, cloth_r: float) -> Cover:
    """Skin under a slab of ``stone``, with ``cloth_r`` m² K/W between."""
    cells: list[tuple[float, float]] = []
    left_m = thickness_mm / 1000.0
    for width_m in (mm / 1000.0 for mm in STONE_CELLS_MM):
        if left_m > 0.0:
            heat = min(width_m, left_m) * stone.volumetric_j_per_m3_k
            half = 0.5 * width_m / stone.conductivity_w_per_m_k if cells else 0.0
            cells.append((heat, half))
        left_m -= width_m
    return Cover(case, cells[::-1], case.contact_r + cloth_r, (case.free_h, AIR_C))


def rested(case: Case) -> SkinState:
    """Skin on which nothing has lain yet: the steady profile under its surface temperature."""
    return bare(case, HELD_H, case.surface_c).steady()


RESTED: Final = rested(DESIGN)
"""Where every client begins."""


def until(moments: Iterable[Moment], end_s: float) -> Iterator[Moment]:
    """A run up to an instant; the last moment lies on a straight line between two steps.

    A length beyond the end of the run counts as the whole run.
    """
    last: Moment | None = None
    for moment in moments:
        if last is not None and moment.at_s > end_s:
            yield _between(last, moment, end_s)
            return
        yield moment
        last = moment


def _between(a: Moment, b: Moment, at_s: float) -> Moment:
    share = (at_s - a.at_s) / (b.at_s - a.at_s)
    skin_c = [
        x + share * (y - x)
        for x, y in zip(a.skin.temperatures_c, b.skin.temperatures_c, strict=True)
    ]
    omega = a.skin.omega + share * (b.skin.omega - a.skin.omega)
    basal_c = a.basal_c + share * (b.basal_c - a.basal_c)
    return Moment(at_s, basal_c, SkinState(tuple(skin_c), omega))


def hottest(*states: SkinState) -> SkinState:
    """The hottest each cell was in any of the states, with the dose of the last."""
    columns = zip(*(state.temperatures_c for state in states), strict=True)
    return SkinState(tuple(max(column) for column in columns), states[-1].omega)
