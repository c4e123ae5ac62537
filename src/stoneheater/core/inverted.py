# SPDX-License-Identifier: MIT
"""The numbers that the rules stand on, kept a second time with every bit turned over.

The law of this file: it compares and repairs nothing. A bit that flips in memory, in a number or
in its copy, makes the two disagree; the copy is turned over so that whatever overwrites both alike
is noticed as well.
"""

from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from struct import pack

from stoneheater.core.energy import NamePlate
from stoneheater.core.rule import Limits

TURNED = 0xFF


class Inverted:
    """A copy of limits and name plate, bit for bit the other way round."""

    def __init__(self, limits: Limits, plate: NamePlate) -> None:
        self._kept = [(each, _getter(type(each))) for each in (limits, plate)]
        self._copy = bytes(byte ^ TURNED for byte in self._bits())

    @property
    def agrees(self) -> bool:
        """Whether every number still is what its copy says."""
        bits = self._bits()
        both = int.from_bytes(bits) ^ int.from_bytes(self._copy)
        return both == (1 << 8 * len(bits)) - 1

    def _bits(self) -> bytes:
        return b"".join(pack(f"{len(n)}d", *n) for n in (get(each) for each, get in self._kept))


def _getter(kind: type[Limits] | type[NamePlate]) -> Callable[[object], tuple[float, ...]]:
    """What reads every number of such a thing, without copying the thing."""
    return attrgetter(*(field.name for field in fields(kind)))
