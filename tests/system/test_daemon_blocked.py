# SPDX-License-Identifier: MIT
"""A control thread that hangs inside a lease; in real seconds, because the lease runs in them."""

from collections.abc import Iterator

import pytest

from support.daemons import Process
from support.foreign import Foreign


@pytest.fixture
def process() -> Iterator[Process]:
    """A daemon on hardware that could heat something real."""
    running = Process(Foreign(real=True))
    yield running
    running.close()


def test_F44_a_blocked_loop_does_not_keep_a_signal_from_switching_off(process: Process) -> None:
    """The control thread hangs inside the lease of the heater: a signal goes around it."""
    process.heat()
    process.hardware.relay.hang_in = "read"
    assert process.hardware.relay.hanging.wait(5.0)
    told_s = process.end()
    assert process.code.result(8.0) == 0
    off_s = process.hardware.relay.off_at_s(told_s)
    assert off_s is not None
    assert off_s - told_s < 0.5
