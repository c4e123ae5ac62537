# SPDX-License-Identifier: MIT
"""Where the water is now: a Kalman filter on a bath whose numbers are known.

The law of this file: it believes what it is told of the heater and of the bath, weighs what the
probe says, and keeps how sure it is. A reading speaks of the water some seconds ago (the dead
time), so the filter lives then, and what it believes is carried forward to now with the heat that
was given since. It never learns a number of the bath; what the numbers do not explain is a bias.
"""

from collections import deque
from math import sqrt

from stoneheater.core.bath_model import (
    COAST_STEP_S,
    Learned,
    State,
    Stepper,
    coast_c,
    slope_c_per_s,
    within_water,
)

NOISE_C2 = 0.002
"""Variance of a reading, °C²: noise, a step of 1/16 °C, and steps that follow each other."""

BEGIN = (0.01, 0.01, 0.02, 1e-6)
WANDER = (2e-7, 2e-7, 1e-6, 1e-6)
"""Variances of water, stones, probe (°C²) and bias: at first, and by how much they grow in 1 s."""

UPSET = (0.05, 30.0, 0.0, 1e-4)
"""After a disturbance they grow by this, for it may be stones, and cold ones."""

POURED = (4.0, 0.3, 0.1, 1e-4)
STIRRED = (0.05, 0.3, 0.0, 3e-5)
MIXING_S = 900.0
"""After water was poured in they are the first, and for so long grow by the second: the stones are
as warm as before, and it is the amount of water that surprises. All as found best on the bench."""

BIAS_MAX = 0.5
BIAS_FORGET_S = 3600.0
"""What nothing explains is forgotten in about an hour, s."""

STEP_MAX_S = 2.0
SURPRISE = 1.5
"""A mean innovation of so many standard deviations is a disturbance, not noise."""

JUMP_C = 1.0
"""No bath surprises its own model by so much in a second: something was poured in, °C."""

PAST_S = 60.0
"""The heat of so many seconds is remembered; more than any dead time and any block, s."""

STEPPERS = 8
Matrix = tuple[tuple[float, float, float, float], ...]


class BathFilter:
    """The bath in time.

    Attributes:
        learned: the numbers that are believed.
        state: the bath now.
        disturbed: whether the newest reading shows that something was put in or poured in.
        poured: whether it shows that water was.
        oddity: how odd it was: its distance from what was foretold, in deviations, squared.
    """

    __slots__ = (
        "_ahead",
        "_cov",
        "_late",
        "_mixing_s",
        "_past",
        "_past_s",
        "_steppers",
        "_surprise",
        "_waiting",
        "_waiting_s",
        "disturbed",
        "learned",
        "oddity",
        "poured",
        "state",
    )

    def __init__(self, learned: Learned, state: State) -> None:
        """Begin at a bath at rest."""
        self._past: deque[tuple[float, bool]] = deque()
        self._waiting: deque[tuple[float, bool]] = deque()
        self._past_s = self._waiting_s = 0.0
        self._cov = _diagonal(BEGIN)
        self._surprise = self._mixing_s = self.oddity = 0.0
        self.disturbed = self.poured = False
        self.adopt(learned, state, 0.0)

    def adopt(self, learned: Learned, state: State, ago_s: float) -> None:
        """Believe other numbers, and the bath that they say there was ``ago_s`` seconds ago."""
        self.learned = learned
        self._steppers: dict[float, Stepper] = {}
        self._ahead = Stepper(learned, COAST_STEP_S)
        self._late = state
        while self._waiting:
            self._forget(*self._waiting.popleft())
        self._waiting_s = 0.0
        while self._past and self._waiting_s < ago_s - 0.5:
            piece = self._past.pop()
            self._waiting.appendleft(piece)
            self._past_s -= piece[0]
            self._waiting_s += piece[0]
        self._arrive(spread=False)
        self.state = self._carried()

    def part(self, learned: Learned) -> None:
        """After a copy: go on from the same place with other numbers, and a past of its own."""
        self.learned = learned
        self._past, self._waiting = deque(self._past), deque(self._waiting)
        self._steppers = {}
        self._ahead = Stepper(learned, COAST_STEP_S)

    @property
    def water_c(self) -> float:
        """The water now, °C."""
        return self.state.water_c

    @property
    def mixing(self) -> bool:
        """Whether water was poured in a while ago."""
        return self._mixing_s > 0.0

    def slope(self) -> float:
        """How fast the water changes now, °C/s."""
        return slope_c_per_s(self.learned, self.state)

    def coast_c(self, *, on: bool) -> float:
        """Where the water turns if the heater stays on or off: crest when off, trough when on.

        What nothing explains while poured water mixes is the skin of the stones, and ends soon.
        """
        state = self.state._replace(bias=0.0) if self.mixing else self.state
        return coast_c(self._ahead, state, on=on)

    def follow(self, dt_s: float, on: bool, value_c: float | None) -> None:
        """Let ``dt_s`` (about a second, seldom more) pass, and weigh a reading if there is one."""
        self._waiting.append((dt_s, on))
        self._waiting_s += dt_s
        self._arrive(spread=True)
        self.disturbed = self.poured = False
        self.oddity = 0.0
        self._mixing_s = max(0.0, self._mixing_s - dt_s)
        if value_c is not None:
            self._weigh(value_c)
        self.state = self._carried()

    def _forget(self, dt_s: float, on: bool) -> None:
        """What the heater did reaches the past, which is remembered for a minute."""
        self._past.append((dt_s, on))
        self._past_s += dt_s
        while self._past_s > PAST_S:
            self._past_s -= self._past.popleft()[0]

    def _arrive(self, *, spread: bool) -> None:
        """Step up to a dead time ago; with ``spread`` what is unsure grows on the way."""
        while self._waiting and self._waiting_s - self._waiting[0][0] >= self.learned.dead_s - 0.5:
            dt_s, on = self._waiting.popleft()
            self._waiting_s -= dt_s
            self._forget(dt_s, on)
            while dt_s > 0.0:
                stepper = self._stepper(min(dt_s, STEP_MAX_S))
                self._late = stepper.step(self._late, on)
                if spread:
                    self._cov = _spread(self._cov, stepper)
                dt_s -= STEP_MAX_S
        kept = 1.0 - 1.0 / BIAS_FORGET_S if spread else 1.0
        self._late = self._late._replace(bias=self._late.bias * kept)

    def _stepper(self, dt_s: float) -> Stepper:
        dt_s = round(dt_s, 2)
        found = self._steppers.get(dt_s)
        if found is None:
            if len(self._steppers) > STEPPERS:
                self._steppers.clear()
            found = self._steppers[dt_s] = Stepper(self.learned, max(dt_s, 0.01))
        return found

    def _carried(self) -> State:
        """From a dead time ago to now, with the heat that was given since, in longer steps."""
        state, dt_s, heat_s = self._late, 0.0, 0.0
        for piece_s, on in self._waiting:
            dt_s += piece_s
            heat_s += piece_s * on
            if dt_s >= STEP_MAX_S - 0.5:
                state = self._stepper(dt_s).step(state, heat_s / dt_s)
                dt_s = heat_s = 0.0
        return state if dt_s == 0.0 else self._stepper(dt_s).step(state, heat_s / dt_s)

    def _weigh(self, value_c: float) -> None:
        late, cov = self._late, self._cov
        off_c = value_c - late.probe_c
        column = cov[2]
        variance = column[2] + NOISE_C2
        self.oddity = off_c * off_c / variance
        if abs(off_c) > JUMP_C:
            self._poured(value_c)
            return
        gain = [c / variance for c in column]
        self._late = State(
            late.heat,
            within_water(late.water_c + gain[0] * off_c),
            within_water(late.stone_c + gain[1] * off_c),
            within_water(late.probe_c + gain[2] * off_c),
            min(max(late.bias + gain[3] * off_c, -BIAS_MAX), BIAS_MAX),
        )
        self._cov = _less(cov, gain)
        self._surprise += 0.1 * (off_c / sqrt(variance) - self._surprise)
        if abs(self._surprise) > SURPRISE:
            self._cov = _more(self._cov, STIRRED if self._mixing_s > 0.0 else UPSET)
            self._surprise *= 0.5
            self.disturbed = True

    def _poured(self, value_c: float) -> None:
        """Water was poured in: begin again from what the probe says, with the heat that flows."""
        water_c = within_water(value_c)
        self._late = self._late._replace(water_c=water_c, probe_c=water_c)
        self._cov = _diagonal(POURED)
        self._surprise, self._mixing_s = 0.0, MIXING_S
        self.disturbed = self.poured = True


def _diagonal(variances: tuple[float, float, float, float]) -> Matrix:
    w, s, p, b = variances
    return ((w, 0.0, 0.0, 0.0), (0.0, s, 0.0, 0.0), (0.0, 0.0, p, 0.0), (0.0, 0.0, 0.0, b))


def _more(cov: Matrix, variances: tuple[float, float, float, float]) -> Matrix:
    (ww, ws, wp, wb), (_, ss, sp, sb), (_, _, pp, pb), (_, _, _, bb) = cov
    w, s, p, b = variances
    return _symmetric(ww + w, ws, wp, wb, ss + s, sp, sb, pp + p, pb, bb + b)


def _less(cov: Matrix, gain: list[float]) -> Matrix:
    """After a reading of the probe, which is the third state."""
    (ww, ws, wp, wb), (_, ss, sp, sb), (_, _, pp, pb), (_, _, _, bb) = cov
    w, s, p, b = gain
    return _symmetric(
        *(ww - w * wp, ws - w * sp, wp - w * pp, wb - w * pb),
        *(ss - s * sp, sp - s * pp, sb - s * pb, pp - p * pp, pb - p * pb, bb - b * pb),
    )


def _symmetric(
    ww: float,
    ws: float,
    wp: float,
    wb: float,
    ss: float,
    sp: float,
    sb: float,
    pp: float,
    pb: float,
    bb: float,
) -> Matrix:
    return ((ww, ws, wp, wb), (ws, ss, sp, sb), (wp, sp, pp, pb), (wb, sb, pb, bb))


def _spread(cov: Matrix, step: Stepper) -> Matrix:
    """Carry the covariance one step on; written out, because this is most of a tick."""
    (ww, ws, wp, wb), (_, ss, sp, sb), (_, _, pp, pb), (_, _, _, bb) = cov
    water, stone, probe = step.transition
    a, c, r = water
    e, d, k = stone
    q, u, h, v = probe
    w_w, w_s = a * ww + c * ws + r * wb, a * ws + c * ss + r * sb
    w_p, w_b = a * wp + c * sp + r * pb, a * wb + c * sb + r * bb
    s_w, s_s = e * ww + d * ws + k * wb, e * ws + d * ss + k * sb
    s_p, s_b = e * wp + d * sp + k * pb, e * wb + d * sb + k * bb
    p_w, p_s = q * ww + u * ws + h * wp + v * wb, q * ws + u * ss + h * sp + v * sb
    p_p, p_b = q * wp + u * sp + h * pp + v * pb, q * wb + u * sb + h * pb + v * bb
    more_w, more_s, more_p, more_b = (variance * step.dt_s for variance in WANDER)
    return _symmetric(
        *(a * w_w + c * w_s + r * w_b + more_w, e * w_w + d * w_s + k * w_b),
        *(q * w_w + u * w_s + h * w_p + v * w_b, w_b),
        *(e * s_w + d * s_s + k * s_b + more_s, q * s_w + u * s_s + h * s_p + v * s_b, s_b),
        *(q * p_w + u * p_s + h * p_p + v * p_b + more_p, p_b, bb + more_b),
    )
