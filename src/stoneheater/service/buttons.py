# SPDX-License-Identifier: MIT
"""Hears the buttons of the panel, in a thread of their own.

The law of this file: a button asks like anybody else and waits for nothing; while its last request
is unanswered it asks no second time, so that no button, however broken, crowds people out.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any, Final

from stoneheater.ports import Annunciator, Press

LOOK_S: Final = 0.1
"""How often it looks; a real second, whatever time the heater lives in, s."""

Ask = Callable[[], Future[Any] | None]
"""What a button asks for; the future of its answer, or None if it is done."""

_log = logging.getLogger(__name__)


class Buttons:
    """The buttons of one panel.

    Args:
        panel: where they are.
        asks: what each asks for; one that is missing asks for nothing.

    Attributes:
        trouble: the panel's sentences at the last look.
    """

    def __init__(self, panel: Annunciator, asks: Mapping[Press, Ask]) -> None:
        self.trouble: tuple[str, ...] = ()
        self._panel = panel
        self._asks = dict(asks)
        self._under_way: dict[Press, Future[Any]] = {}
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="buttons", daemon=True)

    def start(self) -> None:
        """Listen."""
        self._thread.start()

    def close(self, deadline_s: float) -> None:
        """Listen no more, within the deadline."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(deadline_s)

    def look(self) -> None:
        """Ask for what was pressed since the last look, and take note of trouble."""
        try:
            pressed = self._panel.presses()
            self.trouble = tuple(self._panel.trouble())
        except Exception as error:  # noqa: BLE001 - a foreign driver may raise anything
            self.trouble = (f"The buttons cannot be read ({error}): check their wiring.",)
            return
        for press in pressed:
            self._ask(press)

    def _run(self) -> None:
        while not self._closing.wait(LOOK_S):
            self.look()

    def _ask(self, press: Press) -> None:
        ask, waiting = self._asks.get(press), self._under_way.get(press)
        if ask is None or (waiting is not None and not waiting.done()):
            return
        try:
            asked = ask()
        except Exception:  # noqa: BLE001 - a request of any kind; the thread must go on
            _log.exception("a button's request failed")
            return
        if asked is not None:
            self._under_way[press] = asked
