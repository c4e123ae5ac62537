# SPDX-License-Identifier: MIT
"""Baths so simple that physics can be reckoned by hand, and a stand that plays a given course."""

from dataclasses import dataclass, field

from bench.control.grid import GridBath
from bench.control.jobs import Job, Program, Result
from bench.control.lumps import LumpyPlant
from bench.control.scenarios import Act, Played

from stoneheater.config import BathFile
from stoneheater.core.plant import WATER_J_PER_KG_K


def bare_bath(
    *,
    water_kg: float = 5.0,
    element_w: float = 500.0,
    element_lag_s: float = 0.1,
    loss_w_per_k: float = 0.0,
    start_c: float = 20.0,
    name: str = "bath-01",
) -> GridBath:
    """Water and an element of next to no mass: no stones, no evaporation, loss only if asked."""
    file = BathFile(
        water_kg=water_kg,
        stone_kg=0.0,
        element_w=element_w,
        element_capacity_j_per_k=1.0,
        element_lag_s=element_lag_s,
        loss_w_per_k=loss_w_per_k,
        surface_m2=0.0,
        ambient_c=20.0,
        start_c=start_c,
        probe_lag_s=0.1,
        dead_time_s=0.0,
    )
    return GridBath(name, file, ())


def capacity_j_per_k(bath: GridBath) -> float:
    """Of the water alone, J/K."""
    return bath.file.water_kg * WATER_J_PER_KG_K


@dataclass
class FakeRig:
    """A stand without any controller: full power while told so."""

    plant: LumpyPlant
    heater: bool = True
    withheld: bool = False
    trips: list[str] = field(default_factory=list)
    targets_c: list[float] = field(default_factory=list)
    mains_said: list[float] = field(default_factory=list)

    def second(self) -> None:
        """Let one second pass."""
        self.plant.step(1.0, self.heater)

    def set_target(self, target_c: float) -> None:
        """Note the target."""
        self.targets_c.append(target_c)

    def mains(self, share: float) -> None:
        """Note the mains."""
        self.mains_said.append(share)


def played(act: Act, water_c: list[float], on: list[bool] | None = None) -> Played:
    """An act with a given course."""
    return Played(act, water_c, [True] * len(water_c) if on is None else on)


def result(
    controller: str,
    figures: dict[str, float],
    *,
    bath: GridBath | None = None,
    trips: tuple[str, ...] = (),
) -> Result:
    """A result with these figures."""
    job = Job(Program.FIRST, bath or bare_bath(), controller, seed=1)
    return Result(job, figures, trips)
