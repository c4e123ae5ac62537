# SPDX-License-Identifier: MIT
"""Hears the buttons of the panel, in a thread of their own.

The law of this file: a button asks like anybody else and waits for nothing; while its last request
is unanswered it asks no second time, so that no button, however broken, crowds people out.
"""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import asdict
from typing import Any, Final

from stoneheater.ports import Annunciator, Press

LOOK_S: Final = 0.1
"""How often it looks; a real second, whatever time the heater lives in, s."""

SAID_S: Final = 60.0
"""How long a request that was refused is told, s."""

Ask = Callable[[], Future[Any] | None]
"""What a button asks for; the future of its answer (``ok``, ``text``), or None if it is done."""


class Buttons:
    """The buttons of one panel.

    Args:
        panel: where they are.
        asks: what each asks for; one that is missing asks for nothing.
        now_s: the monotonic clock of the heater.
    """

    def __init__(
        self, panel: Annunciator, asks: Mapping[Press, Ask], now_s: Callable[[], float]
    ) -> None:
        self._panel = panel
        self._asks = dict(asks)
        self._now_s = now_s
        self._trouble: tuple[str, ...] = ()
        self._refused = ("", 0.0)
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

    def trouble(self) -> tuple[str, ...]:
        """The panel's sentences at the last look, and why the last press did nothing."""
        sentence, until_s = self._refused
        return (*self._trouble, *([sentence] if self._now_s() < until_s else []))

    def look(self) -> None:
        """Ask for what was pressed since the last look, and take note of trouble."""
        try:
            pressed = self._panel.presses()
            self._trouble = tuple(self._panel.trouble())
        except Exception as error:  # noqa: BLE001 - a foreign driver may raise anything
            self._trouble = (f"The buttons cannot be read ({error}): check their wiring.",)
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
        self._refused = ("", 0.0)
        try:
            asked = ask()
        except Exception as error:  # noqa: BLE001 - a request of any kind; the thread must go on
            self._tell(str(error))
            return
        if asked is not None:
            self._under_way[press] = asked
            asked.add_done_callback(self._answered)

    def _answered(self, asked: Future[Any]) -> None:
        """In the thread of whoever answers."""
        if asked.cancelled():
            return
        if (error := asked.exception()) is not None:
            self._tell(str(error))
            return
        answer = asked.result()
        told = answer if isinstance(answer, Mapping) else asdict(answer)
        if not told["ok"]:
            self._tell(str(told["text"]))

    def _tell(self, why: str) -> None:
        self._refused = (why, self._now_s() + SAID_S)
