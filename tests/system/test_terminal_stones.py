# SPDX-License-Identifier: MIT
"""Clients and stones on a terminal: what is asked, what counts down, what rings, how it ends."""

import re
import signal
import termios
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from stoneheater.core.stone import BASALT, Stone
from stoneheater.service.catalogue import Catalogue
from stoneheater.service.treatment_requests import Practice
from support.command_line import run
from support.running import Running, running
from support.terminal import terminal

ROW = tuple(Stone(f"row-{number}", BASALT, 0.2, 25.0, "row") for number in (1, 2, 3))

ALONE = "counted down here, without the heater, for "


@pytest.fixture
def stop() -> Iterator[ExitStack]:
    """Closed by a test that wants the heater gone."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def heater(tmp_path: Path, stop: ExitStack) -> Running:
    """A heater with three stones."""
    return stop.enter_context(running(tmp_path, practice=Practice(catalogue=Catalogue(ROW))))


@pytest.mark.usefixtures("heater")
def test_the_intake_is_gone_through_on_a_terminal(tmp_path: Path) -> None:
    """A list with numbers; what is not on it is asked again, and what applies counts."""
    with terminal(tmp_path, "session", "start", "M.H.") as screen:
        asked = screen.see("Which apply?")
        screen.type("diabtes\n")
        screen.see("did you mean diabetes?")
        screen.type("8, 6@palm-left\n")
        screen.see("session M.H. started.")
        assert screen.end() == 0
    assert "8 diabetes (diabetes): shorter times, cooler stones" in " ".join(asked.split())
    shown = run(tmp_path, "session", "show").stdout
    assert "M.H. (sensitive)" in shown
    assert "recent" not in shown
    assert "keep in mind: injured skin: no stone is left lying at the palm-left" in shown


@pytest.mark.usefixtures("heater")
def test_enter_leaves_the_intake_unanswered(tmp_path: Path) -> None:
    """A client waits already: the session begins, timed as sensitive, and note asks again."""
    with terminal(tmp_path, "session", "start", "M.H.") as screen:
        screen.see("Which apply?")
        screen.type("\n")
        screen.see("timed as sensitive")
        assert screen.end() == 0
    with terminal(tmp_path, "session", "note") as screen:
        screen.see("Which apply?")
        screen.type("none\n")
        screen.see("noted.")
        assert screen.end() == 0
    assert run(tmp_path, "session", "list").stdout.startswith("M.H.: ")


@pytest.mark.usefixtures("heater")
def test_the_stones_are_counted_back_on_a_terminal(tmp_path: Path) -> None:
    """How many, which are missing, are they clean; then the aftercare card."""
    run(tmp_path, "session", "start", "M.H.", "--intake", "none")
    run(tmp_path, "stone", "place", "row", "--layout", "back-row")
    run(tmp_path, "stone", "off")
    with terminal(tmp_path, "session", "end") as screen:
        screen.see("3 stones went out. How many came back?")
        screen.type("2\n")
        screen.see("Which are missing of row-1, row-2, row-3?")
        screen.type("row-3\n")
        screen.see("Are they washed and disinfected?")
        screen.type("y\n")
        screen.see("2 of 3 stones back, row-3 missing, cleaned.")
        assert screen.end() == 0
    assert "AFTERCARE" in screen.seen


@pytest.mark.usefixtures("heater")
def test_under_stones_nobody_is_asked_to_count(tmp_path: Path) -> None:
    """They lie: the session does not end, and says which."""
    run(tmp_path, "stone", "place", "row-1", "--site", "palm-left")
    with terminal(tmp_path, "session", "end") as screen:
        screen.see("lift them, then end the session")
        assert screen.end() == 1


@pytest.mark.usefixtures("heater")
@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("place rwo-1 --site palm-left", "did you mean row-1?"),
        ("place row-1 --site plam-left", "did you mean palm-left?"),
        ("place row-1 --site palm-left --contact towl", "did you mean towel?"),
        ("lift row-1 --session X", "no session is open"),
    ],
)
def test_a_slip_is_usage_and_leaves_nothing_behind(
    tmp_path: Path, words: str, question: str
) -> None:
    """The real daemon's question, exit code 2, and no stone lies."""
    result = run(tmp_path, "stone", *words.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert question in result.stderr
    assert "lift by" not in run(tmp_path, "stone", "list").stdout


def test_F90_a_forgotten_stone_is_heard_and_seen_until_it_is_lifted(
    tmp_path: Path, heater: Running
) -> None:
    """Green, amber, red in large letters and in words, and the bell."""
    with terminal(tmp_path, "watch") as screen:
        screen.see("no alarms")
        run(tmp_path, "session", "start", "M.H.", "--intake", "none")
        heater.app.treatment.water.add(heater.app.clock.boottime_s(), 52.0)
        assert run(tmp_path, "stone", "place", "row-1", "--site", "palm-left").exit_code == 0
        screen.see("LIFT NOW")
        if "\a" not in screen.seen:
            screen.see("\a")
        assert run(tmp_path, "stone", "lift", "row-1").exit_code == 0
        screen.see("0 of 1 stones lie")
        screen.type("q")
        assert screen.end() == 0


@pytest.mark.usefixtures("heater")
def test_a_silent_daemon_s_timers_go_on_in_the_watch(tmp_path: Path, stop: ExitStack) -> None:
    """It says that it counts by itself, since when, and counts down to red without the heater."""
    with terminal(tmp_path, "watch") as screen:
        screen.see("no alarms")
        run(tmp_path, "session", "start", "M.H.", "--intake", "none")
        run(tmp_path, "stone", "place", "row-1", "--site", "palm-left", "--contact", "towel")
        screen.see("GREEN")
        stop.close()
        for _ in range(4):
            screen.see(ALONE)
        screen.type("q")
        assert screen.end() == 0
    minutes = re.findall(r"lift by [\d:]+, (\d+) min (\d+) s", screen.seen)
    counted = [60 * int(whole) + int(rest) for whole, rest in minutes]
    assert counted == sorted(counted, reverse=True)
    alone_s = [int(count) for count in re.findall(ALONE + r"(\d+) s", screen.seen)]
    assert len(set(alone_s)) > 1
    assert alone_s == sorted(alone_s)
    assert "NO DATA" in screen.seen


@pytest.mark.usefixtures("heater")
@pytest.mark.parametrize(("end", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_the_terminal_is_given_back_when_the_watch_is_told_to_end(
    tmp_path: Path, end: int, code: int
) -> None:
    """A system that shuts down leaves no screen behind that nobody can type on."""
    with terminal(tmp_path, "watch") as screen:
        before = termios.tcgetattr(screen._own)
        screen.see("q quits")
        assert termios.tcgetattr(screen._own) != before
        screen.process.send_signal(end)
        assert screen.end() == code
        assert termios.tcgetattr(screen._own) == before
        assert screen.seen.rindex("\x1b[?1049l") > screen.seen.rindex("\x1b[?1049h")
    assert "Traceback" not in screen.seen
