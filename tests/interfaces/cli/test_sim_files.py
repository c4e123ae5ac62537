# SPDX-License-Identifier: MIT
"""What `stoneheater sim` writes and keeps, and what it shows on a terminal."""

import json
import os
import struct
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from stoneheater.core.thermal_model import Learned
from support.command_line import run
from support.terminal import terminal

SHORT = ("sim", "--hours", "0.05")
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("name", ["run.png", "run", "run.txt", "run.pdf"])
def test_a_plot_is_a_png(tmp_path: Path, name: str) -> None:
    """Whatever it is called, with a sensible size."""
    path = tmp_path / name
    faults = ("--fault", "unplugged:all@60", "--fault", "lid_on@70..90", "--fault", "open@9000")
    assert run(tmp_path, *SHORT, "--plot", str(path), *faults).exit_code == 0
    data = path.read_bytes()
    assert data.startswith(PNG)
    width, height = struct.unpack(">II", data[16:24])
    assert 800 <= width <= 2000
    assert 400 <= height <= 1500


def test_without_matplotlib_the_next_step_is_named(tmp_path: Path) -> None:
    """The library of plots is an extra: where it is missing, the sentence says how to get it."""
    (tmp_path / "matplotlib.py").write_text("raise ImportError('no such library')\n")
    stoneheater = Path(sys.executable).parent / "stoneheater"
    result = subprocess.run(
        [stoneheater, *SHORT, "--plot", tmp_path / "run.png"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == (
        "Error: a plot needs matplotlib: pip install 'stoneheater[plot]', or leave out --plot.\n"
    )


@pytest.mark.parametrize("option", ["--trace", "--plot", "--learned"])
@pytest.mark.parametrize(
    ("name", "why"), [("none/f", "No such file or directory"), (".", "directory")]
)
def test_a_place_that_cannot_be_written_is_named(
    tmp_path: Path, option: str, name: str, why: str
) -> None:
    """Exit 1, one sentence with the place and the reason, no traceback."""
    path = tmp_path / name
    result = run(tmp_path, *SHORT, option, str(path))
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert result.stderr.count("\n") == 1
    assert str(path) in result.stderr
    assert why in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("option", ["--trace", "--plot"])
def test_a_full_disk_is_named(tmp_path: Path, option: str) -> None:
    """What was computed is not called written."""
    full = tmp_path / "full"
    full.symlink_to("/dev/full")
    result = run(tmp_path, *SHORT, option, str(full))
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert str(full) in result.stderr


def test_the_learned_bath_is_kept_from_run_to_run(tmp_path: Path) -> None:
    """The first run writes the file, the second begins with it and writes it again."""
    path = tmp_path / "learned.json"
    plate = tmp_path / "bath.toml"
    plate.write_text("nameplate_kg = 12\nstart_c = 35\n")
    words = ("sim", "--bath", str(plate), "--learned", str(path))
    assert run(tmp_path, *words, "--hours", "0.5").exit_code == 0
    first = json.loads(path.read_text())
    assert set(first) == {field.name for field in fields(Learned)}
    assert run(tmp_path, *words, "--hours", "0.02").exit_code == 0
    again = json.loads(path.read_text())
    assert again["rate_c_per_s"] == pytest.approx(first["rate_c_per_s"], rel=0.05)
    path.unlink()
    assert run(tmp_path, *words, "--hours", "0.02").exit_code == 0
    assert json.loads(path.read_text()) != again


FIRST = fields(Learned)[0].name
REST = {field.name: 0.01 for field in fields(Learned)[1:]}


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", "7", '"rate"', "{}", '{"rate_c_per_s": 0.02}', "\x00"),
        json.dumps({FIRST: "fast", **REST}),
        json.dumps({FIRST: None, **REST}),
        json.dumps({FIRST: [0.02], **REST}),
        json.dumps({FIRST: float("nan"), **REST}),
        json.dumps({FIRST: float("inf"), **REST}),
        json.dumps({FIRST: -1.0, **REST}),
        json.dumps({FIRST: 10**400, **REST}),
        json.dumps({FIRST: True, **REST}),
        "[" * 4000,
        json.dumps({FIRST: 0.02, "more": 1.0, **REST}),
    ],
)
def test_a_file_that_is_no_learned_bath_is_refused(tmp_path: Path, text: str) -> None:
    """Nothing runs with it, it is not written over, and the next step is named."""
    path = tmp_path / "learned.json"
    path.write_text(text)
    result = run(tmp_path, *SHORT, "--learned", str(path))
    assert (result.exit_code, result.stdout) == (1, "")
    assert isinstance(result.exception, SystemExit)
    assert f"{path} is no learned bath" in result.stderr
    assert result.stderr.endswith("remove it to start afresh.\n")
    assert path.read_text() == text


def test_bytes_that_are_no_text_are_no_learned_bath(tmp_path: Path) -> None:
    """The same sentence."""
    path = tmp_path / "learned.json"
    path.write_bytes(b"\xff\xfe")
    result = run(tmp_path, *SHORT, "--learned", str(path))
    assert result.exit_code == 1
    assert "is no learned bath" in result.stderr


def test_a_file_without_end_is_no_learned_bath(tmp_path: Path) -> None:
    """Only as much is read as a learned bath can have."""
    result = run(tmp_path, *SHORT, "--learned", "/dev/zero")
    assert result.exit_code == 1
    assert "is no learned bath" in result.stderr


def test_a_learned_bath_of_another_name_plate_is_refused(tmp_path: Path) -> None:
    """What fits 300 W cannot be true of 3500 W in half a litre."""
    path, bath = tmp_path / "learned.json", tmp_path / "bath.toml"
    bath.write_text("element_w = 300\nwater_kg = 20\n")
    words = ("--learned", str(path), "--bath", str(bath))
    assert run(tmp_path, *SHORT, *words).exit_code == 0
    bath.write_text("element_w = 3500\nwater_kg = 0.5\n")
    result = run(tmp_path, *SHORT, *words)
    assert result.exit_code == 1
    assert "it does not fit this name plate" in result.stderr


def test_a_terminal_shows_how_far_it_is(tmp_path: Path) -> None:
    """A line with the minute, the water and the mode, gone when the figures come."""
    with terminal(tmp_path, "sim", "--hours", "2") as screen:
        screen.see("min")
        screen.see("HEATING")
        screen.see("within 0.5 °C")
        assert screen.end() == 0


def test_elsewhere_nothing_is_drawn(tmp_path: Path) -> None:
    """A pipe gets the figures and no progress."""
    result = run(tmp_path, *SHORT)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "\x1b" not in result.stdout
