# SPDX-License-Identifier: MIT
"""Heat through cells in a row, in steps of backward Euler.

The law of this file: arithmetic only. A step does not depend on any temperature, and every share in
it is positive, so a hotter beginning or surrounding never makes a later temperature lower.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

FOR_EVER_S: Final = 1e15
"""A step so long that only the steady temperatures are left, s."""


class Chain:
    """Cells in a row: each linked to the next, and each with a loss to a temperature of its own.

    Args:
        heats: heat capacity of each cell, J/(m² K).
        links: conductance between neighbours, W/(m² K), one less than cells.
        losses: conductance of each to its outside, W/(m² K), and the temperature there, °C.
    """

    def __init__(
        self,
        heats: Sequence[float],
        links: Sequence[float],
        losses: Sequence[tuple[float, float]],
    ) -> None:
        self._heats = heats
        self._back, self._ahead = [0.0, *links], [*links, 0.0]
        self._losses = losses

    def __len__(self) -> int:
        return len(self._heats)

    def stepper(self, dt_s: float) -> Callable[[Sequence[float]], list[float]]:
        """A step of backward Euler, eliminated once (Thomas): temperatures to later ones, °C."""
        rows: list[tuple[float, float, float, float]] = []
        ratios: list[float] = []
        ratio = 0.0
        for heat, back, ahead, (loss, outside_c) in zip(
            self._heats, self._back, self._ahead, self._losses, strict=True
        ):
            held = heat / dt_s
            inverse = 1.0 / (held + loss + ahead + back * (1.0 - ratio))
            rows.append((held, loss * outside_c, back, inverse))
            ratio = ahead * inverse
            ratios.append(ratio)
        return partial(_step, rows, ratios[-2::-1])


def _step(
    rows: Sequence[tuple[float, float, float, float]], ratios: Sequence[float], now: Sequence[float]
) -> list[float]:
    swept: list[float] = []
    last = 0.0
    for (held, inflow, back, inverse), now_c in zip(rows, now, strict=True):
        last = (held * now_c + inflow + back * last) * inverse
        swept.append(last)
    found = [last]
    for ratio, value in zip(ratios, swept[-2::-1], strict=True):
        last = value + ratio * last
        found.append(last)
    found.reverse()
    return found
