# SPDX-License-Identifier: MIT
"""A reset: refused until the causes are gone, asked of the disk, and never a way to heat."""

import pytest

from stoneheater.core.command import Command, Verb
from stoneheater.core.mode import Mode
from support.steady import Steady

ON = Command(Verb.ON)
STANDBY = Command(Verb.STANDBY)
RESET = Command(Verb.RESET)
CLEARED = Command(Verb.LATCH_CLEARED)
TRIP = Command(Verb.TRIP, sentence="the latch cannot be written: replace the card.")


def _click(output: str) -> Command:
    return Command(Verb.CLICK, output=output)


def _tripped() -> Steady:
    bath = Steady(45.0)
    bath.ask(TRIP)
    return bath


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (ON, "still tripped: mend the cause, then reset, then on."),
        (STANDBY, "still tripped: the heat is already commanded off; reset."),
        (_click("heater"), "still tripped: reset before commissioning."),
    ],
)
def test_a_tripped_heater_refuses(command: Command, words: str) -> None:
    """While tripped only a reset leads on."""
    bath = _tripped()
    answer = bath.ask(command)
    assert (answer.ok, answer.text) == (False, words)
    assert bath.outcome.mode is Mode.TRIPPED


@pytest.mark.parametrize("begin", [STANDBY, ON])
def test_there_is_nothing_to_reset_without_a_trip(begin: Command) -> None:
    """A reset without a trip is refused and asks nothing of the disk."""
    bath = Steady()
    bath.ask(begin)
    assert "nothing to reset" in bath.ask(RESET).text
    assert bath.outcome.clear_latch is False


def test_a_reset_is_an_edge_that_ends_on_disk() -> None:
    """Accepted, then cleared on disk, then STANDBY: never HEATING, and asked of the disk once."""
    bath = _tripped()
    assert bath.ask(RESET).ok
    assert (bath.outcome.clear_latch, bath.outcome.mode) == (True, Mode.TRIPPED)
    assert bath.tick().clear_latch is False
    assert bath.ask(CLEARED).text == "STANDBY."
    assert (bath.outcome.mode, bath.outcome.trips) == (Mode.STANDBY, ())


@pytest.mark.parametrize("meanwhile", [(), (RESET,)])
def test_a_reset_needs_its_cause_gone(meanwhile: tuple[Command, ...]) -> None:
    """A refused reset does not arm the latch: what the disk says then is not believed."""
    bath = Steady()
    bath.says["bath"] = None
    bath.run(20)
    assert bath.outcome.trips[0][0] == "probe-lost"
    bath.tick(*meanwhile)
    assert all(not answer.ok for answer in bath.outcome.answers)
    assert bath.outcome.clear_latch is False
    assert bath.ask(CLEARED).ok is False
    assert bath.outcome.mode is Mode.TRIPPED


@pytest.mark.parametrize("clean", [True, False])
def test_a_trip_between_reset_and_disk_is_not_lost(clean: bool) -> None:
    """LATCH_CLEARED after a new trip, or after a cause came back, is refused."""
    bath = _tripped()
    assert bath.ask(RESET).ok
    if clean:
        bath.says["bath"] = 59.0
        bath.run(2)
        bath.says["bath"] = 45.0
        bath.run(30)
        assert [name for name, _ in bath.outcome.trips] == ["service", "cutoff"]
    else:
        bath.says["bath"] = None
        bath.run(6)
    assert bath.ask(CLEARED).text == "tripped again meanwhile."
    assert bath.outcome.mode is Mode.TRIPPED


def test_the_disk_clears_a_latch_only_once() -> None:
    """A second LATCH_CLEARED, without a reset, does not end the next trip of the same words."""
    bath = _tripped()
    bath.tick(RESET, CLEARED)
    assert bath.outcome.mode is Mode.STANDBY
    assert bath.ask(CLEARED).ok is False
    bath.ask(TRIP)
    assert bath.ask(CLEARED).ok is False
    assert bath.outcome.trips


def test_a_trip_of_the_service_has_the_last_word() -> None:
    """Whatever was asked in the same cycle, the service's own trip ends it without heat."""
    bath = Steady().heating()
    outcome = bath.tick(ON, TRIP, _click("heater"))
    assert outcome.mode is Mode.TRIPPED
    assert not (outcome.levels.heater)
    assert not (outcome.levels.enable)
    assert outcome.trips == (("service", TRIP.sentence),)
