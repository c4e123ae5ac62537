# SPDX-License-Identifier: MIT
"""The page of the faults: each with the tests that carry its number, and what they promise.

The law of this file: it reads the tests and runs none. A promise is the first paragraph of a
test's docstring, word for word.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from docs.fault_list import ELSEWHERE, GROUPS, Fault

HERE = Path(__file__).parent
TESTS = HERE.parent / "tests"

INTRO = """\
<!-- SPDX-License-Identifier: MIT -->
<!-- Written by `make docs` from docs/fault_list.py and the tests. -->

# The faults

What can go wrong, what has to come of it, and the tests that hold the heater to it. A test belongs
to a fault if it carries its number in its name; what follows it is the promise it makes. Faults
with a G were found by asking of each part: what if this lies, stops, comes late, comes twice? The
hazards they belong to stand in [safety-case.md](safety-case.md). The rules themselves, with every
limit, stand in [safety.md](safety.md); a pitfall's number is that of [pitfalls.md](pitfalls.md).
"""


class Promise(NamedTuple):
    """One test function: its file, its name, and the first paragraph of its docstring."""

    file: str
    name: str
    text: str

    @property
    def faults(self) -> list[str]:
        """The faults it carries in its name."""
        numbered = re.match(r"test((?:_[FG]\d\d)+)_\w", self.name)
        return re.findall(r"[FG]\d\d", numbered[1]) if numbered else []


def promises(tests: Path = TESTS) -> Iterator[Promise]:
    """Every test function under a folder, in the order of files and lines."""
    for path in sorted(tests.rglob("test_*.py")):
        file = path.relative_to(tests.parent).as_posix()
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                paragraph = (ast.get_docstring(node) or "").partition("\n\n")[0]
                yield Promise(file, node.name, " ".join(paragraph.split()))


def faults() -> str:
    """The page."""
    found = list(promises())
    groups = "".join(_group(name, rows, found) for name, rows in GROUPS.items())
    rest = "".join(f"* {number}, {what}: {where}.\n" for number, (what, where) in ELSEWHERE.items())
    return f"{INTRO}{groups}\n## Not in this folder's tests\n\n{rest}"


def _group(name: str, rows: dict[str, Fault], found: list[Promise]) -> str:
    sections = "".join(_section(number, fault, found) for number, fault in rows.items())
    return f"\n## {name}\n{sections}"


def _section(number: str, fault: Fault, found: list[Promise]) -> str:
    lines = [f"* {one.text}<br>`{one.file}::{one.name}`\n" for one in found if number in one.faults]
    return f"\n### {number}: {fault.happens}\n\nDemanded: {fault.demands}.\n\n{''.join(lines)}"
