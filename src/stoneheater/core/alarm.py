# SPDX-License-Identifier: MIT
"""What calls for a person: which alarm, how urgent, in which words.

The law of this file: an alarm informs and never permits. High means now, medium means soon,
low means good to know (the vocabulary of IEC 60601-1-8, to which no conformity is claimed).
High alarms can be paused for two minutes and never silenced; STILL HEATING cannot be paused.
"""

from dataclasses import dataclass
from enum import IntEnum

PAUSE_S = 120.0

NO_SOUND = "this heater cannot sound an alarm"
"""What everybody is told at whose heater no buzzer is fitted."""


class Priority(IntEnum):
    """How urgent; a larger number is more urgent."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3


PRIORITY: dict[str, Priority] = {
    "still-heating": Priority.HIGH,
    "cannot-see": Priority.HIGH,
    "cutoff": Priority.HIGH,
    "element-hot": Priority.HIGH,
    "rise-without-heat": Priority.HIGH,
    "rise-unexplained": Priority.HIGH,
    "rise-too-fast": Priority.HIGH,
    "latch-unknown": Priority.HIGH,
    "high-alarm": Priority.HIGH,
    "above-target": Priority.MEDIUM,
    "weak-element": Priority.MEDIUM,
    "heat-rationed": Priority.MEDIUM,
    "ready": Priority.LOW,
    "auto-standby": Priority.LOW,
    "coarse-probe": Priority.LOW,
    "stone-red": Priority.HIGH,
    "stone-unknown": Priority.HIGH,
    "check-in": Priority.LOW,
    "relay-worn": Priority.LOW,
    "loses-more": Priority.LOW,
}
"""Every alarm that is not medium by default; a rule that trips or holds is medium otherwise."""

NEVER_PAUSED = frozenset({"still-heating", "cannot-see"})


@dataclass(frozen=True, slots=True)
class Alarm:
    """One open alarm.

    Attributes:
        code: its name; the rule's name where a rule speaks.
        text: the sentence a therapist reads.
        priority: how urgent.
        paused: acknowledged, and silent for now.
    """

    code: str
    text: str
    priority: Priority
    paused: bool = False


def priority_of(code: str) -> Priority:
    """How urgent an alarm is; what follows a colon (``stone-red:S1-3``) says whose it is."""
    return PRIORITY.get(code.partition(":")[0], Priority.MEDIUM)


class Annunciation:
    """Which alarms are open, and which of them are paused."""

    def __init__(self) -> None:
        self._acknowledged: dict[str, float] = {}
        self._open: tuple[str, ...] = ()

    def acknowledge(self, now_s: float) -> int:
        """Pause every open alarm that may be paused; how many those were."""
        codes = [code for code in self._open if code not in NEVER_PAUSED]
        self._acknowledged.update(dict.fromkeys(codes, now_s))
        return len(codes)

    def update(self, said: dict[str, str], now_s: float) -> tuple[Alarm, ...]:
        """The open alarms, most urgent first; what closes may sound afresh when it reopens."""
        self._open = tuple(said)
        for code in [code for code in self._acknowledged if code not in said]:
            del self._acknowledged[code]
        alarms = [self._alarm(code, text, now_s) for code, text in said.items()]
        return tuple(sorted(alarms, key=lambda alarm: -alarm.priority))

    def _alarm(self, code: str, text: str, now_s: float) -> Alarm:
        priority = priority_of(code)
        at_s = self._acknowledged.get(code)
        paused = at_s is not None and (priority < Priority.HIGH or now_s < at_s + PAUSE_S)
        return Alarm(code, text, priority, paused)
