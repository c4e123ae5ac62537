# SPDX-License-Identifier: MIT
"""Skin under a stone: heat through layers in one dimension, on a small graded grid.

The law of this file: physics only, no limit and no advice. Backward Euler on a chain of cells:
a hotter start or a hotter surrounding never makes any later temperature lower, whatever the step.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SkinState:
    """The skin of one site at one instant.

    Attributes:
        temperatures_c: cells from the surface inwards, °C.
        omega: thermal dose so far (Henriques' Ω, no unit).
    """

    temperatures_c: tuple[float, ...]
    omega: float


RESTED = SkinState((36.0,), 0.0)
