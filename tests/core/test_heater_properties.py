# SPDX-License-Identifier: MIT
"""What holds after every tick of the heater, whatever comes from outside."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from stoneheater.core.command import Command, Verb
from stoneheater.core.heater import Outcome
from stoneheater.core.mode import Mode
from stoneheater.core.observer import IoFacts
from stoneheater.core.reading import Fault
from stoneheater.core.sequence import Levels
from support.steady import Steady
from support.steady import settings as made

ON = Command(Verb.ON)
TWO_AND_ENABLE = made(bath_probes=("bath", "bath-2"), has_enable=True)

SAYS = st.one_of(
    st.floats(40.0, 55.0),
    st.floats(40.0, 55.0),
    st.floats(0.0, 130.0),
    st.sampled_from([85.0, 127.9375, float("nan"), float("inf"), -127.0]),
    st.sampled_from(list(Fault)),
    st.none(),
)
COMMANDS = st.builds(
    Command,
    st.sampled_from([*Verb, Verb.ON, Verb.ON, Verb.RESET, Verb.LATCH_CLEARED]),
    target_c=st.one_of(st.floats(), st.floats(30.0, 54.0)),
    confirmed=st.booleans(),
    output=st.sampled_from(["heater", "enable", "heartbeat"]),
    sentence=st.just("the service says so."),
)
IO = st.one_of(
    st.just(IoFacts()),
    st.just(IoFacts()),
    st.builds(
        IoFacts,
        read_back_wrong_s=st.floats(0.0, 2.0),
        guard_silent_s=st.floats(0.0, 4.0),
        clock_skew=st.floats(-0.04, 0.04),
        slept_s=st.sampled_from([0.0, 10.0]),
    ),
)
TICK = st.tuples(
    st.sampled_from([1.0, 1.0, 1.0, 0.5, 4.0, 6.0, 25.0]),
    SAYS,
    SAYS,
    st.lists(COMMANDS, max_size=2),
    IO,
    st.integers(1, 12),
)


def _check(bath: Steady, before: Outcome, commands: list[Command]) -> None:
    """What has to hold after every tick."""
    after = bath.outcome
    clicked = any(c.verb is Verb.CLICK for c in commands) and before.mode is not Mode.HEATING
    observer = bath.heater._observer
    if after.levels.heater and not clicked:
        assert (after.mode, after.findings, after.trips) == (Mode.HEATING, (), ())
        assert observer.fresh
        assert after.value is not None
        assert after.value.temperature_c < min(55.0, after.target_c + 0.6)
        assert before.levels.enable
        assert after.levels.enable
        assert all(track.raw_c is None or track.raw_c <= 56.0 for track in observer.tracks)
    if after.mode is Mode.TRIPPED:
        assert after.levels == Levels()
    assert (after.mode is Mode.TRIPPED) == bool(after.trips)
    assert 30.0 <= after.target_c <= 54.0
    if before.mode is Mode.TRIPPED is not after.mode:
        assert Verb.LATCH_CLEARED in {command.verb for command in commands}


@settings(max_examples=200, deadline=None)
@given(st.lists(TICK, max_size=25))
def test_no_course_of_events_heats_against_a_rule(course: list[Any]) -> None:
    """Heat only while HEATING, every probe fresh, every rule silent; a trip opens all at once.

    That is so whatever probes, people, clocks and the service bring, and in whatever order.
    """
    bath = Steady(45.0, TWO_AND_ENABLE).heating()
    for seconds, first, second, commands, io, times in course:
        bath.says = {"bath": first, "bath-2": second}
        for n in range(times):
            before, asked = bath.outcome, commands if n == 0 else []
            bath.tick(*asked, seconds=seconds, io=io)
            _check(bath, before, asked)
        bath.says = {"bath": 45.0, "bath-2": 45.0}


@given(st.floats(), st.floats(), st.booleans())
def test_the_heater_never_loses_its_words(now_s: float, value_c: float, yes: bool) -> None:
    """No number from outside makes a tick fail: it ends with an outcome."""
    bath = Steady(45.0)
    bath.says["bath"] = value_c
    command = Command(Verb.SET, target_c=value_c, confirmed=yes)
    outcome = bath.tick(command, ON, seconds=now_s)
    assert len(outcome.answers) == 2
