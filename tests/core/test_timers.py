# SPDX-License-Identifier: MIT
"""What the board shows and calls for, instant by instant."""

import pytest

from stoneheater.core.alarm import Annunciation, Priority, priority_of
from stoneheater.core.timers import Timer, said, timers
from support.boards import BOOT, OTHER, SITE, Room


def _shown(room: Room, now_s: float) -> tuple[Timer, ...]:
    return timers(room.board.state, room.board.boot_id, now_s)


def _said(room: Room, now_s: float) -> dict[str, str]:
    return said(room.board.state, room.board.boot_id, now_s)


def _lying() -> Room:
    """One stone since 100: amber at 136, to be lifted at 160."""
    room = Room()
    room.start()
    room.place(100.0)
    return room


@pytest.mark.parametrize(
    ("now_s", "colour"),
    [
        (100.0, "green"),
        (135.9, "green"),
        (136.0, "amber"),
        (159.9, "amber"),
        (160.0, "red"),
        (9e9, "red"),
    ],
)
def test_F90_a_timer_is_green_then_amber_then_red(now_s: float, colour: str) -> None:
    """Amber from its instant on, red from `lift by` until the stone is lifted."""
    [timer] = _shown(_lying(), now_s)
    assert timer.colour == colour
    assert timer.left_s == 160.0 - now_s


@pytest.mark.parametrize(
    ("now_s", "code", "text"),
    [
        (135.9, None, ""),
        (136.0, "stone-amber:S1-1", "lift A1 on MH's lower-back-left within 24 s."),
        (160.0, "stone-red:S1-1", "lift A1 on MH's lower-back-left now: 0 s late."),
        (223.0, "stone-red:S1-1", "lift A1 on MH's lower-back-left now: 63 s late."),
    ],
)
def test_F90_a_forgotten_stone_calls(now_s: float, code: str | None, text: str) -> None:
    """Not a second late: medium from amber, high from `lift by`, with stone and site."""
    assert _said(_lying(), now_s) == ({code: text} if code else {})


def test_F90_red_calls_until_the_stone_is_lifted() -> None:
    """An hour later it still calls; lifted, it is silent at once."""
    room = _lying()
    assert "stone-red:S1-1" in _said(room, 3760.0)
    room.lift(3761.0)
    assert _said(room, 3761.0) == {}


@pytest.mark.parametrize(
    ("code", "priority"),
    [
        ("stone-red:S1-1", Priority.HIGH),
        ("stone-unknown:S1-1", Priority.HIGH),
        ("stone-amber:S1-1", Priority.MEDIUM),
        ("check-in:S1", Priority.LOW),
    ],
)
def test_how_urgent_a_stone_is(code: str, priority: Priority) -> None:
    """What follows the colon says whose it is, and nothing about how urgent."""
    assert priority_of(code) is priority


@pytest.mark.parametrize(("after_s", "paused"), [(119.99, True), (120.0, False)])
def test_F93_a_due_stone_cannot_be_silenced_for_ever(after_s: float, paused: bool) -> None:
    """Acknowledged, it is quiet for two minutes; then it sounds again, as often as it takes."""
    room, annunciation = _lying(), Annunciation()
    for again_s in (170.0, 290.0, 410.0):
        assert annunciation.update(_said(room, again_s), again_s)[0].paused is False
        assert annunciation.acknowledge(again_s) >= 1
        now_s = again_s + after_s
        assert annunciation.update(_said(room, now_s), now_s)[0].paused is paused


def test_F93_pausing_one_stone_does_not_pause_the_next() -> None:
    """A stone that becomes due during a pause sounds."""
    room, annunciation = _lying(), Annunciation()
    room.place(150.0, "A2", OTHER)
    annunciation.update(_said(room, 160.0), 160.0)
    annunciation.acknowledge(160.0)
    paused = {a.code: a.paused for a in annunciation.update(_said(room, 211.0), 211.0)}
    assert paused == {"stone-red:S1-1": True, "stone-red:S1-2": False}


def test_F93_amber_that_was_acknowledged_sounds_when_it_turns_red() -> None:
    """A quiet amber is no quiet red."""
    room, annunciation = _lying(), Annunciation()
    annunciation.update(_said(room, 140.0), 140.0)
    annunciation.acknowledge(140.0)
    assert annunciation.update(_said(room, 150.0), 150.0)[0].paused is True
    assert annunciation.update(_said(room, 160.0), 160.0)[0].paused is False


def test_a_refused_stone_calls_with_its_reason() -> None:
    """From the first instant on, and it says why."""
    room = Room()
    room.start()
    room.place(0.0, temperature_c=57.0)
    assert _said(room, 0.0) == {"stone-red:S1-1": "lift A1 on MH's lower-back-left now: too hot."}


def test_the_most_urgent_comes_first() -> None:
    """Unknown, then the one overdue longest, down to the one with the most time."""
    room = Room()
    room.start()
    room.place(0.0, "A1")
    after = room.rebooted("boot-2")
    after.place(0.0, "A2", OTHER)
    after.place(10.0, "A3", "palm-left", "towel")
    after.place(20.0, "A4", "palm-right")
    shown = _shown(after, 70.0)
    assert [timer.placement.stone.name for timer in shown] == ["A1", "A2", "A4", "A3"]


def test_a_timer_as_json() -> None:
    """Everything a screen needs to count it down by itself."""
    [timer] = _shown(_lying(), 112.0)
    assert timer.as_dict() == {
        "placement_id": "S1-1",
        "session_id": "S1",
        "client": "MH",
        "stone": "A1",
        "site": SITE,
        "contact": "direct",
        "temperature_c": 50.0,
        "colour": "green",
        "lain_s": 12.0,
        "left_s": 48.0,
        "amber_at_s": 136.0,
        "lift_by_at_s": 160.0,
        "refused": False,
        "reason": None,
        "computing": False,
    }


def test_F60_an_unknown_timer_as_json_has_no_instants() -> None:
    """What is not known is null, and never a number."""
    after = _lying().rebooted("boot-2")
    shown = _shown(after, 5.0)[0].as_dict()
    assert shown["colour"] == "unknown"
    assert [shown[key] for key in ("lain_s", "left_s", "amber_at_s", "lift_by_at_s")] == [None] * 4


@pytest.mark.parametrize(
    ("intake", "after_s", "asked"),
    [
        (["none"], 299.9, False),
        (["none"], 300.0, True),
        (["age"], 59.9, False),
        (["age"], 60.0, True),
    ],
)
def test_the_client_is_to_be_asked(intake: list[str], after_s: float, asked: bool) -> None:
    """Every five minutes while stones lie; a sensitive client every minute."""
    room = Room()
    room.start(intake=intake)
    assert _said(room, 999.0) == {}
    room.place(1000.0, contact="towel")
    calls = _said(room, 1000.0 + after_s)
    assert ("check-in:S1" in calls) is asked


def test_a_check_in_begins_the_count_again() -> None:
    """Asked four minutes ago is not long ago; never asked in this run counts from the stone."""
    room = Room()
    room.start()
    room.place(0.0, contact="towel")
    room.keep(room.sessions.check_in(100.0, "ok"))
    assert "check-in:S1" not in _said(room, 399.0)
    assert _said(room, 400.0)["check-in:S1"] == "ask MH how it feels: nobody did for 5 min."
    after = room.rebooted("boot-2")
    assert "check-in:S1" not in _said(after, 500.0)
    after.place(500.0, "A2", OTHER, "towel")
    assert "check-in:S1" not in _said(after, 799.0)
    assert "check-in:S1" in _said(after, 800.0)


def test_asked_before_the_stones_came_is_not_asked() -> None:
    """The count begins with the first stone, not with a check-in long before it, or after it."""
    room = Room()
    room.start()
    room.keep(room.sessions.check_in(0.0, "ok"))
    room.place(1000.0, contact="towel")
    assert "check-in:S1" not in _said(room, 1299.0)
    session = room.board.state.sessions[0]
    assert session.asked_ago_s(BOOT, 60.0) == 60.0
    assert session.asked_ago_s("boot-2", 60.0) is None
