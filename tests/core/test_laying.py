# SPDX-License-Identifier: MIT
"""Stones are laid: always timed, whoever lies under them."""

import pytest

from stoneheater.core.laying_desk import Laying
from support.boards import OTHER, SITE, Room, stone


def test_a_stone_is_timed_from_the_instant_it_was_laid() -> None:
    """The answer says which stone, where, and how many seconds."""
    room = Room()
    room.start()
    done = room.place(100.0)
    assert done.ok
    assert done.text == "A1 on the lower-back-left: lift within 60 s."
    [placement] = done.placements
    assert (placement.at_s, placement.lift_at_s, placement.amber_at_s) == (100.0, 160.0, 136.0)
    assert placement.placement_id == "S1-1"


def test_F89_the_same_stone_on_the_same_site_has_the_same_timer() -> None:
    """Placed twice, it answers with the timer that runs, and nothing new happens."""
    room = Room()
    room.start()
    first = room.place(100.0)
    again = room.place(120.0)
    assert again.placements == first.placements
    assert again.entries == ()
    assert again.text == "A1 on the lower-back-left: lift within 40 s."
    assert room.lying() == list(first.placements)


def test_F89_on_another_site_a_new_timer_starts_and_the_first_stays() -> None:
    """Nobody said that it was lifted: both run until it is, and the answer says so."""
    room = Room()
    room.start()
    room.place(100.0)
    moved = room.place(110.0, site=OTHER)
    assert moved.ok
    assert "A1 on the lower-back-right: lift within 60 s." in moved.text
    assert "A1 still counts as lying on the lower-back-left until it is lifted." in moved.text
    assert [str(p.site) for p in room.lying()] == [SITE, OTHER]


def test_F89_on_another_client_it_is_another_placement() -> None:
    """The same site of another client is another site."""
    room = Room()
    room.start(client="MH")
    room.start(client="BK")
    room.place(0.0, session="MH")
    second = room.place(1.0, session="BK")
    assert second.placements[0].placement_id == "S2-1"
    assert len(room.lying()) == 2


@pytest.mark.parametrize(("first_s", "refused"), [(55.0, False), (55.1, True)])
def test_dose_belongs_to_the_site(first_s: float, refused: bool) -> None:
    """Another stone on the same site gets what the first one left; under 5 s it is refused."""
    room = Room()
    room.start()
    room.place(0.0)
    room.lift(first_s)
    done = room.place(1000.0, "A2")
    assert done.placements[0].forecast.refused is refused
    assert room.place(1000.0, "A3", OTHER).placements[0].forecast.lift_by_s == 60.0


def test_a_stone_without_a_session_is_timed_as_sensitive() -> None:
    """Nobody announced the client: a session begins by itself, and the timer is the short one."""
    room = Room()
    done = room.place(0.0)
    assert done.placements[0].forecast.lift_by_s == 30.0
    assert [entry.data["event"] for entry in done.entries] == ["session.start", "stone.place"]
    assert done.entries[0].data["opened"] is False
    assert room.place(1.0, "A2", OTHER).placements[0].session_id == "S1"


def test_a_group_is_laid_with_one_action() -> None:
    """Six stones on six sites: one request, six timers, and the first one to lift is named."""
    room = Room()
    room.start()
    room.place(0.0, "B1", OTHER)
    room.lift(20.0, "B1")
    sites = ["shoulder-left", "shoulder-right", "upper-back-left", "upper-back-right", SITE, OTHER]
    layings = [Laying(stone(f"A{n}"), site, 50.0) for n, site in enumerate(sites, 1)]
    done = room.keep(room.laying.place(layings, "direct", 30.0))
    assert done.ok
    assert done.text == "6 stones timed, first: A6 on the lower-back-right: lift within 40 s."
    assert [p.at_s for p in done.placements] == [30.0] * 6


def test_what_is_doubtful_about_the_water_is_said_once() -> None:
    """A guessed temperature is told with the timer, once for a group."""
    room = Room()
    room.start()
    doubt = "the water is unknown now."
    layings = [Laying(stone(f"A{n}"), s, 50.0, doubt) for n, s in [(1, SITE), (2, OTHER)]]
    done = room.laying.place(layings, "direct", 0.0)
    assert done.text.count(doubt) == 1


@pytest.mark.parametrize(
    ("site", "contact", "session", "said"),
    [
        ("lower-back", "direct", "", "did you mean lower-back-left or lower-back-right?"),
        (SITE, "towle", "", "did you mean towel?"),
        (SITE, "direct", "XY", "there is no open session 'XY': open are MH"),
    ],
)
def test_what_nobody_can_understand_leaves_nothing(
    site: str, contact: str, session: str, said: str
) -> None:
    """A slip of the keys is asked back in one sentence, and no timer runs."""
    room = Room()
    room.start()
    with pytest.raises(ValueError, match=r"[a-z]") as caught:
        room.place(0.0, site=site, contact=contact, session=session)
    assert said in str(caught.value)
    assert room.board.state.lying == ()


def test_a_stone_is_laid_once_in_a_request() -> None:
    """The same stone on two sites at once, or no stone at all, is a slip."""
    room = Room()
    room.start()
    twice = [Laying(stone(), SITE, 50.0), Laying(stone(), OTHER, 50.0)]
    for layings in (twice, []):
        with pytest.raises(ValueError, match="name each stone once"):
            room.laying.place(layings, "direct", 0.0)
    assert room.board.state.placements == ()


def test_with_several_clients_a_stone_needs_to_be_told_which() -> None:
    """Nobody guesses whose skin it is."""
    room = Room()
    room.start(client="MH")
    room.start(client="BK")
    with pytest.raises(ValueError, match="several sessions are open, MH, BK: say which one"):
        room.place(0.0)
