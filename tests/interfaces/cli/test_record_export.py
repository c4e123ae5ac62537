# SPDX-License-Identifier: MIT
"""`stoneheater record export`: what it writes, for whom, and what it refuses."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stoneheater.service.store.records import Kind
from support.command_line import run
from support.pdf import page_texts
from support.records import make_record
from support.settings import PROBE, toml, written
from support.tampering import forge
from support.treatments import kept, told, warm_history


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


def test_export_as_csv(folder: Path) -> None:
    """A line an entry, or only those of a session; readable by the owner alone."""
    out = folder / "out.csv"
    said = run(folder, "record", "export", "--format", "csv", "--out", str(out))
    assert said.exit_code == 0
    assert f"{out} is written; whoever can read it" in said.stdout
    assert len(list(csv.reader(out.read_text().splitlines()))) == 32
    assert out.stat().st_mode & 0o777 == 0o600
    run(folder, "record", "export", "--format", "csv", "--out", str(out), "--session", "S1")
    assert len(list(csv.reader(out.read_text().splitlines()))) == 16


def test_export_as_json(folder: Path) -> None:
    """With the verdict, also when it is a bad one."""
    out = folder / "out.json"
    forge(folder / "records.db", "UPDATE records SET text = 'x' WHERE id = 7")
    run(folder, "record", "export", "--format", "json", "--out", str(out), "--session", "S2")
    found = json.loads(out.read_text())
    assert (len(found["entries"]), found["verified"]["whole"]) == (15, False)


def test_export_as_pdf(folder: Path) -> None:
    """One session, or all of them, with trace and calibration."""
    out = folder / "out.pdf"
    words = ("record", "export", "--format", "pdf", "--out", str(out))
    assert run(folder, *words, "--session", "S1").exit_code == 0
    one = "\n".join(page_texts(out.read_bytes()))
    assert run(folder, *words, "--fahrenheit").exit_code == 0
    both = "\n".join(page_texts(out.read_bytes()))
    assert (one.count("Treatment record"), both.count("Treatment record")) == (1, 2)
    assert "target (dashed)" in one
    assert "never calibrated" in one
    assert ("50.3 °C" in one, "122.5 °F" in both) == (True, True)


def test_a_pdf_says_why_there_is_no_trace(folder: Path) -> None:
    """No history, none of that time, or a clock that was set meanwhile."""
    out = folder / "out.pdf"
    words = ("record", "export", "--format", "pdf", "--out", str(out))
    start = told(30, Kind.SESSION, "", {"event": "session.start"}, "S3")
    end = told(1, Kind.SESSION, "", {"event": "session.end"}, "S3")
    kept(folder, "S4", records=(start, end))
    assert run(folder, *words).exit_code == 0
    assert "clock was set during the session" in "\n".join(page_texts(out.read_bytes()))
    (folder / "history.db").unlink()
    assert run(folder, *words, "--session", "S1").exit_code == 0
    assert "cannot be read" in "\n".join(page_texts(out.read_bytes()))


def test_a_pdf_of_a_simulated_heater_says_so(folder: Path) -> None:
    """Nobody shall take a demonstration for a treatment."""
    written(folder, toml({"hardware": {"driver": "simulated"}}))
    out = folder / "out.pdf"
    assert run(folder, "record", "export", "--format", "pdf", "--out", str(out)).exit_code == 0
    assert "SIMULATED" in page_texts(out.read_bytes())[0]


def test_without_the_library_there_is_one_sentence(folder: Path) -> None:
    """What is missing, and how to install it; the other formats work."""
    code = "import sys; sys.modules['fpdf'] = None;"
    code += "from stoneheater.interfaces.cli.main import main; main()"
    words = ["record", "export", "--out", str(folder / "out"), "--format"]
    done = [
        subprocess.run(
            [sys.executable, "-c", code, *words, form],
            env={**os.environ, "STONEHEATER_STATE_DIR": str(folder)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        for form in ("pdf", "csv")
    ]
    assert [one.returncode for one in done] == [1, 0]
    assert "needs the library fpdf2" in done[0].stderr
    assert "stoneheater[pdf]" in done[0].stderr
    assert done[0].stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--session", "S9"), "There is no session 'S9' in the record"),
        (
            ("--out", "/no/such/folder/out.csv"),
            "/no/such/folder/out.csv cannot be written: No such",
        ),
    ],
)
def test_export_refuses_in_one_sentence(folder: Path, words: tuple[str, ...], said: str) -> None:
    """Exit code 1, and nothing is written."""
    out = folder / "out.csv"
    done = run(folder, "record", "export", "--format", "csv", "--out", str(out), *words)
    assert done.exit_code == 1
    assert said in done.stderr
    assert not out.exists()
