# SPDX-License-Identifier: MIT
"""The limits of physics, against baths that can be reckoned by hand."""

from dataclasses import replace
from math import inf, log, sqrt

import attrs
import pytest
from bench.control.grid import quick_grid
from bench.control.limits import (
    cool_down_s,
    fewest_changes_per_h,
    gain_k_per_w,
    heat_up_s,
    holding_duty,
    holding_j,
    loss_slope_w_per_k,
    recovery_s,
    ripple_c,
)
from bench.control.lumps import LumpyPlant

from support.bench_baths import bare_bath, capacity_j_per_k

TARGET_C = 52.0


def test_without_lag_stones_and_loss_the_limit_is_heat_over_power() -> None:
    """C times 31.5 K over P, to the second."""
    bath = bare_bath()
    by_hand_s = capacity_j_per_k(bath) * 31.5 / bath.file.element_w
    assert heat_up_s(bath.plant(), TARGET_C) == pytest.approx(by_hand_s, abs=2.0)


def test_with_loss_the_limit_is_the_logarithm_of_the_lossy_bath() -> None:
    """Water that loses L per degree rises as 1 - exp(-t L / C)."""
    bath = bare_bath(loss_w_per_k=5.0)
    final_k = bath.file.element_w / 5.0
    by_hand_s = -capacity_j_per_k(bath) / 5.0 * log(1.0 - 31.5 / final_k)
    assert heat_up_s(bath.plant(), TARGET_C) == pytest.approx(by_hand_s, abs=2.0)


def test_an_element_that_is_too_weak_never_arrives() -> None:
    """Half of what holding needs: infinite, not a number."""
    bath = bare_bath(loss_w_per_k=500.0 / 16.0)
    assert heat_up_s(bath.plant(), TARGET_C) == inf


def test_where_the_element_holds_much_the_limit_waits_for_its_heat() -> None:
    """Cut early enough that the crest stays inside, the water arrives later than at full power."""
    bath = quick_grid()[0]
    stored = replace(bath.file.bath(), element_capacity_j_per_k=12_000.0, element_lag_s=120.0)
    plant = LumpyPlant(stored, ())
    full = LumpyPlant(stored, ())
    second = 0
    while full.water_c < TARGET_C - 0.5:
        full.step(1.0, on=True)
        second += 1
    assert heat_up_s(plant, TARGET_C) > second


def test_trying_schedules_leaves_the_bath_alone() -> None:
    """The limit is reckoned on twins."""
    plant = quick_grid()[1].plant()
    heat_up_s(plant, TARGET_C)
    cool_down_s(plant, TARGET_C)
    assert (plant.water_c, plant.energy_j) == (plant.bath.start_c, 0.0)
    assert set(plant.lumps_c) == {plant.bath.start_c}


def test_cooling_is_the_exponential_of_the_lossy_bath() -> None:
    """From 52 to 48.5 °C in a room of 20 °C."""
    bath = bare_bath(loss_w_per_k=10.0)
    plant = bath.plant()
    plant.water_c = plant.element_c = TARGET_C
    by_hand_s = capacity_j_per_k(bath) / 10.0 * log(32.0 / 28.5)
    assert cool_down_s(plant, 48.0) == pytest.approx(by_hand_s, abs=2.0)
    assert cool_down_s(plant, 60.0) == 0.0


@pytest.mark.parametrize("duty", [0.1, 0.25, 0.5])
def test_on_one_lump_the_square_wave_becomes_the_known_triangle(duty: float) -> None:
    """Peak to peak P d (1 - d) T / C, and a triangle's rms is that over the root of twelve."""
    loss_w_per_k = duty * 500.0 / 32.0
    bath = bare_bath(loss_w_per_k=loss_w_per_k)
    period_s = 100.0
    swing_c = 500.0 * duty * (1.0 - duty) * period_s / capacity_j_per_k(bath)
    assert holding_duty(bath, TARGET_C) == pytest.approx(duty)
    assert ripple_c(bath, TARGET_C, period_s) == pytest.approx(swing_c / sqrt(12.0), rel=0.01)


def test_the_fewest_changes_give_back_the_rms_that_was_asked() -> None:
    """Two changes a period, and the period has that rms."""
    bath = quick_grid()[1]
    for rms_c in (0.03, 0.15):
        changes = fewest_changes_per_h(bath, TARGET_C, rms_c)
        assert ripple_c(bath, TARGET_C, 7200.0 / changes) == pytest.approx(rms_c, rel=0.002)
    finer = fewest_changes_per_h(bath, TARGET_C, 0.03)
    assert finer > 2.0 * fewest_changes_per_h(bath, TARGET_C, 0.15)


def test_the_square_wave_agrees_with_the_plant_itself() -> None:
    """A relay clocked at that period and duty makes the rms that the sum says."""
    bath = quick_grid()[1]
    period_s = 200
    plant = bath.plant()
    plant.settle_at(TARGET_C)
    on_s = round(holding_duty(bath, TARGET_C) * period_s)
    water_c: list[float] = []
    for second in range(40 * period_s):
        plant.step(1.0, on=second % period_s < on_s)
        water_c.append(plant.water_c)
    last = water_c[-5 * period_s :]
    mean_c = sum(last) / len(last)
    seen_c = sqrt(sum((c - mean_c) ** 2 for c in last) / len(last))
    assert seen_c == pytest.approx(ripple_c(bath, TARGET_C, float(period_s)), rel=0.03)


def test_slow_swings_meet_the_loss_and_fast_ones_the_capacity() -> None:
    """The gain's two ends: 1 / L, and 1 / (C w)."""
    bath = bare_bath(loss_w_per_k=5.0)
    assert loss_slope_w_per_k(bath, TARGET_C) == pytest.approx(5.0)
    assert gain_k_per_w(bath, TARGET_C, 1e-9) == pytest.approx(0.2, rel=1e-3)
    fast = gain_k_per_w(bath, TARGET_C, 0.1)
    assert fast == pytest.approx(1.0 / (capacity_j_per_k(bath) * 0.1), rel=1e-3)


def test_a_disturbance_inside_the_band_needs_no_recovery() -> None:
    """0.4 °C is no recovery; 0.6 °C is one."""

    def dip(depth_c: float) -> float:
        bath = bare_bath()

        def disturb(plant: LumpyPlant) -> None:
            plant.water_c -= depth_c

        return recovery_s(bath, TARGET_C, disturb)

    assert dip(0.4) == 0.0
    assert dip(0.6) > 0.0


def test_recovery_without_lags_is_heat_over_power() -> None:
    """3 °C down without loss: 2.5 °C of full power, seen at once."""
    bath = bare_bath()

    def disturb(plant: LumpyPlant) -> None:
        plant.water_c -= 3.0

    by_hand_s = 2.5 * capacity_j_per_k(bath) / bath.file.element_w
    assert recovery_s(bath, TARGET_C, disturb) == pytest.approx(by_hand_s, abs=3.0)


def test_a_slow_probe_makes_the_visible_limit_longer() -> None:
    """Nobody can act on what the probe does not show yet."""
    bath = quick_grid()[1]

    def disturb(plant: LumpyPlant) -> None:
        plant.swap_stones(22.0)

    blind = replace(bath, file=attrs.evolve(bath.file, dead_time_s=60.0))
    assert recovery_s(blind, TARGET_C, disturb) > recovery_s(bath, TARGET_C, disturb) + 20.0


def test_exact_holding_is_the_loss_at_the_target() -> None:
    """5 W/K over 32 K for two hours."""
    assert holding_j(bare_bath(loss_w_per_k=5.0), TARGET_C, 2.0) == pytest.approx(160.0 * 7200.0)
