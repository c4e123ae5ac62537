# SPDX-License-Identifier: MIT
"""The mutants are what they say they are, and what was published is still so."""

import ast
import json

import pytest
from bench.fingerprint import fingerprint
from bench.mutation.operators import mutants
from bench.mutation.page import PAGE, RESULTS, explained, page, reason
from bench.mutation.report import every, healthy, unnoticed
from bench.mutation.targets import TARGETS

AIM = 0.949
CODE = """
def f(a: int, b: int = 3) -> int:
    '''Nobody changes this.'''
    if a <= b and not a == 7:
        return a - 1
    x = "so"
    return max(a, b)
"""


def _whats(source: str) -> list[str]:
    return [mutant.what for mutant in mutants(source)]


@pytest.mark.parametrize(
    "what",
    [
        "a <= b -> a < b",
        "a <= b -> a > b",
        "a == 7 -> a != 7",
        "a <= b and (not a == 7) -> a <= b or not a == 7",
        "not a == 7 -> a == 7",
        "a - 1 -> a + 1",
        "1 -> 2",
        "3 -> 4",
        "'so' -> 'XXso'",
        "x = 'so' -> pass",
        "return a - 1 -> return None",
        "max -> min",
    ],
)
def test_every_kind_of_wrong_is_made(what: str) -> None:
    """Comparisons, signs, and and or, constants, returns, statements."""
    assert what in _whats(CODE)


@pytest.mark.parametrize("harmless", ["int", "Nobody"])
def test_what_decides_nothing_is_left_alone(harmless: str) -> None:
    """Annotations and docstrings are not mutated."""
    assert not any(what.startswith((harmless, f"'{harmless}")) for what in _whats(CODE))


def test_a_mutant_differs_from_the_source() -> None:
    """Each is another program than the one it was made from."""
    source = compile(ast.parse(CODE), "mutant", "exec")
    assert all(mutant.code != source for mutant in mutants(CODE))
    assert len({mutant.code for mutant in mutants(CODE)}) > 10


def test_a_wrong_table_is_noticed_and_the_right_one_is_not() -> None:
    """One mutant of the modes, and the modes themselves, each in a process of its own."""
    target = TARGETS[0]
    tests = ("tests/core/test_mode.py",)
    wrong = next(m for m in every(target) if "following is None" in m.what)
    assert unnoticed(target, [wrong], tests) == []
    healthy(target, tests)


def test_tests_that_fail_anyway_say_nothing() -> None:
    """A file that cannot be tested is an error, and no score of a hundred per cent."""
    with pytest.raises(RuntimeError, match="did not run"):
        healthy(TARGETS[0], ("tests/core/test_of_nothing.py",))


def test_the_page_is_of_these_files() -> None:
    """Whoever changes one of them runs `make mutate FILE=...` again."""
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    stale = [
        target.file
        for target in TARGETS
        if results[target.file]["fingerprint"] != fingerprint([f"../{target.file}"])
    ]
    assert stale == []
    assert PAGE.read_text(encoding="utf-8") == page(results)


def test_enough_is_noticed_and_every_survivor_is_explained() -> None:
    """What survives makes no difference, and says why; and that is not much."""
    for file, result in json.loads(RESULTS.read_text(encoding="utf-8")).items():
        survivors = result["survivors"]
        left = [(within, what) for _, within, what in survivors if not reason(file, within, what)]
        assert left == [], file
        assert 1 - len(survivors) / result["mutants"] >= AIM, file


def test_a_survivor_without_a_reason_is_called_a_hole() -> None:
    """The page excuses nothing by itself."""
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    result = results["core/mode.py"] | {"survivors": [[1, "somewhere", "a -> b"]]}
    assert page({"core/mode.py": result}).count("a hole in the tests") == 1


def test_no_explanation_is_left_over() -> None:
    """What is noticed now needs no excuse any more."""
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    for file, reasons in explained().items():
        survived = {f"{within}: {what}" for _, within, what in results[file]["survivors"]}
        assert set(reasons) <= survived
