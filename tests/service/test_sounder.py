# SPDX-License-Identifier: MIT
from collections.abc import Iterator

import pytest

from stoneheater.core.command import Command, Verb
from stoneheater.core.heater import Outcome
from stoneheater.interfaces.assembly import assemble
from stoneheater.service.snapshot import Standing
from stoneheater.service.sounder import Sounder, urgency
from support.daemons import SETTINGS
from support.foreign import Foreign, Lamp
from support.waiting import eventually


class Bath:
    """A heater whose cycles are made by hand."""

    def __init__(self) -> None:
        self.hardware = Foreign()
        self.app = assemble(self.hardware, SETTINGS, Standing())

    def at(self, value_c: float) -> Outcome:
        """One cycle at this temperature."""
        self.hardware.thermometers.value_c = value_c
        outcome = self.app.loop.cycle()
        self.app.clock.wait_until(self.app.clock.now_s() + 1.0)
        return outcome


@pytest.fixture
def bath() -> Bath:
    """A heating bath."""
    made = Bath()
    made.at(48.0)
    made.app.loop.ask(Command(Verb.ON))
    assert made.at(48.0).answers[0].ok
    return made


@pytest.fixture
def lamp() -> Iterator[Lamp]:
    """A lamp that is let go at the end."""
    one = Lamp()
    yield one
    one.may_go.set()


def test_urgency_is_that_of_the_worst_open_alarm(bath: Bath) -> None:
    """Nothing open is silence; the high alarm is high until the water is cooler."""
    assert urgency(bath.at(48.0)) == ""
    assert urgency(bath.at(56.5)) == "high"
    assert urgency(bath.at(54.0)) != "high"


def test_a_paused_alarm_is_not_sounded(bath: Bath) -> None:
    """Acknowledged means silent, as long as the pause lasts."""
    assert urgency(bath.at(56.5)) == "high"
    bath.app.loop.ask(Command(Verb.ACK))
    assert urgency(bath.at(56.5)) == ""


def test_it_is_told_of_changes_only_and_silenced_at_the_end(bath: Bath, lamp: Lamp) -> None:
    """Two cycles of one alarm are one word."""
    sounder = Sounder(lamp)
    outcomes = [bath.at(48.0), bath.at(56.5), bath.at(56.5)]
    for outcome in outcomes:
        sounder.tell(outcome)
    eventually(lambda: lamp.shown, 5.0)
    sounder.close(5.0)
    assert lamp.shown == ["high", ""]


def test_a_lamp_that_hangs_delays_nobody_and_hears_the_newest_word(bath: Bath, lamp: Lamp) -> None:
    """Words that came while it hung are skipped; closing gives up at its deadline."""
    sounder = Sounder(lamp)
    lamp.may_go.clear()
    sounder.tell(bath.at(56.5))
    sounder.tell(bath.at(48.0))
    sounder.close(0.05)
    assert lamp.shown == []
    lamp.may_go.set()
    sounder.close(5.0)
    assert lamp.shown[-1] == ""
