# SPDX-License-Identifier: MIT
"""The simulated bath: joules in are joules out, and known physics comes out as known."""

import pytest

from stoneheater.core.plant import (
    STONE_J_PER_KG_K,
    WATER_J_PER_KG_K,
    Bath,
    Plant,
    ProbeModel,
    saturation_kpa,
)

TIGHT = Bath(loss_w_per_k=0.0, surface_m2=0.0)


def _stored_j(plant: Plant) -> float:
    bath = plant.bath
    stones_j = bath.stone_kg * STONE_J_PER_KG_K * plant.stone_c
    element_j = bath.element_capacity_j_per_k * plant.element_c
    return plant.water_kg * WATER_J_PER_KG_K * plant.water_c + stones_j + element_j


@pytest.mark.parametrize(
    ("temperature_c", "kpa"), [(0.0, 0.611), (20.0, 2.34), (50.0, 12.35), (100.0, 101.3)]
)
def test_saturation_pressure_is_that_of_the_tables(temperature_c: float, kpa: float) -> None:
    """Steam tables within three per cent, from ice to boiling."""
    assert saturation_kpa(temperature_c) == pytest.approx(kpa, rel=0.03)


def test_evaporation_of_an_open_bath() -> None:
    """At 52 °C, 0.09 m² and half-humid air of 22 °C an open bath loses 99 W by vapour."""
    plant = Plant(Bath(loss_w_per_k=0.0, start_c=52.0))
    assert plant.loss_w() == pytest.approx(99.0, abs=1.0)
    plant.lid = True
    assert plant.loss_w() == pytest.approx(0.05 * 99.0, abs=0.1)


def test_a_draft_multiplies_what_the_walls_lose() -> None:
    """An open window takes heat through the walls, not through the lid."""
    plant = Plant(Bath(surface_m2=0.0, start_c=52.0))
    plant.draft = 4.0
    assert plant.loss_w() == pytest.approx(4.0 * 2.5 * 30.0)


def test_cold_water_takes_no_vapour_from_the_air() -> None:
    """A bath colder than the dew point neither evaporates nor condenses."""
    assert Plant(Bath(loss_w_per_k=0.0, start_c=5.0)).loss_w() == 0.0


def test_no_joule_is_lost() -> None:
    """Without losses all the heat given is found again in water, stones and element."""
    plant = Plant(TIGHT)
    before_j = _stored_j(plant)
    for second in range(3000):
        plant.step(1.0, second % 7 < 4)
    assert _stored_j(plant) - before_j == pytest.approx(plant.energy_j, rel=1e-9)
    assert plant.energy_j == pytest.approx(800.0 * sum(s % 7 < 4 for s in range(3000)))


def test_a_bath_left_alone_cools_to_the_room() -> None:
    """Water and stones end at the temperature of the room."""
    plant = Plant(Bath(start_c=50.0, humidity=1.0))
    for _ in range(20000):
        plant.step(5.0, False)
    assert plant.water_c == pytest.approx(22.0, abs=0.5)
    assert plant.stone_c == pytest.approx(plant.water_c, abs=0.1)


def test_the_element_is_hotter_than_the_water_it_heats() -> None:
    """In balance the element stands as far above the water as its lag and power say."""
    plant = Plant(TIGHT)
    for _ in range(600):
        plant.step(1.0, True)
    lead_c = 800.0 * 30.0 / 900.0
    assert plant.element_c - plant.water_c == pytest.approx(lead_c, rel=0.05)


def test_a_dry_bath_has_little_to_heat() -> None:
    """An eighth of the capacity rises about eight times as fast."""
    rises = []
    for dryness in (1.0, 1.0 / 8.0):
        plant = Plant(TIGHT)
        plant.dryness = dryness
        for _ in range(1200):
            plant.step(1.0, True)
        rises.append(plant.water_c - 20.0)
    assert rises[1] / rises[0] == pytest.approx(8.0, rel=0.2)


@pytest.mark.parametrize(("swap", "mixed_c", "water_kg"), [(False, 44.0, 10.0), (True, 42.5, 8.0)])
def test_poured_water_mixes(swap: bool, mixed_c: float, water_kg: float) -> None:
    """Two kilograms of 20 °C in eight of 50 °C; with a swap two are taken out first."""
    plant = Plant(Bath(start_c=50.0))
    plant.pour(2.0, 20.0, swap=swap)
    assert plant.water_c == pytest.approx(mixed_c)
    assert plant.water_kg == water_kg


def test_cold_stones_cool_the_water() -> None:
    """Five kilograms of stones of 20 °C take a bath of 50 °C down by about three degrees."""
    plant = Plant(Bath(loss_w_per_k=0.0, surface_m2=0.0, start_c=50.0))
    plant.swap_stones(20.0)
    for _ in range(1500):
        plant.step(1.0, False)
    assert plant.water_c == pytest.approx(46.7, abs=0.2)


def test_a_probe_follows_after_its_dead_time() -> None:
    """Nothing for the dead time, then 63 % of the step after one lag."""
    probe = ProbeModel(10.0, 3.0, 20.0, 1.0)
    values_c = []
    for _ in range(13):
        probe.step(1.0, 30.0, 22.0)
        values_c.append(probe.value_c)
    assert values_c[:3] == [20.0] * 3
    assert values_c[-1] == pytest.approx(20.0 + 10.0 * 0.632, abs=0.01)


def test_F13_a_probe_in_air_cools_like_one_in_air() -> None:
    """Out of the water a probe takes a minute for 63 % of its way to the room."""
    probe = ProbeModel(8.0, 0.0, 50.0, 1.0)
    probe.in_air = True
    for _ in range(60):
        probe.step(1.0, 50.0, 22.0)
    assert probe.value_c == pytest.approx(22.0 + 28.0 * 0.368, abs=0.05)
