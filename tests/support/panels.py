# SPDX-License-Identifier: MIT
"""Panels at hand: what they were told is kept, and their buttons are pressed by the test."""

import threading
from collections import deque
from collections.abc import Sequence

from stoneheater.ports import Press

PATIENCE_S = 20.0


class HandPanel:
    """Buzzer, lamp and three buttons in memory.

    Attributes:
        shown: (buzzer, lamp) as told, oldest first.
        pressed: what is still to be heard.
        stuck: what it says about its buttons.
        fails: what every call raises, or None.
        may_go: while it is not set, ``show`` hangs.
    """

    def __init__(self, *, buzzer: bool = True, lamp: bool = True) -> None:
        self.has_buzzer, self.has_lamp = buzzer, lamp
        self.shown: list[tuple[bool, bool]] = []
        self.pressed: deque[Press] = deque()
        self.stuck: Sequence[str] = ()
        self.fails: Exception | None = None
        self.may_go = threading.Event()
        self.may_go.set()
        self.closed = False

    @property
    def now(self) -> tuple[bool, bool]:
        """What buzzer and lamp do."""
        return self.shown[-1] if self.shown else (False, False)

    def show(self, buzzer: bool, lamp: bool) -> None:
        """Remember it."""
        self.may_go.wait(PATIENCE_S)
        if self.fails is not None:
            raise self.fails
        self.shown.append((buzzer, lamp))

    def presses(self) -> Sequence[Press]:
        """Every press since the last call."""
        if self.fails is not None:
            raise self.fails
        return tuple(self.pressed.popleft() for _ in range(len(self.pressed)))

    def trouble(self) -> Sequence[str]:
        """What it was told to say."""
        return self.stuck

    def close(self) -> None:
        """Remember it."""
        self.closed = True
