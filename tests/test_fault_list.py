# SPDX-License-Identifier: MIT
"""Every fault of the list has tests that carry its number, and each says what it promises."""

import re
from itertools import chain

from docs.fault_list import GROUPS
from docs.fault_page import promises

MUST = frozenset(
    f"F{number:02d}"
    for number in chain(
        range(1, 12),
        range(13, 19),
        range(21, 24),
        (25,),
        range(27, 32),
        range(36, 48),
        range(50, 60),
        range(62, 67),
        range(73, 81),
    )
)
LISTED = [number for rows in GROUPS.values() for number in rows]
NAMED = {number for promise in promises() for number in promise.faults}


def test_no_fault_is_without_a_test() -> None:
    """Each fault of this version is among the names of the tests."""
    assert sorted(MUST - NAMED) == []


def test_the_list_and_the_tests_speak_of_the_same_faults() -> None:
    """A fault that has tests stands on the page, once, and the page holds no other."""
    assert len(LISTED) == len(set(LISTED))
    assert set(LISTED) == NAMED


def test_every_test_says_what_it_promises() -> None:
    """No test is without the sentence that is read as its promise."""
    assert [promise.name for promise in promises() if not promise.text.endswith((".", "?"))] == []


def test_a_number_in_a_name_is_one_that_counts() -> None:
    """A misspelt number would prove nothing: whatever begins like one is read as one."""
    numbered = [one for one in promises() if re.match(r"test_[Ff]\d", one.name)]
    assert [one.name for one in numbered if not one.faults] == []
