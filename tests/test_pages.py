# SPDX-License-Identifier: MIT
"""The generated pages, word for word, in the process of the test: what the code says, they say."""

from pathlib import Path

from docs.generate import modes, safety

DOCS = Path(__file__).parents[1] / "docs"


def test_the_safety_page_says_every_rule() -> None:
    """Names, limits, reactions and sentences stand there as the interlock has them."""
    assert safety() == (DOCS / "safety.md").read_text(encoding="utf-8")


def test_the_page_of_modes_says_every_mode() -> None:
    """Names, events and refusals stand there as the table has them."""
    assert modes() == (DOCS / "modes.md").read_text(encoding="utf-8")
