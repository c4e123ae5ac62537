# SPDX-License-Identifier: MIT
"""A connection of the daemon's sockets, and the client at its other end."""

import json
import selectors
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from stoneheater.interfaces.connection import Connection
from stoneheater.interfaces.replies import Caller


@dataclass
class Pair:
    """A connection that listens, and the client at its other end."""

    client: socket.socket
    connection: Connection

    def hears(self, data: bytes, at_s: float = 0.0) -> None:
        """The client sends, and the connection takes it."""
        self.client.sendall(data)
        self.connection.receive(at_s)

    def lines(self) -> list[dict[str, Any]]:
        """All that the client has been sent so far."""
        self.client.setblocking(False)
        try:
            return [json.loads(line) for line in self.client.recv(1_000_000).splitlines()]
        except BlockingIOError:
            return []


@contextmanager
def paired() -> Iterator[Pair]:
    """A client and its connection, registered for reading."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    connection = Connection(ours, Caller("anna", remote=False), 0.0)
    connection.mask = selectors.EVENT_READ
    with ours, theirs:
        yield Pair(theirs, connection)
