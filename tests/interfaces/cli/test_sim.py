# SPDX-License-Identifier: MIT
"""`stoneheater sim`: its figures, its files, and one sentence for whatever it cannot do."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from stoneheater.hardware.faults import BATH_FAULTS, PROBE_FAULTS
from support.command_line import run

KEYS = {
    *("settle_s", "overshoot_c", "rms_c", "offset_c", "relay_changes_per_h", "max_water_c"),
    *("energy_wh", "trips", "ends", "alarms", "hours"),
}
SHORT = ("sim", "--hours", "0.05")


def told(folder: Path, *words: str) -> dict[str, Any]:
    """The JSON object of a run that ended well."""
    result = run(folder, *SHORT, "--json", *words)
    assert (result.exit_code, result.stderr) == (0, "")
    said: dict[str, Any] = json.loads(result.stdout)
    return said


def refused(result: Result, code: int) -> str:
    """The sentence of a run that did not end well, on one line and without a traceback."""
    assert (result.exit_code, result.stdout) == (code, "")
    assert isinstance(result.exception, SystemExit)
    last = result.stderr.splitlines()[-1]
    assert last.startswith("Error: ")
    assert code == 2 or result.stderr.count("\n") == 1
    return last.removeprefix("Error: ")


def test_json_is_one_object_with_the_published_keys(tmp_path: Path) -> None:
    """Exactly these, and nothing else on the output."""
    said = told(tmp_path)
    assert set(said) == KEYS
    assert said["settle_s"] is None
    assert (said["trips"], said["hours"]) == ([], 0.05)


def test_a_trip_is_no_failure_of_the_simulation(tmp_path: Path) -> None:
    """It is told with rule, time and reason, and the exit code is 0."""
    (trip,) = told(tmp_path, "--fault", "unplugged@60")["trips"]
    assert set(trip) == {"rule", "at_s", "reason"}
    assert (trip["rule"], trip["at_s"]) == ("probe-lost", 79)


def test_a_person_reads_lines(tmp_path: Path) -> None:
    """Every figure with its unit, the trips, and the alarms that were heard."""
    result = run(tmp_path, *SHORT, "--fault", "unplugged@60")
    assert result.exit_code == 0
    words = [line[:17].strip() for line in result.stdout.splitlines()]
    assert words[:6] == [
        *("within 0.5 °C", "first peak", "rms, offset", "relay changes", "hottest water"),
        "energy",
    ]
    assert "TRIP at 79 s   probe-lost: bath has been lost for 20 s" in result.stdout
    assert words[-1] == "alarms"
    assert "never" in result.stdout


def test_a_person_reads_why_a_heat_up_was_given_up(tmp_path: Path) -> None:
    """A kettle at 60 s: the second, the number, the limit, and what to do."""
    (tmp_path / "b.toml").write_text("start_c = 40\n")
    asked = ("--bath", str(tmp_path / "b.toml"), "--fault", "hot_water=95@60")
    said = run(tmp_path, *SHORT, *asked).stdout
    assert "\nSTANDBY at 6" in said
    assert "s   the water rose 1" in said
    assert "TRIP" not in said


def test_a_settled_run_says_when(tmp_path: Path) -> None:
    """In minutes, and without a word about trips or alarms where there are none."""
    (tmp_path / "b.toml").write_text("start_c = 50\nambient_c = 40\n")
    result = run(tmp_path, *SHORT, "--bath", str(tmp_path / "b.toml"))
    assert result.stdout.startswith("within 0.5 °C    after 0.0 min\n")
    assert "TRIP" not in result.stdout


@pytest.mark.parametrize("profile", ["mechanical", "ssr"])
def test_both_profiles_are_called_by_their_names(tmp_path: Path, profile: str) -> None:
    """As in the configuration and in the contract, small letters."""
    assert set(told(tmp_path, "--profile", profile)) == KEYS


def test_another_profile_is_a_usage_error(tmp_path: Path) -> None:
    """The two that there are, are listed."""
    said = refused(run(tmp_path, *SHORT, "--profile", "triac"), 2)
    assert "'mechanical', 'ssr'" in said


@pytest.mark.parametrize(
    ("target", "offset_c"), [("50C", 0.0), ("122F", 0.0), ("50", 0.0), ("52C", 2.0)]
)
def test_a_target_has_its_unit(tmp_path: Path, target: str, offset_c: float) -> None:
    """122F is 50 °C, a bare number is °C; the offset is measured against the target."""
    usual, asked = told(tmp_path), told(tmp_path, "--target", target)
    assert usual["offset_c"] - asked["offset_c"] == pytest.approx(offset_c, abs=0.001)


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("122", "did you mean 122F = 50.0 °C?"),
        ("50F", "50F is outside 30 to 54 °C"),
        ("54.1C", "54.1 °C is outside 30 to 54 °C"),
        ("29.9C", "29.9 °C is outside 30 to 54 °C"),
        ("warm", "'warm' is not a temperature: write 50C or 122F"),
        ("nan", "'nan' is not a temperature: write 50C or 122F"),
    ],
)
def test_a_target_that_makes_no_sense_is_asked_back(
    tmp_path: Path, target: str, sentence: str
) -> None:
    """Usage errors are questions with numbers."""
    said = refused(run(tmp_path, *SHORT, "--target", target), 2)
    assert sentence in said or (target == "50F" and "10.0 °C is outside" in said)


@pytest.mark.parametrize("target", ["30C", "54C"])
def test_the_ends_of_the_targets_are_targets(tmp_path: Path, target: str) -> None:
    """Thirty and fifty-four degrees are simulated without a question."""
    assert run(tmp_path, *SHORT, "--target", target).exit_code == 0


@pytest.mark.parametrize(("hours", "code"), [("0.01", 2), ("0.02", 0), ("48.1", 2), ("nan", 2)])
def test_hours_have_bounds(tmp_path: Path, hours: str, code: int) -> None:
    """From a minute to two days."""
    assert run(tmp_path, "sim", "--hours", hours).exit_code == code


def test_the_seed_is_the_noise(tmp_path: Path) -> None:
    """The same is the same, second by second; another is another."""
    traces = []
    for seed in ("1", "1", "2"):
        told(tmp_path, "--seed", seed, "--trace", str(tmp_path / "trace.csv"))
        traces.append((tmp_path / "trace.csv").read_text())
    assert traces[0] == traces[1]
    assert traces[0] != traces[2]


def test_a_fault_that_is_none_is_a_usage_error(tmp_path: Path) -> None:
    """With the parser's own sentence."""
    said = refused(run(tmp_path, *SHORT, "--fault", "weldd@5"), 2)
    assert said.endswith("there is no fault 'weldd'; did you mean welded?")


def test_a_fault_of_a_probe_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    """Only the bath knows its probes: they are listed."""
    said = refused(run(tmp_path, *SHORT, "--fault", "crc:top@5"), 1)
    assert said == "there is no probe 'top' here; known: bath, bath-2, all."


@pytest.mark.parametrize("name", sorted(PROBE_FAULTS | BATH_FAULTS))
def test_every_fault_can_be_simulated(tmp_path: Path, name: str) -> None:
    """No verb ends a run with an error, and the bath stays a bath."""
    assert 0.0 < told(tmp_path, "--fault", f"{name}@30")["max_water_c"] < 60.0


def test_the_faults_are_listed(tmp_path: Path) -> None:
    """Each with its usual value and what it means; nothing is simulated."""
    result = run(tmp_path, "sim", "--faults")
    rows = result.stdout.splitlines()
    known = PROBE_FAULTS | BATH_FAULTS
    assert (result.exit_code, [row.split()[0] for row in rows]) == (0, sorted(known))
    for row in rows:
        usual, meaning = known[row.split()[0]]
        assert float(row.split()[1]) == usual
        assert row.endswith(meaning)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("water_kg = 0\n", "water_kg"),
        ("watter_kg = 8\n", "watter_kg"),
        ("water_kg = \n", "bath.toml"),
        (None, "bath.toml"),
    ],
)
def test_a_bath_that_cannot_be_is_a_sentence(
    tmp_path: Path, text: str | None, sentence: str
) -> None:
    """Out of bounds, unknown, unreadable or missing: exit 1, and what to look at."""
    path = tmp_path / "bath.toml"
    if text is not None:
        path.write_text(text)
    assert sentence in refused(run(tmp_path, *SHORT, "--bath", str(path)), 1)


def test_a_bath_of_ones_own(tmp_path: Path) -> None:
    """The water is that of the file."""
    (tmp_path / "bath.toml").write_text("start_c = 40\n")
    said = told(tmp_path, "--bath", str(tmp_path / "bath.toml"), "--target", "45C")
    assert 39.0 < said["max_water_c"] < 45.0


def test_unattended_reaches_the_run(tmp_path: Path) -> None:
    """Nobody touches it: after two hours it has warned and stopped."""
    (tmp_path / "b.toml").write_text("start_c = 50\n")
    words = ("sim", "--hours", "2.6", "--json", "--bath", str(tmp_path / "b.toml"))
    alarms = [
        json.loads(run(tmp_path, *words, *more).stdout)["alarms"] for more in (["--unattended"], [])
    ]
    assert ["auto-standby" in heard for heard in alarms] == [True, False]


def test_the_trace_has_a_row_for_every_second(tmp_path: Path) -> None:
    """Named columns, one row a second, and what the water, the probe and the switches did."""
    path = tmp_path / "trace.csv"
    told(tmp_path, "--trace", str(path))
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert ",".join(rows[0]) == (
        "at_s,water_c,stone_c,bath_c,target_c,duty,heater,enable,mode,state"
    )
    assert [float(row["at_s"]) for row in rows] == [float(n) for n in range(1, 181)]
    assert {row["target_c"] for row in rows} == {"50.0"}
    assert {row["heater"] for row in rows} == {"True", "False"}
    assert {row["mode"] for row in rows} == {"HEATING"}


def test_a_missing_reading_is_an_empty_cell(tmp_path: Path) -> None:
    """Never a zero."""
    path = tmp_path / "trace.csv"
    told(tmp_path, "--trace", str(path), "--fault", "unplugged:all@60")
    with path.open(newline="", encoding="utf-8") as file:
        cells = [row["bath_c"] for row in csv.DictReader(file)]
    assert float(cells[50]) > 15.0
    assert cells[100] == ""
