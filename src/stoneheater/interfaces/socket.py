# SPDX-License-Identifier: MIT
"""The two sockets of the daemon, in one thread that nothing ever waits for.

The law of this file: whatever a client does costs this thread alone. The control loop meets it at
two points that cannot block: a finished future leaves a note and a byte in a pipe, and a snapshot
is looked at twice a second when somebody subscribed.
"""

import logging
import os
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

from stoneheater.core.command import Answer
from stoneheater.interfaces import protocol
from stoneheater.interfaces.connection import Connection, Pending, turn_away, uid_of
from stoneheater.interfaces.socket_files import (
    CONTROL,
    REMOTE,
    close_socket,
    open_socket,
    user_name,
)
from stoneheater.interfaces.protocol import Request, RpcError
from stoneheater.interfaces.verbs import Ask, Caller, Counter, Extras, Now, Work, said
from stoneheater.interfaces.worker import Worker, WorkerBusyError
from stoneheater.service.heater_service import LATE, HeaterService

CLIENTS_MAX: Final = 16
CLIENTS_KEPT: Final = 2
"""So many of them are kept for the administrator and for the daemon's own user."""

ASKED_MAX: Final = 16
ASKED_REMOTE_MAX: Final = 8
"""So many requests may wait for the loop, and so many of them from afar."""

WORK_S: Final = 30.0
ROUND_S: Final = 0.5
"""How often this thread looks round while somebody is connected, s."""

_BUSY: Final = "too many requests are waiting: ask again in a second."
_TOO_SLOW: Final = f"that took longer than {WORK_S:.0f} s: the probes do not answer, check the bus."
_FAILED: Final = "that failed inside the daemon: see journalctl -u stoneheater."

_log = logging.getLogger(__name__)

Note = tuple[Connection, Pending, Future[Any]]


def may_enter(clients: int, uid: int, own_uid: int, *, remote: bool) -> bool:
    """Whether one more client of this user fits beside those that are connected."""
    own = uid == 0 or (uid == own_uid and not remote)
    return clients < (CLIENTS_MAX if own else CLIENTS_MAX - CLIENTS_KEPT)


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
        self._folder = runtime_dir
        self._counter = Counter(service, extras, remote_ceiling_c, version)
        self._now_s = now_s
        self._worker = Worker()
        self._doors: dict[Path, socket.socket] = {}
        self._clients: list[Connection] = []
        self._asked: dict[Future[Answer], bool] = {}
        self._done: deque[Note] = deque()
        self._selector = selectors.DefaultSelector()
        self._pipe_in, self._pipe_out = socket.socketpair()
        self._pipe_in.setblocking(False)
        self._pipe_out.setblocking(False)
        self._stopping = self._full = False
        self._thread = threading.Thread(target=self._run, name="sockets", daemon=True)

    def bind(self) -> None:
        """Make both socket files; clients may connect, and are served from ``start`` on.

        Raises:
            OSError: a socket cannot be made; then neither is.
        """
        try:
            for name in (CONTROL, REMOTE):
                path = self._folder / name
                self._doors[path] = open_socket(path)
        except OSError:
            self._close_doors()
            raise

    def start(self) -> None:
        """Serve, in a thread of its own."""
        self._worker.start()
        self._thread.start()

    def stop(self, deadline_s: float) -> bool:
        """Hang up and take the sockets away; True if the thread ended in time."""
        self._stopping = True
        self._wake()
        if self._thread.is_alive():
            self._thread.join(deadline_s)
        self._close_doors()
        return not self._thread.is_alive()

    # -- in the thread ------------------------------------------------------------------------

    def _run(self) -> None:
        for path, door in self._doors.items():
            accept = partial(self._accept, door, remote=path.name == REMOTE)
            self._selector.register(door, selectors.EVENT_READ, accept)
        self._selector.register(self._pipe_out, selectors.EVENT_READ, self._woken)
        while not self._stopping:
            for key, _ in self._selector.select(self._patience_s()):
                key.data()
            self._settle()
            for client in tuple(self._clients):
                self._attend(client)
        self._end()

    def _patience_s(self) -> float | None:
        if any(client.eager() for client in self._clients):
            return 0.0
        return ROUND_S if self._clients else None

    def _woken(self) -> None:
        with suppress(OSError):
            self._pipe_out.recv(4096)

    def _accept(self, door: socket.socket, *, remote: bool) -> None:
        try:
            sock, _ = door.accept()
        except OSError:
            return
        sock.setblocking(False)
        try:
            uid = uid_of(sock)
        except OSError:
            sock.close()
            return
        fits = may_enter(len(self._clients), uid, os.geteuid(), remote=remote)
        self._note_full(not fits)
        if fits:
            caller = Caller(user_name(uid), remote)
            self._clients.append(Connection(sock, caller, self._now_s()))
        else:
            turn_away(sock, f"{len(self._clients)} clients are connected already: close one.")

    def _note_full(self, full: bool) -> None:
        if full and not self._full:
            _log.warning("turning clients away: %d are connected.", len(self._clients))
        self._full = full

    def _attend(self, client: Connection) -> None:
        """One round for one client; whatever goes wrong costs this client only."""
        now_s = self._now_s()
        try:
            if client.mask & selectors.EVENT_READ:
                client.receive(now_s)
            self._serve(client, now_s)
            self._tell(client, now_s)
            client.hurry(now_s)
            client.flush(now_s)
        except Exception:
            _log.exception("a client of %s was dropped", client.caller.who)
            self._drop(client)
            return
        if client.over(now_s):
            self._drop(client)
        else:
            self._watch(client)

    def _serve(self, client: Connection, now_s: float) -> None:
        line = client.line()
        if line is None:
            return
        try:
            request = protocol.parse(line)
        except RpcError as trouble:
            client.malformed(trouble)
            return
        try:
            self._do(client, request, now_s)
        except RpcError as trouble:
            client.say(protocol.error(request.id, trouble.code, trouble.text))

    def _do(self, client: Connection, request: Request, now_s: float) -> None:
        reply = self._counter.take(request, client.caller)
        if isinstance(reply, Now):
            client.subscribed = client.subscribed or reply.subscribes
            client.say(protocol.answer(request.id, reply.result_json))
            return
        if isinstance(reply, Ask):
            asked = self._ask(reply, remote=client.caller.remote)
            pending = Pending(request.id, now_s + reply.late_s, LATE.text, reply.hint)
        else:
            asked = self._work(reply)
            pending = Pending(request.id, now_s + WORK_S, _TOO_SLOW)
        client.pending = pending
        asked.add_done_callback(partial(self._answered, client, pending))

    def _ask(self, ask: Ask, *, remote: bool) -> Future[Any]:
        """Hand a command to the loop, unless too many wait there."""
        self._asked = {asked: afar for asked, afar in self._asked.items() if not asked.done()}
        crowd = sum(self._asked.values()) if remote else len(self._asked)
        if crowd >= (ASKED_REMOTE_MAX if remote else ASKED_MAX):
            raise RpcError(protocol.REFUSED, _BUSY)
        asked = self._service.submit(ask.command)
        self._asked[asked] = remote
        return asked

    def _work(self, work: Work) -> Future[Any]:
        try:
            return self._worker.submit(work.run)
        except WorkerBusyError:
            raise RpcError(protocol.REFUSED, _BUSY) from None

    def _settle(self) -> None:
        """Answer what is done, and what is late."""
        while self._done:
            client, pending, future = self._done.popleft()
            if client.pending is pending:
                client.pending = None
                client.say(_answer_line(pending, future))
        now_s = self._now_s()
        for client in self._clients:
            pending_now = client.pending
            if pending_now is not None and now_s >= pending_now.late_at_s:
                client.pending = None
                text = pending_now.late_text
                client.say(protocol.error(pending_now.request_id, protocol.REFUSED, text))

    def _tell(self, client: Connection, now_s: float) -> None:
        snapshot = self._service.snapshot()
        if snapshot is not None and client.wants(snapshot, now_s):
            text = protocol.dump(snapshot.as_dict())
            client.offer(snapshot, protocol.notification("snapshot", text), now_s)

    def _watch(self, client: Connection) -> None:
        mask = client.interest()
        if mask == client.mask:
            return
        if not client.mask:
            self._selector.register(client.sock, mask, _nothing)
        elif mask:
            self._selector.modify(client.sock, mask, _nothing)
        else:
            self._selector.unregister(client.sock)
        client.mask = mask

    def _drop(self, client: Connection) -> None:
        if client.mask:
            self._selector.unregister(client.sock)
        client.close()
        self._clients.remove(client)

    def _end(self) -> None:
        self._worker.stop()
        for client in tuple(self._clients):
            self._drop(client)
        self._selector.close()

    def _close_doors(self) -> None:
        while self._doors:
            path, door = self._doors.popitem()
            close_socket(door, path)

    # -- in the thread that finished the request: must not block, must not raise --------------

    def _answered(self, client: Connection, pending: Pending, future: Future[Any]) -> None:
        self._done.append((client, pending, future))
        self._wake()

    def _wake(self) -> None:
        with suppress(OSError):  # a full pipe wakes as well as one byte more
            self._pipe_in.send(b"\0")


def _answer_line(pending: Pending, future: Future[Any]) -> bytes:
    trouble = future.exception()
    if trouble is not None:
        _log.error("a request failed", exc_info=trouble)
        return protocol.error(pending.request_id, protocol.BROKEN, _FAILED)
    result = future.result()
    if not isinstance(result, Answer):
        return protocol.answer(pending.request_id, protocol.dump(result))
    if result.ok:
        return protocol.answer(pending.request_id, said(result.text))
    text = f"{result.text} {pending.hint}".rstrip()
    return protocol.error(pending.request_id, protocol.REFUSED, text)


def _nothing() -> None:
    """A client is attended in every round anyway."""
