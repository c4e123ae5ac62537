# SPDX-License-Identifier: MIT
"""What an insurer reads of a session: times that fit each other, and words that leave no doubt."""

from pathlib import Path

import pytest

from stoneheater.service.report.facts import client_part
from stoneheater.service.report.session import gather
from stoneheater.service.store.records import Kind
from support.treatments import WHO, kept, placed, told


@pytest.mark.parametrize(
    ("event", "at_s", "forecast", "lift_by_s", "sooner"),
    [
        ("stone.turn", 210.0, {"lift_by_s": 390.0}, 600.0, ""),
        ("stone.turn", 210.0, {"lift_by_s": 30.0}, 240.0, ""),
        ("stone.turn", 210.0, {"lift_by_s": 0.0, "refused": True, "reason": "hot"}, 210.0, "hot"),
        ("stone.retime", 62.0, {"lift_by_s": 50.0}, 50.0, ""),
        ("stone.retime", 62.0, {"lift_by_s": 0.0, "refused": True, "reason": "pain"}, 62.0, "pain"),
    ],
)
def test_the_time_allowed_counts_from_laying(
    tmp_path: Path,
    event: str,
    at_s: float,
    forecast: dict[str, object],
    lift_by_s: float,
    sooner: str,
) -> None:
    """As the contact does, so that an insurer can hold one against the other."""
    later = {"event": event, "placement_id": "1", "at_s": 1000.0 + at_s, "forecast": forecast}
    laid = placed(1, "1", "palm-left", 600.0, at_s=1000.0)
    found = gather(kept(tmp_path, "S0", records=(laid, told(5, Kind.STONE, "", later))), "S1")
    assert found is not None
    (placement,) = found.placements
    assert (placement.lift_by_s, placement.sooner) == (lift_by_s, sooner)


@pytest.mark.parametrize(
    ("private", "said"),
    [
        ({"client": "M.H.", "notes": "", "intake": None}, "client: M.H., intake: not answered"),
        ({"client": "", "notes": "", "intake": []}, "intake: nothing that applies"),
        ({"notes": "warm", "intake": ["age", "allergy"]}, "notes: warm, intake: age, allergy"),
        ({"text": "lift row-1 on M.H. now"}, "text: lift row-1 on M.H. now"),
        ({}, ""),
    ],
)
def test_an_intake_that_nobody_answered_is_told_from_one_without_ticks(
    private: dict[str, object], said: str
) -> None:
    """Asked and nothing applies, or not asked at all: an insurer asks which."""
    assert client_part(private) == said


def test_an_alarm_that_is_over_was_not_acknowledged_by_who_heard_the_next(tmp_path: Path) -> None:
    """The same client is to be asked twice; only the second time somebody pressed the key."""
    data = {"code": "check-in:S1", "session_id": "S1"}
    entries = [
        told(minute, Kind.ALARM, event, {"event": event, **data})
        for minute, event in enumerate(("alarm.raise", "alarm.close", "alarm.raise", "alarm.ack"))
    ]
    found = gather(kept(tmp_path, "S0", records=tuple(entries)), "S1")
    assert found is not None
    assert [alarm.acked_by for alarm in found.alarms] == ["", WHO]
