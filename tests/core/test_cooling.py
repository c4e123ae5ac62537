# SPDX-License-Identifier: MIT
from dataclasses import replace

import pytest

from stoneheater.core.bath_model import ROOM_C, loss_shape
from stoneheater.core.cooling import LONGEST_S, cooling_s
from stoneheater.core.energy import NamePlate
from stoneheater.core.thermal_model import prior

USUAL = prior(NamePlate(800.0, 8.0))


def stepped_s(from_c: float, to_c: float) -> float:
    """The same, followed second by second."""
    water_c, took_s = from_c, 0.0
    while water_c > to_c:
        fall = USUAL.rate_c_per_s * USUAL.loss_share * loss_shape(water_c)
        water_c -= fall / (1.0 + USUAL.stone_share)
        took_s += 1.0
    return took_s


@pytest.mark.parametrize(("from_c", "to_c"), [(54.0, 47.0), (50.0, 47.0), (44.0, 42.0)])
def test_it_is_the_time_that_the_loss_takes(from_c: float, to_c: float) -> None:
    """Against a bath that is followed second by second, within 1 %."""
    found = cooling_s(USUAL, from_c, to_c)
    assert found == pytest.approx(stepped_s(from_c, to_c), rel=0.01)


def test_hotter_water_and_more_stones_take_longer() -> None:
    """Never the other way round."""
    from_50, from_54 = cooling_s(USUAL, 50.0, 47.0), cooling_s(USUAL, 54.0, 47.0)
    stones = cooling_s(replace(USUAL, stone_share=USUAL.stone_share + 0.5), 50.0, 47.0)
    assert from_50 is not None
    assert from_54 is not None
    assert stones is not None
    assert from_50 < from_54
    assert from_50 < stones


@pytest.mark.parametrize("from_c", [47.0, 46.9])
def test_water_that_is_there_takes_no_time(from_c: float) -> None:
    """At the target or under it."""
    assert cooling_s(USUAL, from_c, 47.0) == 0.0


def test_no_water_cools_below_the_room() -> None:
    """Nor to its very temperature, as far as anybody waits."""
    assert cooling_s(USUAL, 50.0, ROOM_C) is None
    assert cooling_s(USUAL, 50.0, ROOM_C - 1.0) is None


def test_what_takes_half_a_day_is_not_waited_for() -> None:
    """A bath that loses almost nothing: one slice alone takes longer, or all of them together."""
    fall = USUAL.rate_c_per_s * USUAL.loss_share * loss_shape(47.0)
    whole_s = 3.0 * (1.0 + USUAL.stone_share) / fall
    tight = replace(USUAL, loss_share=USUAL.loss_share * whole_s / (1.5 * LONGEST_S))
    assert cooling_s(tight, 50.0, 47.0) is None
    tighter = replace(USUAL, loss_share=tight.loss_share / 1000.0)
    assert cooling_s(tighter, 50.0, 47.0) is None
    assert cooling_s(replace(USUAL, loss_share=0.0), 50.0, 47.0) is None
