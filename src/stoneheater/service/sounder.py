# SPDX-License-Identifier: MIT
"""Tells the buzzer and the lamp how urgent it is, in a thread of their own.

The law of this file: the newest word wins, a device that hangs delays nobody but itself, and
nothing about it is ever needed for safety.
"""

import threading
from contextlib import suppress

from stoneheater.core.heater import Outcome
from stoneheater.ports import Annunciator


def urgency(outcome: Outcome) -> str:
    """The highest open priority that nobody has paused: ``high``, ``medium``, ``low`` or ``""``."""
    open_now = [alarm.priority for alarm in outcome.alarms if not alarm.paused]
    return max(open_now).name.lower() if open_now else ""


class Sounder:
    """One annunciator, told of changes only."""

    def __init__(self, annunciator: Annunciator) -> None:
        self._annunciator = annunciator
        self._word = ""
        self._changed = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="annunciator", daemon=True)
        self._thread.start()

    def tell(self, outcome: Outcome) -> None:
        """Take note of a finished cycle; returns at once."""
        word = urgency(outcome)
        if word != self._word:
            self._word = word
            self._changed.set()

    def close(self, deadline_s: float) -> None:
        """Silence it, within the deadline."""
        self._word, self._closing = "", True
        self._changed.set()
        self._thread.join(deadline_s)

    def _run(self) -> None:
        word = ""
        while word or not self._closing:
            self._changed.wait()
            self._changed.clear()
            word = self._word
            with suppress(Exception):  # a foreign driver may raise anything
                self._annunciator.show(word)
