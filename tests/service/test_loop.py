# SPDX-License-Identifier: MIT
"""The control loop: the order of a cycle, what it hands on, and that every end of it is off."""

import threading
from concurrent.futures import Future

import pytest

from stoneheater.core.command import Answer, Command, Verb
from stoneheater.core.heater import Outcome
from stoneheater.core.sequence import Levels
from stoneheater.service.lease import LEASE_S
from stoneheater.service.loop import COMMANDS_PER_CYCLE, CYCLE_S, ControlLoop, Leases
from support.workbench import Line, Scripted, Turned, Workbench, told

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


def touch(who: int) -> Command:
    """A request that its answer can be told by."""
    return Command(Verb.TOUCH, who=str(who))


def test_a_cycle_reads_decides_actuates_and_only_then_publishes(
    bench: Workbench, heater: Scripted, turned: Turned
) -> None:
    """Outputs move before anything that could be slow."""
    heater.levels = Levels(heater=True)
    turned.cycle()
    assert bench.log == ["read", "tick", "heater on", "publish"]


def test_what_is_switched_off_goes_off_before_anything_goes_on(
    bench: Workbench, heater: Scripted, turned: Turned
) -> None:
    """The heater opens first, then the heartbeat beats."""
    heater.levels = Levels(heater=True, enable=True)
    turned.cycle()
    bench.log.clear()
    heater.levels = Levels(heartbeat=True)
    turned.cycle()
    assert bench.log == ["read", "tick", "heater off", "enable off", "heartbeat on", "publish"]


def test_outputs_that_are_not_fitted_are_left_alone() -> None:
    """Without enable and heartbeat there is one lease, whatever is decided."""
    bench = Workbench()
    heater = Scripted(bench.log)
    heater.levels = ALL_ON
    own = Turned(bench, heater)
    own.cycle()
    assert [lease.name for lease in own.loop.leases.all] == ["heater"]
    assert bench.on == ["heater"]


def test_each_cycle_renews_the_lease(bench: Workbench, heater: Scripted, turned: Turned) -> None:
    """On for as long as cycles come, with one write."""
    heater.levels = Levels(heater=True)
    for _ in range(10):
        turned.cycle()
        turned.loop.guard.look()
    assert bench.on == ["heater"]
    assert bench.log.count("heater on") == 1


@pytest.mark.parametrize(("late_s", "on"), [(2.999, True), (3.0, False)])
def test_heat_that_is_not_renewed_within_three_seconds_ends(
    bench: Workbench, heater: Scripted, turned: Turned, late_s: float, on: bool
) -> None:
    """The lease counts from the beginning of the cycle that gave it."""
    heater.levels = ALL_ON
    turned.cycle()
    bench.time.advance(late_s)
    turned.loop.guard.look()
    assert bool(bench.on) is on


@pytest.mark.parametrize(("taken_s", "on"), [(LEASE_S - 0.001, True), (LEASE_S, False)])
def test_F44_heat_does_not_outlive_a_listener_that_hangs(
    bench: Workbench, heater: Scripted, taken_s: float, on: bool
) -> None:
    """Publishing should not take time; if it does, the guard ends what the cycle began."""
    seen: list[bool] = []

    def hang(_: Outcome) -> None:
        bench.time.advance(taken_s)
        own.loop.guard.look()
        seen.append(bool(bench.on))

    own = Turned(bench, heater, hang)
    heater.levels = ALL_ON
    own.cycle()
    assert seen == [on]


def test_requests_are_answered_in_their_order_after_publishing(
    bench: Workbench, heater: Scripted
) -> None:
    """Whoever has an answer finds it in the snapshot already."""
    asked: list[Future[Answer]] = []
    done: list[list[bool]] = []
    own = Turned(bench, heater, lambda _: done.append([one.done() for one in asked]))
    asked += [own.loop.ask(touch(n)) for n in range(3)]
    own.cycle()
    assert done == [[False, False, False]]
    assert [told(one) for one in asked] == ["0", "1", "2"]


@pytest.mark.parametrize("too_many", [0, 1, COMMANDS_PER_CYCLE])
def test_sixteen_requests_are_heard_in_a_cycle_and_the_rest_in_the_next(
    turned: Turned, too_many: int
) -> None:
    """A flood of requests delays requests, never a cycle."""
    asked = [turned.loop.ask(touch(n)) for n in range(16 + too_many)]
    turned.cycle()
    assert [one.done() for one in asked] == [True] * 16 + [False] * too_many
    turned.cycle()
    assert [told(one) for one in asked] == [str(n) for n in range(16 + too_many)]


def test_what_forbids_heat_is_asked_each_cycle(bench: Workbench, heater: Scripted) -> None:
    """Readiness may change while the loop runs."""
    sentences = iter([("not commissioned.",), ()])
    loop = ControlLoop(heater, bench, bench.time, lambda _: None, lambda: next(sentences))
    for _ in range(2):
        loop.cycle()
    assert [io.not_ready for io in heater.told] == [("not commissioned.",), ()]


def test_run_cycles_once_a_second_until_told_and_leaves_everything_off(
    bench: Workbench, heater: Scripted, turned: Turned
) -> None:
    """Five cycles are five seconds; at the end nothing is on."""
    heater.levels = ALL_ON
    loop, began_s = turned.loop, bench.time.now_s()
    loop.run(lambda: loop.cycles == 5)
    assert (bench.time.now_s() - began_s) / CYCLE_S == 5.0
    assert bench.log.count("heater on") == 1
    assert bench.on == []


def test_run_that_is_told_before_it_begins_does_nothing(bench: Workbench, turned: Turned) -> None:
    """No cycle, no write."""
    turned.loop.run(lambda: True)
    assert bench.log == []


@pytest.mark.parametrize(("late_s", "after_s"), [(0.25, 0.75), (1.5, 0.0)])
def test_a_late_cycle_does_not_move_the_rest_and_is_not_made_up_for(
    bench: Workbench, heater: Scripted, late_s: float, after_s: float
) -> None:
    """Less than a second late: the next is on time. More: it follows at once, and only one does."""
    began: list[float] = []

    def dawdle(outcome: Outcome) -> None:
        if began:
            left_s.append(outcome.at_s - began[-1])
        began.append(bench.time.now_s())
        if len(began) == 1:
            bench.time.advance(late_s)
            began[-1] = bench.time.now_s()

    left_s: list[float] = []
    own = Turned(bench, heater, dawdle)
    own.loop.run(lambda: own.loop.cycles == 3)
    assert left_s == [after_s, CYCLE_S]


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


class Told(Line):
    """A line that tells when it went off."""

    def __init__(self) -> None:
        super().__init__()
        self.went_off = threading.Event()

    def write(self, on: bool) -> None:
        """Switch, and tell."""
        super().write(on)
        if not on:
            self.went_off.set()


def test_the_guard_runs_beside_a_loop_that_can_heat_something_real() -> None:
    """The loop hangs in its third cycle; the guard's own thread opens the line."""
    bench = Workbench(real=True)
    line = bench.heater = Told()
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
    line = bench.heater = Told()
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
