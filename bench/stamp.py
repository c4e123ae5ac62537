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


def commit() -> str:
    """The commit that was measured, and whether the files had changed since."""
    asked = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def stamp(seed: int, names: Iterable[str]) -> str:
    """Date, seed, commit and fingerprint of these files below ``src/stoneheater``, in words."""
    made = datetime.now(UTC).strftime("%Y-%m-%d")
    print_ = fingerprint(f"../{name}" for name in names)
    return f"Measured {made}, seed {seed}, commit `{commit()}`, fingerprint `{print_}`."
