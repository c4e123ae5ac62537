# SPDX-License-Identifier: MIT
"""Stones in the bath: ready when the last one is warm inside, and cold when they come back."""

from dataclasses import replace

import pytest

from stoneheater.core.bath_stones import BathStones, find_stones, out_of_bath
from stoneheater.core.stone import BASALT, Stone, StoneError
from support.boards import OTHER, Room

THIN = Stone("thin", BASALT, 0.1, 15.0, "row")
THICK = Stone("thick", BASALT, 0.5, 40.0, "row")
ODD = Stone("odd", BASALT, 0.2, 25.0)
ALL = (THIN, THICK, ODD)
NONE: frozenset[str] = frozenset()
WATER_C = 50.0


def _soak(stones: BathStones, minutes: int, out: frozenset[str] = NONE) -> None:
    for _ in range(60 * minutes):
        stones.update(1.0, WATER_C, out)


def test_F92_the_thickest_stone_decides() -> None:
    """A bath of stones is ready with its slowest one, and its minutes are told."""
    stones = BathStones(ALL)
    waits = stones.ready_in_s(WATER_C)
    assert 0.0 < waits["thin"] < waits["odd"] < waits["thick"]
    assert stones.soaked(WATER_C) is False
    minutes = int(waits["thick"] // 60) + 1
    assert stones.wait(WATER_C) == f"thick is soaked through in {minutes} min."
    _soak(stones, minutes)
    assert stones.soaked(WATER_C) is True
    assert stones.wait(WATER_C) == ""


def test_F92_piled_stones_take_longer() -> None:
    """In a pile the water hardly moves."""
    waits = [BathStones([ODD], piled=piled).ready_in_s(WATER_C)["odd"] for piled in (False, True)]
    assert waits[1] > 2.0 * waits[0]


def test_F92_a_stone_that_comes_back_is_cold_and_makes_the_others_wait() -> None:
    """Counted back after a session, it soaks from the beginning, and its neighbours too."""
    stones = BathStones(ALL)
    _soak(stones, 60)
    _soak(stones, 1, frozenset({"thin"}))
    assert stones.soaked(WATER_C) is True
    assert set(stones.ready_in_s(WATER_C)) == {"thick", "odd"}
    _soak(stones, 1)
    assert stones.soaked(WATER_C) is False
    assert stones.ready_in_s(WATER_C)["thick"] > 600.0


def test_F92_without_a_temperature_nothing_is_soaked() -> None:
    """Seconds without a reading warm nothing, and promise nothing."""
    stones = BathStones([THIN])
    before = stones.ready_in_s(WATER_C)
    for _ in range(3600):
        stones.update(1.0, None, NONE)
    assert stones.ready_in_s(WATER_C) == before
    _soak(stones, 60)
    assert stones.soaked(WATER_C) is True
    assert stones.soaked(None) is False


def test_without_a_catalogue_there_is_no_answer() -> None:
    """Then fifteen minutes count, as for stones that nobody described."""
    stones = BathStones([])
    assert stones.soaked(WATER_C) is None
    assert stones.wait(WATER_C) == ""


def test_a_bath_whose_stones_are_all_out_waits_for_none() -> None:
    """What is not in the bath does not have to soak."""
    stones = BathStones([THIN])
    stones.update(1.0, WATER_C, frozenset({"thin"}))
    assert stones.soaked(WATER_C) is True


def test_a_stone_is_out_until_its_session_ends() -> None:
    """Laid, in the hand, or lifted and not counted back."""
    room = Room()
    room.start()
    assert out_of_bath(room.board.state) == NONE
    room.place(0.0, "A1")
    room.place(0.0, "A2", OTHER)
    room.keep(room.lifting.work(["A3"], 1.0))
    room.keep(room.lifting.lift_all(2.0))
    assert out_of_bath(room.board.state) == {"A1", "A2", "A3"}
    room.keep(room.sessions.end(3.0, back=3))
    assert out_of_bath(room.board.state) == NONE


def test_a_stone_is_out_from_the_moment_it_lies_though_its_time_is_still_computed() -> None:
    """One look never shows it on a client and in the bath."""
    room, slow = Room(), Room()
    room.start()
    room.place(0.0, "A1")
    slow.start()
    slow.board.expect([replace(room.board.state.lying[0], computing=True)])
    assert out_of_bath(slow.board.state) == {"A1"}
    slow.board.settle()
    assert out_of_bath(slow.board.state) == NONE


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["odd"], (ODD,)),
        (["row"], (THIN, THICK)),
        (["thick", "row", "odd"], (THICK, THIN, ODD)),
        ([], ()),
    ],
)
def test_stones_are_found_by_name_or_group(names: list[str], found: tuple[Stone, ...]) -> None:
    """In the order of the words, each once."""
    assert find_stones(ALL, names) == found


@pytest.mark.parametrize(
    ("catalogue", "name", "said"),
    [
        (ALL, "thik", "there is no stone 'thik': did you mean thick?"),
        (ALL, "xyzzy", "stoneheater stone list shows them all"),
        (ALL, "", "there is no stone ''"),
        ((), "A1", "the catalogue is empty"),
    ],
)
def test_an_unknown_stone_is_asked_back(catalogue: tuple[Stone, ...], name: str, said: str) -> None:
    """One sentence, with what was probably meant or where to look."""
    with pytest.raises(StoneError) as caught:
        find_stones(catalogue, [name])
    assert said in str(caught.value)
