# SPDX-License-Identifier: MIT
"""What skin, stone, cloth and air are taken to be: the property table, in two columns.

The law of this file: numbers only. DESIGN is the hot side of every unknown, and the only column
that a client is ever computed with; TYPICAL is for comparison with published burns.

Layers after Jiang et al., Burns 2002 (as given in public code), the dermis of DESIGN after IT'IS;
resistances of contact and cloth are estimates, nobody has measured them.
"""

from dataclasses import dataclass
from typing import Final

from stoneheater.core.stone import BASALT, DESIGN_STONE, Material


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of skin: cells mm, W/(m K), J/(m³ K), blood W/(m³ K)."""

    cells_mm: tuple[float, ...]
    conductivity: float
    volumetric: float
    blood: float = 0.0


@dataclass(frozen=True, slots=True)
class Case:
    """One column of the property table.

    Attributes:
        stone: the stone's own properties.
        free_h: from the stone's free face to the air, W/(m² K).
        contact_r: stone to skin without anything between, m² K/W.
        sheet_r: a sheet, or any damp cloth, m² K/W more.
        towel_r: a dry towel, m² K/W more.
        layers: the skin from the surface; the dose is taken under the first.
        surface_c: the surface of rested skin, °C.
    """

    stone: Material
    free_h: float
    contact_r: float
    sheet_r: float
    towel_r: float
    layers: tuple[Layer, ...]
    surface_c: float


_BLOOD: Final = 0.00125 * 1060.0 * 3770.0
_FAT_MM, _INNER_MM = (0.4, 0.6, 1.0, 1.5, 2.5, 4.0), (5.0, 10.0, 15.0)

DESIGN: Final = Case(
    stone=DESIGN_STONE,
    free_h=5.0,
    contact_r=1e-6,
    sheet_r=0.005,
    towel_r=0.015,
    layers=(
        Layer((0.06,), 0.24, 1200.0 * 3590.0),
        Layer((0.06, 0.10, 0.16, 0.22, 0.30, 0.36), 0.37, 1109.0 * 3391.0),
        Layer(_FAT_MM, 0.19, 1000.0 * 2500.0),
        Layer(_INNER_MM, 0.50, 1000.0 * 4000.0),
    ),
    surface_c=36.0,
)
"""The hot side of every unknown; every client is computed with this one."""

TYPICAL: Final = Case(
    stone=BASALT,
    free_h=10.0,
    contact_r=1.0 / 5000.0,
    sheet_r=0.010,
    towel_r=0.030,
    layers=(
        Layer((0.08,), 0.24, 1200.0 * 3590.0),
        Layer((0.06, 0.10, 0.16, 0.28, 0.5, 0.9), 0.45, 1200.0 * 3300.0, _BLOOD),
        Layer(_FAT_MM, 0.19, 1000.0 * 2500.0, _BLOOD),
        Layer(_INNER_MM, 0.50, 1000.0 * 4000.0, _BLOOD),
    ),
    surface_c=34.0,
)
"""For validation only; it reaches no client."""
