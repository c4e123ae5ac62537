# SPDX-License-Identifier: MIT

import json
from pathlib import Path

from stoneheater.interfaces.cli.status import lines
from support.command_line import No, run, scripted
from support.running import running
from support.snapshots import HOT, probe, snapshot, tripped


def shown(**changes: object) -> list[str]:
    """The lines of a status."""
    return list(lines(snapshot(**changes), "C"))


def test_a_running_heater_is_shown(tmp_path: Path) -> None:
    """State, relays and probes of a real daemon, and exit code 0."""
    with running(tmp_path):
        result = run(tmp_path, "status")
    assert result.exit_code == 0
    assert result.stdout.startswith("SIMULATED STANDBY: ")
    assert "heater commanded off, enable commanded open" in result.stdout
    assert "\nbath-2: " in result.stdout


def test_json_is_the_daemon_s_snapshot(tmp_path: Path) -> None:
    """Programs get one object, as the daemon made it."""
    with scripted(tmp_path, {"snapshot.get": snapshot()}):
        result = run(tmp_path, "status", "--json")
    assert json.loads(result.stdout) == snapshot()


def test_tripped_has_an_exit_code_of_its_own(tmp_path: Path) -> None:
    """A script sees a trip without reading, in both forms."""
    with scripted(tmp_path, {"snapshot.get": tripped()}):
        said, data = run(tmp_path, "status"), run(tmp_path, "status", "--json")
    assert (said.exit_code, data.exit_code) == (4, 4)
    assert f"*** {HOT['text']}" in said.stdout
    assert json.loads(data.stdout)["mode"] == "TRIPPED"


def test_no_daemon_has_an_exit_code_and_a_next_step(tmp_path: Path) -> None:
    """Nobody there: 3, nothing on standard output, and how to start it."""
    result = run(tmp_path, "status")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "start it with" in result.stderr


def test_a_daemon_that_refused_to_start_is_quoted(tmp_path: Path) -> None:
    """What it left behind is the answer to why nobody answers."""
    (tmp_path / "refused").write_text("temperature.cutoff_c is 61: at most 60 °C.\n")
    result = run(tmp_path, "status")
    assert result.exit_code == 3
    assert "could not start: temperature.cutoff_c is 61: at most 60 °C." in result.stderr


def test_a_heater_without_a_cycle_says_so(tmp_path: Path) -> None:
    """The daemon's own sentence, and exit code 1."""
    with scripted(tmp_path, {"snapshot.get": No("no cycle yet.")}):
        result = run(tmp_path, "status")
    assert (result.exit_code, result.stderr) == (1, "no cycle yet.\n")


def test_fahrenheit_is_shown_on_demand(tmp_path: Path) -> None:
    """--fahrenheit changes what is shown and nothing else."""
    with scripted(tmp_path, {"snapshot.get": snapshot()}):
        result = run(tmp_path, "status", "--fahrenheit")
    assert result.stdout.startswith("HEATING: 121.2 °F, target 122.0 °F")


def test_a_heater_in_order_takes_four_lines() -> None:
    """Nothing is said that nobody needs."""
    assert shown() == [
        "HEATING: 49.6 °C, target 50.0 °C",
        "heat 43 %, heater commanded on, enable commanded closed, auto-standby in 1 h 06 min",
        "bath: 49.6 °C, 0.4 s old",
        "bath-2: 49.4 °C, 0.4 s old",
    ]


def test_what_keeps_the_heat_away_is_told_once() -> None:
    """A rule that is an alarm already is not repeated; one that is not has a line."""
    rules = [{"rule": "missing", "reason": "no good reading."}]
    assert "heat waits: no good reading." in shown(rules=rules)
    alarms = [{"code": "missing", "priority": "medium", "text": "no good reading. Say on."}]
    said = shown(rules=rules, alarms=alarms)
    assert "** no good reading. Say on." in said
    assert "heat waits: no good reading." not in said


def test_what_is_missing_and_what_is_not_recorded_is_told() -> None:
    """Readiness, record and wiring notes each have their word."""
    said = shown(not_ready=["no name plate."], store=["disk full."], notes=["no pull-down."])
    assert "not ready: no name plate." in said
    assert "not recorded: disk full." in said
    assert "note: no pull-down." in said


def test_a_learned_bath_is_told() -> None:
    """One line once it is known; before that nothing is said of it."""
    said = shown(bath="about 8 litres and 5 kg of stones.")
    assert "learned: about 8 litres and 5 kg of stones." in said
    assert not any(line.startswith("learned") for line in shown())


def test_one_bath_probe_says_what_it_cannot_see() -> None:
    """An element's probe does not watch the bath's."""
    blind = "one bath probe: cannot notice a probe that reads too low"
    assert blind in shown(probes=[probe(), probe("element")])
    assert blind not in shown()
    assert blind not in shown(probes=[])


def test_the_relay_s_wear_is_shown() -> None:
    """In the daemon's own words, with `enable` where one is fitted; nothing from an older one."""
    relay = {"text": "12 340 of 100 000 operations", "enable_operations": 310}
    assert "relay: 12 340 of 100 000 operations; enable 310" in shown(relay=relay)
    assert "relay: 12 340 of 100 000 operations" in shown(relay=relay, enable_commanded=None)
    assert not [line for line in shown() if line.startswith("relay:")]


def test_a_heater_that_cannot_sound_an_alarm_says_so() -> None:
    """Without a buzzer, in every status; with one, and where it is not known, nothing."""
    silent = "this heater cannot sound an alarm"
    assert silent in shown(buzzer=False)
    assert silent not in shown(buzzer=True)
    assert silent not in shown()
