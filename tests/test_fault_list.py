# SPDX-License-Identifier: MIT
"""Every fault of the list has tests that carry its number, and each says what it promises."""

import ast
import re
from itertools import chain
from pathlib import Path

from docs.fault_list import ELSEWHERE

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
LISTED = re.findall(r"^### ([FG]\d\d): ", PAGE, re.MULTILINE)
ALL = [f"F{number:02d}" for number in range(1, 97)]
MUST = {number for number in ALL if number not in ELSEWHERE}


def _promises() -> dict[str, str]:
    """The docstring of every test function there is, by file and name."""
    return {
        f"{path.relative_to(ROOT)}::{node.name}": ast.get_docstring(node) or ""
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


PROMISES = _promises()
NUMBERED = {
    test: re.findall(r"[FG]\d\d", numbers[1])
    for test in PROMISES
    if (numbers := re.search(r"::test((?:_[FG]\d\d)+)_\w", test))
}
NAMED = set(chain.from_iterable(NUMBERED.values()))


def test_no_fault_is_without_a_test() -> None:
    """Each of the 96 is among the names of the tests, or the page says where it belongs."""
    assert sorted(MUST - NAMED) == []
    assert sorted(NAMED & set(ELSEWHERE)) == []
    assert set(ELSEWHERE) <= set(ALL)


def test_twenty_faults_beyond_the_list_are_tested() -> None:
    """What nobody had listed is numbered without a gap."""
    own = sorted(number for number in NAMED if number.startswith("G"))
    assert own == [f"G{number:02d}" for number in range(1, len(own) + 1)]
    assert len(own) >= 20


def test_the_page_and_the_tests_speak_of_the_same_faults() -> None:
    """A fault that has tests stands on the page, once, and the page holds no other."""
    assert len(LISTED) == len(set(LISTED))
    assert set(LISTED) == NAMED


def test_every_test_says_what_it_promises() -> None:
    """No test is without the sentence that is read as its promise."""
    assert [test for test, text in PROMISES.items() if not text.endswith((".", "?"))] == []


def test_a_number_in_a_name_is_one_that_counts() -> None:
    """A misspelt number would prove nothing: whatever begins like one is read as one."""
    like_one = {test for test in PROMISES if re.search(r"::test_[FfGg]\d", test)}
    assert sorted(like_one - set(NUMBERED)) == []
