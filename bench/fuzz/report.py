# SPDX-License-Identifier: MIT
"""Fuzzing, the long form: `make fuzz` writes `docs/fuzz.md`.

The law of this file: it counts. A crash is an input that a reader answered with anything but what
it promises; the first ones of each kind are printed, so that a test can be made of them.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bench.fuzz.live import Crowd, live
from bench.fuzz.mutators import damaged
from bench.fuzz.page import Row, page
from bench.fuzz.targets import Target, configuration, line_of_the_socket, record, scratchpad
from bench.stamp import ROOT, stamp

SEED = 1
PAGE = ROOT / "docs" / "fuzz.md"
SHIPPED = ROOT / "config" / "stoneheater.toml"
COUNTS = {
    "1-Wire parser": 600_000,
    "socket's parser": 400_000,
    "configuration": 20_000,
    "record reader": 10_000,
}
"""How many inputs each reader gets in the long form."""

LIVE_S = 60.0
"""For so long the sockets of a daemon that heats are fuzzed, s."""

SOCKETS = ("interfaces/connection.py", "interfaces/socket.py")
SHOWN = 5


@dataclass(slots=True)
class Tally:
    """What came of one target."""

    inputs: int = 0
    crashes: int = 0


def targets(folder: Path) -> Iterator[Target]:
    """Everything that is fed bytes in this process."""
    yield scratchpad(folder)
    yield line_of_the_socket()
    yield configuration(folder, SHIPPED.read_text(encoding="utf-8"))
    yield record(folder)


def fed(target: Target, count: int, seed: int) -> Tally:
    """Feed a target so many inputs."""
    tally = Tally()
    for data in islice(damaged(random.Random(seed), target.seeds), count):  # noqa: S311 - repeatable
        tally.inputs += 1
        try:
            target.feed(data)
        except Exception as crash:  # noqa: BLE001 - whatever it is, it is counted
            tally.crashes += 1
            if tally.crashes <= SHOWN:
                print(f"{target.name}: {crash!r} on {data[:300]!r}")
    return tally


def measured(chosen: Iterable[Target]) -> list[str]:
    """The files that the page speaks of."""
    return [*(file for target in chosen for file in target.files), *SOCKETS]


def main(share: float, seed: int) -> int:
    """Fuzz everything, and write the page if it was the whole; the number of crashes."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        chosen = list(targets(Path(name)))
        for target in chosen:
            began_s = time.monotonic()
            tally = fed(target, round(share * COUNTS[target.name]), seed)
            took_s = time.monotonic() - began_s
            rows.append(Row(target.name, tally.inputs, tally.crashes, took_s))
            print(rows[-1], flush=True)
        crowd: Crowd = live(Path(name) / "h", LIVE_S * share, seed)
        rows.append(Row("sockets of a heating daemon", crowd.inputs, crowd.crashes, crowd.took_s))
        print(rows[-1], crowd.ticks)
    if share >= 1.0:
        PAGE.write_text(
            page(rows, crowd.ticks, stamp(seed, measured(chosen)), share), encoding="utf-8"
        )
    return sum(row.crashes for row in rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the counts and of the time")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    sys.exit(min(main(given.share, given.seed), 100))
