# SPDX-License-Identifier: MIT
"""Keys one by one, while a screen is up.

The law of this file: the terminal is given back as it was found, whatever happens.
"""

import os
import select
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager

REFRESH_S = 0.25


@contextmanager
def pressing() -> Iterator[Iterator[str]]:
    """Yield keys as they are pressed, and "" four times a second when none is."""
    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    tty.setcbreak(number)
    try:
        yield _keys(number)
    finally:
        termios.tcsetattr(number, termios.TCSADRAIN, before)


def _keys(number: int) -> Iterator[str]:
    while True:
        if not select.select([number], [], [], REFRESH_S)[0]:
            yield ""
            continue
        data = os.read(number, 64)
        if not data:
            return
        yield from data.decode("ascii", "ignore").lower()
