# SPDX-License-Identifier: MIT
"""Every end of the control loop is off: told, failed, hanging, or with a line that refuses."""

import pytest

from stoneheater.core.heater import Outcome
from stoneheater.core.sequence import Levels
from stoneheater.service.lease import LEASE_S
from stoneheater.service.loop import Leases
from support.workbench import Line, Scripted, TellingLine, Turned, Workbench

ALL_ON = Levels(heater=True, enable=True, heartbeat=True)


@pytest.fixture
def bench() -> Workbench:
    """Three outputs, a probe, and clocks that stand still."""
    return Workbench(fitted=True)


@pytest.fixture
def heater(bench: Workbench) -> Scripted:
    """A heater that decides what the test wants."""
    return Scripted(bench.log)


@pytest.fixture
def turned(bench: Workbench, heater: Scripted) -> Turned:
    """The loop over them."""
    return Turned(bench, heater)


FAILURES = [ZeroDivisionError("a defect"), OSError("a file"), SystemExit(0)]


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("where", ["probes", "tick", "publish"])
def test_F45_any_exception_ends_with_everything_off_and_is_raised_again(
    bench: Workbench, heater: Scripted, where: str, failure: BaseException
) -> None:
    """Wherever it comes from, the outputs are off before anybody else hears of it."""
    heater.levels = ALL_ON

    def publish(_: Outcome) -> None:
        if own.loop.cycles == 3:
            assert bench.on == ["heater", "enable", "heartbeat"]
            bench.thermometers.fails = failure if where == "probes" else None
            heater.fails = failure if where == "tick" else None
            if where == "publish":
                raise failure

    own = Turned(bench, heater, publish)
    with pytest.raises(type(failure)) as raised:
        own.loop.run(lambda: False)
    assert raised.value is failure
    assert bench.on == []


def test_F45_a_driver_that_raises_something_else_ends_the_loop_and_the_other_heat(
    bench: Workbench, heater: Scripted, turned: Turned
) -> None:
    """The heater's line has a defect: enable and heartbeat are off all the same."""
    heater.levels = ALL_ON
    turned.cycle()
    bench.lines["heater"].refuses = RuntimeError("a defect of the driver")
    with pytest.raises(RuntimeError, match="a defect of the driver"):
        turned.loop.run(lambda: False)
    assert bench.on == ["heater"]


class Defective(Line):
    """A line that reads well, and whose writing has a defect."""

    def write(self, on: bool) -> None:
        """Stumble over switching on."""
        if on:
            raise RuntimeError("a defect of the driver")
        super().write(on)


def test_F45_only_a_line_that_says_so_counts_as_unwritable() -> None:
    """OSError is the port's word for it; anything else is a defect, and ends the loop."""
    bench = Workbench()
    bench.heater = Defective()
    heater = Scripted(bench.log)
    heater.levels = Levels(heater=True)
    turned = Turned(bench, heater)
    with pytest.raises(RuntimeError, match="a defect of the driver"):
        turned.loop.run(lambda: turned.loop.cycles == 3)
    assert turned.loop.cycles == 0


@pytest.mark.parametrize("raised", [OSError("first"), RuntimeError("first")])
def test_every_line_is_tried_before_a_failure_is_told(bench: Workbench, raised: Exception) -> None:
    """The first failure is the one that is raised, after the last line."""
    leases = Leases(bench)
    for lease in leases.all:
        lease.hold_on(9.0)
    bench.lines["heater"].refuses = raised
    bench.lines["enable"].refuses = OSError("second")
    with pytest.raises(type(raised), match="first"):
        leases.off()
    assert bench.on == ["heater", "enable"]


def test_the_guard_runs_beside_a_loop_that_can_heat_something_real() -> None:
    """The loop hangs in its third cycle; the guard's own thread opens the line."""
    bench = Workbench(real=True)
    line = bench.heater = TellingLine()
    heater = Scripted(bench.log)
    heater.levels = Levels(heater=True)
    seen: list[bool] = []

    def hang(_: Outcome) -> None:
        if own.loop.cycles == 3:
            line.went_off.clear()
            bench.time.advance(LEASE_S)
            seen.append(line.went_off.wait(10.0))

    own = Turned(bench, heater, hang)
    own.loop.run(lambda: own.loop.cycles == 3)
    assert seen == [True]
    assert own.loop.leases.heater.expired >= 1


def test_a_line_that_fails_at_the_end_is_tried_again_by_the_guard() -> None:
    """The loop has ended with an error, and the guard goes on until the line is off."""
    bench = Workbench(real=True)
    line = bench.heater = TellingLine()
    heater = Scripted(bench.log)
    heater.levels = Levels(heater=True)

    def publish(_: Outcome) -> None:
        line.refuses = OSError("the line is gone")

    own = Turned(bench, heater, publish)
    with pytest.raises(OSError, match="the line is gone"):
        own.loop.run(lambda: own.loop.cycles == 1)
    line.refuses = None
    line.went_off.clear()
    bench.time.advance(LEASE_S)
    assert line.went_off.wait(10.0)
    own.loop.guard.stop()
    assert not line.on
