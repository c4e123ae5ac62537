# SPDX-License-Identifier: MIT
"""The energy balance as facts: what the heat given should have done, and what was seen.

The law of this file: it counts joules and degrees and judges nothing; the rules on its facts
stand in `interlock.py`. Every bound is that of the *worst* bath the name plate allows: half to
twice the named water, 0 to 15 kg of stones put in cold at any time, power within 30 %, lags of
170 s together, and any loss from none to all that the element gives.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from stoneheater.core.plant import STONE_J_PER_KG_K, WATER_J_PER_KG_K
from stoneheater.core.reading import LSB_C

LAG_MAX_S = 170.0
"""Element, sheath, dead time: all the delays of the slowest bath together, s."""

STONES_MAX_KG = 15.0
ANSWER_C = 2 * LSB_C
"""A change of the reading that counts as the water's answer, °C."""

UNANSWERED_RISE_C = 10.0
"""What unanswered heat may at most do to half the named water, °C."""

AGREEING_FACTOR = 4.0
"""Two probes that agree may be unanswered for longer."""

LOOK_MAX_S = 1200.0
COURSE_S = 60
BEND_S = 45
MEAN_S = 15
"""A bend is seen between three means of so many seconds, so many seconds apart."""

WELD_C = 4 * LSB_C
WINDOW_S = 300
FAST_S = 15
FAST_MARGIN_C = 3 * LSB_C
MIXING_S = 60.0
"""After water was poured in, for so long the probe still follows it, s."""

CREEP_C_PER_S = 0.001
"""A bath that follows the room rises more slowly than this, °C/s."""


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

    @property
    def weld_look_s(self) -> float:
        """Until a welded relay shows in the lightest bath, at most 20 s."""
        return min(20.0, 10.0 + WELD_C * self.light_j_per_k / self.power_min_w)


class Unanswered:
    """Heat given since the water last answered, and the look that asks for an answer.

    Attributes:
        energy_j: heat given since the last answer, at the strongest element, J.
        budget_j: what it may come to before the heat pauses, J.
        looking: True while the heat is off to see whether the probe notices.
        failed_s: length of a look without an answer, s; stays until `reset()`.
        looks: how many looks there were.
    """

    def __init__(self, plate: NamePlate) -> None:
        self._plate = plate
        self.looks = 0
        self.reset()

    def reset(self) -> None:
        """Begin anew: a new heat-up, or a trip that was reset."""
        self.energy_j = 0.0
        self.budget_j = float("inf")
        self.looking = False
        self.failed_s: float | None = None
        self._low_c: float | None = None
        self._answer_c = 0.0
        self._undecided = False
        self._since_s = 0.0
        self._heat_s = -LAG_MAX_S
        self._course: deque[float] = deque(maxlen=2 * BEND_S + MEAN_S)
        self._until_s = self._began_s = self._began_c = 0.0
        self._level_c = self._slope_c_per_s = 0.0

    def update(
        self,
        now_s: float,
        dt_s: float,
        on: bool,
        value_c: float | None,
        room_c: float,
        agreeing: bool,
    ) -> None:
        """Count one cycle.

        Args:
            now_s: the instant of this cycle, s.
            dt_s: seconds since the one before.
            on: whether the heater was on in between.
            value_c: the smoothed bath temperature, °C, or None if it is missing.
            room_c: °C from the reading to the cutoff.
            agreeing: whether two or more bath probes agree.
        """
        if on:
            self.energy_j += self._plate.power_max_w * dt_s
            self._heat_s = now_s
        if value_c is None:
            return
        factor = AGREEING_FACTOR if agreeing else 1.0
        rise_c = min(UNANSWERED_RISE_C, max(room_c, LSB_C))
        self.budget_j = factor * rise_c * self._plate.light_j_per_k
        self._course.append(value_c)
        if self.looking:
            self._look(now_s, value_c)
            return
        if self._low_c is None:
            self._low_c = self._answer_c = value_c
        self._low_c = min(self._low_c, value_c)
        if value_c >= self._low_c + ANSWER_C and now_s - self._heat_s < LAG_MAX_S:
            self._answered(now_s, value_c)
        elif self.energy_j >= self._portion_j(value_c) and self.failed_s is None:
            self._begin_look(now_s)

    def _portion_j(self, value_c: float) -> float:
        """A falling reading may be stones put in cold: it is looked at once, at half time."""
        falling = value_c <= self._answer_c - ANSWER_C
        return 0.5 * self.budget_j if falling and not self._undecided else self.budget_j

    def _answered(self, now_s: float, value_c: float) -> None:
        self.energy_j = 0.0
        self._low_c = self._answer_c = value_c
        self._since_s = now_s
        self.looking = self._undecided = False

    def _begin_look(self, now_s: float) -> None:
        mean_w = 0.7 / 1.3 * self.energy_j / max(now_s - self._since_s, 1.0)
        fall_s = self._plate.heavy_j_per_k * ANSWER_C / max(mean_w, 1.0)
        self._began_s, self._until_s = now_s, now_s + min(LOOK_MAX_S, LAG_MAX_S + fall_s)
        self._level_c, self._slope_c_per_s = _line(list(self._course)[-COURSE_S:])
        self._began_c = self._course[-1]
        self.looking = True
        self.looks += 1

    def _look(self, now_s: float, value_c: float) -> None:
        expected_c = self._level_c + self._slope_c_per_s * (now_s - self._began_s)
        if value_c <= expected_c - ANSWER_C or self._bent_down():
            self._answered(now_s, value_c)
        elif now_s >= self._until_s:
            self.looking = False
            if not self._undecided and value_c <= self._began_c - ANSWER_C:
                self._undecided, self._low_c = True, value_c
            else:
                self.failed_s = now_s - self._began_s

    def _bent_down(self) -> bool:
        """Whether the reading turned down within the last minute and a half."""
        course = list(self._course)
        if len(course) < 2 * BEND_S + MEAN_S:
            return False
        new_c, middle_c, old_c = (
            fmean(course[start : start + MEAN_S]) for start in (2 * BEND_S, BEND_S, 0)
        )
        return new_c - 2.0 * middle_c + old_c <= -ANSWER_C


class Rise:
    """How the water rises: with the heater off, in STANDBY, and faster than it can.

    Attributes:
        off_c: rise since the lowest value of the last five minutes with the heater off, °C.
        allowed_c: what stored heat can explain of it, with four LSB, °C.
        standby_weld: a steady rise of five minutes at a rate the element could make.
        fast_c: a rise in 15 s that keeps its pace while heat flows, else 0, °C.
        fast_allowed_c: what the lightest bath can do in 15 s, °C.
        minute_lift_c: what the heat of the last minute could lift the lightest bath, °C.
    """

    def __init__(self, plate: NamePlate) -> None:
        self._plate = plate
        self._stored_j = 0.0
        self._minute_j = 0.0
        self._values: deque[float] = deque(maxlen=WINDOW_S + 1)
        self._off: deque[tuple[float, float]] = deque(maxlen=WINDOW_S)
        self._mixing_s = 0.0
        self.off_c = 0.0
        self.allowed_c = float("inf")
        self.standby_weld = False
        self.fast_c = 0.0
        self.fast_allowed_c = FAST_S * plate.fastest_c_per_s + FAST_MARGIN_C
        self.minute_lift_c = 0.0

    def update(self, dt_s: float, on: bool, value_c: float | None, standby: bool) -> None:
        """Count one cycle of about one second; a missing value starts every window again."""
        given_j = self._plate.power_max_w * dt_s if on else 0.0
        self._stored_j += given_j - self._stored_j * min(1.0, dt_s / LAG_MAX_S)
        self._minute_j += given_j - self._minute_j * min(1.0, dt_s / 60.0)
        self.minute_lift_c = self._minute_j / self._plate.light_j_per_k
        if value_c is None:
            self._values.clear()
            self._off.clear()
            self.off_c, self.allowed_c = 0.0, float("inf")
            self.standby_weld, self.fast_c = False, 0.0
            return
        self._values.append(value_c)
        self._judge_fast()
        self._judge_off(on, value_c)
        self.standby_weld = standby and self._steady()

    def _judge_fast(self) -> None:
        v = self._values
        self.fast_c = 0.0
        if len(v) <= FAST_S or self._minute_j < self._plate.power_max_w:
            return
        rise_c = v[-1] - v[-1 - FAST_S]
        if rise_c <= self.fast_allowed_c or v[-1] < max(v):
            return  # slow enough, or only coming back from a fall: water or stones were cold
        first_c, middle_c, last_c = v[-11] - v[-16], v[-6] - v[-11], v[-1] - v[-6]
        floor_c = 5 * self._plate.fastest_c_per_s
        if first_c > floor_c and last_c >= 0.8 * max(first_c, middle_c):
            self.fast_c = rise_c

    def _judge_off(self, on: bool, value_c: float) -> None:
        self._mixing_s = MIXING_S if self._poured() else max(0.0, self._mixing_s - 1.0)
        if on or self._mixing_s > 0.0:
            self._off.clear()
        self._off.append((value_c, self._stored_j))
        if on:
            self.off_c, self.allowed_c = 0.0, float("inf")
            return
        low_c, stored_j = min(self._off)
        self.off_c = value_c - low_c
        self.allowed_c = WELD_C + stored_j / self._plate.light_j_per_k

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
        return minute_c[0] >= 0.6 * minute_c[-1] and self.off_c > self.allowed_c


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


def _line(values_c: Sequence[float]) -> tuple[float, float]:
    """Level at the newest value, °C, and slope, °C per sample, of the least-squares line."""
    n = len(values_c)
    mean_t, mean_c = (n - 1) / 2, sum(values_c) / n
    spread = sum((t - mean_t) ** 2 for t in range(n)) or 1.0
    slope = sum((t - mean_t) * (c - mean_c) for t, c in enumerate(values_c)) / spread
    return mean_c + slope * (n - 1 - mean_t), slope
