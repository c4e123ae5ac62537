# SPDX-License-Identifier: MIT
"""Faults that are on nobody's list, as the core meets them: what if this lies or repeats?"""

import pytest

from stoneheater.core.command import Command, Verb
from stoneheater.core.mode import Mode
from stoneheater.core.reading import Reading
from support.boards import OTHER, Room
from support.closed_loop import to
from support.readings import tracked
from support.steady import Steady, settings

PAIR = settings(bath_probes=("bath", "bath-2"), has_enable=True)
RESET = Command(Verb.RESET)
CLEARED = Command(Verb.LATCH_CLEARED)


def dated(steady: Steady, at_s: float, value_c: float = 45.0) -> None:
    """A tick whose only new reading carries this instant."""
    steady.says["bath"] = None
    steady._readings["bath"] = Reading("bath", value_c, at_s)
    steady.tick()


@pytest.mark.parametrize(("ahead_s", "heat"), [(0.9, True), (1.1, False), (1e9, False)])
def test_G01_a_reading_dated_in_the_future_never_speaks(ahead_s: float, heat: bool) -> None:
    """It could not grow old: three in a row hold, and silence after one is missed like any."""
    steady = Steady(45.0).heating()
    for _ in range(3):
        dated(steady, steady.now_s + 1.0 + ahead_s)
    assert steady.outcome.levels.heater is heat
    steady.run(25)
    assert [rule for rule, _ in steady.outcome.trips] == ["probe-lost"]


@pytest.mark.parametrize("at_s", [float("inf"), float("nan"), -1e9])
def test_G02_a_reading_without_a_date_never_speaks(at_s: float) -> None:
    """Neither a number that is none nor one of long ago is fresh."""
    steady = Steady(45.0).heating()
    for _ in range(6):
        dated(steady, at_s)
    assert not steady.outcome.levels.heater
    steady.run(20)
    assert steady.outcome.mode is Mode.TRIPPED


@pytest.mark.parametrize(("older_s", "fresh"), [(4.0, True), (7.0, False)])
def test_G03_a_reading_older_than_the_last_makes_the_probe_older(
    older_s: float, fresh: bool
) -> None:
    """Answers that overtake one another: the age is that of what was said last."""
    track = tracked([45.0] * 10)
    track.update(Reading("bath", 45.0, 9.0 - older_s), 10.0)
    assert track.age_s == 1.0 + older_s
    assert track.fresh is fresh


@pytest.mark.parametrize(("seconds", "heat"), [(5, True), (6, False)])
def test_G04_the_same_reading_delivered_again_and_again_only_ages(seconds: int, heat: bool) -> None:
    """A driver that repeats its last answer is a silent one: five seconds, then no heat."""
    steady = Steady(45.0).heating()
    steady.says["bath"] = None
    steady.run(seconds)
    assert steady.outcome.levels.heater is heat


def test_G05_bath_probes_that_swap_their_names_change_nothing() -> None:
    """Two ids mixed up in the middle of a heat-up: the hottest speaks, whoever it is."""
    steady = Steady(45.0, PAIR).heating()
    for first, second in ((45.0, 46.0), (46.0, 45.0)):
        steady.says = {"bath": first, "bath-2": second}
        steady.run(30)
        assert steady.outcome.levels.heater
        assert steady.outcome.value is not None
        assert steady.outcome.value.temperature_c == 46.0


def test_G06_on_and_standby_in_one_second_end_in_standby() -> None:
    """Each is answered in its turn, and the later word counts."""
    steady = Steady(45.0, PAIR)
    outcome = steady.tick(Command(Verb.ON), Command(Verb.STANDBY))
    assert [answer.ok for answer in outcome.answers] == [True, True]
    assert outcome.mode is Mode.STANDBY
    assert not any((outcome.levels.heater, outcome.levels.enable))
    steady.run(60)
    assert not steady.outcome.levels.heater


def test_G07_standby_and_on_in_one_second_begin_anew() -> None:
    """The heat goes off in that second, and begins with the look for a weld."""
    steady = Steady(45.0, PAIR).heating()
    outcome = steady.tick(Command(Verb.STANDBY), Command(Verb.ON))
    assert outcome.mode is Mode.HEATING
    assert not outcome.levels.heater


def test_G08_reset_and_on_in_one_second_do_not_heat() -> None:
    """A trip is left by a reset that is on the disk, and then by another `on`."""
    steady = Steady(45.0, latched=(("cutoff", "too hot"),))
    steady.run(12)
    outcome = steady.tick(RESET, Command(Verb.ON))
    assert [answer.ok for answer in outcome.answers] == [True, False]
    assert outcome.mode is Mode.TRIPPED
    outcome = steady.tick(CLEARED)
    assert outcome.mode is Mode.STANDBY
    assert not steady.run(30).levels.heater


def test_G09_a_clearing_that_nobody_asked_for_is_refused() -> None:
    """A confirmation of the disk that comes twice, or without a reset, resets nothing."""
    steady = Steady(45.0, latched=(("cutoff", "too hot"),))
    steady.run(12)
    assert not steady.ask(CLEARED).ok
    assert steady.outcome.mode is Mode.TRIPPED
    steady.ask(RESET)
    assert steady.ask(CLEARED).ok
    steady.ask(Command(Verb.TRIP, sentence="again"))
    assert not steady.ask(CLEARED).ok
    assert steady.run(1).mode is Mode.TRIPPED


def test_G10_two_targets_in_one_second_are_both_answered_and_the_later_counts() -> None:
    """Two people at two doors: each reads what was made of his word, and the record has both."""
    steady = Steady(45.0)
    outcome = steady.tick(to(48.0), to(46.0))
    assert [answer.text[:14] for answer in outcome.answers] == ["target 48.0 °C", "target 46.0 °C"]
    assert outcome.target_c == 46.0
    assert len([event for event in outcome.events if event.kind == "command"]) == 2


@pytest.mark.parametrize(("again_s", "left"), [(0.0, ["A2"]), (0.49, ["A2"]), (0.5, [])])
def test_G32_a_foot_switch_heard_again_at_once_lifts_no_second_stone(
    again_s: float, left: list[str]
) -> None:
    """Within half a second it is the same tread, and is answered the same."""
    room = Room()
    room.start()
    room.place(0.0, "A1")
    room.place(1.0, "A2", OTHER)
    first = room.keep(room.lifting.foot(60.0))
    second = room.keep(room.lifting.foot(60.0 + again_s))
    assert first.text.startswith("A1 lifted")
    assert (second.text == first.text) is bool(left)
    assert [placement.stone.name for placement in room.board.state.lying] == left
