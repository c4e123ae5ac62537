# SPDX-License-Identifier: MIT
"""The reference controllers behave as they are described."""

import pytest
from bench.control.references import (
    PUBLISHED_GAINS,
    Reference,
    RelayTest,
    Thermostat,
    Window,
    WindowPid,
)
from bench.control.rigs import REFERENCES, BareRig, bare

from support.bench_baths import bare_bath


@pytest.mark.parametrize(
    ("before_c", "reading_c", "on"),
    [
        (40.0, 52.29, True),
        (40.0, 52.30, False),
        (60.0, 51.71, False),
        (60.0, 51.70, True),
    ],
)
def test_the_thermostat_switches_at_its_two_points(
    before_c: float, reading_c: float, on: bool
) -> None:
    """Between the points it stays as it is."""
    thermostat = Thermostat(52.0)
    thermostat.decide(0.0, before_c)
    assert thermostat.decide(1.0, reading_c) is on


def test_a_window_gives_its_share_and_carries_the_rest() -> None:
    """Ten windows of 0.25 give 25 seconds, each on at its beginning only."""
    window, given_s = Window(), 0
    for _ in range(10):
        assert window.open
        window.start(0.25)
        seconds = [window.second() for _ in range(10)]
        assert seconds == sorted(seconds, reverse=True)
        given_s += sum(seconds)
    assert given_s == 25


@pytest.mark.parametrize(("share", "on_s"), [(0.0, 0), (1.0, 10)])
def test_a_window_has_ends(share: float, on_s: int) -> None:
    """Nothing at all, and all of it."""
    window = Window()
    window.start(share)
    assert sum(window.second() for _ in range(10)) == on_s


def test_a_latched_window_does_not_listen() -> None:
    """Water that is suddenly hot changes nothing before the window ends."""
    pid = WindowPid(52.0)
    said = [pid.decide(0.0, 20.0)]
    said += [pid.decide(float(n), 80.0) for n in range(1, 11)]
    assert said == [True] * 10 + [False]


def test_the_pid_does_not_integrate_while_it_is_saturated() -> None:
    """An hour far below the target leaves no windup: at the target there is no heat."""
    pid = WindowPid(52.0)
    for second in range(3600):
        pid.decide(float(second), 20.0)
    for second in range(3600, 3620):
        on = pid.decide(float(second), 52.0)
    assert on is False


def test_the_pid_integrates_what_remains() -> None:
    """Half a degree below: 58.5 % at first, and after ten minutes all of it."""
    pid = WindowPid(52.0)
    first = sum(pid.decide(float(n), 51.5) for n in range(10))
    for n in range(10, 610):
        pid.decide(float(n), 51.5)
    last = sum(pid.decide(float(n), 51.5) for n in range(610, 620))
    assert (first, last) == (6, 10)


def test_the_relay_test_finds_the_ultimate_point_of_a_delayed_ramp() -> None:
    """Heating and cooling at 0.02 °C/s, 10 s late: a = 0.25 + 0.2 °C, and a period of four a/r."""
    test, water_c, late_c = RelayTest(52.0), 50.0, [50.0] * 10
    second = 0
    while test.gains is None and second < 5000:
        on = test.decide(float(second), late_c.pop(0))
        water_c += 0.02 if on else -0.02
        late_c.append(water_c)
        second += 1
    assert test.gains is not None
    gain, integral, derivative = test.gains
    half_c, period_s = 0.25 + 0.02 * 10, 4.0 * (0.25 + 0.2) / 0.02
    ultimate = 4.0 * 50.0 / (3.1416 * (half_c**2 - 0.25**2) ** 0.5)
    assert gain == pytest.approx(0.6 * ultimate, rel=0.15)
    assert gain / integral == pytest.approx(0.5 * period_s, rel=0.15)
    assert derivative / gain == pytest.approx(period_s / 8.0, rel=0.15)


def test_every_reference_holds_a_friendly_bath() -> None:
    """On a light loss without much lag each comes to the target and stays near it."""
    bath = bare_bath(loss_w_per_k=3.0, element_lag_s=5.0)
    for name in REFERENCES:
        rig = bare(bath, name, 52.0, seed=1)
        for _ in range(3600):
            rig.second()
        assert rig.plant.water_c == pytest.approx(52.0, abs=1.0), name


def test_a_reference_follows_a_new_target() -> None:
    """The stand hands it on, and the mains too."""
    references: list[Reference] = [Thermostat(52.0), WindowPid(52.0, PUBLISHED_GAINS)]
    for reference in references:
        rig = BareRig(bare_bath(), reference, seed=1)
        rig.set_target(30.0)
        rig.mains(0.85)
        rig.second()
        assert (reference.target_c, rig.plant.power, rig.heater) == (30.0, 0.85, True)
