# SPDX-License-Identifier: MIT
"""Alarms: how urgent, in which order, and how long a person may have quiet."""

import pytest

from stoneheater.core.alarm import NEVER_PAUSED, PRIORITY, Alarm, Annunciation, Priority
from stoneheater.core.interlock import RULES
from stoneheater.core.rule import Reaction

HIGH, MEDIUM, LOW = Priority.HIGH, Priority.MEDIUM, Priority.LOW


def _paused(annunciation: Annunciation, code: str, now_s: float) -> bool:
    return annunciation.update({code: "text"}, now_s)[0].paused


def test_the_most_urgent_comes_first() -> None:
    """High before medium before low; equals stay in the order in which they were said."""
    said = {"ready": "a", "probe-lost": "b", "cutoff": "c", "suspect": "d"}
    alarms = Annunciation().update(said, 0.0)
    assert alarms == (
        Alarm("cutoff", "c", HIGH),
        Alarm("probe-lost", "b", MEDIUM),
        Alarm("suspect", "d", MEDIUM),
        Alarm("ready", "a", LOW),
    )


@pytest.mark.parametrize("rule", [rule.name for rule in RULES if rule.reaction is Reaction.TRIP])
def test_every_trip_calls_at_least_soon(rule: str) -> None:
    """No trip is merely good to know."""
    assert PRIORITY.get(rule, MEDIUM) >= MEDIUM


@pytest.mark.parametrize(("now_s", "paused"), [(10.0, True), (129.99, True), (130.0, False)])
def test_a_high_alarm_comes_back_after_two_minutes(now_s: float, paused: bool) -> None:
    """A high alarm can be paused for 120 s and never silenced."""
    annunciation = Annunciation()
    assert _paused(annunciation, "cutoff", 10.0) is False
    assert annunciation.acknowledge(10.0) == 1
    assert _paused(annunciation, "cutoff", now_s) is paused


@pytest.mark.parametrize("code", ["probe-lost", "ready"])
def test_lower_alarms_stay_acknowledged_while_they_last(code: str) -> None:
    """A medium or low alarm needs to be acknowledged only once."""
    annunciation = Annunciation()
    annunciation.update({code: "text"}, 0.0)
    annunciation.acknowledge(0.0)
    assert _paused(annunciation, code, 86400.0)


def test_what_comes_back_sounds_again() -> None:
    """An alarm that closed and reopened is a new alarm."""
    annunciation = Annunciation()
    annunciation.update({"probe-lost": "text"}, 0.0)
    annunciation.acknowledge(0.0)
    annunciation.update({}, 1.0)
    assert _paused(annunciation, "probe-lost", 2.0) is False


@pytest.mark.parametrize("code", sorted(NEVER_PAUSED))
def test_still_heating_cannot_be_paused(code: str) -> None:
    """Nobody can silence STILL HEATING, or not being able to see whether it is."""
    annunciation = Annunciation()
    annunciation.update({code: "PULL THE PLUG", "ready": "text"}, 0.0)
    assert annunciation.acknowledge(0.0) == 1
    first = annunciation.update({code: "PULL THE PLUG"}, 1.0)[0]
    assert (first.priority, first.paused) == (HIGH, False)


def test_nothing_open_is_nothing_to_acknowledge() -> None:
    """Acknowledging silence says so, and pauses nothing that comes later."""
    annunciation = Annunciation()
    assert annunciation.acknowledge(0.0) == 0
    assert _paused(annunciation, "cutoff", 1.0) is False
