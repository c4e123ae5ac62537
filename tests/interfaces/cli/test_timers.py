# SPDX-License-Identifier: MIT
"""The timers of stones, counted down by whoever looks at them."""

from typing import Any

import pytest

from stoneheater.interfaces.cli import timers
from support.lying import calls, lying, placement, refused, session
from support.snapshots import snapshot


def only(row: dict[str, Any], silent_s: float = 0.0, **changes: Any) -> timers.Timer:
    """The timer of a single stone."""
    (timer,) = timers.timers(lying(row, **changes), silent_s)
    return timer


def test_a_timer_says_when_and_how_long() -> None:
    """The time of day and the seconds, rounded to the strict side."""
    assert only(placement()).words == "lift by 14:32:10, 48 s"
    assert only(placement(left_s=0.9)).words == "lift by 14:32:10, 0 s"
    assert only(placement() | {"computing": True}).words == "lift by 14:32:10, 48 s at most"


@pytest.mark.parametrize(
    ("length_s", "said"),
    [(0.0, "0 s"), (119.9, "119 s"), (120.0, "2 min 0 s"), (599.9, "9 min 59 s")],
)
def test_seconds_are_never_rounded_up(length_s: float, said: str) -> None:
    """What a timer shows is not longer than it is."""
    assert timers.seconds(length_s) == said


@pytest.mark.parametrize(
    ("silent_s", "colour"),
    [(0.0, "green"), (24.3, "green"), (24.4, "amber"), (48.3, "amber"), (48.4, "red")],
)
def test_a_silent_daemon_s_timers_are_counted_on(silent_s: float, colour: str) -> None:
    """Green, amber and red come by themselves, at the instants that were known."""
    timer = only(placement(), silent_s)
    assert timer.colour == colour
    assert timer.left_s == pytest.approx(48.4 - silent_s)


def test_what_is_late_says_how_late() -> None:
    """Lift now, and since when it should have been."""
    assert only(placement(), 60.0).words == "LIFT NOW, 11 s late"
    assert only(placement(), 60.0).mark == "***"


def test_a_colour_is_never_milder_than_it_was_said() -> None:
    """The daemon may know better; whoever counts may only be stricter."""
    assert only(placement(colour="red")).colour == "red"
    assert only(placement(left_s=-1.0, colour="green")).colour == "red"


def test_a_refused_stone_is_lift_now_and_why() -> None:
    """It lies, it calls, and the reason is there."""
    timer = only(refused())
    assert timer.words == "LIFT NOW: 56.4 °C is above 56.0 °C"
    assert timer.colour == "red"
    assert only(refused() | {"reason": None}).words == "LIFT NOW: refused"


def test_after_a_reboot_time_is_unknown() -> None:
    """No number is shown, however long the silence; the client is to be looked at."""
    timer = only(placement(left_s=None), 500.0)
    assert (timer.colour, timer.words) == ("unknown", "check the client now")
    assert timer.line == "*** TIME UNKNOWN: row-1, upper-back-left, M.H.: check the client now"


@pytest.mark.parametrize("odd", [{"colour": "blue"}, {"colour": None}, {"left_s": "48"}])
def test_what_makes_no_sense_is_unknown(odd: dict[str, Any]) -> None:
    """A timer that cannot be read is never green."""
    assert only(placement() | odd).colour == "unknown"


def test_without_its_amber_a_timer_still_turns_red() -> None:
    """Missing instants take the amber away, never the red."""
    row = placement() | {"amber_at_s": None}
    assert only(row, 48.3).colour == "green"
    assert only(row, 48.4).colour == "red"


def test_the_most_urgent_stone_comes_first() -> None:
    """Unknown, then late, then by the seconds that are left."""
    rows = [placement("a", 48.0), placement("b", 10.0), placement("c", -3.0), placement("d", None)]
    shown = timers.timers(lying(*rows))
    assert [timer.stone for timer in shown] == ["d", "c", "b", "a"]


def test_a_paused_sound_is_told() -> None:
    """Only the sound of this stone's own alarm."""
    late = placement(left_s=-1.0)
    assert only(late, alarms=[calls("red", paused=True)]).line.endswith("(sound paused)")
    assert "paused" not in only(late, alarms=[calls("red")]).line
    assert "paused" not in only(late, alarms=[calls("red", "row-2", paused=True)]).line


def test_the_calls_follow_the_count() -> None:
    """The same codes as the daemon's, so that nothing rings twice."""
    shown = lying(placement("a", 48.0), placement("b", 10.0), placement("c", None))
    assert timers.calls(shown, 11.0) == {
        "stone-unknown:S1-c": "high", "stone-red:S1-b": "high",
    }  # fmt: skip
    assert timers.calls(shown, 0.0)["stone-amber:S1-b"] == "medium"


def test_a_client_stands_on_one_line() -> None:
    """How many stones, what is in the hand, when it was last asked."""
    assert list(timers.clients({"sessions": [session()]}, 5.0)) == [
        "M.H.: 5 of 6 stones lie; in the hand: row-6; asked 2 min 15 s ago"
    ]
    bare = session(client="", profile="sensitive", stones_out=0, working=[], asked_ago_s=None)
    assert list(timers.clients({"sessions": [bare]})) == [
        "S1 (sensitive): no stones out; not asked yet"
    ]


def test_stones_that_are_not_shown_are_counted() -> None:
    """A list that is cut says so."""
    shown = lying(placement()) | {"lying": 3}
    assert "and 2 more stones lie" in list(timers.lines(shown))
    assert timers.more_than(shown, 2) == "and 1 more stone lies"
    assert timers.more_than(shown, 3) == ""


def test_the_lines_end_with_the_soaking() -> None:
    """What lies, who, and what is not yet soaked through."""
    told = list(timers.lines(lying(placement(), soaking="row-2 is soaked through in 6 min.")))
    assert [line.split(":")[0] for line in told[:2]] == ["GREEN", "M.H."]
    assert told[2] == "row-2 is soaked through in 6 min."


def test_without_stones_there_is_nothing_to_say() -> None:
    """An older snapshot, or an empty board."""
    assert list(timers.lines(snapshot())) == []
    assert list(timers.lines({})) == []


def test_why_a_stone_is_refused_is_read_in_either_unit() -> None:
    """The limit and the stone, in °F for whoever reads °F."""
    row = refused() | {"reason": "the stone may be at 50.0 °C"}
    (timer,) = timers.timers(timers.read_in(lying(row, placement()), "F"))[:1]
    assert timer.words == "LIFT NOW: the stone may be at 122.0 °F"
