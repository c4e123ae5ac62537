# SPDX-License-Identifier: MIT
"""Heat in bites, on whole baths: a dry one is not overshot twice, a sound one loses nothing."""

from collections.abc import Callable

import pytest

from stoneheater.core.mode import Mode
from stoneheater.core.plant import Bath
from stoneheater.core.time_proportioning import Profile
from support.closed_loop import ON, STANDBY, ClosedLoop, to

PROFILES = list(Profile)


def _held(profile: Profile = Profile.MECHANICAL, water_kg: float = 3.0) -> ClosedLoop:
    """A light bath that has been held for half an hour."""
    bath = Bath(water_kg=water_kg, stone_kg=0.0, element_w=200.0 * water_kg, start_c=45.0)
    loop = ClosedLoop(bath, probes=("bath", "b"), has_enable=True, lag_s=15.0, profile=profile)
    loop.tick(ON)
    loop.run(2400)
    return loop


def _codes(loop: ClosedLoop) -> set[str]:
    return {alarm.code for alarm in loop.outcome.alarms}


def _rationed(loop: ClosedLoop) -> bool:
    return "heat-rationed" in _codes(loop)


def _until(loop: ClosedLoop, seconds: int, seen: Callable[[], bool]) -> bool:
    for _ in range(seconds):
        loop.tick()
        if seen():
            return True
    return False


def _dry(profile: Profile = Profile.MECHANICAL) -> ClosedLoop:
    """The same, an eighth of it left, until heat is rationed."""
    loop = _held(profile)
    loop.plant.dryness = 0.125
    assert _until(loop, 900, lambda: _rationed(loop))
    return loop


@pytest.mark.parametrize("profile", PROFILES)
def test_F25_a_bath_that_runs_dry_while_held_is_not_overshot_twice(profile: Profile) -> None:
    """Half an hour of bites, told as such; somewhat too cold, and never far above the target."""
    loop = _dry(profile)
    for _ in range(1800):
        loop.tick()
        assert 42.0 < loop.plant.water_c < 51.5
    assert (loop.outcome.mode, _codes(loop)) == (Mode.HEATING, {"heat-rationed"})


@pytest.mark.parametrize("refill_c", [40.0, 50.0])
@pytest.mark.parametrize("profile", PROFILES)
def test_F25_a_bath_that_is_filled_again_is_heated_as_before(
    profile: Profile, refill_c: float
) -> None:
    """Within minutes, and nobody is told that the element is weak."""
    loop = _dry(profile)
    loop.plant.dryness = 1.0
    loop.plant.water_c = loop.plant.water_c / 8 + refill_c * 7 / 8
    assert _until(loop, 600, lambda: not _rationed(loop))
    assert not _until(loop, 3600, lambda: bool(_codes(loop) & {"weak-element", "heat-rationed"}))
    assert loop.plant.water_c == pytest.approx(50.0, abs=0.5)


@pytest.mark.parametrize("profile", PROFILES)
def test_F25_a_kettle_into_a_held_bath_costs_it_no_heat(profile: Profile) -> None:
    """Warm water lifts it too far, it falls as ever, and is held as before."""
    loop = _held(profile)
    loop.plant.pour(0.1, 95.0)
    assert not _until(loop, 3600, lambda: _rationed(loop))
    assert loop.plant.water_c > 49.5


@pytest.mark.parametrize("profile", PROFILES)
def test_F25_a_kettle_and_cold_water_after_it_cost_a_bite_or_two(profile: Profile) -> None:
    """What falls fast because it was cooled falls as usual after the next bite."""
    loop = _held(profile, water_kg=8.0)
    loop.plant.pour(0.25, 95.0)
    loop.run(60)
    loop.plant.pour(0.35, 20.0)
    assert _until(loop, 600, lambda: _rationed(loop))
    assert _until(loop, 400, lambda: not _rationed(loop))
    assert not _until(loop, 3600, lambda: _rationed(loop))
    assert loop.plant.water_c > 49.5


def test_F25_a_new_target_does_not_end_it_and_standby_and_on_do() -> None:
    """Somebody who says `on` has looked at the bath; one who turns the target up may not have."""
    loop = _dry()
    loop.tick(to(51.0))
    assert not _until(loop, 900, lambda: not _rationed(loop) or loop.plant.water_c > 52.5)
    loop.tick(STANDBY)
    assert not _rationed(loop)
    loop.tick(ON)
    assert not _rationed(loop)


@pytest.mark.parametrize("start_c", [51.0, 52.0])
def test_a_restart_beside_a_bath_that_is_too_warm_heats_when_it_has_cooled(start_c: float) -> None:
    """The first reading is no crest."""
    loop = ClosedLoop(Bath(start_c=start_c))
    loop.tick(ON)
    loop.run(3000)
    assert (loop.outcome.mode, _rationed(loop)) == (Mode.HEATING, False)
    assert loop.plant.water_c > 49.5
