# SPDX-License-Identifier: MIT
"""The learned bath in words: each number as sure as it is, and no surer."""

from dataclasses import replace

import pytest

from stoneheater.core.bath_words import Doubts, briefly, told
from support.own_bath import NOMINAL

SURE = Doubts(rate=0.02, capacity=0.01, stone_share=0.01, loss_share=0.001)
"""Of a bath of 8 litres on 800 W, with 6 kg of stones, that loses 176 W."""


def test_a_bath_that_is_surely_known_is_told_stones_apart() -> None:
    """Litres, stones and loss, for the name plate's watts; some of the water may be stones."""
    assert told(NOMINAL, 800.0, SURE) == (
        "it holds 6.4 to 8.2 litres of water and 5.6 to 6.4 kg of stones if the element is 800 W; "
        "it loses about 176 W at 52 °C"
    )


@pytest.mark.parametrize(("doubt", "apart"), [(0.0749, True), (0.0751, False)])
def test_stones_are_told_apart_when_they_are_surely_there(doubt: float, apart: bool) -> None:
    """Their share is 0.15: doubted by half of it, only what all holds together is told."""
    said = told(NOMINAL, 800.0, replace(SURE, stone_share=doubt))
    assert (" kg of stones" in said) is apart
    assert ("as much heat as 7.4 to 9.3 litres of water, stones included," in said) is not apart


@pytest.mark.parametrize(
    ("doubt", "loses"),
    [(0.0109, "about 176"), (0.0111, "167 to 185"), (0.1, "96 to 256"), (0.3, "0 to 416")],
)
def test_a_loss_is_a_range_where_it_is_not_known_well(doubt: float, loses: str) -> None:
    """Within five percent it is one number; no bath gains heat from its room."""
    said = told(NOMINAL, 800.0, replace(SURE, loss_share=doubt))
    assert said.endswith(f"it loses {loses} W at 52 °C")


def test_what_doubts_the_rate_doubts_the_water() -> None:
    """Both ends move, and stones have their own."""
    said = told(NOMINAL, 800.0, replace(SURE, rate=0.3))
    assert "5.5 to 11 litres of water and 5.6 to 6.4 kg" in said


def test_a_bath_that_is_given_up_is_told_by_all_that_it_held() -> None:
    """Water and stones together, at the rate that was believed."""
    said = "which seemed to hold as much heat as 9.2 litres of water"
    assert briefly(NOMINAL, 800.0) == said
