# SPDX-License-Identifier: MIT
"""What runs in one process: one controller on one bath through one program of acts.

The law of this file: a job is a value and its result is a value; nothing is shared, so that the
order and the number of processes change nothing.
"""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from enum import StrEnum

from bench.control.grid import TARGET_C, GridBath, unlike
from bench.control.rigs import OurRig, Rig, bare
from bench.control.scenarios import Played, day, disturbances, heat_up, play, steps
from bench.control.score import (
    Figures,
    day_figures,
    heat_up_figures,
    largest_c,
    recovery_figures,
    steady_figures,
    step_figures,
)

from stoneheater.core.thermal_model import Learned
from stoneheater.core.time_proportioning import Profile

PROCESSES = 2
SPARE_S = {Profile.MECHANICAL.value: 10.0, Profile.SSR.value: 5.0}
RECOVERIES = ("cold stones", "water swapped", "water added")
UPSETS = ("lid off", "mains low")


class Program(StrEnum):
    """What a bath goes through."""

    FIRST = "first heat-up and everything that can happen"
    UNLIKE = "first heat-up of a bath unlike the model"
    DAY = "a day of work"


@dataclass(frozen=True, slots=True)
class Job:
    """One controller (a profile of ours, or a reference) on one bath."""

    program: Program
    bath: GridBath
    controller: str
    seed: int


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a job: its figures and every trip."""

    job: Job
    figures: Figures
    trips: tuple[str, ...]


def run(job: Job) -> Result:
    """Play a job to its end."""
    return {Program.FIRST: _first, Program.UNLIKE: _unlike, Program.DAY: _day}[job.program](job)


def run_all(jobs: Sequence[Job]) -> list[Result]:
    """Play every job, two at a time; the results in the order of the jobs."""
    with ProcessPoolExecutor(PROCESSES) as pool:
        return list(pool.map(run, jobs))


def _rig(job: Job, bath: GridBath, kept: Learned | None = None) -> Rig:
    if job.controller in SPARE_S:
        return OurRig(bath, TARGET_C, Profile(job.controller), job.seed, kept)
    return bare(bath, job.controller, TARGET_C, job.seed)


def _first(job: Job) -> Result:
    bath = job.bath
    rig = _rig(job, bath)
    heat, steady = play(rig, heat_up(bath))
    figures = heat_up_figures(heat, steady) | steady_figures(bath, steady)
    again = _rig(job, bath, rig.learned if isinstance(rig, OurRig) else None)
    begun_s = heat.act.length_s + steady.act.length_s
    upset = play(rig, disturbances(bath), begun_s)
    figures |= _upsets(upset, SPARE_S.get(job.controller, 0.0))
    acts = play(again, heat_up(bath) + steps(bath))
    learned = heat_up_figures(acts[0], acts[1])
    figures["first peak learned"] = learned["first peak"]
    figures["settle ratio learned"] = learned["settle ratio"]
    trips = (*rig.trips, *again.trips)
    if isinstance(rig, OurRig):
        dipped = OurRig(bath, TARGET_C, Profile(job.controller), job.seed, dipped=True)
        heat, steady = play(dipped, heat_up(bath))
        figures["first peak dipped"] = heat_up_figures(heat, steady)["first peak"]
        trips = (*trips, *dipped.trips)
    return Result(job, figures | step_figures(acts[2:]), trips)


def _upsets(acts: Sequence[Played], spare_s: float) -> Figures:
    """What came of the disturbances that were played."""
    figures: Figures = {}
    for act in acts:
        if act.act.name in RECOVERIES:
            figures |= recovery_figures(act, spare_s)
        elif act.act.name in UPSETS:
            figures[act.act.name] = largest_c(act.water_c, TARGET_C)
    return figures


def _unlike(job: Job) -> Result:
    bath = unlike(job.bath)
    rig = _rig(job, bath)
    heat, steady = play(rig, heat_up(bath))
    found = heat_up_figures(heat, steady) | steady_figures(bath, steady)
    kept = ("settle ratio", "settle ratio late", "first peak", "rms", "offset")
    return Result(job, {f"unlike {name}": found[name] for name in kept}, tuple(rig.trips))


def _day(job: Job) -> Result:
    rig = _rig(job, job.bath)
    acts = play(rig, heat_up(job.bath) + day(job.bath))
    return Result(job, day_figures(job.bath, acts[2:]), tuple(rig.trips))
