# SPDX-License-Identifier: MIT
"""The baths of the bench: a Latin hypercube over everything a practice may own.

The law of this file: the same baths every time, on every machine. Each property takes each of its
levels exactly once, the ends of its range included, so that no range is half covered by luck.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

import attrs
from bench.control.lumps import Lump, LumpyPlant

from stoneheater.config import BathFile
from stoneheater.core.plant import STONE_J_PER_KG_K, WATER_J_PER_KG_K

TARGET_C = 52.0
COUNT = 26
SEED = 13
"""Of the shuffles; of 40 tried, the one that comes nearest to both edges of the promise."""

LEAD_C = 30.0
"""How much hotter than the water an element runs at full power, K: sets its heat capacity."""

PROMISED_C = 8.0
FURTHER = (
    (0.1, 0.25, 1.0, 0.7, 0.4, 0.4, 0.5, 0.3, 0.5, 0.7),
    (0.0, 0.0, 0.95, 0.92, 0.4, 0.6, 0.75, 0.7, 0.5, 0.3),
)
"""Levels of two baths that full power lifts by more than that in their lags."""

QUICK = ("bath-13", "bath-16", "bath-24")
SIZES = ((0.5, 60.0), (0.3, 140.0), (0.2, 400.0))
"""Three sizes of stones: share of the mass and time constant, s (small, middle, large)."""


@dataclass(frozen=True, slots=True)
class GridBath:
    """One bath of the grid: what the simulator needs, its stones, and how its mains wanders."""

    name: str
    file: BathFile
    lumps: tuple[Lump, ...]
    wander: float = 0.0

    def plant(self) -> LumpyPlant:
        """The bath itself, at rest and noise-free."""
        return LumpyPlant(self.file.bath(), self.lumps, self.wander)

    @property
    def capacity_j_per_k(self) -> float:
        """Heat capacity of water, stones and element together, J/K."""
        stones_kg = sum(lump.mass_kg for lump in self.lumps)
        water = self.file.water_kg * WATER_J_PER_KG_K + stones_kg * STONE_J_PER_KG_K
        return water + self.file.element_capacity_j_per_k

    @property
    def lag_s(self) -> float:
        """Element lag, probe lag and dead time together, s."""
        return self.file.element_lag_s + self.file.probe_lag_s + self.file.dead_time_s

    @property
    def afterheat_c(self) -> float:
        """Rise at full power (no loss, stones following) times the total lag, °C."""
        return self.file.element_w / self.capacity_j_per_k * self.lag_s

    @property
    def holding_share(self) -> float:
        """What share of its power holds the bath at the target."""
        plant = self.plant()
        plant.settle_at(TARGET_C)
        return plant.loss_w() / float(self.file.element_w)

    @property
    def promised(self) -> bool:
        """Whether the figures are promised for this bath, not only printed."""
        return self.afterheat_c <= PROMISED_C


def grid() -> list[GridBath]:
    """Every bath."""
    chance = Random(SEED)  # noqa: S311 - a fixed design, not secrets
    columns = [_levels(chance) for _ in range(10)]
    return [_bath(n, levels) for n, levels in enumerate(zip(*columns, strict=True), 1)]


def further() -> list[GridBath]:
    """Baths beyond the promise, whose figures are printed."""
    return [_bath(COUNT + n, levels) for n, levels in enumerate(FURTHER, 1)]


def quick_grid() -> list[GridBath]:
    """The fixed tenth for every day: a light, a middle and a heavy bath."""
    return [bath for bath in grid() if bath.name in QUICK]


def unlike(bath: GridBath) -> GridBath:
    """The same bath, unlike any simple model: three stone sizes, wandering mains, ripple.

    The ripple (sd 0.02 °C) is added to the probes' own noise of the same size.
    """
    total_kg = sum(lump.mass_kg for lump in bath.lumps)
    lumps = tuple(Lump(share * total_kg, tau_s) for share, tau_s in SIZES) if total_kg else ()
    file = attrs.evolve(bath.file, probe_noise_c=0.0283)
    return replace(bath, file=file, lumps=lumps, wander=0.05)


def _levels(chance: Random) -> list[float]:
    levels = [n / (COUNT - 1) for n in range(COUNT)]
    chance.shuffle(levels)
    return levels


def _between(low: float, high: float, level: float) -> float:
    return low + (high - low) * level


def _scaled(low: float, high: float, level: float) -> float:
    return float(low * (high / low) ** level)


def _stones(total_kg: float, level: float, sizes: int) -> tuple[Lump, ...]:
    """Stones of one to three sizes; the first size is the one that the bath file names."""
    if total_kg == 0.0:
        return ()
    middle_s = _scaled(60.0, 300.0, level)
    taus_s = (middle_s, 0.5 * middle_s, 1.7 * middle_s)[:sizes]
    return tuple(Lump(total_kg / sizes, tau_s) for tau_s in taus_s)


def _bath(number: int, levels: Sequence[float]) -> GridBath:
    """The bath of these levels.

    What label and mains together deviate in power is one number, within 15 %: more would leave
    what the product promises. The room is where the bath has stood, so it begins at its warmth.
    """
    water_kg = _scaled(2.0, 20.0, levels[0])
    stone_kg = _between(0.0, 15.0, levels[1])
    power_w = _scaled(300.0, 2000.0, levels[2])
    element_lag_s = _scaled(10.0, 120.0, levels[3])
    lumps = _stones(stone_kg, levels[8], 1 + number % 3)
    size = (water_kg / 8.0) ** (2 / 3)
    file = BathFile(
        water_kg=water_kg,
        stone_kg=stone_kg,
        stone_tau_s=lumps[0].tau_s if lumps else 1.0,
        element_w=power_w,
        element_capacity_j_per_k=power_w * element_lag_s / LEAD_C,
        element_lag_s=element_lag_s,
        loss_w_per_k=2.5 * size,
        surface_m2=0.09 * size,
        lid=number % 3 == 0 or 174.0 * size > 0.8 * power_w,
        ambient_c=_between(10.0, 35.0, levels[4]),
        start_c=_between(10.0, 35.0, levels[4]),
        probe_lag_s=_between(5.0, 30.0, levels[5]),
        dead_time_s=float(round(_between(0.0, 20.0, levels[6]))),
        nameplate_w=power_w / _between(0.85, 1.15, levels[7]),
        nameplate_kg=water_kg / _between(0.5, 1.5, levels[9]),
    )
    return GridBath(f"bath-{number:02d}", file, lumps)


def described(bath: GridBath) -> str:
    """The bath in a line of numbers."""
    file = bath.file
    sizes = f" of {len(bath.lumps)} sizes" if len(bath.lumps) > 1 else ""
    return (
        f"{file.water_kg:.1f} kg water, {file.stone_kg:.1f} kg stones{sizes}, "
        f"{file.element_w:.0f} W, lags {file.element_lag_s:.0f} + {file.probe_lag_s:.0f} + "
        f"{file.dead_time_s:.0f} s, {file.ambient_c:.0f} °C room{', lid' if file.lid else ''}, "
        f"plate {file.named_w:.0f} W and {file.named_kg:.1f} kg"
    )
