# SPDX-License-Identifier: MIT
"""The campaign: `make campaign` plays all of it and writes docs/campaign.md.

The law of this file: it chooses what is played and prints what came of it; a miss is printed, not
judged. The fixed small form is among the tests.
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
from bench.campaign.pages import Run, page
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
WALKS = 1000
STEPS = 40
PHASES = ("heating", "holding")
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


def play_faults(baths: Sequence[GridBath], faults: Sequence[str] = FAULTS) -> list[Cut]:
    """Every fault on every bath, in both phases; the dry bath several times."""
    jobs = [
        (bath, fault, phase, SEED + again)
        for bath in baths
        for fault in faults
        for phase in PHASES
        for again in range(DRY_SEEDS if fault == DRY else 1)
    ]
    with ProcessPoolExecutor(PROCESSES) as pool:
        return list(pool.map(inject, *zip(*jobs, strict=True), chunksize=4))


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
    """Play what is asked for and write the page; 1 if anything was broken or tripped."""
    parser = argparse.ArgumentParser(description="Days, faults and random walks; writes the page.")
    parser.add_argument("--baths", nargs="+", help="their names; without it the whole grid")
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--walks", type=int, default=WALKS)
    asked = parser.parse_args()
    began_s = time.monotonic()
    made, played = datetime.now(UTC).strftime("%Y-%m-%d"), commit()
    baths = [bath for bath in grid() if asked.baths is None or bath.name in asked.baths]
    run = Run(
        cuts=play_faults(baths),
        days=play_days(baths, asked.days),
        broken=play_walks(asked.walks, STEPS) if asked.walks else "",
        baths=baths,
        dry_seeds=DRY_SEEDS,
        walks=asked.walks,
        steps=STEPS,
        seed=SEED,
        date=made,
        commit=played,
        fingerprint=fingerprint(JUDGED),
    )
    PAGE.write_text(page(run), encoding="utf-8")
    print(f"{PAGE.name} in {time.monotonic() - began_s:.0f} s")
    return int(bool(run.broken) or any(one.trips for one in run.days))


if __name__ == "__main__":
    sys.exit(main())
