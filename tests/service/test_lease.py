# SPDX-License-Identifier: MIT
"""Heat is a lease: on until then and no longer, whoever forgets it and whatever the line does."""

import threading

import pytest

from stoneheater.service.lease import GUARD_PERIOD_S, LEASE_S, Guard, Lease
from support.workbench import HandClock, Line, TellingLine

BROKEN = OSError("the line is gone")


class Moment:
    """An instant that the test moves."""

    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        """The time now."""
        return self.s


@pytest.fixture
def line() -> Line:
    """A line that is off."""
    return Line()


@pytest.fixture
def lease(line: Line) -> Lease:
    """The lease of the line."""
    return Lease("heater", line)


def test_F44_lease_and_guard_together_are_shorter_than_three_seconds() -> None:
    """The two times that safety rests on have no setting, and a quarter of a second to spare."""
    assert (LEASE_S, GUARD_PERIOD_S) == (2.5, 0.25)
    assert LEASE_S + GUARD_PERIOD_S <= 3.0 - 0.25


@pytest.mark.parametrize(("at_s", "on"), [(2.999, True), (3.0, False), (3.001, False)])
def test_a_lease_ends_exactly_when_it_has_run_out(
    line: Line, lease: Lease, at_s: float, on: bool
) -> None:
    """On means on until then: not at that instant any more."""
    lease.hold_on(3.0)
    lease.check(at_s)
    assert (line.on, lease.expired) == (on, int(not on))


@pytest.mark.parametrize(("at_s", "on"), [(3.0, True), (4.999, True), (5.0, False)])
def test_a_lease_renewed_in_time_goes_on(line: Line, lease: Lease, at_s: float, on: bool) -> None:
    """The newest instant counts, and the line is not written again."""
    lease.hold_on(3.0)
    lease.hold_on(5.0)
    lease.check(at_s)
    assert line.on is on
    assert line.log.count("heater on") == 1


def test_a_lease_may_be_shortened(line: Line, lease: Lease) -> None:
    """The newest word counts, also when it asks for less."""
    lease.hold_on(9.0)
    lease.hold_on(3.0)
    lease.check(3.0)
    assert not line.on


def test_a_lease_that_ran_out_can_be_given_again(line: Line, lease: Lease) -> None:
    """The end of a lease is no latch; each end is counted."""
    for until_s in (3.0, 6.0):
        lease.hold_on(until_s)
        assert line.on
        lease.check(until_s)
        assert not line.on
    assert lease.expired == 2


def test_off_is_now_and_may_be_said_again(line: Line, lease: Lease) -> None:
    """One write, whoever says it how often; no lease has then run out."""
    lease.hold_on(3.0)
    lease.off()
    lease.off()
    lease.check(99.0)
    assert line.log == ["heater on", "heater off"]
    assert lease.expired == 0


def test_a_line_that_never_was_on_is_not_touched(line: Line, lease: Lease) -> None:
    """Looking at an idle lease, or ending it, writes nothing."""
    lease.off()
    lease.check(0.0)
    assert line.log == []


def test_off_that_fails_is_tried_again_at_every_call(line: Line, lease: Lease) -> None:
    """The line refuses twice: off says so each time, and the third time it is off."""
    lease.hold_on(3.0)
    line.refuses = BROKEN
    for _ in range(2):
        with pytest.raises(OSError, match="gone"):
            lease.off()
    line.refuses = None
    lease.off()
    assert not line.on
    assert line.log == ["heater on", "heater off", "heater off", "heater off"]


def test_off_that_fails_is_tried_again_by_the_guard(line: Line, lease: Lease) -> None:
    """A lease whose end could not be written stays run out, and every look tries again."""
    lease.hold_on(3.0)
    guard = Guard([lease], lambda: 3.0)
    line.refuses = BROKEN
    guard.look()
    assert line.on
    line.refuses = None
    guard.look()
    assert not line.on


def test_on_that_fails_is_written_off_all_the_same(line: Line, lease: Lease) -> None:
    """Whether a failed write has switched is unknown: OFF is written at the end of the lease."""
    line.refuses = BROKEN
    with pytest.raises(OSError, match="gone"):
        lease.hold_on(3.0)
    line.refuses = None
    assert not lease.agrees()
    lease.check(3.0)
    assert line.log == ["heater on", "heater off"]
    assert lease.agrees()


@pytest.mark.parametrize("written", [False, True])
@pytest.mark.parametrize("stuck", [None, False, True])
def test_a_line_agrees_if_it_reads_as_written(
    line: Line, lease: Lease, written: bool, stuck: bool | None
) -> None:
    """Both levels, read back right and wrong."""
    if written:
        lease.hold_on(3.0)
    line.stuck = stuck
    assert lease.agrees() is (stuck in (None, written))


def test_a_line_that_cannot_be_read_does_not_agree(line: Line, lease: Lease) -> None:
    """What nobody can see is not taken for granted."""
    line.refuses = BROKEN
    assert lease.agrees() is False


@pytest.mark.parametrize("raised", [BROKEN, RuntimeError("a defect of the driver")])
def test_one_failing_line_does_not_keep_the_guard_from_the_others(raised: Exception) -> None:
    """Whatever a driver raises, the next lease ends and the guard has looked."""
    lines = [Line("heater"), Line("enable")]
    leases = [Lease("heater", lines[0]), Lease("enable", lines[1])]
    for lease in leases:
        lease.hold_on(3.0)
    lines[0].refuses = raised
    guard = Guard(leases, lambda: 4.0)
    guard.look()
    assert [line.on for line in lines] == [True, False]
    assert guard.beat_s == 4.0


def test_the_guard_says_when_it_last_looked(lease: Lease) -> None:
    """Its beat is the instant of the look, and of its making before the first."""
    now_s = Moment()
    now_s.s = 7.0
    guard = Guard([lease], now_s)
    now_s.s = 8.0
    assert guard.beat_s == 7.0
    guard.look()
    assert guard.beat_s == 8.0


def test_the_guard_ends_a_forgotten_lease_in_a_thread_of_its_own() -> None:
    """Nobody calls anything: the thread sees that the time has come, and no thread stays."""
    line, clock = TellingLine(), HandClock()
    lease = Lease("heater", line)
    lease.hold_on(clock.now_s() + LEASE_S)
    guard = Guard([lease], clock.now_s)
    guard.start()
    (thread,) = (thread for thread in threading.enumerate() if thread.name == "guard")
    assert thread.daemon
    clock.advance(LEASE_S)
    assert line.went_off.wait(10.0)
    guard.stop()
    assert "guard" not in {thread.name for thread in threading.enumerate()}
    assert lease.expired == 1


def test_a_guard_that_never_ran_can_be_stopped(lease: Lease) -> None:
    """A simulated heater has a guard without a thread."""
    Guard([lease], HandClock().now_s).stop()
