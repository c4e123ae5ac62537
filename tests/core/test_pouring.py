# SPDX-License-Identifier: MIT
"""Water is poured into a learned bath: what is believed of it, and what the safety rules hear."""

from dataclasses import replace

import pytest

from support.own_bath import NOMINAL, OwnBath, OwnLoop

STRONG = replace(NOMINAL, rate_c_per_s=1.5 * NOMINAL.rate_c_per_s, probe_lag_s=5.0)


def _learned() -> OwnLoop:
    """A strong bath, heated up and held."""
    loop = OwnLoop(OwnBath(STRONG))
    loop.run(3600)
    assert loop.model.settled
    return loop


def _pour(loop: OwnLoop, share: float, poured_c: float, *, swap: bool) -> None:
    """So much of the water is swapped for, or added from, other water."""
    bath = loop.bath
    if not swap:
        rate, stones = bath.truth.rate_c_per_s, bath.truth.stone_share
        more = 1.0 + share
        bath.truth = replace(bath.truth, rate_c_per_s=rate / more, stone_share=stones / more)
        share = share / more
    bath.water_c += share * (poured_c - bath.water_c)


def test_added_water_is_believed_and_the_safety_rules_do_not_hear_of_it() -> None:
    """Two fifths more: the rate falls by about that, and what may rise stays as it was."""
    loop = _learned()
    before, allowed = loop.model.learned.rate_c_per_s, loop.model.fastest_c_per_s
    _pour(loop, 0.4, 15.0, swap=False)
    loop.run(200)
    assert 1.2 <= before / loop.model.learned.rate_c_per_s <= 1.7 + 1e-9
    assert loop.model.fastest_c_per_s == pytest.approx(allowed, rel=0.02)


def test_swapped_water_is_believed_to_be_as_much_as_before() -> None:
    """As much went out as came in."""
    loop = _learned()
    before = loop.model.learned.rate_c_per_s
    _pour(loop, 0.4, 15.0, swap=True)
    loop.run(200)
    assert loop.model.learned.rate_c_per_s == pytest.approx(before, rel=0.02)


def test_what_is_poured_in_twice_is_counted_from_the_bath_before() -> None:
    """Two beliefs are not multiplied: no more than the most that there is a rival for."""
    loop = _learned()
    before = loop.model.learned.rate_c_per_s
    for _ in range(3):
        _pour(loop, 0.4, 15.0, swap=False)
        loop.run(100)
    assert before / loop.model.learned.rate_c_per_s <= 1.7 + 1e-9


def test_stones_stay_warm_when_cold_water_is_poured_over_them() -> None:
    """The water is cold and they are not: nothing else would bring them out of the bath."""
    loop = _learned()
    _pour(loop, 0.4, 15.0, swap=True)
    loop.run(30)
    believed_c = loop.model.best.state.stone_c
    assert believed_c == pytest.approx(loop.bath.stone_c, abs=4.0)
