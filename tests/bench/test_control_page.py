# SPDX-License-Identifier: MIT
"""The published figures of the control are of this control."""

from pathlib import Path

from bench.control.report import MEASURED
from bench.fingerprint import fingerprint

PAGE = Path(__file__).parents[2] / "docs" / "control-bench.md"


def test_the_page_is_of_this_control() -> None:
    """Whoever changes the control, or the stand, runs `make bench-control` again."""
    assert f"`{fingerprint(MEASURED)}`" in " ".join(PAGE.read_text(encoding="utf-8").split())
