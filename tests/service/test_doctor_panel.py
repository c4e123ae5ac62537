# SPDX-License-Identifier: MIT
"""The doctor at the panel: what can be heard and seen, and who says so."""

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from stoneheater.config import Config, PanelSettings
from stoneheater.service.commissioning import Commissioned
from stoneheater.service.doctor import Check, Verdict
from stoneheater.service.doctor_facts import Facts
from stoneheater.service.doctor_panel import panel

CONFIG = Config(panel=PanelSettings(buzzer_pin=18, alarm_led_pin=23))
RECORD = Commissioned("mira", 0.0, "x", {}, {})
FITTED = {"has_buzzer": True, "has_lamp": True}


def looked(noticed: Mapping[str, bool] | None = None, **changes: Any) -> list[Check]:
    """The lines for a heater with both, of which these were noticed."""
    record = RECORD if noticed is None else replace(RECORD, noticed=noticed)
    facts = {"config": CONFIG, "simulated": False, "commissioned": record, "panel": (), **FITTED}
    return list(panel(cast("Facts", SimpleNamespace(**{**facts, **changes}))))


def test_what_somebody_heard_and_saw_is_in_order() -> None:
    """Two lines, with the pins at which it was."""
    heard, seen = looked({"buzzer on GPIO18": True, "lamp on GPIO23": True})
    assert (heard.verdict, heard.sentence) == (
        Verdict.OK,
        "The buzzer on GPIO18 was heard in its test.",
    )
    assert (seen.verdict, seen.sentence) == (
        Verdict.OK,
        "The lamp on GPIO23 was seen in its test.",
    )


@pytest.mark.parametrize(
    ("noticed", "sentence"),
    [
        ({}, "Nobody has said yet that the buzzer on GPIO18 can be heard."),
        ({"buzzer on GPIO12": True}, "Nobody has said yet that the buzzer on GPIO18 can be heard."),
        (
            {"buzzer on GPIO18": False},
            "The buzzer on GPIO18 was not heard in its test: check its wiring.",
        ),
    ],
)
def test_F94_a_buzzer_that_nobody_heard_is_a_warning(
    noticed: Mapping[str, bool], sentence: str
) -> None:
    """Not asked, heard on another pin, or not heard: test it."""
    check = looked(noticed, has_lamp=False)[0]
    assert (check.verdict, check.sentence) == (Verdict.WARN, sentence)
    assert check.next_step == "Run stoneheater doctor --sound."


def test_F94_a_lamp_that_nobody_saw_is_a_warning() -> None:
    """Seen is its word."""
    (check,) = looked({"lamp on GPIO23": False}, has_buzzer=False)[1:]
    assert check.sentence == "The lamp on GPIO23 was not seen in its test: check its wiring."


def test_without_a_buzzer_it_says_that_no_alarm_sounds() -> None:
    """And what to do instead; a lamp does not change it."""
    check = looked(has_buzzer=False, has_lamp=False)[0]
    assert check.verdict is Verdict.WARN
    assert check.sentence == "This heater cannot sound an alarm: no buzzer is fitted."
    assert "stoneheater watch" in check.next_step


@pytest.mark.parametrize("changes", [{"simulated": True}, {"commissioned": None}])
def test_where_nobody_could_have_been_asked_nothing_is_missing(changes: dict[str, Any]) -> None:
    """A simulated heater, or one whose commissioning asks anyway."""
    assert looked(**changes) == []


def test_a_stuck_button_is_told_with_its_next_step() -> None:
    """What was found, and after the last colon what to do."""
    stuck = "The STOP button reads pressed since the start and counts no more: free it."
    (check, *_) = looked(panel=(stuck,))
    assert (check.name, check.verdict) == ("panel", Verdict.WARN)
    assert check.sentence == ("The STOP button reads pressed since the start and counts no more.")
    assert check.next_step == "Free it."
