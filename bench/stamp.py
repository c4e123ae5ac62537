# SPDX-License-Identifier: MIT
"""When a page was measured, and what: the line at the head of every published table.

The law of this file: it looks at the clock and at git, and measures nothing.
"""

import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from bench.fingerprint import fingerprint

ROOT = Path(__file__).parents[1]
PAGES = (":!docs", ":!*.md", ":!bench/mutation/results.json")
"""What a run writes."""


def commit() -> str:
    """The commit that was measured, and whether files that are no pages had changed since."""
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", *PAGES)
    return (_git("describe", "--always") or "unknown") + ("-dirty" if changed else "")


def _git(*words: str) -> str:
    asked = ["git", "-C", str(ROOT), *words]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()


def stamp(seed: int, names: Iterable[str]) -> str:
    """Date, seed, commit and fingerprint of these files below ``src/stoneheater``, in words."""
    made = datetime.now(UTC).strftime("%Y-%m-%d")
    print_ = fingerprint(f"../{name}" for name in names)
    return f"Measured {made}, seed {seed}, commit `{commit()}`, fingerprint `{print_}`."
