# SPDX-License-Identifier: MIT
"""The stones of the practice, and its words: ``[[stone]]``, ``[[material]]``, ``[treatment]``.

The law of this file: a stone that comes out of it can be laid: its material is known, its bounds
are those of a stone, and its name is its own.
"""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Annotated, Final

import attrs

from stoneheater.config.checks import Matching, Within
from stoneheater.core.stone import MASS_KG, MATERIALS, THICKNESS_MM, Material, Stone

STONES_MAX: Final = 200
NAME_FORM: Final = r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}"
NAME_WORDS: Final = "1 to 32 letters, digits, dots and dashes, such as large-1"

Name = Annotated[str, Matching(NAME_FORM, NAME_WORDS)]
Group = Annotated[str, Matching(f"({NAME_FORM})?", NAME_WORDS)]
Words = Annotated[
    str, Matching(r"[^\x00-\x09\x0b-\x1f\x7f]{0,1500}", "a text of at most 1500 characters")
]


@attrs.frozen
class MaterialSettings:
    """One ``[[material]]``: a stone that is not in the table, in SI units."""

    name: Name
    conductivity_w_per_m_k: Annotated[float, Within(0.1, 20.0, "W/(m K)")]
    density_kg_per_m3: Annotated[float, Within(500.0, 8000.0, "kg/m³")]
    heat_capacity_j_per_kg_k: Annotated[float, Within(200.0, 2500.0, "J/(kg K)")]


@attrs.frozen
class StoneSettings:
    """One ``[[stone]]``: mass in kg, thickness in mm where it lies flat."""

    name: Name
    material: Name
    mass_kg: Annotated[float, Within(*MASS_KG, "kg")]
    thickness_mm: Annotated[float, Within(*THICKNESS_MM, "mm")]
    group: Group = ""


@attrs.frozen
class TreatmentSettings:
    """``[treatment]``: how the stones lie in the bath, and what the practice says and keeps."""

    piled_stones: bool = False
    aftercare: Words = ""
    keep_last_treated: bool = False


USUAL: Final = TreatmentSettings()


def materials(own: Sequence[MaterialSettings]) -> dict[str, Material]:
    """Every material by its name: the table's, and the practice's own."""
    return MATERIALS | {each.name: Material(*attrs.astuple(each)) for each in own}


def catalogue(
    stones: Sequence[StoneSettings], own: Sequence[MaterialSettings]
) -> tuple[Stone, ...]:
    """The stones of a configuration that was checked."""
    known = materials(own)
    return tuple(
        Stone(each.name, known[each.material], each.mass_kg, each.thickness_mm, each.group)
        for each in stones
    )


def misfits(
    stones: Sequence[StoneSettings], own: Sequence[MaterialSettings]
) -> Iterator[tuple[str, str, str, str]]:
    """What no bound of a single key can see: key, value, limit and next step of each."""
    if len(stones) > STONES_MAX:
        yield "stone", f"a list of {len(stones)}", f"at most {STONES_MAX} fit", "remove the others"
    known = set(MATERIALS)
    for number, material in enumerate(own, start=1):
        if material.name in known:
            step = "give it a name of its own"
            yield f"material #{number}.name", material.name, "that is known already", step
        known.add(material.name)
    names, groups = [each.name for each in stones], {each.group for each in stones}
    for number, stone in enumerate(stones, start=1):
        if stone.material not in known:
            close = get_close_matches(stone.material, known, n=1)
            others = f"known are {', '.join(sorted(known))}"
            limit = (
                f"there is no such material ({f'did you mean {close[0]}?' if close else others})"
            )
            yield f"stone #{number}.material", stone.material, limit, "correct it"
        if stone.name in names[: number - 1]:
            limit = f"stone #{names.index(stone.name) + 1} has the same name"
            yield f"stone #{number}.name", stone.name, limit, "give each its own name"
        if stone.name in groups:
            limit = "a group has the same name"
            yield f"stone #{number}.name", stone.name, limit, "give each its own name"
