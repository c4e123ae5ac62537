# SPDX-License-Identifier: MIT
"""One thread for what takes seconds, with a short queue in front of it.

The law of this file: giving work never waits, work that does not fit is refused at once, and a
piece of work that fails harms only its own answer.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

QUEUE_MAX: Final = 4

Job = tuple[Callable[[], object], Future[object]]


class WorkerBusyError(Exception):
    """Too much is waiting already."""


class Worker:
    """The thread; it does not keep the process from ending. One thread alone gives it work."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="socket worker", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def submit(self, run: Callable[[], object]) -> Future[object]:
        """Queue a piece of work. Raises WorkerBusyError if too much is waiting."""
        if self._waiting.qsize() >= QUEUE_MAX:
            raise WorkerBusyError
        done: Future[object] = Future()
        self._waiting.put((run, done))
        return done

    def stop(self) -> None:
        """End after what was begun; what waits is not done."""
        while not self._waiting.empty():
            self._waiting.get()
        self._waiting.put(None)

    def _run(self) -> None:
        while (job := self._waiting.get()) is not None:
            _do(*job)


def _do(run: Callable[[], object], done: Future[object]) -> None:
    try:
        done.set_result(run())
    except Exception as trouble:  # noqa: BLE001 - whatever it is, it is this request's answer
        done.set_exception(trouble)
