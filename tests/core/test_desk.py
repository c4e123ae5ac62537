# SPDX-License-Identifier: MIT
"""The desk: what people may ask for, what is refused with which words, and what is recorded."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoneheater.core.command import Answer, Command, Verb
from stoneheater.core.mode import Mode
from stoneheater.core.observer import IoFacts
from stoneheater.core.reading import LSB_C
from stoneheater.core.wear import Wear
from support.steady import Steady, settings

ON, STANDBY, RESET = Command(Verb.ON, "anna"), Command(Verb.STANDBY, "anna"), Command(Verb.RESET)
CLEARED, TOUCH = Command(Verb.LATCH_CLEARED), Command(Verb.TOUCH)
TRIP = Command(Verb.TRIP, sentence="the latch cannot be written: replace the card.")
TWO = settings(bath_probes=("bath", "bath-2"))


def _set(target_c: float, *, yes: bool = False) -> Command:
    return Command(Verb.SET, "anna", target_c=target_c, confirmed=yes)


def _click(output: str) -> Command:
    return Command(Verb.CLICK, output=output)


@pytest.mark.parametrize(
    ("target_c", "ok"),
    [(30.0, True), (29.99, False), (54.0, True), (54.01, False), (0.0, False), (-1.0, False)]
    + [(c, False) for c in (float("nan"), float("inf"), float("-inf"), 1e308, 999.0)],
)
def test_a_target_outside_its_bounds_is_refused(target_c: float, ok: bool) -> None:
    """From 30 °C to the highest target; anything else changes nothing, also with a yes."""
    bath = Steady()
    answer = bath.ask(_set(target_c, yes=True))
    assert answer.ok is ok
    assert bath.outcome.target_c == (target_c if ok else 50.0)
    assert ok or "outside 30 to 54.0 °C" in answer.text


@pytest.mark.parametrize(
    ("begin_c", "target_c", "ok"),
    [
        (50.0, 52.0, True),
        (50.0, 52.01, False),
        (45.0, 50.0, True),
        (45.0, 50.01, False),
        (50.0, 30.0, True),
    ],
)
def test_an_unusual_target_needs_a_yes(begin_c: float, target_c: float, ok: bool) -> None:
    """Above the caution line, or more than 5 °C up at once, the question comes first."""
    bath = Steady(made=settings(target_c=begin_c))
    answer = bath.ask(_set(target_c))
    assert answer.ok is ok
    assert ok or "say it again with --yes" in answer.text
    assert bath.outcome.target_c == (target_c if ok else begin_c)
    assert bath.ask(_set(target_c, yes=True)).ok
    assert bath.outcome.target_c == target_c


def test_a_target_never_changes_the_mode() -> None:
    """`set` in STANDBY, HEATING and TRIPPED is stored, and says what still is to be done."""
    bath = Steady()
    assert bath.ask(_set(45.0)).text == "target 45.0 °C (in STANDBY: say on to heat)."
    bath.ask(ON)
    assert bath.ask(_set(46.0)).text == "target 46.0 °C."
    assert bath.outcome.mode is Mode.HEATING
    bath.ask(TRIP)
    assert bath.ask(_set(47.0)).text == "target 47.0 °C (still tripped)."
    assert (bath.outcome.mode, bath.outcome.target_c) == (Mode.TRIPPED, 47.0)


def test_on_begins_heat_and_standby_ends_it() -> None:
    """The two words of every day."""
    bath = Steady()
    assert bath.ask(ON).text == "HEATING to 50.0 °C."
    assert bath.ask(ON).text == "already HEATING to 50.0 °C."
    assert bath.ask(STANDBY).text == "STANDBY: the heat is commanded off."
    assert bath.outcome.mode is Mode.STANDBY
    assert bath.ask(STANDBY).ok


def test_a_heater_that_is_not_ready_says_why() -> None:
    """What the service finds missing refuses `on`, with its sentences."""
    bath = Steady()
    io = IoFacts(not_ready=("no name plate: run commission.", "wrong boot level."))
    answer = bath.ask(ON, io)
    assert answer.text == "not ready: no name plate: run commission. wrong boot level."
    assert bath.outcome.mode is Mode.STANDBY


def test_a_hold_refuses_on() -> None:
    """A missing probe is a reason not to begin; a pause is not."""
    bath = Steady()
    bath.says["bath"] = None
    bath.run(6)
    assert "no good reading of bath" in bath.ask(ON).text
    assert bath.outcome.mode is Mode.STANDBY
    hot = Steady(56.5)
    assert hot.ask(ON).ok


@pytest.mark.parametrize(("apart_c", "ok"), [(1.0 - LSB_C, True), (1.0, False)])
def test_F11_probes_that_differ_do_not_start(apart_c: float, ok: bool) -> None:
    """A heat-up begins with bath probes less than a degree apart."""
    bath = Steady(45.0, TWO)
    bath.run(60)
    bath.says["bath-2"] = 45.0 + apart_c
    bath.tick()
    answer = bath.ask(ON)
    assert answer.ok is ok
    assert ok or "bath probes differ by 1.0 °C, limit 1.0 °C" in answer.text


def test_a_touch_from_afar_does_not_count_as_a_person() -> None:
    """Only a person at the heater keeps it on."""
    bath = Steady()
    bath.ask(ON)
    for _ in range(7):
        bath.tick(Command(Verb.SET, target_c=45.0, touches=False), seconds=5.0)
    far_s = bath.outcome.off_in_s
    bath.ask(TOUCH)
    near_s = bath.tick().off_in_s
    assert far_s is not None
    assert near_s is not None
    assert near_s >= far_s


def test_requests_and_changes_are_recorded_with_their_sender() -> None:
    """Each request leaves a record of who and what; a touch and the disk's own word do not."""
    bath = Steady()
    events = bath.tick(ON, TOUCH).events
    assert [(event.kind, event.who) for event in events] == [("mode", "anna"), ("command", "anna")]
    assert events[0].text == "STANDBY to HEATING: on"
    assert events[1].text == "on: HEATING to 50.0 °C."
    assert bath.tick(CLEARED).events == ()
    kinds = [(event.kind, event.text) for event in bath.tick(TRIP).events]
    assert kinds == [("trip", f"service: {TRIP.sentence}"), ("mode", "HEATING to TRIPPED: service")]


def test_a_hold_is_recorded_when_it_comes_and_when_it_goes() -> None:
    """One record at each change, not one a second."""
    bath = Steady(56.0)
    bath.run(60)
    bath.ask(ON)
    bath.says["bath"] = 56.5
    texts = [event.text for _ in range(3) for event in bath.tick().events]
    assert len(texts) == 1
    assert texts[0].startswith("bath reads 56.5 °C")
    bath.says["bath"] = 54.5
    texts = [event.text for _ in range(3) for event in bath.tick().events]
    assert texts == ["the heat may come back."]


def test_cooling_to_a_lowered_target_is_no_alarm() -> None:
    """After a lowered target the water may be above it for as long as it takes to cool."""
    bath = Steady(50.0)
    bath.tick(ON, _set(40.0))
    assert "above-target" not in {alarm.code for alarm in bath.run(70).alarms}
    bath.says["bath"] = 41.0
    bath.run(5)
    bath.says["bath"] = 43.5
    assert "above-target" in {alarm.code for alarm in bath.run(70).alarms}


COMMANDS = st.builds(
    Command,
    st.sampled_from(list(Verb)),
    target_c=st.floats(),
    confirmed=st.booleans(),
    output=st.sampled_from(["heater", "enable", "pump"]),
    sentence=st.just("why."),
)


@given(st.lists(st.lists(COMMANDS, max_size=4), max_size=20))
def test_no_request_moves_the_target_out_of_its_bounds(asked: list[list[Command]]) -> None:
    """Whatever is asked: every request is answered, and the target stays from 30 to 54 °C."""
    bath = Steady()
    for commands in asked:
        outcome = bath.tick(*commands)
        assert len(outcome.answers) == len(commands)
        assert all(answer.text.endswith(".") for answer in outcome.answers)
        assert 30.0 <= outcome.target_c <= 54.0
        assert (outcome.mode is Mode.TRIPPED) == bool(outcome.trips)


@pytest.mark.parametrize("first", [None, STANDBY, TRIP])
def test_a_new_relay_is_noted_while_nothing_heats(first: Command | None) -> None:
    """In STANDBY and in a trip; its operations are counted from 0, and the record says who."""
    bath = Steady(made=replace(settings(), wear=Wear(500, 7, 3600.0, 100_000)))
    if first is not None:
        bath.ask(first)
    answer = bath.ask(Command(Verb.RELAY_REPLACED, "anna"))
    assert answer == Answer(True, "the operations of the heater relay are counted from 0.")
    assert bath.outcome.wear == Wear(0, 7, 0.0, 100_000)
    assert [event.who for event in bath.outcome.events] == ["anna"]


def test_a_relay_that_heats_was_not_replaced() -> None:
    """Nobody changes it under load: refused, and the count stays."""
    bath = Steady(made=replace(settings(), wear=Wear(500)))
    assert bath.ask(ON).ok
    answer = bath.ask(Command(Verb.RELAY_REPLACED))
    assert not answer.ok
    assert "say standby first" in answer.text
    assert bath.outcome.wear.operations >= 500
