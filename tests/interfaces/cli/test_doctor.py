# SPDX-License-Identifier: MIT

import json
from pathlib import Path
from typing import Any

import pytest

from support.command_line import No, run, scripted
from support.settings import shipped, written

OK = {"name": "disk", "verdict": "ok", "sentence": "100 MB are free.", "next_step": ""}
WARN = {"name": "buzzer", "verdict": "warn", "sentence": "No buzzer.", "next_step": "Watch it."}
FAIL = {"name": "wiring", "verdict": "fail", "sentence": "No line.", "next_step": "Set it."}


@pytest.mark.parametrize(
    ("report", "code"), [([], 0), ([OK], 0), ([OK, WARN], 0), ([OK, WARN, FAIL], 1)]
)
def test_what_forbids_heat_sets_the_exit_code(
    tmp_path: Path, report: list[dict[str, Any]], code: int
) -> None:
    """A warning is advice, a failure is 1; the same with --json."""
    with scripted(tmp_path, {"doctor.report": {"report": report}}):
        assert run(tmp_path, "doctor").exit_code == code
        assert run(tmp_path, "doctor", "--json").exit_code == code


def test_each_check_is_a_mark_a_sentence_and_a_next_step(tmp_path: Path) -> None:
    """Marks are words; what is in order has no next step."""
    with scripted(tmp_path, {"doctor.report": {"report": [OK, WARN, FAIL]}}):
        said = run(tmp_path, "doctor").stdout.splitlines()
    assert said == [
        "ok    disk: 100 MB are free.",
        "WARN  buzzer: No buzzer.",
        "      next: Watch it.",
        "FAIL  wiring: No line.",
        "      next: Set it.",
    ]


def test_json_is_the_daemon_s_report(tmp_path: Path) -> None:
    """Programs get the list as it is."""
    with scripted(tmp_path, {"doctor.report": {"report": [OK, FAIL]}}):
        assert json.loads(run(tmp_path, "doctor", "--json").stdout) == [OK, FAIL]


def test_without_a_daemon_a_part_is_checked(tmp_path: Path) -> None:
    """3, the daemon's absence first, then the configuration and the group."""
    written(tmp_path, shipped())
    result = run(tmp_path, "doctor", "--json")
    report = json.loads(result.stdout)
    assert result.exit_code == 3
    assert [row["name"] for row in report[:2]] == ["daemon", "configuration"]
    assert report[0]["verdict"] == "fail"
    assert report[0]["next_step"].startswith("start it with")
    assert report[-1]["name"] == "group"
    assert {"sentence", "verdict", "next_step"} <= report[-1].keys()


def test_without_a_daemon_a_bad_configuration_is_found(tmp_path: Path) -> None:
    """Key, value, limit and next step, as the daemon would say it."""
    written(tmp_path, "[temperature]\ncutoff_c = 61.0\n")
    said = run(tmp_path, "doctor").stdout
    assert "FAIL  configuration: temperature.cutoff_c is 61" in said
    assert "from 32 to 60 °C" in said


def test_without_a_daemon_what_is_not_ready_is_told(tmp_path: Path) -> None:
    """The shipped configuration lacks the name plate."""
    written(tmp_path, shipped())
    said = run(tmp_path, "doctor").stdout
    assert "ok    configuration: " in said
    assert "FAIL  configuration: The power of the heating element" in said


def test_a_daemon_that_would_not_start_is_quoted(tmp_path: Path) -> None:
    """The sentence it left is the next step."""
    (tmp_path / "refused").write_text("hardware.driver 'x' is not installed.")
    said = run(tmp_path, "doctor").stdout
    assert "FAIL  daemon: The daemon could not start.\n" in said
    assert "next: hardware.driver 'x' is not installed." in said


def test_a_report_that_fails_is_a_failure(tmp_path: Path) -> None:
    """A daemon that answers and cannot report is not a missing one."""
    with scripted(tmp_path, {"doctor.report": No("busy.")}):
        assert run(tmp_path, "doctor").exit_code == 1


# -- buzzer and lamp ------------------------------------------------------------------------------

PANEL = {"buzzer": True, "lamp": True, "lasts_s": 2.0}
NOTED = {"ok": True, "text": "noted."}


def test_F94_the_test_of_buzzer_and_lamp_keeps_the_answers(tmp_path: Path) -> None:
    """Both noticed: filed, 0, and no report."""
    with scripted(tmp_path, {"panel.test": PANEL, "panel.noticed": NOTED}) as daemon:
        result = run(tmp_path, "doctor", "--sound", typed="y\ny\n")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "noted.")
    assert daemon.params("panel.noticed") == [{"noticed": {"buzzer": True, "lamp": True}}]
    assert daemon.params("doctor.report") == []


def test_F94_what_was_not_noticed_is_a_failure(tmp_path: Path) -> None:
    """1, and which wire to look at."""
    with scripted(tmp_path, {"panel.test": PANEL, "panel.noticed": NOTED}) as daemon:
        result = run(tmp_path, "doctor", "--sound", typed="y\nn\n")
    assert result.exit_code == 1
    assert daemon.params("panel.noticed") == [{"noticed": {"buzzer": True, "lamp": False}}]
    assert "The lamp does not work: check the wire from panel.alarm_led_pin" in result.stdout


def test_a_proof_test_is_noted_and_nothing_else_is_done(tmp_path: Path) -> None:
    """The daemon keeps date and name."""
    with scripted(tmp_path, {"proof.done": {"ok": True, "text": "noted: anna."}}) as daemon:
        result = run(tmp_path, "doctor", "--proved", "cut-out")
    assert (result.exit_code, result.stdout) == (0, "noted: anna.\n")
    assert daemon.params("proof.done") == [{"barrier": "cut-out"}]
    assert daemon.params("doctor.report") == []


def test_a_proof_test_that_is_refused_is_a_failure(tmp_path: Path) -> None:
    """Its sentence is said."""
    with scripted(tmp_path, {"proof.done": No("'x' is not one to prove here.")}):
        result = run(tmp_path, "doctor", "--proved", "x")
    assert result.exit_code == 1
    assert "'x' is not one to prove here." in result.output


def test_a_proof_is_not_lost_beside_a_test_of_the_sound(tmp_path: Path) -> None:
    """Two things at once: neither is done, and it is said."""
    with scripted(tmp_path, {"proof.done": {"ok": True, "text": "noted."}}) as daemon:
        result = run(tmp_path, "doctor", "--sound", "--proved", "rcd")
    assert result.exit_code == 2
    assert "run one after the other" in result.output
    assert daemon.asked == []


def test_nothing_fitted_is_said_and_nothing_is_kept(tmp_path: Path) -> None:
    """1: this heater cannot sound an alarm."""
    none = {"buzzer": False, "lamp": False, "lasts_s": 0.0}
    with scripted(tmp_path, {"panel.test": none, "panel.noticed": NOTED}) as daemon:
        result = run(tmp_path, "doctor", "--sound")
    assert result.exit_code == 1
    assert "this heater cannot sound an alarm" in result.stdout
    assert daemon.params("panel.noticed") == []
