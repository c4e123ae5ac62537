# SPDX-License-Identifier: MIT
"""What becomes known of a stone that lies, and turning it: stricter, and never milder."""

import pytest

from stoneheater.core.laying_desk import Laying
from stoneheater.core.placement import Colour
from support.boards import BOOT, OTHER, SITE, Room, stone


def test_a_towel_that_was_none_shortens_the_timer() -> None:
    """Said again with a weaker barrier, it is timed as if it had always lain so."""
    room = Room()
    room.start()
    room.place(100.0, contact="towel")
    corrected = room.place(120.0, contact="direct")
    [placement] = corrected.placements
    assert (placement.placement_id, placement.at_s, placement.lift_at_s) == ("S1-1", 100.0, 160.0)
    assert corrected.text == "A1 on the lower-back-left: lift within 40 s."


def test_what_shortened_a_timer_is_in_the_record() -> None:
    """The entry says until when, what lies between, and whether it is dry."""
    room = Room()
    room.start()
    room.place(100.0, contact="towel")
    laying = Laying(stone(), SITE, 50.0)
    assert room.laying.place([laying], "towel", 110.0, dry=True).entries == ()
    [entry] = room.place(120.0, contact="direct").entries
    assert (
        entry.text == "A1 on the lower-back-left is to be lifted sooner: within 60 s of laying it"
    )
    assert [entry.data[key] for key in ("event", "contact", "dry", "at_s")] == [
        "stone.retime",
        "direct",
        False,
        120.0,
    ]
    [pain] = room.sessions.check_in(130.0, "pain").entries[1:]
    assert pain.text.endswith("is to be lifted sooner: the client reports pain or too much heat")
    assert not room.lying()[0].exposure.dry


def test_a_dry_towel_stays_dry() -> None:
    """What becomes known of the client changes nothing about the towel."""
    room = Room()
    room.start()
    laying = Laying(stone(), SITE, 50.0)
    room.keep(room.laying.place([laying], "towel", 0.0, dry=True))
    room.keep(room.sessions.note(10.0, intake=["age"]))
    assert room.lying()[0].exposure.dry
    assert room.left_s(10.0) == 290.0


def test_a_towel_that_comes_late_wins_no_time() -> None:
    """Said again with a better barrier, the timer stays, and the answer says what to do."""
    room = Room()
    room.start()
    room.place(100.0)
    again = room.place(110.0, contact="towel")
    assert again.entries == ()
    assert again.placements[0].lift_at_s == 160.0
    assert "lift it before it lies otherwise" in again.text


def test_a_correction_after_a_turn_counts_the_face_before() -> None:
    """What lay before the turn counts as the weaker barrier too."""
    room = Room()
    room.start()
    room.place(100.0, contact="towel")
    room.turn(120.0)
    corrected = room.place(130.0, contact="direct")
    assert corrected.placements[0].lift_at_s == 160.0
    past = room.board.past("S1", corrected.placements[0].site, 130.0)
    assert past is not None
    assert [(p.exposure.contact, p.contact_s) for p in past] == [("direct", 20.0), ("direct", 10.0)]


def test_turning_is_a_new_hot_face() -> None:
    """What lay before counts, and the new face is as hot as the first."""
    room = Room()
    room.start()
    room.place(0.0)
    done = room.turn(20.0)
    assert done.ok
    [placement] = done.placements
    assert (placement.at_s, placement.faces_s, placement.lift_at_s) == (0.0, (0.0, 20.0), 60.0)
    past = room.board.past("S1", placement.site, 30.0)
    assert past is not None
    assert [(p.contact_s, p.gap_s) for p in past] == [(20.0, 0.0), (10.0, 0.0)]


@pytest.mark.parametrize("turned_s", [0.0, 30.0, 54.0, 56.0, 60.0, 70.0])
def test_turning_wins_no_time(turned_s: float) -> None:
    """However often and late it is turned, it is not to be lifted later."""
    room = Room()
    room.start()
    room.place(0.0)
    room.turn(turned_s)
    assert room.lying()[0].lift_at_s <= 60.0
    room.turn(turned_s + 1.0)
    assert room.lying()[0].lift_at_s <= 60.0


def test_a_refused_stone_stays_refused_when_it_is_turned() -> None:
    """Pain, heat and illness do not end by turning a stone."""
    room = Room()
    room.start(intake=["sedation"])
    room.place(0.0)
    assert not room.turn(1.0).ok
    assert room.lying()[0].forecast.refused


def test_what_is_overdue_is_to_be_lifted_first() -> None:
    """Asked again, the answer begins with what to do; turned, it stays as late as it was."""
    room = Room()
    room.start()
    room.place(0.0)
    assert room.place(72.0).text == "lift A1 on the lower-back-left now: 12 s late."
    assert not room.turn(75.0).ok
    assert room.lying()[0].lift_at_s == 60.0
    assert room.lift(80.0).text.endswith("20 s late.")


def test_what_does_not_lie_cannot_be_turned() -> None:
    """The answer says what to do instead."""
    room = Room()
    room.start()
    done = room.turn(1.0)
    assert (done.ok, done.text) == (False, "A1 lies on nobody: say stone place.")


def test_what_is_refused_later_is_late_from_then_on() -> None:
    """Nobody could have lifted it before the client said that it hurts."""
    room = Room()
    room.start()
    room.place(0.0, contact="towel")
    room.keep(room.sessions.check_in(40.0, "pain"))
    assert room.left_s(40.0) == 0.0
    assert room.lying()[0].colour(40.0, BOOT) is Colour.RED
    assert room.rebooted(BOOT).left_s(52.0) == -12.0
    assert room.lift(52.0).text.endswith("after 52 s, 12 s late.")


def test_a_refusal_makes_nothing_milder() -> None:
    """What was due before stays as late as it was, turned or not; a refused face is due at once."""
    room = Room()
    room.start()
    room.place(0.0)
    room.turn(50.0)
    room.keep(room.sessions.check_in(80.0, "pain"))
    room.turn(81.0)
    assert room.left_s(90.0) == -30.0
    room.place(100.0, "A2", OTHER)
    room.turn(158.0, "A2")
    assert room.lying("A2")[0].forecast.refused
    assert room.left_s(158.0, "A2") == 0.0
