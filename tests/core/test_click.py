# SPDX-License-Identifier: MIT
"""Commissioning clicks: one output, one second, a few times, and only in STANDBY."""

import pytest

from stoneheater.core.command import Command, Verb
from stoneheater.core.sequence import Levels
from support.steady import Steady, settings

ON = Command(Verb.ON)
STANDBY = Command(Verb.STANDBY)
STANDBY = Command(Verb.STANDBY)


def _click(output: str) -> Command:
    return Command(Verb.CLICK, output=output)


@pytest.mark.parametrize("output", ["heater", "enable", "heartbeat"])
def test_F38_a_click_closes_one_output_for_one_cycle(output: str) -> None:
    """Commissioning hears each relay alone, without a probe, for one cycle."""
    bath = Steady(made=settings(has_enable=True))
    bath.says["bath"] = None
    bath.run(10)
    assert bath.ask(_click(output)).text == f"clicking {output} for one second."
    levels = bath.outcome.levels
    assert (levels.heater, levels.enable) == (output == "heater", output == "enable")
    after = bath.tick().levels
    assert not (after.heater)
    assert not (after.enable)
    assert not (after.heartbeat)


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("pump", "there is no output 'pump'; known: heater, enable, heartbeat."),
        ("enable", "no enable output is fitted: set gpio.enable_pin first."),
    ],
)
def test_F38_a_click_of_what_is_not_there_is_refused(output: str, words: str) -> None:
    """A click needs an output that is fitted."""
    answer = Steady().ask(_click(output))
    assert (answer.ok, answer.text) == (False, words)


@pytest.mark.parametrize(("wait_s", "ok"), [(599.0 - 4.0, False), (600.0 - 4.0, True)])
def test_F38_five_clicks_in_ten_minutes(wait_s: float, ok: bool) -> None:
    """The sixth click within ten minutes of the first is refused: clicks are heat, too."""
    bath = Steady()
    assert all(bath.ask(_click("heater")).ok for _ in range(5))
    assert "5 clicks in 10 min is the limit" in bath.ask(_click("heater")).text
    bath.tick(seconds=wait_s - 2.0)
    assert bath.ask(_click("heater")).ok is ok


def test_F38_one_click_at_a_time() -> None:
    """Two clicks, or a click and `on`, do not share a second."""
    bath = Steady(made=settings(has_enable=True))
    first, second = bath.tick(_click("heater"), _click("enable")).answers
    assert (first.ok, second.ok) == (True, False)
    assert bath.outcome.levels.enable is False
    click, on = bath.tick(_click("heater"), ON).answers
    assert (click.ok, on.ok) == (True, False)
    assert "heater is being clicked" in on.text


def test_F38_a_heating_heater_is_not_clicked() -> None:
    """Commissioning begins in STANDBY, and not in the cycle in which that begins."""
    bath = Steady(made=settings(has_enable=True)).heating()
    assert "put it on standby" in bath.ask(_click("heater")).text
    standby, click = bath.tick(STANDBY, _click("heater")).answers
    assert (standby.ok, click.ok) == (True, False)
    assert bath.outcome.levels == Levels(enable=True)
    assert bath.ask(_click("heater")).ok
