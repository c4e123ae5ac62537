# SPDX-License-Identifier: MIT
"""What to say to a client who wants it cooler: a lower target, and from when it counts.

The law of this file: it suggests and sets nothing; a time that nobody can tell is null.
"""

from dataclasses import dataclass
from typing import Final

from stoneheater.core.bath_model import Learned
from stoneheater.core.burn import ClientProfile
from stoneheater.core.cooling import cooling_s
from stoneheater.core.session import cooler_target_c
from stoneheater.core.water_log import HOUR_S, WaterLog

UNDER_LIMIT_C: Final = 1.0
"""A target that is suggested stays so far under a limit of the timers, °C."""


@dataclass(frozen=True, slots=True)
class Bath:
    """The bath at one instant, for an estimate.

    Attributes:
        target_c: the target, °C.
        water_c: the water, °C; None while it is not known.
        learned: how it loses heat; None before it is learned.
    """

    target_c: float = 0.0
    water_c: float | None = None
    learned: Learned | None = None


def suggestion(
    bath: Bath, profile: ClientProfile, water: WaterLog, now_s: float
) -> dict[str, object] | None:
    """The next lower target worth having, as the protocol says it; None when there is none.

    Args:
        bath: the bath now.
        profile: with how much heat this client is trusted.
        water: how hot stones can be.
        now_s: s since boot.
    """
    target_c = cooler_target_c(bath.target_c, profile)
    if target_c is None:
        return None
    limit_c = target_c + UNDER_LIMIT_C
    there_s, under_s = _cools_s(bath, target_c), _cools_s(bath, limit_c)
    stones_s = None if under_s is None else under_s + HOUR_S
    if under_s == 0.0:
        stones_s = water.below_in_s(limit_c, now_s)
    return {
        "target": f"{target_c:.0f}C",
        "target_c": target_c,
        "water_in_s": None if there_s is None else round(there_s),
        "stones_in_s": None if stones_s is None else round(stones_s),
    }


def _cools_s(bath: Bath, to_c: float) -> float | None:
    """How long the water takes down to a temperature, s; None if nobody can say."""
    if bath.water_c is None:
        return None
    if bath.water_c <= to_c:
        return 0.0
    return None if bath.learned is None else cooling_s(bath.learned, bath.water_c, to_c)
