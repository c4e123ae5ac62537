# SPDX-License-Identifier: MIT
"""The controller: simple-pid on a short leash, with every one of its traps stepped over."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoneheater.core.control import Controller
from stoneheater.core.plant import Bath
from stoneheater.core.thermal_model import ThermalModel
from stoneheater.core.time_proportioning import Profile
from support.closed_loop import ON, ClosedLoop, to
from support.foretold import Foretold


class Told:
    """A switch that notes which target it is told, and does what a test says."""

    def __init__(self) -> None:
        self.targets_c: list[float] = []
        self.resets = 0
        self.on = False

    def reset(self) -> None:
        """One more."""
        self.resets += 1

    def update(self, dt_s: float, model: ThermalModel, target_c: float) -> bool:
        """What the test says."""
        del dt_s, model
        self.targets_c.append(target_c)
        return self.on


def _control(bath: Foretold, profile: Profile = Profile.MECHANICAL) -> tuple[Controller, Told]:
    control, switch = Controller(bath.model, profile), Told()
    control._switch = switch
    return control, switch


def _go(control: Controller, seconds: int, *, dt_s: float = 1.0, target_c: float = 50.0) -> bool:
    """Call it so many times; what it wants at last."""
    return [control.wanted(dt_s, target_c) for _ in range(seconds)][-1]


@pytest.mark.parametrize(("profile", "rests_s"), [(Profile.MECHANICAL, 5), (Profile.SSR, 0)])
def test_a_relay_that_was_just_opened_rests_before_a_new_target(
    profile: Profile, rests_s: int
) -> None:
    """Its contacts wear, an SSR's do not; the first heat of all waits for nothing."""
    bath = Foretold(40.0)
    control, _ = _control(bath, profile)
    assert control.wanted(1.0, 50.0)
    assert not control.wanted(1.0, 39.0)
    later = [control.wanted(1.0, (50.0, 51.0)[second % 2]) for second in range(7)]
    assert later == [second >= rests_s for second in range(1, 8)]


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("which", [0, 1])
def test_what_is_not_finite_gives_no_heat_and_poisons_nothing(bad: float, which: int) -> None:
    """NaN or infinity is no heat now, and as if it had never been afterwards."""
    bath = Foretold(49.9)
    bath.crest_c = 50.5
    (control, switch), (fresh, other) = _control(bath), _control(bath)
    arguments = [1.0, 50.0]
    arguments[which] = bad
    assert control.wanted(*arguments) is False
    assert control.duty == 0.0
    _go(control, 50)
    _go(fresh, 50)
    assert switch.targets_c == other.targets_c


@pytest.mark.parametrize("dt_s", [0.0, -1.0])
def test_time_that_stands_still_gives_no_heat(dt_s: float) -> None:
    """A cycle of no length decides nothing."""
    assert _control(Foretold(20.0))[0].wanted(dt_s, 50.0) is False


def test_an_unknown_bath_gets_no_heat() -> None:
    """Before the water was seen there is nothing to control."""
    bath = Foretold(20.0)
    bath.known = False
    assert _go(_control(bath)[0], 10) is False


@pytest.mark.parametrize(
    ("before", "crest_c", "full"),
    [
        (False, 49.9699, True),
        (False, 49.9701, False),
        (True, 49.8999, True),
        (True, 49.9001, False),
    ],
)
@pytest.mark.parametrize("profile", list(Profile))
def test_full_power_until_the_water_will_coast_to_just_below_the_target(
    profile: Profile, before: bool, crest_c: float, full: bool
) -> None:
    """The crest that is foretold ends a heat-up, not the reading; sooner if it is remembered."""
    bath = Foretold(49.8)
    bath.crest_c, bath.learned_before = crest_c, before
    control, switch = _control(bath, profile)
    assert _go(control, 1) is full
    assert (control.full_power, len(switch.targets_c)) == (full, int(not full))


def _cut(crest_c: float = 50.0) -> tuple[Controller, Told, Foretold]:
    """Full power has just ended: the water is on its way to its crest."""
    bath = Foretold(49.5)
    bath.rising, bath.crest_c = True, crest_c
    control, switch = _control(bath)
    switch.on = True
    assert _go(control, 1) is False
    return control, switch, bath


def test_until_its_crest_the_water_is_left_alone() -> None:
    """No heat, whatever the switch would say; it is not even asked."""
    control, switch, _ = _cut()
    assert not any(control.wanted(1.0, 50.0) for _ in range(100))
    assert (switch.targets_c, control.duty) == ([], 0.0)


@pytest.mark.parametrize("rising", [True, False])
def test_after_its_crest_the_probe_has_time_to_tell(rising: bool) -> None:
    """Its lag and its dead time, 11 s: falling, or so near the crest that it is one."""
    control, _, bath = _cut()
    bath.rising, bath.water_c = rising, 49.9801
    assert not any(control.wanted(1.0, 50.0) for _ in range(10))
    assert control.wanted(1.0, 50.0) is True


@pytest.mark.parametrize(("crest_c", "waits"), [(49.6001, True), (49.5999, False)])
def test_a_crest_that_will_be_short_is_not_waited_for(crest_c: float, waits: bool) -> None:
    """Four tenths below the target the heat goes on."""
    control, _, bath = _cut()
    bath.crest_c = crest_c
    assert control.wanted(1.0, 50.0) is not waits


def test_only_a_heat_up_is_coasted_out() -> None:
    """Held, the water may rise as it likes: the switch foretells its own crests."""
    control, switch, bath = _cut()
    bath.rising = False
    _go(control, 20)
    bath.rising, asked = True, len(switch.targets_c)
    assert control.wanted(1.0, 50.0) is True
    assert len(switch.targets_c) == asked + 1


def test_far_below_the_crest_is_not_worth_foretelling() -> None:
    """With all the stored heat still far below, it is full power without a look ahead."""
    bath = Foretold(20.0)
    bath.heat, bath.crest_c = 0.0, 99.0
    control, _ = _control(bath)
    assert _go(control, 5) is True
    assert control.duty == 1.0


@pytest.mark.parametrize(
    ("mixing", "water_c", "crest_c", "full"),
    [
        (False, 49.39, 49.39, True),
        (False, 49.41, 49.41, False),
        (False, 49.0, 49.5, False),
        (False, 49.5, 49.0, False),
        (True, 49.89, 49.89, True),
        (True, 49.91, 49.91, False),
        (True, 49.0, 49.91, False),
        (True, 49.91, 49.0, False),
    ],
)
def test_a_bath_that_fell_behind_is_heated_up_again(
    mixing: bool, water_c: float, crest_c: float, full: bool
) -> None:
    """Going to stay six tenths below, or one tenth where water mixes, is a heat-up again."""
    bath = Foretold(50.1)
    bath.mixing = mixing
    control, switch = _control(bath)
    assert _go(control, 10) is False
    bath.water_c, bath.crest_c, bath.heat = water_c, crest_c, 1.0
    assert _go(control, 1) is full
    assert control.full_power is full
    assert (switch.resets > 1) is full


@pytest.mark.parametrize("profile", list(Profile))
@pytest.mark.parametrize(("water_c", "most_c"), [(49.9, 50.05), (50.1, 49.95)])
def test_the_trim_is_a_few_hundredths_at_most(
    profile: Profile, water_c: float, most_c: float
) -> None:
    """However long the water is off, the PID moves the target by 0.05 °C and no further."""
    bath = Foretold(50.1)
    control, switch = _control(bath, profile)
    _go(control, 1)
    bath.water_c = bath.crest_c = water_c
    _go(control, 20000)
    assert switch.targets_c[-1] == pytest.approx(most_c)
    assert all(49.949 <= target_c <= 50.051 for target_c in switch.targets_c)


@pytest.mark.parametrize(("off_c", "moves"), [(0.3, True), (0.31, False)])
def test_outside_its_leash_the_pid_rests(off_c: float, moves: bool) -> None:
    """Three tenths from the target the integral still moves; further off it keeps."""
    bath = Foretold(50.1)
    control, switch = _control(bath)
    _go(control, 1)
    bath.water_c = bath.crest_c = 50.0 - off_c
    before = len(switch.targets_c)
    _go(control, 100)
    assert (switch.targets_c[before] != switch.targets_c[-1]) is moves


def test_every_call_counts() -> None:
    """No sample time swallows a call: each second away from the target moves the trim."""
    bath = Foretold(50.1)
    control, switch = _control(bath)
    _go(control, 1)
    bath.water_c = bath.crest_c = 49.9
    before = len(switch.targets_c)
    _go(control, 3)
    assert len(set(switch.targets_c[before:])) == 3


@pytest.mark.parametrize(("dt_s", "as_s"), [(2.0, 2.0), (3.0, 2.0), (3600.0, 2.0), (1.0, 1.0)])
def test_a_long_gap_counts_as_two_seconds(dt_s: float, as_s: float) -> None:
    """A stall does not wind anything up."""
    bath = Foretold(50.1)
    (late, one), (clamped, other) = _control(bath), _control(bath)
    _go(late, 5, dt_s=dt_s)
    _go(clamped, 5, dt_s=as_s)
    assert one.targets_c == other.targets_c


def test_a_new_target_forgets_the_trim() -> None:
    """What was off at the old target says nothing of the new one."""
    bath = Foretold(50.2)
    control, switch = _control(bath)
    _go(control, 5000)
    assert switch.targets_c[-1] < 49.96
    _go(control, 1, target_c=50.1)
    assert switch.targets_c[-1] == pytest.approx(50.1, abs=0.001)


def test_a_step_of_the_water_is_no_kick() -> None:
    """Neither derivative nor proportion: one LSB moves the target by a thousandth."""
    bath = Foretold(50.1)
    control, switch = _control(bath)
    _go(control, 100)
    bath.water_c = 50.1625
    _go(control, 1)
    assert abs(switch.targets_c[-1] - switch.targets_c[-2]) < 0.001


def test_off_is_not_calling_it() -> None:
    """While the heat is taken away nothing counts, and afterwards nothing is owed."""
    bath = Foretold(50.1)
    control, switch = _control(bath)
    _go(control, 100)
    control.reset()
    assert (control.full_power, control.duty, switch.resets) == (True, 0.0, 2)


def test_a_bath_that_seems_to_need_no_heat_is_asked_whether_it_lives() -> None:
    """A reading at its target for hours without heat gets pulses; one that heats does not."""
    stuck, held = _control(Foretold(50.1)), _control(Foretold(50.1))
    for second in range(2000):
        held[1].on = second % 5 == 0
        stuck[0].wanted(1.0, 50.0)
        held[0].wanted(1.0, 50.0)
    pulses = [stuck[0].wanted(1.0, 50.0) for _ in range(2000)]
    assert any(pulses)
    assert not all(pulses)
    held[1].on = False
    assert not any(held[0].wanted(1.0, 50.0) for _ in range(100))


def test_what_the_stones_draw_after_a_heat_up_is_no_usual_heat() -> None:
    """A minute of much heat, then the little that the bath loses: nothing seems to be missing."""
    bath = Foretold(50.1, hold=0.8)
    bath.learned = replace(bath.learned, loss_share=0.05)
    control, switch = _control(bath)
    _go(control, 60)
    bath.hold = 0.05
    for second in range(3000):
        switch.on = second % 20 == 0
        control.wanted(1.0, 50.0)
        assert not control._asking


def test_water_above_its_target_is_not_asked() -> None:
    """Two tenths above the target a pulse would ask too much."""
    assert not any(_control(Foretold(50.2))[0].wanted(1.0, 50.0) for _ in range(5000))


CALLS = st.lists(
    st.tuples(
        st.one_of(st.floats(), st.floats(0.0, 5.0)),
        st.one_of(st.floats(), st.floats(30.0, 54.0)),
        st.floats(20.0, 60.0),
        st.one_of(st.floats(20.0, 60.0), st.floats()),
    ),
    max_size=60,
)


@given(CALLS)
def test_a_duty_is_always_a_share(calls: list[tuple[float, float, float, float]]) -> None:
    """Whatever comes in, what is shown is from 0 to 1, and the trim is a trim."""
    bath = Foretold(20.0)
    control, switch = _control(bath)
    for dt_s, target_c, bath.water_c, bath.crest_c in calls:
        control.wanted(dt_s, target_c)
        assert 0.0 <= control.duty <= 1.0
        assert not switch.targets_c or abs(switch.targets_c.pop() - target_c) <= 0.2 + 1e-9


def test_F29_a_cold_start_does_not_overshoot() -> None:
    """From 20 °C to 52 °C on the nominal bath: the peak is at most 0.4 °C above the target."""
    loop = ClosedLoop(target_c=52.0)
    loop.tick(ON)
    waters_c = [loop.plant.water_c for _ in range(9000) if loop.tick()]
    assert 52.0 <= max(waters_c) <= 52.4
    assert all(abs(water_c - 52.0) < 0.5 for water_c in waters_c[-2700:])


def test_F29_a_lowered_target_takes_all_heat_away_at_once() -> None:
    """From 50 °C to 45 °C: not a second of heat until the water is there, and no undershoot."""
    loop = ClosedLoop(Bath(start_c=48.0)).settled()
    assert loop.tick(to(45.0)).levels.heater is False
    cooling = [loop.tick() for _ in range(600)]
    assert not any(outcome.levels.heater for outcome in cooling)
    lows_c = [loop.plant.water_c for _ in range(5400) if loop.tick()]
    assert min(lows_c) > 44.4


def test_the_contacts_are_spared() -> None:
    """A held bath moves a mechanical relay some tens of times an hour, not hundreds."""
    loop = ClosedLoop(Bath(start_c=48.0)).settled()
    before = loop.changes
    loop.run(3600)
    assert 4 <= loop.changes - before <= 80
