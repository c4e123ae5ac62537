# SPDX-License-Identifier: MIT
"""A computer whose clocks disagree, sleep or jump, and the whole heater that runs in them."""

import pytest

from stoneheater.config import BathFile
from stoneheater.core.command import Command, Verb
from stoneheater.core.heater import Outcome
from stoneheater.core.mode import Mode
from stoneheater.hardware import simulated
from stoneheater.hardware.world import World
from stoneheater.interfaces.assembly import App, assemble
from stoneheater.service.snapshot import Standing
from support.steady import settings

TEN_YEARS_S = 315_360_000.0


class OddClock:
    """The world's time, with a boot clock and a date that a test can spoil.

    Attributes:
        slept_s: how much more the boot clock has counted.
        rate: how fast the boot clock runs, 1 for right.
        date_s: what the wall clock shows at the beginning.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.slept_s = 0.0
        self.rate = 1.0
        self.date_s = 1_700_000_000.0

    def now_s(self) -> float:
        """The world's time."""
        return self._world.now_s

    def boottime_s(self) -> float:
        """The same, and what was slept, at its own rate."""
        return self._world.now_s * self.rate + self.slept_s

    def wall_s(self) -> float:
        """The date."""
        return self.date_s + self._world.now_s

    def wait_until(self, at_s: float) -> None:
        """Let the world go on."""
        while self._world.now_s < at_s:
            self._world.advance()


class Odd:
    """A heater on a bath, and the computer's clock."""

    def __init__(self) -> None:
        hardware = simulated.make(BathFile(start_c=45.0))
        self.clock = OddClock(hardware.world)
        hardware.clock = self.clock
        made = settings(bath_probes=("bath", "bath-2"), has_enable=True)
        self.app: App = assemble(hardware, made, Standing(simulated=True))
        self.outcome: Outcome = self.app.loop.cycle()

    def wait(self, cycles: int, length_s: float = 1.0) -> Outcome:
        """So many cycles of this length."""
        for _ in range(cycles):
            self.clock.wait_until(self.clock.now_s() + length_s)
            self.outcome = self.app.loop.cycle()
        return self.outcome

    def heating(self) -> "Odd":
        """Switch on, and wait until the relay is closed."""
        asked = self.app.service.submit(Command(Verb.ON))
        self.wait(30)
        assert asked.result(0.0).ok
        assert self.outcome.levels.heater
        return self


@pytest.mark.parametrize("jump_s", [TEN_YEARS_S, -TEN_YEARS_S])
def test_F62_a_date_that_jumps_ten_years_changes_no_second_of_the_heat(jump_s: float) -> None:
    """Forwards or back, in the middle of a heat-up: every output is what it would have been."""
    odd, even = Odd().heating(), Odd().heating()
    odd.clock.date_s += jump_s
    for _ in range(1200):
        assert odd.wait(1) == even.wait(1)
    snapshot = odd.app.service.snapshot()
    assert snapshot is not None
    assert abs(snapshot.wall_s - odd.clock.wall_s()) < 1.0


@pytest.mark.parametrize(("slept_s", "held"), [(4.0, False), (4.1, True), (3600.0, True)])
def test_F63_after_a_sleep_the_heat_waits_for_ten_good_cycles(slept_s: float, held: bool) -> None:
    """More than five seconds between two cycles, sleep included, is a hold, and never a trip."""
    odd = Odd().heating()
    odd.clock.slept_s += slept_s
    assert odd.wait(1).holding is held
    assert odd.wait(9).holding is held
    assert not odd.wait(1).holding
    assert odd.wait(120).mode is Mode.HEATING


@pytest.mark.parametrize(("gap_s", "held"), [(5.0, False), (6.0, True)])
def test_F64_a_cycle_that_comes_late_is_a_hold(gap_s: float, held: bool) -> None:
    """A computer that has no time for the loop for over five seconds: off, then ten good cycles."""
    odd = Odd().heating()
    assert odd.wait(1, gap_s).holding is held
    assert sum(lease.expired for lease in odd.app.loop.leases.all) >= 1
    assert odd.wait(10).mode is Mode.HEATING
    assert not odd.outcome.holding


@pytest.mark.parametrize(
    ("rate", "trips"), [(1.019, False), (1.021, True), (0.981, False), (0.979, True)]
)
def test_F65_a_clock_at_a_wrong_rate_trips_within_two_minutes(rate: float, trips: bool) -> None:
    """Two clocks that differ by more than 2 % in a minute: none of them can be believed."""
    odd = Odd()
    odd.clock.rate = rate
    odd.heating()
    odd.wait(120)
    assert [rule for rule, _ in odd.outcome.trips] == ["clock-skew"] * trips
