# SPDX-License-Identifier: MIT
"""`stoneheater stone`: what is asked of the daemon, and how its answers are told."""

import json
from pathlib import Path
from typing import Any

import pytest

from stoneheater.core.layout import LAYOUTS
from support.command_line import No, run, scripted
from support.lying import done, lying, placement, refused


def asked(folder: Path, *words: str) -> tuple[str, Any]:
    """What a command asks of the daemon: method and params."""
    verbs = ("place", "not_placed", "turn", "lift", "lift_all", "work", "missing", "add")
    with scripted(folder, {f"stone.{verb}": done() for verb in verbs}) as daemon:
        result = run(folder, "stone", *words)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "done.\n", "")
    (one,) = daemon.asked
    return one


PLACED = {"contact": "direct", "dry": False}


@pytest.mark.parametrize(
    ("words", "params"),
    [
        (
            "row-1 --site lower-back-left",
            PLACED | {"stones": ["row-1"], "sites": ["lower-back-left"]},
        ),
        (
            "row --layout back-row --contact towel --dry --session M.H.",
            {"stones": ["row"], "sites": ["back-row"], "contact": "towel", "dry": True}
            | {"session": "M.H."},
        ),
        (
            "a,b c --site palm-left,palm-right --site neck-left",
            PLACED | {"stones": ["a", "b", "c"], "sites": ["palm-left", "palm-right", "neck-left"]},
        ),
    ],
)
def test_one_action_lays_one_stone_or_many(
    tmp_path: Path, words: str, params: dict[str, Any]
) -> None:
    """A stone, a group on a layout, several with a site each: one request, sent first."""
    assert asked(tmp_path, "place", *words.split()) == ("stone.place", params)


@pytest.mark.parametrize(
    ("words", "method", "params"),
    [
        ("place --not-placed row-1", "stone.not_placed", {"stone": "row-1"}),
        ("turn row-1", "stone.turn", {"stone": "row-1"}),
        (
            "turn row-1 --site palm-left --session S1",
            "stone.turn",
            {"stone": "row-1", "site": "palm-left", "session": "S1"},
        ),
        ("lift row-1", "stone.lift", {"stones": ["row-1"]}),
        (
            "lift row-1,row-2 --session S1",
            "stone.lift",
            {"stones": ["row-1", "row-2"], "session": "S1"},
        ),
        ("lift row --site palm-left", "stone.lift", {"stones": ["row"], "site": "palm-left"}),
        ("lift --all", "stone.lift_all", {}),
        ("off", "stone.lift_all", {}),
        ("off --session M.H.", "stone.lift_all", {"session": "M.H."}),
        ("work row-1 row-2", "stone.work", {"stones": ["row-1", "row-2"]}),
        ("missing row-1,row-2", "stone.missing", {"stones": ["row-1", "row-2"], "found": False}),
        ("missing row-1 --found", "stone.missing", {"stones": ["row-1"], "found": True}),
        (
            "add big --material basalt --mass 200g --thickness 25mm --group row",
            "stone.add",
            {"name": "big", "material": "basalt", "mass": "200g", "thickness": "25mm"}
            | {"group": "row"},
        ),
        (
            "add big --material jade --mass 0.2kg --thickness 2.5cm",
            "stone.add",
            {"name": "big", "material": "jade", "mass": "0.2kg", "thickness": "2.5cm"},
        ),
    ],
)
def test_each_action_is_one_request(
    tmp_path: Path, words: str, method: str, params: dict[str, Any]
) -> None:
    """What was not said is not sent."""
    assert asked(tmp_path, *words.split()) == (method, params)


def test_several_that_were_never_laid_are_told_one_by_one(tmp_path: Path) -> None:
    """Each refused stone has its own request."""
    with scripted(tmp_path, {"stone.not_placed": done("not laid.")}) as daemon:
        result = run(tmp_path, "stone", "place", "--not-placed", "a", "b")
    assert result.stdout == "not laid.\nnot laid.\n"
    assert [params["stone"] for params in daemon.params("stone.not_placed")] == ["a", "b"]


def test_the_answer_says_when_to_lift_each(tmp_path: Path) -> None:
    """The daemon's sentence, then every stone that lies, the most urgent first."""
    rows = [placement("row-1", 60.0), placement("row-2", 48.4)]
    with scripted(tmp_path, {"stone.place": done("2 stones timed.", *rows)}):
        result = run(tmp_path, "stone", "place", "row", "--site", "back-row")
    assert result.stdout.splitlines() == [
        "2 stones timed.",
        "  GREEN: row-2, upper-back-left, M.H.: lift by 14:32:10, 48 s",
        "  GREEN: row-1, upper-back-left, M.H.: lift by 14:32:10, 60 s",
    ]


def test_a_refused_stone_is_lift_now_with_exit_code_1(tmp_path: Path) -> None:
    """It was laid, so it is on the board; the command failed, and says what to do."""
    said = done("lift row-1 now: 56.4 °C is above 56.0 °C.", refused(), ok=False)
    with scripted(tmp_path, {"stone.place": said}):
        result = run(tmp_path, "stone", "place", "row-1", "--site", "palm-left")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "lift row-1 now: 56.4 °C is above 56.0 °C.\n"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([placement()], "timing, NOT recorded: the disk is full"),
        ([placement(open=False)], "NOT recorded: the disk is full"),
    ],
)
def test_what_is_not_on_the_disk_says_so(tmp_path: Path, rows: list[Any], said: str) -> None:
    """It is timed and done all the same: exit code 0."""
    answer = done("done.", *rows, recorded=False, not_recorded="the disk is full")
    with scripted(tmp_path, {"stone.lift": answer}):
        result = run(tmp_path, "stone", "lift", "row-1")
    assert result.exit_code == 0
    assert said in result.stdout.splitlines()


def test_where_nothing_is_recorded_nothing_is_missing(tmp_path: Path) -> None:
    """A demonstration keeps no record, and lifted stones are no timers."""
    answer = done("done.", placement(open=False), recorded=None)
    with scripted(tmp_path, {"stone.lift": answer}):
        assert run(tmp_path, "stone", "lift", "row-1").stdout == "done.\n"


@pytest.mark.parametrize(("words", "named"), [("place row-1", "--site"), ("lift", "--all")])
def test_what_is_missing_is_usage(tmp_path: Path, words: str, named: str) -> None:
    """Nothing is sent, and the sentence says what to add."""
    with scripted(tmp_path, {}) as daemon:
        result = run(tmp_path, "stone", *words.split())
    assert result.exit_code == 2
    assert named in result.stderr
    assert daemon.asked == []


def test_all_and_a_name_contradict_each_other(tmp_path: Path) -> None:
    """Nobody guesses which was meant."""
    assert run(tmp_path, "stone", "lift", "row-1", "--all").exit_code == 2


def test_a_refusal_is_the_daemon_s_sentence(tmp_path: Path) -> None:
    """Exit code 1, also on a heater that is tripped: stones are no matter of its trip."""
    tripped = {"mode": "TRIPPED"}
    with scripted(tmp_path, {"stone.work": No("late."), "snapshot.get": tripped}):
        result = run(tmp_path, "stone", "work", "row-1")
    assert (result.exit_code, result.stderr) == (1, "late.\n")


def test_no_daemon_is_exit_code_3(tmp_path: Path) -> None:
    """With the next step, as everywhere."""
    result = run(tmp_path, "stone", "place", "row-1", "--site", "palm-left")
    assert result.exit_code == 3
    assert "stoneheater demo" in result.stderr


def test_the_layouts_of_the_help_are_those_there_are(tmp_path: Path) -> None:
    """Every one, by its name."""
    said = "".join(run(tmp_path, "stone", "place", "--help").stdout.split())
    assert ",".join(LAYOUTS) in said


def stones() -> list[dict[str, Any]]:
    """A catalogue: one lies, one is soaked, one soaks, one is out, one unknown, one gone."""
    rows = [("row-1", False, None), ("row-2", True, 0), ("row-3", True, 350)]
    rows += [("row-4", False, None), ("own", True, None), ("gone", False, None)]
    return [
        {"name": name, "group": name.partition("-")[0] if "-" in name else ""}
        | {"in_bath": in_bath, "missing": name == "gone", "ready_in_s": ready_in_s}
        for name, in_bath, ready_in_s in rows
    ]


def test_the_list_shows_timers_clients_and_stones(tmp_path: Path) -> None:
    """What lies first, then where every stone is."""
    shown = lying(placement(), stones=stones())
    with scripted(tmp_path, {"stone.list": shown}):
        result = run(tmp_path, "stone", "list")
    assert result.stdout.splitlines() == [
        "GREEN: row-1, upper-back-left, M.H.: lift by 14:32:10, 48 s",
        "M.H.: 5 of 6 stones lie; in the hand: row-6; asked 2 min 10 s ago",
        "row-1 (row): lies on a client",
        "row-2 (row): in the bath, soaked through",
        "row-3 (row): in the bath, soaked in 6 min",
        "row-4 (row): out of the bath",
        "own: in the bath, not known for how long it soaks",
        "gone: MISSING; when it is found: stoneheater stone missing gone --found",
    ]


def test_the_list_is_an_object_too(tmp_path: Path) -> None:
    """As the daemon sent it."""
    shown: dict[str, Any] = {"stones": stones(), "placements": [placement()], "sessions": []}
    with scripted(tmp_path, {"stone.list": shown}):
        result = run(tmp_path, "stone", "list", "--json")
    assert json.loads(result.stdout) == shown


def test_an_empty_catalogue_says_how_to_begin(tmp_path: Path) -> None:
    """The next step, not an empty screen."""
    nothing: dict[str, Any] = {"stones": [], "placements": [], "sessions": []}
    with scripted(tmp_path, {"stone.list": nothing}):
        assert "stone add" in run(tmp_path, "stone", "list").stdout


def test_a_slip_of_the_finger_gets_a_question(tmp_path: Path) -> None:
    """A command that is none is usage."""
    result = run(tmp_path, "stone", "plcae")
    assert result.exit_code == 2
    assert "Did you mean 'place'" in result.stderr


@pytest.mark.parametrize(("flags", "said"), [((), "50.0 °C"), (("--fahrenheit",), "122.0 °F")])
@pytest.mark.parametrize("words", [("place", "row-1", "--site", "palm-left"), ("list",)])
def test_fahrenheit_is_for_the_reader(
    tmp_path: Path, words: tuple[str, ...], flags: tuple[str, ...], said: str
) -> None:
    """Why a stone is refused, as it is laid and as it is listed; °C unless it is asked for."""
    why = {"reason": "the stone may be at 50.0 °C"}
    told = done("lift row-1 now: the stone may be at 50.0 °C.", refused() | why, ok=False)
    with scripted(tmp_path, {"stone.place": told, "stone.list": lying(refused() | why)}):
        result = run(tmp_path, "stone", *words, *flags)
    assert f"the stone may be at {said}" in result.stdout + result.stderr
