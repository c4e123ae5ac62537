# SPDX-License-Identifier: MIT
"""When to switch: the relay as a wearing part.

The law of this file: a switch moves when the *predicted* water asks for it, never because a
window ends, and a cut is at any instant. A mechanical relay lets the water swing as far as the
band allows and no further; an SSR gives its duty in pulses of a second.
"""

from collections.abc import Callable
from enum import StrEnum
from math import sqrt
from typing import Protocol

from stoneheater.core.bath_model import Learned
from stoneheater.core.thermal_model import ThermalModel

SHORTEST_S = 5.0
"""A mechanical relay stays on or off for at least so long, s."""

HALF_BAND_C = 0.19
HALF_BANDS_C = (0.08, 0.25)
WANTED_RMS_C = 0.122
"""The swing that a mechanical relay is allowed, °C rms, as it is believed; dead time and steps of
the probe hide up to a fifth of the true one, which comes to 0.15 at worst on the bench."""

FIRST_C = 0.08
"""The first pulse after full power lifts the water no further above the target than this, °C: what
is foretold errs most then."""

FRAME_S = 10
"""An SSR's duty is spread over so many seconds."""

AHEAD = 1.0
BRISK = 1.2
"""An SSR closes the predicted gap in so many element lags."""

LEAP_C = 0.02
"""To a target that moves by so much at once an SSR goes in the least time, °C."""

LIGHT_C = 2.4
"""A bath whose water full power would lift by more than this in its lags is led gently, °C: after
leaps it was learned less well, and recovered worse from poured water (`docs/control.md`)."""


class Profile(StrEnum):
    """What kind of switch there is: one that wears, or one that does not."""

    MECHANICAL = "mechanical"
    SSR = "ssr"


class Switch(Protocol):
    """What decides when to switch."""

    def reset(self) -> None:
        """The heat was taken away."""
        ...

    def update(self, dt_s: float, model: ThermalModel, target_c: float) -> bool:
        """On or off until the next call."""
        ...


class Mechanical:
    """Few operations: on when the predicted trough, off when the predicted crest, leaves a band.

    Attributes:
        half_band_c: half the width of that band, °C; corrected until the swing is as wanted.
    """

    def __init__(self) -> None:
        self.half_band_c = HALF_BAND_C
        self._on = False
        self._since_s = SHORTEST_S
        self._sum_c2 = self._time_s = 0.0
        self._first = True

    def reset(self) -> None:
        """The heat was taken away: begin with an open relay that may close at once."""
        self._on = False
        self._since_s = SHORTEST_S
        self._sum_c2 = self._time_s = 0.0
        self._first = True

    def update(self, dt_s: float, model: ThermalModel, target_c: float) -> bool:
        """On or off until the next call."""
        best = model.best
        self._since_s += dt_s
        self._sum_c2 += (best.water_c - target_c) ** 2 * dt_s
        self._time_s += dt_s
        if self._since_s < SHORTEST_S:
            return self._on
        if self._on:
            above_c = min(FIRST_C, self.half_band_c) if self._first else self.half_band_c
            turn = best.coast_c(on=False) >= target_c + above_c
        else:
            rising = best.slope() > 0.0
            low_c = best.coast_c(on=not rising)
            turn = low_c <= target_c - self.half_band_c
        if turn:
            self._on, self._since_s = not self._on, 0.0
            if self._on:
                self._correct()
            else:
                self._first = False
        return self._on

    def _correct(self) -> None:
        """After each cycle, widen or narrow the band towards the wanted swing."""
        rms_c = sqrt(self._sum_c2 / self._time_s)
        if 0.2 * WANTED_RMS_C < rms_c < 3.0 * WANTED_RMS_C:
            wanted_c = self.half_band_c * (WANTED_RMS_C / rms_c) ** 0.3
            self.half_band_c = min(max(wanted_c, HALF_BANDS_C[0]), HALF_BANDS_C[1])
        self._sum_c2 = self._time_s = 0.0


class Ssr:
    """Fine: the duty of each frame closes the gap that the water will have one lag ahead."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """The heat was taken away: nothing is owed, and nowhere is it on its way to."""
        self._target_c: float | None = None
        self._leaps_up: bool | None = None
        self._turns = False
        self._begin()

    def _begin(self) -> None:
        self._second = 0
        self._pulses = 0
        self._owed = 0.0

    def update(self, dt_s: float, model: ThermalModel, target_c: float) -> bool:
        """On or off until the next call, about a second later."""
        del dt_s
        from_c, self._target_c = self._target_c, target_c
        if from_c is not None and abs(target_c - from_c) >= LEAP_C and not light(model.learned):
            self._leaps_up, self._turns = target_c > from_c, False
        if self._leaps_up is not None:
            on = self._leap(model, target_c, up=self._leaps_up)
            if on is not None:
                return on
            self._leaps_up = None
            self._begin()
        if self._second % FRAME_S == 0:
            self._owed += FRAME_S * _duty(model, target_c)
            self._pulses = round(self._owed)
            self._owed -= self._pulses
            self._second = 0
        self._second += 1
        return self._second <= self._pulses

    def _leap(self, model: ThermalModel, target_c: float, *, up: bool) -> bool | None:
        """All or nothing until the water will turn at the target, then the other until it holds."""
        best = model.best
        turn_c = best.coast_c(on=not up)
        self._turns = self._turns or (turn_c >= target_c if up else turn_c <= target_c)
        if not self._turns:
            return up
        more = best.state.heat - model.hold_duty(target_c)
        holds = more <= 0.0 if up else more >= 0.0
        return None if holds else not up


def light(learned: Learned) -> bool:
    """Whether full power moves the bath so far in its lags that it is led gently."""
    return learned.rate_c_per_s * learned.lag_s > LIGHT_C


def _duty(model: ThermalModel, target_c: float) -> float:
    """Share of full power that brings the predicted water to the target, 0 to 1."""
    best, learned = model.best, model.learned
    rate, lag_s = learned.rate_c_per_s, learned.element_lag_s
    hold = model.hold_duty(target_c)
    ahead_c = best.water_c + rate * (best.state.heat - hold) * lag_s * AHEAD
    drawn_c_per_s = learned.stone_share * (best.state.water_c - best.state.stone_c)
    stones = drawn_c_per_s / learned.stone_lag_s / rate
    gap = (target_c - ahead_c) / (rate * (lag_s + FRAME_S) * BRISK)
    return min(1.0, max(0.0, hold + stones + gap))


LEAST_OPEN_S = {Profile.MECHANICAL: SHORTEST_S, Profile.SSR: 0.0}
"""After a new target a relay closes only when it has been open for so long, s."""

SWITCHES: dict[Profile, Callable[[], Switch]] = {Profile.MECHANICAL: Mechanical, Profile.SSR: Ssr}
