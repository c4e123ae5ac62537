# SPDX-License-Identifier: MIT

import json
from pathlib import Path

from support.command_line import run
from support.settings import shipped, shipped_complete, written

TWO_WRONG = "[temperature]\ncutoff_c = 61.0\ntarget_c = 20.0\n"


def test_a_good_file_is_summed_up(tmp_path: Path) -> None:
    """0, one line, and nothing to do."""
    path = written(tmp_path, shipped_complete().replace('"raspberry-pi"', '"of-mine"'))
    result = run(tmp_path, "config", "check", str(path))
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith(f"{path} is in order: driver of-mine, target 50.0 °C")
    assert "cutoff 58.0 °C" in result.stdout
    assert "not ready" not in result.stdout


def test_the_shipped_file_is_good_and_not_ready(tmp_path: Path) -> None:
    """What is missing is told, and is no error."""
    path = written(tmp_path, shipped())
    result = run(tmp_path, "config", "check", str(path))
    assert result.exit_code == 0
    assert "not ready: The power of the heating element (heater.element_w)" in result.stdout


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    """1, and each problem with file, key, value, limit and next step."""
    path = written(tmp_path, TWO_WRONG)
    result = run(tmp_path, "config", "check", str(path))
    said = result.stderr.splitlines()
    assert (result.exit_code, result.stdout, len(said)) == (1, "", 2)
    assert f"temperature.cutoff_c in {path} is 61" in result.stderr
    assert f"temperature.target_c in {path} is 20" in result.stderr


def test_problems_are_data_too(tmp_path: Path) -> None:
    """--json gives each problem's parts, and the same exit code."""
    path = written(tmp_path, TWO_WRONG)
    result = run(tmp_path, "config", "check", "--json", str(path))
    said = json.loads(result.stdout)
    assert (result.exit_code, said["ok"]) == (1, False)
    assert {row["key"] for row in said["problems"]} == {
        "temperature.cutoff_c",
        "temperature.target_c",
    }
    assert said["problems"][0].keys() == {"file", "key", "value", "limit", "next_step"}


def test_a_good_file_is_data_too(tmp_path: Path) -> None:
    """--json of a good file lists what is not ready."""
    path = written(tmp_path, shipped())
    said = json.loads(run(tmp_path, "config", "check", "--json", str(path)).stdout)
    assert (said["ok"], said["file"], said["problems"]) == (True, str(path), [])
    assert len(said["not_ready"]) == 4


def test_without_a_name_the_daemon_s_file_is_checked(tmp_path: Path) -> None:
    """The one that the daemon would use."""
    path = written(tmp_path, shipped())
    assert str(path) in run(tmp_path, "config", "check").stdout


def test_a_missing_file_has_a_next_step(tmp_path: Path) -> None:
    """1, and where to get one."""
    result = run(tmp_path, "config", "check", str(tmp_path / "none.toml"))
    assert result.exit_code == 1
    assert "copy the shipped stoneheater.toml there" in result.stderr
