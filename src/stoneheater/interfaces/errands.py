# SPDX-License-Identifier: MIT
"""What a client asked for and somebody else has to do: the control loop, or the worker thread.

The law of this file: the only thing that a finished request does in the thread that finished it
is to leave a note and to wake the sockets; neither can block, fail, or grow without bound.
"""

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, Final

from stoneheater.core.command import Answer, Command
from stoneheater.interfaces import protocol
from stoneheater.interfaces.connection import Connection, Pending
from stoneheater.interfaces.protocol import Id, RpcError
from stoneheater.interfaces.replies import Ask, Later, Work
from stoneheater.interfaces.verbs import said
from stoneheater.interfaces.worker import Worker, WorkerBusyError
from stoneheater.service.heater_service import LATE
from stoneheater.service.treatment import MisunderstoodError

ASKED_MAX: Final = 16
ASKED_REMOTE_MAX: Final = 8
"""So many requests may wait for the loop, and so many of them from afar; one cycle takes 16."""

WORK_S: Final = 30.0

_BUSY: Final = "too many requests are waiting: ask again in a second."
_TOO_SLOW: Final = f"that takes longer than {WORK_S:.0f} s: ask again, and check the probes' cable."
_COUNTED: Final = "no answer yet: what was asked counts from then; look at stoneheater watch."
_FAILED: Final = "that failed inside the daemon: see journalctl -u stoneheater."

_log = logging.getLogger(__name__)

Submit = Callable[[Command], Future[Answer]]
Note = tuple[Connection, Pending, Future[Any]]


class Errands:
    """The requests that are under way.

    Args:
        submit: leaves a command for the control loop.
        wake: wakes the thread of the sockets; never blocks, never raises.
    """

    def __init__(self, submit: Submit, wake: Callable[[], None]) -> None:
        self._submit = submit
        self._wake = wake
        self._asked: dict[Future[Answer], bool] = {}
        self._notes: deque[Note] = deque()
        self.worker = Worker()

    def run(
        self, errand: Ask | Work | Later, client: Connection, request_id: Id, now_s: float
    ) -> None:
        """Send one on its way; the client is not heard again before it is answered or late.

        Raises:
            RpcError: too many are under way.
        """
        if isinstance(errand, Ask):
            future: Future[Any] = self._ask(errand, remote=client.caller.remote)
            pending = Pending(request_id, now_s + errand.late_s, LATE.text, errand.hint)
        elif isinstance(errand, Later):
            future = errand.future
            pending = Pending(request_id, now_s + errand.late_s, _COUNTED)
        else:
            future = self._work(errand)
            pending = Pending(request_id, now_s + WORK_S, _TOO_SLOW)
        client.pending = pending
        future.add_done_callback(partial(self._finished, client, pending))

    def settle(self) -> None:
        """Give every client what has been finished for it."""
        while self._notes:
            client, pending, future = self._notes.popleft()
            client.answered(pending, _answer_line(pending, future))

    def _ask(self, ask: Ask, *, remote: bool) -> Future[Answer]:
        self._asked = {asked: afar for asked, afar in self._asked.items() if not asked.done()}
        crowd = sum(self._asked.values()) if remote else len(self._asked)
        if crowd >= (ASKED_REMOTE_MAX if remote else ASKED_MAX):
            raise RpcError(protocol.REFUSED, _BUSY)
        asked = self._submit(ask.command)
        self._asked[asked] = remote
        return asked

    def _work(self, work: Work) -> Future[object]:
        try:
            return self.worker.submit(work.run)
        except WorkerBusyError:
            raise RpcError(protocol.REFUSED, _BUSY) from None

    def _finished(self, client: Connection, pending: Pending, future: Future[Any]) -> None:
        """In the thread that finished it."""
        self._notes.append((client, pending, future))
        self._wake()


def _answer_line(pending: Pending, future: Future[Any]) -> bytes:
    trouble = future.exception()
    if isinstance(trouble, MisunderstoodError):
        return protocol.error(pending.request_id, protocol.BAD_PARAMS, str(trouble))
    if trouble is not None:
        _log.error("a request failed", exc_info=trouble)
        return protocol.error(pending.request_id, protocol.BROKEN, _FAILED)
    result = future.result()
    if not isinstance(result, Answer):
        return protocol.answer(pending.request_id, protocol.dump(result))
    if result.ok:
        return protocol.answer(pending.request_id, said(result.text))
    text = f"{result.text} {pending.hint}".rstrip()
    return protocol.error(pending.request_id, protocol.REFUSED, text)
