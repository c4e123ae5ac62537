# SPDX-License-Identifier: MIT
"""From a process value and a target to a duty: feed-forward, and a PID on a short leash.

The law of this file: full power until the water will coast to the target, then the learned
holding duty and simple-pid on what remains. The PID is never called outside its leash, never
sees a clock, and never sees a number that is not finite; off is not calling it at all.
"""

from collections import deque
from math import isfinite
from statistics import median_low

from simple_pid import PID

from stoneheater.core.thermal_model import LEAD_MIN_S, ThermalModel, lag_of

LEASH_C = 2.0
"""Outside this distance from the target the integral does not move, °C."""

CREST_C = 0.02
"""Full power ends when the predicted crest is this far below the target, °C."""

ABOVE_C = 0.6
"""So far above the target there is no heat, whatever the integral says, °C."""

SPANS_S = (20, 60, 120)
"""A slope is taken over the shortest of these in which the water moved by `SHOWN_C`, s."""

SHOWN_C = 0.5
"""A rise smaller than this says nothing about its shape, °C."""

LATE = 100
"""So many of the newest estimates count: the first ones see the probe's lag too."""

COAST_SHARE = 0.8
"""Share of the lag by which the water coasts on: the stones take the rest (tried on 540 baths)."""

LAG_WATCH_S = 300
"""So far into a heat-up its shape still tells the lag, s."""

QUIET_C = 0.5
QUIET_S = 1200.0
DT_MAX_S = 2.0


class Controller:
    """The duty for one bath; one call per cycle of about a second.

    Attributes:
        full_power: True while the heat-up runs at full power.
        lead_s: how far ahead the water is predicted, s: the lag, as this heat-up showed it.
    """

    def __init__(self, model: ThermalModel) -> None:
        self.model = model
        self.full_power = True
        self.lead_s = LEAD_MIN_S
        self._course_c: list[float] = []
        self._lags_s: list[float] = []
        self._recent_c: deque[float] = deque(maxlen=SPANS_S[-1] + 1)
        self._target_c: float | None = None
        self._pid = self._new_pid()
        self._quiet_s = self._quiet_duty_s = 0.0

    def _new_pid(self) -> PID:
        pid = PID(1.0, 0.0, 0.0, sample_time=None, output_limits=(-1.0, 1.0))
        pid.set_auto_mode(enabled=True, last_output=0.0)
        return pid

    def reset(self) -> None:
        """Forget the course: heat was taken away, or the water jumped."""
        self._recent_c.clear()
        self._course_c.clear()
        self._lags_s.clear()
        self._pid = self._new_pid()
        self._quiet_s = self._quiet_duty_s = 0.0
        self.full_power = True

    def duty(self, dt_s: float, value_c: float, target_c: float) -> float:
        """Share of full power until the next call, 0 to 1.

        Args:
            dt_s: seconds since the last call; longer gaps count as two seconds.
            value_c: the bath, °C.
            target_c: the target, °C.
        """
        if not (isfinite(dt_s) and isfinite(value_c) and isfinite(target_c)) or dt_s <= 0.0:
            self.reset()
            return 0.0
        if target_c != self._target_c:
            self._target_c = target_c
            self.reset()
        self._recent_c.append(value_c)
        self._watch_lag(value_c)
        ahead_c = self._ahead_c(value_c)
        if value_c >= target_c + ABOVE_C:
            self.full_power = False
            return 0.0
        if self.full_power and ahead_c < target_c - CREST_C:
            return 1.0
        self.full_power = value_c < target_c - LEASH_C
        return self._held(min(dt_s, DT_MAX_S), value_c, ahead_c, target_c)

    def _slope(self) -> tuple[float, int]:
        """Slope, °C/s, and the span it was taken over, s."""
        recent, most = self._recent_c, len(self._recent_c) - 1
        if not self.full_power:
            most = min(most, SPANS_S[0])
            return ((recent[-1] - recent[-1 - most]) / most, most) if most > 0 else (0.0, 0)
        for span in SPANS_S:
            if span <= most and abs(recent[-1] - recent[-1 - span]) >= SHOWN_C:
                return (recent[-1] - recent[-1 - span]) / span, span
        return ((recent[-1] - recent[0]) / most, most) if most > 0 else (0.0, 0)

    def _ahead_c(self, value_c: float) -> float:
        return value_c + self._slope()[0] * self.lead_s

    def _watch_lag(self, value_c: float) -> None:
        """Full power from the first second on: the bend of the curve is the lag."""
        course = self._course_c
        if not self.full_power or len(course) > LAG_WATCH_S:
            return
        course.append(value_c)
        slope, span = self._slope()
        rise_c = self._recent_c[-1 - span // 2] - course[0]
        if slope * span >= SHOWN_C and rise_c > SHOWN_C:
            self._lags_s.append(lag_of(len(course) - 1 - span / 2, rise_c / slope))
            late_s = median_low(self._lags_s[-LATE:])
            self.lead_s = max(LEAD_MIN_S, COAST_SHARE * late_s)

    def _held(self, dt_s: float, value_c: float, ahead_c: float, target_c: float) -> float:
        gain = 1.0 / (2.0 * self.lead_s * self.model.learned.rate_c_per_s)
        near = abs(value_c - target_c) < LEASH_C
        self._pid.tunings = (gain, gain / (8.0 * self.lead_s) if near else 0.0, 0.0)
        self._pid.setpoint = target_c
        hold = self.model.hold_duty(target_c)
        self._pid.output_limits = (-hold, 1.0 - hold)
        duty = hold + float(self._pid(ahead_c, dt=dt_s) or 0.0)
        self._learn(dt_s, value_c - target_c, duty, target_c)
        return min(1.0, max(0.0, duty))

    def _learn(self, dt_s: float, error_c: float, duty: float, target_c: float) -> None:
        if abs(error_c) > QUIET_C:
            self._quiet_s = self._quiet_duty_s = 0.0
            return
        self._quiet_s += dt_s
        self._quiet_duty_s += duty * dt_s
        if self._quiet_s >= QUIET_S:
            self.model.learn_hold(target_c, self._quiet_duty_s / self._quiet_s)
            self._pid = self._new_pid()
            self._quiet_s = self._quiet_duty_s = 0.0
