# SPDX-License-Identifier: MIT
"""Whether the bath is ready, whether anybody is there, and whether the element is too weak.

The law of this file: it counts time, and gives up heat; it never gives it. A heater nobody
touches goes to STANDBY by itself, warned, and ten hours after `on` it always does.
"""

from collections import deque

READY_BAND_C = 1.0
READY_HELD_S = 300.0
SOAK_S = 900.0
"""Without a catalogue of stones: how long they soak in a ready bath before they are ready, s."""

AUTO_S = 2 * 3600.0
ALWAYS_S = 10 * 3600.0
WARN_S = 300.0
PROGRESS_C = 0.25
PROGRESS_S = 1800.0
SPAN_S = 1200
"""Two of these spans show how a heat-up bends, s."""


class Attendance:
    """Ready, and auto-standby.

    Attributes:
        ready: the bath has been at its target and the stones are soaked through.
        off_at_s: the instant of auto-standby; None while it is not counting.
    """

    def __init__(self) -> None:
        self.ready = False
        self.off_at_s: float | None = None
        self._on_s = self._touch_s = self._progress_s = 0.0
        self._first_ready_s: float | None = None
        self._band_s: float | None = None
        self._low_c = 0.0

    def begin(self, now_s: float) -> None:
        """A heat-up begins, by a person."""
        self._on_s = self._progress_s = now_s
        self._first_ready_s = None
        self._low_c = -273.0
        self.touch(now_s)
        self.restart()

    def touch(self, now_s: float) -> None:
        """A person did something."""
        self._touch_s = now_s

    def restart(self) -> None:
        """The soak begins again: a new target, a hold, a drop."""
        self.ready = False
        self._band_s = None

    def update(
        self,
        now_s: float,
        value_c: float | None,
        target_c: float,
        soaked: bool | None = None,
        *,
        attended: bool = False,
    ) -> bool:
        """Count one cycle of HEATING; True when it is time for STANDBY.

        Args:
            now_s: the monotonic instant, s.
            value_c: the water, °C; None when it is unknown.
            target_c: the target, °C.
            soaked: whether every stone in the bath is soaked through; None without a catalogue.
            attended: a session is open, which counts as a touch.
        """
        if attended:
            self.touch(now_s)
        if value_c is None or abs(value_c - target_c) > READY_BAND_C:
            self.restart()
        elif self._band_s is None:
            self._band_s = now_s
        elif soaked is False:
            self.ready = False
        elif now_s - self._band_s >= (SOAK_S if soaked is None else READY_HELD_S):
            self.ready = True
            self._first_ready_s = self._first_ready_s or now_s
        if value_c is not None and value_c > self._low_c + PROGRESS_C:
            self._low_c, self._progress_s = value_c, now_s
        self.off_at_s = self._deadline_s(now_s)
        return now_s >= self.off_at_s

    def end(self) -> None:
        """The heat-up is over."""
        self.restart()
        self.off_at_s = None

    def _deadline_s(self, now_s: float) -> float:
        always_s = self._on_s + ALWAYS_S
        if self._first_ready_s is not None:
            return min(always_s, max(self._touch_s, self._first_ready_s) + AUTO_S)
        climbing = now_s - self._progress_s < PROGRESS_S
        still_s = now_s + AUTO_S if climbing else self._touch_s + AUTO_S
        return min(always_s, max(self._touch_s + AUTO_S, still_s))

    def soon(self, now_s: float) -> str | None:
        """The warning before auto-standby, or None."""
        if self.off_at_s is None or now_s < self.off_at_s - WARN_S:
            return None
        left_min = max(0.0, self.off_at_s - now_s) / 60
        return f"going to STANDBY in {left_min:.0f} min: touch the heater (ack) to keep it hot."


class HeatUp:
    """Follows a heat-up at full power and says when the element is too weak for the target."""

    def __init__(self) -> None:
        self._minutes: deque[float] = deque(maxlen=2 * SPAN_S // 60 + 1)
        self._heated_s = self._full_s = self._next_s = 0.0

    def restart(self) -> None:
        """A new heat-up."""
        self._minutes.clear()
        self._heated_s = self._full_s = self._next_s = 0.0

    def pause(self) -> None:
        """No heat, for a reason that is not the element's: the curve starts again."""
        self._full_s = self._next_s = 0.0
        self._minutes.clear()

    def update(self, dt_s: float, *, full: bool, value_c: float) -> None:
        """Count one cycle; anything less than full power starts the curve again."""
        self._heated_s += dt_s
        self._full_s = self._full_s + dt_s if full else 0.0
        if self._full_s == 0.0:
            self._minutes.clear()
            self._next_s = 0.0
        elif self._full_s >= self._next_s:
            self._minutes.append(value_c)
            self._next_s += 60.0

    def verdict(self, target_c: float, allowed_s: float, value_c: float) -> str | None:
        """The warning, with the temperature the bath will reach, or None."""
        if value_c >= target_c - READY_BAND_C:
            self._heated_s = 0.0
            return None
        reach_c = self._reach_c()
        if reach_c is not None and reach_c < target_c - READY_BAND_C:
            weak = f"the element is too weak for {target_c:.1f} °C: it will reach about"
            return f"{weak} {reach_c:.0f} °C. Put the lid on, or choose a lower target."
        if self._heated_s > allowed_s:
            slow = f"heating for {self._heated_s / 60:.0f} min, expected at most"
            return f"{slow} {allowed_s / 60:.0f} min: put the lid on, or have the element checked."
        return None

    def _reach_c(self) -> float | None:
        """Where the curve ends: the limit of a geometric series of two spans, °C."""
        points = self._minutes
        if len(points) < (points.maxlen or 0):
            return None
        half = len(points) // 2
        first_c, last_c = points[half] - points[0], points[-1] - points[half]
        if last_c <= 0.0:
            return points[-1]
        if first_c <= last_c:
            return None
        ratio = last_c / first_c
        return points[-1] + last_c * ratio / (1.0 - ratio)
