# SPDX-License-Identifier: MIT
"""Promises of the reader threads: they answer, they outlive every fault, and they end."""

import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from time import monotonic

import pytest

from stoneheater.core.reading import Fault, Reading
from stoneheater.hardware.w1 import W1Probes, library_c
from stoneheater.hardware.w1_bus import MIN_SWEEP_S, W1Bus
from stoneheater.hardware.w1_slave import Sysfs, W1Tree
from support.fake_w1 import BATH, ELEMENT, FakeClock, FakeKernel, FakeW1
from support.w1_rig import Wire

DEADLINE_S = 10.0
PAIR = (Wire("bath", BATH), Wire("element", ELEMENT))


@contextmanager
def running(probes: W1Probes | W1Bus) -> Iterator[W1Probes | W1Bus]:
    """Read in the background for the length of a test."""
    probes.start()
    try:
        yield probes
    finally:
        probes.close()


def until(probes: W1Probes | W1Bus, wanted: Callable[[Mapping[str, Reading]], bool]) -> None:
    """Wait until the newest readings are as wanted, and fail at the deadline."""
    never = threading.Event()
    ends_s = monotonic() + DEADLINE_S
    while not wanted(probes.latest()):
        assert monotonic() < ends_s, dict(probes.latest())
        never.wait(0.005)


def shows(fault: Fault) -> Callable[[Mapping[str, Reading]], bool]:
    """The bath probe has this fault."""
    return lambda seen: "bath" in seen and seen["bath"].fault is fault


def shows_c(temperature_c: float) -> Callable[[Mapping[str, Reading]], bool]:
    """The bath probe has this temperature."""
    return lambda seen: "bath" in seen and seen["bath"].temperature_c == temperature_c


class Watched(Sysfs):
    """The real files, and how often a measurement was asked of them."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.reads = 0

    def read(self, path: Path) -> bytes:
        if path.name == "w1_slave":
            self.reads += 1
            self.entered.set()
        return super().read(path)


def two_buses(root: Path) -> tuple[FakeW1, W1Probes]:
    """The bath probe on the first bus, the element probe on the second."""
    w1, clock = FakeW1(root, BATH), FakeClock()
    w1.add_master("w1_bus_master2")
    w1.plug(ELEMENT, 70.0, master="w1_bus_master2")
    return w1, W1Probes(PAIR, clock.now_s, w1.base, FakeKernel(w1, clock))


def test_F01_unplugging_shows_within_a_round_and_heals(tmp_path: Path) -> None:
    """The running thread shows an unplugged probe as absent, and a replugged one as good."""
    w1 = FakeW1(tmp_path, BATH)
    with running(W1Probes((PAIR[0],), monotonic, w1.base)) as probes:
        until(probes, shows_c(20.0))
        w1.unplug(BATH)
        until(probes, shows(Fault.ABSENT))
        w1.plug(BATH, 48.0)
        until(probes, shows_c(48.0))


def test_F03_a_lost_bus_shows_and_heals_in_the_running_thread(tmp_path: Path) -> None:
    """The running thread survives the loss of the whole subsystem."""
    w1 = FakeW1(tmp_path, BATH)
    with running(W1Probes((PAIR[0],), monotonic, w1.base)) as probes:
        until(probes, shows_c(20.0))
        w1.base.rename(tmp_path / "gone")
        until(probes, shows(Fault.BUS_LOST))
        (tmp_path / "gone").rename(w1.base)
        until(probes, shows_c(20.0))


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (FakeW1.crc_no, Fault.CRC),
        (FakeW1.power_on, Fault.POWER_ON),
        (FakeW1.weak_supply, Fault.WEAK_SUPPLY),
        (FakeW1.all_zero, Fault.ALL_ZERO),
        (FakeW1.binary, Fault.GARBLED),
    ],
    ids=["F04", "F05", "F06", "F07-zero", "F07-binary"],
)
def test_F04_F05_F06_F07_the_thread_passes_faults_on(
    tmp_path: Path, harm: Callable[[FakeW1, str], None], fault: Fault
) -> None:
    """Checksum, 85.000, 127.94, all zero and binary reach the control loop as their faults."""
    w1 = FakeW1(tmp_path, BATH)
    harm(w1, BATH)
    with running(W1Probes((PAIR[0],), monotonic, w1.base)) as probes:
        until(probes, shows(fault))


def test_F09_a_blocked_read_shows_as_age(tmp_path: Path) -> None:
    """Pitfall 26: while a read hangs, `latest` answers at once and its reading grows old."""
    w1 = FakeW1(tmp_path, BATH)
    with running(W1Probes((PAIR[0],), monotonic, w1.base)) as probes:
        until(probes, shows_c(20.0))
        w1.block(BATH)
        stuck = probes.latest()["bath"]
        until(probes, lambda seen: monotonic() - seen["bath"].at_s > 2 * MIN_SWEEP_S)
        asked_s = monotonic()
        assert probes.latest()["bath"].temperature_c == 20.0
        assert monotonic() - asked_s < 0.1
        assert probes.latest()["bath"].at_s <= stuck.at_s + MIN_SWEEP_S
        w1.unblock(BATH, 49.0)
        until(probes, shows_c(49.0))


def test_F09_a_blocked_bus_does_not_block_the_other(tmp_path: Path) -> None:
    """While the first bus hangs, the second goes on with new readings."""
    w1, _ = two_buses(tmp_path)
    w1.block(BATH)
    with running(W1Probes(PAIR, monotonic, w1.base)) as probes:
        until(probes, lambda seen: "element" in seen)
        w1.set_c(ELEMENT, 75.0)
        until(probes, lambda seen: seen["element"].temperature_c == 75.0)
        assert "bath" not in probes.latest()
        w1.unblock(BATH, 49.0)


def test_closing_does_not_wait_for_a_blocked_read(tmp_path: Path) -> None:
    """A read that hangs in the kernel cannot keep the daemon from ending."""
    w1, sysfs = FakeW1(tmp_path, BATH), Watched()
    w1.block(BATH)
    probes = W1Probes((PAIR[0],), monotonic, w1.base, sysfs)
    probes.start()
    assert sysfs.entered.wait(DEADLINE_S)
    before_s = monotonic()
    probes.close()
    assert monotonic() - before_s < 3.0
    w1.unblock(BATH, 49.0)


def test_closing_ends_the_threads(tmp_path: Path) -> None:
    """After `close` no thread of a healthy bus is left; before `start` closing is harmless."""
    w1 = FakeW1(tmp_path, BATH)
    W1Probes((PAIR[0],), monotonic, w1.base).close()
    with running(W1Probes((PAIR[0],), monotonic, w1.base)) as probes:
        until(probes, shows_c(20.0))
        assert [thread.name for thread in readers()] == ["1-wire w1_bus_master1"]
        assert all(thread.daemon for thread in readers())
    assert readers() == []


def readers() -> list[threading.Thread]:
    """The reader threads alive."""
    return [thread for thread in threading.enumerate() if thread.name.startswith("1-wire")]


def test_a_signal_never_reaches_a_reader(tmp_path: Path) -> None:
    """Pitfall 29: a signal during a read would empty it, so reader threads hold signals off."""
    w1, heard = FakeW1(tmp_path, BATH), list[int]()
    before = signal.signal(signal.SIGUSR1, lambda number, _: heard.append(number))
    try:
        with running(W1Probes((PAIR[0],), monotonic, w1.base)) as probes:
            until(probes, shows_c(20.0))
            ident = readers()[0].ident
            assert ident is not None
            signal.pthread_kill(ident, signal.SIGUSR1)
            w1.set_c(BATH, 48.0)
            until(probes, shows_c(48.0))
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert heard == []


def test_a_round_with_nothing_to_read_does_not_spin(tmp_path: Path) -> None:
    """A bus that is gone is asked at most every 0.5 s, and at most once more at the start."""
    began_s = monotonic()
    w1, sysfs = FakeW1(tmp_path), Watched()
    with running(W1Probes((PAIR[0],), monotonic, w1.base, sysfs)) as probes:
        until(probes, lambda seen: "bath" in seen and seen["bath"].at_s > began_s + MIN_SWEEP_S)
    assert sysfs.reads <= (monotonic() - began_s) / MIN_SWEEP_S + 1


def test_the_thread_outlives_any_exception(tmp_path: Path) -> None:
    """A round that fails as a whole is followed by the next one, after a rest."""
    w1, ticks = FakeW1(tmp_path, BATH), count()

    def failing_at_first_s() -> float:
        if next(ticks) < 2:
            raise RuntimeError
        return monotonic()

    tree = W1Tree(w1.base, monotonic, library_c, Sysfs())
    with running(W1Bus((PAIR[0],), failing_at_first_s, tree)) as bus:
        until(bus, shows_c(20.0))
