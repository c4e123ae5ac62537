# SPDX-License-Identifier: MIT
"""The page of the fuzzing.

The law of this file: it adds up and prints; what is on it was counted elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.load.ticks import Ticks


@dataclass(frozen=True, slots=True)
class Row:
    """One target: how many inputs, how many crashes, how long it took, s."""

    name: str
    inputs: int
    crashes: int
    took_s: float


def page(rows: Sequence[Row], ticks: Ticks, stamp: str, share: float) -> str:
    """The whole page of a run that was so many times the usual one."""
    lines = "".join(
        f"| {row.name} | {row.inputs:,} | {row.crashes} | {row.took_s:.0f} |\n" for row in rows
    )
    total, minutes = sum(row.inputs for row in rows), sum(row.took_s for row in rows) / 60.0
    return f"""\
<!-- SPDX-License-Identifier: MIT -->
<!-- Written by `make fuzz` from bench/fuzz. -->
# Fuzzing

Whatever reads bytes that somebody else wrote is given damaged ones: good inputs with bytes turned,
lost, doubled, swapped or cut, two inputs grown into one, odd numbers and signs, and pure noise
(`bench/fuzz/mutators.py`). Each input must be read, or refused as promised: a fault, one sentence,
one typed error. Anything else is a crash. What is read must be plausible too: a temperature only
from a whole scratchpad, limits of a configuration in their order.

The sockets are those of the real program in a process of its own, heating a bath; what is thrown at
them are whole and half messages, several at once, and hanging up in the middle.

{stamp}

| target | inputs | crashes | took, s |
|---|---|---|---|
{lines}| **together** | **{total:,}** | **{sum(row.crashes for row in rows)}** | |

While the sockets were fuzzed, the loop made {ticks.count} ticks of a second; the longest time from
one to the next was {ticks.longest_s:.2f} s, and {ticks.delayed} came more than half a second late.

`make fuzz FUZZ="--share {share:g}"` does it again, in {minutes:.0f} min; without the share
it is a single part of it, and a fixed piece of that is in the tests.
"""
