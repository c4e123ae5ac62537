# SPDX-License-Identifier: MIT
"""A client of the daemon's socket: questions and answers, or a stream of snapshots.

The law of this file: every call ends by a deadline, every error is one sentence with the next
step, and importing it costs next to nothing (standard library only, no click, no rich).
"""

import json
import socket
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Self

from stoneheater.paths import runtime_dir

PROTOCOL: Final = 1
SOCKET: Final = "control.sock"
REFUSED_FILE: Final = "refused"
ANSWER_MAX: Final = 256 * 1024
SHOWN_MAX: Final = 500

USUAL_S: Final = 6.0
"""The daemon itself answers a command within 5 s, or says that it is late."""

PATIENCE_S: Final[Mapping[str, float]] = {
    "trip.reset": 11.0,
    "commission.finish": 31.0,
    "probes.list": 31.0,
    "doctor.report": 31.0,
    "stone.add": 31.0,
    "record.erase": 31.0,
}
"""Verbs that the daemon allows more time."""

_REFUSED: Final = 1
_BAD_PARAMS: Final = -32602
"""Codes whose message is meant for the person who asked."""

_TURNED_AWAY: Final = -32000
_SILENT: Final = "the daemon does not answer: look at the heater, and pull the plug if unsure."


class ClientError(Exception):
    """What went wrong, as one sentence."""


class Unreachable(ClientError):  # noqa: N818 - it reads as what happened: the daemon is unreachable
    """Nobody answers at the socket."""


class Refused(ClientError):  # noqa: N818 - same: the request was refused
    """The daemon said no, and why."""


class Misunderstood(Refused):
    """The daemon does not know what was meant: a name, a place, a number that is none."""


class ProtocolError(ClientError):
    """The daemon and this program do not understand each other."""


class Client:
    """One connection. Answers come in the order of the questions.

    Attributes:
        hello: what the daemon said about itself: version, simulated, socket, verbs.
    """

    def __init__(self, door: socket.socket, timeout_s: float | None = None) -> None:
        self.hello: Mapping[str, Any] = {}
        self._door = door
        self._timeout_s = timeout_s
        self._heard = b""
        self._last_id = 0

    @classmethod
    def connect(cls, path: Path | None = None, timeout_s: float | None = None) -> Self:
        """Connect and shake hands.

        Args:
            path: the socket; by default ``control.sock`` in the runtime directory.
            timeout_s: how long one answer may take; by default as long as the verb may take.

        Raises:
            Unreachable: there is no daemon, it does not answer, or this user may not ask.
            ProtocolError: the daemon is of another version of the protocol.
        """
        path = path or runtime_dir() / SOCKET
        client = cls(_open(path, timeout_s or USUAL_S), timeout_s)
        try:
            client.hello = client.call("hello")
            _check_version(client.hello)
        except ClientError:
            client.close()
            raise
        return client

    def call(self, method: str, **params: object) -> dict[str, Any]:
        """Ask and wait for the answer.

        Returns:
            The result: for a command ``{"ok": true, "text": ...}``, for ``probes.list``
            ``{"probes": [...]}``, for ``doctor.report`` ``{"report": [...]}``.

        Raises:
            Refused: the daemon said no; its sentence.
            Unreachable: no answer in time, or the connection was closed.
            ProtocolError: the answer makes no sense, or the daemon has no such verb.
        """
        self._last_id += 1
        asked = {"jsonrpc": "2.0", "id": self._last_id, "method": method, "params": params}
        until_s = time.monotonic() + (self._timeout_s or PATIENCE_S.get(method, USUAL_S))
        self._send(json.dumps(asked).encode() + b"\n", until_s)
        while True:
            said = self._receive(until_s)
            if said is None:
                raise Unreachable(_SILENT)
            if "method" not in said:
                return self._result(said)

    def subscribe(self, silence_s: float) -> Iterator[dict[str, Any] | None]:
        """Follow the heater until the connection ends.

        Yields:
            Each snapshot, at most two a second; None whenever ``silence_s`` went by without one.

        Raises:
            Unreachable: the connection was closed.
            ProtocolError, Refused: as for ``call``.
        """
        self.call("snapshot.subscribe")
        while True:
            said = self._receive(time.monotonic() + silence_s)
            if said is None:
                yield None
            elif said.get("method") == "snapshot" and isinstance(said.get("params"), dict):
                yield said["params"]
            elif "error" in said:
                self._result(said)

    def close(self) -> None:
        """Hang up."""
        self._door.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _send(self, line: bytes, until_s: float) -> None:
        try:
            self._door.settimeout(_left_s(until_s))
            self._door.sendall(line)
        except OSError:  # the reason may still be waiting to be read
            return

    def _receive(self, until_s: float) -> dict[str, Any] | None:
        """The next message; None if none came in time."""
        while b"\n" not in self._heard:
            if len(self._heard) > ANSWER_MAX:
                raise ProtocolError(f"the answer is longer than {ANSWER_MAX // 1024} KiB.")
            try:
                self._door.settimeout(_left_s(until_s))
                more = self._door.recv(65536)
            except TimeoutError:
                return None
            except OSError as trouble:
                raise _hung_up(trouble.strerror) from None
            if not more:
                raise _hung_up("end of stream")
            self._heard += more
        line, _, self._heard = self._heard.partition(b"\n")
        return _read(line)

    def _result(self, said: Mapping[str, Any]) -> dict[str, Any]:
        if "error" in said:
            raise _refusal(said["error"])
        result = said.get("result")
        if said.get("id") != self._last_id or not isinstance(result, dict):
            raise ProtocolError("the daemon answered something else than was asked.")
        return result


def _open(path: Path, timeout_s: float) -> socket.socket:
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        door.settimeout(timeout_s)
        door.connect(str(path))
    except OSError as trouble:
        door.close()
        raise Unreachable(_why_unreachable(path, trouble)) from None
    return door


def _why_unreachable(path: Path, trouble: OSError) -> str:
    if isinstance(trouble, PermissionError):
        group = "stoneheater" if path.name == SOCKET else "stoneheater-remote"
        join = f"sudo usermod -aG {group} $USER, then log in again"
        return f"this user may not talk to the heater at {path}: {join}."
    if isinstance(trouble, FileNotFoundError | ConnectionRefusedError):
        why = _refusal_on_file(path.parent)
        if why:
            return f"the daemon could not start: {why}"
        start = "start it with: sudo systemctl start stoneheater"
        return f"no daemon is running at {path}: {start} (or try: stoneheater demo)."
    what = trouble.strerror or f"{trouble}"
    return f"the daemon cannot be reached at {path} ({what}): see journalctl -u stoneheater."


def _refusal_on_file(folder: Path) -> str:
    """What the daemon left behind when it could not start."""
    try:
        with (folder / REFUSED_FILE).open(encoding="utf-8", errors="replace") as file:
            return " ".join(file.read(SHOWN_MAX).split())
    except OSError:
        return ""


def _check_version(hello: Mapping[str, Any]) -> None:
    theirs = hello.get("protocol")
    if theirs != PROTOCOL:
        different = f"the running daemon speaks protocol {theirs}, this program {PROTOCOL}"
        raise ProtocolError(f"{different}: restart the daemon when the heater is in STANDBY.")


def _read(line: bytes) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise ProtocolError("what came from the daemon is not a message: is the socket its own?")
    return said


def _refusal(error: object) -> ClientError:
    if not isinstance(error, dict) or not isinstance(error.get("message"), str):
        return ProtocolError("the daemon refused without saying why.")
    code, text = error.get("code"), error["message"]
    if code == _TURNED_AWAY:
        return Unreachable(text)
    if code == _BAD_PARAMS:
        return Misunderstood(text)
    return Refused(text) if code == _REFUSED else ProtocolError(text)


def _hung_up(why: str | None) -> Unreachable:
    return Unreachable(f"the daemon closed the connection ({why}): ask again in a moment.")


def _left_s(until_s: float) -> float:
    return max(0.001, until_s - time.monotonic())
