# SPDX-License-Identifier: MIT
"""The plan of the house shows every room, and no room that is not there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "stoneheater"
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PLAN = PAGE.partition("src/stoneheater/\n")[2].partition("```")[0]


def _drawn() -> list[str]:
    """Every file in the plan; a line that is a folder holds those that stand further in."""
    folders: list[str] = []
    files = []
    for line in PLAN.splitlines():
        depth = (len(line) - len(line.lstrip())) // 2 - 1
        words = line.split("  ")
        what = next(word for word in words if word.strip()).strip()
        if what.endswith("/"):
            folders = [*folders[:depth], what]
        else:
            files += ["".join(folders[:depth]) + name for name in what.split(", ")]
    return files


def test_the_plan_shows_every_file_once_and_no_other() -> None:
    """Whoever adds, moves or removes a file changes the plan."""
    there = [path.relative_to(SOURCES).as_posix() for path in SOURCES.rglob("*.py")]
    rooms = sorted(name for name in there if not name.endswith("__init__.py"))
    assert sorted(_drawn()) == rooms


def test_every_named_thread_is_on_the_page() -> None:
    """A thread that lives as long as the daemon has a row that says what happens if it stops."""
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py"))
    names = set(re.findall(r'name=f?"([\w-]+(?: worker)?)[^"]*", daemon=True', text))
    rows = re.findall(r"^\| `([\w-]+(?: worker)?)", PAGE, re.MULTILINE)
    assert names - {"close"} == set(rows)


def test_every_link_leads_somewhere() -> None:
    """Pages and records that the plan points to are there."""
    links = re.findall(r"\]\(([\w./-]+)\)", PAGE)
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
