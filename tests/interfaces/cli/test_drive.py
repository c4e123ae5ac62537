# SPDX-License-Identifier: MIT

from pathlib import Path

import pytest

from stoneheater.core.command import Command, Verb
from support.command_line import No, run, scripted
from support.running import Running, running
from support.snapshots import snapshot, tripped

DONE = {"ok": True, "text": "done."}


def trip(heater: Running) -> None:
    """Trip it."""
    asked = Command(Verb.TRIP, sentence="the test pulled the plug.")
    assert heater.app.service.ask(asked).ok


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("122", "did you mean 122F = 50.0 °C?"),
        ("130C", "did you mean 130F = 54.4 °C?"),
        ("130", "did you mean 130F = 54.4 °C?"),
        ("50F", "did you mean 50C?"),
    ],
)
def test_F74_a_temperature_in_the_other_unit_is_refused_with_the_question(
    tmp_path: Path, typed: str, question: str
) -> None:
    """130 sent as °C and 50 sent as °F change nothing and are asked about."""
    with running(tmp_path) as heater:
        result = run(tmp_path, "set", typed)
        assert heater.app.service.ask(Command(Verb.TOUCH)).ok
        newest = heater.app.service.snapshot()
    assert (result.exit_code, result.stdout) == (1, "")
    assert question in result.stderr
    assert newest is not None
    assert newest.outcome.target_c == pytest.approx(50.0)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("48", "48.0 °C"),
        ("48C", "48.0 °C"),
        ("48.5 °C", "48.5 °C"),
        ("48c", "48.0 °C"),
        ("122F", "50.0 °C"),
        ("118.4f", "48.0 °C"),
    ],
)
def test_F74_a_temperature_with_its_unit_is_set(tmp_path: Path, typed: str, said: str) -> None:
    """Both units are understood, and a bare number is °C."""
    with running(tmp_path):
        result = run(tmp_path, "set", typed)
    assert result.exit_code == 0
    assert f"target {said} (in STANDBY: say on to heat)." in result.stdout


@pytest.mark.parametrize("typed", ["frog", "", "5o", "50K", "-400C", "50,5"])
def test_F74_what_is_no_temperature_is_usage(tmp_path: Path, typed: str) -> None:
    """It is not sent to the heater at all."""
    result = run(tmp_path, "set", typed)
    assert result.exit_code == 2
    assert "Error:" in result.stderr


@pytest.mark.parametrize("typed", ["52.5C", "54C"])
def test_F75_a_target_above_caution_needs_an_explicit_yes(tmp_path: Path, typed: str) -> None:
    """Without a terminal nobody is asked: it is refused, and --yes is named; with it, it is set."""
    with running(tmp_path):
        refused = run(tmp_path, "set", typed, typed="y\n")
        done = run(tmp_path, "set", typed, "--yes")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "above 52.0 °C" in refused.stderr
    assert "--yes" in refused.stderr
    assert done.exit_code == 0


@pytest.mark.parametrize(("typed", "code"), [("45C", 0), ("45.1C", 1)])
def test_F75_a_large_step_up_needs_an_explicit_yes(tmp_path: Path, typed: str, code: int) -> None:
    """5 °C at once is ordinary, more is asked about."""
    with running(tmp_path):
        assert run(tmp_path, "set", "40C").exit_code == 0
        assert run(tmp_path, "set", typed).exit_code == code


@pytest.mark.parametrize("typed", ["29.9C", "54.1C"])
def test_a_target_out_of_bounds_is_refused_even_with_yes(tmp_path: Path, typed: str) -> None:
    """A yes is not a key to everything."""
    with running(tmp_path):
        result = run(tmp_path, "set", typed, "--yes")
    assert result.exit_code == 1
    assert "outside 30 to 54.0 °C" in result.stderr


def test_set_is_stored_while_tripped(tmp_path: Path) -> None:
    """`set` still ends with 0, and says that the heater is still tripped."""
    with running(tmp_path) as heater:
        trip(heater)
        result = run(tmp_path, "set", "48C")
    assert (result.exit_code, result.stdout) == (0, "target 48.0 °C (still tripped).\n")


def test_a_refused_target_is_refused_and_not_tripped(tmp_path: Path) -> None:
    """The exit code says what happened to the target."""
    with scripted(tmp_path, {"target.set": No("too hot."), "snapshot.get": tripped()}):
        assert run(tmp_path, "set", "54C").exit_code == 1


@pytest.mark.parametrize("verb", ["on", "standby", "ack"])
def test_verbs_say_what_came_of_them(tmp_path: Path, verb: str) -> None:
    """The daemon's sentence on standard output, and 0."""
    with running(tmp_path) as heater:
        result = run(tmp_path, verb)
        newest = heater.app.service.newer_than(None, 5.0)
    assert result.exit_code == 0
    assert result.stdout.endswith(".\n")
    assert newest is not None


def test_a_treatment_is_driven_from_the_command_line(tmp_path: Path) -> None:
    """On, standby: the heater is heating, then commanded off, never off."""
    with running(tmp_path):
        assert run(tmp_path, "on").stdout == "HEATING to 50.0 °C.\n"
        assert run(tmp_path, "standby").stdout == "STANDBY: the heat is commanded off.\n"


@pytest.mark.parametrize("verb", ["on", "standby"])
def test_a_tripped_heater_refuses_with_its_own_code(tmp_path: Path, verb: str) -> None:
    """4 and `still tripped`, so that a script knows why."""
    with running(tmp_path) as heater:
        trip(heater)
        result = run(tmp_path, verb)
    assert (result.exit_code, result.stdout) == (4, "")
    assert "still tripped" in result.stderr


def test_a_reset_with_nothing_to_reset_is_refused(tmp_path: Path) -> None:
    """1 and one sentence."""
    with running(tmp_path):
        result = run(tmp_path, "reset")
    assert (result.exit_code, result.stderr) == (1, "nothing to reset: the heater is in STANDBY.\n")


@pytest.mark.parametrize(
    ("words", "method", "params"),
    [
        (("on",), "heat.on", {}),
        (("standby",), "heat.standby", {}),
        (("ack",), "alarm.ack", {}),
        (("reset",), "trip.reset", {}),
        (("set", "50"), "target.set", {"temperature": "50C", "confirmed": False}),
        (("set", "122F", "--yes"), "target.set", {"temperature": "122F", "confirmed": True}),
    ],
)
def test_each_word_is_one_request(
    tmp_path: Path, words: tuple[str, ...], method: str, params: dict[str, object]
) -> None:
    """A command asks once, in the daemon's words, with the unit."""
    with scripted(tmp_path, {method: DONE}) as daemon:
        result = run(tmp_path, *words)
    assert (result.exit_code, result.stdout) == (0, "done.\n")
    assert daemon.asked == [(method, params)]


@pytest.mark.parametrize("words", [("on",), ("standby",), ("ack",), ("reset",), ("set", "50C")])
def test_without_a_daemon_nothing_is_done(tmp_path: Path, words: tuple[str, ...]) -> None:
    """3, and how to start it."""
    result = run(tmp_path, *words)
    assert result.exit_code == 3
    assert "no daemon is running" in result.stderr


def test_a_refusal_by_a_heater_that_cannot_tell_its_mode_is_plain(tmp_path: Path) -> None:
    """If not even a snapshot comes, it is refused: 1."""
    with scripted(tmp_path, {"heat.on": No("no."), "snapshot.get": No("no.")}):
        assert run(tmp_path, "on").exit_code == 1
    (tmp_path / "control.sock").unlink()
    with scripted(tmp_path, {"heat.on": No("no."), "snapshot.get": snapshot()}):
        assert run(tmp_path, "on").exit_code == 1


def test_a_daemon_that_is_not_understood_is_a_failure(tmp_path: Path) -> None:
    """Another protocol: 1, and what to do."""
    with scripted(tmp_path, {"hello": {"protocol": 99}}):
        result = run(tmp_path, "on")
    assert result.exit_code == 1
    assert "restart the daemon" in result.stderr
