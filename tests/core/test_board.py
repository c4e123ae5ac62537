# SPDX-License-Identifier: MIT
"""The board is what its entries did: after a crash the same, after a reboot never milder."""

from collections.abc import Callable
from typing import Any

import pytest

from stoneheater.core.board_event import BoardError, Entry
from stoneheater.core.placement import Colour
from stoneheater.core.timers import said
from support.boards import BOOT, OTHER, SITE, Room


def _busy() -> Room:
    """A bit of everything."""
    room = Room()
    room.start(client="MH", intake=["diabetes", f"recent-surgery@{OTHER}"])
    room.start(client="BK")
    room.place(1.0, "A1", session="MH")
    room.place(2.0, "A2", OTHER, session="MH")
    room.place(3.0, "B1", contact="towel", session="BK")
    room.turn(9.0, "B1")
    room.place(11.0, "B1", contact="sheet", session="BK")
    room.keep(room.lifting.work(["B2"], 12.0, session="BK"))
    room.keep(room.sessions.check_in(13.0, "cooler", session="BK"))
    room.keep(room.sessions.note(14.0, "quiet", session="BK", techniques=["Swedish"]))
    room.lift(20.0, "A1")
    room.keep(room.laying.not_placed("A2", 21.0))
    room.place(22.5, "A1", session="MH")
    return room


def test_F91_after_a_crash_every_timer_goes_on_exactly() -> None:
    """The same boot: the same state, to the last bit, and so the same seconds left."""
    room = _busy()
    after = room.rebooted(BOOT)
    assert after.board.state == room.board.state
    assert after.left_s(25.0) == room.left_s(25.0)


def test_F91_fifty_timers_come_back() -> None:
    """A full board on three clients is as it was."""
    room = Room()
    for number, client in enumerate(["MH", "BK", "XY"]):
        room.start(client=client)
        for stone in range(17):
            sites = [SITE, OTHER, "palm-left", "sole-left"]
            room.place(stone / 3, f"{client}{stone}", sites[stone % 4], session=f"S{number + 1}")
    after = room.rebooted(BOOT)
    assert len(after.board.state.lying) == 51
    assert after.board.state == room.board.state


def test_F60_after_a_power_cut_each_open_placement_is_unknown() -> None:
    """Another boot: nobody knows how long the stones lay; each calls, until it is lifted."""
    room = _busy()
    after = room.rebooted("boot-2")
    calls = said(after.board.state, "boot-2", 5.0)
    assert set(calls) == {"stone-unknown:S1-3", "stone-unknown:S2-1"}
    assert calls["stone-unknown:S2-1"] == (
        "time unknown: check BK now, B1 on BK's lower-back-left."
    )
    done = after.lift(6.0, "A1", "B1")
    assert "how long it lay is unknown" in done.text
    assert said(after.board.state, "boot-2", 7.0) == {}


def test_F60_a_site_of_unknown_dose_takes_no_stone_in_this_session() -> None:
    """What nobody knows is never taken as nothing; other sites remember what is known."""
    room = Room()
    room.start()
    room.place(0.0, "A1")
    room.place(0.0, "A2", OTHER)
    room.lift(20.0, "A2")
    after = room.rebooted("boot-2")
    after.lift(1.0, "A1")
    done = after.place(2.0, "A3")
    assert not done.ok
    assert "before the power failed is unknown" in done.text
    assert after.place(3.0, "A4", OTHER).placements[0].forecast.lift_by_s == 40.0
    past = after.board.past("S1", after.lying("A4")[0].site, 4.0)
    assert past is not None
    assert [(p.contact_s, p.gap_s) for p in past] == [(20.0, 0.0), (1.0, 0.0)]


def test_F60_an_unknown_stone_is_not_turned_placed_or_corrected() -> None:
    """Whatever is said of it but "lifted", its time stays unknown."""
    room = Room()
    room.start()
    room.place(0.0, contact="towel")
    after = room.rebooted("boot-2")
    check = "A1 on the lower-back-left: time unknown, check the client now."
    assert after.turn(1.0).text == check
    assert after.place(2.0, contact="towel").text == check
    assert after.place(3.0, contact="direct").text.startswith(check)
    after.keep(after.sessions.note(4.0, intake=["diabetes"]))
    assert after.lying()[0].colour(5.0, "boot-2") is Colour.UNKNOWN
    assert len(after.lying()) == 1


def test_F61_after_minutes_without_power_the_session_is_still_there() -> None:
    """The client, the intake and the stones to count back are as they were."""
    room = _busy()
    after = room.rebooted("boot-2")
    assert after.board.state.sessions == room.board.state.sessions
    after.keep(after.lifting.lift_all(1.0, session="BK"))
    done = after.keep(after.sessions.end(2.0, session="BK", back=2))
    assert "2 of 2 stones back" in done.text


def test_an_entry_that_comes_twice_counts_once() -> None:
    """A repeated start, placement or lifting changes nothing more."""
    room = _busy()
    before = room.board.state
    for entry in room.kept:
        if entry.data["event"] in {"session.start", "stone.place", "stone.lift"}:
            room.board.apply(entry)
    assert room.board.state.sessions == before.sessions
    assert room.board.state.placements == before.placements


def test_a_placement_whose_session_was_lost_is_there() -> None:
    """If only the placement reached the disk, it is timed, as a sensitive client's."""
    room = Room()
    room.start()
    room.place(0.0)
    after = Room()
    after.board.restore([entry for entry in room.kept if entry.data["event"] == "stone.place"])
    [session] = after.board.state.sessions
    assert (session.session_id, session.opened, session.intake) == ("S1", False, None)
    assert after.left_s(10.0) == 50.0


def test_an_erased_client_counts_as_unanswered() -> None:
    """Without its private part a session has no name, and the client is sensitive."""
    room = Room()
    room.start()
    after = Room()
    after.board.apply(Entry("", room.kept[0].data))
    assert (after.board.state.sessions[0].name, after.board.state.sessions[0].intake) == (
        "S1",
        None,
    )


def test_a_note_changes_what_it_names() -> None:
    """An entry that only answers the intake leaves the techniques as they were."""
    room = Room()
    room.keep(room.sessions.start(0.0, "MH", techniques=["Swedish"]))
    data = {"event": "session.note", "session_id": "S1"}
    room.board.apply(Entry("", data, {"intake": ["age"]}))
    [session] = room.board.state.sessions
    assert (session.techniques, session.intake, session.client) == (("Swedish",), ("age",), "MH")


def test_what_the_board_does_not_know_changes_nothing() -> None:
    """Trips, alarms and events of later versions pass by."""
    room = _busy()
    before = room.board.state
    for event in ("alarm.open", "stone.bless", None):
        room.board.apply(Entry("", {"event": event}))
    room.board.apply(Entry("", {"event": "session.note", "session_id": "S99"}))
    assert room.board.state == before


def _without(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda data: data.pop(key)


def _with(key: str, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda data: data.update({key: value})


@pytest.mark.parametrize(
    ("spoil", "said_of"),
    [
        (_without("placement_id"), "placement_id is None"),
        (_with("at_s", "noon"), "at_s is 'noon'"),
        (_with("at_s", True), "at_s is True"),
        (_with("mass_kg", float("nan")), "mass_kg is nan"),
        (_with("mass_kg", -1.0), "a mass of -1 kg"),
        (_with("site", "elbow-left"), "there is no site 'elbow-left'"),
        (_with("contact", "felt"), "'felt' is not a valid Contact"),
        (_with("forecast", None), "forecast is None"),
        (_with("forecast", {}), "lift_by_s is None"),
        (_with("material_si", {"conductivity_w_per_m_k": 2.0}), "density_kg_per_m3 is None"),
    ],
)
def test_an_entry_that_cannot_be_read_changes_nothing(
    spoil: Callable[[dict[str, Any]], object], said_of: str
) -> None:
    """One sentence, and every other entry counts."""
    room = Room()
    room.start()
    room.place(0.0, "A1")
    room.place(0.0, "A2", OTHER)
    data = dict(room.kept[1].data)
    spoil(data)
    after = Room()
    [trouble] = after.board.restore([room.kept[0], Entry("", data), room.kept[2]])
    assert said_of in trouble
    assert [p.stone.name for p in after.board.state.placements] == ["A2"]
    with pytest.raises(BoardError):
        after.board.apply(Entry("", data))


@pytest.mark.parametrize("techniques", [None, "Swedish", [1]])
def test_a_list_of_texts_is_a_list_of_texts(techniques: object) -> None:
    """Anything else cannot be read."""
    data = {"event": "session.start", "session_id": "S1", "boot_id": BOOT, "at_s": 0}
    room = Room()
    with pytest.raises(BoardError, match="techniques is"):
        room.board.apply(Entry("", {**data, "techniques": techniques}))
    assert room.board.state.sessions == ()
