# SPDX-License-Identifier: MIT
"""The lag of a probe, from a dip: held in air or cool water, then put into the warm water.

The law of this file: it fits a curve to readings and refuses whatever is no clean step; a lag
without its doubt is not given.

A heat-up at full power shows the lags of element and probe together and hardly apart (read the
other way round, the readings differ by 0.06 °C). A step of the water around the probe shows the
probe's alone. After the step a probe of first order reads

    reading = water - gap * exp(-t / lag)

For a given lag, water and gap follow by linear least squares; the lag itself is searched for.
When the hand moved need not be known: any stretch of the curve after it has the same lag. The
doubt follows from the curvature of the squared error, with the noise that the fit itself shows;
readings come in steps of 1/16 °C, so noise is never taken for less than a step's own, and no
sheath is quite of first order, so no lag is taken to be surer than 5 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, hypot, log, sqrt

from stoneheater.core.reading import LSB_C

STEP_C = 5.0
"""Less than this between air and water is no step, °C."""

LAGS_S = (2.0, 60.0)
"""A probe that seems quicker or slower than this was not simply dipped, s."""

BEGUN = 0.1
"""The fit begins when so much of the step is done: the hand is out of the curve by then."""

LEFT = 0.05
"""A curve that has more than this of its step to go was not watched long enough."""

ROUGH = 0.03
"""A fit that is off by more than this of the step, besides the noise, is no curve of this kind."""

DOUBT = 0.15
"""A lag that is known no better than this is not given, share."""

SHEATH = 0.05
LEAST = 8
_TRIES = 60
_FINE = 1e-4
_NOISE_C = LSB_C / sqrt(12.0)


@dataclass(frozen=True, slots=True)
class Lag:
    """What a dip found: the lag and its standard deviation, s."""

    lag_s: float
    doubt_s: float


class DipError(Exception):
    """No lag can be told from these readings; str() says why and what to do."""


@dataclass(frozen=True, slots=True)
class _Curve:
    """A fit for one lag: the water it ends in and the gap it begins with, °C; squared error."""

    lag_s: float
    water_c: float
    gap_c: float
    error_c2: float


def ended(readings: Sequence[tuple[float, float]], still_s: float = 20.0) -> bool:
    """Whether a dip can be judged: it has moved by a step, and stands still again."""
    if not readings or abs(readings[-1][1] - readings[0][1]) < STEP_C:
        return False
    last_s = readings[-1][0]
    late = [value_c for at_s, value_c in readings if at_s >= last_s - still_s]
    return max(late) - min(late) <= 2 * LSB_C and readings[0][0] < last_s - still_s


def fitted(readings: Sequence[tuple[float, float]]) -> Lag:
    """The lag of a probe that was dipped.

    Args:
        readings: instant, s, and temperature, °C, oldest first; from before the dip until the
            reading stands still again; about one a second, in steps of 1/16 °C.

    Raises:
        DipError: the step is too small, the curve is not one of first order, or it is too short.
    """
    step_c = readings[-1][1] - readings[0][1] if readings else 0.0
    if abs(step_c) < STEP_C:
        least = f"it moved by {abs(step_c):.1f} °C, at least {STEP_C:.0f} °C are needed"
        raise DipError(f"no lag: {least}. Cool the probe in cold water first, then dip it.")
    curve = _curve(readings, step_c)
    if len(curve) < LEAST:
        few = f"only {len(curve)} readings lie on the curve, at least {LEAST} are needed"
        raise DipError(f"no lag: {few}. Hold the probe still in the water, and try again.")
    best = _best(curve)
    noise_c = sqrt(best.error_c2 / len(curve))
    _accept(best, noise_c, step_c, curve)
    doubt_s = hypot(_doubt_s(best, max(noise_c, _NOISE_C), curve), SHEATH * best.lag_s)
    if doubt_s > DOUBT * best.lag_s:
        unsure = f"{best.lag_s:.0f} s ± {doubt_s:.0f} s is not sure enough"
        raise DipError(f"no lag: {unsure}. Dip the probe into warmer water, and try again.")
    return Lag(best.lag_s, doubt_s)


def _accept(
    best: _Curve, noise_c: float, step_c: float, curve: Sequence[tuple[float, float]]
) -> None:
    if noise_c > ROUGH * abs(step_c) + 2 * LSB_C:
        rough = f"the readings stray by {noise_c:.1f} °C from any curve of a single lag"
        raise DipError(f"no lag: {rough}. Dip it in one quick move and hold it still.")
    if not LAGS_S[0] < best.lag_s < LAGS_S[1]:
        bounds = f"{LAGS_S[0]:.0f} to {LAGS_S[1]:.0f} s"
        raise DipError(f"no lag: it would be outside {bounds}. Dip it in one quick move.")
    left_c = abs(best.water_c - curve[-1][1])
    if left_c > LEFT * abs(step_c) + LSB_C:
        raise DipError(
            f"no lag: the reading had {left_c:.1f} °C to go. Keep the probe in until it is done."
        )


def _curve(readings: Sequence[tuple[float, float]], step_c: float) -> list[tuple[float, float]]:
    """The readings from a tenth of the step on, their time from there."""
    start_c = readings[0][1]
    begun = [at_s for at_s, value_c in readings if (value_c - start_c) / step_c > BEGUN]
    return [(at_s - begun[0], value_c) for at_s, value_c in readings if at_s >= begun[0]]


def _best(curve: Sequence[tuple[float, float]]) -> _Curve:
    """The lag of least error, by ever finer looks around the best so far."""
    low, high = log(0.5 * LAGS_S[0]), log(2.0 * LAGS_S[1])
    best = _fit(curve, exp(low))
    while high - low > _FINE:
        width = (high - low) / _TRIES
        tried = [_fit(curve, exp(low + n * width)) for n in range(_TRIES + 1)]
        best = min(tried, key=lambda each: each.error_c2)
        low, high = log(best.lag_s) - 2.0 * width, log(best.lag_s) + 2.0 * width
    return best


def _fit(curve: Sequence[tuple[float, float]], lag_s: float) -> _Curve:
    """Water and gap of least squared error for one lag."""
    shapes = [exp(-at_s / lag_s) for at_s, _ in curve]
    count, mean_shape = len(curve), sum(shapes) / len(curve)
    mean_c = sum(value_c for _, value_c in curve) / count
    spread = sum((shape - mean_shape) ** 2 for shape in shapes)
    joint = sum((s - mean_shape) * (c - mean_c) for s, (_, c) in zip(shapes, curve, strict=True))
    slope_c = joint / spread
    water_c = mean_c - slope_c * mean_shape
    error_c2 = sum(
        (c - water_c - slope_c * s) ** 2 for s, (_, c) in zip(shapes, curve, strict=True)
    )
    return _Curve(lag_s, water_c, slope_c, error_c2)


def _doubt_s(best: _Curve, noise_c: float, curve: Sequence[tuple[float, float]]) -> float:
    """The lag's standard deviation: noise over the curvature of the squared error."""
    off_s = 0.05 * best.lag_s
    around = _fit(curve, best.lag_s - off_s).error_c2 + _fit(curve, best.lag_s + off_s).error_c2
    bend = (around - 2.0 * best.error_c2) / off_s**2
    return sqrt(2.0 * noise_c**2 / bend) if bend > 0.0 else best.lag_s
