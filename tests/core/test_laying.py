# SPDX-License-Identifier: MIT
"""Stones are laid and turned: always timed, whoever lies under them."""

import pytest

from stoneheater.core.laying_desk import Laying
from stoneheater.core.placement import Colour
from support.boards import BOOT, OTHER, SITE, Room, stone


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


@pytest.mark.parametrize(
    ("site", "temperature_c", "intake", "why"),
    [
        ("spine", 50.0, ["none"], "no stone belongs on the spine"),
        (SITE, 57.0, ["none"], "too hot"),
        (SITE, 50.0, ["reduced-sensation"], "ask your health-care provider"),
        (SITE, 50.0, [f"recent-surgery@{SITE}"], "recent surgery at the lower-back-left"),
    ],
)
def test_a_refused_stone_stays_open_until_it_is_lifted(
    site: str, temperature_c: float, intake: list[str], why: str
) -> None:
    """The command came as the stone was laid: refused means "lift now", not "never mind"."""
    room = Room()
    room.start(intake=intake)
    done = room.place(10.0, site=site, temperature_c=temperature_c)
    assert not done.ok
    assert done.text.startswith(f"lift A1 on the {site} now: ")
    assert why in done.text
    [placement] = room.lying()
    assert (placement.forecast.lift_by_s, placement.forecast.refused) == (0.0, True)
    assert placement.colour(10.0, BOOT) is Colour.RED
    again = room.place(11.0, site=site, temperature_c=temperature_c)
    assert (again.ok, again.text, again.entries) == (False, done.text, ())
    lifted = room.lift(12.0)
    assert lifted.ok
    assert room.lying() == []


def test_a_refused_stone_that_was_never_laid_leaves_no_dose() -> None:
    """`--not-placed` closes it, and the site remembers nothing."""
    room = Room()
    room.start()
    room.place(0.0, temperature_c=57.0)
    done = room.keep(room.laying.not_placed("A1", 40.0))
    assert (done.ok, done.text) == (True, "A1 was not laid.")
    said = done.entries[0].data
    assert (said["placed"], said["contact_s"], said["late_s"]) == (False, 0.0, 0.0)
    assert room.lying() == []
    room.place(50.0)
    assert room.left_s(50.0) == 60.0


def test_a_refused_stone_that_lay_all_the_same_leaves_its_dose() -> None:
    """Lifted after half a minute, it lay for half a minute."""
    room = Room()
    room.start()
    room.place(0.0, temperature_c=57.0)
    room.lift(30.0)
    room.place(40.0)
    assert room.left_s(40.0) == 30.0


def test_a_stone_that_was_not_refused_was_laid() -> None:
    """`--not-placed` is no way to win dose back."""
    room = Room()
    room.start()
    room.place(0.0)
    done = room.keep(room.laying.not_placed("A1", 20.0, session="MH"))
    assert not done.ok
    assert "stone lift A1" in done.text
    assert len(room.lying()) == 1


def test_a_stone_that_was_refused_later_was_laid() -> None:
    """Pain, or turning it too late, does not unsay that it lay there."""
    room = Room()
    room.start()
    room.place(0.0)
    room.keep(room.sessions.check_in(20.0, "pain"))
    assert not room.laying.not_placed("A1", 30.0).ok
    room.place(30.0, "A2", OTHER)
    room.turn(87.0, "A2")
    assert room.lying("A2")[0].forecast.refused
    assert not room.laying.not_placed("A2", 88.0).ok
    assert len(room.board.state.lying) == 2


def test_the_record_does_not_say_what_a_client_has() -> None:
    """The answer names the illness; what is kept for ever names only that there is one."""
    room = Room()
    room.start(intake=["clotting", f"recent-surgery@{SITE}"])
    done = room.place(0.0)
    assert "a clotting disorder" in done.text
    [entry] = done.entries
    for word in ("clotting", "surgery"):
        assert word not in entry.text + str(entry.data)
    assert "the intake speaks against a stone here" in entry.text


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


def test_a_group_with_one_refusal_times_the_others() -> None:
    """The refused one is named first; the rest run."""
    room = Room()
    room.start()
    layings = [Laying(stone("A1"), SITE, 50.0), Laying(stone("A2"), "face", 50.0)]
    done = room.keep(room.laying.place(layings, "direct", 0.0))
    assert not done.ok
    assert done.text.startswith("lift A2 on the face now: ")
    assert done.text.endswith("A1 on the lower-back-left: lift within 60 s.")
    assert len(room.board.state.lying) == 2


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


def test_a_stone_without_a_time_is_to_be_lifted() -> None:
    """If no forecast can be computed, the stone is refused and alarms; it is not forgotten."""
    room = Room()
    room.start()

    def broken(*_: object) -> object:
        raise OverflowError("math range error")

    room.board.forecast = broken  # type: ignore[assignment]  # returns nothing at all
    done = room.place(0.0)
    assert not done.ok
    assert "no time can be computed (math range error)" in done.text
    assert len(room.lying()) == 1


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
