# SPDX-License-Identifier: MIT
"""Whole sentences of the interlock, where a rule has several: every word and number of them."""

from collections.abc import Callable

import pytest

from stoneheater.core.interlock import judge
from stoneheater.core.rule import Gone
from stoneheater.core.watch import Watch
from support.watches import LIMITS, probe, reads, spiked

WHOLE: list[tuple[str, Callable[[], Watch], str]] = [
    (
        "bad-readings",
        lambda: Watch(bath=(probe(bad_streak=4),)),
        "bath: 4 bad readings in a row, limit 3.",
    ),
    (
        "bad-readings",
        lambda: Watch(bath=(reads(45, 15),)),
        "bath: 25% bad readings in 60 s, limit 20%.",
    ),
    (
        "bad-readings",
        lambda: Watch(bath=(spiked(4),)),
        "bath: 4 impossible jumps in 10 s, limit 3.",
    ),
    (
        "probe-moved",
        lambda: Watch(bath=(probe(returned=True),), apart_c=3.5),
        "bath came back 3.5 °C from the other probe, limit 3.0 °C: put it back, then reset.",
    ),
    (
        "probes-disagree",
        lambda: Watch(bath=(probe(),), heating=True, apart_c=3.5, far_apart_s=18_000.0),
        (
            "bath probes differ by 3.5 °C after 300 min without heat, limit 3.0 °C: "
            "replace the wrong one, then reset."
        ),
    ),
    (
        "look",
        lambda: Watch(looking=True, unanswered_j=5_000_000.0),
        (
            "looking whether the probe notices the heat going off, after 5000 kJ without a sign "
            "in the water."
        ),
    ),
    (
        "unanswered",
        lambda: Watch(look_failed_s=90.0, unanswered_j=5_000_000.0, budget_j=4_000_000.0),
        (
            "the water did not answer 5000 kJ of heat (limit 4000 kJ, then 90 s of waiting): probe "
            "out of the water or stuck, thermal cut-out open, or element broken. Check these, "
            "then reset."
        ),
    ),
]


@pytest.mark.parametrize(("rule", "watch", "sentence"), WHOLE)
def test_a_sentence_is_said_word_for_word(
    rule: str, watch: Callable[[], Watch], sentence: str
) -> None:
    """Kilojoules are a thousand joules, minutes sixty seconds, and nothing is said twice."""
    found = next(f for f in judge(watch(), LIMITS) if f.rule.name == rule)
    assert found.sentence == sentence


def test_what_does_not_latch_says_that_it_ends_by_itself() -> None:
    """The one cause that nobody has to reset."""
    assert str(Gone.NEVER) == "not a trip: ends by itself"
