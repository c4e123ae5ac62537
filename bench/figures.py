# SPDX-License-Identifier: MIT
"""The published figures, measured on this machine: `make bench`.

The law of this file: it prints what it measured and judges nothing; a figure that misses its aim
is printed beside it. Times are medians of several runs; ratios are taken pair by pair.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from stoneheater.config import BathFile
from stoneheater.core.command import Command, Verb
from stoneheater.core.plant import Plant
from stoneheater.core.time_proportioning import Profile
from stoneheater.interfaces.assembly import assemble_simulation
from stoneheater.interfaces.simulation import Plan, simulate

RUNS = 7
TICKS, TOUCH_S = 7200, 1800
TARGET_C = 52.0
ROOT = Path(__file__).resolve().parent.parent


def row(what: str, measured: str, aim: str) -> None:
    """Print one figure beside its aim."""
    print(f"| {what:48} | {measured:>18} | {aim:>22} |")


def ticks_ms() -> tuple[float, float]:
    """A cycle of the loop while it learns: the mean, and what 99.9 % stay below, ms."""
    app, _ = assemble_simulation(BathFile(), target_c=TARGET_C)
    app.loop.ask(Command(Verb.ON))
    spent_ms = []
    for second in range(TICKS):
        if second % TOUCH_S == 0:
            app.loop.ask(Command(Verb.TOUCH))
        began_s = time.thread_time()
        app.loop.cycle()
        spent_ms.append(1000.0 * (time.thread_time() - began_s))
        app.clock.wait_until(app.clock.now_s() + 1.0)
    return statistics.fmean(spent_ms), sorted(spent_ms)[TICKS * 999 // 1000]


def simulation_speed() -> float:
    """Simulated seconds in one real second, the whole app included (median)."""
    speeds = []
    for seed in range(1, RUNS + 1):
        began_s = time.perf_counter()
        report = simulate(Plan(target_c=TARGET_C, hours=2.0, seed=seed))
        speeds.append(report.hours * 3600.0 / (time.perf_counter() - began_s))
    return statistics.median(speeds)


def wall_s(command: list[str], environment: dict[str, str]) -> float:
    """How long one whole process takes, s."""
    began_s = time.perf_counter()
    subprocess.run(command, env=environment, capture_output=True, check=False)
    return time.perf_counter() - began_s


def status_ratio() -> float:
    """`stoneheater status` against `python -c "import click, json, socket"`, pair by pair."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "STONEHEATER_RUNTIME_DIR": folder}
        status = [str(Path(sys.executable).parent / "stoneheater"), "status"]
        plain = [sys.executable, "-c", "import click, json, socket"]
        pairs = [(wall_s(status, environment), wall_s(plain, environment)) for _ in range(15)]
    return statistics.median(ours_s / theirs_s for ours_s, theirs_s in pairs[1:])


def full_power_s(file: BathFile) -> float:
    """Full power all the way to target - 0.5 °C: the shortest time physics allows, s."""
    plant, second = Plant(file.bath()), 0
    while plant.water_c < TARGET_C - 0.5:
        plant.step(1.0, on=True)
        second += 1
    return float(second)


def control(profile: Profile) -> None:
    """The nominal bath, over seeds: median and worst."""
    file = BathFile()
    runs = [simulate(Plan(file, TARGET_C, seed=seed, profile=profile)) for seed in range(1, 11)]
    limit_s = full_power_s(file)

    def both(values: list[float]) -> str:
        return f"{statistics.median(values):.3f} / {max(values):.3f}"

    row(f"{profile}: settle / full-power time", both([(r.settle_s or 1e9) / limit_s for r in runs]),
        "<= 1.10")  # fmt: skip
    row(f"{profile}: first peak, C", both([r.overshoot_c for r in runs]), "<= 0.4")
    row(f"{profile}: rms, C", both([r.rms_c for r in runs]), "<= 0.15")
    row(f"{profile}: offset, C", both([abs(r.offset_c) for r in runs]), "-")
    row(f"{profile}: relay changes / h", both([r.relay_changes_per_h for r in runs]), "<= 120")


def daemon_rss_mb() -> str:
    """Resident memory of the daemon after 60 s of heating on the stand-in hardware, MB."""
    script = ROOT / "bench" / "daemon_rss.py"
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or f"failed: {done.stderr.strip()[-60:]}"


def main() -> None:
    """Print every figure."""
    print(f"| {'figure':48} | {'measured':>18} | {'aim':>22} |")
    print(f"|{'-' * 50}|{'-' * 20}|{'-' * 24}|")
    mean_ms, most_ms = ticks_ms()
    row("one cycle of the loop, a fit under way, ms", f"{mean_ms:.3f}", "<= 0.25")
    row("99.9 % of the cycles, ms", f"{most_ms:.3f}", "<= 1")
    row("simulation, times real time", f"{simulation_speed():.0f}", ">= 3000")
    row("status / import click, json, socket", f"{status_ratio():.2f}", "<= 1.7")
    row("daemon RSS after 60 s of heating, MB", daemon_rss_mb(), "<= 36")
    print("\nNominal bath, 20 to 52 C, 10 seeds (median / worst):\n")
    for profile in Profile:
        control(profile)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(f"\nthis benchmark: {usage.ru_utime:.0f} s of CPU")


if __name__ == "__main__":
    main()
