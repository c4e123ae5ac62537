# SPDX-License-Identifier: MIT
"""Keeps the trip latch on disk without ever making the control loop wait for a disk.

The law of this file: a trip is in memory before it is here, so the heat is off already; the
copy in memory's disk is written at once, the one on the card by a thread of its own, in order.
A reset counts only when both copies are on the disk.
"""

import queue
import threading
from collections.abc import Callable
from typing import Protocol

from stoneheater.service.latch import LatchedTrip, LatchFile


class Latch(Protocol):
    """What the service needs of a latch."""

    def trip(self, trip: LatchedTrip) -> None:
        """Latch; returns at once."""
        ...

    def clear(self, done: Callable[[str | None], None]) -> None:
        """Clear; ``done(None)`` once it is durable, ``done(why)`` if it cannot be."""
        ...


class MemoryLatch:
    """The latch of a simulation: nothing outlives the process."""

    def trip(self, trip: LatchedTrip) -> None:
        """Nothing to keep."""

    def clear(self, done: Callable[[str | None], None]) -> None:
        """Cleared at once."""
        done(None)


class LatchKeeper:
    """The latch file and the thread that writes it.

    Attributes:
        trouble: why the latch on the card is not what it should be; empty when it is.
    """

    def __init__(self, file: LatchFile) -> None:
        self.trouble = ""
        self._file = file
        self._queue: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="latch", daemon=True)
        self._thread.start()

    def trip(self, trip: LatchedTrip) -> None:
        """Latch in memory's disk now, and on the card as soon as it answers."""
        try:
            self._file.write_runtime(trip)
        except OSError as error:
            self.trouble = f"the trip is not in the runtime directory: {error.strerror}."
        self._queue.put(lambda: self._file.write_state(trip))

    def clear(self, done: Callable[[str | None], None]) -> None:
        """Clear both copies, then say so."""
        self._queue.put(lambda: self._clear(done))

    def close(self, deadline_s: float) -> bool:
        """Finish what is queued, within the deadline; True if all of it is on the disk."""
        self._queue.put(None)
        self._thread.join(deadline_s)
        return not self._thread.is_alive() and not self.trouble

    def _clear(self, done: Callable[[str | None], None]) -> None:
        try:
            self._file.write(None)
        except OSError as error:
            done(f"the reset cannot be written ({error.strerror}): the heater stays tripped.")
            return
        done(None)

    def _run(self) -> None:
        while (job := self._queue.get()) is not None:
            try:
                job()
                self.trouble = ""
            except OSError as error:
                self.trouble = f"the trip is not on the disk: {error.strerror}."
