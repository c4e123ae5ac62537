# SPDX-License-Identifier: MIT
"""The catalogue in the configuration: stones that can be laid, and nothing else."""

from math import inf, nextafter
from pathlib import Path
from typing import Any

import pytest

from stoneheater.config.stones import STONES_MAX, catalogue
from stoneheater.core.stone import BASALT, Material, Stone
from support.settings import loaded, refusal, toml

LARGE = {"name": "large-1", "material": "basalt", "mass_kg": 0.2, "thickness_mm": 25.0}
SOAP = {
    "name": "soapstone",
    "conductivity_w_per_m_k": 3.0,
    "density_kg_per_m3": 2980.0,
    "heat_capacity_j_per_kg_k": 980.0,
}


def _stones(folder: Path, *stones: dict[str, Any], own: list[Any] | None = None) -> tuple[Any, ...]:
    config = loaded(folder, toml({"stone": list(stones), "material": own or []}))
    return catalogue(config.stone, config.material)


def _refused(folder: Path, *stones: dict[str, Any], own: list[Any] | None = None) -> str:
    return str(refusal(folder, toml({"stone": list(stones), "material": own or []})))


def test_a_stone_of_the_configuration_can_be_laid(tmp_path: Path) -> None:
    """Name, material, mass, thickness and group arrive as the core knows them."""
    small = LARGE | {"name": "small", "group": "row"}
    assert _stones(tmp_path, LARGE, small) == (
        Stone("large-1", BASALT, 0.2, 25.0),
        Stone("small", BASALT, 0.2, 25.0, "row"),
    )


def test_a_practice_may_have_a_material_of_its_own(tmp_path: Path) -> None:
    """Its properties go with the stone."""
    [stone] = _stones(tmp_path, LARGE | {"material": "soapstone"}, own=[SOAP])
    assert stone.material == Material("soapstone", 3.0, 2980.0, 980.0)


@pytest.mark.parametrize(
    ("changes", "key", "said"),
    [
        ({"material": "bassalt"}, "stone #1.material", "did you mean basalt?"),
        ({"material": "cheese-1"}, "stone #1.material", "known are basalt, jade, marble"),
        ({"thicknes_mm": 25.0}, "stone #1.thicknes_mm", "did you mean thickness_mm?"),
        ({"name": "a b"}, "stone #1.name", "letters, digits, dots and dashes"),
        ({"name": ""}, "stone #1.name", "letters, digits, dots and dashes"),
        ({"group": "large-1"}, "stone #1.name", "a group has the same name"),
        ({"mass_kg": -0.2}, "stone #1.mass_kg", "from 0.005 to 5 kg"),
    ],
)
def test_F57_a_stone_that_cannot_be_is_refused(
    changes: dict[str, Any], key: str, said: str, tmp_path: Path
) -> None:
    """The key is named, with what was probably meant."""
    sentence = _refused(tmp_path, LARGE | changes)
    assert key in sentence
    assert said in sentence


@pytest.mark.parametrize(("key", "lo", "hi"), [("mass_kg", 0.005, 5.0), ("thickness_mm", 3, 100)])
def test_F56_mass_and_thickness_have_bounds(key: str, lo: float, hi: float, tmp_path: Path) -> None:
    """Both edges are taken, the next number beyond is not."""
    for value in (float(lo), float(hi)):
        assert _stones(tmp_path, LARGE | {key: value})
    for value in (nextafter(lo, -inf), nextafter(hi, inf)):
        assert f"from {lo:g} to {hi:g}" in _refused(tmp_path, LARGE | {key: value})


@pytest.mark.parametrize("key", [key for key in SOAP if key != "name"])
def test_F56_a_material_has_bounds(key: str, tmp_path: Path) -> None:
    """No stone conducts, weighs or holds so little or so much."""
    for value in (0.0, 99999.0):
        assert f"material #1.{key}" in _refused(tmp_path, own=[SOAP | {key: value}])


def test_two_stones_have_two_names(tmp_path: Path) -> None:
    """The second one is refused, and says which was first."""
    assert "stone #1 has the same name" in _refused(tmp_path, LARGE, LARGE)


@pytest.mark.parametrize("own", [[SOAP, SOAP], [SOAP | {"name": "jade"}]])
def test_a_material_is_described_once(own: list[Any], tmp_path: Path) -> None:
    """Neither one of the table nor one of the practice is described again."""
    assert "that is known already" in _refused(tmp_path, own=own)


def test_a_catalogue_has_an_end(tmp_path: Path) -> None:
    """So many stones fit, and not one more."""
    many = [LARGE | {"name": f"s{n}"} for n in range(STONES_MAX + 1)]
    assert len(_stones(tmp_path, *many[:-1])) == STONES_MAX
    assert f"at most {STONES_MAX} fit" in _refused(tmp_path, *many)


def test_the_aftercare_card_may_be_the_practices_own(tmp_path: Path) -> None:
    """Several lines are taken as they stand; a longer card, or a control sign, is not."""
    config = loaded(tmp_path, '[treatment]\naftercare = """Rest.\nDrink."""\n')
    assert config.treatment.aftercare == "Rest.\nDrink."
    for words in ("x" * 1501, "a\\u0007b"):
        assert "at most 1500 characters" in str(
            refusal(tmp_path, f'[treatment]\naftercare = "{words}"\n')
        )


def test_when_a_client_was_last_treated_is_kept_only_if_somebody_says_so(tmp_path: Path) -> None:
    """False until it is configured, and nothing but true and false."""
    assert loaded(tmp_path, "[treatment]\n").treatment.keep_last_treated is False
    key = "keep_last_treated"
    assert loaded(tmp_path, f"[treatment]\n{key} = true\n").treatment.keep_last_treated is True
    assert key in str(refusal(tmp_path, f"[treatment]\n{key} = 1\n"))
