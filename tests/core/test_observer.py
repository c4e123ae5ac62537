# SPDX-License-Identifier: MIT
"""The observer: from readings and switched heat to the facts of a cycle."""

import pytest

from stoneheater.core.interlock import judge
from stoneheater.core.mode import Mode
from stoneheater.core.observer import IoFacts, Observer
from stoneheater.core.reading import LSB_C
from stoneheater.core.sequence import Levels
from stoneheater.core.settings import Settings
from stoneheater.core.watch import Watch
from support.readings import by_name
from support.steady import PLATE, settings

TWO = settings(bath_probes=("bath", "bath-2"))
ON, OFF = Levels(heater=True), Levels()


class Seen:
    """An observer, second by second."""

    def __init__(self, made: Settings | None = None) -> None:
        self.observer = Observer(made or settings())
        self.now_s = 0.0

    def go(
        self,
        seconds: int,
        levels: Levels = OFF,
        *,
        mode: Mode = Mode.HEATING,
        io: IoFacts = IoFacts(),  # noqa: B008 - immutable
        **says: float,
    ) -> Watch:
        """Watch the probes say the same for so many seconds."""
        for _ in range(seconds):
            self.now_s += 1.0
            readings = by_name(self.now_s, **says)
            watch = self.observer.watch(self.now_s, 1.0, readings, levels, mode, io)
        return watch


def test_the_bath_is_its_hottest_probe() -> None:
    """One process value, with how far the probes are apart."""
    seen = Seen(TWO)
    watch = seen.go(1, bath=50.0, bath_2=51.0)
    assert (seen.observer.value_c, watch.apart_c, seen.observer.blind) == (51.0, 1.0, False)


def test_without_a_usable_probe_the_heater_is_blind() -> None:
    """No value, and none invented; what was there before is too old after 5 s."""
    seen = Seen()
    assert seen.go(1) is not None
    assert (seen.observer.blind, seen.observer.fresh, seen.observer.cool) == (True, False, False)
    seen.go(1, bath=50.0)
    assert (seen.observer.blind, seen.observer.fresh) == (False, True)
    seen.go(6)
    assert (seen.observer.blind, seen.observer.value_c) == (True, None)


@pytest.mark.parametrize(("value_c", "cool"), [(54.0, True), (54.0 + LSB_C, False)])
def test_cool_is_every_probe_at_or_below_the_highest_target(value_c: float, cool: bool) -> None:
    """One probe above it is enough not to be cool."""
    seen = Seen(TWO)
    seen.go(1, bath=50.0, bath_2=value_c)
    assert seen.observer.cool is cool


def test_the_element_probe_never_speaks_for_the_bath() -> None:
    """It is watched with the others, and is not part of the process value."""
    seen = Seen(settings(element_probe="element"))
    watch = seen.go(1, bath=50.0, element=75.0)
    assert seen.observer.value_c == 50.0
    assert watch.element is not None
    assert [track.name for track in seen.observer.tracks] == ["bath", "element"]
    assert watch.element.value_c == 75.0


@pytest.mark.parametrize(("apart_c", "counts"), [(1.5 - LSB_C, False), (1.5, True)])
def test_F10_time_apart_counts_without_heat(apart_c: float, counts: bool) -> None:
    """Seconds apart are counted while the heater is off, and begin again with heat."""
    seen = Seen(TWO)
    assert seen.go(30, bath=50.0, bath_2=50.0 + apart_c).apart_s == (30.0 if counts else 0.0)
    assert seen.go(1, ON, bath=50.0, bath_2=50.0 + apart_c).apart_s == 0.0


@pytest.mark.parametrize(("apart_c", "counts"), [(3.0 - LSB_C, False), (3.0, True)])
def test_F10_time_far_apart_is_counted_for_itself(apart_c: float, counts: bool) -> None:
    """The five minutes of the trip are those at the trip's own distance."""
    seen = Seen(TWO)
    far_s = 30.0 if counts else 0.0
    assert seen.go(30, bath=50.0, bath_2=50.0 + apart_c).far_apart_s == far_s
    assert seen.go(1, bath=50.0, bath_2=50.0).far_apart_s == 0.0
    assert seen.go(1, ON, bath=50.0, bath_2=50.0 + apart_c).far_apart_s == 0.0


def test_heat_and_rest_are_counted() -> None:
    """Every second of heat is energy at the strongest element; every other is rest."""
    seen = Seen()
    watch = seen.go(10, ON, bath=50.0)
    assert watch.unanswered_j == pytest.approx(10 * PLATE.power_max_w)
    assert seen.observer.off_s == 0.0
    seen.go(5, bath=50.0)
    assert seen.observer.off_s == 5.0


def test_the_peak_is_that_since_the_heat_went_off() -> None:
    """While heat flows the peak is the present value; then the highest stays."""
    seen = Seen()
    seen.go(3, ON, bath=51.0)
    seen.go(3, ON, bath=50.0)
    assert seen.observer.peak_c == 50.0
    seen.go(3, bath=52.0)
    seen.go(3, bath=50.5)
    seen.go(6)
    assert seen.observer.peak_c == 52.0


@pytest.mark.parametrize("value_c", [57.0, 53.0])
def test_the_budget_ends_at_the_cutoff(value_c: float) -> None:
    """Near the cutoff unanswered heat may do less."""
    watch = Seen().go(5, bath=value_c)
    assert watch.budget_j == pytest.approx((58.0 - value_c) * PLATE.light_j_per_k)


@pytest.mark.parametrize(
    ("made", "bath_2", "factor"), [(settings(), 50.0, 1), (TWO, 51.4375, 4), (TWO, 51.5, 1)]
)
def test_probes_agree_within_the_distance_of_the_pause(
    made: Settings, bath_2: float, factor: int
) -> None:
    """Two fresh probes less than 1.5 °C apart agree; one alone agrees with nobody."""
    watch = Seen(made).go(60, bath=40.0, bath_2=bath_2 - 10.0)
    assert watch.budget_j == pytest.approx(factor * 10.0 * PLATE.light_j_per_k)


def test_a_rise_that_stored_heat_does_not_explain_is_odd_while_heating() -> None:
    """In STANDBY, over a cold element, people pour."""
    for mode, odd in ((Mode.HEATING, True), (Mode.STANDBY, False)):
        seen = Seen()
        seen.go(60, mode=mode, bath=40.0)
        watch = seen.go(30, mode=mode, bath=40.5)
        assert (watch.rise_off_c, watch.rise_off_times) == (0.5, odd)
        assert (watch.rise_off_c > watch.rise_allowed_c) is odd


def test_a_rise_over_an_element_that_may_be_hot_is_odd_in_any_mode() -> None:
    """Nobody knows what an earlier run has left in it."""
    seen = Seen()
    seen.go(30, bath=40.0)
    watch = seen.go(20, mode=Mode.STANDBY, bath=40.5)
    assert watch.rise_off_c > watch.rise_allowed_c


def test_an_even_pace_is_told() -> None:
    """A minute and a half of it, the heater off."""
    seen = Seen()
    seen.go(60, bath=40.0)
    for second in range(120):
        watch = seen.go(1, bath=40.0 + 0.03 * second)
    assert watch.rise_keeps_pace


def test_a_steady_rise_counts_in_standby() -> None:
    """Five minutes of it, at a pace of the element."""
    seen = Seen()
    for second in range(320):
        watch = seen.go(1, mode=Mode.STANDBY, bath=40.0 + 0.03 * second)
    assert watch.weld_standby


@pytest.mark.parametrize(("noise_c", "rises"), [(0.499, True), (0.501, False)])
def test_a_noisy_probe_does_not_tell_of_energy(noise_c: float, rises: bool) -> None:
    """Noise is not a rise: while a probe jumps, its windows stay empty."""
    seen = Seen()
    for second in range(60):
        seen.observer.tracks[0].noise_c = noise_c / 0.9
        watch = seen.go(1, bath=40.0 + second / 128)
    assert (watch.rise_off_c > 0.0) is rises


def test_the_high_alarm_is_remembered_for_the_next_cycle() -> None:
    """An alarm that spoke clears lower than it began."""
    seen = Seen()
    findings = judge(seen.go(1, bath=56.5), settings().limits)
    seen.observer.remember(findings)
    assert seen.go(1, bath=55.5).high_alarm_on
    seen.observer.remember(())
    assert not seen.go(1, bath=55.5).high_alarm_on


def test_what_the_service_knows_is_passed_on() -> None:
    """Outputs, guard, clocks and sleep become facts as they are."""
    io = IoFacts(1.5, "heater", 0.3, -0.01, 7.0)
    watch = Seen().go(1, io=io, bath=50.0)
    assert (watch.read_back_wrong_s, watch.read_back_name) == (1.5, "heater")
    assert (watch.guard_silent_s, watch.clock_skew, watch.cycle_gap_s) == (0.3, -0.01, 8.0)
