# SPDX-License-Identifier: MIT
"""The buttons of a panel: each press asks once, and what was refused is told."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

import pytest

from stoneheater.core.command import Answer
from stoneheater.ports import Press
from stoneheater.service.buttons import SAID_S, Ask, Buttons
from support.panels import HandPanel
from support.waiting import eventually
from support.workbench import HandClock


class Desk:
    """Whoever is asked: it answers when the test wants."""

    def __init__(self) -> None:
        self.panel = HandPanel()
        self.clock = HandClock()
        self.asked: list[str] = []
        self.answers: deque[Future[Any]] = deque()
        asks: dict[Press, Ask] = {"stop": self._ask("stop"), "ack": self._ask("ack")}
        self.buttons = Buttons(self.panel, {**asks, "foot": self.foot}, self.clock.now_s)

    def foot(self) -> None:
        """A request that is done at once."""
        self.asked.append("foot")

    def press(self, *presses: Press) -> Sequence[str]:
        """Press some, and look; what was asked for so far."""
        self.panel.pressed.extend(presses)
        self.buttons.look()
        return self.asked

    def _ask(self, name: str) -> Callable[[], Future[Any]]:
        def ask() -> Future[Any]:
            self.asked.append(name)
            self.answers.append(Future())
            return self.answers[-1]

        return ask


@pytest.fixture
def desk() -> Desk:
    """A desk."""
    return Desk()


def test_each_press_asks_in_order(desk: Desk) -> None:
    """What was pressed since the last look, each once."""
    assert desk.press() == []
    assert desk.press("ack", "stop", "foot") == ["ack", "stop", "foot"]
    assert desk.press() == ["ack", "stop", "foot"]


def test_a_button_asks_no_second_time_while_it_waits(desk: Desk) -> None:
    """However often it is pressed; the others are heard all the same."""
    assert desk.press("stop", "stop", "stop", "foot") == ["stop", "foot"]
    desk.answers.popleft().set_result(Answer(ok=True, text="standby."))
    assert desk.press("stop") == ["stop", "foot", "stop"]


def test_a_button_that_means_nothing_asks_nothing() -> None:
    """A switch that nobody is wired to."""
    panel = HandPanel()
    panel.pressed.append("foot")
    buttons = Buttons(panel, {}, HandClock().now_s)
    buttons.look()
    assert buttons.trouble() == ()


@pytest.mark.parametrize(
    "answer",
    [
        Answer(ok=False, text="2 stones are due: say which."),
        {"ok": False, "text": "2 stones are due: say which."},
    ],
)
def test_what_was_refused_is_told_for_a_minute(desk: Desk, answer: object) -> None:
    """Nobody with a foot on a switch reads an answer: it stands where the troubles stand."""
    desk.press("stop")
    desk.answers.popleft().set_result(answer)
    assert desk.buttons.trouble() == ("2 stones are due: say which.",)
    until_s = desk.clock.now_s() + SAID_S
    desk.clock.wait_until(until_s - 0.1)
    assert desk.buttons.trouble() == ("2 stones are due: say which.",)
    desk.clock.wait_until(until_s)
    assert desk.buttons.trouble() == ()


def test_the_next_press_takes_the_word_back(desk: Desk) -> None:
    """An old refusal does not speak of a new press."""
    desk.press("stop")
    desk.answers.popleft().set_result(Answer(ok=False, text="refused."))
    desk.press("ack")
    assert desk.buttons.trouble() == ()
    desk.answers.popleft().set_result(Answer(ok=True, text="paused."))
    assert desk.buttons.trouble() == ()


def test_a_request_that_fails_is_told_and_the_next_is_heard(desk: Desk) -> None:
    """By its own words, whether it fails at once or later; given up is no failure."""

    def broken() -> None:
        raise RuntimeError("too much is waiting.")

    panel, clock = HandPanel(), HandClock()
    buttons = Buttons(panel, {"foot": broken}, clock.now_s)
    panel.pressed.append("foot")
    buttons.look()
    assert buttons.trouble() == ("too much is waiting.",)
    desk.press("stop", "ack")
    desk.answers.popleft().set_exception(OSError("the disk is gone."))
    assert desk.buttons.trouble() == ("the disk is gone.",)
    assert desk.press("stop") == ["stop", "ack", "stop"]
    desk.answers.popleft().cancel()
    assert desk.buttons.trouble() == ()


def test_a_stuck_button_is_told_while_it_is_stuck(desk: Desk) -> None:
    """The panel's own sentence, as of the last look."""
    desk.panel.stuck = ("The STOP button is stuck: free it.",)
    assert desk.buttons.trouble() == ()
    desk.press()
    assert desk.buttons.trouble() == ("The STOP button is stuck: free it.",)
    desk.panel.stuck = ()
    desk.press()
    assert desk.buttons.trouble() == ()


def test_buttons_that_cannot_be_read_are_told(desk: Desk) -> None:
    """A driver that raises; what comes after it is heard."""
    desk.panel.fails = OSError("gone")
    assert desk.press("stop") == []
    assert desk.buttons.trouble() == ("The buttons cannot be read (gone): check their wiring.",)
    desk.panel.fails = None
    assert desk.press() == ["stop"]
    assert desk.buttons.trouble() == ()


def test_it_listens_by_itself_until_it_is_closed(desk: Desk) -> None:
    """In a thread of its own; closing twice, or before the start, is no error."""
    desk.buttons.start()
    desk.panel.pressed.append("ack")
    eventually(lambda: desk.asked == ["ack"], 5.0)
    desk.buttons.close(5.0)
    desk.panel.pressed.append("foot")
    desk.buttons.close(5.0)
    assert desk.asked == ["ack"]
    Desk().buttons.close(0.0)
