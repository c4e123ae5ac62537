# SPDX-License-Identifier: MIT
import json
from dataclasses import replace
from typing import Any

import pytest

from stoneheater.service.soaking import Soaked
from stoneheater.service.treatment_view import PLACEMENTS_MAX, Seen, time_of_day
from support.boards import BOOT, OTHER, Room, stone
from support.clinic import MANY, Clinic
from support.workbench import WALL_S


def seen(room: Room, at_s: float, boot_id: str = BOOT, **more: Any) -> Seen:
    """One look at a room."""
    return Seen(at_s, boot_id, room.board.state, **more)


@pytest.fixture
def room() -> Room:
    """One stone of 60 s, laid at 100 s on a client under pseudonym."""
    made = Room()
    made.start(100.0, "M.H.")
    made.place(100.0)
    return made


def first(look: Seen) -> dict[str, Any]:
    """The most urgent placement, as it is sent."""
    shown: Any = look.as_dict(WALL_S)["placements"]
    return dict(shown[0])


def test_a_stone_is_shown_with_when_to_lift_it(room: Room) -> None:
    """Seconds, instants since boot, and the time of day as a label."""
    shown = first(seen(room, 110.4))
    assert (shown["lain_s"], shown["left_s"], shown["colour"]) == (10.4, 49.6, "green")
    assert shown["lift_by"] == time_of_day(WALL_S + 49.6)
    assert shown["text"] == f"lift by {shown['lift_by']}, 49 s"
    assert shown["open"] is True


def test_a_time_that_is_being_computed_says_so(room: Room) -> None:
    """What is shown until then is the most that it can be."""
    assert first(seen(room, 100.0))["computing"] is False
    waiting = replace(room.board.state.lying[0], computing=True)
    room.board.state = replace(room.board.state, placements=(waiting,))
    shown = first(seen(room, 100.0))
    assert shown["computing"] is True
    assert shown["text"] == f"lift by {shown['lift_by']}, 60 s at most, being computed"


def test_a_stone_that_is_late_says_so_first(room: Room) -> None:
    """The seconds count on, downwards."""
    shown = first(seen(room, 170.0))
    assert (shown["left_s"], shown["colour"]) == (-10.0, "red")
    assert shown["text"].startswith("lift A1 on the lower-back-left now: 10 s late")


def test_F60_what_is_unknown_is_null(room: Room) -> None:
    """No length, no instant, no time of day; the sentence says what to do."""
    shown = first(seen(room, 5.0, "boot-2"))
    unknown = ("lain_s", "left_s", "lift_by", "lift_by_at_s", "amber_at_s")
    assert [shown[key] for key in unknown] == [None] * 5
    assert "check the client now" in shown["text"]


def test_a_lifted_stone_says_how_long_it_lay(room: Room) -> None:
    """It is no longer open, has no colour, and is late by so much."""
    room.lift(170.0)
    state = room.board.state
    shown: Any = seen(room, 180.0).placement(state.placements[0], WALL_S)
    assert shown["open"] is False
    assert (shown["contact_s"], shown["late_s"], shown["colour"]) == (70.0, 10.0, None)
    assert shown["text"].startswith("A1 lifted")


def test_a_session_names_no_illness(room: Room) -> None:
    """The profile is shown and the ticks are not."""
    room.keep(room.sessions.note(101.0, intake=["diabetes"]))
    shown: Any = seen(room, 105.0).as_dict(WALL_S)["sessions"]
    assert shown[0]["profile"] == "sensitive"
    assert "diabetes" not in json.dumps(shown)
    assert (shown[0]["lying"], shown[0]["stones_out"], shown[0]["stones"]) == (1, 1, ["A1"])
    assert shown[0]["asked_ago_s"] is None


def test_a_stone_that_lies_twice_is_one_stone(room: Room) -> None:
    """Placed elsewhere before it was lifted, it has two timers; a count is of stones."""
    room.place(101.0, "A1", OTHER)
    shown: Any = seen(room, 105.0).as_dict(WALL_S)
    assert (shown["sessions"][0]["lying"], len(shown["placements"])) == (1, 2)


def test_a_missing_stone_is_not_in_the_bath(room: Room) -> None:
    """It says so itself, so that nobody looks for it there."""
    room.keep(room.counting.missing([stone("A2")], 101.0))
    shown: Any = seen(room, 105.0, catalogue=[stone("A2"), stone("A3")]).as_dict(WALL_S)
    assert [(s["in_bath"], s["missing"]) for s in shown["stones"]] == [
        (False, True),
        (True, False),
    ]


def test_the_catalogue_says_what_is_in_the_bath_and_still_soaks(room: Room) -> None:
    """Out with a client, soaking for minutes, soaked, or nobody knows."""
    stones = [stone(name) for name in ("A1", "A2", "A3", "A4")]
    soaked = Soaked(soaked=False, ready_in_s={"A2": 361.4, "A3": 0.0}, text="A2 is next.")
    shown: Any = seen(room, 105.0, catalogue=stones, soaked=soaked).as_dict(WALL_S)
    assert [(s["in_bath"], s["ready_in_s"]) for s in shown["stones"]] == [
        (False, None),
        (True, 361),
        (True, 0),
        (True, None),
    ]
    assert shown["soaking"] == "A2 is next."


def test_the_most_urgent_come_first(room: Room) -> None:
    """Whoever has to be lifted next stands on top."""
    room.place(101.0, "A2", OTHER, temperature_c=60.0)
    shown: Any = seen(room, 105.0).as_dict(WALL_S)["placements"]
    assert [p["stone"] for p in shown] == ["A2", "A1"]


def test_an_absurd_date_is_no_label() -> None:
    """The seconds are counted all the same."""
    assert time_of_day(1e300) == ""
    room = Room()
    room.start(0.0)
    room.place(0.0)
    shown: Any = seen(room, 1.0).as_dict(1e300)["placements"]
    assert shown[0]["lift_by"] is None
    assert shown[0]["text"].endswith("lift within 59 s.")


def test_a_full_board_fits_into_an_answer() -> None:
    """As many stones as are shown, each with the longest of names: under 256 KiB."""
    names = [replace(one, name=f"{one.name:-<32}", group="g" * 32) for one in MANY]
    clinic = Clinic(stones=names)
    clinic.ask("session.start", client="X" * 12, intake=["none"])
    for site in ("thigh-front-left", "thigh-front-right", "upper-back-right", "sole-left"):
        clinic.place(*(one.name for one in names), sites=[site], contact="direct")
    said = clinic.treatment.listed()
    shown: Any = said["placements"]
    assert said["lying"] == 200
    assert len(shown) == PLACEMENTS_MAX
    assert len(json.dumps(said)) < 200 * 1024
