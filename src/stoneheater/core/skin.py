# SPDX-License-Identifier: MIT
"""Skin under a stone: heat through layers in one dimension, on a small graded grid.

The law of this file: physics only, no limit and no advice. Cells in a chain and backward Euler
steps that do not depend on any temperature, so that a hotter beginning or a hotter surrounding
never makes a later temperature lower. Under a stone the skin is carried on at the hottest that each
of its cells has been, so that a longer contact never leaves cooler skin.

Layers after Jiang et al., Burns 2002 (as given in public code), dermis of DESIGN after IT'IS;
contact and cloth resistances are estimates. The stone's cells have the same widths from the
contact inwards whatever its thickness, so that a thicker stone is the same stone with more behind.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from math import exp, log
from typing import Final

from stoneheater.core.stone import BASALT, DESIGN_STONE, Material

ZERO_K: Final = 273.15
LN_RATE: Final = log(3.1e98)
ACTIVATION_K: Final = 75000.0
CORE_C: Final = 37.0
AIR_C: Final = 24.0
BARE_H: Final = 10.0
"""Heat transfer of bare skin to air of 24 °C, W/(m² K)."""

HORIZON_S: Final = 8 * 3600.0
STEPS: Final = (
    (0.25, 40),
    (0.5, 40),
    (1.0, 60),
    (2.5, 40),
    (5.0, 60),
    (15.0, 60),
    (60.0, 60),
    (180.0, 126),
)
"""Step s and how many of it, to the horizon."""

STONE_CELLS_MM: Final = (0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2)
"""Widths from the contact inwards; together as thick as a stone may be."""

HELD_H: Final = 1e9
"""A conductance that holds a surface at a temperature, W/(m² K)."""

FOR_EVER_S: Final = 1e15

Steps = Sequence[tuple[float, int]]


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of skin: cells mm, W/(m K), J/(m³ K), blood W/(m³ K)."""

    cells_mm: tuple[float, ...]
    conductivity: float
    volumetric: float
    blood: float = 0.0


@dataclass(frozen=True, slots=True)
class Case:
    """One column of the property table.

    Attributes:
        stone: the stone's own properties.
        free_h: from the stone's free face to the air, W/(m² K).
        contact_r: stone to skin without anything between, m² K/W.
        sheet_r: a sheet, or any damp cloth, m² K/W more.
        towel_r: a dry towel, m² K/W more.
        layers: the skin from the surface; the dose is taken under the first.
        surface_c: the surface of rested skin, °C.
    """

    stone: Material
    free_h: float
    contact_r: float
    sheet_r: float
    towel_r: float
    layers: tuple[Layer, ...]
    surface_c: float


_BLOOD: Final = 0.00125 * 1060.0 * 3770.0
_FAT_MM, _INNER_MM = (1.0, 3.0, 6.0), (10.0, 20.0)

DESIGN: Final = Case(
    stone=DESIGN_STONE,
    free_h=5.0,
    contact_r=1e-6,
    sheet_r=0.005,
    towel_r=0.015,
    layers=(
        Layer((0.06,), 0.24, 1200.0 * 3590.0),
        Layer((0.1, 0.2, 0.3, 0.6), 0.37, 1109.0 * 3391.0),
        Layer(_FAT_MM, 0.19, 1000.0 * 2500.0),
        Layer(_INNER_MM, 0.50, 1000.0 * 4000.0),
    ),
    surface_c=36.0,
)
"""The hot side of every unknown; every client is computed with this one."""

TYPICAL: Final = Case(
    stone=BASALT,
    free_h=10.0,
    contact_r=1.0 / 5000.0,
    sheet_r=0.010,
    towel_r=0.030,
    layers=(
        Layer((0.08,), 0.24, 1200.0 * 3590.0),
        Layer((0.1, 0.2, 0.5, 1.2), 0.45, 1200.0 * 3300.0, _BLOOD),
        Layer(_FAT_MM, 0.19, 1000.0 * 2500.0, _BLOOD),
        Layer(_INNER_MM, 0.50, 1000.0 * 4000.0, _BLOOD),
    ),
    surface_c=34.0,
)
"""For validation only; it reaches no client."""


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


class Chain:
    """Cells in a row: each linked to the next, and each with a loss to a temperature of its own.

    Args:
        heats: heat capacity of each cell, J/(m² K).
        links: conductance between neighbours, W/(m² K), one less than cells.
        losses: conductance of each to its outside, W/(m² K), and the temperature there, °C.
    """

    def __init__(
        self,
        heats: Sequence[float],
        links: Sequence[float],
        losses: Sequence[tuple[float, float]],
    ) -> None:
        self._heats = heats
        self._back, self._ahead = [0.0, *links], [*links, 0.0]
        self._losses = losses

    def __len__(self) -> int:
        return len(self._heats)

    def stepper(self, dt_s: float) -> Callable[[Sequence[float]], list[float]]:
        """A step of backward Euler, eliminated once (Thomas): temperatures to later ones, °C."""
        rows: list[tuple[float, float, float, float]] = []
        ratios: list[float] = []
        ratio = 0.0
        for heat, back, ahead, (loss, outside_c) in zip(
            self._heats, self._back, self._ahead, self._losses, strict=True
        ):
            held = heat / dt_s
            inverse = 1.0 / (held + loss + ahead + back * (1.0 - ratio))
            rows.append((held, loss * outside_c, back, inverse))
            ratio = ahead * inverse
            ratios.append(ratio)
        return partial(_step, rows, ratios[-2::-1])


def _step(
    rows: Sequence[tuple[float, float, float, float]], ratios: Sequence[float], now: Sequence[float]
) -> list[float]:
    swept: list[float] = []
    last = 0.0
    for (held, inflow, back, inverse), now_c in zip(rows, now, strict=True):
        last = (held * now_c + inflow + back * last) * inverse
        swept.append(last)
    found = [last]
    for ratio, value in zip(ratios, swept[-2::-1], strict=True):
        last = value + ratio * last
        found.append(last)
    found.reverse()
    return found


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
    left_mm = thickness_mm
    for mm in STONE_CELLS_MM:
        if left_mm > 0.0:
            heat = min(mm, left_mm) / 1000.0 * stone.volumetric_j_per_m3_k
            cells.append((heat, 0.5 * mm / 1000.0 / stone.conductivity_w_per_m_k))
        left_mm -= mm
    return Cover(case, cells[::-1], case.contact_r + cloth_r, (case.free_h, AIR_C))


def rested(case: Case) -> SkinState:
    """Skin on which nothing has lain yet: the steady profile under its surface temperature."""
    return bare(case, HELD_H, case.surface_c).steady()


RESTED: Final = rested(DESIGN)
"""Where every client begins."""


def until(moments: Iterable[Moment], end_s: float) -> Iterator[Moment]:
    """A run up to an instant; the last moment lies on a straight line between two steps.

    A length beyond the horizon counts as the horizon.
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
