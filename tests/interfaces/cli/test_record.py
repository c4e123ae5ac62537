# SPDX-License-Identifier: MIT
"""`stoneheater record`: what it prints, writes and refuses."""

import json
import os
import shutil
from pathlib import Path

import pytest

from support.command_line import No, run, scripted
from support.records import make_record
from support.settings import PROBE, toml, written
from support.tampering import tamper
from support.treatments import kept, warm_history


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state of a heater with two treatments."""
    folder = tmp_path_factory.mktemp("made")
    kept(folder, "S1", "S2", records=(make_record("set 50C", target_c=50.0),))
    warm_history(folder)
    written(folder, toml({"probe": [PROBE]}))
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_show_tells_who_did_what_and_when(folder: Path) -> None:
    """One line an entry, oldest first: number, time, kind, who, session, sentence, client."""
    said = run(folder, "record", "show")
    lines = said.stdout.splitlines()
    assert (said.exit_code, len(lines)) == (0, 31)
    assert lines[0].startswith("     1  2026-09-2")
    for words in ("session", "uid 1000 at control.sock", "[S1]", "A session begins.", "A. B."):
        assert words in lines[0]
    assert "(50.3 °C)" in lines[1]


@pytest.mark.parametrize(
    ("options", "first", "last"),
    [
        (("--limit", "3"), 29, 31),
        (("--since", "5", "--limit", "2"), 6, 7),
        (("--since", "30"), 31, 31),
        (("--session", "S2"), 16, 30),
        (("--session", "S2", "--since", "20", "--limit", "2"), 21, 22),
    ],
)
def test_show_shows_what_is_asked_for(
    folder: Path, options: tuple[str, ...], first: int, last: int
) -> None:
    """The newest, those after an entry, those of a session."""
    lines = run(folder, "record", "show", *options).stdout.splitlines()
    assert (int(lines[0].split()[0]), int(lines[-1].split()[0])) == (first, last)


def test_show_says_when_there_is_nothing(folder: Path) -> None:
    """Not an empty screen."""
    said = run(folder, "record", "show", "--session", "S9")
    assert (said.exit_code, said.stdout) == (0, "The record has no such entry.\n")
    assert run(folder, "record", "show", "--since", "99", "--json").stdout == ""


def test_show_speaks_fahrenheit_to_the_reader(folder: Path) -> None:
    """The measured number, not the sentence, which stays as it was recorded."""
    assert "(122.5 °F)" in run(folder, "record", "show", "--fahrenheit").stdout


def test_show_as_json_is_an_object_a_line(folder: Path) -> None:
    """Everything that an entry says."""
    lines = run(folder, "record", "show", "--json", "--limit", "1").stdout.splitlines()
    (entry,) = (json.loads(line) for line in lines)
    assert (entry["entry"], entry["data"], entry["text"]) == (31, {"target_c": 50.0}, "set 50C")


def test_show_cannot_steer_a_terminal(tmp_path: Path) -> None:
    """Control characters that somebody sent are shown as question marks."""
    kept(tmp_path, records=(make_record("\x1b[2Jgone\nnext line"),))
    said = run(tmp_path, "record", "show", "--limit", "1")
    assert "?[2Jgone?next line" in said.stdout


def test_verify_says_whole(folder: Path) -> None:
    """Exit code 0, one sentence, the last hash."""
    said = run(folder, "record", "verify")
    assert said.exit_code == 0
    assert said.stdout.startswith("The record is whole: 31 entries; it ends with 31 ")
    found = json.loads(run(folder, "record", "verify", "--json").stdout)
    assert (found["whole"], found["first_bad"], found["head_entry"]) == (True, None, 31)


def test_verify_says_where_it_is_not(folder: Path) -> None:
    """Exit code 1, and the first entry that does not fit."""
    tamper(folder / "records.db", "UPDATE records SET text = 'x' WHERE id = 7")
    said = run(folder, "record", "verify")
    assert said.exit_code == 1
    assert "NOT as it was written, from entry 7 on" in said.stdout
    asked = run(folder, "record", "verify", "--json")
    assert (asked.exit_code, json.loads(asked.stdout)["first_bad"]) == (1, 7)


@pytest.mark.parametrize("words", [("show",), ("verify",), ("export", "--format", "csv")])
@pytest.mark.parametrize("damage", ["missing", "garbage", "cut"])
def test_F54_no_record_and_a_damaged_one_are_one_sentence(
    folder: Path, words: tuple[str, ...], damage: str
) -> None:
    """Exit code 1, no traceback, whatever is asked."""
    path = folder / "records.db"
    if damage == "missing":
        path.unlink()
    elif damage == "garbage":
        path.write_bytes(b"no database at all" * 100)
    else:
        os.truncate(path, path.stat().st_size // 2)
    out = ("--out", str(folder / "out")) if words[0] == "export" else ()
    done = run(folder, "record", *words, *out)
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert (done.stdout + done.stderr).count("\n") == 1


@pytest.mark.parametrize(
    "words", [("show", "--limit", "0"), ("show", "--since", "-1"), ("export",)]
)
def test_usage_errors_are_usage_errors(folder: Path, words: tuple[str, ...]) -> None:
    """Exit code 2."""
    assert run(folder, "record", *words).exit_code == 2


@pytest.mark.parametrize("words", [("verify",), ("show",), ("export", "--format", "csv")])
def test_F54_a_record_that_was_taken_away_is_missed(folder: Path, words: tuple[str, ...]) -> None:
    """The mark beside it is still there: nobody is told that there never was one."""
    for name in ("records.db", "records.db-wal", "records.db-shm"):
        (folder / name).unlink(missing_ok=True)
    out = ("--out", str(folder / "x")) if "export" in words else ()
    said = run(folder, "record", *words, *out)
    assert said.exit_code == 1
    assert "The record is gone" in said.stderr
    assert "records.db was there" in said.stderr


def test_erase_asks_the_daemon(tmp_path: Path) -> None:
    """With the explicit yes; the daemon's sentence is shown."""
    with scripted(tmp_path, {"record.erase": {"text": "erased."}}) as daemon:
        done = run(tmp_path, "record", "erase", "--session", "S1", "--yes")
    assert (done.exit_code, done.stdout) == (0, "erased.\n")
    assert daemon.params("record.erase") == [{"session": "S1"}]


def test_erase_needs_a_yes(tmp_path: Path) -> None:
    """Without a terminal and without --yes nothing is sent."""
    with scripted(tmp_path, {}) as daemon:
        done = run(tmp_path, "record", "erase", "--session", "S1")
    assert done.exit_code == 1
    assert "It cannot be undone: say --yes." in done.stderr
    assert daemon.asked == []


def test_erase_passes_a_refusal_on(tmp_path: Path) -> None:
    """The daemon's sentence, exit code 1; 3 when there is no daemon."""
    refusal = No("nothing is erased.")
    with scripted(tmp_path, {"record.erase": refusal, "snapshot.get": {"mode": "STANDBY"}}):
        done = run(tmp_path, "record", "erase", "--session", "S1", "--yes")
    assert (done.exit_code, done.stderr) == (1, "nothing is erased.\n")
    assert run(tmp_path / "no", "record", "erase", "--session", "S1", "--yes").exit_code == 3
