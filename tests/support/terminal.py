# SPDX-License-Identifier: MIT
"""A terminal of 80 columns and 24 rows, with a command of the installed program in it."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STONEHEATER = Path(sys.executable).parent / "stoneheater"
DEADLINE_S = 10.0


class Terminal:
    """What was written to the screen, and a keyboard.

    Attributes:
        seen: everything that came so far, escape sequences included.
        process: the command.
    """

    def __init__(self, folder: Path, *words: str, **environment: str) -> None:
        self.seen = ""
        self._own, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        places = {"STONEHEATER_RUNTIME_DIR": str(folder), "TERM": "xterm"}
        self.process = subprocess.Popen(
            [str(STONEHEATER), *words],
            env={**os.environ, **places, **environment},
            stdin=other,
            stdout=other,
            stderr=other,
        )
        os.close(other)

    def see(self, text: str) -> str:
        """Wait until a text is on the screen; everything that came since the last wait."""
        until_s = time.monotonic() + DEADLINE_S
        before = len(self.seen)
        while text not in self.seen[before:]:
            assert self._read(until_s), f"never saw {text!r}, only {self.seen[before:]!r}"
        return self.seen[before:]

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self._own, text.encode())

    def end(self) -> int:
        """Wait for the end of the command: its exit code."""
        until_s = time.monotonic() + DEADLINE_S
        while self._read(until_s):
            continue
        return self.process.wait(DEADLINE_S)

    def close(self) -> None:
        """End the command, if it has not ended."""
        self.process.kill()
        self.process.wait(DEADLINE_S)
        os.close(self._own)

    def _read(self, until_s: float) -> bool:
        """Take what came, within the deadline; False at the end of the command."""
        ready, _, _ = select.select([self._own], [], [], max(0.0, until_s - time.monotonic()))
        assert ready, f"nothing more came: {self.seen[-2000:]!r}"
        try:
            came = os.read(self._own, 65536)
        except OSError:  # Linux says so when the last writer is gone
            return False
        self.seen += came.decode(errors="replace")
        return bool(came)


@contextmanager
def terminal(folder: Path, *words: str, **environment: str) -> Iterator[Terminal]:
    """A command in a terminal of its own."""
    shown = Terminal(folder, *words, **environment)
    try:
        yield shown
    finally:
        shown.close()
