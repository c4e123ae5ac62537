# SPDX-License-Identifier: MIT
"""The campaign: `make campaign` plays all of it and writes docs/campaign.md.

The law of this file: it chooses what is played, prints what came of it, and fails when a promise
of the page is broken. A fixed tenth is played by CI (`make campaign-tenth`) and writes no page.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path

from bench.campaign.days import Day, day
from bench.campaign.faults import DRY, FAULTS, Cut, inject
from bench.campaign.pages import Run, page, promises_broken
from bench.campaign.walks import Walks
from bench.control.grid import GridBath, grid
from bench.control.report import JUDGED as CONTROL
from bench.fingerprint import fingerprint
from bench.stamp import commit
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "campaign.md"
PROCESSES = 2
SEED = 13
DAYS = 300
WALKS = 100
STEPS = 40
PHASES = ("heating", "holding")
TENTH = 10
"""CI plays every so manieth fault, and this part of the days and walks."""

SINGLE = ("bath-13", "bath-16", "bath-21", "bath-24")
"""Baths that are played with one probe too: light, middle, slow, late."""

DRY_SEEDS = 4
"""The dry bath is played with so many: when it comes in the cycle of the relay decides much."""

JUDGED = (
    *CONTROL,
    "attendance.py",
    "desk.py",
    "inverted.py",
    "mode.py",
    "trips.py",
    *(f"../../../bench/campaign/{each}.py" for each in ("days", "faults", "stage", "walks")),
)
"""What the published page depends on."""


def play_days(baths: Sequence[GridBath], count: int) -> list[Day]:
    """So many days, the baths in turn."""
    numbers = range(SEED * 1000, SEED * 1000 + count)
    turns = [baths[n % len(baths)] for n in range(count)]
    with ProcessPoolExecutor(PROCESSES) as pool:
        return list(pool.map(day, numbers, turns))


def play_faults(baths: Sequence[GridBath], each: int = 1) -> list[Cut]:
    """Faults times baths times phases, the dry bath several times; or a part of each phase."""
    jobs = fault_jobs(baths, each)
    with ProcessPoolExecutor(PROCESSES) as pool:
        return list(pool.map(inject, *zip(*jobs, strict=True), chunksize=4))


def fault_jobs(baths: Sequence[GridBath], each: int) -> list[tuple[GridBath, str, str, int]]:
    """Bath, fault, phase and seed of everything; or every so manieth of each phase, by turns."""
    jobs = [
        (bath, fault, phase, SEED + again)
        for bath in baths
        for fault in FAULTS
        for phase in PHASES
        for again in range(DRY_SEEDS if fault == DRY else 1)
    ]
    phases = [[job for job in jobs if job[2] == phase] for phase in PHASES]
    return [job for n, those in enumerate(phases) for job in those[(n * each) // 2 :: each]]


def play_single(baths: Sequence[GridBath]) -> list[Cut]:
    """Every fault with a single bath probe, on a few baths."""
    jobs = [
        (bath, fault, phase, SEED, 1)
        for bath in baths
        if bath.name in SINGLE
        for fault in FAULTS
        for phase in PHASES
    ]
    with ProcessPoolExecutor(PROCESSES) as pool:
        return list(pool.map(inject, *zip(*jobs, strict=True), chunksize=4)) if jobs else []


def play_walks(count: int, steps: int) -> str:
    """So many walks, in as many processes as there are; what was broken first, or nothing."""
    each = -(-count // PROCESSES)
    seeds = range(SEED, SEED + PROCESSES)
    with ProcessPoolExecutor(PROCESSES) as pool:
        broken = pool.map(_walk, seeds, repeat(each), repeat(steps))
        return next(filter(None, broken), "")


def _walk(first: int, count: int, steps: int) -> str:
    form = settings(
        max_examples=count,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(seed(first)(Walks), settings=form)
    except AssertionError as broken:
        return str(broken)
    return ""


def main() -> int:
    """Play what is asked for, write the page of the whole; 1 if a promise was broken."""
    parser = argparse.ArgumentParser(description="Days, faults and random walks; writes the page.")
    parser.add_argument("--baths", nargs="+", help="their names; without it the whole grid")
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--walks", type=int, default=WALKS)
    parser.add_argument("--tenth", action="store_true", help="a fixed tenth; writes no page")
    asked = parser.parse_args()
    began_s = time.monotonic()
    baths = [bath for bath in grid() if asked.baths is None or bath.name in asked.baths]
    run = play(baths, asked.days, asked.walks, TENTH if asked.tenth else 1)
    if not asked.tenth:
        PAGE.write_text(page(run), encoding="utf-8")
    for broken in promises_broken(run):
        print(f"BROKEN: {broken}")
    played = f"{len(run.days)} days, {len(run.cuts)} faults, {run.walks} walks"
    print(f"{played} in {time.monotonic() - began_s:.0f} s")
    return int(bool(promises_broken(run)))


def play(baths: Sequence[GridBath], days: int, walks: int, each: int) -> Run:
    """Everything, or every so manieth of it."""
    made, played, walks = datetime.now(UTC).strftime("%Y-%m-%d"), commit(), walks // each
    return Run(
        cuts=play_faults(baths, each),
        single=play_single(baths) if each == 1 else [],
        days=play_days(baths, days // each),
        broken=play_walks(walks, STEPS) if walks else "",
        baths=baths,
        dry_seeds=DRY_SEEDS,
        walks=walks,
        steps=STEPS,
        seed=SEED,
        date=made,
        commit=played,
        fingerprint=fingerprint(JUDGED),
    )


if __name__ == "__main__":
    sys.exit(main())
