# SPDX-License-Identifier: MIT
"""The computer's clocks: which is which, and that waiting is neither too short nor too long."""

import time

import pytest

from stoneheater.hardware.clock import SystemClock
from stoneheater.ports import Clock

CLOCK = SystemClock()


def test_it_is_a_clock() -> None:
    """What the loop needs of one."""
    assert isinstance(CLOCK, Clock)


def test_control_runs_on_the_monotonic_clock() -> None:
    """Between two looks at CLOCK_MONOTONIC."""
    before_s = time.clock_gettime(time.CLOCK_MONOTONIC)
    now_s = CLOCK.now_s()
    assert before_s <= now_s <= time.clock_gettime(time.CLOCK_MONOTONIC)


def test_timers_run_on_the_clock_since_boot() -> None:
    """Between two looks at CLOCK_BOOTTIME, which counts sleep."""
    before_s = time.clock_gettime(time.CLOCK_BOOTTIME)
    now_s = CLOCK.boottime_s()
    assert before_s <= now_s <= time.clock_gettime(time.CLOCK_BOOTTIME)


def test_labels_carry_the_date() -> None:
    """Within a minute of CLOCK_REALTIME, should the date be corrected just now."""
    assert CLOCK.wall_s() == pytest.approx(time.clock_gettime(time.CLOCK_REALTIME), abs=60.0)


@pytest.mark.parametrize("past_s", [0.0, 5.0, 1e9])
def test_what_has_passed_is_not_waited_for(past_s: float) -> None:
    """A late cycle begins at once."""
    began_s = CLOCK.now_s()
    CLOCK.wait_until(began_s - past_s)
    assert CLOCK.now_s() - began_s < 0.5


def test_waiting_ends_at_its_instant_and_not_before() -> None:
    """A cycle is not shorter than a second because waiting was."""
    due_s = CLOCK.now_s() + 0.05
    CLOCK.wait_until(due_s)
    assert due_s <= CLOCK.now_s() < due_s + 5.0
