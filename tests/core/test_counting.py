# SPDX-License-Identifier: MIT
"""Stones are counted back, and those that are missing are not in the bath."""

import pytest

from stoneheater.core.bath_stones import out_of_bath
from support.boards import OTHER, Room, stone


def ended(*missing: str, room: Room | None = None, client: str = "MH") -> Room:
    """A session in which A1 and A2 went out."""
    room = room or Room()
    room.start(client=client)
    room.place(0.0, "A1", session=client)
    room.place(0.0, "A2", OTHER, session=client)
    room.lift(10.0, "A1", "A2")
    room.keep(room.sessions.end(20.0, session=client, back=2 - len(missing), missing=missing))
    return room


def test_a_missing_stone_is_not_in_the_bath() -> None:
    """After its session too, and after a restart; the others are back."""
    room = ended("A2")
    assert out_of_bath(room.board.state) == {"A2"}
    assert room.rebooted("boot-2").board.state.missing == ("A2",)
    assert out_of_bath(ended().board.state) == set()


def test_what_was_not_counted_is_asked_for() -> None:
    """The answer names the stones and the next step; the record keeps that nobody counted."""
    room = Room()
    room.start()
    room.place(0.0)
    room.place(0.0, "A2", OTHER)
    room.lift(10.0, "A1", "A2")
    done = room.keep(room.sessions.end(20.0, cleaned=True))
    assert done.text == (
        "session MH ended: 2 stones out, NOT counted back, cleaned. Count them now: A1, A2. "
        "For one that is not there say stoneheater stone missing NAME."
    )
    assert done.entries[0].text == "session S1 ended: 2 stones out, NOT counted back, cleaned."
    assert out_of_bath(room.board.state) == set()


def test_many_stones_are_not_all_named() -> None:
    """Six names fit on a line; the rest are a number."""
    room = Room()
    room.start()
    for number in range(8):
        room.place(0.0, f"A{number}")
        room.lift(1.0, f"A{number}")
    said = room.sessions.end(20.0).text
    assert "Count them now: A0, A1, A2, A3, A4, A5 and 2 more." in said


@pytest.mark.parametrize(
    ("back", "missing", "said"),
    [
        (1, (), "2 stones went out, 1 came back: look for the others, and name what is missing"),
        (3, (), "2 stones went out, 3 came back: count again, those of others do not belong here"),
        (2, ("A2",), "2 stones went out, 2 came back and 1 is missing: count again"),
        (None, ("A3",), "A3 did not go out: out were A1, A2"),
    ],
)
def test_a_count_that_cannot_be_says_what_to_do(
    back: int | None, missing: tuple[str, ...], said: str
) -> None:
    """Too few, too many, or both: another next step."""
    room = Room()
    room.start()
    room.place(0.0)
    room.place(0.0, "A2", OTHER)
    room.lift(10.0, "A1", "A2")
    with pytest.raises(ValueError, match=said):
        room.sessions.end(20.0, back=back, missing=missing)
    assert len(room.board.state.sessions) == 1


def test_the_next_client_can_come_while_a_stone_is_missing() -> None:
    """One action: the count, the missing one by its name, and the next session."""
    room = Room()
    room.start()
    room.place(0.0)
    room.lift(10.0)
    done = room.keep(room.sessions.next_client(20.0, "BK", intake=["none"], missing=["A1"]))
    assert done.text == (
        "session MH ended: 0 of 1 stone back, A1 missing, not cleaned. session BK started."
    )
    assert room.board.state.missing == ("A1",)


def test_a_stone_can_be_missed_and_found_later() -> None:
    """Said twice, it is the same; each change is an entry of its own."""
    room = ended()
    done = room.keep(room.counting.missing([stone("A1"), stone("A2")], 30.0))
    assert (done.ok, done.text) == (
        True,
        "A1, A2 missing: out of the bath until found (stone missing --found).",
    )
    assert [entry.data["event"] for entry in done.entries] == ["stone.missing"] * 2
    assert room.board.state.missing == ("A1", "A2")
    assert room.keep(room.counting.missing([stone("A1")], 31.0)).entries == ()
    found = room.keep(room.counting.missing([stone("A1")], 32.0, found=True))
    assert found.text == "A1 found: in the bath, and cold."
    assert room.rebooted("boot-2").board.state.missing == ("A2",)
    again = room.counting.missing([stone("A1")], 33.0, found=True)
    assert (again.text, again.entries) == ("A1 was not missing.", ())


def test_a_stone_that_is_out_is_counted_with_its_session() -> None:
    """It lies on a client or was not counted back yet, and is not missing by a second door."""
    room = Room()
    room.start(client="BK")
    room.start()
    room.place(0.0, session="MH")
    done = room.counting.missing([stone("A1")], 5.0)
    assert not done.ok
    assert done.text == "A1 is out with MH: count it as that session ends."
    assert room.board.state.missing == ()


@pytest.mark.parametrize("how", ["laid", "in the hand"])
def test_a_missing_stone_that_goes_out_again_was_found(how: str) -> None:
    """Who lays it has it; with the session it comes back."""
    room = ended("A2")
    room.start(30.0, "BK")
    if how == "laid":
        room.place(31.0, "A2")
        room.lift(32.0, "A2")
    else:
        room.keep(room.lifting.work(["A2"], 31.0))
        room.lift(32.0, "A2")
    assert room.board.state.missing == ()
    assert out_of_bath(room.board.state) == {"A2"}
    room.keep(room.sessions.end(40.0, back=1))
    assert out_of_bath(room.board.state) == set()


def test_what_is_still_missing_stays_so_when_other_sessions_end() -> None:
    """Each end says all that is missing, so that the newest alone is enough."""
    room = ended("A2")
    room.start(30.0, "BK")
    room.place(31.0)
    room.lift(32.0)
    done = room.keep(room.sessions.end(40.0, missing=["A1"]))
    assert done.entries[0].data["missing"] == ["A1"]
    assert done.entries[0].data["still_missing"] == ["A2", "A1"]
    assert room.board.state.missing == ("A2", "A1")


def test_a_stone_that_another_client_has_is_not_missing() -> None:
    """It went from one to the other; the first session's end knows."""
    room = Room()
    room.start(client="MH")
    room.start(client="BK")
    room.place(0.0, session="MH")
    room.lift(10.0)
    room.place(11.0, session="BK")
    done = room.sessions.end(20.0, session="MH", missing=["A1"])
    assert done.entries[0].data["still_missing"] == []
    assert out_of_bath(room.board.state) == {"A1"}


def test_an_end_from_before_there_was_such_a_list_is_read() -> None:
    """Older entries name only what went missing in their own session."""
    room = ended("A2")
    [end] = [entry for entry in room.kept if entry.data["event"] == "session.end"]
    older = {key: value for key, value in end.data.items() if key != "still_missing"}
    other = Room("boot-2")
    other.board.restore([type(end)(end.text, older)])
    assert other.board.state.missing == ("A2",)
