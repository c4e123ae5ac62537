# SPDX-License-Identifier: MIT
"""What a bath did since an instant: bounded, and nothing of it lost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoneheater.core.bath_model import State
from stoneheater.core.bath_window import (
    BLOCK_S,
    COARSE_S,
    LONG_S,
    MOST,
    QUIET_S,
    BathWindow,
    Block,
)

START = State(0.0, 20.0, 20.0, 20.0)
CYCLES = st.lists(
    st.tuples(
        st.integers(1, 400),
        st.sampled_from([0.5, 1.0, 1.0, 1.1, 5.0, 30.0]),
        st.booleans(),
        st.one_of(st.none(), st.floats(0.0, 110.0)),
    ),
    max_size=30,
)


def window(*stretches: tuple[int, bool], rested: bool = True) -> BathWindow:
    """A window of stretches: so many seconds, on or off, at a reading that tells the second."""
    made, at_s = BathWindow(START, rested=rested), 0
    for seconds, on in stretches:
        for _ in range(seconds):
            at_s += 1
            made.add(1.0, on, 20.0 + at_s / 1000.0)
    return made


def lengths_s(made: BathWindow) -> list[float]:
    """Of the blocks, oldest first, s."""
    return [block.length_s for block in made.blocks]


# -- blocks ---------------------------------------------------------------------------------------


def test_a_new_window_is_empty() -> None:
    """It knows where it begins, and nothing else yet."""
    made = BathWindow(START, rested=False)
    assert (made.start, made.rested, made.blocks) == (START, False, ())
    assert (made.length_s, made.open_s, made.unheated_s, made.full) == (0.0, 0.0, 0.0, False)


@pytest.mark.parametrize(("dt_s", "closes"), [(1.49, False), (1.5, True), (5.0, True)])
def test_a_block_closes_when_it_is_about_two_seconds_long(dt_s: float, closes: bool) -> None:
    """To half a second, so that cycles a little off a second do not make it three."""
    made = BathWindow(START, rested=True)
    made.add(dt_s, True, 50.0)
    assert len(made.blocks) == int(closes)
    assert (made.open_s, made.length_s) == ((0.0, dt_s) if closes else (dt_s, 0.0))


def test_a_block_is_a_share_and_a_mean() -> None:
    """Half a block of heat is half, and its reading the mean of those that there were."""
    made = BathWindow(START, rested=True)
    made.add(1.0, True, 50.0)
    made.add(1.0, False, 51.0)
    made.add(1.0, True, 52.0)
    made.add(1.0, True, None)
    made.add(1.0, False, None)
    made.add(1.0, False, None)
    assert made.blocks == (Block(2.0, 0.5, 50.5), Block(2.0, 1.0, 52.0), Block(2.0, 0.0, None))
    assert made.unheated_s == 3.0


# -- thinning -------------------------------------------------------------------------------------


def test_up_to_its_bound_nothing_is_thinned() -> None:
    """Two hundred blocks of two seconds; the next one thins them."""
    made = window((2 * MOST, True))
    assert lengths_s(made) == [BLOCK_S] * MOST
    made = window((2 * MOST + 2, True))
    assert len(made.blocks) < MOST


def test_a_quiet_stretch_grows_and_what_follows_a_switch_stays_fine() -> None:
    """Long after the last switch blocks are long; for a while after each they are as they were."""
    made = window((900, True), (100, False))
    fine, long = set[float](), set[float]()
    at_s = 0.0
    for block in made.blocks:
        since_s = at_s if at_s < 900.0 else at_s - 900.0
        (fine if since_s < QUIET_S else long).add(block.length_s)
        at_s += block.length_s
    assert fine == {BLOCK_S}
    assert max(long) == LONG_S
    assert at_s == made.length_s == 1000.0


def test_no_block_is_longer_than_a_minute() -> None:
    """However long the stretch: what is merged stays an instant to the bath."""
    made = window((20_000, True))
    assert LONG_S <= max(lengths_s(made)) <= 1.1 * LONG_S


def test_a_switch_is_never_merged_away_by_quiet() -> None:
    """Long blocks are all heat or none of it; what follows a switch is short."""
    made = window(*[(700, on) for on in (True, False) * 3])
    assert {block.on for block in made.blocks if block.length_s > COARSE_S} == {0.0, 1.0}
    for before, after in pairwise(made.blocks):
        if before.on != after.on:
            assert after.length_s <= COARSE_S


def test_where_nothing_is_quiet_every_block_grows_until_it_is_coarse() -> None:
    """A relay that moves all the time: blocks of two, four and eight seconds, and then full."""
    made = BathWindow(START, rested=True)
    coarsest_s, at_s = 0.0, 0
    while not made.full:
        made.add(1.0, at_s // 10 % 2 == 0, 50.0)
        at_s += 1
        coarsest_s = max([coarsest_s, *lengths_s(made)])
    assert coarsest_s == COARSE_S
    assert at_s == pytest.approx(MOST * COARSE_S, rel=0.15)


@pytest.mark.parametrize("quiet", [False, True])
def test_full_is_when_nothing_can_grow_any_more(quiet: bool) -> None:
    """A day at full power lasts for hours; a relay that moves every ten seconds, half an hour."""
    made, at_s = BathWindow(START, rested=True), 0
    while not made.full:
        made.add(1.0, quiet or at_s // 10 % 2 == 0, 50.0)
        at_s += 1
    assert (at_s > 2 * 3600) is quiet


@given(CYCLES)
def test_heat_and_time_are_kept_however_it_is_thinned(
    cycles: list[tuple[int, float, bool, float | None]],
) -> None:
    """Every second and joule is in some block; there is one more than may be only when full."""
    made = BathWindow(START, rested=True)
    time_s = heat_s = 0.0
    for count, dt_s, on, value_c in cycles:
        for _ in range(0 if made.full else count):
            made.add(dt_s, on, value_c)
            time_s, heat_s = time_s + dt_s, heat_s + dt_s * on
            if made.full:
                break
            assert len(made.blocks) <= MOST
    assert len(made.blocks) <= MOST + 1
    open_heat_s = heat_s - sum(block.length_s * block.on for block in made.blocks)
    assert made.length_s == pytest.approx(sum(lengths_s(made)))
    assert made.length_s + made.open_s == pytest.approx(time_s)
    assert -1e-6 <= open_heat_s <= made.open_s + 1e-6
    assert made.unheated_s == pytest.approx(made.length_s - heat_s + open_heat_s, abs=1e-6)


@given(st.integers(1, 3000), st.integers(1, 3000))
def test_the_mean_of_what_was_read_is_kept(heated_s: int, coasted_s: int) -> None:
    """Blocks of equal readings keep their sum: what was read is in them with its weight."""
    made = window((heated_s, True), (coasted_s, False))
    total = heated_s + coasted_s - round(made.open_s)
    weighed = sum(block.length_s * (block.mean_c or 0.0) for block in made.blocks)
    assert weighed == pytest.approx(sum(20.0 + s / 1000.0 for s in range(1, total + 1)))


@pytest.mark.parametrize(
    ("readings", "mean_c"), [((50.0, 52.0), 51.0), ((50.0, None), 50.0), ((None, None), None)]
)
def test_a_missing_reading_counts_for_nothing_in_a_longer_block(
    readings: tuple[float | None, float | None], mean_c: float | None
) -> None:
    """Of two blocks made one the reading that there was speaks; without any there is none."""
    made = BathWindow(START, rested=True)
    for second in range(2 * MOST + 2):
        made.add(1.0, True, readings[second // 2 % 2])
    merged = [block for block in made.blocks if block.length_s == 2.0 * BLOCK_S]
    assert len(merged) > 40
    assert {block.mean_c for block in merged} == {mean_c}
