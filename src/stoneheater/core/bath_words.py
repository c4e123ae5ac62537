# SPDX-License-Identifier: MIT
"""A learned bath in words, and no word more than is known.

The law of this file: each number is told with its own doubt, as a range where that is not small.
What a heat-up shows well is how much heat water and stones hold together. How much of it is stones
it shows only by their slowness, and small stones are as quick as water: on the bench most of what
was taken for water may be stones, and a fifth of it even where some stones were told apart. So they
are told apart only where their share is surely not nothing, and the water may always be less.
"""

from dataclasses import dataclass
from math import exp, hypot

from stoneheater.core.bath_model import Learned
from stoneheater.core.plant import STONE_J_PER_KG_K, WATER_J_PER_KG_K

QUICK = 0.22
"""So much of what looks like water may be quick stones, and so much less may the bath hold: a bath
unlike the model is believed to hold up to a fifth more than it does (seen on the bench), share."""

SLIGHT = 0.05
"""A doubt below this is told as `about`, share."""

APART = 2.0
"""Stones are told apart when their share is so many times its doubt."""

COARSE = 10.0
"""Numbers from this on are told without a decimal."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """Deviations of what is told: relative for rate and capacity, absolute for the two shares."""

    rate: float
    capacity: float
    stone_share: float
    loss_share: float


def told(learned: Learned, watts: float, doubts: Doubts) -> str:
    """The bath, in one clause without a full stop."""
    water_kg = watts / (learned.rate_c_per_s * WATER_J_PER_KG_K)
    if learned.stone_share > APART * doubts.stone_share:
        water = _range(water_kg, hypot(doubts.rate, QUICK), doubts.rate)
        by = WATER_J_PER_KG_K / STONE_J_PER_KG_K * water_kg
        stone_kg, off_kg = by * learned.stone_share, by * doubts.stone_share
        stones = _between(stone_kg - off_kg, stone_kg + off_kg)
        holds = f"{water} litres of water and {stones} kg of stones"
    else:
        all_kg = water_kg * (1.0 + learned.stone_share)
        both = _range(all_kg, hypot(doubts.capacity, QUICK), doubts.capacity)
        holds = f"as much heat as {both} litres of water, stones included,"
    loss, off = learned.loss_share, doubts.loss_share
    if off > SLIGHT * loss:
        loses = f"{max(0.0, watts * (loss - off)):.0f} to {watts * (loss + off):.0f}"
    else:
        loses = f"about {watts * loss:.0f}"
    return f"it holds {holds} if the element is {watts:.0f} W; it loses {loses} W at 52 °C"


def briefly(learned: Learned, watts: float) -> str:
    """The same for a bath that is given up: what it seemed to hold."""
    all_kg = (1.0 + learned.stone_share) * watts / (learned.rate_c_per_s * WATER_J_PER_KG_K)
    return f"which seemed to hold as much heat as {_number(all_kg)} litres of water"


def _range(value: float, less: float, more: float) -> str:
    """From and to, by relative doubts."""
    return _between(value * exp(-less), value * exp(more))


def _between(least: float, most: float) -> str:
    return f"{_number(max(0.0, least))} to {_number(most)}"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= COARSE else f"{value:.1f}"
