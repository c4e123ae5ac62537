# SPDX-License-Identifier: MIT
"""A dip: the lag of a probe from its step response, or a sentence why there is none."""

import random
from math import exp

import pytest

from stoneheater.core.probe_dip import DipError, ended, fitted
from stoneheater.core.reading import LSB_C

Course = list[tuple[float, float]]


def course(
    lag_s: float = 8.0,
    *,
    air_c: float = 22.0,
    water_c: float = 45.0,
    every_s: float = 1.0,
    hand_s: float = 1.0,
    until_s: float | None = None,
    noise_c: float = 0.02,
    second_s: float = 0.0,
    seed: int = 1,
) -> Course:
    """A probe in air for 10 s, moved into the water within ``hand_s``; two lags if asked."""
    chance = random.Random(seed)  # noqa: S311 - noise, not secrets
    outer_c = inner_c = air_c
    readings: Course = []
    end_s = 10.0 + 8.0 * lag_s + 25.0 if until_s is None else until_s
    for step in range(round(end_s * 20)):
        at_s = step / 20
        share = min(1.0, max(0.0, (at_s - 10.0) / hand_s))
        around_c = air_c + share * (water_c - air_c)
        outer_c += (around_c - outer_c) * (1.0 - exp(-0.05 / max(second_s, 0.001)))
        inner_c += (outer_c - inner_c) * (1.0 - exp(-0.05 / lag_s))
        if not readings or at_s >= readings[-1][0] + every_s:
            value_c = inner_c + chance.gauss(0.0, noise_c)
            readings.append((at_s, round(value_c / LSB_C) * LSB_C))
    return readings


@pytest.mark.parametrize("every_s", [1.0, 1.8])
@pytest.mark.parametrize("lag_s", [4.0, 8.0, 15.0, 30.0, 50.0])
def test_the_lag_is_found(lag_s: float, every_s: float) -> None:
    """Within 5 %, at one reading a second and with two probes on the bus."""
    found = fitted(course(lag_s, every_s=every_s))
    assert found.lag_s == pytest.approx(lag_s, rel=0.05)
    assert 0.05 * found.lag_s <= found.doubt_s <= 0.06 * found.lag_s


@pytest.mark.parametrize(("air_c", "water_c"), [(22.0, 30.0), (5.0, 45.0), (50.0, 20.0)])
def test_any_clean_step_will_do(air_c: float, water_c: float) -> None:
    """From air, from ice water, or from warm to cool."""
    assert fitted(course(air_c=air_c, water_c=water_c)).lag_s == pytest.approx(8.0, rel=0.05)


def test_how_the_hand_moved_does_not_matter() -> None:
    """Half a second or three: the curve after it has the same lag."""
    for hand_s in (0.1, 3.0):
        assert fitted(course(hand_s=hand_s)).lag_s == pytest.approx(8.0, rel=0.07)


@pytest.mark.parametrize(("water_c", "refused"), [(26.9, True), (27.2, False)])
def test_a_step_of_less_than_five_degrees_is_refused(water_c: float, refused: bool) -> None:
    """With what it was, the limit and what to do."""
    if refused:
        with pytest.raises(DipError, match=r"at least 5 °C are needed. Cool the probe"):
            fitted(course(water_c=water_c))
    else:
        assert fitted(course(water_c=water_c)).lag_s == pytest.approx(8.0, rel=0.1)


def test_nothing_at_all_is_no_step() -> None:
    """No readings, no lag, and no crash."""
    with pytest.raises(DipError, match=r"moved by 0\.0 °C"):
        fitted([])


def test_few_readings_are_refused() -> None:
    """A step between two readings shows no curve."""
    with pytest.raises(DipError, match="only 3 readings lie on the curve, at least 8"):
        fitted([(0.0, 20.0), (1.0, 20.0), (2.0, 40.0), (3.0, 44.0), (4.0, 45.0)])


def test_a_probe_taken_out_too_soon_is_refused() -> None:
    """A curve that is not done leaves its end, and so its lag, open."""
    with pytest.raises(DipError, match=r"°C to go\. Keep the probe in"):
        fitted(course(30.0, until_s=45.0))


@pytest.mark.parametrize("lag_s", [1.2, 70.0])
def test_a_lag_that_no_probe_has_is_refused(lag_s: float) -> None:
    """Quicker than 2 s or slower than 60 s was no dip."""
    with pytest.raises(DipError, match="outside 2 to 60 s"):
        fitted(course(lag_s, every_s=0.25))


def test_a_curve_of_another_kind_is_refused() -> None:
    """Dipped, taken out, dipped again: no single lag explains it."""
    readings = course(8.0)
    out = [(at_s, 30.0 if 22.0 < at_s < 40.0 else value_c) for at_s, value_c in readings]
    with pytest.raises(DipError, match="stray by"):
        fitted(out)


def test_a_lag_that_is_not_sure_is_not_given() -> None:
    """A very noisy probe that is seldom read."""
    with pytest.raises(DipError, match=r"is not sure enough\. Dip the probe into warmer water"):
        fitted(course(4.0, water_c=30.0, noise_c=0.3, every_s=5.0, until_s=80.0))


def test_a_reading_that_creeps_in_a_straight_line_is_refused() -> None:
    """A probe that is warmed slowly shows no lag of its own."""
    with pytest.raises(DipError):
        fitted([(float(at_s), 20.0 + 0.1 * at_s) for at_s in range(100)])


@pytest.mark.parametrize("lag_s", [4.0, 30.0])
def test_a_dip_ends_when_the_reading_stands_still_again(lag_s: float) -> None:
    """Not before the step, not on the slope; and what has ended can be fitted."""
    readings = course(lag_s, until_s=300.0)
    ends = [ended(readings[: n + 1]) for n in range(len(readings))]
    first = ends.index(True)
    assert readings[first][0] > 10.0 + 3.0 * lag_s
    assert fitted(readings[: first + 1]).lag_s == pytest.approx(lag_s, rel=0.07)
    assert not ended([])
