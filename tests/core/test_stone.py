# SPDX-License-Identifier: MIT
"""Stones as they are described: what is read, what cannot be."""

import math

import pytest

from stoneheater.core.stone import (
    BASALT,
    DESIGN_STONE,
    JADE,
    MARBLE,
    MATERIALS,
    Material,
    Stone,
    StoneError,
    parse_mass,
    parse_material,
    parse_thickness,
)


@pytest.mark.parametrize(("material", "effusivity"), [(BASALT, 2207), (DESIGN_STONE, 2942)])
def test_effusivity_is_the_root_of_the_product(material: Material, effusivity: float) -> None:
    """Basalt's is the published one."""
    assert material.effusivity == pytest.approx(effusivity, abs=1.0)


def test_no_stone_of_the_table_is_hotter_than_the_design_stone() -> None:
    """The design stone is the hot side of the catalogue."""
    assert {name: m.effusivity < DESIGN_STONE.effusivity for name, m in MATERIALS.items()} == {
        "basalt": True,
        "marble": True,
        "jade": True,
    }


@pytest.mark.parametrize(
    ("text", "material"), [("basalt", BASALT), (" Jade ", JADE), ("MARBLE", MARBLE)]
)
def test_a_material_is_found_by_its_name(text: str, material: Material) -> None:
    """Capitals and blanks do not matter."""
    assert parse_material(text) is material


def test_a_material_misspelt_is_asked_about() -> None:
    """The likely one is named; without one, all are."""
    with pytest.raises(StoneError, match=r"'basaltt': did you mean basalt\?"):
        parse_material("basaltt")
    with pytest.raises(StoneError, match=r"write one of basalt, marble, jade"):
        parse_material("oak")


@pytest.mark.parametrize(
    ("text", "mass_kg"),
    [("200g", 0.2), ("0.2kg", 0.2), ("0.2 KG", 0.2), (" 5kg ", 5.0), ("5g", 0.005)],
)
def test_a_mass_carries_its_unit(text: str, mass_kg: float) -> None:
    """Grams or kilograms, up to the bounds."""
    assert parse_mass(text) == pytest.approx(mass_kg)


@pytest.mark.parametrize(
    ("text", "thickness_mm"), [("25mm", 25.0), ("2.5cm", 25.0), ("3 mm", 3.0), ("10cm", 100.0)]
)
def test_a_thickness_carries_its_unit(text: str, thickness_mm: float) -> None:
    """Millimetres or centimetres, up to the bounds."""
    assert parse_thickness(text) == pytest.approx(thickness_mm)


@pytest.mark.parametrize("text", ["", "200", "g", "1e3g", "200lb", "200gg", "²g", "0,2kg", "--1g"])
def test_what_is_no_mass_is_refused_with_an_example(text: str) -> None:
    """The sentence shows how to write it."""
    with pytest.raises(StoneError, match=r"is no mass: write 200g or 0.2kg"):
        parse_mass(text)


@pytest.mark.parametrize("text", ["25", "25m", "1in", "", "mm25"])
def test_what_is_no_thickness_is_refused_with_an_example(text: str) -> None:
    """The sentence shows how to write it."""
    with pytest.raises(StoneError, match=r"is no thickness: write 25mm or 2.5cm"):
        parse_thickness(text)


@pytest.mark.parametrize("text", ["-1kg", "0g", "4.9g", "5.001kg", "99999kg"])
def test_an_absurd_mass_is_refused_with_its_bounds(text: str) -> None:
    """Negative, nothing, or a rock: the number and the bounds are named."""
    with pytest.raises(StoneError, match=r"a mass of .* kg cannot be: it is 0.005 to 5 kg"):
        parse_mass(text)


@pytest.mark.parametrize("text", ["2.9mm", "-25mm", "10.1cm"])
def test_an_absurd_thickness_is_refused_with_its_bounds(text: str) -> None:
    """Thinner or thicker than any stone: the number and the bounds are named."""
    with pytest.raises(StoneError, match=r"a thickness of .* mm cannot be: it is 3 to 100 mm"):
        parse_thickness(text)


@pytest.mark.parametrize(
    ("mass_kg", "thickness_mm"), [(-0.1, 25.0), (math.nan, 25.0), (0.2, math.inf), (0.2, -1.0)]
)
def test_no_stone_is_made_of_absurd_numbers(mass_kg: float, thickness_mm: float) -> None:
    """Whoever makes a stone, it is a stone."""
    with pytest.raises(StoneError, match=r"cannot be"):
        Stone("s1", BASALT, mass_kg, thickness_mm)


@pytest.mark.parametrize(
    "properties",
    [(0.0, 2900.0, 840.0), (2.0, 10.0, 840.0), (2.0, 2900.0, math.nan), (401.0, 8960.0, 385.0)],
)
def test_a_material_of_ones_own_is_a_stone(properties: tuple[float, float, float]) -> None:
    """Own properties are bounded: copper is no stone, and nothing conducts nothing."""
    with pytest.raises(StoneError, match=r"of own .* cannot be"):
        Material("own", *properties)
