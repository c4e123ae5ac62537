# SPDX-License-Identifier: MIT
"""A sink for the writer that hangs or refuses when told."""

import threading
from collections.abc import Sequence

from stoneheater.service.store.writer import Sink, Writer
from support.disk import DEADLINE_S

FOREVER_S = 3600.0


class Shelf:
    """A sink that keeps what it is given, hangs or refuses when told, and tells when."""

    def __init__(self) -> None:
        self.kept: list[int] = []
        self.batches: list[list[int]] = []
        self.told: list[tuple[int, str]] = []
        self.losses: list[int] = []
        self.error: Exception | None = None
        self.once = False
        self.notice = ""
        self.opened = self.refusals = 0
        self.closed = False
        self.answers, self.asked, self.refused, self.wrote = (threading.Event() for _ in range(4))
        self.answers.set()

    def open(self) -> None:
        """Counted; refuses when told."""
        self.opened += 1
        self._meet()

    def write(self, items: Sequence[int], lost: int) -> str:
        """Keep the items, unless told otherwise."""
        self.asked.set()
        self._meet()
        self.kept.extend(items)
        self.batches.append(list(items))
        self.losses.append(lost)
        self.wrote.set()
        return self.notice

    def unwritten(self, item: int, why: str) -> None:
        """Kept for the test to look at."""
        self.told.append((item, why))

    def close(self) -> None:
        """Noted."""
        self.closed = True

    def _meet(self) -> None:
        assert self.answers.wait(DEADLINE_S)
        if self.error is not None:
            error, self.error = self.error, None if self.once else self.error
            self.refusals += 1
            self.refused.set()
            raise error


def make_writer(
    shelf: Sink[int],
    *,
    capacity: int = 100,
    batch: int = 1,
    gather_s: float = 0.0,
    retry_s: float = FOREVER_S,
    stall_s: float = FOREVER_S,
) -> Writer[int]:
    """A writer onto the shelf that writes at once and retries only when told."""
    return Writer(
        "The record",
        shelf,
        capacity=capacity,
        batch=batch,
        gather_s=gather_s,
        retry_s=retry_s,
        stall_s=stall_s,
    )
