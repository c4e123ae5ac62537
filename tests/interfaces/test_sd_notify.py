# SPDX-License-Identifier: MIT
import os
import socket
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stoneheater.interfaces.sd_notify import PERIOD_S, Notifier

WATCHED = {"WATCHDOG_USEC": "6000000"}


class Systemd:
    """The other end, under a path or under an abstract name."""

    def __init__(self, name: str) -> None:
        self.at_s = 100.0
        self.environ = {"NOTIFY_SOCKET": name}
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind("\0" + name[1:] if name.startswith("@") else name)
        self._socket.setblocking(False)

    def notifier(self, **more: str) -> Notifier:
        """A notifier that talks to this end, by this end's clock."""
        return Notifier({**self.environ, **more}, lambda: self.at_s)

    def heard(self) -> list[str]:
        """Every message since the last look."""
        messages = []
        while True:
            try:
                messages.append(self._socket.recv(4096).decode())
            except BlockingIOError:
                return messages

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[Systemd]:
    """A listening systemd."""
    with_path = Systemd(str(tmp_path / "n"))
    yield with_path
    with_path.close()


def test_ready_comes_with_the_first_cycle_and_never_again(systemd: Systemd) -> None:
    """A start is over when a cycle is finished, not before."""
    notifier = systemd.notifier(**WATCHED)
    assert systemd.heard() == []
    notifier.alive("STANDBY: 20.0 °C")
    systemd.at_s += PERIOD_S
    notifier.alive("HEATING: 20.1 °C")
    assert systemd.heard() == [
        "READY=1\nWATCHDOG=1\nSTATUS=STANDBY: 20.0 °C",
        "WATCHDOG=1\nSTATUS=HEATING: 20.1 °C",
    ]


@pytest.mark.parametrize(("after_s", "count"), [(PERIOD_S - 0.01, 1), (PERIOD_S, 2)])
def test_it_speaks_once_a_second_however_fast_the_cycles_are(
    systemd: Systemd, after_s: float, count: int
) -> None:
    """A simulation at a thousand cycles a second does not flood systemd."""
    notifier = systemd.notifier()
    notifier.alive("one")
    systemd.at_s += after_s
    notifier.alive("two")
    assert len(systemd.heard()) == count


@pytest.mark.parametrize(
    ("more", "pings"),
    [
        (WATCHED, True),
        ({**WATCHED, "WATCHDOG_PID": str(os.getpid())}, True),
        ({**WATCHED, "WATCHDOG_PID": "1"}, False),
        ({}, False),
    ],
)
def test_the_watchdog_is_fed_only_when_it_watches_this_process(
    systemd: Systemd, more: dict[str, str], pings: bool
) -> None:
    """``WATCHDOG_USEC`` says that there is one, ``WATCHDOG_PID`` for whom."""
    systemd.notifier(**more).alive("here")
    assert ("WATCHDOG=1" in systemd.heard()[0]) is pings


def test_the_last_word_is_stopping(systemd: Systemd) -> None:
    """Systemd then waits for the end instead of expecting a ping."""
    systemd.notifier().stopping()
    assert systemd.heard() == ["STOPPING=1"]


def test_a_headline_cannot_forge_a_second_line(systemd: Systemd) -> None:
    """A line end in a sentence is a blank."""
    systemd.notifier().alive("all\nMAINPID=1\n well")
    assert systemd.heard() == ["READY=1\nSTATUS=all MAINPID=1 well"]


def test_an_abstract_name_is_understood() -> None:
    """A leading ``@`` is the abstract namespace."""
    systemd = Systemd(f"@stoneheater-{uuid.uuid4()}")
    systemd.notifier().alive("here")
    assert systemd.heard() == ["READY=1\nSTATUS=here"]
    systemd.close()


def _full(systemd: Systemd) -> None:
    notifier = systemd.notifier()
    for _ in range(10_000):
        notifier.stopping()


def _gone(systemd: Systemd) -> None:
    systemd.close()
    systemd.notifier().alive("nobody hears this")


@pytest.mark.parametrize("trouble", [_full, _gone])
def test_a_systemd_that_does_not_listen_costs_nothing(
    systemd: Systemd, trouble: Callable[[Systemd], None]
) -> None:
    """A full or a closed socket neither blocks nor raises."""
    trouble(systemd)


def test_without_systemd_it_is_silent() -> None:
    """No ``NOTIFY_SOCKET``, no message."""
    notifier = Notifier({})
    notifier.alive("here")
    notifier.stopping()
