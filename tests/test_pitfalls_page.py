# SPDX-License-Identifier: MIT
"""The page of the pitfalls names what is really there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "pitfalls.md").read_text(encoding="utf-8")
PITFALLS = 47

ROW = re.compile(r"\| (\d+) \| (.+) \| (.+) \| (.+) \|")
NAMED = re.compile(r"`([\w./-]+):([^:`][^`]*)`")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
LINK = re.compile(r"\]\(([\w./-]+)\)")

ROWS = {int(row[1]): row for row in ROW.finditer(PAGE)}


def _names(path: Path) -> set[str]:
    """Everything that a module defines at its top, and every method as ``Class.method``."""
    return {
        name for node in ast.parse(path.read_text(encoding="utf-8")).body for name in _defined(node)
    }


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef):
        return [node.name]
    if isinstance(node, ast.ClassDef):
        inside = [f"{node.name}.{name}" for inner in node.body for name in _defined(inner)]
        return [node.name, *inside]
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _there(file: str, name: str) -> bool:
    """Whether a file of the program, or else of the project, has what is named."""
    inside = ROOT / "src" / "stoneheater" / file
    path = inside if inside.is_file() else ROOT / file
    if path.suffix == ".py":
        return name in _names(path)
    return name in path.read_text(encoding="utf-8")


def test_every_pitfall_has_one_row() -> None:
    """Forty-seven of them, in their order, each once."""
    assert [int(row[1]) for row in ROW.finditer(PAGE)] == list(range(1, PITFALLS + 1))


@pytest.mark.parametrize("number", range(1, PITFALLS + 1))
def test_what_meets_a_pitfall_is_in_the_code(number: int) -> None:
    """Each row names a place in the project, and each name in it can be found there."""
    named = NAMED.findall(ROWS[number][3])
    assert named
    assert [pair for pair in named if not _there(*pair)] == []


@pytest.mark.parametrize("number", range(1, PITFALLS + 1))
def test_what_proves_a_pitfall_is_among_the_tests(number: int) -> None:
    """Each row names a test, and each test it names exists."""
    proofs = TEST.findall(ROWS[number][4])
    assert proofs
    assert [proof for proof in proofs if proof[1] not in _names(ROOT / proof[0])] == []


def test_every_link_of_the_page_leads_somewhere() -> None:
    """The records and pages it points to are in the project."""
    links = LINK.findall(PAGE)
    assert links
    assert [link for link in links if not (ROOT / "docs" / link).is_file()] == []
