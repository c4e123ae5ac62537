# SPDX-License-Identifier: MIT
"""The simulated world: what a probe says when something ails it."""

import statistics

import pytest

from stoneheater.core.reading import LSB_C, POWER_ON_C, WEAK_SUPPLY_C, Fault, Reading
from stoneheater.hardware.faults import FaultError, parse_fault
from stoneheater.hardware.world import ProbeParts
from support.worlds import after, course, read, world_of


def test_a_healthy_world_reads_its_water() -> None:
    """Every probe has a reading at once, and a new one every second."""
    world = world_of()
    assert read(world) == Reading("bath", 50.0, 0.0)
    assert read(after(world, 3), 1) == Reading("bath-2", 50.0, 3.0)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("unplugged", Fault.EMPTY),
        ("crc", Fault.CRC),
        ("all_zero", Fault.ALL_ZERO),
        ("all_ones", Fault.ALL_ONES),
    ],
)
def test_an_answer_without_a_temperature(name: str, fault: Fault) -> None:
    """A missing answer is a fault with its time, and never a number."""
    world = world_of(f"{name}@5..9")
    assert read(after(world, 4)).temperature_c == 50.0
    assert read(after(world, 1)) == Reading("bath", None, 5.0, fault)
    assert read(after(world, 3)) == Reading("bath", None, 8.0, fault)
    assert read(after(world, 1)) == Reading("bath", 50.0, 9.0)


@pytest.mark.parametrize(
    ("text", "value_c"),
    [
        ("stuck_at=45", 45.0),
        ("stuck_at=49.51", 49.51),
        ("offset=-8", 42.0),
        ("offset=3", 53.0),
        ("power_on", POWER_ON_C),
        ("weak_supply", WEAK_SUPPLY_C),
        ("frozen", 50.0),
        ("spikes=-10", 40.0),
    ],
)
def test_a_wrong_number_begins_and_ends(text: str, value_c: float) -> None:
    """A false value is there from its begin until its end, and not a second longer."""
    world = world_of(f"{text}@5..6")
    values_c = course(world, 6)
    assert values_c == [50.0] * 4 + [value_c, 50.0]


def test_a_begin_between_two_seconds_is_the_next_one() -> None:
    """Half a second is rounded up, at both ends."""
    values_c = course(world_of("stuck_at=45@4.5..5.5"), 6)
    assert values_c == [50.0] * 4 + [45.0, 50.0]


def test_a_silent_probe_gives_nothing_new() -> None:
    """The last reading grows old, with its own time."""
    world = world_of("silent@5..9")
    assert read(after(world, 8)).at_s == 4.0
    assert read(after(world, 1)).at_s == 9.0


def test_a_frozen_probe_repeats_its_last_value_as_new() -> None:
    """The water goes on and the value does not; its time does."""
    world = world_of("frozen@5", "hot_water=90@6")
    assert read(after(world, 60)) == Reading("bath", 50.0, 60.0)
    assert world.plant.water_c > 55.0


def test_a_probe_that_freezes_while_garbled_freezes_at_its_last_value() -> None:
    """A missing answer is not zero: what is frozen is the last number that was said."""
    world = world_of("crc@3..8", "frozen@5")
    assert read(after(world, 7)).fault is Fault.CRC
    assert read(after(world, 1)).temperature_c == 50.0


def test_a_probe_in_air_falls_to_the_room() -> None:
    """Out of the water it cools in a minute or so, and back in it is warm again."""
    world = world_of("in_air@5..300")
    cold_c = course(world, 299)[-1]
    assert 22.0 <= cold_c < 23.0
    assert read(after(world, 60)).temperature_c == pytest.approx(50.0, abs=0.1)
    assert read(world, 1).temperature_c == 50.0


def test_spikes_come_every_second_reading() -> None:
    """One reading jumps, the next does not."""
    assert course(world_of("spikes=-10@1"), 4) == [40.0, 50.0, 40.0, 50.0]


def test_a_drift_goes_on_minute_by_minute() -> None:
    """It begins at nothing and adds its value every minute."""
    values_c = course(world_of("drift=1@10"), 190)
    assert values_c[9] == 50.0
    assert values_c[69] == 51.0
    assert values_c[189] == 53.0


def test_another_fault_does_not_set_a_drift_back() -> None:
    """A drift that has come far stays far when the probe also begins to spike."""
    values_c = course(world_of("drift=1@10", "spikes=0@69"), 70)
    assert values_c[69] == 51.0


def test_coarse_steps_are_told() -> None:
    """A probe of fewer bits rounds to its own steps, and says how wide they are."""
    world = world_of("offset=0.2@1", "coarse=0.5@1")
    assert read(after(world, 1)) == Reading("bath", 50.0, 1.0, step_c=0.5)


def test_noise_has_its_size() -> None:
    """The standard deviation is the one asked for."""
    values_c = course(world_of("noise=0.5@1"), 600)
    assert statistics.pstdev(values_c) == pytest.approx(0.5, rel=0.15)
    assert statistics.fmean(values_c) == pytest.approx(50.0, abs=0.1)


def test_a_probe_rounds_to_its_step() -> None:
    """Whatever the water is, a healthy probe says multiples of a sixteenth."""
    noisy = (ProbeParts("bath", noise_c=0.3),)
    for value_c in course(world_of(probes=noisy), 100):
        assert value_c / LSB_C == round(value_c / LSB_C)


def test_a_probe_has_its_own_offset() -> None:
    """An offset of the bath file is part of a healthy probe."""
    assert (
        read(world_of(probes=(ProbeParts("bath", noise_c=0.0, offset_c=0.5),))).temperature_c
        == 50.5
    )


def test_noise_is_the_same_for_the_same_seed() -> None:
    """The same seed tells the same story, another one another."""
    noisy = (ProbeParts("bath", noise_c=0.3), ProbeParts("bath-2", noise_c=0.3))
    first, same, other = (course(world_of(probes=noisy, seed=seed), 50) for seed in (1, 1, 2))
    assert first == same
    assert first != other


@pytest.mark.parametrize(
    ("probe", "hit"),
    [
        ("", [True, False]),
        (":bath", [True, False]),
        (":1", [True, False]),
        (":bath-2", [False, True]),
        (":2", [False, True]),
        (":all", [True, True]),
    ],
)
def test_a_fault_finds_its_probe(probe: str, hit: list[bool]) -> None:
    """By name, by number, all of them, or the first when none is named."""
    world = after(world_of(f"unplugged{probe}@1"), 1)
    assert [read(world, n).fault is Fault.EMPTY for n in (0, 1)] == hit


def test_a_probe_that_is_called_by_a_number_is_found_by_its_name() -> None:
    """A name comes before a number."""
    pair = (ProbeParts("2", noise_c=0.0), ProbeParts("other", noise_c=0.0))
    world = after(world_of("unplugged:2@1", probes=pair), 1)
    assert read(world, 0).fault is Fault.EMPTY


@pytest.mark.parametrize("probe", ["3", "0", "element"])
def test_a_probe_that_is_not_there_is_refused(probe: str) -> None:
    """Planned or on the spot, the sentence lists the probes that are."""
    said = f"there is no probe '{probe}' here; known: bath, bath-2, all."
    with pytest.raises(FaultError) as planned:
        world_of(f"crc:{probe}@5")
    with pytest.raises(FaultError) as now:
        world_of().happen(parse_fault(f"crc:{probe}@0"))
    assert (str(planned.value), str(now.value)) == (said, said)
