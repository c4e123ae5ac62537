# SPDX-License-Identifier: MIT
"""`stoneheater stone forecast` with the stones and materials of the practice."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import Result

from stoneheater.config import load
from stoneheater.core.stone import MATERIALS, Material, Stone
from stoneheater.interfaces.memory import practice
from support.clinic import Clinic
from support.command_line import run
from support.settings import toml, written

CONDUCTS = Material("Steatite", 12.0, 2980.0, 980.0)
OWN = {
    "hardware": {"driver": "simulated"},
    "material": [
        {
            "name": CONDUCTS.name,
            "conductivity_w_per_m_k": CONDUCTS.conductivity_w_per_m_k,
            "density_kg_per_m3": CONDUCTS.density_kg_per_m3,
            "heat_capacity_j_per_kg_k": CONDUCTS.heat_capacity_j_per_kg_k,
        }
    ],
    "stone": [
        {"name": "big-1", "material": "Steatite", "mass_kg": 0.4, "thickness_mm": 35.0},
        {"name": "row-1", "material": "basalt", "mass_kg": 0.2, "thickness_mm": 25.0},
    ],
}
LAID = ("--contact", "sheet", "--profile", "typical", "--site", "palm-left")
SIZE = ("--mass", "400g", "--thickness", "35mm")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A practice with a stone that conducts heat better than any in the table."""
    written(tmp_path, toml(OWN))
    return tmp_path


def ask(folder: Path, *words: str, hot: str = "57C") -> Result:
    """A forecast through a damp cloth."""
    return run(folder, "stone", "forecast", "--temperature", hot, *words, *LAID)


def lift_by_s(folder: Path, *words: str, hot: str = "57C") -> float:
    """Its answer, s."""
    result = ask(folder, *words, "--json", hot=hot)
    assert result.exit_code == 0, result.output
    return float(json.loads(result.stdout)["lift_by_s"])


def placed_s(stones: Sequence[Stone], name: str, hot_c: float) -> float:
    """What a daemon with the same stones gives the same stone, s."""
    made = Clinic(stones=stones)
    made.bath(hot_c)
    made.ask("session.start", intake=["none"])
    made.place(name, sites=["palm-left"])
    (lying,) = made.lying
    made.close()
    return lying.forecast.lift_by_s


def test_a_stone_of_the_practice_is_forecast_by_its_name(folder: Path) -> None:
    """As `stone place` would time it, to the second, own material included."""
    stones = practice(load(folder / "stoneheater.toml"), folder, sounds=True).catalogue.stones
    for name in ("big-1", "row-1"):
        assert lift_by_s(folder, "--stone", name) == placed_s(stones, name, 57.0)
    assert lift_by_s(folder, "--stone", "big-1") < lift_by_s(folder, *SIZE, "--material", "jade")


def test_a_stone_that_was_added_since_is_known_too(folder: Path) -> None:
    """It stands in no configuration, and is forecast like the others."""
    made = practice(load(folder / "stoneheater.toml"), folder, sounds=True).catalogue
    made.add(made.described("big-2", "steatite", "0.4kg", "3.5cm"))
    assert lift_by_s(folder, "--stone", "big-2") == lift_by_s(folder, "--stone", "big-1")


@pytest.mark.parametrize("written_as", ["Steatite", "steatite", " STEATITE "])
def test_a_material_of_the_practice_is_known(folder: Path, written_as: str) -> None:
    """With mass and thickness on the command line, in capitals or not."""
    asked = lift_by_s(folder, "--material", written_as, *SIZE)
    assert asked == lift_by_s(folder, "--stone", "big-1")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--stone", "big-3"), "there is no stone 'big-3': did you mean big-1?"),
        (("--stone", "zzz"), "there is no stone 'zzz': stoneheater stone list shows them all."),
        (("--material", "steatit", *SIZE), "no material 'steatit': did you mean Steatite?"),
        (("--material", "zzz", *SIZE), "write one of basalt, marble, jade, Steatite."),
        (("--stone", "big-1", "--mass", "1kg"), "leave --mass out"),
        (("--material", "jade", "--mass", "1kg"), "Missing option '--thickness'"),
        ((), "Missing option '--material'"),
    ],
)
def test_what_is_not_known_is_usage(folder: Path, words: Sequence[str], said: str) -> None:
    """One sentence with what was meant, and exit code 2."""
    result = ask(folder, *words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_group_is_not_one_stone(folder: Path) -> None:
    """Its stones may be of different kinds, so one of them is to be named."""
    one = {"material": "basalt", "mass_kg": 0.2, "group": "row"}
    row = [{"name": f"row-{n}", "thickness_mm": 20.0 + n, **one} for n in (1, 2)]
    written(folder, toml({**OWN, "stone": row}))
    said = ask(folder, "--stone", "row").stderr
    assert "'row' is a group of 2 stones: name one of them." in said


def test_a_configuration_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """The table's materials need none; what is looked for there says what to do."""
    assert lift_by_s(tmp_path, *SIZE, "--material", "jade") > 0.0
    for words in (("--stone", "big-1"), ("--material", "Steatite", *SIZE)):
        result = ask(tmp_path, *words)
        assert result.exit_code == 2
        assert "cannot be used: stoneheater config check says why." in result.stderr
    written(tmp_path, toml(OWN))
    (tmp_path / "stones.json").write_text("nonsense")
    result = ask(tmp_path, "--stone", "big-3")
    assert "The stones that were added cannot be read from" in result.stderr
    assert set(MATERIALS) == {"basalt", "marble", "jade"}
