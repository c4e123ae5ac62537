# SPDX-License-Identifier: MIT
"""A hash of the code that a published page was made with.

The law of this file: the page carries it, a test compares it, and nothing else knows of it.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

CORE = Path(__file__).parents[1] / "src" / "stoneheater" / "core"


def fingerprint(names: Iterable[str]) -> str:
    """The hash of these files of the core, in this order; sixteen hexadecimal digits."""
    digest = hashlib.sha256()
    for name in names:
        digest.update((CORE / name).read_bytes())
    return digest.hexdigest()[:16]
