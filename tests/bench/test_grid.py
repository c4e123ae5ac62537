# SPDX-License-Identifier: MIT
"""The baths of the control bench."""

from collections.abc import Callable

import attrs
import pytest
from bench.control.grid import (
    COUNT,
    PROMISED_C,
    GridBath,
    described,
    further,
    grid,
    quick_grid,
    unlike,
)

from support.bench_baths import bare_bath

RANGES: dict[str, tuple[Callable[[GridBath], float], float, float]] = {
    "water, kg": (lambda b: b.file.water_kg, 2.0, 20.0),
    "stones, kg": (lambda b: b.file.stone_kg, 0.0, 15.0),
    "power, W": (lambda b: b.file.element_w, 300.0, 2000.0),
    "element lag, s": (lambda b: b.file.element_lag_s, 10.0, 120.0),
    "probe lag, s": (lambda b: b.file.probe_lag_s, 5.0, 30.0),
    "dead time, s": (lambda b: b.file.dead_time_s, 0.0, 20.0),
    "room, °C": (lambda b: b.file.ambient_c, 10.0, 35.0),
    "power beside the plate": (lambda b: b.file.element_w / b.file.named_w, 0.85, 1.15),
    "water beside the plate": (lambda b: b.file.water_kg / b.file.named_kg, 0.5, 1.5),
}


@pytest.mark.parametrize("what", RANGES)
def test_the_grid_reaches_both_ends_of_every_range(what: str) -> None:
    """No range is half covered, and nothing lies outside it."""
    get, low, high = RANGES[what]
    found = [get(bath) for bath in grid()]
    assert min(found) == pytest.approx(low)
    assert max(found) == pytest.approx(high)


def test_every_level_is_taken_once() -> None:
    """A hypercube: no two baths share a power, a lag or a room."""
    for get, _, _ in (RANGES["power, W"], RANGES["element lag, s"], RANGES["room, °C"]):
        assert len({round(get(bath), 6) for bath in grid()}) == COUNT


def test_the_grid_is_the_same_every_time() -> None:
    """Two runs of the bench speak of the same baths."""
    assert grid() == grid()
    assert len(grid()) >= 24
    assert len({bath.name for bath in grid()}) == len(grid())


def test_stones_come_in_up_to_three_sizes_and_lids_in_both_states() -> None:
    """One, two and three sizes, none at all; lid on and off."""
    assert {len(bath.lumps) for bath in grid()} == {0, 1, 2, 3}
    assert {bath.file.lid for bath in grid()} == {True, False}
    for bath in grid():
        assert sum(lump.mass_kg for lump in bath.lumps) == pytest.approx(bath.file.stone_kg)


def test_the_grid_is_promised_and_two_more_baths_are_not() -> None:
    """It reaches the edge of the promise, and what lies beyond is played too."""
    assert all(bath.promised for bath in grid())
    assert max(bath.afterheat_c for bath in grid()) > 0.9 * PROMISED_C
    assert [bath.promised for bath in further()] == [False, False]
    assert not {bath.name for bath in further()} & {bath.name for bath in grid()}


@pytest.mark.parametrize(("lag_s", "promised"), [(334.0, True), (336.0, False)])
def test_the_promise_ends_at_eight_degrees_of_rise_times_lag(lag_s: float, promised: bool) -> None:
    """500 W lift 5 kg by 0.0239 °C/s: 8 °C are 335 s of lag, the probe's 0.1 s included."""
    assert bare_bath(element_lag_s=lag_s).promised is promised


def test_a_bath_unlike_the_model_keeps_its_mass() -> None:
    """Three sizes, wandering mains and ripple, but the same stones and water in all."""
    for bath in grid():
        other = unlike(bath)
        assert len(other.lumps) == (3 if bath.lumps else 0)
        assert other.capacity_j_per_k == pytest.approx(bath.capacity_j_per_k)
        assert other.wander == 0.05
        assert other.file == attrs.evolve(bath.file, probe_noise_c=other.file.probe_noise_c)


def test_the_quick_grid_is_a_promised_tenth() -> None:
    """Three baths of the whole grid: light, middle and heavy."""
    quick = quick_grid()
    assert len(quick) == 3
    assert all(bath in grid() and bath.promised for bath in quick)
    masses = [bath.file.water_kg for bath in quick]
    assert min(masses) < 4.0
    assert max(masses) > 12.0


def test_a_bath_is_described_by_its_numbers() -> None:
    """A reader of a miss can build the bath again."""
    said = described(quick_grid()[0])
    assert "2.6 kg water, 6.0 kg stones of 2 sizes, 1593 W" in said
    assert "lags 54 + 10 + 17 s" in said
