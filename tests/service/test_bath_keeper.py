# SPDX-License-Identifier: MIT
"""The learned bath from day to day: kept when a heat-up ends, believed by nobody unweighed."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoneheater.core.mode import Mode
from stoneheater.core.thermal_model import Learned
from stoneheater.service import bath_keeper
from stoneheater.service.bath_keeper import BathKeeper
from support.treatment import Treatment

BATH = Learned(0.023, 29.0, 8.0, 0.12, 0.217)


def _kept_after(folder: Path, modes: list[Mode], *, heated: bool) -> Learned | None:
    """What is on the disk after these modes, on a bath that was heated up before, or was not."""
    bath = Treatment()
    if heated:
        bath.on()
        bath.wait(1800)
    keeper = BathKeeper(folder, lambda: bath.app.heater.model)
    for mode in modes:
        keeper.note(replace(bath.outcome, mode=mode))
    assert keeper.close(5.0)
    return bath_keeper.read(folder)


def test_a_bath_is_kept_when_a_heat_up_ends(tmp_path: Path) -> None:
    """STANDBY after HEATING is when the learned bath goes to the disk."""
    kept = _kept_after(tmp_path, [Mode.HEATING, Mode.STANDBY], heated=True)
    assert kept is not None
    assert kept.rate_c_per_s == pytest.approx(800.0 / (8.0 * 4186.0), rel=0.1)


@pytest.mark.parametrize(
    ("modes", "heated"),
    [
        ([Mode.HEATING, Mode.HEATING], True),
        ([Mode.STANDBY, Mode.STANDBY], True),
        ([Mode.HEATING, Mode.STANDBY], False),
    ],
)
def test_nothing_is_kept_without_an_ended_heat_up(
    tmp_path: Path, modes: list[Mode], heated: bool
) -> None:
    """A heat-up under way, no heat-up, or a bath nobody learned leaves no file."""
    assert _kept_after(tmp_path, modes, heated=heated) is None


def test_a_disk_that_refuses_costs_only_the_bath(tmp_path: Path) -> None:
    """A missing folder is not the end of the keeper."""
    assert _kept_after(tmp_path / "gone", [Mode.HEATING, Mode.STANDBY], heated=True) is None


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """Five numbers out, the same five in."""
    (tmp_path / bath_keeper.NAME).write_bytes(bath_keeper.encode(BATH))
    assert bath_keeper.read(tmp_path) == BATH


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"rate_c_per_s": 0.02}',
        bath_keeper.encode(BATH).decode().replace("0.023", "NaN"),
        bath_keeper.encode(BATH).decode().replace("0.023", '"fast"'),
        bath_keeper.encode(BATH).decode().replace("0.023", "true"),
        bath_keeper.encode(BATH).decode().replace("0.023", "1" + "0" * 400),
        bath_keeper.encode(BATH).decode().replace("0.023", "Infinity"),
        "[" * 100_000,
    ],
)
def test_what_is_no_bath_is_not_read(tmp_path: Path, text: str) -> None:
    """A damaged file is no bath, and no error either: the next heat-up learns it again."""
    (tmp_path / bath_keeper.NAME).write_text(text)
    assert bath_keeper.read(tmp_path) is None
    with pytest.raises(ValueError, match=r"."):
        bath_keeper.decode(text)


@given(st.integers(0, len(bath_keeper.encode(BATH)) - 2))
def test_a_torn_file_is_never_a_bath(end: int) -> None:
    """Cut at any byte, the file holds no bath."""
    with pytest.raises(ValueError, match=r"."):
        bath_keeper.decode(bath_keeper.encode(BATH)[:end])
