# SPDX-License-Identifier: MIT
"""The page of the mutants, from what was counted.

The law of this file: it computes shares and sorts lines; every survivor that was seen is on it.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results.json"
EXPLAINED = Path(__file__).parent / "survivors.json"
PAGE = Path(__file__).parents[2] / "docs" / "mutation.md"

INTRO = """\
<!-- SPDX-License-Identifier: MIT -->
<!-- Written by `make mutate` from bench/mutation. -->
# Do the tests notice?

One wrong at a time is put into a file that decides about heat: a comparison turned or moved by one
step, plus and minus swapped, a constant changed, a sentence changed, a value not returned, a
statement left out. Then the tests run. A mutant that fails none of them has *survived*: either the
tests have a hole, or the change makes no difference. Each survivor is named here with the reason.
The files themselves are never touched: a mutant lives in the memory of one process. What the tests
draw by chance they draw with seed 0.

First the file's own tests are asked, then, about what those let pass, the tests of its users
(`bench/mutation/targets.py`). `make mutate` measures again; `make mutate FILE=energy` one file.
Where tests were added after a round, only what had survived it was asked again
(`FILE="--left energy"`).

| file | mutants | noticed | score | without the harmless | measured |
|---|---|---|---|---|---|
"""


def explained() -> dict[str, dict[str, str]]:
    """For each file: place and change of a survivor -> why it makes no difference."""
    found: dict[str, dict[str, str]] = json.loads(EXPLAINED.read_text(encoding="utf-8"))
    return found


def reason(file: str, within: str, what: str) -> str:
    """Why a survivor is harmless; empty if nobody knows."""
    return explained().get(file, {}).get(f"{within}: {what}", "")


def page(results: Mapping[str, Mapping[str, Any]]) -> str:
    """The whole page."""
    rows = [_row(file, result) for file, result in results.items()]
    lists = [_survivors(file, result) for file, result in results.items()]
    return INTRO + "".join(rows) + "\n## Survivors\n" + "".join(lists)


def _row(file: str, result: Mapping[str, Any]) -> str:
    left = result["survivors"]
    harmful = [s for s in left if not reason(file, s[1], s[2])]
    mutants = result["mutants"]
    when = f"{result['made']}, `{result['commit']}`, file `{result['fingerprint']}`"
    return (
        f"| `{file}` | {mutants} | {mutants - len(left)} | {1 - len(left) / mutants:.1%} "
        f"| {1 - len(harmful) / mutants:.1%} | {when} |\n"
    )


def _survivors(file: str, result: Mapping[str, Any]) -> str:
    if not result["survivors"]:
        return f"\n### {file}\n\nNone.\n"
    lines = []
    for line, within, what in result["survivors"]:
        why = reason(file, within, what) or "**not explained: a hole in the tests**"
        shown = what.replace("|", "\\|").replace("`", "'")
        lines.append(f"| {line} | `{within or 'the file'}` | `{shown}` | {why} |\n")
    head = "| line | in | change | why it survives |\n|---|---|---|---|\n"
    return f"\n### {file}\n\n{head}{''.join(lines)}"
