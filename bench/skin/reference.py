# SPDX-License-Identifier: MIT
"""An independent model of skin under a stone, to judge `core/skin.py` and `core/burn.py` by.

The law of this file: it shares nothing with the product, neither code nor numbers nor method. The
product steps ten coarse cells of skin with backward Euler; here some 300 fine cells are solved
exactly in time, through the eigenvectors of the symmetric heat matrix, and the dose is a trapezoid
on a dense logarithmic grid of instants. The properties are written down a second time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]

ZERO_K: Final = 273.15
LN_RATE: Final = float(np.log(3.1e98))
ACTIVATION_K: Final = 75000.0
HORIZON_S: Final = 8 * 3600.0
CORE_C, AIR_C = 37.0, 24.0
DIRECT_R: Final = {"design": 1e-6, "typical": 2e-4}
CLOTH_R: Final = {
    "design": {"direct": 0.0, "sheet": 0.005, "towel": 0.015},
    "typical": {"direct": 0.0, "sheet": 0.010, "towel": 0.030},
}
SKIN_START_C: Final = {"design": 36.0, "typical": 34.0}
STONE: Final = {"design": (3.3, 2980.0 * 880.0), "typical": (2.0, 2900.0 * 840.0)}
FREE_H: Final = {"design": 5.0, "typical": 10.0}
BARE_H: Final = 10.0
BLOOD: Final = {"design": 0.0, "typical": 0.00125 * 1060.0 * 3770.0}
FAT_AND_INNER: Final = ((0.010, 0.19, 1000.0 * 2500.0), (0.030, 0.50, 1000.0 * 4000.0))
LAYERS: Final = {
    "design": ((60e-6, 0.24, 1200.0 * 3590.0), (0.0012, 0.37, 1109.0 * 3391.0), *FAT_AND_INNER),
    "typical": ((80e-6, 0.24, 1200.0 * 3590.0), (0.0020, 0.45, 1200.0 * 3300.0), *FAT_AND_INNER),
}
"""Thickness m, conductivity W/(m K), heat capacity of a volume J/(m³ K)."""


@dataclass(frozen=True, slots=True)
class Lay:
    """One stone, laid for a while: temperature °C, thickness mm, contact, and s of contact."""

    temperature_c: float
    thickness_mm: float
    contact: str
    contact_s: float = 0.0
    gap_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of one kind of skin, from the surface inwards, with the basal interface."""

    width_m: Vector
    conductivity: Vector
    capacity: Vector
    blood: Vector
    basal: int


def _graded(cells: int, growth: float, thick_m: float) -> Vector:
    """Widths that grow from cell to cell and fill ``thick_m``."""
    widths: Vector = np.power(growth, np.arange(cells, dtype=np.float64))
    return np.asarray(widths * (thick_m / widths.sum()), dtype=np.float64)


@cache
def skin_grid(case: str, fineness: int = 1) -> Grid:
    """The cells of the skin of a case: 12 + 70 + 60 + 50, times ``fineness``."""
    parts = []
    counts = (12, 70, 60, 50)
    for layer, (count, (thick_m, k, rho_c)) in enumerate(zip(counts, LAYERS[case], strict=True)):
        cells = count * fineness
        growth = 1.0 if layer == 0 else 1.0 + 0.04 / fineness
        widths = _graded(cells, growth, thick_m)
        blood = 0.0 if layer == 0 else BLOOD[case]
        parts.append((widths, np.full(cells, k), np.full(cells, rho_c), np.full(cells, blood)))
    both = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return Grid(both[0], both[1], both[2], both[3], counts[0] * fineness)


class Chain:
    """A chain of cells with two ends, solved exactly in time by its eigenvectors."""

    def __init__(self, grid: Grid, resist: Vector, top: tuple[float, float]) -> None:
        """``resist``: m²K/W between neighbours; ``top``: conductance W/(m²K) and °C outside."""
        heat = grid.capacity * grid.width_m
        matrix, source = _balance(grid, 1.0 / resist, top)
        root = np.sqrt(heat)
        self._rates, vectors = np.linalg.eigh(matrix / np.outer(root, root))
        self._into, self._out = vectors.T * root, vectors / root[:, None]
        self._rest = np.linalg.solve(matrix, -source)
        near, far = grid.width_m[grid.basal - 1 : grid.basal + 1]
        g_near, g_far = (
            2.0 * grid.conductivity[grid.basal - 1] / near,
            2.0 * grid.conductivity[grid.basal] / far,
        )
        self._basal = np.zeros(len(heat))
        self._basal[grid.basal - 1] = g_near / (g_near + g_far)
        self._basal[grid.basal] = g_far / (g_near + g_far)

    @property
    def steady(self) -> Vector:
        """The temperatures at rest, °C."""
        return np.asarray(self._rest, dtype=np.float64)

    def at(self, start: Vector, at_s: float) -> Vector:
        """Every temperature ``at_s`` seconds after ``start``, °C."""
        modes = self._into @ (start - self._rest)
        done: Vector = self._rest + self._out @ (np.exp(self._rates * at_s) * modes)
        return done

    def basal(self, start: Vector, at_s: Vector) -> Vector:
        """The basal temperature at many instants, °C."""
        modes = (self._basal @ self._out) * (self._into @ (start - self._rest))
        seen: Vector = self._basal @ self._rest + np.exp(np.outer(at_s, self._rates)) @ modes
        return seen


def _balance(grid: Grid, links: Vector, top: tuple[float, float]) -> tuple[Vector, Vector]:
    """The symmetric matrix W/(m²K) and the sources W/m² of a chain."""
    matrix: Vector = np.diag(links, 1) + np.diag(links, -1)
    loss = grid.blood * grid.width_m
    loss[-1] += 2.0 * grid.conductivity[-1] / grid.width_m[-1]
    source = loss * CORE_C
    loss[0] += top[0]
    source[0] += top[0] * top[1]
    return np.asarray(matrix - np.diag(matrix.sum(axis=1) + loss), dtype=np.float64), source


def _between(width_m: Vector, conductivity: Vector) -> Vector:
    half: Vector = np.divide(0.5 * width_m, conductivity)
    both: Vector = np.add(half[:-1], half[1:])
    return both


@cache
def bare(case: str, h: float = BARE_H, outside_c: float = AIR_C) -> Chain:
    """Skin without a stone, under ``h`` W/(m²K) to ``outside_c``."""
    grid = skin_grid(case)
    half = 0.5 * grid.width_m[0] / grid.conductivity[0]
    return Chain(
        grid, _between(grid.width_m, grid.conductivity), (1.0 / (1.0 / h + half), outside_c)
    )


@cache
def rested(case: str) -> Vector:
    """The skin before anything was laid on it, °C."""
    return bare(case, 1e12, SKIN_START_C[case]).steady


@cache
def covered(case: str, thickness_mm: float, contact: str) -> tuple[Chain, int]:
    """Skin under a stone, and how many cells of the chain are stone."""
    skin, (k, rho_c) = skin_grid(case), STONE[case]
    cells = 90
    widths = _graded(cells, 1.06, thickness_mm / 1000.0)[::-1]
    both = np.concatenate([widths, skin.width_m])
    ks = np.concatenate([np.full(cells, k), skin.conductivity])
    heats = np.concatenate([np.full(cells, rho_c), skin.capacity])
    blood = np.concatenate([np.zeros(cells), skin.blood])
    resist = _between(both, ks)
    resist[cells - 1] += DIRECT_R[case] + CLOTH_R[case][contact]
    top = 1.0 / (1.0 / FREE_H[case] + 0.5 * widths[0] / k)
    grid = Grid(both, ks, heats, blood, skin.basal + cells)
    return Chain(grid, resist, (top, AIR_C)), cells


def rate(basal_c: Vector) -> Vector:
    """Damage per second."""
    value: Vector = np.exp(LN_RATE - ACTIVATION_K / (basal_c + ZERO_K))
    return value


def instants(until_s: float) -> Vector:
    """Instants from 0, dense at first."""
    if until_s <= 0.0:
        return np.zeros(1)
    many = np.concatenate([[0.0], np.geomspace(1e-3, HORIZON_S, 6000)])
    return np.append(many[many < until_s], until_s)


def dose(at_s: Vector, basal_c: Vector, before: float = 0.0) -> Vector:
    """The dose at every instant, beginning with ``before``."""
    rates = rate(basal_c)
    steps = 0.5 * (rates[1:] + rates[:-1]) * np.diff(at_s)
    return before + np.concatenate([[0.0], np.cumsum(steps)])


class Site:
    """One site of one client, through any number of stones."""

    def __init__(self, case: str = "design", already: Sequence[Lay] = ()) -> None:
        self.case, self.skin_c, self.omega = case, rested(case), 0.0
        for lay in already:
            self.live(lay)

    def live(self, lay: Lay) -> None:
        """Lie under a stone, and rest after it."""
        chain, start, cells = self._begin(lay)
        at_s = instants(lay.contact_s)
        self.omega = float(dose(at_s, chain.basal(start, at_s), self.omega)[-1])
        self.skin_c = chain.at(start, lay.contact_s)[cells:]
        at_s = instants(lay.gap_s)
        air = bare(self.case)
        self.omega = float(dose(at_s, air.basal(self.skin_c, at_s), self.omega)[-1])
        self.skin_c = air.at(self.skin_c, lay.gap_s)

    def _begin(self, lay: Lay) -> tuple[Chain, Vector, int]:
        chain, cells = covered(self.case, lay.thickness_mm, lay.contact)
        return chain, np.concatenate([np.full(cells, lay.temperature_c), self.skin_c]), cells

    def total(self, lay: Lay, contact_s: float) -> float:
        """The dose in the end, if the stone lies ``contact_s`` and is then lifted."""
        chain, start, cells = self._begin(lay)
        at_s = instants(contact_s)
        omega = float(dose(at_s, chain.basal(start, at_s), self.omega)[-1])
        after_s = instants(3600.0)
        skin_c = chain.at(start, contact_s)[cells:]
        return float(dose(after_s, bare(self.case).basal(skin_c, after_s), omega)[-1])

    def crossing_s(self, lay: Lay, omega: float) -> float | None:
        """When the dose passes ``omega`` under a stone that stays, s; None in 8 h."""
        chain, start, _ = self._begin(lay)
        at_s = instants(HORIZON_S)
        return crossing_s(at_s, dose(at_s, chain.basal(start, at_s), self.omega), omega)

    def lift_s(self, lay: Lay, omega: float = 0.25) -> float | None:
        """The longest contact whose dose stays below ``omega``, what follows included, s."""
        high = self.crossing_s(lay, omega)
        if high is None:
            return None
        low = 0.0
        for _ in range(22):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if self.total(lay, middle) < omega else (low, middle)
        return low

    def peak_c(self, lay: Lay) -> float:
        """The hottest the basal layer becomes under a stone that stays, °C."""
        chain, start, _ = self._begin(lay)
        return float(chain.basal(start, instants(HORIZON_S)).max())


def held_s(surface_c: float, omega: float, case: str = "typical") -> float | None:
    """When a surface held at a temperature reaches a dose, s; None in 8 h."""
    at_s = instants(HORIZON_S)
    seen = bare(case, 1e9, surface_c).basal(rested(case), at_s)
    return crossing_s(at_s, dose(at_s, seen), omega)


def crossing_s(at_s: Vector, omegas: Vector, omega: float) -> float | None:
    """The instant at which a rising dose passes ``omega``, between the instants that are known."""
    beyond = int(np.searchsorted(omegas, omega))
    if beyond == len(omegas):
        return None
    if beyond == 0:
        return 0.0
    share = (omega - omegas[beyond - 1]) / (omegas[beyond] - omegas[beyond - 1])
    return float(at_s[beyond - 1] + share * (at_s[beyond] - at_s[beyond - 1]))
