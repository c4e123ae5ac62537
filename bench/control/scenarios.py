# SPDX-License-Identifier: MIT
"""What happens to every bath: acts, played one after another on the same stand.

The law of this file: an act's length follows from the bath and the limits of physics, never from
what a controller does, so that everybody has the same time to be right.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from bench.control.grid import TARGET_C, GridBath
from bench.control.limits import cool_down_s, heat_up_s, recovery_s
from bench.control.lumps import LumpyPlant
from bench.control.rigs import Rig

STEP_C = 4.0
STONES_C = 22.0
POURED_C = 15.0
POURED_KG = 2.0
POURED_SHARE = 0.4
"""At most this share of the water is poured: two litres are all that the smallest bath holds."""

MAINS = 0.85
STEADY_S = 2700.0
SETTLED_S = 900.0
ACT_S = 2700.0
LONGEST_RUN_S = 9.8 * 3600.0
"""The heater goes to standby by itself 10 h after it was switched on."""

TAKEN = 0.3
BACK_C = 30.0
ROUNDS = 5
DAY_S = 6 * 3600.0


def _nothing(rig: Rig) -> None:
    del rig


@dataclass(frozen=True, slots=True)
class Act:
    """A stretch of a run.

    Attributes:
        name: what it is about.
        length_s: how long it lasts.
        target_c: the target that the water is held against, °C.
        begin: what happens when it begins.
        limit_s: what physics needs for it; 0 where there is no such limit.
    """

    name: str
    length_s: float
    target_c: float = TARGET_C
    begin: Callable[[Rig], None] = _nothing
    limit_s: float = 0.0


@dataclass(slots=True)
class Played:
    """An act as it was played, second by second.

    Attributes:
        act: the act.
        water_c: the true water at the end of each second, °C.
        on: whether the relay was on in each second.
        withheld: whether a rule kept the heat away in each second.
        energy_j, stored_j: given by the element, and gained by the bath, over the act, J.
    """

    act: Act
    water_c: list[float] = field(default_factory=list)
    on: list[bool] = field(default_factory=list)
    withheld: list[bool] = field(default_factory=list)
    energy_j: float = 0.0
    stored_j: float = 0.0


def play(rig: Rig, acts: Sequence[Act], begun_s: float = 0.0) -> list[Played]:
    """Play the acts; those that would end after the longest run are left out.

    Args:
        rig: the stand.
        acts: what to play.
        begun_s: for how long the stand has run already, s.
    """
    played: list[Played] = []
    for act in acts:
        begun_s += act.length_s
        if begun_s <= LONGEST_RUN_S:
            played.append(_play(rig, act))
    return played


def _play(rig: Rig, act: Act) -> Played:
    act.begin(rig)
    plant, done = rig.plant, Played(act)
    energy_j, stored_j = plant.energy_j, plant.stored_j(act.target_c)
    for _ in range(round(act.length_s)):
        rig.second()
        done.water_c.append(plant.water_c)
        done.on.append(rig.heater)
        done.withheld.append(rig.withheld)
    done.energy_j = plant.energy_j - energy_j
    done.stored_j = plant.stored_j(act.target_c) - stored_j
    return done


def pour(plant: LumpyPlant, *, swap: bool) -> None:
    """Two litres at 15 °C, swapped or added; less into a bath that holds less than five."""
    added_kg = min(POURED_KG, POURED_SHARE * plant.water_kg)
    plant.pour(added_kg, POURED_C, swap=swap)


def heat_up(bath: GridBath) -> list[Act]:
    """A cold start, and the steady state after it."""
    limit_s = heat_up_s(bath.plant(), TARGET_C)
    return [
        Act("heat", 1.5 * limit_s + SETTLED_S, limit_s=limit_s),
        Act("steady", STEADY_S),
    ]


def steps(bath: GridBath) -> list[Act]:
    """Down by 4 °C and up again."""
    low_c = TARGET_C - STEP_C
    plant = bath.plant()
    plant.settle_at(TARGET_C)
    down_s = cool_down_s(plant, low_c)
    plant.settle_at(low_c)
    up_s = heat_up_s(plant, TARGET_C)
    return [
        Act("step down", down_s + ACT_S, low_c, lambda rig: rig.set_target(low_c), down_s),
        Act("step up", 1.5 * up_s + ACT_S, TARGET_C, lambda rig: rig.set_target(TARGET_C), up_s),
    ]


def disturbances(bath: GridBath) -> list[Act]:
    """Cold stones, cold water swapped, lid, mains, cold water added: after a heat-up."""
    acts = []
    if bath.lumps:
        acts.append(_recovery(bath, "cold stones", lambda plant: plant.swap_stones(STONES_C)))
    acts.append(_recovery(bath, "water swapped", partial(pour, swap=True)))
    if bath.file.lid:
        acts += [Act("lid off", ACT_S, begin=_lid(False)), Act("lid on", ACT_S, begin=_lid(True))]
    acts += [
        Act("mains low", ACT_S, begin=lambda rig: rig.mains(MAINS)),
        Act("mains back", ACT_S, begin=lambda rig: rig.mains(1.0)),
        _recovery(bath, "water added", partial(pour, swap=False)),
    ]
    return acts


def day(bath: GridBath) -> list[Act]:
    """Six hours of work: a third of the stones is out for 36 min and comes back at 30 °C."""
    half_s = DAY_S / (2 * ROUNDS)
    if not bath.lumps:
        return [Act("day", DAY_S)]
    out = Act("day", half_s, begin=lambda rig: rig.plant.take_out(TAKEN))
    back = Act("day, stones back", half_s, begin=lambda rig: rig.plant.put_back(TAKEN, BACK_C))
    return [out, back] * ROUNDS


def _recovery(bath: GridBath, name: str, disturb: Callable[[LumpyPlant], None]) -> Act:
    limit_s = recovery_s(bath, TARGET_C, disturb)
    return Act(name, 2.0 * limit_s + ACT_S, TARGET_C, lambda rig: disturb(rig.plant), limit_s)


def _lid(on: bool) -> Callable[[Rig], None]:
    def turn(rig: Rig) -> None:
        rig.plant.lid = on

    return turn
