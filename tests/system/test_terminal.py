# SPDX-License-Identifier: MIT
"""What only a terminal shows: the live screen, its keys, and the question before a target."""

from contextlib import ExitStack
from pathlib import Path

from stoneheater.core.command import Command, Verb
from support.running import running
from support.terminal import terminal


def test_F75_on_a_terminal_the_yes_is_asked_for(tmp_path: Path) -> None:
    """A target above caution is a question; yes sets it."""
    with running(tmp_path) as heater:
        with terminal(tmp_path, "set", "53C") as screen:
            asked = screen.see("Do you mean it? [y/N]")
            screen.type("y\n")
            screen.see("target 53.0 °C")
            assert screen.end() == 0
        newest = heater.app.service.snapshot()
    assert "53.0 °C is above 52.0 °C and burns sooner" in asked
    assert newest is not None
    assert newest.outcome.target_c == 53.0


def test_F75_enter_is_a_no(tmp_path: Path) -> None:
    """Whoever only presses Enter has changed nothing."""
    with running(tmp_path) as heater:
        with terminal(tmp_path, "set", "53C") as screen:
            screen.see("Do you mean it? [y/N]")
            screen.type("\n")
            assert screen.end() == 1
        newest = heater.app.service.snapshot()
    assert newest is not None
    assert newest.outcome.target_c == 50.0


def test_the_live_screen_shows_the_heater_and_ends_at_q(tmp_path: Path) -> None:
    """One key, no Enter; a simulated heater says so."""
    with running(tmp_path), terminal(tmp_path, "watch") as screen:
        screen.see("q quits")
        assert "SIMULATED: nothing real is heated" in screen.seen
        assert "heater commanded off" in screen.seen
        screen.type("q")
        assert screen.end() == 0


def test_a_silent_daemon_is_no_data_until_it_is_back(tmp_path: Path) -> None:
    """Nothing old is shown as new, and nobody has to start the screen again."""
    with ExitStack() as first:
        first.enter_context(running(tmp_path))
        with terminal(tmp_path, "watch") as screen:
            screen.see("no alarms")
            first.close()
            screen.see("NO DATA for 3 s")
            with running(tmp_path):
                screen.see("no alarms")
                screen.type("q")
                assert screen.end() == 0


def test_the_bell_rings_for_an_alarm(tmp_path: Path) -> None:
    """A trip that somebody must look at is heard as well."""
    with running(tmp_path) as heater, terminal(tmp_path, "watch") as screen:
        screen.see("no alarms")
        assert "\a" not in screen.seen
        heater.app.service.ask(Command(Verb.TRIP, sentence="the test pulled the plug."))
        screen.see("the test pulled the plug.")
        if "\a" not in screen.seen:
            screen.see("\a")


def test_no_color_is_respected(tmp_path: Path) -> None:
    """With NO_COLOR the screen has words and marks, and no colour."""
    with running(tmp_path) as heater:
        heater.app.service.ask(Command(Verb.TRIP, sentence="the test pulled the plug."))
        with terminal(tmp_path, "watch", NO_COLOR="1") as screen:
            screen.see("the test pulled the plug.")
    assert "\x1b[33m" not in screen.seen
    assert "31m" not in screen.seen
    assert "** the test pulled the plug." in screen.seen
