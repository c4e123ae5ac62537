# SPDX-License-Identifier: MIT
"""The learned bath: from the name plate, from heat-ups, and never out of its bounds."""

from math import exp

import pytest

from stoneheater.core.energy import NamePlate
from stoneheater.core.thermal_model import Learned, ThermalModel, lag_of, prior, within
from support.steady import PLATE

SLOWEST = 0.3 * PLATE.power_min_w / PLATE.heavy_j_per_k
FASTEST = PLATE.fastest_c_per_s
KEPT = Learned(0.02, 0.01)


def _heated(model: ThermalModel, rate_c_per_s: float, seconds: int, pause_at: int = -1) -> Learned:
    """What a heat-up at this rate teaches, begun at the room's temperature."""
    for second in range(seconds):
        model.watch_heat_up(second != pause_at, 22.0 + rate_c_per_s * second)
    return model.learned


def test_before_anything_is_known_the_name_plate_speaks() -> None:
    """An unknown bath of 8 kg and 800 W: some stones, an open surface."""
    model = ThermalModel(PLATE)
    assert model.learned == prior(PLATE)
    assert model.learned.rate_c_per_s == pytest.approx(0.0191, abs=1e-4)
    assert model.hold_duty(52.0) == pytest.approx(30.0 * 3.5 / 800.0)


@pytest.mark.parametrize("plate", [NamePlate(300.0, 20.0), NamePlate(2000.0, 2.0), PLATE])
def test_the_first_guess_is_within_its_bounds(plate: NamePlate) -> None:
    """The name plate never contradicts itself."""
    assert within(plate, prior(plate))


@pytest.mark.parametrize(
    ("learned", "possible"),
    [
        (Learned(SLOWEST, 0.01), True),
        (Learned(0.999 * SLOWEST, 0.01), False),
        (Learned(FASTEST, 0.01), True),
        (Learned(1.001 * FASTEST, 0.01), False),
        (Learned(0.02, 0.0), True),
        (Learned(0.02, -0.001), False),
        (Learned(0.02, 0.05), True),
        (Learned(0.02, 0.0501), False),
        (Learned(float("nan"), 0.01), False),
        (Learned(0.02, float("nan")), False),
    ],
)
def test_a_bath_out_of_its_bounds_is_dropped(learned: Learned, possible: bool) -> None:
    """What the name plate does not allow is not believed, not even clamped."""
    assert within(PLATE, learned) is possible
    assert ThermalModel(PLATE, learned).learned == (learned if possible else prior(PLATE))


@pytest.mark.parametrize(
    ("target_c", "duty"), [(52.0, 0.3), (22.0, 0.0), (10.0, 0.0), (150.0, 1.0)]
)
def test_holding_needs_a_share_of_full_power(target_c: float, duty: float) -> None:
    """In proportion to the distance from the room, from nothing to everything."""
    assert ThermalModel(PLATE, KEPT).hold_duty(target_c) == pytest.approx(duty)


@pytest.mark.parametrize(("seconds", "learned"), [(89, False), (90, True)])
def test_a_minute_and_a_half_of_full_power_teaches_the_rate(seconds: int, learned: bool) -> None:
    """Before that the element is still warming up itself."""
    rate = _heated(ThermalModel(PLATE, Learned(0.02, 0.0)), 0.03, seconds).rate_c_per_s
    assert rate == pytest.approx(0.03 if learned else 0.02)


def test_a_pause_begins_the_lesson_again() -> None:
    """Only full power without a gap is a lesson."""
    assert _heated(ThermalModel(PLATE, Learned(0.02, 0.0)), 0.03, 120, 60).rate_c_per_s == 0.02


def test_an_impossible_heat_up_teaches_nothing() -> None:
    """A bath that seems to rise faster than it can is not learned."""
    assert _heated(ThermalModel(PLATE, KEPT), 1.0, 120) == KEPT


def test_what_the_bath_loses_on_the_way_is_not_its_rate() -> None:
    """The rate is that of all the power; what holds the bath meanwhile is put back."""
    model = ThermalModel(PLATE, Learned(0.02, 0.01))
    for second in range(120):
        model.watch_heat_up(True, 52.0 + 1e-9 * second + 0.014 * (second - 119))
    assert model.learned.rate_c_per_s == pytest.approx(0.02, rel=0.02)


def test_a_quiet_spell_teaches_the_loss() -> None:
    """The mean duty of a held bath is its loss; the rate stays."""
    model = ThermalModel(PLATE, KEPT)
    model.learn_hold(52.0, 0.15)
    assert model.learned.rate_c_per_s == 0.02
    assert model.learned.loss_duty_per_c == pytest.approx(0.005)
    assert model.heat_ups == 1


@pytest.mark.parametrize("duty", [-0.1, 1.6])
def test_an_impossible_spell_teaches_nothing(duty: float) -> None:
    """A loss out of bounds is dropped."""
    model = ThermalModel(PLATE, KEPT)
    model.learn_hold(52.0, duty)
    assert (model.learned, model.heat_ups) == (KEPT, 0)


def test_near_the_room_a_loss_is_not_overrated() -> None:
    """A target near the room says little: the distance counts as five degrees at least."""
    model = ThermalModel(PLATE, KEPT)
    model.learn_hold(23.0, 0.05)
    assert model.learned.loss_duty_per_c == pytest.approx(0.01)


@pytest.mark.parametrize("lag_s", [45.0, 80.0, 120.0, 165.0])
@pytest.mark.parametrize("elapsed_s", [150.0, 250.0])
def test_the_lag_is_read_from_the_bend(lag_s: float, elapsed_s: float) -> None:
    """Time, rise and slope of a first-order lag give the lag back within a second."""
    left = exp(-elapsed_s / lag_s)
    rise_s = (elapsed_s - lag_s * (1.0 - left)) / (1.0 - left)
    assert lag_of(elapsed_s, rise_s) == pytest.approx(lag_s, abs=1.0)


@pytest.mark.parametrize(("rise_s", "lag_s"), [(1e9, 40.0), (0.0, 170.0)])
def test_a_lag_stays_within_its_bounds(rise_s: float, lag_s: float) -> None:
    """No bath is quicker than 40 s or slower than 170 s."""
    assert lag_of(200.0, rise_s) == pytest.approx(lag_s, abs=1.0)
