# SPDX-License-Identifier: MIT
"""One hypothesis about a bath, followed second by second: an extended Kalman filter.

The law of this file: it believes what it is told of the heater, weighs what the probe says, and
keeps how sure it is. The states are the share of full power that flows from the element into the
water, the water, the stones and the probe; the parameters are the rate at full power (°C/s of the
water alone), the lags of element and probe, the stones' share of the water's heat capacity, and
the share of full power that the bath loses at 52 °C. Everything is per watt of the element.

    heat'  = (on - heat) / element_lag
    water' = rate (heat - loss_share g(water)) - stone_share (water - stone) / STONE_LAG_S
    stone' = (water - stone) / STONE_LAG_S
    probe' = (water - probe) / probe_lag

g is the loss of walls and evaporation of the nominal bath, 1 at 52 °C (see `plant.py` for the
sources); its scale is learned, its shape is not. Rate and lags are followed as logarithms.
"""

from dataclasses import dataclass
from math import exp, log, sqrt

from stoneheater.core.plant import saturation_kpa

HEAT, WATER, STONE, PROBE, RATE, ELEMENT_LAG, PROBE_LAG, SHARE, LOSS = range(9)
SIZE = 9
PARAMETERS = (RATE, ELEMENT_LAG, PROBE_LAG, SHARE, LOSS)
STONE_LAG_S = 140.0
ROOM_C = 22.0
NOISE_C2 = 0.002
"""Variance of a reading, °C²: noise, a step of 1/16 °C, and steps that follow each other."""

WANDER = {HEAT: 1e-6, WATER: 2e-7, STONE: 2e-7, PROBE: 1e-6, LOSS: 1e-8}
DRIFT = 1e-8
"""How much each state and each parameter may change by itself in a second (variance)."""

ELEMENT_LAGS_S = (8.0, 140.0)
PROBE_LAGS_S = (4.0, 45.0)
RATES_C_PER_S = (1e-5, 1.0)
WATER_C = (0.0, 110.0)
STEP_MAX_S = 2.0
"""Longer steps are taken in several: the quickest probe would make one unstable, s."""

SURPRISE = 1.5
"""A mean innovation of so many standard deviations is a disturbance, not noise."""

JUMP_C = 1.0
"""No bath surprises its own model by so much in a second: something was poured in, °C."""

CALM_S = 300.0
"""After a disturbance the parameters rest for so long, s."""

COAST_MAX_S = 400.0
COAST_STEP_S = 2.0
BOUNDS = {
    HEAT: (0.0, 1.0),
    **dict.fromkeys((WATER, STONE, PROBE), WATER_C),
    RATE: (log(RATES_C_PER_S[0]), log(RATES_C_PER_S[1])),
    ELEMENT_LAG: (log(ELEMENT_LAGS_S[0]), log(ELEMENT_LAGS_S[1])),
    PROBE_LAG: (log(PROBE_LAGS_S[0]), log(PROBE_LAGS_S[1])),
    SHARE: (0.0, 50.0),
    LOSS: (0.0, 5.0),
}
_AIR_KPA = 0.5 * saturation_kpa(ROOM_C)
_AT_52_KPA = saturation_kpa(52.0) - _AIR_KPA


@dataclass(frozen=True, slots=True)
class Learned:
    """A bath in five numbers; per watt of its element.

    Attributes:
        rate_c_per_s: how fast full power lifts the water alone, °C/s.
        element_lag_s, probe_lag_s: first-order lags, s.
        stone_share: heat capacity of the stones over that of the water.
        loss_share: loss at 52 °C over full power.
    """

    rate_c_per_s: float
    element_lag_s: float
    probe_lag_s: float
    stone_share: float
    loss_share: float


def loss_shape(water_c: float) -> float:
    """Loss of the nominal bath over its loss at 52 °C."""
    vapour_kpa = saturation_kpa(water_c) - _AIR_KPA
    return 0.43 * (water_c - ROOM_C) / 30.0 + 0.57 * vapour_kpa / _AT_52_KPA


def _loss_slope(water_c: float) -> float:
    kpa = saturation_kpa(water_c)
    return 0.43 / 30.0 + 0.57 * kpa * 4283.6 / (water_c + 243.04) ** 2 / _AT_52_KPA


class BathFilter:
    """The hypothesis in time.

    Attributes:
        evidence: log-likelihood of all readings so far; larger is more believable.
        strikes: disturbances, forgotten with half an hour.
    """

    __slots__ = ("_calm_s", "_cov", "_steps", "_surprise", "evidence", "strikes", "x")

    def __init__(self, start_c: float, guess: Learned, doubt: Learned) -> None:
        """Begin at rest at ``start_c``; ``doubt`` holds standard deviations of the guess.

        The doubts of rate and lags are relative, those of the shares absolute.
        """
        self.x = [
            *(0.0, start_c, start_c, start_c),
            *(log(guess.rate_c_per_s), log(guess.element_lag_s), log(guess.probe_lag_s)),
            *(guess.stone_share, guess.loss_share),
        ]
        doubts = (doubt.rate_c_per_s, doubt.element_lag_s, doubt.probe_lag_s, doubt.stone_share)
        spread = (0.02, 0.1, 0.5, 0.1, *doubts, doubt.loss_share)
        self._cov = [[0.0] * SIZE for _ in range(SIZE)]
        for i, sd in enumerate(spread):
            self._cov[i][i] = sd * sd
        self.evidence = self.strikes = 0.0
        self._surprise = self._calm_s = 0.0
        self._steps = 0

    @property
    def learned(self) -> Learned:
        """The five numbers as believed now."""
        x = self.x
        return Learned(exp(x[RATE]), exp(x[ELEMENT_LAG]), exp(x[PROBE_LAG]), x[SHARE], x[LOSS])

    @property
    def doubt(self) -> Learned:
        """Their standard deviations: relative for rate and lags, absolute for the shares."""
        return Learned(*(sqrt(max(0.0, self._cov[i][i])) for i in PARAMETERS))

    @property
    def water_c(self) -> float:
        """The water, °C."""
        return self.x[WATER]

    def slope(self) -> float:
        """How fast the water changes now, °C/s."""
        x = self.x
        heat = exp(x[RATE]) * (x[HEAT] - x[LOSS] * loss_shape(x[WATER]))
        return heat - x[SHARE] * (x[WATER] - x[STONE]) / STONE_LAG_S

    def predict(self, dt_s: float, on: bool) -> None:
        """Let ``dt_s`` (about a second, seldom more) pass with the heater on or off."""
        while dt_s > STEP_MAX_S:
            self._step(STEP_MAX_S, on)
            dt_s -= STEP_MAX_S
        self._step(dt_s, on)

    def _step(self, dt_s: float, on: bool) -> None:
        x, cov = self.x, self._cov
        heat, water, stone, probe, log_rate, _, _, share, loss = x
        rate, stones = exp(log_rate), dt_s / STONE_LAG_S
        element, sheath = dt_s * exp(-x[ELEMENT_LAG]), dt_s * exp(-x[PROBE_LAG])
        shape, speed = loss_shape(water), rate * dt_s
        net, lead, behind = heat - loss * shape, on - heat, water - probe
        rows = (
            ((HEAT, -element), (ELEMENT_LAG, -lead * element)),
            (
                (HEAT, speed),
                (WATER, -speed * loss * _loss_slope(water) - share * stones),
                (STONE, share * stones),
                (RATE, speed * net),
                (SHARE, -(water - stone) * stones),
                (LOSS, -speed * shape),
            ),
            ((WATER, stones), (STONE, -stones)),
            ((WATER, sheath), (PROBE, -sheath), (PROBE_LAG, -behind * sheath)),
        )
        x[HEAT] = heat + lead * element
        x[WATER] = water + speed * net - share * (water - stone) * stones
        x[STONE] = stone + (water - stone) * stones
        x[PROBE] = probe + behind * sheath
        self._bound()
        _spread(cov, rows)
        for i, variance in WANDER.items():
            cov[i][i] += variance * dt_s
        for i in (RATE, ELEMENT_LAG, PROBE_LAG, SHARE):
            cov[i][i] += DRIFT * dt_s

    def update(self, value_c: float, dt_s: float, *, settled: bool) -> None:
        """Weigh one reading; a settled hypothesis takes a surprise for a disturbance."""
        x, cov = self.x, self._cov
        self._steps += 1
        if self._steps % 10 == 0:
            _mend(cov)
        column = [row[PROBE] for row in cov]
        variance = max(column[PROBE], 1e-9) + NOISE_C2
        off_c = value_c - x[PROBE]
        if abs(off_c) > JUMP_C:
            self._jumped(value_c)
            return
        self.evidence -= 0.5 * (off_c * off_c / variance + log(variance))
        gain = [c / variance for c in column]
        calm = self._calm_s > 0.0
        if calm:
            self._calm_s -= dt_s
            for i in PARAMETERS:
                gain[i] = 0.0
        for i, k in enumerate(gain):
            if k:
                x[i] += k * off_c
                cov[i] = [p - k * c for p, c in zip(cov[i], column, strict=True)]
        if calm:
            _mirror(cov)
        self._bound()
        self._surprise += 0.1 * (off_c / sqrt(variance) - self._surprise)
        self.strikes -= self.strikes * dt_s / 1800.0
        if abs(self._surprise) > SURPRISE and settled:
            self._disturbed()

    def coast_c(self, *, on: bool) -> float:
        """Where the water turns if the heater stays on or off: crest when off, trough when on."""
        heat, water, stone = self.x[HEAT], self.x[WATER], self.x[STONE]
        share, loss = self.x[SHARE], self.x[LOSS]
        speed = exp(self.x[RATE]) * COAST_STEP_S
        element = COAST_STEP_S * exp(-self.x[ELEMENT_LAG])
        stones = COAST_STEP_S / STONE_LAG_S
        at_s = 0.0
        while at_s < COAST_MAX_S:
            heat += (on - heat) * element
            moved = speed * (heat - loss * loss_shape(water)) - share * (water - stone) * stones
            stone += (water - stone) * stones
            water += moved
            at_s += COAST_STEP_S
            if (moved >= 0.0) is on:
                break
        return water

    def _disturbed(self) -> None:
        """Something was put in: water and stones are unsure, what was learned rests."""
        self._cov[WATER][WATER] += 0.05
        self._cov[STONE][STONE] += 4.0
        self._surprise *= 0.5
        if self._calm_s <= 0.0:
            self._calm_s = CALM_S
            self.strikes += 1.0

    def _jumped(self, value_c: float) -> None:
        """Water was poured in: begin again from what the probe says, with the heat that flows."""
        cov = self._cov
        for i, variance in ((WATER, 4.0), (PROBE, 0.1), (STONE, 4.0)):
            cov[i] = [0.0] * SIZE
            for row in cov:
                row[i] = 0.0
            cov[i][i] = variance
        self.x[WATER] = self.x[PROBE] = value_c
        self._bound()
        self._surprise = 0.0
        self._calm_s = CALM_S

    def _bound(self) -> None:
        """However wild a reading, what is believed stays a bath of water."""
        x = self.x
        for i, (low, high) in BOUNDS.items():
            x[i] = min(max(x[i], low), high)


Rows = tuple[tuple[tuple[int, float], ...], ...]


def _spread(cov: list[list[float]], rows: Rows) -> None:
    """Carry the covariance one step on: only the first rows of the Jacobian differ from one.

    Written out for the terms of `predict`, because this is most of a tick.
    """
    moved = []
    for i, terms in enumerate(rows):
        row = cov[i]
        for j, value in terms:
            row = [p + value * q for p, q in zip(row, cov[j], strict=True)]
        moved.append(row)
    cov[: len(rows)] = moved
    (_, a), (_, b) = rows[HEAT]
    (_, c), (_, d), (_, e), (_, f), (_, g), (_, h) = rows[WATER]
    (_, k), (_, m) = rows[STONE]
    (_, n), (_, o), (_, q) = rows[PROBE]
    for row in cov:
        heat, water, stone, probe, rate, element, sheath, share, loss = row
        row[HEAT] = heat + a * heat + b * element
        row[WATER] = water + c * heat + d * water + e * stone + f * rate + g * share + h * loss
        row[STONE] = stone + k * water + m * stone
        row[PROBE] = probe + n * water + o * probe + q * sheath


def _mirror(cov: list[list[float]]) -> None:
    """Parameters that rest are as sure as before, but the states' ties to them are not."""
    for i in PARAMETERS:
        cov[i][:RATE] = [row[i] for row in cov[:RATE]]


def _mend(cov: list[list[float]]) -> None:
    """Rounding must not make a covariance impossible: symmetric, and no correlation above one."""
    for i, row in enumerate(cov):
        row[i] = max(row[i], 1e-12)
        for j in range(i):
            most = 0.999 * sqrt(row[i] * cov[j][j])
            row[j] = cov[j][i] = min(max(0.5 * (row[j] + cov[j][i]), -most), most)
