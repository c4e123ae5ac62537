# SPDX-License-Identifier: MIT
"""`stoneheater session`: what is asked of the daemon, and what a therapist gets to read."""

import json
from pathlib import Path
from typing import Any

import pytest

from stoneheater.core.intake import ITEMS
from stoneheater.core.session import CheckIn
from stoneheater.interfaces.cli.session import ANSWERS, cooler
from support.command_line import Said, Scripted, run, scripted
from support.lying import done, placement, session

VERBS = ("start", "note", "checkin", "end", "next")


def script(**said: Said) -> dict[str, Said]:
    """A daemon that answers every verb; ``said`` is what it answers otherwise."""
    answers: dict[str, Said] = {f"session.{verb}": done() for verb in VERBS}
    return answers | {f"session.{verb}": answer for verb, answer in said.items()}


def asked(daemon: Scripted, verb: str) -> dict[str, Any]:
    """The params of the only request for a verb."""
    (params,) = daemon.params(f"session.{verb}")
    return dict(params)


COUNTED = {"cleaned": False}


@pytest.mark.parametrize(
    ("words", "verb", "params"),
    [
        ("start M.H.", "start", {"client": "M.H."}),
        ("start", "start", {"client": ""}),
        (
            "start M.H. --intake none --technique Swedish --technique own",
            "start",
            {"client": "M.H.", "intake": ["none"], "techniques": ["Swedish", "own"]},
        ),
        (
            "start M.H. --intake diabetes,recent-surgery@palm-left --intake age",
            "start",
            {"client": "M.H.", "intake": ["recent-surgery@palm-left", "diabetes", "age"]},
        ),
        ("note likes it warm", "note", {"text": "likes it warm"}),
        ("note --intake 8 --session M.H.", "note", {"intake": ["diabetes"], "session": "M.H."}),
        ("note --technique Swedish", "note", {"techniques": ["Swedish"]}),
        ("checkin", "checkin", {"answer": "ok"}),
        ("checkin cooler", "checkin", {"answer": "cooler"}),
        (
            "checkin pain on the left --session S1",
            "checkin",
            {"answer": "pain", "text": "on the left", "session": "S1"},
        ),
        ("end", "end", COUNTED),
        ("end --back 6 --cleaned", "end", {"back": 6, "cleaned": True}),
        (
            "end --back 5 --missing row-6 --session S1",
            "end",
            COUNTED | {"back": 5, "missing": ["row-6"], "session": "S1"},
        ),
        ("next K.L.", "next", COUNTED | {"client": "K.L."}),
        (
            "next K.L. --intake none --back 6 --cleaned --session S1",
            "next",
            {"client": "K.L.", "intake": ["none"], "back": 6, "cleaned": True, "session": "S1"},
        ),
        ("next --missing row-6", "next", COUNTED | {"client": "", "missing": ["row-6"]}),
    ],
)
def test_each_action_is_one_request(
    tmp_path: Path, words: str, verb: str, params: dict[str, Any]
) -> None:
    """Without a terminal nobody is asked; what was not said is not sent."""
    with scripted(tmp_path, script()) as daemon:
        result = run(tmp_path, "session", *words.split())
    assert (result.exit_code, result.stdout, result.stderr) == (0, "done.\n", "")
    assert asked(daemon, verb) == params


@pytest.mark.parametrize(
    ("tick", "said"),
    [("diabtes", "did you mean diabetes?"), ("99", "99"), ("age@palm-left", "without a site")],
)
def test_a_tick_that_is_none_is_usage(tmp_path: Path, tick: str, said: str) -> None:
    """Nothing is sent, and the nearest tick is named."""
    with scripted(tmp_path, script()) as daemon:
        result = run(tmp_path, "session", "start", "M.H.", "--intake", tick)
    assert result.exit_code == 2
    assert said in result.stderr
    assert daemon.asked == []


def test_every_tick_has_its_number(tmp_path: Path) -> None:
    """By name or by number, from the first to the last."""
    for number, name in ((1, "reduced-sensation"), (len(ITEMS), "allergy")):
        with scripted(tmp_path, script()) as daemon:
            run(tmp_path, "session", "start", "M.H.", "--intake", str(number))
        (tmp_path / "control.sock").unlink()
        assert asked(daemon, "start")["intake"] == [name]


def test_what_to_keep_in_mind_is_told_at_the_start(tmp_path: Path) -> None:
    """Before the first stone: about the client, and about a heater that makes no sound."""
    reminders = ["diabetes: shorter times", "this heater cannot sound an alarm"]
    with scripted(tmp_path, script(start=done("started.", reminders=reminders))):
        result = run(tmp_path, "session", "start", "M.H.")
    assert result.stdout.splitlines() == [
        "started.",
        "keep in mind: diabetes: shorter times",
        "keep in mind: this heater cannot sound an alarm",
    ]


def test_cooler_says_what_to_set_and_when_it_helps(tmp_path: Path) -> None:
    """One action for "cooler, please"; the answer is ready to be typed."""
    suggestion = {"target": "44C", "target_c": 44.0, "water_in_s": 720.0, "stones_in_s": 1500.0}
    with scripted(tmp_path, script(checkin=done("M.H.: cooler.", suggestion=suggestion))):
        result = run(tmp_path, "session", "checkin", "cooler")
        warm = run(tmp_path, "session", "checkin", "cooler", "--fahrenheit")
    assert result.stdout.splitlines()[1] == (
        "Cooler: stoneheater set 44C (44.0 °C); the water is there in 12 min, the stones in 25 min."
    )
    assert "stoneheater set 44C (111.2 °F)" in warm.stdout


def test_a_time_that_is_not_known_is_not_invented() -> None:
    """Null is a word; zero is now."""
    said = cooler({"target": "44C", "target_c": 44.0, "water_in_s": 0, "stones_in_s": None})
    assert said.endswith("the water is there now, the stones at a time that is not known.")


def test_what_a_client_can_say_is_what_the_heater_knows() -> None:
    """The words of the command line are the core's."""
    assert list(ANSWERS) == list(CheckIn)


def test_the_aftercare_card_is_printed(tmp_path: Path) -> None:
    """In the practice's words, its lines kept and wrapped."""
    words = "Drink water.\n" + "Rest and stretch gently. " * 5
    with scripted(tmp_path, script(end=done("ended.", aftercare=words))):
        told = run(tmp_path, "session", "end", "--back", "6", "--cleaned").stdout.splitlines()
    assert told[0] == "ended."
    assert told[1] == told[-1] == "─" * 72
    assert told[4] == "Drink water."
    assert all(len(line) <= 72 for line in told)


def test_the_next_client_gets_no_card_of_the_last(tmp_path: Path) -> None:
    """First the card of who goes, then what to keep in mind about who comes."""
    said = done("ended. started.", aftercare="Rest.", reminders=["old age: shorter times"])
    with scripted(tmp_path, script(next=said)):
        told = run(tmp_path, "session", "next", "K.L.").stdout.splitlines()
    assert told.index("Rest.") < told.index("keep in mind: old age: shorter times")


def test_a_session_does_not_end_under_stones(tmp_path: Path) -> None:
    """The daemon's sentence and the timers, exit code 1, no card."""
    said = done("stones still lie on M.H.", placement(), ok=False, aftercare=None)
    with scripted(tmp_path, script(end=said)):
        result = run(tmp_path, "session", "end")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "row-1, upper-back-left, M.H.: lift by 14:32:10, 48 s" in result.stderr


def test_nothing_to_note_is_usage(tmp_path: Path) -> None:
    """And nothing is sent."""
    with scripted(tmp_path, script()) as daemon:
        assert run(tmp_path, "session", "note").exit_code == 2
    assert daemon.asked == []


def test_an_answer_that_is_none_is_usage(tmp_path: Path) -> None:
    """The three that there are are named."""
    result = run(tmp_path, "session", "checkin", "coolr")
    assert result.exit_code == 2
    assert "cooler" in result.stderr


SESSIONS = {"sessions": [session(reminders=["bruising: keep it in mind"])]}


def test_open_sessions_are_listed(tmp_path: Path) -> None:
    """One line each, or the next step."""
    with scripted(tmp_path, script(list=SESSIONS)):
        assert run(tmp_path, "session", "list").stdout.startswith("M.H.: 5 of 6 stones lie; ")
        said = run(tmp_path, "session", "list", "--json").stdout
    (tmp_path / "control.sock").unlink()
    assert json.loads(said) == SESSIONS
    with scripted(tmp_path, script(list={"sessions": []})):
        assert "session start" in run(tmp_path, "session", "list").stdout


@pytest.mark.parametrize("named", [(), ("M.H.",), ("S1",)])
def test_a_session_is_shown(tmp_path: Path, named: tuple[str, ...]) -> None:
    """What to keep in mind, and its stones; those of others are not."""
    other = placement("row-9") | {"session_id": "S2"}
    answers = script(list=SESSIONS) | {"stone.list": {"placements": [placement(), other]}}
    with scripted(tmp_path, answers):
        told = run(tmp_path, "session", "show", *named).stdout.splitlines()
        found = json.loads(run(tmp_path, "session", "show", *named, "--json").stdout)
    assert told[1:] == [
        "session S1",
        "techniques: hot stone",
        "keep in mind: bruising: keep it in mind",
        "GREEN: row-1, upper-back-left, M.H.: lift by 14:32:10, 48 s",
    ]
    assert [row["stone"] for row in found["placements"]] == ["row-1"]


@pytest.mark.parametrize(
    ("sessions", "named", "said"),
    [
        ([], (), "no session is open: stoneheater session start."),
        (
            [session()],
            ("X",),
            "there is no open session 'X', only M.H.: stoneheater session list.",
        ),
        (
            [session(), session(session_id="S2", client="")],
            (),
            "several sessions are open, M.H., S2: say which.",
        ),
    ],
)
def test_which_session_is_asked(
    tmp_path: Path, sessions: list[Any], named: tuple[str, ...], said: str
) -> None:
    """One sentence with the names there are."""
    with scripted(tmp_path, script(list={"sessions": sessions})):
        result = run(tmp_path, "session", "show", *named)
    assert (result.exit_code, result.stderr) == (1, f"{said}\n")
