# SPDX-License-Identifier: MIT
"""What happens to stones and sessions, on its way into the record.

The law of this file: giving something to be recorded never waits. Whoever asks whether it is on
the disk hears of it as soon as it is, and after a second at the latest that it is not.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NoAnswer
from typing import Final, NamedTuple

from stoneheater.core.board_event import Entry
from stoneheater.core.command import Answer
from stoneheater.service.store.records import Kind, Record, RecordStore, Stamp

RECORDED_S: Final = 1.0
"""After so long something counts as not recorded, s."""

SLOW: Final = f"the disk has not answered within {RECORDED_S:.0f} s"

_KINDS: Final = {"stone": Kind.STONE, "session": Kind.SESSION, "alarm": Kind.ALARM}

Tell = Callable[[str], None]
"""Told once: why it is not recorded; empty if it is."""


def _never() -> Stamp:
    return Stamp(0.0, 0.0, "")


class TreatmentRecord:
    """The way into the record; without a store nothing is kept.

    Attributes:
        keeps: whether there is a store.
    """

    def __init__(
        self, records: RecordStore | None = None, stamp: Callable[[], Stamp] = _never
    ) -> None:
        self.keeps = records is not None
        self._stamp = stamp
        self._records = records

    def keep(self, entries: Iterable[Entry], who: str) -> tuple[Future[int], ...]:
        """Give entries to be recorded; returns at once; any thread."""
        if self._records is None:
            return ()
        now = self._stamp()
        return tuple(self._records.append(_record(now, entry, who)) for entry in entries)

    def erase(self, session_id: str, who: str) -> Future[Answer]:
        """Have a client's part of a session erased; the answer comes when the disk has done it."""
        answer: Future[Answer] = Future()
        if self._records is None:
            answer.set_result(Answer(ok=False, text="nothing is recorded here, so nothing erased."))
            return answer
        asked = self._records.erase(session_id, who)
        asked.add_done_callback(lambda done: answer.set_result(_erased(session_id, done)))
        return answer


class Receipts:
    """One thread that waits for the disk, so that nobody else has to."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="receipts", daemon=True)
        self._thread.start()

    def give(self, promises: Sequence[Future[int]], tell: Tell) -> None:
        """Have somebody told when all of it is on the disk, or that it is not; returns at once."""
        self._waiting.put(_Waiting(promises, time.monotonic() + RECORDED_S, tell))

    def close(self, deadline_s: float) -> bool:
        """Tell all that wait, within the deadline; whether that was done."""
        self._waiting.put(None)
        self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (waiting := self._waiting.get()) is not None:
            waiting.tell(_why_not(waiting))


class _Waiting(NamedTuple):
    promises: Sequence[Future[int]]
    until_s: float
    tell: Tell


def _why_not(waiting: _Waiting) -> str:
    """Why something is not recorded; empty when it is."""
    try:
        for promise in waiting.promises:
            promise.result(max(0.0, waiting.until_s - time.monotonic()))
    except NoAnswer:
        return SLOW
    except Exception as error:  # noqa: BLE001 - whatever the disk says, the therapist hears it
        return str(error).removeprefix("not recorded: ")
    return ""


def _record(now: Stamp, entry: Entry, who: str) -> Record:
    kind = _KINDS[str(entry.data["event"]).partition(".")[0]]
    return Record(now, kind, who, entry.text, entry.data, entry.private, entry.session_id)


def _erased(session_id: str, done: Future[int]) -> Answer:
    error = done.exception()
    if error is not None:
        return Answer(ok=False, text=str(error))
    return Answer(ok=True, text=f"the client's part of session {session_id} is erased.")
