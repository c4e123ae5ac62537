# SPDX-License-Identifier: MIT
"""The command line as a person uses it, and a daemon that says what a test tells it to say."""

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from stoneheater.interfaces.cli.main import main

DEADLINE_S = 10.0
HELLO = {"protocol": 1, "version": "0.1.0", "simulated": False, "socket": "control", "verbs": []}


def run(folder: Path, *words: str, typed: str | None = None) -> Result:
    """Run one command against the daemon of a folder, without a terminal."""
    places = {"STONEHEATER_RUNTIME_DIR": str(folder), "STONEHEATER_STATE_DIR": str(folder)}
    places["STONEHEATER_CONFIG"] = str(folder / "stoneheater.toml")
    return CliRunner(env=places).invoke(main, words, input=typed)


class No(str):
    """A refusal, to stand in a script."""

    __slots__ = ()


Said = Mapping[str, Any] | No
Script = Mapping[str, Said | Callable[[Mapping[str, Any]], Said]]


class Scripted:
    """A daemon at a real socket that answers from a script.

    Attributes:
        asked: every request but ``hello``: method and params.
    """

    def __init__(self, folder: Path, script: Script) -> None:
        self.asked: list[tuple[str, Mapping[str, Any]]] = []
        self._script = {"hello": HELLO} | dict(script)
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(folder / "control.sock"))
        self._door.listen()
        self._thread = threading.Thread(target=self._serve, name="scripted")

    def params(self, method: str) -> list[Mapping[str, Any]]:
        """With which params a method was asked for."""
        return [params for name, params in self.asked if name == method]

    def start(self) -> None:
        """Answer, until stopped."""
        self._thread.start()

    def stop(self) -> None:
        """Answer no more."""
        self._door.shutdown(socket.SHUT_RDWR)
        self._thread.join(DEADLINE_S)
        self._door.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            with client, client.makefile("rwb") as lines:
                for line in lines:
                    lines.write(json.dumps(self._answer(json.loads(line))).encode() + b"\n")
                    lines.flush()

    def _answer(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        method, params = asked["method"], asked["params"]
        if method != "hello":
            self.asked.append((method, params))
        said = self._script.get(method, No(f"{method} is not in the script."))
        if callable(said):
            said = said(params)
        if isinstance(said, No):
            return {"jsonrpc": "2.0", "id": asked["id"], "error": {"code": 1, "message": said}}
        return {"jsonrpc": "2.0", "id": asked["id"], "result": said}


@contextmanager
def scripted(folder: Path, script: Script) -> Iterator[Scripted]:
    """A scripted daemon that answers meanwhile."""
    daemon = Scripted(folder, script)
    daemon.start()
    try:
        yield daemon
    finally:
        daemon.stop()
