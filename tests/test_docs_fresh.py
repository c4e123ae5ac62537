# SPDX-License-Identifier: MIT
"""The generated pages say what the code says."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"


def _generate(house: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the generator of the `docs` folder in a house."""
    command = [sys.executable, "-m", "docs.generate", *options]
    return subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house of its own with a copy of the docs, and of the tests that one page is made from."""
    for folder in ("docs", "tests"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(DOCS.parent / folder, tmp_path / folder, ignore=ignored)
    return tmp_path


def test_the_pages_are_fresh() -> None:
    """A rule, a limit, a mode or a fault's test that changed needs `make docs`."""
    checked = _generate(DOCS.parent, "--check")
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize("name", ["safety.md", "modes.md", "faults.md", "safety-case.md"])
def test_a_stale_page_is_named_and_written_again(house: Path, name: str) -> None:
    """A page changed by hand is called stale, and `--check` leaves it as it is."""
    page = house / "docs" / name
    fresh = page.read_text(encoding="utf-8")
    page.write_text(fresh.replace("# The", "# Some"), encoding="utf-8")
    checked = _generate(house, "--check")
    assert (checked.returncode, checked.stderr) == (1, f"stale: {name}; run make docs.\n")
    assert page.read_text(encoding="utf-8") != fresh
    assert _generate(house).returncode == 0
    assert page.read_text(encoding="utf-8") == fresh


def test_a_missing_page_is_stale(house: Path) -> None:
    """What is not there is not fresh."""
    (house / "docs" / "safety.md").unlink()
    (house / "docs" / "modes.md").unlink()
    checked = _generate(house, "--check")
    assert checked.stderr == "stale: safety.md, modes.md; run make docs.\n"
