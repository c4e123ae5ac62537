# SPDX-License-Identifier: MIT
"""The control loop: the order of a cycle, what it hands on, and that every end of it is off."""

from concurrent.futures import Future

import pytest

from stoneheater.core.command import Answer, Command, Verb
from stoneheater.core.heater import Outcome
from stoneheater.core.sequence import Levels
from stoneheater.service.lease import LEASE_S
from stoneheater.service.loop import COMMANDS_PER_CYCLE, CYCLE_S, ControlLoop
from support.workbench import Scripted, Turned, Workbench, told

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
    """Whatever the order of the outputs: what opens goes before what closes."""
    heater.levels = Levels(enable=True, heartbeat=True)
    turned.cycle()
    bench.log.clear()
    heater.levels = Levels(heater=True, enable=True)
    turned.cycle()
    heater.levels = Levels(heartbeat=True)
    turned.cycle()
    moves = [event for event in bench.log if event.endswith((" on", " off"))]
    assert moves == ["heartbeat off", "heater on", "heater off", "enable off", "heartbeat on"]


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


@pytest.mark.parametrize(("late_s", "on"), [(2.499, True), (2.5, False)])
def test_heat_that_is_not_renewed_within_its_lease_ends(
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
