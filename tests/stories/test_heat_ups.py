# SPDX-License-Identifier: MIT
"""Ordinary days on every kind of bath: no rule may speak where nothing is wrong."""

from itertools import product
from typing import Any

import pytest

from stoneheater.config import BathFile
from stoneheater.config.bath_file import BathProbe
from stoneheater.hardware.faults import parse_fault
from stoneheater.interfaces.simulation import Plan, Report, Second, simulate

KINDS = [
    (water_kg, stone_kg, element_w, lid)
    for water_kg, stone_kg, element_w, lid in product(
        (2.0, 8.0, 20.0), (0.0, 15.0), (300.0, 2000.0), (False, True)
    )
    if not (water_kg == 20.0 and element_w == 300.0 and not lid)
]


def played(*faults: str, hours: float, probes: int = 1, **bath: Any) -> tuple[Report, set[str]]:
    """One run, and every rule that spoke in it."""
    spoke: set[str] = set()

    def each(second: Second) -> None:
        spoke.update(filter(None, second.state.split("; ")))

    file = BathFile(probe=(BathProbe(),) * probes, **bath)
    plan = Plan(file, target_c=52.0, hours=hours, faults=[parse_fault(text) for text in faults])
    return simulate(plan, each), spoke


def size(water_kg: float) -> dict[str, Any]:
    """Surface and walls of a bath of this much water, in proportion to the nominal one."""
    share = (water_kg / 8.0) ** (2 / 3)
    return {"surface_m2": 0.09 * share, "loss_w_per_k": 2.5 * share}


@pytest.mark.parametrize(("water_kg", "stone_kg", "element_w", "lid"), KINDS)
def test_no_rule_speaks_on_a_normal_heat_up(
    water_kg: float, stone_kg: float, element_w: float, lid: bool
) -> None:
    """From 2 to 20 kg, with and without stones, weak and strong: only looks, and no alarm."""
    hours = 1.0 if element_w > 300.0 else 4.5
    bath: dict[str, Any] = {
        "water_kg": water_kg,
        "stone_kg": stone_kg,
        "element_w": element_w,
        "lid": lid,
    }
    report, spoke = played(hours=hours, **{**bath, **size(water_kg)})
    assert spoke <= {"look"}
    assert set(report.alarms) <= {"ready"}


@pytest.mark.parametrize("plate_w", [0.77, 1.0, 1.42])
@pytest.mark.parametrize("plate_kg", [0.5, 2.0])
def test_a_name_plate_that_is_far_off_trips_nothing(plate_w: float, plate_kg: float) -> None:
    """Half to twice the water and 30 % of power are within what the rules allow for."""
    told: dict[str, Any] = {"nameplate_w": 800.0 * plate_w, "nameplate_kg": 8.0 * plate_kg}
    report, spoke = played(hours=1.5, **told)
    assert spoke <= {"look"}
    assert not report.trips


def test_an_element_too_weak_for_the_target_is_warned_of_and_never_tripped() -> None:
    """A bath that levels off below its target is told where it will end."""
    bath: dict[str, Any] = {"water_kg": 20.0, "stone_kg": 0.0, "element_w": 300.0, **size(20.0)}
    report, spoke = played(hours=11.0, **bath)
    assert "weak-element" in report.alarms
    assert spoke <= {"look"}
    assert not report.trips


@pytest.mark.parametrize("probes", [1, 2])
@pytest.mark.parametrize(("water_kg", "element_w"), [(3.0, 800.0), (8.0, 800.0), (20.0, 2000.0)])
@pytest.mark.parametrize(
    "fault", ["cold_stones=22@5400", "cold_water=15@5400", "added_water=15@5400", "lid_on@5400"]
)
def test_F30_cold_stones_and_water_trip_nothing(
    fault: str, water_kg: float, element_w: float, probes: int
) -> None:
    """What a treatment does to a bath is not a fault."""
    bath: dict[str, Any] = {
        "water_kg": water_kg,
        "stone_kg": 5.0,
        "element_w": element_w,
        **size(water_kg),
    }
    report, spoke = played(fault, hours=2.5, probes=probes, **bath)
    assert spoke <= {"look"}
    assert not report.trips
