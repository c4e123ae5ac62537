# SPDX-License-Identifier: MIT
"""The bath file: its keys, its defaults and what it hands to the simulator."""

from dataclasses import fields
from math import inf, nan
from pathlib import Path
from typing import Any

import attrs
import pytest

from stoneheater.config import BathFile, ConfigError, ProbePhysics, load_bath
from stoneheater.core.plant import Bath

KEYS = [
    *("water_kg", "stone_kg", "stone_tau_s", "element_w", "element_capacity_j_per_k"),
    *("element_lag_s", "loss_w_per_k", "surface_m2", "lid", "ambient_c", "humidity"),
    *("probe_lag_s", "probe_noise_c", "probe_offset_c", "dead_time_s", "start_c"),
    *("nameplate_w", "nameplate_kg", "probe"),
]


def read(folder: Path, text: str) -> BathFile:
    """What a bath file with this text loads as; no line end and no mode is asked of it."""
    path = folder / "bath.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o666)
    return load_bath(path)


def test_the_keys_of_a_bath_file_are_the_documented_ones() -> None:
    """The file has exactly the keys of the public contract."""
    assert list(attrs.fields_dict(BathFile)) == KEYS


def test_an_empty_bath_file_is_the_nominal_bath(tmp_path: Path) -> None:
    """8 kg of water, 5 kg of stones, 800 W, and two equal probes of 8 s."""
    file = read(tmp_path, "")
    assert file == BathFile()
    assert file.bath() == Bath()
    assert file.probes() == (ProbePhysics(8.0, 0.02, 0.0, 1.0),) * 2
    assert (file.named_w, file.named_kg) == (800.0, 8.0)


def test_every_figure_reaches_the_plant(tmp_path: Path) -> None:
    """Each key of the bath itself arrives in the plant's bath under the same name."""
    figures: dict[str, Any] = {
        field.name: float(number) / 8.0 for number, field in enumerate(fields(Bath), start=8)
    }
    figures |= {"humidity": 0.25, "lid": True}
    text = "\n".join(f"{key} = {str(value).lower()}" for key, value in figures.items())
    assert read(tmp_path, text).bath() == Bath(**figures)


def test_the_name_plate_may_lie(tmp_path: Path) -> None:
    """What the controller is told may differ from what the bath is."""
    file = read(tmp_path, "element_w = 400\nnameplate_w = 800\nnameplate_kg = 12")
    assert (file.element_w, file.named_w) == (400.0, 800.0)
    assert (file.water_kg, file.named_kg) == (8.0, 12.0)


def test_the_name_plate_follows_the_bath(tmp_path: Path) -> None:
    """Unless told otherwise the controller is told the truth."""
    file = read(tmp_path, "element_w = 400\nwater_kg = 4")
    assert (file.named_w, file.named_kg) == (400.0, 4.0)


def test_a_probe_table_overrides_the_common_figures(tmp_path: Path) -> None:
    """A probe has the figures of its table, and the common ones for what is left out."""
    text = (
        "probe_lag_s = 12\nprobe_noise_c = 0.1\nprobe_offset_c = 0.5\ndead_time_s = 3\n"
        "[[probe]]\n[[probe]]\nlag_s = 5\nnoise_c = 0\noffset_c = -0.5\ndead_time_s = 0"
    )
    assert read(tmp_path, text).probes() == (
        ProbePhysics(12.0, 0.1, 0.5, 3.0),
        ProbePhysics(5.0, 0.0, -0.5, 0.0),
    )


def test_one_probe_table_is_one_probe(tmp_path: Path) -> None:
    """Single-probe wiring is one table."""
    assert len(read(tmp_path, "[[probe]]\n").probes()) == 1


def test_an_unknown_key_of_a_bath_is_refused(tmp_path: Path) -> None:
    """A typing slip does not become a nominal bath."""
    with pytest.raises(ConfigError) as refused:
        read(tmp_path, "watter_kg = 5\n[[probe]]\nlag = 3\n")
    first, second = refused.value.problems
    assert (first.key, second.key) == ("probe #1.lag", "watter_kg")
    assert "did you mean water_kg?" in second.limit


@pytest.mark.parametrize(
    ("key", "lo", "hi"),
    [
        ("water_kg", 0.2, 500.0),
        ("stone_kg", 0.0, 200.0),
        ("stone_tau_s", 1.0, 10_000.0),
        ("element_w", 0.0, 10_000.0),
        ("element_capacity_j_per_k", 1.0, 100_000.0),
        ("element_lag_s", 0.1, 1000.0),
        ("loss_w_per_k", 0.0, 200.0),
        ("surface_m2", 0.0, 5.0),
        ("ambient_c", -20.0, 50.0),
        ("humidity", 0.0, 1.0),
        ("probe_lag_s", 0.1, 1000.0),
        ("probe_noise_c", 0.0, 5.0),
        ("probe_offset_c", -20.0, 20.0),
        ("dead_time_s", 0.0, 600.0),
        ("start_c", 0.0, 95.0),
        ("nameplate_w", 1.0, 10_000.0),
        ("nameplate_kg", 0.2, 500.0),
    ],
)
def test_a_figure_keeps_the_arithmetic_sane(key: str, lo: float, hi: float, tmp_path: Path) -> None:
    """A figure is taken on its bounds and refused beyond them, or when it is no number."""
    for value in (lo, hi):
        assert getattr(read(tmp_path, f"{key} = {value}"), key) == value
    for wrong in (lo - 0.01, hi + 0.01, nan, inf, "true", '"8"'):
        with pytest.raises(ConfigError, match=f"{key} in .* from {lo:g} to {hi:g}"):
            read(tmp_path, f"{key} = {wrong}")


def test_a_missing_bath_file_is_named(tmp_path: Path) -> None:
    """A path that leads nowhere is refused; no nominal bath is played instead."""
    with pytest.raises(ConfigError, match=r"nowhere\.toml is missing"):
        load_bath(tmp_path / "nowhere.toml")
