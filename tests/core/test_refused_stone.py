# SPDX-License-Identifier: MIT
"""A refused stone is "lift now" until it is lifted, or never was laid."""

import pytest

from stoneheater.core.laying_desk import Laying
from stoneheater.core.placement import Colour
from support.boards import BOOT, OTHER, SITE, Room, stone


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
