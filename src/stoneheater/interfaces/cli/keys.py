# SPDX-License-Identifier: MIT
"""Keys one by one, while a screen is up.

The law of this file: the terminal is given back as it was found, however the screen ends.
"""

import os
import re
import select
import sys
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

_SEQUENCE: Final = re.compile(r"\x1b(?:[\[O][\d;]*.?)?")
"""What an arrow or a function key sends: not the letters that it ends with."""


@contextmanager
def pressing() -> Iterator[Callable[[float], str]]:
    """Give what waits for keys: the ones pressed within so many seconds, or "" when none was.

    Letters come small. A terminal that is gone has pressed `q`; where there is none, none is
    ever pressed.
    """
    if not sys.stdin.isatty():
        yield lambda _: ""
        return
    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    tty.setcbreak(number)
    try:
        yield partial(_pressed, number)
    finally:
        termios.tcsetattr(number, termios.TCSADRAIN, before)


def _pressed(number: int, within_s: float) -> str:
    if not select.select([number], [], [], within_s)[0]:
        return ""
    keys = os.read(number, 64)
    return _SEQUENCE.sub("", keys.decode("ascii", "ignore")).lower() if keys else "q"
