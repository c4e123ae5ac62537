# SPDX-License-Identifier: MIT
"""Which alarms opened, were paused, came back and closed: nothing that sounded is lost."""

import pytest

from stoneheater.core.alarm import Alarm, Priority
from stoneheater.core.alarm_log import changes

HIGH, MEDIUM = Priority.HIGH, Priority.MEDIUM
DUE = Alarm("stone-red:S1-2", "lift A1 on MH's palm-left now.", HIGH)
PAUSED = Alarm(DUE.code, DUE.text, HIGH, paused=True)
LATER = Alarm(DUE.code, "lift A1 on MH's palm-left now: 2 s late.", HIGH)
LOST = Alarm("probe-lost", "the probe is gone.", MEDIUM)


@pytest.mark.parametrize(
    ("before", "after", "events"),
    [
        ([], [], []),
        ([], [DUE], ["alarm.raise"]),
        ([DUE], [LATER], []),
        ([DUE], [PAUSED], ["alarm.ack"]),
        ([PAUSED], [PAUSED], []),
        ([PAUSED], [DUE], ["alarm.again"]),
        ([PAUSED], [], ["alarm.close"]),
        ([DUE], [LOST], ["alarm.close", "alarm.raise"]),
        ([DUE, LOST], [LOST], ["alarm.close"]),
    ],
)
def test_each_change_is_one_entry(
    before: list[Alarm], after: list[Alarm], events: list[str]
) -> None:
    """Opened, paused by somebody, back after the pause, closed; other words are no change."""
    assert [entry.data["event"] for entry in changes(before, after, 7.0, "boot-1")] == events


def test_a_stones_alarm_names_its_placement_and_hides_its_client() -> None:
    """The sentence may name a client, so it stands in the erasable part."""
    [entry] = changes([], [DUE], 7.0, "boot-1")
    assert entry.data == {
        "event": "alarm.raise",
        "code": "stone-red:S1-2",
        "priority": "high",
        "at_s": 7.0,
        "boot_id": "boot-1",
        "session_id": "S1",
        "placement_id": "S1-2",
    }
    assert entry.text == "a stone is to be lifted (stone-red:S1-2)"
    assert entry.private == {"text": DUE.text}


def test_a_check_in_belongs_to_its_session() -> None:
    """It has a session and no placement."""
    alarm = Alarm("check-in:S-7", "ask MH.", Priority.LOW)
    [entry] = changes([], [alarm], 0.0, "boot-1")
    assert entry.session_id == "S-7"
    assert "placement_id" not in entry.data


def test_the_baths_alarms_belong_to_no_session() -> None:
    """Nothing of a client is in them, and nothing of them is erased."""
    [entry] = changes([LOST], [], 0.0, "boot-1")
    assert entry.text == "over: the probe is gone."
    assert (entry.session_id, entry.private) == ("", {})
