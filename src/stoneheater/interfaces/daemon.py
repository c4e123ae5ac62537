# SPDX-License-Identifier: MIT
"""The daemon: one process around one heater, from its lock to its exit code.

The law of this file: whatever ends the process, OFF is written first and everything else comes
after. The main thread does nothing but wait for an end, so that no reader, disk, socket or stuck
loop can keep it from switching off. Every start begins without heat.

Exit codes are those of sysexits.h: 0 told to stop, 70 the control loop failed, 75 the heater is
in use by another program, 78 nothing may run with this configuration or hardware.
"""

import logging
import os
import queue
import signal
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final, Protocol

from stoneheater import paths
from stoneheater.core.heater import Outcome
from stoneheater.interfaces import refused
from stoneheater.interfaces.assembly import App
from stoneheater.interfaces.extras import opened
from stoneheater.interfaces.instance_lock import held
from stoneheater.interfaces.journal import DEBUG, ERROR, NOTICE, Journal, JournalHandler
from stoneheater.interfaces.refused import RefusedError
from stoneheater.interfaces.sd_notify import Notifier
from stoneheater.interfaces.startup import assembled, make_folders, refusing
from stoneheater.service.snapshot import headline
from stoneheater.service.switch_off import switch_off

OFF_S: Final = 0.4
"""For the outputs to confirm OFF; the promise is 0.5 s from the signal, s."""

LOOP_S: Final = 1.5
"""For the control loop to finish its cycle, s."""

DOORS_S: Final = 0.3
"""For the sockets, and for each part of the panel, s."""

CLOSE_S: Final = 2.5
"""For drivers and stores; healthy ones take milliseconds, s."""

SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Doors(Protocol):
    """The sockets, as far as the daemon cares."""

    def start(self) -> None:
        """Serve, in a thread of their own."""
        ...

    def stop(self, deadline_s: float) -> object:
        """Stop serving, within the deadline."""
        ...


class Daemon:
    """The process around a heater that is put together: threads, and how they end."""

    def __init__(self, journal: Journal, notifier: Notifier) -> None:
        self._journal = journal
        self._notifier = notifier
        self._ends: queue.SimpleQueue[str | BaseException] = queue.SimpleQueue()
        self._stopped = threading.Event()
        self._app: App | None = None
        self._greeted = False

    def end(self, why: str | BaseException) -> None:
        """End the daemon; may be called from any thread and from a signal handler."""
        self._ends.put(why)

    def finished(self, outcome: Outcome) -> None:
        """Told of every finished cycle, in the control thread: never blocks, never raises."""
        snapshot = self._app.service.snapshot() if self._app is not None else None
        if snapshot is not None:
            if not self._greeted:
                self._greeted = True
                self._note(
                    NOTICE, f"Started: {' '.join([headline(snapshot), *snapshot.not_ready])}"
                )
            self._notifier.alive(headline(snapshot))
        self._journal.tell(outcome)

    def run(self, app: App, doors: Doors) -> int:
        """Run until something ends it; the exit code."""
        self._app = app
        control = threading.Thread(target=self._control, args=(app,), name="control", daemon=True)
        try:
            doors.start()
            control.start()
            if app.panel is not None:
                app.panel.start()
            why = self._ends.get()
        finally:
            not_off = switch_off(app.hardware, OFF_S)
            self._stopped.set()
        self._notifier.stopping()
        self._explain(why, not_off)
        self._close(app, control, doors)
        return os.EX_OK if isinstance(why, str) and not not_off else os.EX_SOFTWARE

    def _close(self, app: App, control: threading.Thread, doors: Doors) -> None:
        """Everything is off; now the rest, each within its deadline."""
        control.join(LOOP_S)
        doors.stop(DOORS_S)
        if app.panel is not None:
            app.panel.close(DOORS_S)
        if not _within(CLOSE_S, app):
            self._journal.say(ERROR, "Not everything was written to the disk before the end.")

    def _control(self, app: App) -> None:
        """The control thread: the loop, and word of how it failed."""
        try:
            app.loop.run(self._stopped.is_set)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the main thread must know
            self.end(error)

    def _explain(self, why: str | BaseException, not_off: Sequence[str]) -> None:
        for name in not_off:
            self._note(ERROR, f"{name} does not answer: NOT switched off. Pull the plug.")
        off = "some outputs are NOT off." if not_off else "every output is commanded off."
        if isinstance(why, str):
            self._note(NOTICE, f"Ended by {why}: {off}")
            return
        self._note(ERROR, f"The control loop failed ({why!r}): {off}")
        self._journal.say(DEBUG, "".join(traceback.format_exception(why)))

    def _note(self, priority: int, sentence: str) -> None:
        """Say it in the journal and keep it in the record."""
        self._journal.say(priority, sentence)
        if self._app is not None:
            self._app.service.note(sentence)


def run(config_path: Path, *, simulated_allowed: bool = False) -> int:
    """Be the daemon.

    Args:
        config_path: the configuration file.
        simulated_allowed: whether systemd may run a simulated driver (``--simulated``).

    Returns:
        The exit code.
    """
    journal, runtime_dir = Journal(), paths.runtime_dir()
    logging.basicConfig(handlers=[JournalHandler(journal)], force=True)
    try:
        return _run(config_path, runtime_dir, journal, simulated_allowed=simulated_allowed)
    except RefusedError as refusal:
        refused.leave(runtime_dir, str(refusal))
        journal.say(ERROR, str(refusal))
        return refusal.code


def _run(config_path: Path, runtime_dir: Path, journal: Journal, *, simulated_allowed: bool) -> int:
    """Lock, load, assemble, run. Raises RefusedError."""
    state_dir = paths.state_dir()
    with ExitStack() as kept:
        with refusing():
            make_folders(runtime_dir, state_dir)
            kept.enter_context(held(runtime_dir))
        daemon = Daemon(journal, Notifier())
        kept.enter_context(_signals(daemon))
        app, config = assembled(
            config_path,
            state_dir,
            runtime_dir,
            daemon.finished,
            simulated_allowed=simulated_allowed,
        )
        with refusing():
            doors = opened(app, config, state_dir, runtime_dir)
        kept.callback(refused.withdraw, runtime_dir)
        refused.withdraw(runtime_dir)
        return daemon.run(app, doors)


@contextmanager
def _signals(daemon: Daemon) -> Iterator[None]:
    """Let the signals end the daemon; the handler only leaves word for the main thread."""

    def handler(number: int, _: object) -> None:
        daemon.end(signal.Signals(number).name)

    before = {number: signal.signal(number, handler) for number in SIGNALS}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def _within(deadline_s: float, app: App) -> bool:
    """Close hardware and stores; False if that failed or takes longer."""
    done: list[bool] = []
    thread = threading.Thread(target=lambda: done.append(app.close()), name="close", daemon=True)
    thread.start()
    thread.join(deadline_s)
    return done == [True]
