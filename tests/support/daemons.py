# SPDX-License-Identifier: MIT
"""A daemon inside the test's own process: its main thread is a thread of the test."""

import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from stoneheater.core.command import Command, Verb
from stoneheater.core.energy import NamePlate
from stoneheater.core.settings import Settings
from stoneheater.interfaces.assembly import App, assemble
from stoneheater.interfaces.daemon import Daemon
from stoneheater.interfaces.journal import Journal
from stoneheater.interfaces.sd_notify import Notifier
from stoneheater.service.snapshot import Standing
from support.foreign import Foreign
from support.waiting import eventually

SETTINGS = Settings(NamePlate(800.0, 8.0))


class Doors:
    """Sockets that only remember."""

    def __init__(self, done: list[str]) -> None:
        self._done = done

    def start(self) -> None:
        """Remember."""
        self._done.append("doors open")

    def stop(self, deadline_s: float) -> None:
        """Remember."""
        assert deadline_s > 0.0
        self._done.append("doors closed")


class Process:
    """A daemon that runs in a thread of the test, on foreign hardware, with its words in a pipe."""

    def __init__(self, hardware: Foreign, close: Callable[[], bool] = lambda: True) -> None:
        self.hardware = hardware
        self.done: list[str] = []
        self._out, into = os.pipe()
        self.daemon = Daemon(Journal(into, {}), Notifier({}))
        settings = Settings(SETTINGS.plate, has_enable=hardware.enable is not None)

        def closed() -> bool:
            self.done.append("closed")
            return close()

        self.app: App = assemble(
            hardware, settings, Standing(), close=closed, listeners=[self.daemon.finished]
        )
        self._pool = ThreadPoolExecutor(1)
        self.code: Future[int] = self._pool.submit(self.daemon.run, self.app, Doors(self.done))

    def heat(self) -> None:
        """Switch on; wait until the heater relay is closed."""
        answer = self.app.service.ask(Command(Verb.ON))
        assert answer.ok, answer
        eventually(lambda: self.hardware.relay.on, 20.0)

    def end(self, why: str | BaseException = "SIGTERM") -> float:
        """Tell it to end; when, monotonic s."""
        at_s = time.monotonic()
        self.daemon.end(why)
        return at_s

    def said(self) -> str:
        """What it said so far."""
        return os.read(self._out, 65536).decode()

    def close(self) -> None:
        """Let everything go and end."""
        self.hardware.let_go()
        self.daemon.end("the test")
        self.code.result(20.0)
        self._pool.shutdown()
