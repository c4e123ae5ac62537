# SPDX-License-Identifier: MIT
"""Sessions begin, are noted, checked in, and end when no stone lies any more."""

import pytest

from stoneheater.core.burn import ClientProfile
from support.boards import OTHER, SITE, Room


def test_a_session_begins_with_a_pseudonym_and_an_intake() -> None:
    """The record's open part names no client; the erasable part does."""
    room = Room()
    done = room.keep(
        room.sessions.start(5.0, "MH", intake=["none"], techniques=["swedish", "cupping"])
    )
    assert (done.ok, done.text) == (True, "session MH started.")
    [entry] = done.entries
    assert entry.data == {
        "event": "session.start",
        "session_id": "S1",
        "opened": True,
        "profile": "typical",
        "techniques": ["Swedish", "cupping"],
        "at_s": 5.0,
        "boot_id": "boot-1",
    }
    assert entry.private == {"client": "MH", "notes": "", "intake": []}
    assert "MH" not in entry.text
    assert entry.session_id == "S1"


def test_an_unanswered_intake_is_told_and_timed_as_sensitive() -> None:
    """Nobody asked: the short times, and the answer says so."""
    room = Room()
    done = room.start(intake=None)
    assert done.text.endswith("The intake is not answered: timed as sensitive.")
    assert done.entries[0].data["profile"] == "sensitive"
    assert room.place(0.0).placements[0].forecast.lift_by_s == 30.0


def test_one_client_has_one_session() -> None:
    """A second session would forget the dose of the first."""
    room = Room()
    room.start()
    with pytest.raises(ValueError, match="MH has an open session: add to it with session note"):
        room.start()
    assert len(room.board.state.sessions) == 1
    room.start(client="")
    room.start(client="")
    assert [session.name for session in room.board.state.sessions] == ["MH", "S2", "S3"]


def test_a_session_that_began_under_a_stone_becomes_the_clients() -> None:
    """The stone that lies, and its dose, belong to the client who is announced after it."""
    room = Room()
    room.place(0.0)
    done = room.start(10.0)
    assert [entry.data["event"] for entry in done.entries] == ["session.note"]
    [session] = room.board.state.sessions
    assert (session.session_id, session.client, session.opened) == ("S1", "MH", True)
    assert room.left_s(10.0) == 20.0
    room.lift(20.0)
    assert room.place(30.0, "A2").placements[0].forecast.lift_by_s == 40.0


def test_what_the_intake_says_later_counts_at_once() -> None:
    """A stone that lies is held against the answer: refused, or shorter; never longer."""
    room = Room()
    room.start()
    room.place(0.0)
    room.place(0.0, "A2", OTHER)
    done = room.keep(room.sessions.note(10.0, intake=["diabetes"]))
    assert "A1 on the lower-back-left: lift within 20 s." in done.text
    assert room.left_s(10.0) == 20.0
    done = room.keep(room.sessions.note(12.0, intake=[f"injured-skin@{OTHER}"]))
    assert "lift A2 on the lower-back-right now" in done.text
    assert room.left_s(12.0) == 18.0
    assert room.board.state.sessions[0].intake == (f"injured-skin@{OTHER}", "diabetes")


def test_a_tick_is_not_taken_back() -> None:
    """`none` after a tick changes nothing; on an unanswered intake it is the answer."""
    room = Room()
    room.start(intake=None)
    room.keep(room.sessions.note(1.0, intake=["none"]))
    assert room.board.state.sessions[0].profile is ClientProfile.TYPICAL
    room.keep(room.sessions.note(2.0, intake=["pregnancy"]))
    room.keep(room.sessions.note(3.0, intake=["none"]))
    assert room.board.state.sessions[0].intake == ("pregnancy",)


def test_a_note_stands_in_the_erasable_part() -> None:
    """Words about a client are the client's; techniques are added to the list."""
    room = Room()
    room.start()
    done = room.keep(room.sessions.note(1.0, "left knee hurts", techniques=["Deep Tissue"]))
    assert done.entries[0].private["notes"] == "left knee hurts"
    assert "knee" not in done.entries[0].text + str(done.entries[0].data)
    assert room.board.state.sessions[0].techniques == ("deep tissue",)
    with pytest.raises(ValueError, match="a note has 1 to 500 characters"):
        room.sessions.note(2.0)


def test_a_note_to_an_unanswered_intake_leaves_it_unanswered() -> None:
    """Only an answer answers it."""
    room = Room()
    room.start(intake=None)
    room.keep(room.sessions.note(1.0, "quiet"))
    assert room.board.state.sessions[0].intake is None


def test_a_check_in_is_kept_with_its_words() -> None:
    """What the client said is in the record, and when."""
    room = Room()
    room.start()
    done = room.keep(room.sessions.check_in(7.0, "Cooler", text="feet only"))
    assert (done.ok, done.text) == (True, "MH: cooler.")
    assert done.entries[0].data["answer"] == "cooler"
    assert done.entries[0].private == {"notes": "feet only"}
    assert room.board.state.sessions[0].checked_s == 7.0


def test_pain_overrides_every_timer() -> None:
    """A client in pain: every stone on this client is "lift now", and no other client's."""
    room = Room()
    room.start(client="MH")
    room.start(client="BK")
    room.place(0.0, "A1", session="MH")
    room.place(0.0, "A2", "spine", session="MH")
    room.place(0.0, "B1", session="BK")
    done = room.keep(room.sessions.check_in(10.0, "pain", session="MH"))
    assert "lift A1 on the lower-back-left now: the client reports pain" in done.text
    assert [p.stone.name for p in done.placements] == ["A1"]
    assert room.lying("A1")[0].forecast.refused
    assert room.left_s(10.0, "B1") == 50.0


def test_a_session_does_not_end_under_a_stone() -> None:
    """A forgotten stone keeps the session open, by name and site."""
    room = Room()
    room.start()
    room.place(0.0)
    done = room.sessions.end(10.0)
    assert not done.ok
    assert "A1 on the lower-back-left" in done.text
    assert done.entries == ()
    assert room.left_s(10.0) == 50.0


def _used(room: Room) -> None:
    """Two stones went out and are off again."""
    room.start()
    room.place(0.0, "A1")
    room.place(0.0, "A2", OTHER)
    room.keep(room.lifting.lift_all(10.0))


@pytest.mark.parametrize(
    ("back", "missing", "cleaned", "said"),
    [
        (2, (), True, "2 of 2 stones back, cleaned."),
        (2, (), False, "2 of 2 stones back, not cleaned."),
        (1, ("A2",), True, "1 of 2 stones back, A2 missing, cleaned."),
        (None, ("A2",), True, "1 of 2 stones back, A2 missing, cleaned."),
    ],
)
def test_stones_are_counted_back(
    back: int | None, missing: tuple[str, ...], cleaned: bool, said: str
) -> None:
    """N of n, the missing by name, and whether they were cleaned."""
    room = Room()
    _used(room)
    done = room.keep(room.sessions.end(20.0, back=back, missing=missing, cleaned=cleaned))
    assert (done.ok, done.text) == (True, f"session MH ended: {said}")
    assert done.entries[0].data["stones_out"] == 2
    assert done.entries[0].data["missing"] == list(missing)
    assert done.entries[0].data["cleaned"] is cleaned
    assert room.board.state.sessions == ()
    assert room.board.state.placements == ()


@pytest.mark.parametrize(
    ("back", "missing", "said"),
    [
        (1, (), "2 stones went out, 1 came back"),
        (3, (), "2 stones went out, 3 came back"),
        (2, ("A2",), "2 stones went out, 2 came back"),
        (None, ("B7",), "B7 did not go out: out were A1, A2"),
    ],
)
def test_a_count_that_does_not_fit_ends_nothing(
    back: int | None, missing: tuple[str, ...], said: str
) -> None:
    """A stone that nobody can name is looked for first."""
    room = Room()
    _used(room)
    with pytest.raises(ValueError, match=said):
        room.sessions.end(20.0, back=back, missing=missing)
    assert len(room.board.state.sessions) == 1


def test_a_session_without_stones_ends() -> None:
    """Nothing went out, nothing has to come back."""
    room = Room()
    room.start()
    assert room.sessions.end(1.0).text == "session MH ended: no stones out."


def test_the_next_client_is_one_action() -> None:
    """One session ends, the next begins on a clean board, with skin that remembers nothing."""
    room = Room()
    _used(room)
    done = room.keep(room.sessions.next_client(20.0, "BK", intake=["none"], back=2, cleaned=True))
    assert done.text == "session MH ended: 2 of 2 stones back, cleaned. session BK started."
    assert [entry.data["event"] for entry in done.entries] == ["session.end", "session.start"]
    assert room.place(30.0, site=SITE).placements[0].forecast.lift_by_s == 60.0


def test_F90_the_next_client_waits_for_a_forgotten_stone() -> None:
    """While a stone lies neither session changes, and its timer runs on."""
    room = Room()
    room.start()
    room.place(0.0)
    done = room.sessions.next_client(10.0, "BK")
    assert not done.ok
    assert [session.client for session in room.board.state.sessions] == ["MH"]
    with pytest.raises(ValueError, match="digits"):
        room.sessions.next_client(10.0, "1985-03-12")


def test_the_next_client_is_read_before_the_last_one_ends() -> None:
    """A name that is taken changes nothing; the same client may come again."""
    room = Room()
    room.start(client="MH")
    room.start(client="BK")
    with pytest.raises(ValueError, match="BK has an open session"):
        room.sessions.next_client(1.0, "BK", session="MH")
    assert [session.client for session in room.board.state.sessions] == ["MH", "BK"]
    done = room.keep(room.sessions.next_client(2.0, "BK", session="BK"))
    assert done.ok
    assert done.entries[0].data["cleaned"] is False


def test_without_a_session_nothing_is_noted() -> None:
    """The sentence says how one begins."""
    with pytest.raises(ValueError, match="no session is open: say stoneheater session start"):
        Room().sessions.check_in(0.0, "ok")
