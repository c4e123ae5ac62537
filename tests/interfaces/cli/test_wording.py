# SPDX-License-Identifier: MIT

import pytest

from stoneheater.interfaces.cli import wording
from support.snapshots import HOT, READY, WEAK, probe, snapshot, tripped


def test_one_line_says_state_water_target_heat_and_relay() -> None:
    """The plain line holds all that a log needs."""
    assert wording.line(snapshot()) == (
        "HEATING: 49.6 °C, target 50.0 °C, heat 43 %, heater commanded on"
    )


def test_one_line_names_the_most_urgent_alarm_only() -> None:
    """One line carries one alarm, with its mark."""
    said = wording.line(tripped(alarms=[HOT, WEAK]))
    assert said.startswith("TRIPPED: 49.6 °C, target 50.0 °C, heat 0 %, heater commanded off  ***")
    assert WEAK["text"] not in said


def test_a_simulated_heater_says_so_first() -> None:
    """SIMULATED stands before everything else."""
    assert wording.line(snapshot(simulated=True)).startswith("SIMULATED HEATING")


def test_a_missing_reading_is_no_number() -> None:
    """No value is shown as no reading, never as zero."""
    said = wording.line(snapshot(bath_c=None))
    assert "HEATING: no reading" in said
    assert "0.0" not in said.replace("50.0", "")


def test_an_empty_snapshot_is_no_data() -> None:
    """Before the first snapshot nothing is claimed."""
    said = wording.line({})
    assert said.startswith("NO DATA: no reading")
    assert "commanded (unknown)" in said


def test_fahrenheit_is_for_the_eyes_only() -> None:
    """The same numbers in °F."""
    assert "HEATING: 121.2 °F, target 122.0 °F" in wording.line(snapshot(), "F")


@pytest.mark.parametrize(
    ("row", "mark"), [(HOT, "*** "), (WEAK, "** "), (READY, "* "), ({"text": "odd"}, "** ")]
)
def test_every_priority_has_a_mark(row: dict[str, object], mark: str) -> None:
    """Priority is told without colour; an unknown one counts as medium."""
    assert wording.alarm(row).startswith(mark)


def test_a_paused_alarm_says_that_only_its_sound_is() -> None:
    """Paused is a word behind the sentence."""
    assert wording.alarm(HOT | {"paused": True}).endswith("(sound paused)")
    assert "paused" not in wording.alarm(HOT)


def test_relays_are_commanded_never_off() -> None:
    """What was written to a relay is all that is known of it."""
    assert wording.relays(tripped()) == "heater commanded off, enable commanded open"


def test_a_missing_enable_is_told() -> None:
    """Without a second switch the line says what that means."""
    assert "no enable fitted" in wording.relays(snapshot(enable_commanded=None))


def test_a_probe_shows_value_and_age() -> None:
    """The age counts on while the daemon is silent."""
    assert wording.probe(probe()) == "bath: 49.6 °C, 0.4 s old"
    assert wording.probe(probe(), 4.2) == "bath: 49.6 °C, 4.6 s old"


def test_a_faulty_probe_shows_why() -> None:
    """A fault takes the place of the number."""
    said = wording.probe(probe(value_c=None, fault="the probe gave no answer"))
    assert said == "bath: the probe gave no answer, 0.4 s old"


@pytest.mark.parametrize(
    ("length_s", "said"),
    [
        (0.0, "0 s"),
        (59.4, "59 s"),
        (60.0, "1 min"),
        (3599.0, "59 min"),
        (3600.0, "1 h 00 min"),
        (4000.0, "1 h 06 min"),
    ],
)
def test_lengths_of_time_are_for_people(length_s: float, said: str) -> None:
    """Seconds, minutes or hours, whichever fits."""
    assert wording.duration(length_s) == said


def test_auto_standby_is_told_only_when_it_is_due() -> None:
    """No countdown without one."""
    assert wording.auto_standby(snapshot()) == "auto-standby in 1 h 06 min"
    assert wording.auto_standby(snapshot(auto_standby_in_s=None)) == ""


@pytest.mark.parametrize("odd", [None, "49", True, [49.0], {"c": 49}])
def test_what_is_no_number_is_none(odd: object) -> None:
    """A field of another kind is an absent one."""
    assert wording.number({"bath_c": odd}, "bath_c") is None


def test_what_is_no_list_is_empty() -> None:
    """Lists of another kind are empty, and strangers in a list are left out."""
    assert wording.rows({"alarms": "x"}, "alarms") == []
    assert wording.rows({"alarms": [1, {}]}, "alarms") == [{}]
    assert wording.sentences({"notes": None}, "notes") == []
    assert wording.sentences({"notes": [1, "x"]}, "notes") == ["x"]
    assert wording.text({"state": 1}, "state") == ""


@pytest.mark.parametrize(
    ("said", "whole"),
    [("say it", "say it."), ("say it.", "say it."), ("did you mean jade?", "did you mean jade?")],
)
def test_an_error_is_a_whole_sentence(said: str, whole: str) -> None:
    """With one full stop, or a question mark."""
    assert wording.sentence(said) == whole
