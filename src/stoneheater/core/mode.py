# SPDX-License-Identifier: MIT
"""What the heater is doing, as a table: mode × event → mode.

The law of this file: a pair that is not in the table is refused with a sentence and changes
nothing. Every start begins in STANDBY, or in TRIPPED if a latch was found; only ON leads to
heat, and only RESET leads out of a trip. `docs/modes.md` is made from this table.
"""

from enum import StrEnum


class Mode(StrEnum):
    """What the heater is doing."""

    STANDBY = "STANDBY"
    HEATING = "HEATING"
    TRIPPED = "TRIPPED"


class Event(StrEnum):
    """What can happen to a mode; a trip and a timeout come from inside, the rest from people."""

    ON = "on"
    STANDBY = "standby"
    TIMEOUT = "auto-standby"
    TRIP = "trip"
    RESET = "reset"
    CLICK = "commissioning click"


TABLE: dict[tuple[Mode, Event], Mode] = {
    (Mode.STANDBY, Event.ON): Mode.HEATING,
    (Mode.STANDBY, Event.STANDBY): Mode.STANDBY,
    (Mode.STANDBY, Event.TRIP): Mode.TRIPPED,
    (Mode.STANDBY, Event.CLICK): Mode.STANDBY,
    (Mode.HEATING, Event.ON): Mode.HEATING,
    (Mode.HEATING, Event.STANDBY): Mode.STANDBY,
    (Mode.HEATING, Event.TIMEOUT): Mode.STANDBY,
    (Mode.HEATING, Event.TRIP): Mode.TRIPPED,
    (Mode.TRIPPED, Event.TRIP): Mode.TRIPPED,
    (Mode.TRIPPED, Event.RESET): Mode.STANDBY,
}

REFUSED: dict[tuple[Mode, Event], str] = {
    (Mode.STANDBY, Event.RESET): "nothing to reset: the heater is in STANDBY.",
    (Mode.STANDBY, Event.TIMEOUT): "already in STANDBY.",
    (Mode.HEATING, Event.RESET): "nothing to reset: the heater is HEATING.",
    (Mode.HEATING, Event.CLICK): "the heater is HEATING: put it on standby before commissioning.",
    (Mode.TRIPPED, Event.ON): "still tripped: mend the cause, then reset, then on.",
    (Mode.TRIPPED, Event.STANDBY): "still tripped: the heat is already commanded off; reset.",
    (Mode.TRIPPED, Event.TIMEOUT): "still tripped.",
    (Mode.TRIPPED, Event.CLICK): "still tripped: reset before commissioning.",
}


class IllegalEventError(Exception):
    """An event that the present mode refuses; nothing has changed. str() is the sentence."""


def after(mode: Mode, event: Event) -> Mode:
    """The mode that follows.

    Raises:
        IllegalEventError: if the table has no such row; the message says why and what to do.
    """
    following = TABLE.get((mode, event))
    if following is None:
        raise IllegalEventError(REFUSED[mode, event])
    return following
