# SPDX-License-Identifier: MIT
"""Tells systemd how the daemon is: the notify protocol, as far as the heater needs it.

The law of this file: it never blocks and never fails. A message that cannot be delivered at once
is lost, and a watchdog that hears nothing ends the process: that is the safe side.

Protocol: sd_notify(3). One datagram of ``NAME=value`` lines to the socket in ``NOTIFY_SOCKET``;
a leading ``@`` stands for the abstract namespace.
"""

import os
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

PERIOD_S = 0.9
"""A finished cycle within so many seconds of the last message says nothing new, s."""


class Notifier:
    """The line to systemd; without ``NOTIFY_SOCKET`` it is silent."""

    def __init__(
        self,
        environ: Mapping[str, str] = os.environ,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        name = environ.get("NOTIFY_SOCKET", "")
        self._address = "\0" + name[1:] if name.startswith("@") else name
        meant = environ.get("WATCHDOG_PID", "") in ("", str(os.getpid()))
        self._watched = "WATCHDOG_USEC" in environ and meant
        self._now_s = now_s
        self._next_s = 0.0
        self._ready = False

    def alive(self, headline: str) -> None:
        """A cycle is finished: READY the first time, then WATCHDOG and STATUS once a second."""
        now_s = self._now_s()
        if self._ready and now_s < self._next_s:
            return
        self._next_s = now_s + PERIOD_S
        lines = [] if self._ready else ["READY=1"]
        lines += ["WATCHDOG=1"] if self._watched else []
        self._ready = True
        self._send(*lines, f"STATUS={' '.join(headline.split())}")

    def stopping(self) -> None:
        """The daemon is on its way out."""
        self._send("STOPPING=1")

    def _send(self, *lines: str) -> None:
        if not self._address:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto("\n".join(lines).encode(), socket.MSG_DONTWAIT, self._address)
