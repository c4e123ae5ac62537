# SPDX-License-Identifier: MIT
"""One thread that does what it is asked, one thing after the other.

The law of this file: asking never waits, what fails harms only its own answer, and too much that
waits is refused at once. The thread begins with the first request.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final

WAITING_MAX: Final = 64

Turn = Callable[[Future[Any]], None]
"""Does one thing, and answers the future now or leaves it to somebody else."""


class BusyError(Exception):
    """Too much is waiting already; one sentence for a person."""


class Turns:
    """The thread and the queue in front of it; any thread may ask."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[tuple[Turn, Future[Any]] | None] = queue.Queue(WAITING_MAX + 1)
        self._thread = threading.Thread(target=self._run, name="treatment", daemon=True)
        self._begun = threading.Lock()

    def ask(self, turn: Turn) -> Future[Any]:
        """Have something done; returns at once.

        Raises:
            BusyError: too much is waiting.
        """
        done: Future[Any] = Future()
        with self._begun:
            if self._waiting.qsize() >= WAITING_MAX:
                raise BusyError("too many requests are waiting: ask again in a second.")
            self._waiting.put_nowait((turn, done))
            if self._thread.ident is None:
                self._thread.start()
        return done

    def close(self, deadline_s: float) -> bool:
        """Do what waits, within the deadline; whether that was done."""
        with self._begun:
            if self._thread.ident is None:
                return True
            self._waiting.put_nowait(None)
        self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (asked := self._waiting.get()) is not None:
            turn, done = asked
            try:
                turn(done)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is this request's answer
                done.set_exception(error)
