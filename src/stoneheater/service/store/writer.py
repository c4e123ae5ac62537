# SPDX-License-Identifier: MIT
"""One thread that writes, and a bounded queue in front of it that never makes anybody wait.

The law of this file: ``put`` returns at once and never raises, whatever the disk does, even if it
hangs for ever. What cannot be written waits in memory up to a bound; beyond it the oldest goes,
and is counted. A word of this reaches the log only when something changes (fault F71).
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from stoneheater.service.store.database import explain, is_disk_trouble

Item = TypeVar("Item")
Item_contra = TypeVar("Item_contra", contravariant=True)

RETRY_S = 30.0
"""Between two attempts on a troubled disk: at most two log lines each, under 1 MB a day."""

STALL_S = 5.0
"""A write that takes longer than this is reported as a disk that does not answer."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoreHealth:
    """How one store is doing.

    Attributes:
        ok: everything that was put is written, or on its way.
        sentence: the same for a person: what happened, how much waits, the next step.
        pending: how many items wait in memory.
        lost: how many items were given up since the start.
    """

    ok: bool
    sentence: str
    pending: int
    lost: int


class Sink(Protocol[Item_contra]):
    """Where a writer's items go. All but ``unwritten`` run in the writer's thread only."""

    def open(self) -> None:
        """Make ready to write. Raises what ``is_disk_trouble`` knows for a troubled disk."""
        ...

    def write(self, items: Sequence[Item_contra], lost: int) -> str:
        """Write all items or none.

        Args:
            items: oldest first; never empty.
            lost: how many items were given up since the last successful write.

        Returns:
            What to warn of although it was written, or an empty string.

        Raises:
            sqlite3.Error, OSError: if it is disk trouble the same items will come again; any
                other error means that these items cannot be written, and they are given up.
        """
        ...

    def unwritten(self, item: Item_contra, why: str) -> None:
        """Take note that ``item`` is not on the disk. Any thread; must return at once."""
        ...

    def close(self) -> None:
        """Let go of the disk. Must not raise."""
        ...


class Writer(Generic[Item]):
    """A daemon thread that carries items to a sink.

    Args:
        label: what is written, as the subject of a sentence ("The record").
        sink: where the items go.
        capacity: how many items may wait; beyond it the oldest is given up.
        batch: how many items go to the sink at once, at most.
        gather_s: how long the first of a batch waits for company.
        retry_s: how long after trouble the next attempt is made.
        stall_s: from when on a write that does not end counts as trouble.
    """

    def __init__(
        self,
        label: str,
        sink: Sink[Item],
        *,
        capacity: int,
        batch: int,
        gather_s: float = 0.0,
        retry_s: float = RETRY_S,
        stall_s: float = STALL_S,
    ) -> None:
        self._label, self._sink = label, sink
        self._capacity, self._batch, self._gather_s = capacity, batch, gather_s
        self._retry_s, self._stall_s = retry_s, stall_s
        self._waiting: deque[Item] = deque()
        self._in_flight: list[Item] = []
        self._changed = threading.Condition()
        self._due_s: float | None = time.monotonic()
        self._busy_since_s: float | None = None
        self._trouble = self._notice = ""
        self._lost = self._lost_told = 0
        self._opened = self._closing = self._final = False
        self._thread = threading.Thread(target=self._run, name=f"writer {label}", daemon=True)
        self._thread.start()

    def put(self, item: Item) -> None:
        """Queue ``item``. Returns at once and never raises; any thread."""
        with self._changed:
            self._waiting.append(item)
            given_up = self._give_up_excess()
            why = "the store is closed" if self._closing else self._trouble
            if self._due_s is None:
                self._due_s = time.monotonic() + self._gather_s
            self._changed.notify_all()
        self._tell(given_up, why or "the disk does not answer")
        self._tell([item] if why else [], why)

    def health(self) -> StoreHealth:
        """How it goes; never waits for the disk; any thread."""
        with self._changed:
            why, lost = self._why(), self._lost
            pending = len(self._in_flight) + len(self._waiting)
            notice = self._notice
        waiting = f"{pending} waiting, {lost} lost"
        if why:
            sentence = f"{self._label} is not being written ({waiting}): {why}."
        elif notice:
            sentence = f"{self._label} is being written, but {notice}."
        else:
            sentence = f"{self._label} is being written ({waiting})."
        return StoreHealth(ok=not (why or notice), sentence=sentence, pending=pending, lost=lost)

    def close(self, deadline_s: float) -> bool:
        """Write what waits, then stop; give up after ``deadline_s`` seconds.

        Returns:
            True if nothing is left unwritten.
        """
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(deadline_s)
        with self._changed:
            left = [*self._in_flight, *self._waiting]
        self._tell(left, "the store was closed before the disk had answered")
        return not left and not self._thread.is_alive()

    def _why(self) -> str:
        if self._waiting and not self._trouble and not self._thread.is_alive():
            return "the thread that writes it has ended; restart the daemon"
        busy_s = 0.0 if self._busy_since_s is None else time.monotonic() - self._busy_since_s
        if self._busy_since_s is not None and busy_s >= self._stall_s:
            return f"the disk has not answered for {busy_s:.0f} s; check the card"
        return self._trouble

    def _run(self) -> None:
        while self._wait_until_due():
            self._attempt()
        self._sink.close()

    def _wait_until_due(self) -> bool:
        with self._changed:
            while not self._closing:
                left_s = None if self._due_s is None else self._due_s - time.monotonic()
                if left_s is not None and left_s <= 0.0:
                    return True
                self._changed.wait(left_s)
            return self._due_s is not None

    def _attempt(self) -> None:
        batch, lost = self._take()
        notice = ""
        try:
            if not self._opened:
                self._sink.open()
            if batch:
                notice = self._sink.write(batch, lost)
        except Exception as error:  # noqa: BLE001 - the thread must outlive an item it cannot write
            if not is_disk_trouble(error):
                batch = self._give_up(batch, f"{error!r}")
            self._failed(batch, explain(error))
        else:
            self._written(lost, notice)

    def _take(self) -> tuple[list[Item], int]:
        with self._changed:
            ready = self._opened or self._trouble != ""  # the first attempt of all only opens
            many = min(self._batch, len(self._waiting)) if ready else 0
            self._in_flight = [self._waiting.popleft() for _ in range(many)]
            self._busy_since_s, self._final = time.monotonic(), self._closing
            return self._in_flight, self._lost - self._lost_told

    def _written(self, lost: int, notice: str) -> None:
        with self._changed:
            news = notice != self._notice or bool(self._trouble)
            self._trouble, self._notice = "", notice
            self._lost_told += lost if self._in_flight else 0
            self._opened = True
            self._rest(self._gather_s if self._waiting else None)
        if news:
            _log.warning("%s", self.health().sentence)

    def _give_up(self, batch: Sequence[Item], why: str) -> list[Item]:
        with self._changed:
            self._lost += len(batch)
        self._tell(batch, why)
        return []

    def _failed(self, batch: Sequence[Item], why: str) -> None:
        with self._changed:
            self._waiting.extendleft(reversed(batch))
            given_up = self._give_up_excess()
            news, self._trouble = why != self._trouble, why
            self._opened = False
            self._rest(None if self._final else self._retry_s)
            waiting = [*given_up, *self._waiting]
        self._tell(waiting, why)
        if news:
            _log.warning("%s", self.health().sentence)

    def _rest(self, pause_s: float | None) -> None:
        self._in_flight, self._busy_since_s = [], None
        self._due_s = None if pause_s is None else time.monotonic() + pause_s

    def _give_up_excess(self) -> list[Item]:
        excess = max(len(self._waiting) - self._capacity, 0)
        self._lost += excess
        return [self._waiting.popleft() for _ in range(excess)]

    def _tell(self, items: Sequence[Item], why: str) -> None:
        for item in items:
            self._sink.unwritten(item, why)
