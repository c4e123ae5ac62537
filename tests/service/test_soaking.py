# SPDX-License-Identifier: MIT
from stoneheater.core.board_state import State
from stoneheater.core.session import Session
from stoneheater.core.stone import BASALT, Stone
from stoneheater.service.soaking import EVERY_S, LONGEST_S, Soaked, Soaking

THIN, THICK = Stone("thin", BASALT, 0.1, 15.0), Stone("thick", BASALT, 0.4, 45.0)
EMPTY = State()
OUT = State(sessions=(Session("S1", "boot-1", 0.0, stones=("thick",)),))


class Bath:
    """Stones in water, second by second."""

    def __init__(self, *stones: Stone) -> None:
        self.stones = list(stones)
        self.soaking = Soaking(lambda: self.stones)
        self.at_s = 0.0

    def run(self, seconds: float, water_c: float | None = 50.0, state: State = EMPTY) -> Soaked:
        """Let time pass, a cycle a second."""
        until_s = self.at_s + seconds
        while self.at_s < until_s:
            self.at_s += 1.0
            self.soaking.update(self.at_s, water_c, state)
        return self.soaking.seen


def test_without_a_catalogue_nobody_knows() -> None:
    """Then the heater counts minutes instead."""
    assert Bath().run(60.0) == Soaked(None, {}, "")


def test_F92_stones_soak_until_the_last_one_is_warm() -> None:
    """Not soaked from the start; the sentence names the last stone, and goes when it is warm."""
    bath = Bath(THIN, THICK)
    seen = bath.run(EVERY_S + 1)
    assert seen.soaked is False
    assert seen.text.startswith("thick is soaked through in ")
    assert seen.ready_in_s["thin"] < seen.ready_in_s["thick"]
    seen = bath.run(seen.ready_in_s["thick"] + 2 * EVERY_S)
    assert seen == Soaked(True, {"thin": 0.0, "thick": 0.0}, "")


def test_F92_a_stone_that_comes_back_begins_again() -> None:
    """Out with a client it is not waited for; back in the bath everything waits for it."""
    bath = Bath(THIN, THICK)
    bath.run(3600.0)
    out = bath.run(2 * EVERY_S, state=OUT)
    assert (out.soaked, set(out.ready_in_s)) == (True, {"thin"})
    assert bath.run(2 * EVERY_S).soaked is False


def test_F92_a_stone_that_is_added_begins_cold() -> None:
    """As soon as the catalogue has it."""
    bath = Bath(THIN)
    assert bath.run(3600.0).soaked is True
    bath.stones.append(THICK)
    assert bath.run(2 * EVERY_S).soaked is False


def test_water_that_was_unknown_for_a_second_warms_nothing() -> None:
    """Then the stones are not soaked and nobody says when they will be."""
    bath = Bath(THIN)
    bath.run(3600.0)
    bath.run(1.0, None)
    seen = bath.run(EVERY_S + 1)
    assert (seen.soaked, seen.ready_in_s) in [(False, {}), (True, {"thin": 0.0})]
    assert bath.run(2 * EVERY_S, None) == Soaked(False, {}, "")


def test_the_coldest_second_counts() -> None:
    """A splash of hot water between two looks soaks no stone."""
    bath, other = Bath(THIN), Bath(THIN)
    for _ in range(60):
        bath.run(EVERY_S - 1, 70.0)
        bath.run(1.0, 50.0)
        other.run(EVERY_S, 50.0)
    assert bath.run(2 * EVERY_S).ready_in_s["thin"] >= other.run(2 * EVERY_S).ready_in_s["thin"]


def test_a_computer_that_slept_has_not_watched_the_water() -> None:
    """Of an hour without a look only a minute warms."""
    slept, watched = Bath(THICK), Bath(THICK)
    slept.run(EVERY_S + 1)
    slept.at_s += 3600.0
    slept.run(1.0)
    watched.run(2 * EVERY_S + LONGEST_S + 2)
    assert slept.soaking.seen.ready_in_s["thick"] >= watched.soaking.seen.ready_in_s["thick"]
    assert slept.soaking.seen.soaked is False
