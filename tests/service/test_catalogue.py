# SPDX-License-Identifier: MIT
import json
from pathlib import Path

import pytest

from stoneheater.config.stones import STONES_MAX
from stoneheater.core.stone import BASALT, MATERIALS, Material, Stone, StoneError
from stoneheater.service.catalogue import Catalogue

ROW = Stone("row-1", BASALT, 0.2, 25.0, "row")
SOAPSTONE = Material("soapstone", 3.0, 2750.0, 980.0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where added stones are kept."""
    return tmp_path / "stones.json"


def added(catalogue: Catalogue, name: str, material: str = "basalt", group: str = "") -> Stone:
    """Add a stone as a person writes it."""
    stone = catalogue.described(name, material, "350g", "30mm", group)
    catalogue.add(stone)
    return stone


def test_configured_stones_come_first_and_added_ones_stay(path: Path) -> None:
    """The next daemon has both, in the same order, to the last number."""
    first = Catalogue([ROW], path=path)
    big = added(first, "big", group="large")
    assert first.stones == (ROW, big)
    assert (first.added("big"), first.added("row-1")) == (True, False)
    assert Catalogue([ROW], path=path).stones == (ROW, big)


def test_adding_is_told_with_what_was_understood() -> None:
    """Material, mass and thickness, as the timers will take them."""
    catalogue = Catalogue()
    said = catalogue.add(catalogue.described("big", "Basalt", "0.35kg", "3cm"))
    assert said == "stone big added: basalt, 0.35 kg, 30 mm."


def test_the_practices_own_material_goes_with_the_stone(path: Path) -> None:
    """A stone of it outlives the material's line in the configuration."""
    own = MATERIALS | {"soapstone": SOAPSTONE}
    added(Catalogue((), own, path), "grey", "soapstone")
    assert Catalogue((), MATERIALS, path).stones[0].material == SOAPSTONE


def test_the_configuration_wins_over_an_added_stone(path: Path) -> None:
    """Both have the name: there is one stone, the configured one."""
    added(Catalogue(path=path), "row-1")
    assert Catalogue([ROW], path=path).stones == (ROW,)


@pytest.mark.parametrize(
    ("name", "group", "why"),
    [
        ("row-1", "", "a stone or a group 'row-1' already"),
        ("row", "", "a stone or a group 'row' already"),
        ("big", "row-1", "already"),
        ("big", "big", "already"),
        ("a b", "", "is no name"),
        ("", "", "is no name"),
        ("x" * 33, "", "is no name"),
        ("big", "gr oup", "is no name"),
    ],
)
def test_a_name_that_does_not_fit_is_refused(path: Path, name: str, group: str, why: str) -> None:
    """A name or a group means one thing; nothing is written."""
    catalogue = Catalogue([ROW], path=path)
    with pytest.raises(StoneError, match=why):
        added(catalogue, name, group=group)
    assert catalogue.stones == (ROW,)
    assert not path.exists()


@pytest.mark.parametrize(
    ("mass", "thickness", "material"),
    [
        ("-2kg", "25mm", "basalt"),
        ("900kg", "25mm", "basalt"),
        ("nankg", "25mm", "basalt"),
        ("200", "25mm", "basalt"),
        ("200g", "0mm", "basalt"),
        ("200g", "25mm", "basallt"),
    ],
)
def test_a_stone_that_cannot_be_is_refused(mass: str, thickness: str, material: str) -> None:
    """Negative, absurd or misspelt, before anything is asked of the disk."""
    with pytest.raises(StoneError):
        Catalogue().described("big", material, mass, thickness)


def test_the_last_stone_fits_and_one_more_does_not() -> None:
    """So that an answer with all of them fits into a message."""
    all_but_one = [Stone(f"s{n}", BASALT, 0.2, 25.0) for n in range(STONES_MAX - 1)]
    catalogue = Catalogue(all_but_one)
    added(catalogue, "last")
    with pytest.raises(StoneError, match=f"has {STONES_MAX} stones"):
        added(catalogue, "more")


def test_a_disk_that_refuses_adds_nothing(path: Path) -> None:
    """In memory neither: a stone counts when it is on the disk."""
    catalogue = Catalogue([ROW], path=path / "no such folder")
    with pytest.raises(OSError, match="no such folder"):
        added(catalogue, "big")
    assert catalogue.stones == (ROW,)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"stones":[{}]}', b'{"stones":[{"name":"a","material":7}]}', b"\xff"],
)
def test_what_cannot_be_read_is_told_and_never_written_over(path: Path, content: bytes) -> None:
    """The configured stones are there; adding waits until somebody has looked at the file."""
    path.write_bytes(content)
    catalogue = Catalogue([ROW], path=path)
    assert catalogue.stones == (ROW,)
    assert catalogue.trouble.startswith(f"The stones that were added cannot be read from {path}")
    with pytest.raises(StoneError, match="Mend or remove that file first"):
        added(catalogue, "big")
    assert path.read_bytes() == content


def test_every_cut_of_the_file_is_told_or_harmless(path: Path) -> None:
    """Truncated at any byte it is never another stone."""
    whole = Catalogue(path=path)
    stones = (added(whole, "big"), added(whole, "small"))
    content = path.read_bytes()
    assert json.loads(content)
    for length in range(len(content)):
        path.write_bytes(content[:length])
        cut = Catalogue(path=path)
        assert cut.trouble or cut.stones == stones
