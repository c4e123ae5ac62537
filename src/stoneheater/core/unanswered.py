# SPDX-License-Identifier: MIT
"""Heat without an answer: how much was given since the water last showed that it felt any.

The law of this file: every joule counts, at the strongest element, and no loss is deducted. A
steady reading is never a fault; when the heat comes to its bound it pauses and looks whether the
reading turns down, and only a look without an answer is a failure. A reading that falls (stones put
in cold, or a probe in the air) is asked when half of what was left as it fell is given, and again
when the rest is.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from statistics import fmean

from stoneheater.core.energy import LAG_MAX_S, NamePlate
from stoneheater.core.reading import LSB_C

ANSWER_C = 2 * LSB_C
"""A change of the reading that counts as the water's answer, °C."""

UNANSWERED_RISE_C = 10.0
"""What unanswered heat may at most do to half the named water, °C."""

FALLING_C = 0.75
"""A reading so far below where the water last answered falls; a relay's ordinary swing is less."""

AGREEING_FACTOR = 4.0
"""Two probes that agree on a steady bath may be unanswered for longer."""

STEADY_DUTY = 0.95
DUTY_S = 600.0
"""A bath is held, not heated up, while its mean duty over about this long is at most that."""

LOOK_MAX_S = 1200.0
COURSE_S = 300
RECENT_S = 20
PAUSE_S = 15.0
"""Without heat for longer than this, the heater pauses; an SSR's gaps are shorter, s."""

STEEPER_C_PER_S = 0.01
"""If the last seconds fell steeper than the long course by this, they are the course, °C/s."""

HORIZON = 2
"""A course foretells at most so many times its own length."""

BEND_S = 45
MEAN_S = 15
"""A bend is seen between three means of so many seconds, so many seconds apart."""


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
        self._fell_j: float | None = None
        self._duty = 1.0
        self._since_s = 0.0
        self._heat_s = -LAG_MAX_S
        self._course: deque[float] = deque(maxlen=COURSE_S)
        self._pause: deque[float] = deque(maxlen=COURSE_S)
        self._until_s = self._began_s = 0.0
        self._line = (0.0, 0.0)
        self._seen: list[float] = []

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
        self._duty += (on - self._duty) * min(1.0, dt_s / DUTY_S)
        if on:
            self.energy_j += self._plate.power_max_w * dt_s
            self._heat_s = now_s
        if value_c is None:
            return
        steady = agreeing and self._duty <= STEADY_DUTY
        factor = AGREEING_FACTOR if steady else 1.0
        rise_c = min(UNANSWERED_RISE_C, max(room_c, LSB_C))
        self.budget_j = factor * rise_c * self._plate.light_j_per_k
        if self.looking:
            self._look(now_s, value_c)
            return
        self._note(now_s, value_c)
        if self._low_c is None:
            self._low_c = self._answer_c = value_c
        self._low_c = min(self._low_c, value_c)
        if self._fell_j is None and value_c <= self._answer_c - FALLING_C:
            self._fell_j = self.energy_j
        glows = value_c >= self._low_c + ANSWER_C and now_s - self._heat_s < LAG_MAX_S
        if glows or (self._pause and self._below_course(now_s, value_c)):
            self._answered(now_s, value_c)
        elif self.energy_j >= self._portion_j() and self.failed_s is None:
            self._begin_look(now_s)

    def _note(self, now_s: float, value_c: float) -> None:
        """Keep the course; a pause that the heater makes by itself is held against it."""
        if now_s - self._heat_s <= PAUSE_S:
            self._course.extend(self._pause)
            self._course.append(value_c)
            self._pause.clear()
        else:
            if not self._pause:
                self._began_s, self._line = now_s, _course_of(self._course)
            self._pause.append(value_c)
            self._answer_c = min(self._answer_c, value_c)  # without heat a bath falls

    def _portion_j(self) -> float:
        """A falling reading may be stones put in cold: it is asked once before the bound."""
        if self._fell_j is None or self._undecided:
            return self.budget_j
        return 0.5 * (self._fell_j + self.budget_j)

    def _answered(self, now_s: float, value_c: float) -> None:
        self.energy_j = 0.0
        self._low_c = self._answer_c = value_c
        self._since_s = now_s
        self._fell_j = None
        self.looking = self._undecided = False
        self._course.clear()
        self._pause.clear()

    def _begin_look(self, now_s: float) -> None:
        mean_w = 0.7 / 1.3 * self.energy_j / max(now_s - self._since_s, 1.0)
        fall_s = self._plate.heavy_j_per_k * ANSWER_C / max(mean_w, 1.0)
        self._until_s = now_s + min(LOOK_MAX_S, LAG_MAX_S + fall_s)
        if not self._pause:
            self._began_s, self._line = now_s, _course_of(self._course)
        self._seen = [*self._course, *self._pause][-MEAN_S:]
        self._pause.clear()
        self.looking = True
        self.looks += 1

    def _look(self, now_s: float, value_c: float) -> None:
        self._seen.append(value_c)
        glows = now_s - self._heat_s < LAG_MAX_S and value_c >= min(self._seen) + ANSWER_C
        if glows or self._below_course(now_s, value_c) or self._bent_down():
            self._answered(now_s, value_c)
        elif now_s >= self._until_s:
            self.looking = False
            if not self._undecided and self.energy_j < self.budget_j:
                self._undecided, self._low_c = True, value_c
                self._course.clear()
            else:
                self.failed_s = now_s - self._began_s

    def _below_course(self, now_s: float, value_c: float) -> bool:
        """Whether the reading is where its course before the look would not have led it."""
        ahead_s = now_s - self._began_s
        level_c, slope = self._line
        known = ahead_s <= HORIZON * len(self._course)
        return known and value_c <= level_c + slope * ahead_s - ANSWER_C

    def _bent_down(self) -> bool:
        """Whether the reading turned down within the look, as after the element's last heat."""
        seen = self._seen[-2 * BEND_S - MEAN_S :]
        if len(seen) < 2 * BEND_S + MEAN_S:
            return False
        new_c, middle_c, old_c = (
            fmean(seen[start : start + MEAN_S]) for start in (2 * BEND_S, BEND_S, 0)
        )
        return new_c - 2.0 * middle_c + old_c <= -ANSWER_C


def _course_of(values_c: Iterable[float]) -> tuple[float, float]:
    """The line on which the values lie, or the last of them where these fall steeper."""
    course = list(values_c)
    if not course:
        return 0.0, 0.0  # of no use: a course of no length foretells nothing
    line, recent = _line(course), _line(course[-RECENT_S:])
    return recent if recent[1] < line[1] - STEEPER_C_PER_S else line


def _line(values_c: Sequence[float]) -> tuple[float, float]:
    """Level at the newest value, °C, and slope, °C per sample, of the least-squares line."""
    n = len(values_c)
    mean_t, mean_c = (n - 1) / 2, sum(values_c) / n
    spread = sum((t - mean_t) ** 2 for t in range(n)) or 1.0
    slope = sum((t - mean_t) * (c - mean_c) for t, c in enumerate(values_c)) / spread
    return mean_c + slope * (n - 1 - mean_t), slope
