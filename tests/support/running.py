# SPDX-License-Identifier: MIT
"""A simulated heater that runs behind real sockets, and a client that may say anything to it."""

import json
import os
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from stoneheater.config import BathFile
from stoneheater.core.command import Answer
from stoneheater.interfaces.assembly import App, assemble_simulation
from stoneheater.interfaces.socket import SocketServer
from stoneheater.interfaces.verbs import Extras

DEADLINE_S = 10.0
NOBODY = 65534
REMOTE_CEILING_C = 52.0


class Hands:
    """A clock for the sockets that only the test moves."""

    def __init__(self) -> None:
        self.at_s = 100.0

    def __call__(self) -> float:
        return self.at_s


class Pump:
    """Cycles a simulated loop, two hundred times a second at most, in a thread of its own.

    Attributes:
        failures: what ended the loop; empty unless something is wrong.
    """

    def __init__(self, app: App) -> None:
        self.failures: list[Exception] = []
        self._app = app
        self._turn = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pump")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join(DEADLINE_S)
        assert not self.failures

    def cycle(self) -> None:
        """One cycle, in the caller's thread; only while the pump is held."""
        self._app.loop.cycle()
        self._app.clock.wait_until(self._app.clock.now_s() + 1.0)

    @contextmanager
    def held(self) -> Iterator[None]:
        """No cycle happens by itself meanwhile: the loop stands still."""
        with self._turn:
            yield

    def _run(self) -> None:
        try:
            while not self._stopped.wait(0.005):
                with self._turn:
                    self.cycle()
        except Exception as failure:  # noqa: BLE001 - whatever it is, the test shall hear of it
            self.failures.append(failure)


class Desk:
    """What stands behind the extras: it can be told to take its time, or to fail."""

    def __init__(self) -> None:
        self.may_go = threading.Event()
        self.may_go.set()
        self.begun = threading.Semaphore(0)
        self.filed: list[tuple[Mapping[str, Any], str]] = []

    def extras(self) -> Extras:
        """The extras, as a server takes them."""
        return Extras(self.probes, self.doctor, self.commission, self.dip, self.sound, self.notice)

    def probes(self) -> list[dict[str, Any]]:
        """One probe, as soon as it may."""
        self.begun.release()
        self.may_go.wait(DEADLINE_S)
        return [{"id": "28-000000000001"}]

    def doctor(self) -> list[dict[str, Any]]:
        """A doctor that stumbles."""
        raise RuntimeError("the doctor stumbled")

    def commission(self, params: Mapping[str, Any], who: str) -> Answer:
        """File it, if anything was heard."""
        self.filed.append((params, who))
        return Answer(ok=all(params["heard"].values()), text="looked at.")

    def dip(self, lag_s: float) -> Answer:
        """Keep it."""
        self.filed.append(({"lag_s": lag_s}, ""))
        return Answer(ok=True, text="kept.")

    def sound(self) -> dict[str, object]:
        """A panel with a buzzer and no lamp."""
        return {"buzzer": True, "lamp": False, "lasts_s": 2.0}

    def notice(self, noticed: Mapping[str, bool]) -> Answer:
        """File it."""
        self.filed.append((noticed, ""))
        return Answer(ok=all(noticed.values()), text="noted.")


class Running:
    """A heater behind its sockets."""

    def __init__(self, folder: Path, hands: Hands | None = None, **kept: Any) -> None:
        self.folder = folder
        self.app, self.hardware = assemble_simulation(BathFile(), **kept)
        self.pump = Pump(self.app)
        self.desk = Desk()
        extras = self.desk.extras()
        clock = {} if hands is None else {"now_s": hands}
        self.server = SocketServer(
            self.app.service, folder, REMOTE_CEILING_C, extras, "0.1.0", **clock
        )

    @property
    def control(self) -> Path:
        """The socket for people."""
        return self.folder / "control.sock"

    @property
    def remote(self) -> Path:
        """The socket for programs."""
        return self.folder / "remote.sock"


@contextmanager
def running(folder: Path, hands: Hands | None = None, **kept: Any) -> Iterator[Running]:
    """A heater that has looked once, whose loop turns and whose sockets are served."""
    heater = Running(folder, hands, **kept)
    heater.pump.cycle()
    heater.server.bind()
    heater.server.start()
    try:
        with heater.pump:
            yield heater
    finally:
        assert heater.server.stop(DEADLINE_S)


class Raw:
    """A client that sends bytes, and reads lines."""

    def __init__(self, path: Path) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(DEADLINE_S)
        try:
            self.sock.connect(str(path))
        except OSError:
            self.sock.close()
            raise
        self._lines = self.sock.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._lines.close()
        self.sock.close()

    def send(self, data: bytes) -> None:
        """Send all of it, as far as the server listens."""
        try:
            self.sock.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            return

    def done(self) -> None:
        """Say that nothing more will come."""
        try:
            self.sock.shutdown(socket.SHUT_WR)
        except OSError:
            return

    def line(self) -> dict[str, Any]:
        """The next message."""
        said: dict[str, Any] = json.loads(self._lines.readline())
        return said

    def ask(self, method: str, number: int = 1, **params: Any) -> dict[str, Any]:
        """Send a request, and read the next message."""
        self.send(request(method, number, **params))
        return self.line()

    def rounds(self) -> None:
        """Let the server look round three times: what others sent before has been seen then."""
        for _ in range(3):
            assert "result" in self.ask("hello", 0)

    def rest(self) -> list[dict[str, Any]]:
        """Every message until the server hangs up."""
        said: list[dict[str, Any]] = []
        with suppress(ConnectionResetError):
            said.extend(json.loads(line) for line in self._lines)
        return said


def request(method: str, number: int = 1, **params: Any) -> bytes:
    """One well-formed line."""
    asked = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
    return json.dumps(asked).encode() + b"\n"


@contextmanager
def stranger() -> Iterator[None]:
    """Be a user without rights for a moment; somebody who has none anyway stays who he is."""
    if os.geteuid() != 0:
        yield
        return
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)
