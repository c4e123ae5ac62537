# SPDX-License-Identifier: MIT
import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoneheater.service.store.chain import GENESIS, SALT_BYTES, link, new_salt, seal

COLUMNS = (1, 1.5, 2.0, "5c1f", "note", "uid 0", "said", "{}", "", "S1", "")


def test_a_link_can_be_computed_by_anybody() -> None:
    """The page docs/record.md says how: SHA-256 over one line of ASCII JSON."""
    line = json.dumps([GENESIS, *COLUMNS], separators=(",", ":"))
    assert link(GENESIS, COLUMNS) == sha256(line.encode("ascii")).hexdigest()


@pytest.mark.parametrize("at", range(len(COLUMNS)))
def test_every_column_counts(at: int) -> None:
    """Whatever changes in an entry changes its hash."""
    changed = (*COLUMNS[:at], "another", *COLUMNS[at + 1 :])
    assert link(GENESIS, changed) != link(GENESIS, COLUMNS)


def test_the_hash_before_counts() -> None:
    """The same entry after another one has another hash."""
    assert link("1" * 64, COLUMNS) != link(GENESIS, COLUMNS)


def test_columns_cannot_run_into_each_other() -> None:
    """Letters that move from one column to the next change the hash."""
    assert link(GENESIS, ("ab", "c")) != link(GENESIS, ("a", "bc"))


@given(st.lists(st.one_of(st.text(st.characters()), st.floats(), st.integers(), st.binary())))
def test_any_content_of_a_damaged_file_can_be_hashed(columns: list[object]) -> None:
    """Half characters, blobs, infinities: a hash, never an error."""
    assert len(link(GENESIS, columns)) == 64


def test_a_seal_depends_on_its_salt_and_its_text() -> None:
    """The same initials are sealed differently each time, and other initials differently too."""
    assert seal(b"salt", "A. B.") == sha256(b"saltA. B.").hexdigest()
    assert seal(b"tlas", "A. B.") != seal(b"salt", "A. B.") != seal(b"salt", "A. C.")


def test_no_two_salts_are_alike() -> None:
    """Each is chance, and long enough that nobody finds it by trying."""
    salts = {new_salt() for _ in range(100)}
    assert len(salts) == 100
    assert {len(salt) for salt in salts} == {SALT_BYTES} == {32}
