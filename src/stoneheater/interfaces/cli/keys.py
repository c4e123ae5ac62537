# SPDX-License-Identifier: MIT
"""Keys one by one, while a screen is up.

The law of this file: the terminal is given back as it was found, however the screen ends.
"""

import os
import re
import select
import signal
import sys
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Final

_ENDS: Final = (signal.SIGTERM, signal.SIGHUP)

_SEQUENCE: Final = re.compile(r"\x1b(?:[\[O][\d;]*.?)?")
"""What an arrow or a function key sends: not the letters that it ends with."""


@contextmanager
def told_to_end() -> Iterator[None]:
    """Let TERM and HUP end the command as an exception does, so that screens are given back.

    The exit code is the usual one: 128 and the number of the signal. A second signal is not
    heard while the first one cleans up. Ctrl-C interrupts, also where a shell that started this in
    the background had it ignored.
    """

    def handler(number: int, _: object) -> None:
        for signum in _ENDS:
            signal.signal(signum, signal.SIG_IGN)
        raise SystemExit(128 + number)

    before = {signum: signal.signal(signum, handler) for signum in _ENDS}
    before[signal.SIGINT] = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        for signum, old in before.items():
            signal.signal(signum, old)


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
        with suppress(termios.error):  # a terminal that hung up cannot be given back
            termios.tcsetattr(number, termios.TCSADRAIN, before)


def _pressed(number: int, within_s: float) -> str:
    if not select.select([number], [], [], within_s)[0]:
        return ""
    keys = os.read(number, 64)
    return _SEQUENCE.sub("", keys.decode("ascii", "ignore")).lower() if keys else "q"
