# SPDX-License-Identifier: MIT
"""The snapshot: a versioned shape, null for what is absent, and words that promise nothing."""

import json
from dataclasses import replace
from typing import Any

import pytest

from stoneheater.core.alarm import Alarm, Priority
from stoneheater.core.heater import Outcome
from stoneheater.core.interlock import RULES
from stoneheater.core.mode import Mode
from stoneheater.core.probe import ProcessValue
from stoneheater.core.reading import Fault, Reading
from stoneheater.core.rule import Reaction
from stoneheater.core.sequence import Levels
from stoneheater.core.wear import Wear
from stoneheater.service.snapshot import Snapshot, Standing, headline, state
from support.outcomes import finding, outcome
from support.workbench import WALL_S

HOT = ProcessValue(49.56254, 999.6, "bath")
ENDED = Alarm("rise-fast", "it rose.", Priority.MEDIUM)
CUTOFF = "bath reads 58.4 °C, above the cutoff of 58.0 °C: let the water cool, then reset."

SHAPE = [
    "version",
    "simulated",
    "at_s",
    "wall_s",
    "mode",
    "state",
    "headline",
    "target_c",
    "bath_c",
    "bath_age_s",
    "duty",
    "heater_commanded",
    "enable_commanded",
    "ready",
    "not_ready",
    "auto_standby_in_s",
    "trips",
    "rules",
    "alarms",
    "probes",
    "name_plate",
    "bath",
    "relay",
    "sessions",
    "placements",
    "lying",
    "stones",
    "soaking",
    "buzzer",
    "notes",
    "store",
]


def shown(made: Outcome | None = None, *readings: Reading, **standing: Any) -> Snapshot:
    """A snapshot of a cycle."""
    by_name = {reading.probe: reading for reading in readings}
    return Snapshot(made or outcome(), by_name, WALL_S, Standing(**standing))


def heating(**changes: Any) -> Outcome:
    """A cycle that heats."""
    return outcome(mode=Mode.HEATING, value=HOT, levels=Levels(heater=True), **changes)


# -- the shape --------------------------------------------------------------------------------


@pytest.mark.parametrize("made", [outcome(), heating(trips=(("cutoff", CUTOFF),))])
def test_version_1_has_these_keys_and_no_other(made: Outcome) -> None:
    """Whatever happens: a key that comes or goes is another version."""
    said = shown(made).as_dict()
    assert list(said) == SHAPE
    assert said["version"] == 1


def test_what_is_absent_is_null() -> None:
    """Before the first reading of a heater whose name plate nobody knows."""
    said = shown().as_dict()
    absent = {key for key, value in said.items() if value is None}
    assert absent == {"bath_c", "bath_age_s", "enable_commanded", "auto_standby_in_s", "bath"}
    assert said["name_plate"] == {"element_w": None, "water_kg": None}
    assert [said[key] for key in ("trips", "rules", "alarms", "probes", "notes", "store")] == [
        []
    ] * 6


def test_numbers_are_rounded_to_what_they_are_worth() -> None:
    """A tenth of a millikelvin, a millisecond, a hundredth of a per cent."""
    made = replace(heating(duty=0.123456, off_in_s=3599.96), at_s=1000.00049)
    said = shown(made).as_dict()
    keys = ("at_s", "bath_c", "bath_age_s", "duty", "auto_standby_in_s")
    assert [said[key] for key in keys] == [1000.0, 49.5625, 0.4, 0.1235, 3600.0]


@pytest.mark.parametrize("value_c", [float("inf"), float("-inf"), float("nan")])
def test_what_is_no_number_is_null(value_c: float) -> None:
    """A driver may say anything: JSON has neither infinity nor NaN, and knows nothing then."""
    made = outcome(value=ProcessValue(value_c, 999.0, "bath"))
    said = json.loads(shown(made, Reading("bath", value_c, 999.0)).as_json())
    assert said["bath_c"] is None
    assert said["probes"][0]["temperature_c"] is None


def test_the_json_is_one_line_that_reads_back() -> None:
    """Signs of the field stay themselves, and nothing is lost."""
    snapshot = shown(heating(trips=(("cutoff", CUTOFF),)))
    text = snapshot.as_json()
    assert "\n" not in text
    assert "58.4 °C" in text
    assert json.loads(text) == snapshot.as_dict()


def test_a_probe_shows_its_temperature_or_its_fault() -> None:
    """With the age of the measurement, at the instant of the cycle."""
    good, bad = Reading("bath", 49.5, 999.25), Reading("bath-2", None, 990.0, Fault.CRC)
    assert shown(outcome(), good, bad).as_dict()["probes"] == [
        {"name": "bath", "temperature_c": 49.5, "age_s": 0.75, "fault": None},
        {
            "name": "bath-2",
            "temperature_c": None,
            "age_s": 10.0,
            "fault": "the answer was garbled (checksum)",
        },
    ]


def test_a_failure_passed_off_as_a_number_is_shown_as_the_fault_it_is() -> None:
    """What a probe says after losing power is no temperature, whichever driver says it."""
    probe = shown(outcome(), Reading("bath", 85.0, 999.0)).as_dict()["probes"]
    assert probe == [
        {"name": "bath", "temperature_c": None, "age_s": 1.0, "fault": Fault.POWER_ON.value}
    ]


def test_trips_rules_and_alarms_carry_their_sentences() -> None:
    """Each in its own list, in the order of the cycle."""
    alarms = (
        Alarm("cutoff", CUTOFF, Priority.HIGH),
        Alarm("ready", "ready.", Priority.LOW, paused=True),
    )
    made = outcome(
        trips=(("cutoff", CUTOFF),), findings=(finding("cutoff", CUTOFF),), alarms=alarms
    )
    said = shown(made).as_dict()
    assert said["trips"] == said["rules"] == [{"rule": "cutoff", "reason": CUTOFF}]
    assert said["alarms"] == [
        {"code": "cutoff", "priority": "high", "text": CUTOFF, "paused": False},
        {"code": "ready", "priority": "low", "text": "ready.", "paused": True},
    ]


def test_what_stands_beside_the_cycle_is_shown() -> None:
    """Name plate, learned bath, buzzer, notes, readiness, stores."""
    standing = Standing(element_w=800.0, water_kg=8.0, has_buzzer=True, notes=("no pull-down.",))
    beside = (("not commissioned.",), ("the disk is full.",), "about 8 litres.")
    said = Snapshot(outcome(), {}, WALL_S, standing, *beside).as_dict()
    assert said["name_plate"] == {"element_w": 800.0, "water_kg": 8.0}
    assert said["bath"] == "about 8 litres."
    assert (said["buzzer"], said["notes"]) == (True, ["no pull-down."])
    assert (said["not_ready"], said["store"]) == (["not commissioned."], ["the disk is full."])


# -- outputs ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("on", "word"), [(True, "on"), (False, "off")])
def test_the_heater_is_only_ever_commanded(on: bool, word: str) -> None:
    """No key says that the heater is off: nobody sees that from here."""
    said = shown(outcome(levels=Levels(heater=on))).as_dict()
    assert said["heater_commanded"] == word
    assert "heater" not in said


@pytest.mark.parametrize(
    ("fitted", "closed", "word"),
    [(True, True, "closed"), (True, False, "open"), (False, True, None), (False, False, None)],
)
def test_enable_is_shown_if_it_is_fitted(fitted: bool, closed: bool, word: str | None) -> None:
    """Without a second switch there is nothing to say of it."""
    said = shown(outcome(levels=Levels(enable=closed)), has_enable=fitted).as_dict()
    assert said["enable_commanded"] == word


# -- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "word"),
    [
        (outcome(), "STANDBY"),
        (outcome(mode=Mode.TRIPPED), "TRIPPED"),
        (outcome(findings=(finding("probe-missing"),)), "STANDBY"),
        (heating(), "HEATING"),
        (heating(ready=True), "READY"),
        (heating(holding=True), "HOLD"),
        (heating(holding=True, findings=(finding("look"),)), "HOLD"),
        (heating(findings=(finding("look"),)), "LOOK"),
        (heating(findings=(finding("high-alarm"), finding("look"))), "LOOK"),
        (heating(ready=True, findings=(finding("look"),)), "LOOK"),
        (heating(ready=True, findings=(finding("high-alarm"),)), "PAUSE"),
    ],
)
def test_one_word_says_what_is_going_on(made: Outcome, word: str) -> None:
    """The mode outside HEATING; within it what keeps the heat away, most restrictive first."""
    assert state(made) == word


@pytest.mark.parametrize("rule", [rule.name for rule in RULES if rule.reaction is Reaction.PAUSE])
def test_no_paused_bath_is_called_ready_or_heating(rule: str) -> None:
    """Every rule that takes the heat for a while has a word of its own."""
    assert state(heating(ready=True, findings=(finding(rule),))) in {"PAUSE", "LOOK"}


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (outcome(), "STANDBY: no reading, target 50.0 °C"),
        (heating(), "HEATING: 49.6 °C, target 50.0 °C"),
        (heating(ready=True), "READY: 49.6 °C, target 50.0 °C"),
        (heating(holding=True), "HOLD: 49.6 °C, target 50.0 °C"),
        (heating(findings=(finding("look", "so."),)), "LOOK: 49.6 °C, target 50.0 °C"),
        (heating(holding=True, findings=(finding("suspect", "so."),)), "HOLD: so."),
        (outcome(mode=Mode.TRIPPED, trips=(("a", "first."), ("b", "then."))), "TRIPPED: first."),
        (outcome(alarms=(Alarm("water-low", "low.", Priority.MEDIUM), ENDED)), "STANDBY: it rose."),
        (outcome(alarms=(ENDED,), mode=Mode.HEATING), "HEATING: no reading, target 50.0 °C"),
    ],
)
@pytest.mark.parametrize("simulated", [False, True])
def test_the_headline_says_what_matters_most(made: Outcome, sentence: str, simulated: bool) -> None:
    """A trip before a hold before the temperature; and SIMULATED before all of them."""
    expected = f"SIMULATED {sentence}" if simulated else sentence
    assert headline(shown(made, simulated=simulated)) == expected
    assert shown(made, simulated=simulated).as_dict()["headline"] == expected


def test_the_relay_s_wear_is_shown_in_numbers_and_in_words() -> None:
    """What was counted, what it is rated for, and the hours that are left at this use."""
    wear = Wear(12_340, 310, 250.0 * 3600.0, 100_000)
    assert shown(outcome(wear=wear)).as_dict()["relay"] == {
        "operations": 12_340,
        "rated_operations": 100_000,
        "hours_left": 1775.9,
        "enable_operations": 310,
        "text": wear.words(),
    }
    unknown = shown().as_dict()["relay"]
    assert unknown == {
        "operations": 0,
        "rated_operations": None,
        "hours_left": None,
        "enable_operations": 0,
        "text": "0 operations, no rated life",
    }


def test_a_count_that_could_not_be_read_is_among_the_notes() -> None:
    """Whoever looks at the heater learns it."""
    standing = Standing(notes=("no pull-down.",), relay_trouble="it begins again at 0.")
    said = Snapshot(outcome(), {}, WALL_S, standing).as_dict()
    assert said["notes"] == ["no pull-down.", "it begins again at 0."]
