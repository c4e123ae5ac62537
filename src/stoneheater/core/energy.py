# SPDX-License-Identifier: MIT
"""The energy balance as facts: what the heat given should have done, and what was seen.

The law of this file: it counts joules and degrees and judges nothing; the rules on its facts
stand in `interlock.py`. Every bound is that of the *worst* bath the name plate allows: half to
twice the named water, 0 to 15 kg of stones put in cold at any time, power within 30 %, lags of
170 s together, and any loss from none to all that the element gives. A learned bath may narrow
how fast the water can rise, never beyond the plate, and never what a hot element still holds.
"""

from collections import deque
from dataclasses import dataclass
from itertools import islice
from statistics import median

from stoneheater.core.plant import STONE_J_PER_KG_K, WATER_J_PER_KG_K
from stoneheater.core.reading import LSB_C

LAG_MAX_S = 170.0
"""Element, sheath, dead time: all the delays of the slowest bath together, s."""

STONES_MAX_KG = 15.0
CREEP_C_PER_S = 0.001
"""A bath that follows the room rises more slowly than this, °C/s."""

WELD_C = 4 * LSB_C
WINDOW_S = 300
FAST_S = 15
FAST_MARGIN_C = 3 * LSB_C
SURE_S = 5.0
"""A rise must stay unexplained for so long: poured water shows itself by then, s."""

STILL_S = 60.0
"""A fast rise is over when the water has been still for so long, s: a kettle comes in gulps."""

FORGET_S = 120.0
"""A fast rise says nothing of the next one after so long without any, STANDBY not counted, s."""

SOME = 5
"""Fewer values than this many and one are too few to see a rise in."""

MIXING_S = 60.0
"""After water was poured in, for so long the probe still follows it, s."""

START_S = 60
COLD_C = 2 * LSB_C
"""Water that rises by no more in so many seconds, with the heater off, has a cold element."""


@dataclass(frozen=True, slots=True)
class NamePlate:
    """What is written on the heater: rated power, W, and water at the fill line, kg."""

    element_w: float
    water_kg: float

    @property
    def power_max_w(self) -> float:
        """Power of the strongest element this plate allows, W."""
        return 1.3 * self.element_w

    @property
    def power_min_w(self) -> float:
        """Power of the weakest element this plate allows, W."""
        return 0.7 * self.element_w

    @property
    def light_j_per_k(self) -> float:
        """Heat capacity of the lightest bath: half the water, no stones, J/K."""
        return 0.5 * self.water_kg * WATER_J_PER_KG_K

    @property
    def heavy_j_per_k(self) -> float:
        """Heat capacity of the heaviest bath: twice the water, all the stones, J/K."""
        return 2.0 * self.water_kg * WATER_J_PER_KG_K + STONES_MAX_KG * STONE_J_PER_KG_K

    @property
    def fastest_c_per_s(self) -> float:
        """Fastest rise the element can make in the lightest bath, °C/s."""
        return self.power_max_w / self.light_j_per_k

    @property
    def slowest_c_per_s(self) -> float:
        """Half the slowest rise of a healthy, well insulated bath, but above creep, °C/s."""
        return max(CREEP_C_PER_S, 0.5 * self.power_min_w / self.heavy_j_per_k)

    def narrowed(self, fastest_c_per_s: float) -> float:
        """The fastest rise of a learned bath, °C/s, within what the plate allows on either side.

        The least is the weakest element in twice the water: no bath is taken to be slower.
        What is no number is the most there may be.
        """
        least_c_per_s = self.power_min_w / (2.0 * self.water_kg * WATER_J_PER_KG_K)
        most_c_per_s = self.fastest_c_per_s
        if not fastest_c_per_s < most_c_per_s:
            return most_c_per_s
        return max(least_c_per_s, fastest_c_per_s)


class Rise:
    """How the water rises: with the heater off, in STANDBY, and faster than it can.

    Attributes:
        off_c: rise since the lowest value of the last five minutes with the heater off, °C.
        allowed_c: what stored heat can explain of it, with four LSB, °C.
        standby_weld: a steady rise of five minutes at a rate the element could make.
        fast_c: a rise in 15 s that is more than heat can make, soon after heat was given and to
            the highest value of five minutes; it lasts until still water is seen; else 0, °C.
        fast_times: how many such rises began while heating, each after heat and within two
            minutes, STANDBY not counted, after the one before was over.
        start_c: rise of the last minute while nobody knows how hot the element was at the start,
            °C; 0 once heat was given, or the water was quiet for a minute.
        minute_lift_c: what the heat of the last minute could lift the lightest bath, °C.
        fastest_c_per_s: the fastest rise of this water; a learned bath may narrow it.
    """

    def __init__(self, plate: NamePlate) -> None:
        self._plate = plate
        self.fastest_c_per_s = plate.fastest_c_per_s
        self._stored_j = plate.power_max_w * LAG_MAX_S  # an earlier run may have heated until now
        self._unsure = True
        self._minute_j = 0.0
        self._values: deque[float] = deque(maxlen=WINDOW_S + 1)
        self._off: deque[tuple[float, float]] = deque(maxlen=WINDOW_S)
        self._mixing_s = self._over_s = 0.0
        self._calm_s = self._still_s = 0.0
        self._heated = False
        self.off_c = 0.0
        self.allowed_c = float("inf")
        self.standby_weld = False
        self.fast_c = self.start_c = 0.0
        self.fast_times = 0
        self.minute_lift_c = 0.0

    @property
    def fast_allowed_c(self) -> float:
        """What the fastest bath can do in 15 s, °C."""
        return FAST_S * self.fastest_c_per_s + FAST_MARGIN_C

    def update(
        self, dt_s: float, on: bool, value_c: float | None, standby: bool, heating: bool = True
    ) -> None:
        """Count one cycle of about one second; a missing value starts every window again."""
        given_j = self._plate.power_max_w * dt_s if on else 0.0
        self._stored_j += given_j - self._stored_j * min(1.0, dt_s / LAG_MAX_S)
        self._minute_j += given_j - self._minute_j * min(1.0, dt_s / 60.0)
        self.minute_lift_c = self._minute_j / self._plate.light_j_per_k
        if value_c is None:
            self._values.clear()
            self._off.clear()
            self.off_c, self.allowed_c = 0.0, float("inf")
            self.standby_weld, self.start_c, self._still_s = False, 0.0, 0.0
            return
        self._values.append(value_c)
        self._judge_fast(dt_s, on, standby, heating)
        self._judge_start(on, value_c)
        self._judge_off(on, value_c)
        self.standby_weld = standby and self._steady()

    def _judge_fast(self, dt_s: float, on: bool, standby: bool, heating: bool) -> None:
        v = self._values
        rise_c = v[-1] - v[max(0, len(v) - 1 - FAST_S)]
        self._still_s = 0.0 if rise_c > FAST_MARGIN_C else self._still_s + dt_s
        self._calm_s += 0.0 if standby else dt_s
        self._heated = self._heated or on
        if self._calm_s >= FORGET_S:
            self.fast_times = 0
        fresh = len(v) > SOME and v[-1] >= max(v)  # not back from a fall: water, stones were cold
        if self.fast_c > 0.0:
            self.fast_c = max(self.fast_c, rise_c) if self._still_s < STILL_S else 0.0
        elif fresh and rise_c > self.fast_allowed_c and self._minute_j >= self._plate.power_max_w:
            self.fast_c = rise_c
            self.fast_times += heating and self._heated
        if self.fast_c > 0.0:
            self._calm_s, self._heated = 0.0, False

    def _judge_start(self, on: bool, value_c: float) -> None:
        """An element left hot by an earlier run looks like a welded relay until it is spent."""
        v = self._values
        self._unsure = self._unsure and not on
        rise_c = value_c - min(islice(reversed(v), START_S))
        if self._unsure and len(v) >= START_S and rise_c <= COLD_C:
            self._unsure, self._stored_j = False, 0.0
            self._off.clear()
        self.start_c = rise_c if self._unsure and value_c >= max(v) else 0.0

    def _judge_off(self, on: bool, value_c: float) -> None:
        self._mixing_s = MIXING_S if self._poured() else max(0.0, self._mixing_s - 1.0)
        if on or self._mixing_s > 0.0:
            self._off.clear()
        self._off.append((value_c, self._stored_j))
        if on:
            self.off_c, self.allowed_c, self._over_s = 0.0, float("inf"), 0.0
            return
        low_c, stored_j = min(self._off)
        stored_s = stored_j / self._plate.power_max_w
        self.allowed_c = WELD_C + stored_s * self.fastest_c_per_s
        rise_c = value_c - low_c
        unexplained = rise_c > self.allowed_c and value_c >= max(self._values)
        self._over_s = self._over_s + 1.0 if unexplained else 0.0
        self.off_c = rise_c if self._over_s >= SURE_S else min(rise_c, self.allowed_c)

    def _poured(self) -> bool:
        """A rise within five seconds that no element can make: water was poured in."""
        v = self._values
        return len(v) > 5 and v[-1] - v[-6] > 5 * self._plate.fastest_c_per_s + WELD_C  # noqa: PLR2004 - five seconds

    def _steady(self) -> bool:
        v = self._values
        if len(v) <= WINDOW_S or len(self._off) < WINDOW_S:
            return False
        minute_c = [v[-1 - 60 * k] - v[-61 - 60 * k] for k in range(5)]
        least_c = 60 * self._plate.slowest_c_per_s
        most_c = 60 * self._plate.fastest_c_per_s + LSB_C
        if not all(least_c <= rise_c <= most_c for rise_c in minute_c):
            return False
        even = minute_c[0] >= 0.6 * minute_c[-1]  # stored heat dies down
        return even and (self._unsure or self.off_c > self.allowed_c)


class Smooth:
    """The median of the last five values: one or two wrong ones say nothing."""

    def __init__(self) -> None:
        self._values: deque[float] = deque(maxlen=5)

    def update(self, value_c: float | None) -> float | None:
        """The smoothed value, °C; None while the value is missing."""
        if value_c is None:
            self._values.clear()
            return None
        self._values.append(value_c)
        return median(self._values)
