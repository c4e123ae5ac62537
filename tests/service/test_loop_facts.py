# SPDX-License-Identifier: MIT
"""What the loop sees beside the probes: outputs that read back, the guard, and two clocks."""

from collections.abc import Callable

import pytest

from stoneheater.core.heater import Heater, Outcome
from stoneheater.core.mode import Mode
from stoneheater.service.loop import JUMP_S, SKEW_WINDOW_S, ClockWatch
from support.closed_loop import spoke, tripped_by
from support.steady import settings
from support.workbench import HandClock, Scripted, Turned, Workbench

YEARS_S = 10 * 365 * 86_400.0
BROKEN = OSError("the line is gone")


def heated(*, real: bool = False) -> Turned:
    """A real heater with its relay closed."""
    bench = Workbench(real=real)
    turned = Turned(bench, Heater(settings()))
    if real:
        turned.bench.log.clear()
        return turned
    return turned.heating()


def guarded(turned: Turned, seconds: float) -> Outcome:
    """A cycle before which the guard has looked."""
    turned.bench.time.advance(seconds)
    turned.loop.guard.look()
    return turned.cycle(seconds=0.0)


# -- read-back --------------------------------------------------------------------------------


@pytest.mark.parametrize("stuck", [False, True])
@pytest.mark.parametrize(("for_s", "trips"), [(0.99, False), (1.0, True)])
def test_an_output_that_reads_back_wrong_for_a_second_trips(
    stuck: bool, for_s: float, trips: bool
) -> None:
    """Stuck open while it is written on, or stuck closed in STANDBY: both sides of a second."""
    turned = Turned(Workbench(), Heater(settings())) if stuck else heated()
    turned.cycle()
    turned.bench.lines["heater"].stuck = stuck
    assert not turned.cycle().trips
    outcome = turned.cycle(seconds=for_s)
    assert tripped_by(outcome) == ("read-back" if trips else "")
    assert (outcome.mode is Mode.TRIPPED) is trips


def test_an_output_that_reads_well_in_between_begins_again() -> None:
    """Wrong for less than a second, twice, is no trip."""
    turned = heated()
    line = turned.bench.lines["heater"]
    for _ in range(2):
        line.stuck = False
        turned.cycle(seconds=0.5)
        turned.cycle(seconds=0.5)
        line.stuck = None
        assert not turned.cycle(seconds=0.5).trips


def test_the_output_that_reads_wrong_is_named() -> None:
    """The second switch is watched like the first, each for its own second."""
    bench = Workbench(fitted=True)
    heater = Scripted(bench.log)
    turned = Turned(bench, heater)
    turned.cycle()
    bench.lines["enable"].stuck = True
    turned.cycle()
    turned.cycle()
    bench.lines["heater"].stuck = True
    turned.cycle()
    named = [(io.read_back_name, io.read_back_wrong_s) for io in heater.told]
    assert named == [("", 0.0), ("enable", 0.0), ("enable", 1.0), ("heater", 0.0)]


def test_a_line_that_cannot_be_written_shows_as_read_back() -> None:
    """The cycle goes on; a second later the heater has tripped."""
    turned = heated()
    turned.bench.lines["heater"].refuses = BROKEN
    assert not turned.cycle().trips
    outcome = turned.cycle()
    assert tripped_by(outcome) == "read-back"
    turned.bench.lines["heater"].refuses = None
    turned.cycle()
    assert turned.bench.on == []


# -- the guard --------------------------------------------------------------------------------


@pytest.mark.parametrize(("step_s", "trips"), [(0.99, False), (1.0, True)])
def test_F46_a_guard_that_is_silent_for_two_seconds_trips(step_s: float, trips: bool) -> None:
    """The guard's thread is gone: two cycles later nothing heats, and not before two seconds."""
    turned = heated(real=True)
    guarded(turned, 1.0)
    assert not turned.cycle(seconds=step_s).trips
    assert tripped_by(turned.cycle(seconds=step_s)) == ("guard-silent" if trips else "")


def test_a_guard_that_looks_is_not_silent() -> None:
    """One look between two cycles is enough, at any length of the cycle."""
    turned = heated(real=True)
    for seconds in (0.1, 1.0, 2.5, 4.9):
        assert not spoke(guarded(turned, seconds))


def test_a_guard_that_looks_again_is_forgiven() -> None:
    """Silence does not add up: a second of it, again and again, is never two."""
    turned = heated(real=True)
    for _ in range(5):
        guarded(turned, 1.0)
        assert not turned.cycle().trips


@pytest.mark.parametrize("stopped_s", [10.0, 86_400.0])
def test_a_stopped_computer_is_no_silent_guard(stopped_s: float) -> None:
    """Both threads stood still: the loop waits a cycle, and does not trip."""
    turned = heated(real=True)
    guarded(turned, 1.0)
    outcome = turned.cycle(seconds=stopped_s)
    assert not outcome.trips
    assert "late-cycle" in spoke(outcome)
    assert not guarded(turned, 1.0).trips


def test_F46_a_stop_does_not_hide_a_guard_that_is_gone() -> None:
    """A stop counts for a second and a half of silence; the next cycle makes two and a half."""
    turned = heated(real=True)
    guarded(turned, 1.0)
    turned.cycle(seconds=10.0)
    assert tripped_by(turned.cycle()) == "guard-silent"


def test_simulated_hardware_has_its_guard_within_the_cycle() -> None:
    """No thread, so that a simulation is the same every time."""
    turned = heated()
    for _ in range(5):
        turned.cycle()
        assert turned.loop.guard.beat_s == turned.bench.time.now_s()


# -- the clocks -------------------------------------------------------------------------------


def minute(rate: float) -> Turned:
    """A heater after just over a minute in which the clock since boot ran at this rate."""
    turned = Turned(Workbench(), Heater(settings()))
    for _ in range(61):
        turned.bench.time.advance(1.0, rate)
        turned.cycle(seconds=0.0)
    return turned


@pytest.mark.parametrize(
    ("rate", "trips"), [(1.019, False), (1.021, True), (0.981, False), (0.979, True), (0.0, True)]
)
def test_F65_clocks_that_drift_apart_by_two_per_cent_in_a_minute_trip(
    rate: float, trips: bool
) -> None:
    """Whichever runs fast; both sides of the limit."""
    assert tripped_by(minute(rate).cycle()) == ("clock-skew" if trips else "")


def test_a_clock_that_is_right_again_lets_go_after_a_minute() -> None:
    """The rate is that of the last full minute."""
    turned = minute(1.03)
    assert "clock-skew" in spoke(turned.cycle())
    for _ in range(int(SKEW_WINDOW_S)):
        outcome = turned.cycle()
    assert "clock-skew" not in spoke(outcome)


@pytest.mark.parametrize(("slept_s", "late"), [(3.9, False), (4.1, True), (3600.0, True)])
def test_F63_a_computer_that_slept_holds_for_a_tick_and_has_right_clocks(
    slept_s: float, late: bool
) -> None:
    """A cycle of more than five seconds, sleep included, is late; a sleep is never a wrong rate."""
    turned = heated()
    turned.bench.time.advance(1.0, 1.0 + slept_s)
    outcome = turned.cycle(seconds=0.0)
    assert ("late-cycle" in spoke(outcome)) is late
    for _ in range(61):
        outcome = turned.cycle()
        assert not outcome.findings
        assert not outcome.trips


def watched(*steps: tuple[float, float]) -> ClockWatch:
    """Two clocks after these steps, each on the one and on the other."""
    clock = HandClock()
    watch = ClockWatch(clock)
    for now_s, boot_s in steps:
        clock.advance(now_s, boot_s)
        watch.look()
    return watch


@pytest.mark.parametrize(("jump_s", "skew"), [(JUMP_S, JUMP_S / 60.0), (0.51, 0.0)])
def test_a_step_of_half_a_second_is_still_rate_and_a_longer_one_is_sleep(
    jump_s: float, skew: float
) -> None:
    """Sleep begins a new minute; what is shorter stays in the rate."""
    watch = watched((1.0, 1.0 + jump_s), *[(1.0, 1.0)] * 59)
    assert watch.skew == pytest.approx(skew)


def test_a_clock_that_stood_back_is_no_sleep() -> None:
    """The clock since boot never loses time to the other; if it does, nobody slept."""
    assert watched((1.0, 0.2)).slept_s == 0.0


@pytest.mark.parametrize(("seconds", "known"), [(59, False), (60, True)])
def test_a_rate_is_known_after_a_minute(seconds: int, known: bool) -> None:
    """Less says nothing."""
    watch = watched(*[(1.0, 1.1)] * seconds)
    assert watch.skew == pytest.approx(0.1 if known else 0.0)


def course(jump: Callable[[HandClock], None]) -> list[Outcome]:
    """What a heater does in two minutes while something happens to its clocks."""
    turned = heated()
    outcomes = []
    for _ in range(120):
        jump(turned.bench.time)
        outcomes.append(turned.cycle())
    return outcomes


@pytest.mark.parametrize("by_s", [YEARS_S, -YEARS_S])
def test_F62_a_date_that_jumps_ten_years_changes_nothing(by_s: float) -> None:
    """Every cycle, forwards or back: the same outcomes to the last digit."""

    def jump(clock: HandClock) -> None:
        clock.date_s += by_s

    assert course(jump) == course(lambda _: None)
