# SPDX-License-Identifier: MIT
"""What a person can ask of the heater, and what it answers.

The law of this file: a command is a value with its sender; an answer is yes or no and one
sentence. Neither knows a socket, a unit other than °C, or a screen.
"""

from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """What can be asked."""

    SET = "set"
    ON = "on"
    STANDBY = "standby"
    ACK = "ack"
    RESET = "reset"
    CLICK = "click"
    TOUCH = "touch"
    RELAY_REPLACED = "relay replaced"
    LATCH_CLEARED = "latch cleared"
    TRIP = "trip"


@dataclass(frozen=True, slots=True)
class Command:
    """One request.

    Attributes:
        verb: what is asked.
        who: who asks, for the record.
        target_c: the new target, with SET, °C.
        confirmed: the explicit yes that an unusual target needs.
        output: which output to click, with CLICK.
        sentence: why, with TRIP (the service itself found something wrong).
        touches: whether it counts as a person at the heater; a command from afar does not.
    """

    verb: Verb
    who: str = ""
    target_c: float = 0.0
    confirmed: bool = False
    output: str = ""
    sentence: str = ""
    touches: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it: accepted or not, and the sentence a therapist reads."""

    ok: bool
    text: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something worth a record.

    Attributes:
        kind: ``mode``, ``trip``, ``command``, ``hold`` or ``note``.
        text: one sentence.
        who: who caused it; empty for the heater itself.
    """

    kind: str
    text: str
    who: str = ""
