# SPDX-License-Identifier: MIT
"""What is told of a learned bath, against the bath: no range may leave the truth out."""

import re

import pytest
from bench.control.grid import GridBath, grid
from bench.control.rigs import OurRig
from bench.control.scenarios import heat_up, play

from stoneheater.core.plant import WATER_J_PER_KG_K
from stoneheater.core.time_proportioning import Profile

RANGE = r"(\d[\d.]*) to (\d[\d.]*)"
ABOUT = 0.05
"""`about` is within this share."""


def told(words: str, what: str) -> tuple[float, float]:
    """The range of a sentence that stands before these words."""
    found = re.search(f"{RANGE} {what}", words)
    assert found is not None, words
    return float(found[1]), float(found[2])


def lost_w(words: str) -> tuple[float, float]:
    """What the bath is said to lose, W; a number is rounded to one."""
    about = re.search(r"loses about (\d+) W", words)
    if about is None:
        least, most = told(words, "W at 52")
        return least - 1.0, most + 1.0
    return (1.0 - ABOUT) * float(about[1]), (1.0 + ABOUT) * float(about[1])


@pytest.mark.parametrize(
    ("bath", "profile"),
    [(bath, tuple(Profile)[n % 2]) for n, bath in enumerate(grid())],
    ids=[bath.name for bath in grid()],
)
def test_no_word_of_the_learned_bath_is_wrong(bath: GridBath, profile: Profile) -> None:
    """After one heat-up from a wrong name plate: water, stones and loss, for the plate's watts."""
    rig = OurRig(bath, 52.0, profile, seed=1)
    play(rig, heat_up(bath))
    words = rig._app.heater.model.words()
    named = bath.file.named_w / bath.file.element_w
    least, most = told(words, "litres of water")
    if "stones included" in words:
        assert least <= named * bath.capacity_j_per_k / WATER_J_PER_KG_K <= most
    else:
        assert least <= named * bath.file.water_kg <= most
        least, most = told(words, "kg of stones")
        assert least <= named * bath.file.stone_kg <= most
    least, most = lost_w(words)
    assert least <= bath.holding_share * bath.file.named_w <= most
