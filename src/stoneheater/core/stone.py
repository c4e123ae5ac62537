# SPDX-License-Identifier: MIT
"""A stone: what it is made of, and how big it is.

The law of this file: a stone that cannot be is refused in one sentence when it is described, so
that nobody behind this door has to ask again. Temperatures are not its business.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite, sqrt
from typing import Final

MASS_KG: Final = (0.005, 5.0)
THICKNESS_MM: Final = (3.0, 100.0)
"""Bounds of a stone that a hand lays on a client (judgement: facial stones to belly stones)."""


_FORM: Final = re.compile(r"(-?\d{1,6}(?:\.\d{1,6})?) ?([A-Za-z]{1,2})", re.ASCII)
_TO_KG: Final = {"kg": 1.0, "g": 0.001}
_TO_MM: Final = {"mm": 1.0, "cm": 10.0}


class StoneError(ValueError):
    """A stone that cannot be; the text is one sentence for a person."""


def within(what: str, value: float, bounds: tuple[float, float], unit: str) -> None:
    """Refuse a number outside its bounds, or no number at all.

    Raises:
        StoneError: with the number, the bounds and the next step.
    """
    low, high = bounds
    if not (isfinite(value) and low <= value <= high):
        raise StoneError(
            f"a {what} of {value:g} {unit} cannot be: it is {low:g} to {high:g} {unit}; "
            "measure it again"
        )


def parse_mass(text: str) -> float:
    """Read a mass such as ``200g`` or ``0.2kg``.

    Returns:
        The mass in kg, within the bounds of a stone.

    Raises:
        StoneError: it lacks its unit, cannot be read, or is no stone's.
    """
    mass_kg = _measured("mass", text, _TO_KG, "200g or 0.2kg")
    within("mass", mass_kg, MASS_KG, "kg")
    return mass_kg


def parse_thickness(text: str) -> float:
    """Read a thickness such as ``25mm`` or ``2.5cm``.

    Returns:
        The thickness in mm, within the bounds of a stone.

    Raises:
        StoneError: it lacks its unit, cannot be read, or is no stone's.
    """
    thickness_mm = _measured("thickness", text, _TO_MM, "25mm or 2.5cm")
    within("thickness", thickness_mm, THICKNESS_MM, "mm")
    return thickness_mm


def _measured(what: str, text: str, units: Mapping[str, float], example: str) -> float:
    form = _FORM.fullmatch(text.strip())
    if form is None or form[2].lower() not in units:
        raise StoneError(f"{text[:20]!r} is no {what}: write {example}")
    return float(form[1]) * units[form[2].lower()]


@dataclass(frozen=True, slots=True)
class Material:
    """What a stone is made of, in SI units.

    Attributes:
        name: as it is written in the catalogue.
        conductivity_w_per_m_k: thermal conductivity, W/(m K).
        density_kg_per_m3: density, kg/m³.
        heat_capacity_j_per_kg_k: specific heat, J/(kg K).

    Raises:
        StoneError: a property is no stone's.
    """

    name: str
    conductivity_w_per_m_k: float
    density_kg_per_m3: float
    heat_capacity_j_per_kg_k: float

    def __post_init__(self) -> None:
        within(f"conductivity of {self.name}", self.conductivity_w_per_m_k, (0.1, 20.0), "W/(m K)")
        within(f"density of {self.name}", self.density_kg_per_m3, (500.0, 8000.0), "kg/m³")
        within(
            f"heat capacity of {self.name}",
            self.heat_capacity_j_per_kg_k,
            (200.0, 2500.0),
            "J/(kg K)",
        )

    @property
    def volumetric_j_per_m3_k(self) -> float:
        """Heat capacity of a volume, J/(m³ K)."""
        return self.density_kg_per_m3 * self.heat_capacity_j_per_kg_k

    @property
    def effusivity(self) -> float:
        """How hot it feels: sqrt(k rho c), W s^0.5/(m² K)."""
        return sqrt(self.conductivity_w_per_m_k * self.volumetric_j_per_m3_k)


BASALT: Final = Material("basalt", 2.0, 2900.0, 840.0)
MARBLE: Final = Material("marble", 2.8, 2700.0, 880.0)
JADE: Final = Material("jade", 3.3, 2980.0, 800.0)
DESIGN_STONE: Final = Material("design", 3.3, 2980.0, 880.0)
"""The hot side of every stone in the table (jade from memory, unverified)."""

MATERIALS: Final = {material.name: material for material in (BASALT, MARBLE, JADE)}


def parse_material(text: str) -> Material:
    """Find a material by its name.

    Raises:
        StoneError: it is not in the table; the sentence asks what was meant.
    """
    name = text.strip().lower()
    if name in MATERIALS:
        return MATERIALS[name]
    close = get_close_matches(name, MATERIALS, n=1)
    meant = f"did you mean {close[0]}?" if close else f"write one of {', '.join(MATERIALS)}"
    raise StoneError(f"there is no material {text[:40]!r}: {meant}")


@dataclass(frozen=True, slots=True)
class Stone:
    """One stone of the catalogue.

    Attributes:
        name: the name it is called by.
        material: what it is made of.
        mass_kg: mass, kg; for the record and the bath, it never lengthens a time.
        thickness_mm: thickness where it lies flat, mm.
        group: the group it is laid with, or nothing.

    Raises:
        StoneError: mass or thickness out of bounds.
    """

    name: str
    material: Material
    mass_kg: float
    thickness_mm: float
    group: str = ""

    def __post_init__(self) -> None:
        within("mass", self.mass_kg, MASS_KG, "kg")
        within("thickness", self.thickness_mm, THICKNESS_MM, "mm")
