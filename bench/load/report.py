# SPDX-License-Identifier: MIT
"""The load bench: `make load` writes `docs/load.md`.

The law of this file: the daemon is the real program in a process of its own, heating a bath on a
stand-in chip; each load is bounded in number and time, and touches no network. The slow disk is the
kernel's own answer to fsync held back by strace, so that nothing in the daemon is replaced.
"""

import argparse
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.load.loads import Load, crowd, flood, halves, hog, readers, slow, under
from bench.load.ticks import Ticks, heated
from bench.stamp import ROOT, stamp

PAGE = ROOT / "docs" / "load.md"
SETTLE_S = 2.0
SECONDS = 15.0
FSYNC_S = 10
FILES = (
    "service/loop.py",
    "service/lease.py",
    "service/store/writer.py",
    "interfaces/socket.py",
    "interfaces/connection.py",
)
SLOW_DISK = (
    "strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync",
    "-e", f"inject=fsync,fdatasync:delay_enter={FSYNC_S}s",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """One row: what is put upon the daemon, and whether its disk is slow."""

    name: str
    loads: Sequence[Load] = ()
    before: Sequence[str] = ()


CASES = (
    Case("nothing"),
    Case("14 subscribers that read", (readers,)),
    Case("200 connections, those turned away knocking again", (crowd,)),
    Case("14 clients that ask for ever and never read", (slow,)),
    Case("8 clients sending commands without a pause", (flood,)),
    Case("half messages, rubbish, lines without an end", (halves,)),
    Case(f"every fsync takes {FSYNC_S} s", (), SLOW_DISK),
    Case("a CPU hog on every core", (hog,)),
    Case("all of it at once", (crowd, slow, flood, halves, hog), SLOW_DISK),
)


def measured(case: Case, seconds: float) -> Ticks:
    """The ticks of a daemon under one load."""
    with tempfile.TemporaryDirectory() as name, heated(Path(name) / "h", *case.before) as house:
        with under(house.run, *case.loads):
            time.sleep(SETTLE_S)
            began_s = time.monotonic()
            time.sleep(seconds)
            ended_s = time.monotonic()
        return house.ticks(began_s, ended_s)


def row(case: Case, ticks: Ticks) -> str:
    """One line of the table."""
    return (
        f"| {case.name} | {ticks.count} | {1000 * ticks.jitter_s:.0f} | {ticks.longest_s:.2f} "
        f"| {ticks.lease_s:.2f} | {ticks.delayed} |\n"
    )


def page(rows: Sequence[str], seconds: float, head: str) -> str:
    """The whole page."""
    return f"""\
<!-- SPDX-License-Identifier: MIT -->
<!-- Written by `make load` from bench/load. -->
# Under load

The control loop waits for nobody. Here is what it notices of clients, disks and neighbours that
misbehave: the real daemon in a process of its own heats a small bath for {seconds:.0f} s under each
load; its ticks are seen from outside, by the heartbeat line, which toggles when a tick is complete.
The lease of the heat is 2.5 s: were a tick later than that, the guard would open the heater.

{head} Two cores, no real-time priority; a Raspberry Pi was not seen.

| load | ticks | 99 % within, ms of a second | longest time between two, s | oldest lease, s \
| late by over 0.5 s |
|---|---|---|---|---|---|
{"".join(rows)}
The slow disk is the kernel's fsync held back (`strace -e inject=fsync:delay_enter={FSYNC_S}s`,
package `strace`), for every file that the daemon writes: the records, the history, the latch, the
learned bath. With such a disk the start itself takes a minute, without heat. The hogs run at the
daemon's own priority, one bound to each core.
"""


def main(seconds: float, *, write: bool) -> None:
    """Measure every case, print, and write the page."""
    rows = []
    if shutil.which(SLOW_DISK[0]) is None:
        raise SystemExit("strace is missing: sudo apt install strace")
    for case in CASES:
        rows.append(row(case, measured(case, seconds)))
        print(rows[-1], end="", flush=True)
    if write:
        PAGE.write_text(page(rows, seconds, stamp(0, FILES)), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each load")
    given = parser.parse_args()
    main(given.seconds, write=given.seconds >= SECONDS)
