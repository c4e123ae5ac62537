# SPDX-License-Identifier: MIT
"""The count of the relay's operations from day to day: seldom written, never lost in silence."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoneheater.core.mode import Mode
from stoneheater.core.wear import UNUSED, Wear
from stoneheater.service import relay_keeper
from stoneheater.service.relay_keeper import COPY, EACH_S, NAME, RelayKeeper
from stoneheater.service.small_files import SmallFiles
from support.outcomes import outcome

WEAR = Wear(12_340, 310, 36_000.5)
GOOD = relay_keeper.encode(WEAR)


class Shelf(SmallFiles):
    """Small files that only remember what was put."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, Wear]] = []

    def put(self, path: Path, data: bytes) -> None:
        """Remember."""
        self.asked.append((path.name, relay_keeper.decode(data)))


def kept(*steps: tuple[Mode, Wear], begin: Wear = UNUSED) -> list[tuple[str, Wear]]:
    """What is written during these cycles."""
    files = Shelf()
    keeper = RelayKeeper(files, Path("/state"), begin)
    for mode, wear in steps:
        keeper.note(outcome(mode=mode, wear=wear))
    files.close(5.0)
    return files.asked


def heated(seconds: float, operations: int = 5) -> tuple[Mode, Wear]:
    """A cycle of HEATING after so many seconds of it."""
    return Mode.HEATING, Wear(operations, 1, seconds)


def test_the_card_is_written_every_quarter_of_an_hour_of_heating() -> None:
    """A file and its copy, and not one second earlier."""
    assert kept(heated(1.0), heated(EACH_S - 0.1)) == []
    wear = heated(EACH_S)[1]
    assert kept(heated(1.0), heated(EACH_S), heated(EACH_S + 1.0)) == [(NAME, wear), (COPY, wear)]


def test_the_end_of_a_heat_up_is_kept() -> None:
    """And time in STANDBY costs nothing."""
    wear = heated(60.0)[1]
    standby = (Mode.STANDBY, wear)
    assert kept(heated(60.0), standby, standby) == [(NAME, wear), (COPY, wear)]
    assert kept(standby) == []


def test_a_new_relay_is_kept_at_once() -> None:
    """Fewer operations than were written: it was replaced."""
    new = Wear(0, 310, 0.0)
    assert kept((Mode.STANDBY, new), begin=WEAR) == [(NAME, new), (COPY, new)]


def test_what_is_new_at_the_end_is_kept() -> None:
    """A click in STANDBY is an operation too; what is written already is not written again."""
    files = Shelf()
    keeper = RelayKeeper(files, Path("/state"), WEAR)
    keeper.write()
    keeper.note(outcome(wear=replace(WEAR, operations=12_341)))
    keeper.write()
    keeper.write()
    files.close(5.0)
    assert [wear.operations for _, wear in files.asked] == [12_341, 12_341]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """From the card, by the thread that writes it; without a word."""
    files = SmallFiles()
    keeper = RelayKeeper(files, tmp_path, UNUSED)
    keeper.note(outcome(mode=Mode.HEATING, wear=replace(WEAR, rated=100_000)))
    assert files.close(5.0)
    assert relay_keeper.read(tmp_path) == (WEAR, "")


def test_a_new_heater_begins_at_zero(tmp_path: Path) -> None:
    """No file at all is no damage."""
    assert relay_keeper.read(tmp_path) == (UNUSED, "")


DAMAGED = [
    b"",
    b"[]",
    b"{}",
    GOOD.replace(b"12340", b"-1"),
    GOOD.replace(b"12340", b"1.5"),
    GOOD.replace(b"12340", b"true"),
    GOOD.replace(b"36000.5", b"NaN"),
    GOOD.replace(b"36000.5", b"Infinity"),
    GOOD.replace(b"36000.5", b'"long"'),
    GOOD.replace(b"12340", b"1" + b"0" * 40),
    b"[" * 100_000,
    b"\xff\xfe",
]


@pytest.mark.parametrize("damage", DAMAGED)
def test_F59_a_damaged_count_goes_on_from_its_copy_and_says_so(
    tmp_path: Path, damage: bytes
) -> None:
    """The last good copy counts, with a sentence that names it."""
    (tmp_path / NAME).write_bytes(damage)
    (tmp_path / COPY).write_bytes(GOOD)
    wear, said = relay_keeper.read(tmp_path)
    assert wear == WEAR
    assert "goes on from its copy, 12340 operations" in said


def test_a_count_that_is_gone_goes_on_from_its_copy(tmp_path: Path) -> None:
    """A file that somebody removed is not a new heater."""
    (tmp_path / COPY).write_bytes(GOOD)
    wear, said = relay_keeper.read(tmp_path)
    assert (wear, bool(said)) == (WEAR, True)


@pytest.mark.parametrize("names", [(NAME,), (COPY,), (NAME, COPY)])
def test_F59_a_count_is_never_zero_in_silence(tmp_path: Path, names: tuple[str, ...]) -> None:
    """Whatever was there and cannot be read is told."""
    for name in names:
        (tmp_path / name).write_bytes(b"{")
    wear, said = relay_keeper.read(tmp_path)
    assert wear == UNUSED
    assert "begin again at 0: have the relay looked at" in said


@given(st.integers(0, len(GOOD) - 2))
def test_F59_a_torn_count_is_no_count(end: int) -> None:
    """Cut at any byte, it is refused."""
    with pytest.raises(ValueError, match=r"."):
        relay_keeper.decode(GOOD[:end])


def test_a_card_that_refuses_costs_only_the_count(tmp_path: Path) -> None:
    """The next write may succeed: nothing is raised, and the thread goes on."""
    files = SmallFiles()
    files.put(tmp_path / "gone" / "file", b"1")
    files.put(tmp_path / "file", b"2")
    assert files.close(5.0)
    assert (tmp_path / "file").read_bytes() == b"2"
