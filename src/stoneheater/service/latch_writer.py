# SPDX-License-Identifier: MIT
"""How a trip reaches the disk while the control thread goes on.

The law of this file: heat is off and the mode is TRIPPED in memory before anything here is
called; nobody waits for the card here, and no reset counts before it is on the card.
"""

import threading
from concurrent.futures import Future
from contextlib import suppress
from typing import Final

from stoneheater.service.latch import LatchedTrip, LatchError, LatchFile

RETRY_S: Final = 5.0
"""Between two attempts to bring a trip to a troubled disk."""


class LatchWriter:
    """Latches trips from the control thread without ever waiting for the card.

    The copy in memory's disk is written by the caller at once; a thread of our own brings the
    trip to the card and tries again until it is there. The newest wish wins; a reset that a trip
    overtakes, or that the disk refuses, fails, and the trip is written again.

    Args:
        latch: the two copies.
        held: the trip that is latched now, or None.
        retry_s: seconds between two attempts on a troubled disk.
    """

    def __init__(
        self, latch: LatchFile, held: LatchedTrip | None, *, retry_s: float = RETRY_S
    ) -> None:
        self._latch, self._retry_s = latch, retry_s
        self._changed = threading.Condition()
        self._held = held
        self._job: _Job | None = None
        self._fault = ""
        self._closing = self._final = False
        self._thread = threading.Thread(target=self._run, name="latch", daemon=True)
        self._thread.start()

    @property
    def pending(self) -> bool:
        """Whether the newest trip or reset is not yet on the disk in both copies."""
        with self._changed:
            return self._job is not None

    @property
    def fault(self) -> str:
        """Why the last attempt failed, as a sentence; empty while all is well."""
        with self._changed:
            return self._fault

    def trip(self, trip: LatchedTrip) -> None:
        """Latch ``trip``. Returns without waiting for the card and never raises; any thread."""
        with self._changed:
            self._held = trip
            self._replace(_Job(trip))
            with suppress(OSError):  # the thread writes this copy again, and reports
                self._latch.write_runtime(trip)

    def clear(self) -> Future[None]:
        """Ask for the reset. Returns at once; any thread.

        Returns:
            A future that succeeds once both copies say "clear" on the disk: only then may anybody
            say RESET. It fails with LatchError if the disk refuses or a new trip comes first;
            the heater then stays tripped. It cannot be cancelled.
        """
        with self._changed:
            job = self._job
            if job is None or job.trip is not None:  # pressing twice asks once
                job = _Job(None)
                self._replace(job)
            return job.done

    def close(self, deadline_s: float) -> bool:
        """Finish what is pending within ``deadline_s`` seconds; True if nothing is."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(deadline_s)
        return not self.pending

    def _replace(self, job: "_Job") -> None:
        if self._job is not None:
            self._job.fail("Not reset: a new trip came first.")
        self._job = job
        self._changed.notify_all()

    def _run(self) -> None:
        going_on = True
        while going_on and (job := self._next()) is not None:
            going_on = self._attempt(job)

    def _next(self) -> "_Job | None":
        with self._changed:
            self._changed.wait_for(lambda: self._job is not None or self._closing)
            self._final = self._closing
            return self._job

    def _attempt(self, job: "_Job") -> bool:
        try:
            self._latch.write_state(job.trip)
            self._finish(job)
        except OSError as error:
            return self._failed(job, error)
        return True

    def _finish(self, job: "_Job") -> None:
        with self._changed:
            if self._job is job:  # else something newer came, and the runtime copy is its own
                self._latch.write_runtime(job.trip)
                self._held, self._job, self._fault = job.trip, None, ""
                job.done.set_result(None)

    def _failed(self, job: "_Job", error: OSError) -> bool:
        with self._changed:
            self._fault = (
                f"The trip latch cannot be written ({error.strerror}): free some space or check"
                f" the card; the next attempt is {self._retry_s:g} s away."
            )
            if self._job is job and job.trip is None:
                job.fail(f"Not reset, the heater stays tripped: {self._fault}")
                self._job = None if self._held is None else _Job(self._held)
            self._changed.wait_for(lambda: self._closing or self._job is not job, self._retry_s)
            return self._job is not job or not self._final


class _Job:
    """One wish: a trip to latch, or None to clear; and the promise to whoever waits for it."""

    def __init__(self, trip: LatchedTrip | None) -> None:
        self.trip = trip
        self.done: Future[None] = Future()
        self.done.set_running_or_notify_cancel()

    def fail(self, why: str) -> None:
        self.done.set_exception(LatchError(why))
