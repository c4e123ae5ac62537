# SPDX-License-Identifier: MIT
"""One client at a socket: what it said, what it is owed, and when it has to go.

The law of this file: nothing here blocks, and nothing grows: at most one line waits to be read,
one answer and one snapshot to be sent. A client is heard again when it has taken its answer.
"""

import selectors
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from stoneheater.interfaces import protocol
from stoneheater.interfaces.protocol import Id, RpcError
from stoneheater.interfaces.replies import Caller

MALFORMED_MAX: Final = 3
HALF_S: Final = 5.0
"""Half a message waits so long for its other half, s."""

STALL_S: Final = 10.0
"""A client that takes nothing of what it is owed for so long is closed, s."""

SNAPSHOT_S: Final = 0.5
"""Two snapshots to a subscriber are so far apart, s."""

_CREDENTIALS: Final = "3i"


@dataclass(frozen=True, slots=True)
class Pending:
    """A request whose answer is not there yet.

    Attributes:
        request_id: which request.
        late_at_s: from when on it is late.
        late_text: what is said then.
        hint: what is added to a refusal.
    """

    request_id: Id
    late_at_s: float
    late_text: str
    hint: str = ""


class Connection:
    """One client.

    Attributes:
        sock: its non-blocking socket.
        caller: who it is.
        pending: the request that is being answered, or None.
        subscribed: whether it gets snapshots.
        mask: the events it is registered for.
    """

    def __init__(self, sock: socket.socket, caller: Caller, now_s: float) -> None:
        self.sock = sock
        self.caller = caller
        self.pending: Pending | None = None
        self.subscribed = False
        self.mask = 0
        self._in = b""
        self._out = b""
        self._snapshot: bytes | None = None
        self._seen: object = None
        self._snapshot_due_s = now_s
        self._heard_s = self._moved_s = now_s
        self._malformed = 0
        self._ended = self._closing = self._broken = False

    # -- what comes in ------------------------------------------------------------------------

    def receive(self, now_s: float) -> None:
        """Take what has come, if it is to be heard: at most one line and a little."""
        if not self.mask & selectors.EVENT_READ:
            return
        try:
            more = self.sock.recv(protocol.REQUEST_MAX + 1)
        except BlockingIOError:
            return
        except OSError:
            self._broken = True
            return
        self._in += more
        self._heard_s = now_s
        self._ended = self._ended or not more

    def eager(self) -> bool:
        """Whether something can be done for it at once."""
        stuck = self._closing or self._broken or self.pending or self._out
        return not stuck and (self._has_line() or self._ended)

    def line(self) -> bytes | None:
        """The next request, if it is its turn; a line that is too long ends the connection."""
        if not self.eager():
            return None
        if b"\n" in self._in[: protocol.REQUEST_MAX + 1]:
            line, _, self._in = self._in.partition(b"\n")
            return line
        if self._in and not self._too_long():
            self.end(protocol.NOT_JSON, "the last message had no newline at its end.")
        elif self._in:
            limit = f"{protocol.REQUEST_MAX // 1024} KiB"
            self.end(protocol.NOT_JSON, f"a message is longer than {limit}: closing.")
        self._closing = True
        return None

    def answered(self, pending: Pending, line: bytes) -> None:
        """The answer to a request is there; one that came too late is forgotten."""
        if self.pending is pending:
            self.pending = None
            self.say(line)

    def malformed(self, trouble: RpcError) -> None:
        """Answer a line that is no request; after three of them the connection ends."""
        self._malformed += 1
        if self._malformed < MALFORMED_MAX:
            self.say(protocol.error(None, trouble.code, trouble.text))
        else:
            text = f"{trouble.text} That was number {self._malformed}: closing."
            self.end(trouble.code, text)

    # -- what goes out ------------------------------------------------------------------------

    def say(self, line: bytes) -> None:
        """Owe it a line."""
        self._out += line

    def end(self, code: int, text: str) -> None:
        """Say why, then close."""
        self.say(protocol.error(None, code, text))
        self._in = b""
        self._closing = True

    def wants(self, snapshot: object, now_s: float) -> bool:
        """Whether it should be offered this snapshot."""
        fresh = snapshot is not None and snapshot is not self._seen
        return self.subscribed and fresh and now_s >= self._snapshot_due_s

    def offer(self, snapshot: object, line: bytes, now_s: float) -> None:
        """Owe it the newest snapshot; one that it has not taken yet is forgotten."""
        self._seen, self._snapshot = snapshot, line
        self._snapshot_due_s = now_s + SNAPSHOT_S

    def flush(self, now_s: float) -> None:
        """Send what it takes."""
        self._send(now_s)
        if self._snapshot is not None and not self._out and not self._closing:
            self._out, self._snapshot = self._snapshot, None
            self._send(now_s)

    def _send(self, now_s: float) -> None:
        try:
            sent = self.sock.send(self._out) if self._out else 0
        except BlockingIOError:
            return
        except OSError:
            self._broken = True
            return
        self._out = self._out[sent:]
        self._moved_s = now_s

    # -- when it is over ----------------------------------------------------------------------

    def hurry(self, now_s: float) -> None:
        """Lose patience with an answer that is late, or with half a message."""
        if self.pending is not None and now_s >= self.pending.late_at_s:
            late, self.pending = self.pending, None
            self.say(protocol.error(late.request_id, protocol.REFUSED, late.late_text))
        listening = self.mask & selectors.EVENT_READ
        if listening and self._in and not self._closing and now_s - self._heard_s > HALF_S:
            text = f"half a message, and nothing more for {HALF_S:.0f} s: closing."
            self.end(protocol.NOT_JSON, text)

    def over(self, now_s: float) -> bool:
        """Whether nothing is left to do for it."""
        stalled = bool(self._out) and now_s - self._moved_s > STALL_S
        done = self._closing and not self._out
        return self._broken or stalled or done

    def interest(self) -> int:
        """The events to wait for."""
        deaf = self._ended or self._closing or self.pending or self._out or self._has_line()
        read = 0 if deaf else selectors.EVENT_READ
        return read | (selectors.EVENT_WRITE if self._out else 0)

    def close(self) -> None:
        """Hang up."""
        self.sock.close()

    def _has_line(self) -> bool:
        return b"\n" in self._in or self._too_long()

    def _too_long(self) -> bool:
        return len(self._in) > protocol.REQUEST_MAX


def uid_of(sock: socket.socket) -> int:
    """The user at the other end, as the kernel knows it. Raises OSError if it is gone."""
    size = struct.calcsize(_CREDENTIALS)
    found = sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    uid: int = struct.unpack(_CREDENTIALS, found)[1]
    return uid


def turn_away(sock: socket.socket, text: str) -> None:
    """Say why and hang up, without waiting."""
    with suppress(OSError):
        sock.send(protocol.error(None, protocol.TURNED_AWAY, text))
    sock.close()
