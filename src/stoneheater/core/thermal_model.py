# SPDX-License-Identifier: MIT
"""What is known of this bath: how fast full power lifts it, and what it loses.

The law of this file: it starts from the name plate, learns from ordinary heat-ups, and never
leaves the bounds of the name plate; a value out of bounds is dropped, not clamped into belief.
It serves comfort only: no safety rule is loosened by it.
"""

from collections import deque
from dataclasses import dataclass
from math import exp

from stoneheater.core.energy import NamePlate
from stoneheater.core.plant import WATER_J_PER_KG_K

LEARN_S = 90
"""Full power for as long as this before a slope says anything, s (five element lags or so)."""

ROOM_C = 22.0
LEAD_MIN_S = 40.0
LEAD_MAX_S = 170.0


@dataclass(frozen=True, slots=True)
class Learned:
    """The learned bath: rate at full power near the target, °C/s, and loss, share per °C."""

    rate_c_per_s: float
    loss_duty_per_c: float


def prior(plate: NamePlate) -> Learned:
    """A bath of this name plate before anything is known: some stones, an open surface."""
    capacity_j_per_k = 1.25 * plate.water_kg * WATER_J_PER_KG_K
    loss_w_per_c = 3.5 * (plate.water_kg / 8.0) ** (2 / 3)
    return Learned(plate.element_w / capacity_j_per_k, loss_w_per_c / plate.element_w)


def within(plate: NamePlate, learned: Learned) -> bool:
    """Whether a learned bath is possible at all for this name plate."""
    slowest = 0.3 * plate.power_min_w / plate.heavy_j_per_k
    rate_ok = slowest <= learned.rate_c_per_s <= plate.fastest_c_per_s
    return rate_ok and 0.0 <= learned.loss_duty_per_c <= 1.0 / 20.0


def lag_of(elapsed_s: float, rise_s: float) -> float:
    """The lag of a bath heated at constant power from rest, s.

    A first-order lag L makes the water rise by r (t - L + L exp(-t/L)) with the slope
    r (1 - exp(-t/L)); their quotient depends on t/L alone, and is solved for L by bisection.

    Args:
        elapsed_s: time t since the power came on, s.
        rise_s: the rise so far divided by the slope now, s.
    """
    low_s, high_s = LEAD_MIN_S, LEAD_MAX_S
    for _ in range(8):
        lag_s = 0.5 * (low_s + high_s)
        left = exp(-elapsed_s / lag_s)
        if (elapsed_s - lag_s * (1.0 - left)) / (1.0 - left) > rise_s:
            low_s = lag_s
        else:
            high_s = lag_s
    return high_s


class ThermalModel:
    """The learned bath, and how it learns.

    Attributes:
        learned: what is believed now.
        heat_ups: how many heat-ups taught it something.
    """

    def __init__(self, plate: NamePlate, kept: Learned | None = None) -> None:
        self.plate = plate
        self.learned = kept if kept is not None and within(plate, kept) else prior(plate)
        self.heat_ups = 0
        self._full: deque[float] = deque(maxlen=LEARN_S)

    def hold_duty(self, target_c: float) -> float:
        """Share of full power that holds a target against the room, 0 to 1."""
        return min(1.0, max(0.0, self.learned.loss_duty_per_c * (target_c - ROOM_C)))

    def watch_heat_up(self, on: bool, value_c: float) -> None:
        """Follow a heat-up second by second; the slope at full power is the rate."""
        if not on:
            self._full.clear()
            return
        self._full.append(value_c)
        if len(self._full) == LEARN_S:
            half = LEARN_S // 2
            slope = (self._full[-1] - self._full[half]) / (LEARN_S - 1 - half)
            given = 1.0 - min(0.5, self.hold_duty(value_c))
            seen = Learned(slope / given, self.learned.loss_duty_per_c)
            if within(self.plate, seen):
                self.learned = seen

    def learn_hold(self, target_c: float, duty: float) -> None:
        """Take the mean duty of a quiet spell at the target as the loss."""
        kept = Learned(self.learned.rate_c_per_s, duty / max(5.0, target_c - ROOM_C))
        if within(self.plate, kept):
            self.learned = kept
            self.heat_ups += 1
