# SPDX-License-Identifier: MIT
"""A thread that hangs while it holds a lease, and the guard that must not hang with it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from stoneheater.service.lease import Guard, Lease
from support.foreign import Relay


@contextmanager
def stuck(relay: Relay, call: Callable[[], object], where: str) -> Iterator[None]:
    """A thread that hangs in the driver, inside the lease, and still does when all was said."""
    relay.hang_in = where
    thread = threading.Thread(target=call)
    thread.start()
    assert relay.hanging.wait(5.0)
    relay.hang_in = ""
    yield
    assert thread.is_alive()
    relay.let_go.set()
    thread.join(5.0)


@pytest.mark.parametrize(("now_s", "on"), [(2.99, True), (3.0, False)])
def test_F44_a_lease_that_is_locked_for_ever_ends_all_the_same(now_s: float, on: bool) -> None:
    """The control thread hangs while it reads the line back: the guard still opens the relay."""
    relay = Relay()
    lease = Lease("heater", relay)
    lease.hold_on(3.0)
    with stuck(relay, lease.agrees, "read"):
        Guard([lease], lambda: now_s).look()
        assert relay.on is on
        assert lease.expired == int(not on)


def test_F44_one_stuck_lease_does_not_keep_the_guard_from_the_next() -> None:
    """The heater hangs while it is renewed; the enable, whose lease ran out, opens."""
    heater, enable = Relay(), Relay()
    leases = [Lease("heater", heater), Lease("enable", enable)]
    leases[1].hold_on(3.0)
    with stuck(heater, lambda: leases[0].hold_on(9.0), "write"):
        guard = Guard(leases, lambda: 4.0)
        guard.look()
        assert not enable.on
        assert guard.beat_s == 4.0
