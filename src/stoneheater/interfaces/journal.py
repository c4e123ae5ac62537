# SPDX-License-Identifier: MIT
"""What the daemon says on standard error: one plain line for each change of state.

The law of this file: it never blocks and never fails, because the control loop speaks through it.
A line that cannot be written at once is lost, and a flickering fault cannot flood: whatever is
left out is counted (under 1 MB a day at 200 bytes a line).
"""

import logging
import os
import select
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from stoneheater.core.heater import Outcome

ERROR, WARNING, NOTICE, INFO, DEBUG = 3, 4, 5, 6, 7
"""Priorities of syslog(3), which journald reads from a ``<3>`` at the start of a line."""

PRIORITY = {"trip": ERROR, "hold": WARNING, "mode": NOTICE}
"""How urgent each kind of event is; the rest are for information."""

BURST = 30
EVERY_S = 30.0
LONGEST = 500
"""Characters of a line: short enough for a pipe to take it whole or not at all."""


class Journal:
    """Standard error, with priorities when journald listens; errors are never left out."""

    def __init__(
        self,
        fd: int = 2,
        environ: Mapping[str, str] = os.environ,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fd = fd
        self._prefixed = "JOURNAL_STREAM" in environ
        self._now_s = now_s
        self._left = float(BURST)
        self._last_s = now_s()
        self._lost = 0

    def say(self, priority: int, sentence: str) -> None:
        """Write one sentence, or several lines of them."""
        if not self._may(priority):
            self._lost += 1
            return
        if self._lost:
            self._write(WARNING, f"{self._lost} lines before this one were left out.")
            self._lost = 0
        for line in sentence.splitlines():
            self._write(priority, line)

    def tell(self, outcome: Outcome) -> None:
        """What changed in one cycle."""
        for event in outcome.events:
            by = f" ({event.who})" if event.who else ""
            self.say(PRIORITY.get(event.kind, INFO), f"{event.kind}: {event.text}{by}")

    def _may(self, priority: int) -> bool:
        now_s = self._now_s()
        self._left = min(BURST, self._left + (now_s - self._last_s) / EVERY_S)
        self._last_s = now_s
        if self._left >= 1.0:
            self._left -= 1.0
            return True
        return priority <= ERROR

    def _write(self, priority: int, line: str) -> None:
        prefix = f"<{priority}>" if self._prefixed else ""
        text = "".join(c if c.isprintable() else "?" for c in line[:LONGEST])
        with suppress(OSError, ValueError):
            if select.select([], [self._fd], [], 0)[1]:
                os.write(self._fd, f"{prefix}{text}\n".encode(errors="replace"))


class JournalHandler(logging.Handler):
    """Brings what other modules log, warnings and worse, to the same lines."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(logging.WARNING)
        self._journal = journal

    def emit(self, record: logging.LogRecord) -> None:
        """Say one record; a library's error is a warning, because it is not about the heat."""
        self._journal.say(WARNING, self.format(record))
