# SPDX-License-Identifier: MIT
"""Stones in the bath: their core, when they are ready, and how hot they may be."""

import pytest

from stoneheater.core.soak import HottestWater, Soak
from stoneheater.core.stone import BASALT, Stone

SIZES = {"small": (0.06, 15.0), "medium": (0.2, 25.0), "large": (0.5, 40.0)}


def _stone(size: str = "medium") -> Stone:
    mass_kg, thickness_mm = SIZES[size]
    return Stone(size, BASALT, mass_kg, thickness_mm)


@pytest.mark.parametrize(
    ("size", "piled", "minutes"),
    [
        ("small", True, 23.0),
        ("small", False, 5.1),
        ("medium", True, 39.0),
        ("medium", False, 10.3),
        ("large", True, 67.0),
        ("large", False, 21.0),
    ],
)
def test_soaking_takes_as_long_as_a_slab_takes(size: str, piled: bool, minutes: float) -> None:
    """From 22 °C into 54 °C: the core is within a degree when an independent slab says so."""
    soak = Soak(_stone(size), piled=piled)
    assert soak.ready_in_s(54.0) / 60.0 == pytest.approx(minutes, rel=0.025)


@pytest.mark.parametrize("piled", [True, False])
def test_the_core_gets_there_when_it_was_foretold(piled: bool) -> None:
    """Second by second in steady water, the core is within a degree at the foretold second."""
    soak = Soak(_stone(), piled=piled)
    ready_s = soak.ready_in_s(50.0)
    for _ in range(int(ready_s)):
        soak.step(1.0, 50.0)
    assert soak.core_c < 49.0
    soak.step(2.0, 50.0)
    assert soak.core_c > 49.0
    assert soak.ready_in_s(50.0) == 0.0


def test_one_long_step_is_many_short_ones() -> None:
    """A cycle that came late changes nothing while the water stands still."""
    late, early = (Soak(_stone(), piled=False) for _ in range(2))
    late.step(100.0, 50.0)
    for _ in range(100):
        early.step(1.0, 50.0)
    assert late.core_c == pytest.approx(early.core_c)


def test_the_core_is_slower_than_its_skin() -> None:
    """A minute after it went in, the middle of a large stone is still cold."""
    soak = Soak(_stone("large"), piled=False)
    soak.step(60.0, 54.0)
    assert soak.core_c == pytest.approx(22.0, abs=2.0)


def test_the_core_follows_water_that_warms() -> None:
    """In a heat-up the core lags, and never passes the water."""
    soak = Soak(_stone(), piled=True, start_c=20.0)
    water_c = 20.0
    for _ in range(3600):
        water_c += 30.0 / 3600.0
        soak.step(1.0, water_c)
        assert soak.core_c <= water_c + 1e-9
    assert soak.core_c < 48.0


def test_F92_cold_stones_that_join_begin_the_soak_again() -> None:
    """A soaked stone counts as cold from then on, but not as cool for a burn."""
    soak = Soak(_stone(), piled=True)
    soak.step(7200.0, 54.0)
    assert soak.ready_in_s(54.0) == 0.0
    soak.restart()
    assert soak.core_c == pytest.approx(22.0)
    assert soak.ready_in_s(54.0) == pytest.approx(39.0 * 60, rel=0.025)
    assert soak.hottest.value_c == 54.0


def test_a_restart_never_warms_a_stone() -> None:
    """A stone colder than the room stays as cold as it is."""
    soak = Soak(_stone(), piled=True, start_c=5.0)
    soak.restart()
    assert soak.core_c == pytest.approx(5.0)


def test_hotter_than_the_water_is_soaked() -> None:
    """After a lower target a stone need not wait to be warm."""
    assert Soak(_stone(), piled=True, start_c=54.0).ready_in_s(46.0) == 0.0


def test_the_hottest_water_of_an_hour_counts() -> None:
    """One hot second counts for an hour, and no longer than an hour and a minute."""
    water = HottestWater()
    assert water.value_c is None
    assert water.below_in_s(50.0) == 0.0
    water.add(1.0, 50.0)
    water.add(1.0, 53.5)
    for _ in range(3600):
        water.add(1.0, 50.0)
        assert water.value_c == 53.5
    left_s = water.below_in_s(50.0)
    assert 0.0 < left_s <= 60.0
    for _ in range(int(left_s) + 1):
        water.add(1.0, 50.0)
    assert water.value_c == 50.0
    assert water.below_in_s(50.0) == 0.0


def test_the_time_until_it_counts_as_cooler_is_foretold() -> None:
    """The newest minute above the limit decides."""
    water = HottestWater()
    for hot_c in (54.0, 54.0, 50.0):
        for _ in range(60):
            water.add(1.0, hot_c)
    assert 58 * 60.0 <= water.below_in_s(53.0) <= 61 * 60.0
    assert water.below_in_s(54.0) == 0.0


def test_a_long_sleep_in_water_leaves_no_gap() -> None:
    """A step of hours fills the window with what the water is now."""
    water = HottestWater()
    water.add(1.0, 54.0)
    water.add(3 * 3600.0, 48.0)
    assert water.value_c == 48.0
    assert water.below_in_s(40.0) <= 61 * 60.0
