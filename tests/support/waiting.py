# SPDX-License-Identifier: MIT
"""Waiting for something that another process or thread does: by looking, with a deadline."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

LOOK_EVERY_S = 0.05


def eventually(look: Callable[[], T], deadline_s: float) -> T:
    """The first true thing that ``look`` gives; fails the test when the deadline passes."""
    until_s = time.monotonic() + deadline_s
    while not (seen := look()):
        assert time.monotonic() < until_s, f"not within {deadline_s} s; last seen: {seen!r}"
        threading.Event().wait(LOOK_EVERY_S)
    return seen
