# SPDX-License-Identifier: MIT
"""A daemon that heats, and when its ticks were complete, seen from outside.

The law of this file: the heartbeat line toggles when a tick of HEATING is complete, and only then;
its touches on the stand-in chip carry monotonic time, and nothing in the daemon is measured by the
daemon. While the heater is on, the time since the last tick is the age of its lease.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from support.house import HEATER, STONEHEATER, House
from support.waiting import eventually

HEARTBEAT = 22
PERIOD_S = 1.0
LATE_S = 0.5
"""A tick that comes so much after its second is delayed, s."""

START_S = 180.0
"""On a disk that takes ten seconds for every fsync a start takes a minute, s."""

FEW = 2


@dataclass(frozen=True, slots=True)
class Ticks:
    """What was seen of the ticks in a stretch of time.

    Attributes:
        count: how many there were.
        jitter_s: 99 % were no further than this from a second after the one before, s.
        longest_s: the longest time from one to the next, s.
        lease_s: the same while the heater was on: the greatest age of its lease, s.
        delayed: how many came more than half a second late.
    """

    count: int
    jitter_s: float
    longest_s: float
    lease_s: float
    delayed: int


class Heated(House):
    """A house whose daemon heats and shows its heartbeat."""

    def begin_heating(self, before: Sequence[str]) -> None:
        """Start bath and daemon, the latter behind the words of another program, and heat."""
        self.wire(gpio={"heater_pin": HEATER, "heartbeat_pin": HEARTBEAT})
        self.commission()
        self.bath()
        self._start([*before, str(STONEHEATER), "daemon", "--config", str(self.config)])
        eventually(self.status, START_S)
        self.heat()

    def ticks(self, from_s: float, to_s: float) -> Ticks:
        """What the heartbeat line showed between two instants."""
        return seen(self.events(), from_s, to_s)

    def events(self) -> list[str]:
        """Every touch of a line so far."""
        return (self.world / "events.log").read_text(encoding="utf-8").splitlines()


def seen(events: Sequence[str], from_s: float, to_s: float) -> Ticks:
    """What the touches of the lines say about the ticks between two instants."""
    touched = [row.partition(" ") for row in events]
    beats = [float(at) for at, _, what in touched if what.startswith(f"SET {HEARTBEAT} ")]
    heat = [(float(at), what[-1] == "1") for at, _, what in touched if _is_heat(what)]
    gaps = [(b - a, a) for a, b in pairwise(beats) if a >= from_s and b <= to_s]
    assert len(gaps) >= FEW, "the heater did not heat"
    off = sorted(abs(gap - PERIOD_S) for gap, _ in gaps)
    return Ticks(
        len(gaps) + 1,
        off[ceil(0.99 * len(off)) - 1],
        max(gap for gap, _ in gaps),
        max(_held_s(heat, at, at + gap) for gap, at in gaps),
        sum(gap > PERIOD_S + LATE_S for gap, _ in gaps),
    )


def _is_heat(what: str) -> bool:
    return what.startswith((f"SET {HEATER} ", f"OUTPUT {HEATER} "))


def _held_s(heat: Sequence[tuple[float, bool]], from_s: float, to_s: float) -> float:
    """For how long the heater stayed on from one tick on, until it went off or the next came."""
    known = [on for since_s, on in heat if since_s <= from_s]
    if not known or not known[-1]:
        return 0.0
    offs = (at_s for at_s, on in heat if from_s < at_s < to_s and not on)
    return next(offs, to_s) - from_s


@contextmanager
def heated(folder: Path, *before: str) -> Iterator[Heated]:
    """A house that heats, until the block ends."""
    house = Heated(folder)
    try:
        house.begin_heating(before)
        yield house
    finally:
        house.close()
