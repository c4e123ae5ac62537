# SPDX-License-Identifier: MIT
"""What the name plate allows: the worst bath there may be, and the median that speaks of it."""

import pytest

from stoneheater.core.energy import NamePlate, Smooth
from support.steady import PLATE

FASTEST = PLATE.fastest_c_per_s


def test_the_name_plate_bounds_the_worst_bath() -> None:
    """Power within 30 %, water from half to twice, 15 kg of stones."""
    assert (PLATE.power_min_w, PLATE.power_max_w) == pytest.approx((560.0, 1040.0))
    assert PLATE.light_j_per_k == pytest.approx(4.0 * 4186.0)
    assert PLATE.heavy_j_per_k == pytest.approx(16.0 * 4186.0 + 15.0 * 840.0)
    assert pytest.approx(1040.0 / 16744.0) == FASTEST
    assert PLATE.slowest_c_per_s == pytest.approx(0.5 * 560.0 / 79576.0)


def test_the_slowest_bath_is_faster_than_creep() -> None:
    """A large bath on a weak element still rises faster than one that follows the room."""
    assert NamePlate(50.0, 20.0).slowest_c_per_s == 0.001


SLOWEST = 560.0 / (16.0 * 4186.0)


@pytest.mark.parametrize(
    ("learned", "allowed"),
    [
        (0.5 * FASTEST, 0.5 * FASTEST),
        (1.1 * FASTEST, FASTEST),
        (0.9 * SLOWEST, SLOWEST),
        (float("nan"), FASTEST),
        (float("inf"), FASTEST),
        (float("-inf"), SLOWEST),
    ],
)
def test_a_learned_bath_narrows_the_fastest_rise_inside_the_plate(
    learned: float, allowed: float
) -> None:
    """Whatever was learned, also nonsense, the rise stays between those of the name plate."""
    assert PLATE.narrowed(learned) == pytest.approx(allowed)


def test_one_or_two_wrong_values_say_nothing() -> None:
    """The energy balance sees the median of five, and nothing across a gap."""
    smooth = Smooth()
    assert [smooth.update(c) for c in (40.0, 40.0, 90.0, 40.0, 90.0)] == [40.0] * 5
    assert smooth.update(90.0) == 90.0
    assert smooth.update(None) is None
    assert smooth.update(20.0) == 20.0
