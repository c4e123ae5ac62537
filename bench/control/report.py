# SPDX-License-Identifier: MIT
"""The control bench: `make bench-control` (everything), `make bench-control-quick` (every day).

The law of this file: it chooses what runs and prints what came of it; a miss is printed, not
judged, so the bench ends well whatever it found. Only the whole form writes into `docs/`.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.control.grid import GridBath, further, grid, quick_grid
from bench.control.jobs import Job, Program, run_all
from bench.control.pages import OURS, Run, draw, missed, page, per_bath, references, table, trips
from bench.control.rigs import REFERENCES
from bench.fingerprint import fingerprint
from bench.stamp import commit

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "control-bench.md"
PICTURE = ROOT / "docs" / "images" / "control-bench.png"
JUDGED = (
    "bath_filter.py",
    "bath_fit.py",
    "bath_health.py",
    "bath_model.py",
    "bath_poured.py",
    "bath_prior.py",
    "bath_search.py",
    "bath_window.py",
    "control.py",
    "energy.py",
    "fast_rise.py",
    "heater.py",
    "interlock.py",
    "lead.py",
    "least_squares.py",
    "nudge.py",
    "observer.py",
    "plant.py",
    "probe.py",
    "ration.py",
    "rise_off.py",
    "rule.py",
    "sequence.py",
    "speaker.py",
    "thermal_model.py",
    "time_proportioning.py",
    "unanswered.py",
)
STANDS = ("grid", "jobs", "limits", "lumps", "references", "rigs", "scenarios", "score", "table")
MEASURED = (*JUDGED, *(f"../../../bench/control/{stand}.py" for stand in STANDS))
"""What the published figures depend on: files of the core, then the stand itself."""


def jobs(baths: Sequence[GridBath], seeds: Sequence[int], *, whole: bool) -> list[Job]:
    """Everything to run: every controller through every program; a day in the whole form only."""
    programs = [Program.FIRST, Program.UNLIKE, *([Program.DAY] if whole else [])]
    planned = [(program, who) for program in programs for who in (*OURS, *REFERENCES)]
    return [
        Job(program, bath, who, seed)
        for seed in seeds
        for bath in baths
        for program, who in planned
    ]


def main(*, whole: bool, seeds: Sequence[int]) -> int:
    """Run, print, and in the whole form write the page; 1 if a healthy heater tripped."""
    began_s = time.monotonic()
    baths = [*grid(), *further()] if whole else quick_grid()
    made, measured = datetime.now(UTC).strftime("%Y-%m-%d"), commit()
    results = run_all(jobs(baths, seeds, whole=whole))
    print(f"Ours, median / worst over promised baths (* misses its aim):\n\n{table(results)}")
    print(f"References:\n\n{references(results)}")
    print(f"Misses:\n\n{missed(results)}")
    print(f"Settling ÷ limit and first peak, bath by bath:\n\n{per_bath(results, baths)}")
    print(f"Trips of a healthy heater:\n\n{trips(results)}")
    if whole:
        played = Run(results, baths, seeds, made, measured, fingerprint(MEASURED))
        PAGE.write_text(page(played), encoding="utf-8")
        draw(results, PICTURE)
    print(f"{len(results)} runs on {len(baths)} baths in {time.monotonic() - began_s:.0f} s")
    return int(any(result.trips for result in results if result.job.bath.promised))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Every bath against physics and references.")
    parser.add_argument("--quick", action="store_true", help="a fixed tenth of it")
    parser.add_argument("--seeds", type=int, default=2, help="so many, from 1 on")
    asked = parser.parse_args()
    sys.exit(main(whole=not asked.quick, seeds=(1,) if asked.quick else range(1, asked.seeds + 1)))
