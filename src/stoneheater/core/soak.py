# SPDX-License-Identifier: MIT
"""A stone in the bath: how warm it is inside, when it is ready, and how hot it may be.

The law of this file: for readiness a stone is as cold as the core of its slab, for a burn as hot
as the hottest water of its last hour in the bath; no doubt is ever shared between the two.

The core of a slab with both faces wet is a sum of modes, each of which follows the water at a rate
of its own (the roots of z tan z = Bi); so a step costs a few exponentials and is exact however
long it is, while the water stands still.
"""

from collections import deque
from dataclasses import dataclass
from math import cos, exp, inf, pi, sin
from typing import Final

from stoneheater.core.stone import Stone

STILL_H: Final = 300.0
PILED_H: Final = 50.0
"""From water to a stone that lies free, and to one in a pile, W/(m² K) (textbook range, memory)."""

READY_C: Final = 1.0
"""A core this close under the water is soaked through, °C."""

ROOM_C: Final = 22.0
"""Where a stone of unknown temperature begins, °C."""

MODES: Final = 6
LONGEST_S: Final = 24 * 3600.0
MINUTE_S: Final = 60.0
WINDOW: Final = 60
"""Whole minutes of water that count for a burn."""


@dataclass(slots=True)
class _Mode:
    rate_per_s: float
    weight: float
    value_c: float


class Soak:
    """One stone in the water.

    Args:
        stone: which.
        piled: whether it lies in a pile; piled stones soak more slowly.
        start_c: its temperature as it goes in, °C.
    """

    def __init__(self, stone: Stone, *, piled: bool, start_c: float = ROOM_C) -> None:
        self.hottest = HottestWater()
        self._modes = [
            _Mode(rate_per_s, weight, start_c) for rate_per_s, weight in _modes(stone, piled)
        ]

    @property
    def core_c(self) -> float:
        """The temperature in the middle of the slab, °C."""
        return sum(mode.weight * mode.value_c for mode in self._modes)

    def step(self, dt_s: float, water_c: float) -> None:
        """Let ``dt_s`` seconds pass in water of ``water_c``."""
        for mode in self._modes:
            mode.value_c += (water_c - mode.value_c) * (1.0 - exp(-mode.rate_per_s * dt_s))
        self.hottest.add(dt_s, water_c)

    def restart(self, start_c: float = ROOM_C) -> None:
        """Cold stones joined: this one counts as cold as they are; how hot it was is kept."""
        core_c = min(self.core_c, start_c)
        for mode in self._modes:
            mode.value_c = core_c

    def ready_in_s(self, water_c: float) -> float:
        """How long until the core is within 1 °C of water that stays at ``water_c``; 0 if it is."""
        if self._short_c(0.0, water_c) <= READY_C:
            return 0.0
        low, high = 0.0, LONGEST_S
        for _ in range(24):
            middle = 0.5 * (low + high)
            low, high = (
                (middle, high) if self._short_c(middle, water_c) > READY_C else (low, middle)
            )
        return high

    def _short_c(self, in_s: float, water_c: float) -> float:
        return sum(
            mode.weight * (water_c - mode.value_c) * exp(-mode.rate_per_s * in_s)
            for mode in self._modes
        )


class HottestWater:
    """The hottest water of the last hour in the bath; time outside the bath does not count."""

    def __init__(self) -> None:
        self._minutes: deque[float] = deque(maxlen=WINDOW + 1)
        self._into_s = inf

    def add(self, dt_s: float, water_c: float) -> None:
        """Let ``dt_s`` seconds pass in water of ``water_c``."""
        self._into_s += dt_s
        if self._into_s < MINUTE_S:
            self._minutes[-1] = max(self._minutes[-1], water_c)
            return
        begun = 1 if self._into_s == inf else min(WINDOW + 1, int(self._into_s // MINUTE_S))
        self._minutes.extend([water_c] * begun)
        self._into_s = 0.0 if self._into_s == inf else self._into_s % MINUTE_S

    @property
    def value_c(self) -> float | None:
        """The hottest water, °C; None if the stone was in none."""
        return max(self._minutes, default=None)

    def below_in_s(self, limit_c: float) -> float:
        """How long until it is at most ``limit_c`` if the water stays below that from now on, s."""
        above = [age for age, hot_c in enumerate(reversed(self._minutes)) if hot_c > limit_c]
        return (WINDOW + 1 - above[0]) * MINUTE_S - self._into_s if above else 0.0


def _modes(stone: Stone, piled: bool) -> list[tuple[float, float]]:
    """Rate 1/s and weight of each mode at the core; the weights add up to one."""
    material = stone.material
    half_m = 0.5 * stone.thickness_mm / 1000.0
    biot = (PILED_H if piled else STILL_H) * half_m / material.conductivity_w_per_m_k
    diffusivity = material.conductivity_w_per_m_k / material.volumetric_j_per_m3_k
    roots = [_root(biot, n) for n in range(MODES)]
    weights = [4.0 * sin(root) / (2.0 * root + sin(2.0 * root)) for root in roots[:-1]]
    weights.append(1.0 - sum(weights))
    rates = [root * root * diffusivity / half_m**2 for root in roots]
    return list(zip(rates, weights, strict=True))


def _root(biot: float, n: int) -> float:
    """The n-th root of z tan z = Bi, by halving."""
    low, high, sign = n * pi, (n + 0.5) * pi, (-1.0) ** n
    for _ in range(50):
        middle = 0.5 * (low + high)
        beyond = sign * (middle * sin(middle) - biot * cos(middle)) > 0.0
        low, high = (low, middle) if beyond else (middle, high)
    return low
