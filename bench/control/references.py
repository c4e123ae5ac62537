# SPDX-License-Identifier: MIT
"""Three controllers that people use, written from their published descriptions.

The law of this file: each is what its description says and nothing better, except that none is
handicapped by our seconds: what a 10 s window cannot give in whole seconds is carried over. They
know the probe and the target, see one reading a second, and have no safety rules around them.
"""

from collections import deque
from math import pi, sqrt
from typing import Protocol

SPREAD_C = 0.3
WINDOW_S = 10
FULL = 100.0
PUBLISHED_GAINS = (117.0795, 0.2747, 41.58)
"""% per °C, % per °C s, % s per °C: what CraftBeerPi 4's PIDBoil comes with."""

RELAY_HYSTERESIS_C = 0.25
RELAY_CYCLES = 3
FIRST_CYCLES = 2
SLOPE_SAMPLES = 8


class Reference(Protocol):
    """A controller: one call a second.

    Attributes:
        target_c: the target, °C; may be changed at any time.
    """

    target_c: float

    def decide(self, now_s: float, reading_c: float) -> bool:
        """Heat or no heat until the next call."""
        ...


class Thermostat:
    """Two points: on 0.3 °C below the target, off 0.3 °C above it (Home Assistant's defaults)."""

    def __init__(self, target_c: float) -> None:
        self.target_c = target_c
        self._on = False

    def decide(self, now_s: float, reading_c: float) -> bool:
        """Heat or no heat until the next call."""
        del now_s
        if reading_c <= self.target_c - SPREAD_C:
            self._on = True
        elif reading_c >= self.target_c + SPREAD_C:
            self._on = False
        return self._on


class Window:
    """A latched window: its share is fixed when it opens; the rest of a second is carried over."""

    def __init__(self) -> None:
        self._left_s = 0
        self._on_s = 0
        self._carried_s = 0.0

    @property
    def open(self) -> bool:
        """Whether a new share is due."""
        return self._left_s == 0

    def start(self, share: float) -> None:
        """Fix the share of the next window, 0 to 1."""
        wanted_s = share * WINDOW_S + self._carried_s
        self._on_s = min(WINDOW_S, max(0, round(wanted_s)))
        self._carried_s = min(0.5, max(-0.5, wanted_s - self._on_s))
        self._left_s = WINDOW_S

    def second(self) -> bool:
        """The next second: on or off."""
        on = WINDOW_S - self._left_s < self._on_s
        self._left_s -= 1
        return on


class WindowPid:
    """A textbook PID, derivative on the reading, integrating only while not saturated.

    Args:
        target_c: the target, °C.
        gains: proportional, integral and derivative gain, in % of full power.
        samples: over how many seconds the slope is taken.
    """

    def __init__(
        self,
        target_c: float,
        gains: tuple[float, float, float] = PUBLISHED_GAINS,
        samples: int = 1,
    ) -> None:
        self.target_c = target_c
        self.gains = gains
        self._recent_c: deque[float] = deque(maxlen=samples + 1)
        self._sum = 0.0
        self._output = 0.0
        self._window = Window()

    def decide(self, now_s: float, reading_c: float) -> bool:
        """Heat or no heat until the next call."""
        del now_s
        self._recent_c.append(reading_c)
        proportional, integral, derivative = self.gains
        error_c = self.target_c - reading_c
        if 0.0 < self._output < FULL:
            self._sum += integral * error_c
        slope = (self._recent_c[-1] - self._recent_c[0]) / max(1, len(self._recent_c) - 1)
        output = proportional * error_c + self._sum - derivative * slope
        self._output = min(FULL, max(0.0, output))
        if self._window.open:
            self._window.start(self._output / FULL)
        return self._window.second()


class RelayTest:
    """The relay feedback of Åström and Hägglund (Automatica 20, 1984): find the ultimate point.

    Full power on one side of the target, none on the other, with a hysteresis against noise; the
    swing that comes from the heat-up is not counted.

    Attributes:
        gains: Ziegler and Nichols' PID gains, in %; None until enough cycles were seen.
    """

    def __init__(self, target_c: float) -> None:
        self.target_c = target_c
        self.gains: tuple[float, float, float] | None = None
        self._on = True
        self._high_c = self._low_c = target_c
        self._ends_s: list[float] = []
        self._swings_c: list[float] = []

    def decide(self, now_s: float, reading_c: float) -> bool:
        """Heat or no heat until the next call."""
        self._high_c = max(self._high_c, reading_c)
        self._low_c = min(self._low_c, reading_c)
        if self._on and reading_c > self.target_c + RELAY_HYSTERESIS_C:
            self._on = False
            self._count(now_s)
        elif not self._on and reading_c < self.target_c - RELAY_HYSTERESIS_C:
            self._on = True
        return self._on

    def _count(self, now_s: float) -> None:
        """A cycle begins where the heat ends; the one before gives a period and a swing."""
        self._ends_s.append(now_s)
        if len(self._ends_s) > FIRST_CYCLES:
            self._swings_c.append(self._high_c - self._low_c)
        self._high_c = self._low_c = self.target_c
        if len(self._swings_c) >= RELAY_CYCLES:
            self.gains = self._ziegler_nichols()

    def _ziegler_nichols(self) -> tuple[float, float, float]:
        half_c = 0.5 * sum(self._swings_c) / len(self._swings_c)
        seen_c = sqrt(max(half_c**2 - RELAY_HYSTERESIS_C**2, 1e-4))
        ultimate = 4.0 * 50.0 / (pi * seen_c)
        period_s = (self._ends_s[-1] - self._ends_s[1]) / len(self._swings_c)
        gain = 0.6 * ultimate
        return gain, gain / (0.5 * period_s), gain * 0.125 * period_s
