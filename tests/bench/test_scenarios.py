# SPDX-License-Identifier: MIT
"""The acts that every bath goes through."""

import pytest
from bench.control.grid import quick_grid
from bench.control.limits import heat_up_s
from bench.control.scenarios import (
    ACT_S,
    DAY_S,
    LONGEST_RUN_S,
    SETTLED_S,
    Act,
    day,
    disturbances,
    heat_up,
    play,
    pour,
    steps,
)

from support.bench_baths import FakeRig, bare_bath

MIDDLE = quick_grid()[1]
LIDDED = quick_grid()[2]


def test_the_heat_up_has_half_as_much_time_again_as_physics_needs() -> None:
    """Then comes the steady state, whoever is late."""
    heat, steady = heat_up(MIDDLE)
    limit_s = heat_up_s(MIDDLE.plant(), 52.0)
    assert heat.length_s == pytest.approx(1.5 * limit_s + SETTLED_S)
    assert (heat.limit_s, steady.length_s) == (limit_s, 2700.0)


def test_a_played_act_keeps_every_second_and_its_heat() -> None:
    """Water, relay, energy given and heat gained."""
    bath = bare_bath()
    rig = FakeRig(bath.plant())
    (done,) = play(rig, [Act("heat", 60.0)])
    assert (len(done.water_c), done.on) == (60, [True] * 60)
    assert done.energy_j == pytest.approx(60.0 * 500.0)
    assert done.stored_j == pytest.approx(done.energy_j, rel=1e-6)


@pytest.mark.parametrize(("begun_s", "count"), [(LONGEST_RUN_S - 10.0, 1), (LONGEST_RUN_S, 0)])
def test_nothing_is_played_after_the_heater_goes_to_bed(begun_s: float, count: int) -> None:
    """An act that would end after the longest run is left out."""
    assert len(play(FakeRig(bare_bath().plant()), [Act("heat", 10.0)], begun_s)) == count


def test_every_disturbance_of_the_list_happens() -> None:
    """The lid only where there is one, stones only where there are any."""
    with_lid = [act.name for act in disturbances(LIDDED)]
    assert with_lid[:4] == ["cold stones", "water swapped", "lid off", "lid on"]
    assert with_lid[4:] == ["mains low", "mains back", "water added"]
    plain = [act.name for act in disturbances(bare_bath(loss_w_per_k=2.0))]
    assert plain == ["water swapped", "mains low", "mains back", "water added"]


def test_a_disturbance_does_what_it_is_called() -> None:
    """Stones cold, lid off and on, mains down and back, two litres more."""
    rig = FakeRig(LIDDED.plant(), heater=False)
    rig.plant.settle_at(52.0)
    acts = {act.name: act for act in disturbances(LIDDED)}
    acts["cold stones"].begin(rig)
    assert set(rig.plant.lumps_c) == {22.0}
    acts["lid off"].begin(rig)
    assert not rig.plant.lid
    acts["lid on"].begin(rig)
    assert rig.plant.lid
    acts["mains low"].begin(rig)
    acts["mains back"].begin(rig)
    assert rig.mains_said == [0.85, 1.0]
    acts["water added"].begin(rig)
    assert rig.plant.water_kg == pytest.approx(LIDDED.file.water_kg + 2.0)


@pytest.mark.parametrize(("water_kg", "poured_kg"), [(8.0, 2.0), (2.0, 0.8)])
def test_a_small_bath_gets_a_small_pour(water_kg: float, poured_kg: float) -> None:
    """At most 40 % of its water."""
    plant = bare_bath(water_kg=water_kg).plant()
    pour(plant, swap=False)
    assert plant.water_kg == pytest.approx(water_kg + poured_kg)
    pour(plant, swap=True)
    assert plant.water_kg == pytest.approx(water_kg + poured_kg)


def test_the_steps_go_down_and_up_again() -> None:
    """To 48 °C and back to 52 °C, each with the time that physics needs and 45 min."""
    down, up = steps(MIDDLE)
    rig = FakeRig(MIDDLE.plant())
    down.begin(rig)
    up.begin(rig)
    assert rig.targets_c == [48.0, 52.0]
    assert down.length_s == pytest.approx(down.limit_s + ACT_S)
    assert 0.0 < up.limit_s < down.limit_s


def test_the_day_is_six_hours_and_brings_every_stone_back() -> None:
    """Out and back five times; without stones it is only long."""
    acts = day(MIDDLE)
    rig = FakeRig(MIDDLE.plant())
    for act in acts:
        act.begin(rig)
    assert sum(act.length_s for act in acts) == pytest.approx(DAY_S)
    assert rig.plant.inside == pytest.approx(1.0)
    assert sum(act.length_s for act in day(bare_bath())) == DAY_S
