# SPDX-License-Identifier: MIT
"""The two sockets of the daemon, in one thread that nothing ever waits for.

The law of this file: whatever a client does costs this thread alone. The control loop meets it at
two points that cannot block: a finished request leaves a note and a byte in a pipe, and the newest
snapshot is looked at twice a second while somebody is connected.
"""

import logging
import os
import selectors
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

from stoneheater.interfaces import protocol
from stoneheater.interfaces.connection import Connection, turn_away, uid_of
from stoneheater.interfaces.errands import Errands
from stoneheater.interfaces.protocol import RpcError
from stoneheater.interfaces.replies import Caller, Now
from stoneheater.interfaces.socket_files import (
    CONTROL,
    CONTROL_GROUP,
    REMOTE,
    REMOTE_GROUP,
    close_socket,
    open_socket,
    user_name,
)
from stoneheater.interfaces.verbs import Counter, Extras
from stoneheater.service.heater_service import HeaterService

CLIENTS_MAX: Final = 16
CLIENTS_KEPT: Final = 2
"""So many of them are kept for the administrator and, at control.sock, the daemon's own user."""

ROUND_S: Final = 0.5
"""How often this thread looks round while somebody is connected, s."""

_log = logging.getLogger(__name__)


def may_enter(clients: int, uid: int, own_uid: int, *, remote: bool) -> bool:
    """Whether one more client of this user fits beside those that are connected."""
    kept_for = uid == 0 or (uid == own_uid and not remote)
    return clients < (CLIENTS_MAX if kept_for else CLIENTS_MAX - CLIENTS_KEPT)


class SocketServer:
    """Serves ``control.sock`` and ``remote.sock``.

    Args:
        service: the heater.
        runtime_dir: where the sockets are; it exists.
        remote_ceiling_c: the highest target that can be set through ``remote.sock``, °C.
        extras: what is offered besides the heater.
        version: of the program, for ``hello``.
        now_s: monotonic seconds.
    """

    def __init__(
        self,
        service: HeaterService,
        runtime_dir: Path,
        remote_ceiling_c: float,
        extras: Extras,
        version: str,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._service = service
        self._groups = {runtime_dir / CONTROL: CONTROL_GROUP, runtime_dir / REMOTE: REMOTE_GROUP}
        self._own_uid = os.geteuid()
        self._counter = Counter(service, extras, remote_ceiling_c, version)
        self._errands = Errands(service.submit, self._wake)
        self._now_s = now_s
        self._doors: dict[Path, socket.socket] = {}
        self._clients: list[Connection] = []
        self._selector = selectors.DefaultSelector()
        self._pipe = socket.socketpair()
        for end in self._pipe:
            end.setblocking(False)
        self._stopping = self._full = False
        self._thread = threading.Thread(target=self._run, name="sockets", daemon=True)

    def bind(self) -> None:
        """Make both socket files; clients may connect, and are served from ``start`` on.

        Raises:
            OSError: a socket cannot be made; then neither is.
        """
        try:
            for path, group in self._groups.items():
                self._doors[path] = open_socket(path, group)
        except OSError:
            self._close_doors()
            raise

    def start(self) -> None:
        """Serve, in a thread of its own."""
        self._errands.worker.start()
        self._thread.start()

    def stop(self, deadline_s: float) -> bool:
        """Hang up and take the sockets away; True if the thread ended in time."""
        self._stopping = True
        self._wake()
        if self._thread.is_alive():
            self._thread.join(deadline_s)
        self._close_doors()
        if self._thread.is_alive():
            return False
        self._selector.close()
        for end in self._pipe:
            end.close()
        return True

    def _wake(self) -> None:
        """From any thread: never blocks, never raises."""
        with suppress(OSError):  # a full pipe wakes as well as one byte more
            self._pipe[0].send(b"\0")

    def _close_doors(self) -> None:
        while self._doors:
            path, door = self._doors.popitem()
            close_socket(door, path)

    # -- in the thread ------------------------------------------------------------------------

    def _run(self) -> None:
        for path, door in self._doors.items():
            accept = partial(self._accept, door, remote=path.name == REMOTE)
            self._selector.register(door, selectors.EVENT_READ, accept)
        self._selector.register(self._pipe[1], selectors.EVENT_READ, self._woken)
        while not self._stopping:
            for key, _ in self._selector.select(self._patience_s()):
                key.data()
            self._errands.settle()
            for client in tuple(self._clients):
                self._attend(client)
        self._errands.worker.stop()
        for client in tuple(self._clients):
            self._drop(client)

    def _patience_s(self) -> float | None:
        if any(client.eager() for client in self._clients):
            return 0.0
        return ROUND_S if self._clients else None

    def _woken(self) -> None:
        self._pipe[1].recv(4096)

    def _accept(self, door: socket.socket, *, remote: bool) -> None:
        with suppress(OSError):  # whoever knocked is gone already
            sock, _ = door.accept()
            sock.setblocking(False)
            self._admit(sock, uid_of(sock), remote=remote)

    def _admit(self, sock: socket.socket, uid: int, *, remote: bool) -> None:
        clients = len(self._clients)
        fits = may_enter(clients, uid, self._own_uid, remote=remote)
        if not fits and not self._full:
            _log.warning("turning clients away: %d are connected.", clients)
        self._full = not fits
        if fits:
            caller = Caller(user_name(uid), remote)
            self._clients.append(Connection(sock, caller, self._now_s()))
        else:
            turn_away(sock, f"{clients} clients are connected, no more fit: close one of them.")

    def _attend(self, client: Connection) -> None:
        """One round for one client; whatever goes wrong costs this client only."""
        now_s = self._now_s()
        try:
            self._serve(client, now_s)
        except Exception:  # noqa: BLE001 - no client may end the others' connections
            _log.exception("hanging up on %s after a failure of our own", client.caller.who)
            self._drop(client)
            return
        if client.over(now_s):
            self._drop(client)
        else:
            self._watch(client)

    def _serve(self, client: Connection, now_s: float) -> None:
        client.receive(now_s)
        line = client.line()
        if line is not None:
            self._take(client, line, now_s)
        self._tell(client, now_s)
        client.hurry(now_s)
        client.flush(now_s)

    def _take(self, client: Connection, line: bytes, now_s: float) -> None:
        try:
            request = protocol.parse(line)
        except RpcError as trouble:
            client.malformed(trouble)
            return
        try:
            reply = self._counter.take(request, client.caller)
            if isinstance(reply, Now):
                client.subscribed = client.subscribed or reply.subscribes
                client.say(protocol.answer(request.id, reply.result_json))
            else:
                self._errands.run(reply, client, request.id, now_s)
        except RpcError as trouble:
            client.say(protocol.error(request.id, trouble.code, trouble.text))

    def _tell(self, client: Connection, now_s: float) -> None:
        snapshot = self._service.snapshot()
        if snapshot is not None and client.wants(snapshot, now_s):
            text = protocol.dump(snapshot.as_dict())
            client.offer(snapshot, protocol.notification("snapshot", text), now_s)

    def _watch(self, client: Connection) -> None:
        """Wait for what this client can do next, and for nothing else."""
        mask = client.interest()
        if mask == client.mask:
            return
        if client.mask:
            self._selector.unregister(client.sock)
        if mask:
            self._selector.register(client.sock, mask, _nothing)
        client.mask = mask

    def _drop(self, client: Connection) -> None:
        if client.mask:
            self._selector.unregister(client.sock)
        client.close()
        self._clients.remove(client)


def _nothing() -> None:
    """Every client is attended in every round."""
