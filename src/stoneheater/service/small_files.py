# SPDX-License-Identifier: MIT
"""Writes small files in a thread of its own, so that nobody waits for a card.

The law of this file: what is put is written whole or not at all, in the order in which it was
put, and a disk that refuses or hangs costs what was to be written and nothing else.
"""

import queue
import threading
from contextlib import suppress
from pathlib import Path

from stoneheater.service.files import write_durably


class SmallFiles:
    """One thread and its queue."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[tuple[Path, bytes] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="small files", daemon=True)
        self._thread.start()

    def put(self, path: Path, data: bytes) -> None:
        """Have a file written soon; returns at once."""
        self._queue.put((path, data))

    def close(self, deadline_s: float) -> bool:
        """Finish what is queued within the deadline; whether that was done."""
        self._queue.put(None)
        self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (asked := self._queue.get()) is not None:
            with suppress(OSError):  # the old content is still there, and is read again
                write_durably(*asked)
