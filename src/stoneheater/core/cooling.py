# SPDX-License-Identifier: MIT
"""How long water takes to cool to a lower target when nobody heats it.

The law of this file: an estimate for a sentence, from the learned bath; no timer rests on it.
"""

from typing import Final

from stoneheater.core.bath_model import ROOM_C, Learned, loss_shape

SLICES: Final = 50
LONGEST_S: Final = 12 * 3600.0
"""What takes longer is not worth waiting for, s."""


def cooling_s(learned: Learned, from_c: float, to_c: float) -> float | None:
    """How long the water needs from one temperature down to another, without heat.

    Args:
        learned: the bath; its stones cool with it.
        from_c: the water now, °C.
        to_c: where it shall go, °C.

    Returns:
        The time in s; 0 if it is there already, None if it takes longer than half a day or the
        room itself is warmer.
    """
    if from_c <= to_c:
        return 0.0
    if to_c <= ROOM_C:
        return None
    slice_c = (from_c - to_c) / SLICES
    falls = [
        learned.rate_c_per_s * learned.loss_share * loss_shape(to_c + (n + 0.5) * slice_c)
        for n in range(SLICES)
    ]
    held = 1.0 + learned.stone_share
    slowest = slice_c * held / LONGEST_S
    if min(falls) <= slowest:
        return None
    took_s = sum(slice_c * held / fall for fall in falls)
    return took_s if took_s <= LONGEST_S else None
