# SPDX-License-Identifier: MIT
"""Stones are lifted, and taken into the hand: a timer ends when somebody says so."""

import pytest

from support.boards import OTHER, SITE, Room


@pytest.mark.parametrize(
    ("at_s", "late", "said"),
    [
        (42.0, 0.0, "A1 lifted from the lower-back-left after 42 s."),
        (60.0, 0.0, "A1 lifted from the lower-back-left after 60 s."),
        (60.9, 0.9, "A1 lifted from the lower-back-left after 61 s."),
        (72.0, 12.0, "A1 lifted from the lower-back-left after 72 s, 12 s late."),
    ],
)
def test_lifting_says_how_long_and_how_late(at_s: float, late: float, said: str) -> None:
    """The record has the seconds of contact, and the seconds too many."""
    room = Room()
    room.start()
    room.place(0.0)
    done = room.lift(at_s)
    assert (done.ok, done.text) == (True, said)
    assert done.entries[0].data["contact_s"] == at_s
    assert done.entries[0].data["late_s"] == pytest.approx(late)
    assert room.lying() == []


def test_F89_lifted_twice_is_lifted_once() -> None:
    """The second time it answers the same, and nothing happens."""
    room = Room()
    room.start()
    room.place(0.0)
    first = room.lift(42.0)
    again = room.lift(50.0)
    assert (again.ok, again.text, again.placements) == (True, first.text, first.placements)
    assert again.entries == ()


def test_F89_a_stone_on_two_sites_is_lifted_from_both() -> None:
    """A stone is in one place only: lifted, it lies nowhere; a site lifts it there alone."""
    room = Room()
    room.start()
    room.place(0.0)
    room.place(10.0, site=OTHER)
    both = room.lift(20.0)
    assert len(both.placements) == 2
    assert room.lying() == []
    assert room.lift(30.0).text == both.text


def test_a_site_lifts_a_stone_there_alone() -> None:
    """The first of two placements is closed, the second goes on."""
    room = Room()
    room.start()
    room.place(0.0)
    room.place(10.0, site=OTHER)
    done = room.keep(room.lifting.lift(["A1"], 20.0, site=SITE, session="S1"))
    assert done.text == "A1 lifted from the lower-back-left after 20 s."
    assert [str(p.site) for p in room.lying()] == [OTHER]


def test_what_lies_on_nobody_is_said() -> None:
    """A stone that was never laid is no answer to wait for; the others are lifted."""
    room = Room()
    room.start()
    room.place(0.0)
    done = room.lift(10.0, "A1", "B7")
    assert not done.ok
    assert done.text.endswith("B7 lies on nobody.")
    assert room.lying() == []


def test_all_stones_off_is_one_action() -> None:
    """Every stone of the client is off, in the hand or not."""
    room = Room()
    room.start()
    room.place(0.0, "A1")
    room.place(1.0, "A2", OTHER)
    room.keep(room.lifting.work(["A3"], 2.0))
    done = room.keep(room.lifting.lift_all(20.0))
    assert (done.ok, done.text) == (True, "all stones off MH: 2 lifted.")
    assert room.board.state.lying == ()
    assert room.board.state.working == ()
    again = room.lifting.lift_all(21.0)
    assert (again.ok, again.text, again.entries) == (True, "no stone lies on anybody.", ())


def test_all_stones_off_is_one_client() -> None:
    """With stones on several clients it asks whose; with stones on one it is that one."""
    room = Room()
    room.start(client="MH")
    room.start(client="BK")
    room.place(0.0, "A1", session="MH")
    room.place(0.0, "A2", session="BK")
    with pytest.raises(ValueError, match="several sessions are open, MH, BK"):
        room.lifting.lift_all(1.0)
    room.keep(room.lifting.lift_all(1.0, session="BK"))
    assert [p.stone.name for p in room.board.state.lying] == ["A1"]
    room.keep(room.lifting.lift_all(2.0))
    assert room.board.state.lying == ()


def test_the_foot_lifts_the_one_stone_that_is_due() -> None:
    """One tap, one stone: the red one among others, then the only one left."""
    room = Room()
    room.start()
    room.place(0.0, "A1")
    room.place(40.0, "A2", OTHER)
    assert room.keep(room.lifting.foot(60.0)).text.startswith("A1 lifted")
    assert room.keep(room.lifting.foot(61.0)).text.startswith("A2 lifted")
    assert room.lifting.foot(62.0).text == "no stone lies: the foot switch lifts none."


@pytest.mark.parametrize(
    ("at_s", "why"),
    [
        (59.0, "2 stones lie, none is due (A1, A2): say which one is off."),
        (60.0, "2 stones are due (A1, A2): say which one is off."),
    ],
)
def test_the_foot_does_not_guess(at_s: float, why: str) -> None:
    """Of several that lie, or that are due, none is lifted, and they are named."""
    room = Room()
    room.start()
    room.place(0.0, "A1")
    room.place(0.0, "A2", OTHER)
    done = room.lifting.foot(at_s)
    assert (done.ok, done.entries, done.text) == (False, (), why)
    assert len(room.board.state.lying) == 2


def test_F60_the_foot_lifts_a_stone_of_unknown_time_first() -> None:
    """After a reboot a stone from before it counts as due."""
    room = Room()
    room.start()
    room.place(0.0, "A1")
    after = room.rebooted("boot-2")
    after.place(0.0, "A2", OTHER)
    done = after.keep(after.lifting.foot(30.0))
    assert done.text == "A1 lifted from the lower-back-left; how long it lay is unknown."
    assert done.entries[0].data["contact_s"] is None


def test_work_in_the_hand_is_logged_and_times_nothing() -> None:
    """A working stone has no timer of its own; put down, it is a placement by one action."""
    room = Room()
    room.start()
    done = room.keep(room.lifting.work(["A1"], 10.0))
    assert (done.ok, done.text) == (True, "A1 in the hand; put down, say stone place.")
    assert [(w.stone, w.since_s) for w in room.board.state.working] == [("A1", 10.0)]
    assert room.board.state.lying == ()
    room.place(100.0)
    assert room.board.state.working == ()
    assert room.left_s(100.0) == 60.0


def test_work_gives_no_credit_to_a_running_timer() -> None:
    """A stone taken up from the skin counts as lying until it is said to be lifted."""
    room = Room()
    room.start()
    room.place(0.0)
    done = room.keep(room.lifting.work(["A1"], 10.0))
    assert "The timer on the lower-back-left runs on until it is lifted." in done.text
    assert room.left_s(10.0) == 50.0
    assert room.place(30.0).text == "A1 on the lower-back-left: lift within 30 s."
    room.lift(40.0)
    assert room.board.state.working == ()


def test_a_working_stone_is_put_back() -> None:
    """Lifting a stone that is in the hand ends the work, even if it lay somewhere before."""
    room = Room()
    room.start()
    room.place(0.0)
    room.lift(10.0)
    room.keep(room.lifting.work(["A1"], 20.0))
    done = room.lift(30.0)
    assert (done.ok, done.text) == (True, "A1 is out of the hand.")
    assert [entry.text for entry in room.kept if entry.data["event"] == "stone.work"] == [
        "A1 in the hand.",
        "A1 out of the hand.",
    ]
    assert room.board.state.working == ()


def test_work_without_a_session_begins_one() -> None:
    """What goes out is counted, announced or not."""
    room = Room()
    room.keep(room.lifting.work(["A1", "A2"], 0.0))
    assert room.board.state.sessions[0].stones == ("A1", "A2")
