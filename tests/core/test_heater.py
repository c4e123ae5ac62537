# SPDX-License-Identifier: MIT
"""One tick of the heater: heat needs every rule's silence, whatever comes from outside."""

from typing import cast

import pytest

from stoneheater.core.command import Command, Event, Verb
from stoneheater.core.control import Controller
from stoneheater.core.heater import Heater, Outcome
from stoneheater.core.mode import Mode
from stoneheater.core.reading import LSB_C, Fault
from stoneheater.core.rule import Limits, Reaction
from stoneheater.core.sequence import Levels
from support.steady import Steady
from support.steady import settings as made

ON, ACK, STANDBY = Command(Verb.ON), Command(Verb.ACK), Command(Verb.STANDBY)
TWO_AND_ENABLE = made(bath_probes=("bath", "bath-2"), has_enable=True)


def _codes(outcome: Outcome) -> set[str]:
    return {alarm.code for alarm in outcome.alarms}


def test_a_start_is_in_standby_and_off() -> None:
    """Nothing heats because the power came on."""
    outcome = Steady(20.0).run(100)
    assert (outcome.mode, outcome.levels, outcome.duty) == (Mode.STANDBY, Levels(), 0.0)


def test_a_found_latch_is_a_start_in_tripped() -> None:
    """What tripped before a restart is tripped after it, with its sentence."""
    bath = Steady(45.0, latched=(("cutoff", "it was 59 °C."),))
    assert bath.outcome.mode is Mode.TRIPPED
    assert bath.outcome.trips == (("cutoff", "it was 59 °C."),)
    assert _codes(bath.outcome) == {"cutoff"}
    assert bath.ask(ON).ok is False


def test_heat_begins_with_on() -> None:
    """A cold bath after `on` gets full power in the next tick."""
    bath = Steady(20.0)
    assert bath.tick(ON).mode is Mode.HEATING
    assert bath.tick().levels == Levels(heater=True)
    assert bath.outcome.duty == 1.0
    assert bath.tick(STANDBY).levels == Levels()


def test_without_probes_there_is_no_heat() -> None:
    """No rule has anything to say of a bath without probes, and still there is no heat."""
    bath = Steady(20.0, made(bath_probes=()))
    assert bath.ask(ON).ok
    outcome = bath.run(30)
    assert (outcome.findings, outcome.value, outcome.levels.heater) == ((), None, False)


def test_a_tick_of_no_length_decides_nothing() -> None:
    """Two ticks at the same instant give no heat in the second."""
    bath = Steady(20.0)
    bath.ask(ON)
    assert bath.tick(seconds=0.0).levels.heater is False


def test_time_that_runs_backwards_counts_as_none() -> None:
    """A clock that jumps back gives no heat and no negative age."""
    bath = Steady(20.0)
    bath.ask(ON)
    assert bath.tick(seconds=-5.0).levels.heater is False


@pytest.mark.parametrize(("good", "heat"), [(9, False), (10, True)])
def test_a_hold_ends_after_ten_good_cycles(good: int, heat: bool) -> None:
    """The heat comes back with the tenth good tick in a row."""
    bath = Steady(20.0).heating()
    bath.says["bath"] = Fault.POWER_ON
    outcome = bath.tick()
    assert (outcome.levels.heater, outcome.holding) == (False, True)
    bath.says["bath"] = 20.0
    assert bath.run(good).levels.heater is heat
    assert bath.outcome.holding is (good < 10)


def test_a_pause_ends_with_its_rule() -> None:
    """The high alarm gives the heat back as soon as the water is below its clearing line."""
    bath = Steady(50.0, made(target_c=54.0))
    bath.ask(ON)
    bath.says["bath"] = 56.0 + LSB_C
    assert bath.tick().findings[0].rule.reaction is Reaction.PAUSE
    bath.says["bath"] = 55.0
    assert bath.tick().findings != ()
    bath.says["bath"] = 55.0 - LSB_C
    outcome = bath.tick()
    assert (outcome.findings, outcome.holding) == ((), False)


def test_a_hold_restarts_ready() -> None:
    """After a hold the bath has to prove itself anew."""
    bath = Steady(50.0)
    bath.ask(ON)
    for _ in range(1000):
        bath.tick(Command(Verb.TOUCH))
    assert bath.outcome.ready
    assert "ready" in _codes(bath.outcome)
    bath.says["bath"] = Fault.POWER_ON
    assert bath.tick().ready is False


def test_auto_standby_is_told_in_seconds() -> None:
    """What is left is part of every outcome of a heat-up, and of no other."""
    bath = Steady(20.0)
    assert bath.outcome.off_in_s is None
    bath.ask(ON)
    assert bath.tick().off_in_s == 7200.0
    assert bath.tick(STANDBY).off_in_s is None


@pytest.mark.parametrize(("seconds", "told"), [(59, False), (60, True)])
def test_F27_water_above_the_target_is_told_after_a_minute(seconds: int, told: bool) -> None:
    """Three degrees above the target: no heat at once, an alarm after sixty seconds."""
    bath = Steady(47.0, made(target_c=44.0))
    bath.ask(ON)
    assert "above-target" not in _codes(bath.run(100))
    bath.says["bath"] = 47.0 + LSB_C
    outcome = bath.run(seconds)
    assert outcome.levels.heater is False
    assert ("above-target" in _codes(outcome)) is told


class Eager:
    """A controller that always wants heat."""

    full_power, duty = True, 1.0

    def reset(self) -> None:
        """It never learns."""

    def wanted(self, dt_s: float, target_c: float, unanswered: float) -> bool:
        """Always."""
        return dt_s > 0.0 and target_c > 0.0 and unanswered >= 0.0


@pytest.mark.parametrize(("value_c", "heat"), [(50.5999, True), (50.6, False)])
def test_F29_well_above_the_target_there_is_no_heat(value_c: float, heat: bool) -> None:
    """Six tenths above the target nothing heats, whatever a learned bath foretells."""
    bath = Steady(value_c)
    bath.heater._control = cast("Controller", Eager())
    bath.ask(ON)
    assert bath.tick().levels.heater is heat


class Noting(Eager):
    """An eager one that notes what it is told of heat without an answer."""

    def __init__(self) -> None:
        self.shares: list[float] = []

    def wanted(self, dt_s: float, target_c: float, unanswered: float) -> bool:
        """Always."""
        self.shares.append(unanswered)
        return super().wanted(dt_s, target_c, unanswered)


def test_the_controller_hears_which_share_of_the_heat_is_unanswered() -> None:
    """What was given over what may be given."""
    bath, noting = Steady(45.0), Noting()
    bath.heater._control = cast("Controller", noting)
    bath.ask(ON)
    bath.run(20)
    asked = bath.heater._observer.unanswered
    assert 0.0 < noting.shares[-1] < 1.0
    assert noting.shares[-1] == asked.energy_j / asked.budget_j


def test_every_on_looks_for_a_weld_first() -> None:
    """Also the second one: the relay may have welded in between."""
    bath = Steady(45.0, made(has_enable=True))
    for _ in range(2):
        bath.ask(ON)
        assert not any(bath.tick().levels.heater for _ in range(19))
        assert bath.run(3).levels.heater
        bath.ask(STANDBY)
        bath.run(5)


def test_only_heat_that_flows_counts_as_full_power() -> None:
    """The look before it does not, and a hold begins the count again."""
    bath = Steady(45.0, made(has_enable=True))
    bath.ask(ON)
    bath.run(15)
    assert bath.heater._heat_up._full_s == 0.0
    bath.run(30)
    assert bath.heater._heat_up._full_s > 0.0
    bath.says["bath"] = None
    bath.run(8)
    assert bath.heater._heat_up._full_s == 0.0


def test_an_acknowledged_alarm_is_paused() -> None:
    """`ack` pauses what is open, in the same tick."""
    bath = Steady(45.0, latched=(("probe-lost", "it was lost."),))
    assert bath.tick(ACK).alarms[0].paused


def test_F17_a_coarse_probe_is_told() -> None:
    """A probe of nine bits keeps working, and its steps are told."""
    bath = Steady(45.0)
    track = bath.heater._observer.tracks[0]
    track.step_c = 0.5
    alarms = bath.heater.tick(bath.now_s + 1.0, {}).alarms
    assert "measures in steps of 0.500 °C" in alarms[0].text


def test_alarms_of_rules_are_for_a_heater_that_heats() -> None:
    """In STANDBY a missing probe is no alarm; while heating it is; a look never is."""
    bath = Steady(45.0)
    bath.says["bath"] = None
    assert _codes(bath.run(6)) == set()
    bath = Steady(45.0).heating()
    bath.says["bath"] = None
    assert "probe-missing" in _codes(bath.run(6))
    bath = Steady(45.0).heating()
    assert not any(_codes(bath.tick()) for _ in range(200))
    assert bath.outcome.findings[0].rule.name == "look"


@pytest.mark.parametrize("has_enable", [True, False])
def test_a_pause_takes_the_heat_off_in_its_tick_and_keeps_enable_closed(has_enable: bool) -> None:
    """Probes that differ by 1.5 °C: no heat from that tick on, and no contact opened for it."""
    bath = Steady(20.0, made(bath_probes=("bath", "bath-2"), has_enable=has_enable)).heating()
    assert bath.outcome.levels.heater
    bath.says["bath-2"] = 21.5
    for _ in range(5):
        levels = bath.tick().levels
        assert (levels.heater, levels.enable) == (False, has_enable)


@pytest.mark.parametrize("has_enable", [True, False])
def test_the_high_alarm_opens_enable_a_tick_after_the_heater(has_enable: bool) -> None:
    """Heater first, enable next; a look keeps enable closed, to spare its contacts."""
    bath = Steady(20.0, made(has_enable=has_enable)).heating()
    bath.says["bath"] = 57.0
    first, second = bath.tick().levels, bath.tick().levels
    assert (first.heater, first.enable) == (False, has_enable)
    assert (second.heater, second.enable) == (False, False)


def test_the_high_alarm_opens_enable_whatever_else_is_wrong() -> None:
    """Probes that differ keep it closed; one of them above the high alarm does not."""
    limits = Limits(target_max_c=55.0)
    both = made(bath_probes=("bath", "bath-2"), has_enable=True, target_c=55.0, limits=limits)
    bath = Steady(56.0, both)
    bath.run(60)
    bath.ask(ON)
    bath.says["bath-2"] = 54.4375
    assert bath.run(2).levels.enable
    bath.says["bath"] = 56.0 + LSB_C
    bath.run(2)
    spoke = {finding.rule.name for finding in bath.outcome.findings}
    assert (spoke, bath.outcome.levels.enable) == ({"high-alarm", "probes-apart"}, False)


def test_the_heartbeat_beats_while_it_heats() -> None:
    """A dead-man lets go of a heater whose heartbeat stands still."""
    bath = Steady(20.0, made(has_enable=True)).heating()
    beats = [bath.tick().levels for _ in range(4)]
    assert {levels.heater for levels in beats} == {True}
    assert [levels.heartbeat for levels in beats] in ([True, False] * 2, [False, True] * 2)


def test_a_first_tick_is_never_late() -> None:
    """However long the computer has been up, nothing was missed before there was a heater."""
    outcome = Heater(made()).tick(1000.0, {})
    assert "late-cycle" not in {finding.rule.name for finding in outcome.findings}


@pytest.mark.parametrize(
    ("values_c", "closed"),
    [([51.0], True), ([51.0 + LSB_C], False), ([51.5, 50.5 + LSB_C], False), ([51.5, 50.5], True)],
)
def test_far_above_the_target_enable_is_open(values_c: list[float], closed: bool) -> None:
    """A degree above the target `enable` opens, and half a degree above it closes again."""
    bath = Steady(50.0, made(has_enable=True))
    bath.run(60)
    bath.ask(ON)
    for value_c in values_c:
        bath.says["bath"] = value_c
        bath.run(2)
    assert bath.outcome.levels.enable is closed


@pytest.mark.parametrize("spoilt", ["bath", "bath-2"])
@pytest.mark.parametrize("what", [56.0 + LSB_C, 60.0, 84.9375, 100.0, float("inf")])
def test_a_hot_value_takes_the_heat_off_in_its_tick(spoilt: str, what: float) -> None:
    """From any probe, in the middle of spikes and doubts: hot is off, now."""
    bath = Steady(45.0, TWO_AND_ENABLE).heating()
    bath.says[spoilt] = 30.0
    bath.tick()
    bath.says[spoilt] = what
    assert bath.tick().levels.heater is False
    assert "high-alarm" in {finding.rule.name for finding in bath.outcome.findings}


def test_news_of_the_learned_bath_are_one_note() -> None:
    """What the model has to say is recorded once, without a sender."""
    bath = Steady(45.0)
    bath.heater.model.news = "the learned bath no longer fits."
    assert bath.tick().events == (Event("note", "the learned bath no longer fits."),)
    assert bath.tick().events == ()


def test_heat_in_bites_is_told() -> None:
    """Whoever wonders why the bath is cold reads the reason."""
    bath = Steady(45.0).heating()
    bath.heater._ration.said = "too little is left."
    bath.tick()
    told = {alarm.code: alarm.text for alarm in bath.outcome.alarms}
    assert told["heat-rationed"] == "too little is left."
