# SPDX-License-Identifier: MIT
from pathlib import Path

import pytest

from stoneheater.service.store.anchor import anchor_path, begin_anchor, move_anchor, read_anchor
from stoneheater.service.store.chain import Head
from support.tampering import each_byte

FIFTH, SIXTH, SEVENTH = (Head(n, f"{n}" * 64) for n in (5, 6, 7))


@pytest.fixture
def anchor(tmp_path: Path) -> Path:
    """The mark of a record that ends with its fifth entry."""
    path = tmp_path / "records.head"
    begin_anchor(path, FIFTH)
    return path


def test_it_stands_beside_the_record(tmp_path: Path) -> None:
    """``records.db`` is marked by ``records.head``."""
    assert anchor_path(tmp_path / "records.db") == tmp_path / "records.head"


def test_it_says_where_the_record_ends(anchor: Path) -> None:
    """What was marked last is read, over several moves."""
    assert read_anchor(anchor) == FIFTH
    for head in (SIXTH, SEVENTH):
        move_anchor(anchor, head)
        assert read_anchor(anchor) == head


def test_a_new_record_begins_a_new_mark(anchor: Path) -> None:
    """A smaller number after ``begin`` stands: nothing of the old mark is left."""
    begin_anchor(anchor, Head(1, "a" * 64))
    assert read_anchor(anchor) == Head(1, "a" * 64)


def test_a_missing_mark_is_no_mark(tmp_path: Path) -> None:
    """None, and moving it is refused: a mark is begun first."""
    assert read_anchor(tmp_path / "none") is None
    with pytest.raises(FileNotFoundError):
        move_anchor(tmp_path / "none", FIFTH)


def test_F59_a_torn_mark_leaves_the_one_before(anchor: Path) -> None:
    """Whichever byte of the newer line is wrong, the older line speaks."""
    move_anchor(anchor, SIXTH)
    older, newer = FIFTH, SIXTH
    line = anchor.stat().st_size // 2

    def look(at: int) -> None:
        assert read_anchor(anchor) == (older if at < line else newer)

    each_byte(anchor, look, range(anchor.stat().st_size))


@pytest.mark.parametrize("share", [n / 20 for n in range(20)])
def test_a_cut_mark_is_an_older_one_or_none(anchor: Path, share: float) -> None:
    """A file of any length is read; what is not whole does not count."""
    move_anchor(anchor, SIXTH)
    data = anchor.read_bytes()
    anchor.write_bytes(data[: int(len(data) * share)])
    assert read_anchor(anchor) == (SIXTH if share >= 0.5 else None)


@pytest.mark.parametrize("content", [b"", b"\0" * 174, b"\xff" * 174, b"1 2 3\n" * 29, b"x" * 9999])
def test_garbage_is_no_mark(anchor: Path, content: bytes) -> None:
    """Bytes that no mark consists of are read as none."""
    anchor.write_bytes(content)
    assert read_anchor(anchor) is None


def test_a_person_can_read_it(anchor: Path) -> None:
    """Number and hash stand there in letters, twice."""
    first, second = anchor.read_text().splitlines()
    assert first == second
    assert first.split()[:2] == ["000000000005", "5" * 64]
