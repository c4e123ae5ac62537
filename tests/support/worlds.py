# SPDX-License-Identifier: MIT
"""A simulated world without losses and without noise: what changes in it is what ails it."""

from stoneheater.core.plant import Bath
from stoneheater.core.reading import Reading
from stoneheater.hardware.faults import parse_fault
from stoneheater.hardware.world import ProbeParts, World

STILL = Bath(loss_w_per_k=0.0, surface_m2=0.0, start_c=50.0)
QUIET = ProbeParts("bath", noise_c=0.0)
PAIR = (QUIET, ProbeParts("bath-2", noise_c=0.0))


def world_of(*faults: str, probes: tuple[ProbeParts, ...] = PAIR, **more: bool | int) -> World:
    """A bath of 50 °C that loses nothing, with two probes without noise."""
    return World(STILL, probes, map(parse_fault, faults), **more)  # type: ignore[arg-type] # options


def after(world: World, seconds: int) -> World:
    """The same world, later."""
    for _ in range(seconds):
        world.advance()
    return world


def read(world: World, number: int = 0) -> Reading:
    """The newest reading of a probe."""
    reading = world.probes[number].reading
    assert reading is not None
    return reading


def course(world: World, seconds: int) -> list[float]:
    """What the first probe says, second by second, °C."""
    values = [read(after(world, 1)).temperature_c for _ in range(seconds)]
    return [value for value in values if value is not None]
