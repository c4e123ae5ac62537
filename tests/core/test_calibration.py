# SPDX-License-Identifier: MIT
"""Promises of the probe calibration."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoneheater.core.calibration import Calibration

BATH_C = st.floats(0.0, 60.0)


def calibration(measured_c: tuple[float, float], reference_c: tuple[float, float]) -> Calibration:
    """Compare at two points, with the same day and reference thermometer for all tests."""
    return Calibration(measured_c, reference_c, "2026-11-20", "reference thermometer 7")


def test_both_points_are_met_exactly() -> None:
    """The corrected temperature equals the reference at both points of comparison."""
    line = calibration((0.5, 50.25), (0.0, 50.0))
    assert line.corrected_c(0.5) == pytest.approx(0.0)
    assert line.corrected_c(50.25) == pytest.approx(50.0)


def test_between_the_points_the_correction_is_a_straight_line() -> None:
    """Half way between the points, half of each correction applies."""
    assert calibration((0.0, 50.0), (1.0, 50.0)).corrected_c(25.0) == pytest.approx(25.5)


def test_beyond_the_points_the_line_goes_on() -> None:
    """A temperature above the upper point is corrected by the same line, never cut off."""
    assert calibration((0.0, 50.0), (1.0, 50.0)).corrected_c(100.0) == pytest.approx(99.0)


def test_one_point_is_an_offset_everywhere() -> None:
    """Two points with the same offset shift every temperature by that offset."""
    line = calibration((0.0, 50.0), (0.25, 50.25))
    assert line.corrected_c(-10.0) == pytest.approx(-9.75)
    assert line.corrected_c(90.0) == pytest.approx(90.25)


def test_the_same_point_given_twice_is_an_offset_too() -> None:
    """A single comparison may be written twice and then shifts every temperature alike."""
    line = calibration((50.0, 50.0), (49.5, 49.5))
    assert line.corrected_c(20.0) == pytest.approx(19.5)


@given(BATH_C)
def test_a_perfect_probe_is_left_alone(raw_c: float) -> None:
    """A probe that agreed at both points is not corrected anywhere."""
    assert calibration((0.0, 50.0), (0.0, 50.0)).corrected_c(raw_c) == pytest.approx(raw_c)


def test_the_worst_correction_may_stand_at_the_upper_end() -> None:
    """A gain error that grows upwards is worst at 60 °C."""
    assert calibration((0.0, 50.0), (0.0, 51.0)).worst_correction_c() == pytest.approx(1.2)


def test_the_worst_correction_may_stand_at_the_lower_end() -> None:
    """An error that vanishes upwards is worst at 0 °C, and counts without its sign."""
    assert calibration((2.0, 50.0), (0.0, 50.0)).worst_correction_c() == pytest.approx(2.0833, 1e-3)


def test_the_worst_correction_of_other_spans_can_be_asked() -> None:
    """The span that matters to the caller is an argument."""
    line = calibration((0.0, 50.0), (0.0, 51.0))
    assert line.worst_correction_c(40.0, 50.0) == pytest.approx(1.0)


@pytest.mark.parametrize(("offset_c", "within"), [(2.0, True), (2.01, False), (-2.01, False)])
def test_F11_an_offset_of_more_than_two_degrees_is_seen(offset_c: float, within: bool) -> None:
    """An offset up to 2 °C stays within the bound that configuration allows, more does not."""
    line = calibration((0.0, 50.0), (offset_c, 50.0 + offset_c))
    assert (line.worst_correction_c() <= 2.0 + 1e-9) is within


def test_F11_points_close_together_show_the_harm_of_their_slope() -> None:
    """Two points 1 °C apart with a small disagreement are out of bounds at the ends of the span."""
    assert calibration((49.5, 50.5), (49.5, 50.6)).worst_correction_c() > 2.0


@given(BATH_C, st.floats(-2.0, 2.0), st.floats(-2.0, 2.0))
def test_no_correction_exceeds_the_worst(raw_c: float, lo_c: float, hi_c: float) -> None:
    """Whatever the two corrections, none between 0 and 60 °C is larger than the worst one."""
    line = calibration((0.0, 60.0), (lo_c, 60.0 + hi_c))
    assert abs(line.corrected_c(raw_c) - raw_c) <= line.worst_correction_c() + 1e-9


@pytest.mark.parametrize("bad", [nan, inf, -inf])
def test_a_point_that_is_no_number_is_refused(bad: float) -> None:
    """A point that is not a finite number is refused with a sentence that says so."""
    with pytest.raises(ValueError, match="not a finite number"):
        calibration((0.0, bad), (0.0, 50.0))
    with pytest.raises(ValueError, match="not a finite number"):
        calibration((0.0, 50.0), (bad, 50.0))


@pytest.mark.parametrize(
    ("measured_c", "reference_c"),
    [
        ((50.0, 0.0), (0.0, 50.0)),
        ((0.0, 50.0), (50.0, 0.0)),
        ((50.0, 0.0), (50.0, 0.0)),
        ((50.0, 50.0), (49.0, 51.0)),
        ((0.0, 50.0), (25.0, 25.0)),
    ],
)
def test_points_without_a_rising_line_are_refused(
    measured_c: tuple[float, float], reference_c: tuple[float, float]
) -> None:
    """Swapped points, and two references for one point, are refused with the way to write them."""
    with pytest.raises(ValueError, match="lower point first"):
        calibration(measured_c, reference_c)
