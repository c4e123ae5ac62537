# SPDX-License-Identifier: MIT
import threading
from functools import partial

import pytest

from stoneheater.interfaces.worker import QUEUE_MAX, Worker, WorkerBusyError

DEADLINE_S = 10.0


def fail() -> object:
    """Work that fails."""
    raise LookupError("not there")


def test_work_is_done_in_the_order_it_was_given() -> None:
    """One after the other, each result in its own future."""
    worker = Worker()
    done: list[int] = []
    futures = [worker.submit(partial(done.append, n)) for n in range(3)]
    worker.start()
    for future in futures:
        future.result(DEADLINE_S)
    assert done == [0, 1, 2]
    worker.stop()


def test_work_that_fails_harms_only_its_own_answer() -> None:
    """The failure is in its future; the next piece is done."""
    worker = Worker()
    bad, good = worker.submit(fail), worker.submit(lambda: "fine")
    worker.start()
    assert isinstance(bad.exception(DEADLINE_S), LookupError)
    assert good.result(DEADLINE_S) == "fine"
    worker.stop()


def test_what_does_not_fit_is_refused_at_once() -> None:
    """Four pieces may wait; the fifth is refused, and fits again when one is done."""
    worker = Worker()
    waiting = [worker.submit(lambda: None) for _ in range(QUEUE_MAX)]
    with pytest.raises(WorkerBusyError):
        worker.submit(lambda: None)
    worker.start()
    waiting[-1].result(DEADLINE_S)
    worker.submit(lambda: None).result(DEADLINE_S)
    worker.stop()


def test_a_stopped_worker_begins_nothing_more() -> None:
    """What was begun is finished, what waited is not done, and the thread ends."""
    worker = Worker()
    begun, may_go = threading.Event(), threading.Event()

    def work() -> bool:
        begun.set()
        return may_go.wait(DEADLINE_S)

    first, second = worker.submit(work), worker.submit(lambda: None)
    worker.start()
    assert begun.wait(DEADLINE_S)
    worker.stop()
    may_go.set()
    assert first.result(DEADLINE_S) is True
    worker._thread.join(DEADLINE_S)
    assert not worker._thread.is_alive()
    assert not second.done()
