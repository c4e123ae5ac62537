# SPDX-License-Identifier: MIT
"""The demonstration on a real terminal: keys, screen, sockets of its own, and its end."""

import re
import signal
import stat
import termios
from pathlib import Path

import pytest

from support.command_line import run
from support.terminal import Terminal, terminal

PLACE = re.compile(r"STONEHEATER_RUNTIME_DIR=(\S+) stoneheater status")


def place(screen: Terminal) -> Path:
    """The runtime directory that the screen names."""
    found = PLACE.findall(screen.seen)
    assert found
    return Path(found[-1])


def test_the_demonstration_heats_and_ends_at_q(tmp_path: Path) -> None:
    """It says that nothing is real, shows the water and the keys, and `o` heats."""
    with terminal(tmp_path, "demo", "--speed", "600") as screen:
        first = screen.see("stoneheater status")
        for text in ("SIMULATED: nothing real is heated", "target 50.0 °C", "bath: 20."):
            assert text in first
        assert "q quit   o on   s standby" in first
        screen.type("o")
        screen.see("HEATING to 50.0 °C.")
        screen.see("heater commanded on")
        screen.type("q")
        assert screen.end() == 0


def test_a_pulled_probe_holds_and_then_trips(tmp_path: Path) -> None:
    """First the heat is held and the plug is named, at 20 s it trips; the keys stay on screen."""
    with terminal(tmp_path, "demo", "--speed", "10") as screen:
        screen.see("stoneheater status")
        screen.type("o")
        screen.see("HEATING to 50.0 °C.")
        screen.type("u")
        screen.see("the first probe is unplugged.")
        screen.see("no good reading of bath for ")
        screen.see("bath has been lost for 20 s, limit 20 s")
        assert "u unplug, plug in a probe" in screen.see("stoneheater status")
        screen.type("q")
        assert screen.end() == 0


def test_its_sockets_are_its_own_and_answer(tmp_path: Path) -> None:
    """In a folder for nobody else, never in the runtime directory; gone at the end."""
    with terminal(tmp_path, "demo") as screen:
        screen.see("stoneheater status")
        screen.type("s")
        folder = place(screen)
        assert folder != tmp_path
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        result = run(folder, "status")
        assert (result.exit_code, result.stderr) == (0, "")
        assert "SIMULATED STANDBY: " in result.stdout
        assert run(folder, "on").exit_code == 0
        screen.see("heat 100 %")
        screen.type("q")
        assert screen.end() == 0
    assert not folder.exists()
    assert list(tmp_path.iterdir()) == []


ENDS = [
    ("q", 0, 0),
    ("Q", 0, 0),
    ("", signal.SIGINT, 0),
    ("", signal.SIGTERM, 143),
    ("", signal.SIGHUP, 129),
]


@pytest.mark.parametrize(("key", "end", "code"), ENDS)
def test_the_terminal_is_given_back(tmp_path: Path, key: str, end: int, code: int) -> None:
    """At `q`, and at every signal that ends it: as it was found, and nothing left behind."""
    with terminal(tmp_path, "demo") as screen:
        before = termios.tcgetattr(screen._own)
        screen.see("stoneheater status")
        folder = place(screen)
        assert termios.tcgetattr(screen._own) != before
        if key:
            screen.type(key)
        else:
            screen.process.send_signal(end)
        assert screen.end() == code
        assert termios.tcgetattr(screen._own) == before
        assert "Traceback" not in screen.seen
        assert screen.seen.rindex("\x1b[?1049l") > screen.seen.rindex("\x1b[?1049h")
        assert screen.seen.rindex("\x1b[?25h") > screen.seen.rindex("\x1b[?25l")
    assert not folder.exists()


def test_arrows_press_nothing(tmp_path: Path) -> None:
    """The letters at the end of an arrow's sequence are no keys."""
    with terminal(tmp_path, "demo") as screen:
        screen.see("stoneheater status")
        screen.type("\x1b[A\x1b[C\x1bOC\x1b[1;5C")
        screen.type("+")
        screen.see("  target 51.0 °C")
        assert "cold stones: 22" not in screen.seen
        screen.type("q")
        assert screen.end() == 0


def test_colour_is_never_needed(tmp_path: Path) -> None:
    """With NO_COLOR the same words are there."""
    with terminal(tmp_path, "demo", NO_COLOR="1") as screen:
        seen = screen.see("stoneheater status")
    assert "SIMULATED" in seen
    assert "no alarms" in seen


def test_a_whole_treatment_plays_by_itself(tmp_path: Path) -> None:
    """Nobody touches a key: heat, ready, stones, the forgotten one, the paper and its path."""
    paper = tmp_path / "session.pdf"
    with terminal(tmp_path, "demo", "--speed", "600", "--pdf", str(paper)) as screen:
        for said in (
            "The therapist says: on.",
            "READY: in the band",
            "in two actions",
            "stone place left",
            "GREEN",
            "stone place right",
            "** AMBER: soon",
            "right-3 is forgotten",
            "LIFT NOW",
            "6 of 6 stones back",
            "The session is on paper",
        ):
            screen.see(said)
        assert "\a" in screen.seen
        screen.type("q")
        assert screen.end() == 0
    assert f"The session is on paper: {paper}" in screen.seen.replace("\r\n", "")
    assert paper.read_bytes().startswith(b"%PDF")
