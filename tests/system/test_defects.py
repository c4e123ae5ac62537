# SPDX-License-Identifier: MIT
"""A control thread that hangs or fails at heat-on, in a real process on a driver with a defect."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from stoneheater.service.store import records
from support.drivers import install_defective
from support.house import HEATER, House
from support.waiting import eventually


@pytest.fixture
def house(build: Callable[..., House], tmp_path: Path) -> House:
    """A house whose driver can be made to misbehave."""
    house = build("h")
    house.environment["PYTHONPATH"] += os.pathsep + install_defective(tmp_path / "installed")
    house.configure(house.config.read_text().replace('"raspberry-pi"', '"defective-pi"'))
    house.commission()
    house.bath()
    return house


@pytest.fixture
def systemd(house: House) -> Iterator[socket.socket]:
    """The other end of ``NOTIFY_SOCKET``."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(house.folder / "n"))
        house.environment |= {"NOTIFY_SOCKET": str(house.folder / "n"), "WATCHDOG_USEC": "6000000"}
        yield heard


def misbehave(house: House, how: str) -> float:
    """Let the driver misbehave from now on; when, monotonic s."""
    at_s = time.monotonic()
    fresh = house.folder / "defect.new"
    fresh.write_text(how)
    fresh.replace(house.folder / "defect")
    return at_s


def drain(heard: socket.socket) -> None:
    """Take everything that was said so far."""
    heard.setblocking(False)
    with suppress(BlockingIOError):
        while heard.recv(4096):
            pass


def test_F44_a_loop_that_hangs_loses_its_heat_and_its_watchdog(
    house: House, systemd: socket.socket
) -> None:
    """The guard opens the relay 3 s after the last cycle, systemd hears nothing, TERM works."""
    daemon = house.up()
    house.heat()
    hung_s = misbehave(house, "hang")
    eventually(lambda: house.level(HEATER) == 0, 5.0)
    opened_s = house.touched(f"SET {HEATER} 0", hung_s)
    assert opened_s is not None
    assert 1.9 < opened_s - hung_s < 3.4
    drain(systemd)
    systemd.settimeout(1.5)
    with pytest.raises(TimeoutError):
        systemd.recv(4096)
    house.signal(daemon, signal.SIGTERM)
    assert daemon.wait(5.0) == 0


def test_F45_a_loop_that_fails_is_off_at_once_and_the_record_says_why(house: House) -> None:
    """The relay opens in that cycle, the exit code is 70, and the next start is in STANDBY."""
    daemon = house.up()
    house.heat()
    failed_s = misbehave(house, "raise")
    assert daemon.wait(5.0) == os.EX_SOFTWARE
    ended_s = time.monotonic()
    opened_s = house.touched(f"SET {HEATER} 0", failed_s)
    assert opened_s is not None
    assert ended_s - opened_s < 1.0
    last = records.read(house.state / "records.db")[-1].record.text
    assert last.startswith("The control loop failed (ZeroDivisionError('a defect'))")
    (house.folder / "defect").unlink()
    house.up()
    assert house.status()["mode"] == "STANDBY"
