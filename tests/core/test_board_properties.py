# SPDX-License-Identifier: MIT
"""What holds of every treatment, whatever is said in whichever order."""

from collections.abc import Callable
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from stoneheater.core.board_event import Entry
from support.boards import BOOT, OTHER, SITE, Room

NAMES = st.sampled_from(["A1", "A2", "A3"])
WHOSE = st.sampled_from(["", "MH", "BK"])
SITES = st.sampled_from([SITE, OTHER, "spine", "nowhere"])
CONTACTS = st.sampled_from(["direct", "sheet", "towel"])
TICKS = st.sampled_from([None, ["none"], ["diabetes"], [f"injured-skin@{SITE}"], ["sedation"]])
WORDS = (
    *("place", "place", "place", "turn", "lift", "lift all", "foot", "work", "not placed"),
    *("start", "note", "ok", "pain", "end", "next"),
)
STEP = st.tuples(
    st.sampled_from(WORDS),
    st.floats(0.0, 100.0),
    NAMES,
    SITES,
    CONTACTS,
    WHOSE,
    TICKS,
    st.sampled_from([50.0, 57.0]),
)
Step = tuple[str, float, str, str, str, str, list[str] | None, float]


def _do(room: Room, now_s: float, step: Step) -> None:
    """Say one thing; what nobody can understand is not said."""
    what, _, name, site, contact, whose, ticks, heat_c = step
    does: Callable[[], object] = {
        "place": lambda: room.place(
            now_s, name, site, contact, temperature_c=heat_c, session=whose
        ),
        "turn": lambda: room.turn(now_s, name),
        "lift": lambda: room.lift(now_s, name),
        "lift all": lambda: room.keep(room.lifting.lift_all(now_s, session=whose)),
        "foot": lambda: room.keep(room.lifting.foot(now_s)),
        "work": lambda: room.keep(room.lifting.work([name], now_s, session=whose)),
        "not placed": lambda: room.keep(room.laying.not_placed(name, now_s)),
        "start": lambda: room.start(now_s, whose, ticks),
        "note": lambda: room.keep(room.sessions.note(now_s, "so", session=whose, intake=ticks)),
        "ok": lambda: room.keep(room.sessions.check_in(now_s, "ok", session=whose)),
        "pain": lambda: room.keep(room.sessions.check_in(now_s, "pain", session=whose)),
        "end": lambda: room.keep(room.sessions.end(now_s, session=whose)),
        "next": lambda: room.keep(room.sessions.next_client(now_s, whose, intake=ticks)),
    }[what]
    with suppress(ValueError):
        does()


@settings(max_examples=200, deadline=None)
@given(st.lists(STEP, max_size=40))
def test_F91_the_entries_alone_rebuild_the_board(steps: list[Step]) -> None:
    """Whatever was said, what was kept gives the same state: nothing lives outside the record."""
    room, now_s = Room(), 0.0
    for step in steps:
        now_s += step[1]
        _do(room, now_s, step)
        assert not room.laying._entries + room.lifting._entries + room.sessions._entries
    assert room.rebooted(BOOT).board.state == room.board.state


ROUNDING_S = 1e-9
"""What an instant may move by being reckoned along another way: a sum of two numbers, s."""


@settings(max_examples=200, deadline=None)
@given(st.lists(STEP, max_size=30), STEP)
def test_no_word_makes_a_running_timer_milder(steps: list[Step], last: Step) -> None:
    """Whatever is said of a stone that lies, it is not to be lifted later than before."""
    room, now_s = Room(), 0.0
    for step in [*steps, last]:
        before = {p.placement_id: p for p in room.board.state.lying}
        now_s += step[1]
        _do(room, now_s, step)
        for placement in room.board.state.lying:
            old = before.get(placement.placement_id)
            if old is not None:
                assert placement.lift_at_s <= old.lift_at_s + ROUNDING_S
                assert placement.amber_at_s <= max(old.amber_at_s, now_s) + ROUNDING_S
                assert placement.forecast.refused >= old.forecast.refused


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0.0, 60.0), st.floats(0.0, 4000.0)), max_size=8),
    st.floats(0.0, 4000.0),
)
def test_a_pause_never_refunds_dose(pairs: list[tuple[float, float]], more_s: float) -> None:
    """The longer the pause before a stone, the same contacts are behind it."""
    rooms = [Room(), Room()]
    for room, longer_s in zip(rooms, (0.0, more_s), strict=True):
        room.start()
        now_s = 0.0
        for contact_s, gap_s in pairs:
            room.place(now_s)
            room.lift(now_s + contact_s)
            now_s += contact_s + gap_s + longer_s
        room.place(now_s)
    short, long = (room.lying()[0].forecast for room in rooms)
    assert abs(long.lift_by_s - short.lift_by_s) < 1e-6
    assert long.refused is short.refused


@settings(max_examples=100, deadline=None)
@given(st.permutations(["A1", "A2", "A3", "A4"]), st.lists(st.floats(0.0, 50.0), min_size=4))
def test_the_order_of_equal_placements_does_not_matter(
    order: list[str], lifts_s: list[float]
) -> None:
    """Equal stones laid at once on one site: any order leaves the same time for the next."""
    rooms = [Room(), Room()]
    for room, names in zip(rooms, (["A1", "A2", "A3", "A4"], order), strict=True):
        room.start()
        for name in names:
            room.place(0.0, name)
        for name, lift_s in zip(names, sorted(lifts_s), strict=False):
            room.lift(lift_s, name)
        room.place(100.0, "B1")
    one, other = (room.lying("B1")[0].forecast for room in rooms)
    assert abs(one.lift_by_s - other.lift_by_s) < 1e-6


@settings(max_examples=100, deadline=None)
@given(st.lists(STEP, max_size=20), TICKS)
def test_a_sensitive_client_never_gets_more(steps: list[Step], ticks: list[str] | None) -> None:
    """The same treatment, with an answer or without one: never longer than with nothing ticked."""
    calm, careful = Room(), Room()
    for room, intake in ((calm, ["none"]), (careful, ticks)):
        room.start(client="MH", intake=intake)
        now_s = 0.0
        for step in steps:
            now_s += step[1]
            if step[0] in {"place", "turn", "lift"}:
                _do(room, now_s, (*step[:5], "MH", *step[6:]))
    for one, other in zip(calm.board.state.placements, careful.board.state.placements, strict=True):
        assert other.lift_at_s <= one.lift_at_s
        assert other.amber_at_s <= one.amber_at_s


@settings(max_examples=100, deadline=None)
@given(st.lists(STEP, max_size=20), st.data())
def test_a_lost_entry_loses_no_other(steps: list[Step], data: st.DataObject) -> None:
    """If one entry never reached the disk, the others are read without a word."""
    room, now_s = Room(), 0.0
    for step in steps:
        now_s += step[1]
        _do(room, now_s, step)
    kept: list[Entry] = list(room.kept)
    if kept:
        del kept[data.draw(st.integers(0, len(kept) - 1))]
    assert Room().board.restore(kept) == ()
