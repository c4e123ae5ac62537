# SPDX-License-Identifier: MIT
"""The learned bath from day to day: kept when a heat-up ends, believed by nobody unweighed."""

import json
import re
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoneheater.core.bath_health import BathHealth
from stoneheater.core.energy import NamePlate
from stoneheater.core.heater import Heater
from stoneheater.core.mode import Mode
from stoneheater.core.thermal_model import Learned, ThermalModel
from stoneheater.service import bath_keeper
from stoneheater.service.bath_keeper import BathKeeper
from stoneheater.service.small_files import SmallFiles
from support.treatment import Treatment

BATH = Learned(0.023, 29.0, 8.0, 0.12, 0.217)


class Kept:
    """A bath that was heated up before, or was not, and what is kept of it."""

    def __init__(self, folder: Path, *, heated: bool) -> None:
        self.folder = folder
        self.notes: list[str] = []
        self.bath = Treatment()
        if heated:
            self.bath.on()
            self.bath.wait(3600)

    @property
    def heater(self) -> Heater:
        """The heater."""
        return self.bath.app.heater

    def after(self, *modes: Mode, belongs: str = "800 W, 8 kg") -> Learned | None:
        """What is on the disk after these modes."""
        files = SmallFiles()
        keeper = BathKeeper(files, self.folder, self.heater, belongs, self.notes.append)
        for mode in modes:
            keeper.note(replace(self.bath.outcome, mode=mode))
        assert files.close(5.0)
        return bath_keeper.read(self.folder)[0]

    def heated_for(
        self, heating_s: float, *, closed: bool = False, ended: bool = False
    ) -> Learned | None:
        """What is on the disk after so much HEATING, and the end of the program or of the heat."""
        files = SmallFiles()
        keeper = BathKeeper(files, self.folder, self.heater, FIRST, self.notes.append)
        then = replace(self.bath.outcome, mode=Mode.HEATING)
        keeper.note(then)
        heated_s = then.wear.heating_s + heating_s
        later = replace(then, wear=replace(then.wear, heating_s=heated_s))
        keeper.note(later)
        if closed:
            keeper.close()
        if ended:
            keeper.note(replace(later, mode=Mode.STANDBY))
        assert files.close(5.0)
        return bath_keeper.read(self.folder)[0]


def _kept_after(folder: Path, modes: list[Mode], *, heated: bool) -> Learned | None:
    """What is on the disk after these modes, on a bath that was heated up before, or was not."""
    return Kept(folder, heated=heated).after(*modes)


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


@pytest.mark.parametrize(
    ("heating_s", "closed", "there"),
    [(899.0, False, False), (900.0, False, True), (1.0, True, True)],
)
def test_a_bath_is_kept_while_it_is_heated(
    tmp_path: Path, heating_s: float, closed: bool, there: bool
) -> None:
    """Each quarter of an hour, and when the program ends: a power cut costs no day of learning."""
    kept = Kept(tmp_path, heated=True)
    assert (kept.heated_for(heating_s, closed=closed) is not None) is there
    assert kept.notes == []


def test_the_first_bath_is_not_compared_with_itself(tmp_path: Path) -> None:
    """Its reference was written while it was heated; the end of that heat-up notes nothing."""
    kept = Kept(tmp_path, heated=True)
    kept.heated_for(900.0, ended=True)
    assert bath_keeper.read_reference(tmp_path, FIRST)[0] is not None
    assert kept.notes == []
    kept.heated_for(900.0, ended=True)
    assert len(kept.notes) == 1


def test_an_end_without_heat_writes_nothing(tmp_path: Path) -> None:
    """What was learned before was written when HEATING ended."""
    kept = Kept(tmp_path, heated=True)
    files = SmallFiles()
    BathKeeper(files, tmp_path, kept.heater, FIRST, kept.notes.append).close()
    assert files.close(5.0)
    assert bath_keeper.read(tmp_path) == (None, "")


def test_a_disk_that_refuses_costs_only_the_bath(tmp_path: Path) -> None:
    """A missing folder is not the end of the keeper."""
    assert _kept_after(tmp_path / "gone", [Mode.HEATING, Mode.STANDBY], heated=True) is None


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """Seven numbers out, the same seven in."""
    (tmp_path / bath_keeper.NAME).write_bytes(bath_keeper.encode(BATH))
    assert bath_keeper.read(tmp_path) == (BATH, "")


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
    """A damaged file is no bath: that is told, and the next heat-up learns it again."""
    (tmp_path / bath_keeper.NAME).write_text(text)
    bath, said = bath_keeper.read(tmp_path)
    assert bath is None
    assert re.fullmatch(
        r"the bath kept .* cannot be read \(.+\): it is thrown away; the next .*", said
    )
    with pytest.raises(ValueError, match=r"."):
        bath_keeper.decode(text)


@given(st.integers(0, len(bath_keeper.encode(BATH)) - 2))
def test_a_torn_file_is_never_a_bath(end: int) -> None:
    """Cut at any byte, the file holds no bath."""
    with pytest.raises(ValueError, match=r"."):
        bath_keeper.decode(bath_keeper.encode(BATH)[:end])


# -- the bath as it was commissioned --------------------------------------------------------------

MODES = (Mode.HEATING, Mode.STANDBY)
FIRST = "800.0 W, 8.0 kg, commissioned 1000"


def test_the_first_bath_that_is_known_is_the_reference(tmp_path: Path) -> None:
    """It is on the disk when that heat-up ends, and is read back for the same commissioning."""
    kept = Kept(tmp_path, heated=True)
    kept.after(*MODES, belongs=FIRST)
    found, said = bath_keeper.read_reference(tmp_path, FIRST)
    assert found is not None
    assert (found, said) == (kept.heater.health.reference, "")
    assert kept.notes == []


@pytest.mark.parametrize("other", ["800.0 W, 8.0 kg, commissioned 2000", "900.0 W, 8.0 kg", ""])
def test_another_commissioning_or_name_plate_has_another_reference(
    tmp_path: Path, other: str
) -> None:
    """What the bath was then says nothing of what it should be now."""
    Kept(tmp_path, heated=True).after(*MODES, belongs=FIRST)
    assert bath_keeper.read_reference(tmp_path, other) == (None, "")


def test_later_heat_ups_keep_the_reference_and_are_noted(tmp_path: Path) -> None:
    """The file stays as it is; how the bath compares goes into the record: that is the trend."""
    kept = Kept(tmp_path, heated=True)
    kept.after(*MODES, belongs=FIRST)
    before = (tmp_path / bath_keeper.REFERENCE).read_bytes()
    kept.after(*MODES, *MODES, belongs=FIRST)
    assert (tmp_path / bath_keeper.REFERENCE).read_bytes() == before
    told = [re.match(r"the bath: per watt it heats (\d\.\d\d) times", each) for each in kept.notes]
    assert [float(each[1]) for each in told if each] == pytest.approx([1.0, 1.0], abs=0.05)


def test_a_bath_that_is_not_known_yet_is_no_reference(tmp_path: Path) -> None:
    """Nothing is written, and nothing noted."""
    kept = Kept(tmp_path, heated=False)
    kept.after(*MODES, belongs=FIRST)
    assert bath_keeper.read_reference(tmp_path, FIRST) == (None, "")
    assert (list(tmp_path.iterdir()), kept.notes) == ([], [])


@pytest.mark.parametrize("text", ["", "[]", "{}", f'{{"belongs": "{FIRST}"}}', "[" * 100_000])
def test_a_reference_that_cannot_be_read_is_told(tmp_path: Path, text: str) -> None:
    """A damaged file is no reference; what is known next takes its place."""
    (tmp_path / bath_keeper.REFERENCE).write_text(text)
    reference, said = bath_keeper.read_reference(tmp_path, FIRST)
    assert reference is None
    assert "cannot be read" in said


@pytest.mark.parametrize(
    ("rate_c_per_s", "possible"), [(0.0, False), (-0.02, False), (0.023, True)]
)
def test_a_reference_that_no_bath_can_have_is_thrown_away_with_a_sentence(
    tmp_path: Path, rate_c_per_s: float, possible: bool
) -> None:
    """The heater dropped it; what is known next takes its place."""
    fields = {"belongs": FIRST, **asdict(replace(BATH, rate_c_per_s=rate_c_per_s))}
    (tmp_path / bath_keeper.REFERENCE).write_text(json.dumps(fields))
    reference, _ = bath_keeper.read_reference(tmp_path, FIRST)
    kept = Kept(tmp_path, heated=False)
    model = ThermalModel(NamePlate(800.0, 8.0))
    kept.heater.health = BathHealth(model, reference)
    kept.after(belongs=FIRST)
    assert [note.split(":")[0] for note in kept.notes] == (
        [] if possible else ["the bath as it was commissioned is impossible for this name plate"]
    )
