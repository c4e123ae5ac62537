# SPDX-License-Identifier: MIT
"""The controller: simple-pid on a short leash, with every one of its traps stepped over."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoneheater.core.control import Controller
from stoneheater.core.plant import Bath, Plant
from stoneheater.core.thermal_model import Learned, ThermalModel
from support.closed_loop import ON, ClosedLoop, to
from support.steady import PLATE

LOSS = 0.005
HOLD_AT_50 = LOSS * 28.0


def _controller(loss_duty_per_c: float = LOSS) -> Controller:
    return Controller(ThermalModel(PLATE, Learned(0.02, loss_duty_per_c)))


def _duties(control: Controller, value_c: float, seconds: int) -> list[float]:
    return [control.duty(1.0, value_c, 50.0) for _ in range(seconds)]


def _arrived() -> Controller:
    """A controller whose bath has just come to its target of 50 °C."""
    control = _controller()
    _duties(control, 50.0, 30)
    return control


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("which", [0, 1, 2])
def test_what_is_not_finite_gives_no_heat_and_poisons_nothing(bad: float, which: int) -> None:
    """NaN or infinity from anywhere is no heat now, and as if it had never been afterwards."""
    control, fresh = _arrived(), _controller()
    arguments = [1.0, 49.9, 50.0]
    arguments[which] = bad
    assert control.duty(*arguments) == 0.0
    assert _duties(control, 50.0, 50) == _duties(fresh, 50.0, 50)


@pytest.mark.parametrize("dt_s", [0.0, -1.0])
def test_time_that_stands_still_gives_no_heat(dt_s: float) -> None:
    """A cycle of no length decides nothing."""
    assert _controller().duty(dt_s, 20.0, 50.0) == 0.0


def test_every_call_counts() -> None:
    """No sample time swallows a call: the answer follows the newest value at once."""
    control = _arrived()
    assert control.duty(0.01, 50.7, 50.0) == 0.0
    assert control.duty(0.01, 49.8, 50.0) > HOLD_AT_50


@pytest.mark.parametrize(("dt_s", "as_s"), [(2.0, 2.0), (3.0, 2.0), (3600.0, 2.0), (1.0, 1.0)])
def test_a_long_gap_counts_as_two_seconds(dt_s: float, as_s: float) -> None:
    """A stall does not wind anything up."""
    late, clamped = _controller(), _controller()
    for control, step_s in ((late, dt_s), (clamped, as_s)):
        _duties(control, 50.0, 30)
        control.duty(step_s, 50.01, 50.0)
    after = _duties(late, 50.01, 1)[0]
    assert 0.0 < after < HOLD_AT_50
    assert after == _duties(clamped, 50.01, 1)[0]


def test_full_power_far_below_and_nothing_far_above() -> None:
    """Outside the leash the PID is not asked."""
    control = _controller()
    assert _duties(control, 20.0, 100) == [1.0] * 100
    assert control.full_power
    assert _duties(control, 50.6, 100) == [0.0] * 100
    assert not control.full_power


@pytest.mark.parametrize(("value_c", "heat"), [(50.5999, True), (50.6, False)])
def test_above_the_target_there_is_an_end_to_all_heat(value_c: float, heat: bool) -> None:
    """Six tenths above the target no integral and no holding duty heats."""
    control = _controller(0.05)
    _duties(control, 50.0, 30)
    _duties(control, 49.9, 600)
    duties = _duties(control, value_c, 30)
    assert (duties[-1] > 0.0) is heat


def test_at_the_target_the_bath_is_held() -> None:
    """Where it should be, the bath gets what it loses."""
    assert _duties(_controller(), 50.0, 60)[-1] == pytest.approx(HOLD_AT_50, abs=0.01)


def test_a_lowered_target_is_no_heat_at_once() -> None:
    """F29: no integral from before heats a bath that is above its new target."""
    control = _arrived()
    assert _duties(control, 49.0, 2000)[-1] == 1.0
    assert control.duty(1.0, 49.0, 48.0) == 0.0


def test_the_integral_rests_outside_its_leash() -> None:
    """Two degrees and more below the target nothing winds up."""
    long, short = _controller(), _controller()
    for control, seconds in ((long, 20000), (short, 60)):
        control.full_power = False
        _duties(control, 49.0, 1)
        _duties(control, 47.5, seconds)
        _duties(control, 49.95, 60)
    assert _duties(long, 49.95, 1)[0] == pytest.approx(_duties(short, 49.95, 1)[0], abs=0.01)


def test_one_step_of_the_probe_is_no_kick() -> None:
    """No derivative: a step of one LSB moves the duty by its share and not over the range."""
    control = _arrived()
    _duties(control, 49.9375, 100)
    before = _duties(control, 49.9375, 1)[0]
    after = control.duty(1.0, 50.0, 50.0)
    assert abs(after - before) < 0.35


def test_a_reset_forgets_the_course() -> None:
    """After heat was taken away nothing is owed."""
    control, fresh = _arrived(), _controller()
    _duties(control, 49.0, 500)
    control.reset()
    assert _duties(control, 50.0, 10) == _duties(fresh, 50.0, 10)


def test_a_held_bath_teaches_its_loss() -> None:
    """Twenty quiet minutes at the target become the holding duty, once."""
    control = _arrived()
    _duties(control, 49.9, 1169)
    assert control.model.heat_ups == 0
    _duties(control, 49.9, 1)
    assert control.model.heat_ups == 1
    assert control.model.learned.loss_duty_per_c > LOSS


@pytest.mark.parametrize(("off_c", "learned"), [(0.5, 1), (0.5625, 0)])
def test_only_a_quiet_bath_teaches(off_c: float, learned: int) -> None:
    """Half a degree off the target is quiet; more begins the lesson again."""
    control = _arrived()
    _duties(control, 49.9, 600)
    _duties(control, 50.0 - off_c, 1)
    _duties(control, 49.9, 650)
    assert control.model.heat_ups == learned


@pytest.mark.parametrize("lag_s", [15.0, 100.0])
def test_the_lag_shows_in_the_first_heat_up(lag_s: float) -> None:
    """A slow element is seen to be slow while there is time to coast."""
    plant = Plant(Bath(element_lag_s=lag_s, element_capacity_j_per_k=1500.0))
    control = _controller()
    for _ in range(300):
        control.duty(1.0, plant.water_c, 50.0)
        plant.step(1.0, True)
    assert control.lead_s == pytest.approx(max(40.0, lag_s), rel=0.35)


SEEN = st.lists(
    st.tuples(
        st.one_of(st.floats(), st.floats(0.0, 5.0)),
        st.one_of(st.floats(), st.floats(20.0, 60.0)),
        st.one_of(st.floats(), st.floats(30.0, 54.0)),
    ),
    max_size=60,
)


@given(SEEN)
def test_a_duty_is_always_a_share(seen: list[tuple[float, float, float]]) -> None:
    """Whatever comes in, what goes out is from 0 to 1, and 0 well above the target."""
    control = _controller()
    for dt_s, value_c, target_c in seen:
        duty = control.duty(dt_s, value_c, target_c)
        assert 0.0 <= duty <= 1.0
        assert duty == 0.0 or value_c < target_c + 0.6


def test_F29_a_cold_start_does_not_overshoot() -> None:
    """From 20 °C to 52 °C on the nominal bath: the peak is at most 0.4 °C above the target."""
    loop = ClosedLoop(target_c=52.0)
    loop.tick(ON)
    waters_c = []
    for _ in range(9000):
        loop.tick()
        waters_c.append(loop.plant.water_c)
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


def test_a_course_is_not_recounted() -> None:
    """The prediction looks at the slope of the last seconds, however long the course was."""
    control = _controller()
    values_c = [48.0 + 0.004 * second for second in range(500)]
    duties = [control.duty(1.0, value_c, 52.0) for value_c in values_c]
    assert all(before >= after - 0.3 for before, after in pairwise(duties))
