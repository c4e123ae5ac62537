# SPDX-License-Identifier: MIT
"""Buzzer, lamp and buttons over gpiozero's mock pins: what is pressed is heard once."""

from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from gpiozero.pins.mock import MockFactory, MockPin

from stoneheater.config import PanelSettings
from stoneheater.hardware.gpio import GpioError
from stoneheater.hardware.panel import PRESSES_MAX, REST_S, STUCK_S, Panel
from stoneheater.ports import Annunciator
from support.workbench import HandClock

BUZZER, LAMP, ACK, STOP, FOOT = 18, 23, 24, 25, 16
ALL = PanelSettings(
    buzzer_pin=BUZZER, alarm_led_pin=LAMP, ack_pin=ACK, stop_pin=STOP, foot_pin=FOOT
)


class Grounded(MockPin):  # type: ignore[misc] # gpiozero carries no types
    """A pin that a wire holds at 0 V from the start: no pull-up is as strong."""

    def _set_pull(self, value: str) -> None:
        self._pull = value


class Box:
    """A panel on mock pins, and the fingers at it."""

    def __init__(self, factory: Any) -> None:
        self.factory, self.clock = factory, HandClock()

    def open(self, settings: PanelSettings = ALL) -> Panel:
        """The panel."""
        return Panel(settings, self.factory, self.clock.now_s)

    def down(self, pin: int, after_s: float = 1.0) -> None:
        """Connect a button to 0 V."""
        self.clock.advance(after_s)
        self.factory.pin(pin).drive_low()

    def up(self, pin: int, after_s: float = 1.0) -> None:
        """Let go of it."""
        self.clock.advance(after_s)
        self.factory.pin(pin).drive_high()

    def level(self, pin: int) -> int:
        """What the pin does."""
        return int(self.factory.pin(pin).state)


@pytest.fixture
def box() -> Iterator[Box]:
    """A box with pins of its own."""
    factory = MockFactory()
    yield Box(factory)
    factory.reset()


def test_it_is_an_annunciator(box: Box) -> None:
    """Everything is fitted, nothing sounds, shines or is in trouble."""
    panel = box.open()
    assert isinstance(panel, Annunciator)
    assert (panel.has_buzzer, panel.has_lamp, panel.notes) == (True, True, ())
    assert (box.level(BUZZER), box.level(LAMP)) == (0, 0)
    assert (panel.presses(), panel.trouble()) == ((), ())


@pytest.mark.parametrize("buzzer", [True, False])
@pytest.mark.parametrize("lamp", [True, False])
def test_buzzer_and_lamp_are_set_each_for_itself(box: Box, buzzer: bool, lamp: bool) -> None:
    """High is on."""
    panel = box.open()
    panel.show(buzzer=True, lamp=True)
    panel.show(buzzer, lamp)
    assert (box.level(BUZZER), box.level(LAMP)) == (int(buzzer), int(lamp))


def test_an_active_low_buzzer_is_silent_from_its_first_instant(box: Box) -> None:
    """Born high, and low while it sounds."""
    panel = box.open(attrs.evolve(ALL, buzzer_active_high=False))
    assert [state.state for state in box.factory.pin(BUZZER).states][-1] == 1
    panel.show(buzzer=True, lamp=False)
    assert box.level(BUZZER) == 0
    panel.close()
    assert box.level(BUZZER) == 1


@pytest.mark.parametrize(("pin", "press"), [(ACK, "ack"), (STOP, "stop"), (FOOT, "foot")])
def test_a_press_is_heard_once_however_long_it_lasts(box: Box, pin: int, press: str) -> None:
    """At the moment of pressing; held down it repeats nothing, and letting go is no press."""
    panel = box.open()
    box.down(pin)
    assert panel.presses() == (press,)
    box.clock.advance(20.0)
    assert panel.presses() == ()
    box.up(pin)
    assert panel.presses() == ()
    box.down(pin)
    assert panel.presses() == (press,)


def test_presses_come_in_order(box: Box) -> None:
    """Of several buttons, each where it was pressed."""
    panel = box.open()
    for pin in (FOOT, STOP, ACK):
        box.down(pin)
        box.up(pin)
    assert panel.presses() == ("foot", "stop", "ack")


@pytest.mark.parametrize(("rest_s", "heard"), [(REST_S - 0.01, 1), (REST_S + 0.01, 2)])
def test_a_bounce_is_no_press(box: Box, rest_s: float, heard: int) -> None:
    """Neither right after a press nor right after letting go."""
    panel = box.open()
    box.down(STOP)
    box.up(STOP, 0.001)
    box.down(STOP, 0.001)
    box.up(STOP)
    box.down(STOP, rest_s)
    assert len(panel.presses()) == heard


def test_a_button_that_never_rests_counts_once(box: Box) -> None:
    """A loose wire that chatters for a minute."""
    panel = box.open()
    box.down(FOOT)
    for _ in range(300):
        box.up(FOOT, 0.1)
        box.down(FOOT, 0.1)
    assert panel.presses() == ("foot",)


def test_presses_are_bounded(box: Box) -> None:
    """While nobody listens only the newest are kept."""
    panel = box.open()
    box.down(STOP)
    for _ in range(PRESSES_MAX):
        box.down(ACK)
        box.up(ACK)
    assert panel.presses() == ("ack",) * PRESSES_MAX


def test_a_button_stuck_from_the_start_is_told_and_counts_nothing(box: Box) -> None:
    """Until it comes free; then it is a button like the others."""
    box.factory.pin(STOP, pin_class=Grounded).drive_low()
    panel = box.open()
    assert panel.presses() == ()
    (sentence,) = panel.trouble()
    assert sentence.startswith("The STOP button reads pressed since the start and counts no more: ")
    assert "free it, and check its wire to GPIO25" in sentence
    box.up(STOP)
    assert panel.trouble() == ()
    box.down(STOP)
    assert panel.presses() == ("stop",)


@pytest.mark.parametrize(("held_s", "told"), [(STUCK_S - 0.1, False), (STUCK_S, True)])
def test_a_button_held_for_half_a_minute_is_stuck(box: Box, held_s: float, told: bool) -> None:
    """It was one press, and the sentence says how long ago."""
    panel = box.open()
    box.down(ACK)
    box.clock.advance(held_s)
    sentences = panel.trouble()
    assert bool(sentences) is told
    if told:
        assert "The ACK button reads pressed for 30 s and counts no more" in sentences[0]
    assert panel.presses() == ("ack",)
    box.up(ACK)
    assert panel.trouble() == ()


def test_what_is_not_fitted_is_not_missed(box: Box) -> None:
    """A foot switch alone: neither heard nor seen, and showing is no error."""
    panel = box.open(PanelSettings(foot_pin=FOOT))
    assert (panel.has_buzzer, panel.has_lamp, panel.notes) == (False, False, ())
    panel.show(buzzer=True, lamp=True)
    box.down(FOOT)
    assert panel.presses() == ("foot",)
    panel.close()


def test_F94_what_cannot_be_opened_is_a_note_and_the_rest_works(box: Box) -> None:
    """A buzzer on a pin that somebody has: no buzzer, and the sentence says where to look."""
    other = box.open(PanelSettings(alarm_led_pin=BUZZER))
    assert other.has_lamp
    panel = box.open()
    assert (panel.has_buzzer, panel.has_lamp) == (False, True)
    (note,) = panel.notes
    assert note.startswith("The buzzer on GPIO18 cannot be used (")
    assert note.endswith("): check its pin, then restart.")
    panel.show(buzzer=True, lamp=True)
    assert box.level(LAMP) == 1
    box.down(ACK)
    assert panel.presses() == ("ack",)


def test_a_line_that_fails_is_an_error_and_the_other_is_set(box: Box) -> None:
    """Both are tried; the error names the one."""
    panel = box.open()
    box.factory.pin(BUZZER).function = "input"
    with pytest.raises(GpioError, match=r"The buzzer on GPIO18 cannot be switched on \("):
        panel.show(buzzer=True, lamp=True)
    assert box.level(LAMP) == 1
    box.factory.pin(LAMP).function = "input"
    with pytest.raises(GpioError, match=r"The buzzer .* off .* The lamp on GPIO23 .* off"):
        panel.show(buzzer=False, lamp=False)
    panel.close()


def test_closing_is_silent_dark_and_deaf(box: Box) -> None:
    """The last word of both lines is off."""
    panel = box.open()
    panel.show(buzzer=True, lamp=True)
    panel.close()
    assert (box.level(BUZZER), box.level(LAMP)) == (0, 0)
    box.down(STOP)
    assert panel.presses() == ()
