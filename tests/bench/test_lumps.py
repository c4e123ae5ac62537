# SPDX-License-Identifier: MIT
"""The bath with stones of several sizes."""

import pytest
from bench.control.lumps import WANDER_PERIOD_S, Lump, LumpyPlant

from stoneheater.core.plant import STONE_J_PER_KG_K, Bath, Plant
from support.bench_baths import bare_bath


def test_one_size_is_the_product_s_own_plant() -> None:
    """Step for step the same water, stones and element."""
    bath = Bath()
    ours, theirs = LumpyPlant(bath, [Lump(bath.stone_kg, bath.stone_tau_s)]), Plant(bath)
    for second in range(3000):
        for plant in (ours, theirs):
            plant.step(1.0, on=second % 700 < 500)
    assert ours.water_c == pytest.approx(theirs.water_c, abs=1e-9)
    assert ours.stone_c == pytest.approx(theirs.stone_c, abs=1e-9)
    assert ours.element_c == pytest.approx(theirs.element_c, abs=1e-9)


def test_no_joule_is_lost_between_the_sizes() -> None:
    """Without losses, what the element gave is what is stored."""
    bath = Bath(loss_w_per_k=0.0, surface_m2=0.0)
    plant = LumpyPlant(bath, [Lump(2.0, 60.0), Lump(1.0, 140.0), Lump(1.0, 400.0)])
    for _ in range(1200):
        plant.step(1.0, on=True)
    assert plant.stored_j(bath.start_c) == pytest.approx(plant.energy_j, rel=1e-9)


def test_a_small_stone_leads_a_large_one() -> None:
    """While the water rises, the quick size is warmer."""
    plant = LumpyPlant(Bath(), [Lump(2.0, 60.0), Lump(2.0, 400.0)])
    for _ in range(600):
        plant.step(1.0, on=True)
    small_c, large_c = plant.lumps_c
    assert plant.water_c > small_c > large_c
    assert plant.stone_c == pytest.approx(0.5 * (small_c + large_c))


def test_stones_taken_out_and_put_back_bring_their_cold() -> None:
    """The heat that the bath lacks afterwards is that of the cold stones."""
    plant = LumpyPlant(Bath(), [Lump(5.0, 140.0)])
    plant.settle_at(52.0)
    before_j = plant.stored_j(52.0)
    plant.take_out(0.4)
    plant.put_back(0.4, 30.0)
    missing_j = before_j - plant.stored_j(52.0)
    assert missing_j == pytest.approx(0.4 * 5.0 * STONE_J_PER_KG_K * 22.0)
    assert plant.inside == pytest.approx(1.0)


def test_swapped_stones_are_all_of_one_temperature() -> None:
    """Whatever their size."""
    plant = LumpyPlant(Bath(), [Lump(1.0, 60.0), Lump(2.0, 140.0)])
    plant.settle_at(52.0)
    plant.swap_stones(22.0)
    assert (plant.lumps_c, plant.stone_c) == ([22.0, 22.0], 22.0)


def test_the_settled_bath_stays_where_it_is() -> None:
    """With the loss as power, an hour changes nothing."""
    plant = LumpyPlant(Bath(), [Lump(5.0, 140.0)])
    plant.settle_at(52.0)
    plant.power = plant.loss_w() / plant.bath.element_w
    for _ in range(3600):
        plant.step(1.0, on=True)
    assert plant.water_c == pytest.approx(52.0, abs=1e-6)


def test_the_mains_wanders_about_its_mean() -> None:
    """Up in the first half of its period, and over the whole period nothing is gained."""
    bath = bare_bath().file.bath()
    steady, wandering = LumpyPlant(bath, []), LumpyPlant(bath, [], wander=0.05)
    given: list[float] = []
    for _ in range(2):
        for _ in range(round(WANDER_PERIOD_S / 2)):
            steady.step(1.0, on=True)
            wandering.step(1.0, on=True)
        given.append(wandering.energy_j / steady.energy_j)
    assert given[0] > 1.03
    assert given[1] == pytest.approx(1.0, abs=1e-6)
    assert wandering.power == 1.0


def test_a_bath_without_stones_shows_the_water_as_their_temperature() -> None:
    """There is nothing else to show."""
    plant = LumpyPlant(Bath(), [])
    plant.step(1.0, on=True)
    assert plant.stone_c == plant.water_c
