# SPDX-License-Identifier: MIT
"""Heat is a lease: "on" always means "on until then", and a guard ends what nobody renews.

The law of this file: an output that is not renewed goes off by itself, whoever forgot it. The
lease is ours and not the driver's, so that no driver can weaken it; for anything that can
switch something real its time is CLOCK_MONOTONIC, whatever clock the driver brings.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

from stoneheater.ports import Output

LEASE_S = 2.5
GUARD_PERIOD_S = 0.25
"""Together, and with what a switch takes: no heat 3 s after the loop stands still."""


class Lease:
    """One output, on only for as long as somebody says so.

    Attributes:
        name: the output's name.
        expired: how often the guard had to end this lease.
    """

    def __init__(self, name: str, output: Output) -> None:
        self.name = name
        self.expired = 0
        self._output = output
        self._lock = threading.Lock()
        self._until_s: float | None = None

    def hold_on(self, until_s: float) -> None:
        """Be on until ``until_s``; raises OSError if it cannot switch.

        The line then counts as on and reads back wrong, so that it is written OFF all the same.
        """
        with self._lock:
            was_off, self._until_s = self._until_s is None, until_s
            if was_off:
                self._output.write(True)

    def off(self) -> None:
        """Be off now; a failing line is tried again at every call and by the guard."""
        with self._lock:
            self._release()

    def check(self, now_s: float) -> None:
        """End the lease if it has run out, even if a thread that is stuck has it locked."""
        locked = self._lock.acquire(blocking=False)
        try:
            until_s = self._until_s
            if until_s is not None and now_s >= until_s:
                self.expired += 1
                self._release()
        finally:
            if locked:
                self._lock.release()

    def agrees(self) -> bool:
        """Whether the line reads back what was written."""
        with self._lock:
            try:
                return self._output.read() is (self._until_s is not None)
            except OSError:
                return False

    def _release(self) -> None:
        if self._until_s is not None:
            self._output.write(False)
            self._until_s = None


class Guard:
    """Watches the leases, in a thread of its own or called by a simulated clock.

    Attributes:
        beat_s: the instant at which it last looked, s.
    """

    def __init__(self, leases: Sequence[Lease], now_s: Callable[[], float]) -> None:
        self.beat_s = now_s()
        self._leases = leases
        self._now_s = now_s
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Watch in a thread of its own."""
        self._thread = threading.Thread(target=self._run, name="guard", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop watching; the leases must be off by now."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=1.0)

    def look(self) -> None:
        """Look once at every lease; one failing line does not keep it from the others."""
        now_s = self._now_s()
        for lease in self._leases:
            with suppress(Exception):  # a foreign driver may raise anything: the read-back rule
                lease.check(now_s)  # speaks of it, and the next look tries again
        self.beat_s = now_s

    def _run(self) -> None:
        while not self._stop.wait(GUARD_PERIOD_S):
            self.look()
