# SPDX-License-Identifier: MIT
"""What a bath did since an instant: heat and readings, in a bounded number of blocks.

The law of this file: it keeps and thins, and knows no physics. Blocks are short at first and
where the heater has just been switched, and grow where nothing happens; when none can grow any
more the window is full.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from stoneheater.core.bath_model import State

MOST = 200
"""Blocks that a window holds; a fit runs through all of them."""

BLOCK_S = 2.0
COARSE_S = 8.0
"""Blocks begin with this length, and are lengthened all over until this, s."""

LONG_S = 64.0
QUIET_S = 200.0
"""Longer after a switch than this, blocks may grow until they are long, s."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch: its length, s; the share that the heater was on; the mean reading, °C, or None."""

    length_s: float
    on: float
    mean_c: float | None


class BathWindow:
    """The window.

    Attributes:
        start: the bath where the window begins.
        rested: whether the bath had been at rest until then.
        blocks: the closed blocks, oldest first.
        length_s: how long they are together, s.
        open_s: for how long the newest block has been open, s.
        full: no room is left.
    """

    def __init__(self, start: State, *, rested: bool) -> None:
        self.start = start
        self.rested = rested
        self.blocks: tuple[Block, ...] = ()
        self.full = False
        self.length_s = self.open_s = 0.0
        self._block_s = BLOCK_S
        self._heat_s = self._sum_c = 0.0
        self._count = 0

    @property
    def unheated_s(self) -> float:
        """For how long the heater was off, s."""
        return sum(block.length_s * (1.0 - block.on) for block in self.blocks)

    def add(self, dt_s: float, on: bool, value_c: float | None) -> None:
        """Take note of a cycle."""
        self.open_s += dt_s
        self._heat_s += dt_s * on
        if value_c is not None:
            self._sum_c += value_c
            self._count += 1
        if self.open_s >= self._block_s - 0.5:
            self._close()

    def _close(self) -> None:
        mean_c = self._sum_c / self._count if self._count else None
        self.blocks += (Block(self.open_s, self._heat_s / self.open_s, mean_c),)
        self.length_s += self.open_s
        self.open_s = self._heat_s = self._sum_c = 0.0
        self._count = 0
        if len(self.blocks) > MOST:
            self._thin()

    def _thin(self) -> None:
        self.blocks = _merged(self.blocks, LONG_S, _quiet(self.blocks))
        if len(self.blocks) > 0.9 * MOST and self._block_s < COARSE_S:
            self._block_s *= 2.0
            self.blocks = _merged(self.blocks, self._block_s, [True] * len(self.blocks))
        self.full = len(self.blocks) > 0.9 * MOST


def _quiet(blocks: Sequence[Block]) -> list[bool]:
    """Which blocks lie in a long stretch of the same heat, a while after the switch."""
    since_s, quiet = 0.0, [False]
    for before, block in pairwise(blocks):
        since_s = since_s + block.length_s if block.on == before.on else 0.0
        quiet.append(since_s > QUIET_S)
    return quiet


def _merged(blocks: Sequence[Block], longest_s: float, may: Sequence[bool]) -> tuple[Block, ...]:
    """Neighbours of about the same length made one, where they may."""
    merged: list[Block] = []
    i = 0
    while i < len(blocks):
        pair = blocks[i : i + 2]
        if len(pair) > 1 and may[i] and may[i + 1] and _alike(pair[0], pair[1], longest_s):
            merged.append(_joined(pair[0], pair[1]))
        else:
            pair = pair[:1]
            merged.append(pair[0])
        i += len(pair)
    return tuple(merged)


def _alike(a: Block, b: Block, longest_s: float) -> bool:
    together_s = a.length_s + b.length_s
    return together_s <= 1.1 * longest_s and abs(a.length_s - b.length_s) < 0.5 * a.length_s


def _joined(a: Block, b: Block) -> Block:
    length_s = a.length_s + b.length_s
    known = [(block.length_s, block.mean_c) for block in (a, b) if block.mean_c is not None]
    weight_s = sum(piece_s for piece_s, _ in known)
    mean_c = sum(piece_s * c for piece_s, c in known) / weight_s if known else None
    return Block(length_s, (a.length_s * a.on + b.length_s * b.on) / length_s, mean_c)
