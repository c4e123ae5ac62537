# SPDX-License-Identifier: MIT
"""The searches of a window: who is in the race, who is believed, and when there is work."""

from dataclasses import replace

import pytest

from stoneheater.core.bath_filter import BathFilter
from stoneheater.core.bath_model import Learned, State
from stoneheater.core.bath_prior import CHANGED, DRIFT, prior
from stoneheater.core.bath_search import LEAST_BLOCKS, REST_S, ROUNDS, Searches, opened
from stoneheater.core.bath_window import BLOCK_S, BathWindow
from support.own_bath import NOMINAL, OwnBath
from support.steady import PLATE

NAMED = prior(PLATE)
COLD = State(0.0, 20.0, 20.0, 20.0)
OTHER = replace(NOMINAL, rate_c_per_s=1.6 * NOMINAL.rate_c_per_s)


def heated(searches: Searches, seconds: int) -> Searches:
    """The same, its window filled with a heat-up of the nominal bath."""
    bath = OwnBath()
    for _ in range(seconds):
        searches.window.add(1.0, True, bath.second(on=True))
    return searches


def searched(searches: Searches, rounds: int) -> Searches:
    """The same after so many rounds of its best."""
    while searches.best.rounds < rounds:
        searches.morsel(1.0)
    return searches


def learned() -> Searches:
    """A heat-up that was searched for a few rounds."""
    searches = heated(opened(BathWindow(COLD, rested=True), NAMED, None, dipped=False), 600)
    return searched(searches, ROUNDS)


def test_a_kept_bath_is_one_search_among_the_others() -> None:
    """It begins from its own numbers, and few stones and many stay in the race."""
    window = BathWindow(COLD, rested=True)
    alone = opened(window, NAMED, None, dipped=False)
    with_kept = opened(window, NAMED, NOMINAL, dipped=False)
    assert (len(alone.fits), len(with_kept.fits)) == (2, 3)
    assert with_kept.best.learned.rate_c_per_s == pytest.approx(NOMINAL.rate_c_per_s)


@pytest.mark.parametrize(("blocks", "works"), [(LEAST_BLOCKS - 1, False), (LEAST_BLOCKS, True)])
def test_a_window_is_searched_from_its_tenth_block_on(blocks: int, works: bool) -> None:
    """Before it there is too little to see."""
    searches = opened(BathWindow(COLD, rested=True), NAMED, None, dipped=False)
    for _ in range(blocks * int(BLOCK_S)):
        searches.window.add(1.0, True, 20.0)
    for _ in range(200):
        searches.morsel(1.0)
    assert (searches.best.rounds > 0) is works


@pytest.mark.parametrize(("kept", "outdone"), [(NOMINAL, False), (OTHER, True)])
def test_a_kept_bath_that_explains_far_worse_is_outdone_once(kept: Learned, outdone: bool) -> None:
    """After its turn it leaves the race, and is not told of again."""
    window = BathWindow(COLD, rested=True)
    searches = heated(opened(window, NAMED, kept, dipped=False), 600)
    assert not searches.outdid_kept()
    for _ in range(60 * ROUNDS):
        searches.morsel(1.0)
    assert searches.outdid_kept() is outdone
    assert len(searches.fits) == (2 if outdone else 3)
    assert not searches.outdid_kept()


@pytest.mark.parametrize(("waited_s", "works"), [(REST_S - 1.0, False), (REST_S, True)])
def test_a_window_that_follows_another_is_left_alone_for_a_while(
    waited_s: float, works: bool
) -> None:
    """One search, which rests at first; then it works."""
    first = learned()
    searches = heated(first.followed(BathFilter(NOMINAL, COLD), DRIFT), 600)
    assert len(searches.fits) == 1
    assert not searches.morsel(waited_s)
    for _ in range(30):
        searches.morsel(0.0)
    assert (searches.best.rounds > 0) is works


def test_what_may_have_changed_is_doubted_more() -> None:
    """The doubt of a window is what the one before left, and how far the bath may have moved."""
    first = learned()
    bath = BathFilter(NOMINAL, COLD)
    drifted, changed = first.followed(bath, DRIFT), first.followed(bath, CHANGED)
    before = first.scatter.rate_c_per_s
    assert before < drifted.scatter.rate_c_per_s < changed.scatter.rate_c_per_s


def test_a_window_that_was_hardly_looked_at_hands_on_what_was_known_before() -> None:
    """A few rounds are not enough to be surer."""
    first = learned()
    bath = BathFilter(NOMINAL, COLD)
    second = first.followed(bath, DRIFT)
    third = second.followed(bath, DRIFT)
    assert third.scatter == second.scatter
