# SPDX-License-Identifier: MIT
"""The relay as a wearing part: what counts as an operation, and what is left."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoneheater.core.sequence import Levels
from stoneheater.core.wear import KNOWN_S, RATED_OPERATIONS, UNUSED, Wear

ON, OFF = Levels(heater=True, enable=True), Levels()
H = 3600.0


def worn(operations: int, *, hours: float = 0.0, rated: int | None = RATED_OPERATIONS) -> Wear:
    """A relay after so many operations."""
    return Wear(operations, 0, hours * H, rated)


def test_an_operation_is_one_make_and_break() -> None:
    """Counted when the contact is told to make; breaking it is no second one."""
    made = UNUSED.after(1.0, OFF, ON, heating=True)
    assert (made.operations, made.enable_operations) == (1, 1)
    broken = made.after(1.0, ON, ON, heating=True).after(1.0, ON, OFF, heating=True)
    assert (broken.operations, broken.enable_operations) == (1, 1)


def test_the_two_relays_are_counted_apart() -> None:
    """`enable` closes for a heat-up, the heater relay many times in it."""
    held = Levels(enable=True)
    wear = UNUSED.after(1.0, OFF, held, heating=True)
    for before, now in pairwise([held, ON, held, ON, held]):
        wear = wear.after(1.0, before, now, heating=True)
    assert (wear.operations, wear.enable_operations) == (2, 1)


def test_hours_are_hours_of_heating() -> None:
    """A click in STANDBY is an operation; the time of it is no use of a bath."""
    clicked = UNUSED.after(1.0, OFF, Levels(heater=True), heating=False)
    assert (clicked.operations, clicked.heating_s) == (1, 0.0)
    assert UNUSED.after(2.5, OFF, OFF, heating=True).heating_s == 2.5
    assert UNUSED.after(2.5, OFF, OFF, heating=False) is UNUSED


@given(st.lists(st.booleans(), max_size=200))
def test_any_course_counts_its_rising_edges(course: list[bool]) -> None:
    """Whatever the switch does, each closing is one operation."""
    wear = UNUSED
    levels = [OFF, *(ON if on else OFF for on in course)]
    for before, now in pairwise(levels):
        wear = wear.after(1.0, before, now, heating=True)
    closings = sum(now.heater and not before.heater for before, now in pairwise(levels))
    assert wear.operations == closings


def test_the_hours_left_follow_from_the_use_so_far() -> None:
    """12 340 operations in 173 hours: 87 660 more last 1229 hours."""
    assert worn(12_340, hours=173.0).hours_left == pytest.approx(87_660 / 12_340 * 173.0)
    assert worn(RATED_OPERATIONS + 5, hours=900.0).hours_left == 0.0


@pytest.mark.parametrize(
    "wear",
    [
        worn(500, hours=KNOWN_S / H - 0.01),
        worn(0, hours=50.0),
        worn(12_340, hours=173.0, rated=None),
    ],
)
def test_what_nobody_can_know_is_not_told(wear: Wear) -> None:
    """A use of under five hours, no use at all, or a switch without a rated life."""
    assert wear.hours_left is None
    assert "hours" not in wear.words()


def test_five_hours_of_use_are_enough() -> None:
    """From there on the hours are told."""
    assert worn(500, hours=KNOWN_S / H).hours_left is not None


@pytest.mark.parametrize(
    ("wear", "words"),
    [
        (
            worn(12_340, hours=250.0),
            "12 340 of 100 000 operations, about 1 800 hours of heating left at this use",
        ),
        (
            worn(99_999, hours=250.0),
            "99 999 of 100 000 operations, about 0 hours of heating left at this use",
        ),
        (worn(950), "950 of 100 000 operations"),
        (worn(2_000_000, rated=None), "2 000 000 operations, no rated life"),
    ],
)
def test_the_words_claim_two_digits_and_no_more(wear: Wear, words: str) -> None:
    """Thousands apart, hours to two digits."""
    assert wear.words() == words


@pytest.mark.parametrize(("operations", "told"), [(79_999, False), (80_000, True)])
def test_F35_a_worn_relay_is_told_at_80_percent_of_its_life(operations: int, told: bool) -> None:
    """The number, the limit and the next step; one operation earlier, nothing."""
    said = worn(operations).worn
    assert (said is not None) is told
    if said is not None:
        assert "80 000 operations (100 000 are its rated life, warned from 80 %)" in said
        assert said.endswith("then run stoneheater relay-replaced.")


def test_a_switch_without_rated_life_is_never_worn() -> None:
    """An SSR is counted all the same."""
    assert worn(10**9, rated=None).worn is None


def test_a_new_relay_begins_at_zero() -> None:
    """Its hours too; `enable` is the old one, and what it is rated for is configured."""
    new = Wear(90_000, 400, 9e6, 100_000).renewed()
    assert new == Wear(0, 400, 0.0, 100_000)
