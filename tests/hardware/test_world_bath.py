# SPDX-License-Identifier: MIT
"""The simulated world: what relays and bath do when something ails them, and when."""

import threading

import pytest

from stoneheater.core.plant import Bath
from stoneheater.core.reading import Fault
from stoneheater.hardware.faults import FaultSpec, parse_fault
from stoneheater.hardware.world import World
from support.worlds import PAIR, after, read, world_of


@pytest.mark.parametrize("enable_fitted", [True, False])
@pytest.mark.parametrize("enable", [True, False])
@pytest.mark.parametrize("heater", [True, False])
def test_current_needs_both_switches(heater: bool, enable: bool, enable_fitted: bool) -> None:
    """Heater and enable in series; an enable that is not fitted is a wire."""
    world = world_of(has_enable=enable_fitted)
    world.heater, world.enable = heater, enable
    assert world.powered is (heater and (enable or not enable_fitted))


@pytest.mark.parametrize(
    ("faults", "heater", "enable", "powered"),
    [
        (("welded@1",), False, True, True),
        (("welded@1",), False, False, False),
        (("welded_enable@1",), True, False, True),
        (("welded_enable@1",), False, False, False),
        (("welded@1", "welded_enable@1"), False, False, True),
        (("open@1",), True, True, False),
        (("open@1", "welded@1", "welded_enable@1"), True, True, False),
    ],
)
def test_a_weld_is_a_switch_that_is_stuck_on(
    faults: tuple[str, ...], heater: bool, enable: bool, powered: bool
) -> None:
    """One welded switch is caught by the other; an open element gives nothing."""
    world = world_of(*faults)
    world.heater, world.enable = heater, enable
    assert after(world, 1).powered is powered


def test_a_weld_ends() -> None:
    """From its begin until its end, and the bath has the joules of exactly these seconds."""
    after(world := world_of("welded@5..9", has_enable=False), 20)
    assert world.plant.energy_j == 4 * 800.0


@pytest.mark.parametrize(
    ("faults", "share"),
    [
        (("weak@1",), 0.5),
        (("mains@1",), 0.85),
        (("weak=0.5@1", "mains=0.8@1"), 0.4),
        (("weak@1..2",), 1.0),
        (("dry@1",), 1.0),
    ],
)
def test_a_weak_element_gives_less(faults: tuple[str, ...], share: float) -> None:
    """Element and mains multiply, and what has ended is over."""
    world = after(world_of(*faults), 2)
    before_j = world.plant.energy_j
    world.heater = world.enable = True
    after(world, 1)
    assert world.plant.energy_j - before_j == pytest.approx(800.0 * share)


def test_a_bath_without_water_is_light() -> None:
    """An eighth of its capacity, until it is filled again."""
    world = after(world_of("dry@1..2"), 1)
    assert world.plant.dryness == 0.125
    assert after(world, 1).plant.dryness == 1.0


@pytest.mark.parametrize(
    ("faults", "lid"),
    [
        ((), False),
        (("lid_on@1",), True),
        (("lid_on@1..2",), False),
        (("lid_on@1", "lid_off@2"), False),
    ],
)
def test_the_lid(faults: tuple[str, ...], lid: bool) -> None:
    """Put on and taken off."""
    assert after(world_of(*faults), 2).plant.lid is lid


def test_a_lid_that_belongs_to_the_bath_is_taken_off() -> None:
    """And is back when the fault is over."""
    world = World(Bath(lid=True), PAIR, [parse_fault("lid_off@1..2")])
    lids = [after(world, seconds).plant.lid for seconds in (0, 1, 1)]
    assert lids == [True, False, True]


def test_a_draft_cools_the_walls() -> None:
    """As many times more as it says, while it lasts."""
    world = World(Bath(), PAIR, [parse_fault("draft=4@1..2")])
    drafts = [after(world, 1).plant.draft for _ in range(2)]
    assert drafts == [4.0, 1.0]


def test_a_slow_leak_loses_its_litres() -> None:
    """Two kilograms an hour, and something always stays in the tank."""
    world = after(world_of("slow_leak=2@1..1801"), 3600)
    assert world.plant.water_kg == pytest.approx(7.0)
    assert after(world_of("slow_leak=1000@1"), 60).plant.water_kg == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("text", "water_c", "water_kg"),
    [
        ("cold_water=10", 40.0, 8.0),
        ("hot_water=90", 60.0, 8.0),
        ("added_water=40", 48.0, 10.0),
        ("cold_stones=22", 50.0, 8.0),
    ],
)
def test_what_happens_once(text: str, water_c: float, water_kg: float) -> None:
    """Two litres swapped or added in one second; stones change places and nothing else yet."""
    world = after(world_of(f"{text}@5"), 4)
    assert world.plant.water_c == 50.0
    after(world, 1)
    assert world.plant.water_c == pytest.approx(water_c, abs=0.3)
    assert world.plant.water_kg == water_kg


def test_cold_stones_are_cold() -> None:
    """Every stone is swapped for one of the named temperature."""
    assert after(world_of("cold_stones=22@1"), 1).plant.stone_c == pytest.approx(22.0, abs=0.5)


def test_a_small_bath_swaps_no_more_than_it_has() -> None:
    """Of one litre not two can be taken out: all of it is swapped."""
    small = Bath(water_kg=1.0, stone_kg=0.0, start_c=50.0, loss_w_per_k=0.0, surface_m2=0.0)
    world = after(World(small, PAIR, [parse_fault("cold_water=15@1")]), 1)
    assert world.plant.water_kg == 1.0
    assert world.plant.water_c == pytest.approx(15.0, abs=8.0)  # the hot element is still in it


def test_a_fault_may_come_again() -> None:
    """Two spells of one fault, in whatever order they were planned."""
    world = world_of("crc@6..8", "crc@4..6", "crc@1..2")
    garbled = [read(after(world, 1)).fault is Fault.CRC for _ in range(8)]
    assert garbled == [True, False, False, True, True, True, True, False]


def test_a_fault_happens_from_another_thread() -> None:
    """A key pressed elsewhere is there at the next second, and so is its end."""
    world = world_of()
    world.heater = world.enable = True

    def other(spec: FaultSpec) -> None:
        thread = threading.Thread(target=world.happen, args=(spec,))
        thread.start()
        thread.join(5.0)

    other(parse_fault("open@0"))
    assert world.powered
    assert not after(world, 1).powered
    other(FaultSpec("open", 0.0, None, 0.0, 0.0))
    assert after(world, 1).powered


def test_what_is_mended_before_it_broke_is_whole() -> None:
    """Ending what never began does nothing."""
    world = world_of()
    world.happen(FaultSpec("unplugged", 0.0, "all", 0.0, 0.0))
    world.happen(FaultSpec("welded", 0.0, None, 0.0, 0.0))
    assert read(after(world, 1)).temperature_c == 50.0
    assert not world.ails
