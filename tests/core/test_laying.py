# SPDX-License-Identifier: MIT
"""Stones are laid: always timed, whoever lies under them."""

import pytest

from stoneheater.core.burn import ClientProfile, Exposure, Forecast
from stoneheater.core.laying_desk import Laying
from stoneheater.core.placement import Past, Placement
from support.boards import BOOT, OTHER, SITE, Room, seconds, stone


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
    assert "A1 still counts as lying on MH's lower-back-left until it is lifted." in second.text
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


class Slow:
    """A forecaster that looks at the board while it computes."""

    def __init__(self, room: Room) -> None:
        self.room, self.seen = room, list[tuple[Placement, ...]]()
        room.board.forecast = self

    def __call__(
        self, exposure: Exposure, profile: ClientProfile, past: tuple[Past, ...] = ()
    ) -> Forecast:
        """What the usual one says."""
        self.seen.append(self.room.board.state.lying)
        return seconds(exposure, profile, past)


def test_a_group_is_shown_before_the_first_time_is_computed() -> None:
    """Each with its cap, which the true time only shortens; an entry takes the place of each."""
    room = Room()
    room.start()
    slow = Slow(room)
    layings = [Laying(stone(name), SITE, 50.0) for name in ("A1", "A2", "A3")]
    done = room.keep(room.laying.place(layings, "sheet", 100.0))
    waiting = [[p.stone.name for p in lying if p.computing] for lying in slow.seen]
    assert waiting == [["A1", "A2", "A3"], ["A2", "A3"], ["A3"]]
    assert [sorted(p.stone.name for p in lying) for lying in slow.seen] == [["A1", "A2", "A3"]] * 3
    shown, final = slow.seen[0], done.placements
    assert [p.placement_id for p in shown] == [p.placement_id for p in final]
    assert [p.lift_at_s for p in shown] == [700.0] * 3
    assert [p.amber_at_s for p in shown] == [460.0] * 3
    assert not any(p.computing for p in final)
    assert room.rebooted(BOOT).board.state == room.board.state


def test_what_is_refused_at_once_calls_before_anything_is_computed() -> None:
    """A site, a client or heat that speaks against it: "lift now" from the first instant."""
    room = Room()
    room.start(intake=["recent-surgery@palm-left"])
    slow = Slow(room)
    where = (
        ("A1", SITE, 44.0),
        ("A2", "spine", 50.0),
        ("A3", "palm-left", 50.0),
        ("A4", SITE, 57.0),
    )
    layings = [Laying(stone(name), site, heat_c) for name, site, heat_c in where]
    room.keep(room.laying.place(layings, "direct", 100.0))
    refused = {p.stone.name: p.forecast.refused for p in slow.seen[0]}
    assert refused == {"A1": False, "A2": True, "A3": True, "A4": True}


def test_a_stone_that_lies_there_already_is_not_shown_twice() -> None:
    """Of a group that is laid again only those that are new wait for their time."""
    room = Room()
    room.start()
    room.place(100.0)
    slow = Slow(room)
    layings = [Laying(stone(name), SITE, 50.0) for name in ("A1", "A2")]
    room.keep(room.laying.place(layings, "direct", 110.0))
    assert [(p.stone.name, p.computing) for p in slow.seen[0]] == [("A1", False), ("A2", True)]


def test_a_forecast_that_breaks_leaves_no_stone_that_is_computed_for_ever() -> None:
    """Whatever was thrown, the board is again what its entries did."""
    room = Room()
    room.start()

    def broken(*_: object) -> Forecast:
        raise KeyError

    room.board.forecast = broken
    with pytest.raises(KeyError):
        room.laying.place([Laying(stone(), SITE, 50.0)], "direct", 100.0)
    assert room.board.state.placements == ()
