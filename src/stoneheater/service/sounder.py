# SPDX-License-Identifier: MIT
"""Plays the alarms on buzzer and lamp, in a thread of their own.

The law of this file: the newest alarms win, a device that hangs delays nobody but itself, nothing
about it is ever needed for safety, and no high alarm is silent but for its pause.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

from stoneheater.core.alarm import Alarm, Priority
from stoneheater.core.alarm_pattern import TRIAL_S, Signal, signal, trial
from stoneheater.ports import Annunciator

SHORTEST_S: Final = 0.01
LONGEST_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Call:
    """What open alarms come to.

    Attributes:
        priority: the highest that nobody has paused; None if there is none.
        codes: the alarms of that priority.
        paused: the highest that somebody has paused; None if there is none.
    """

    priority: Priority | None = None
    codes: frozenset[str] = frozenset()
    paused: Priority | None = None


def call(alarms: Iterable[Alarm]) -> Call:
    """What to play for these alarms."""
    alarms = tuple(alarms)
    loud = [alarm for alarm in alarms if not alarm.paused]
    priority = max((alarm.priority for alarm in loud), default=None)
    codes = frozenset(alarm.code for alarm in loud if alarm.priority is priority)
    paused = max((alarm.priority for alarm in alarms if alarm.paused), default=None)
    return Call(priority, codes, paused)


class Sounder:
    """One annunciator; it begins with a test of buzzer and lamp.

    Args:
        annunciator: what sounds and shines.
        now_s: the monotonic clock of the heater.
        quiet: medium and low alarms shine only.
    """

    def __init__(
        self, annunciator: Annunciator, now_s: Callable[[], float], *, quiet: bool = False
    ) -> None:
        self._annunciator = annunciator
        self._now_s = now_s
        self._quiet = quiet
        self._told: tuple[Alarm, ...] = ()
        self._call = Call()
        self._since_s = 0.0
        self._tried_s = -inf
        self._shown = (False, False)
        self._failed = ""
        self._changed = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="annunciator", daemon=True)

    def start(self) -> None:
        """Play, beginning with the test."""
        self.test()
        self._thread.start()

    def tell(self, alarms: Sequence[Alarm]) -> None:
        """Take note of all that is open now; returns at once."""
        if self._told != tuple(alarms):
            self._told = tuple(alarms)
            self._changed.set()

    def test(self) -> float:
        """Sound and shine for people to notice; for how long, s. A high alarm goes before."""
        self._tried_s = self._now_s()
        self._changed.set()
        return TRIAL_S

    def trouble(self) -> tuple[str, ...]:
        """A sentence while buzzer and lamp do not obey."""
        return (self._failed,) if self._failed else ()

    def close(self, deadline_s: float) -> None:
        """Silence it, within the deadline."""
        self._closing = True
        self._changed.set()
        if self._thread.is_alive():
            self._thread.join(deadline_s)

    def _run(self) -> None:
        while not self._closing:
            self._changed.clear()
            now = self.signal(self._now_s())
            self._show(now.buzzer, now.led)
            self._changed.wait(min(max(now.next_s, SHORTEST_S), LONGEST_S))
        self._show(buzzer=False, lamp=False)

    def signal(self, now_s: float) -> Signal:
        """What buzzer and lamp shall do at this instant."""
        fresh = call(self._told)
        if fresh.priority is not self._call.priority or fresh.codes - self._call.codes:
            self._since_s = now_s
        self._call = fresh
        tried = trial(max(0.0, now_s - self._tried_s))
        if tried is not None and fresh.priority is not Priority.HIGH:
            return tried
        since_s = max(0.0, now_s - self._since_s)
        return signal(fresh.priority, since_s, quiet=self._quiet, paused=fresh.paused)

    def _show(self, buzzer: bool, lamp: bool) -> None:
        """Set both, if that is a change; what fails is tried again at the next one."""
        if (buzzer, lamp) == self._shown:
            return
        try:
            self._annunciator.show(buzzer, lamp)
        except Exception as error:  # noqa: BLE001 - a foreign driver may raise anything
            self._failed = f"Buzzer and lamp do not obey ({error}): check their wiring."
        else:
            self._failed = ""
            self._shown = (buzzer, lamp)
