# SPDX-License-Identifier: MIT
"""Faults of the bath, the room, the mains and the relay's contacts, each against the whole core."""

import re
from itertools import pairwise

import pytest

from stoneheater.core.bath_model import Learned
from stoneheater.core.heater import Outcome
from stoneheater.core.mode import Mode
from stoneheater.core.plant import Bath
from stoneheater.core.time_proportioning import Profile
from stoneheater.core.wear import RATED_OPERATIONS, Wear
from support.closed_loop import ON, STANDBY, TOUCH, ClosedLoop

H = 3600
BATH = Bath(start_c=42.0)
THEN = Learned(0.0232, 29.5, 8.1, 0.12, 0.2177)
"""The nominal bath as its first heat-up learns it; what it was when commissioned."""

HEALTH = {"element-scaled", "water-low", "loses-more"}


def _heated(loop: ClosedLoop, hours: float = 1.0) -> set[str]:
    """Heat for so long with somebody there; every alarm that was heard."""
    heard: set[str] = set()
    loop.tick(ON)
    for second in range(round(hours * H)):
        outcome = loop.tick(TOUCH) if second % 1800 == 0 else loop.tick()
        heard |= _codes(outcome)
    return heard


def _strays_c(loop: ClosedLoop, seconds: int) -> float:
    """How far the water strays from its target in so many seconds, °C."""
    most_c = 0.0
    for _ in range(seconds):
        loop.tick()
        most_c = max(most_c, abs(loop.plant.water_c - 50.0))
    return most_c


def _codes(outcome: Outcome) -> set[str]:
    return {alarm.code for alarm in outcome.alarms}


def _known(bath: Bath = BATH) -> ClosedLoop:
    """A bath that was learned yesterday, and is heated again today."""
    return ClosedLoop(bath, reference=THEN, kept=THEN)


def test_F24_F26_F32_an_unchanged_bath_is_told_nothing() -> None:
    """The same bath on another day: no alarm of these, and it compares with itself."""
    loop = _known()
    assert not _heated(loop) & HEALTH
    change = loop.heater.health.change
    assert change is not None
    assert change.rate == pytest.approx(1.0, abs=0.06)
    assert change.loss == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize("power", [0.3, 0.5, 0.6])
def test_F24_a_scaled_element_is_told_and_the_bath_is_held(power: float) -> None:
    """30 to 60 % of the heat of old: descale; nothing trips, and it comes as far as it can."""
    loop = _known()
    loop.plant.power = power
    assert _heated(loop, 1.2) & HEALTH == {"element-scaled"}
    alarm = next(each for each in loop.outcome.alarms if each.code == "element-scaled")
    told = re.search(r"about (\d+) %", alarm.text)
    assert told is not None
    assert float(told[1]) == pytest.approx(100.0 * power, abs=4.0)
    assert (loop.outcome.trips, loop.outcome.mode) == ((), Mode.HEATING)


def test_F26_water_that_boiled_off_overnight_is_told() -> None:
    """Thirty percent less than when it was commissioned: top up; the heat goes on."""
    loop = _known()
    loop.plant.water_kg *= 0.7
    assert _heated(loop) & HEALTH == {"water-low"}
    assert (loop.outcome.trips, loop.outcome.mode) == ((), Mode.HEATING)
    assert abs(loop.plant.water_c - 50.0) < 0.6


def test_F26_with_half_its_water_a_bath_is_given_up_until_somebody_tops_it_up() -> None:
    """STANDBY without a trip; topped up and switched on again it heats and holds."""
    loop = _known()
    loop.plant.water_kg *= 0.5
    assert _heated(loop) & HEALTH == {"water-low"}
    assert (loop.outcome.trips, loop.outcome.mode) == ((), Mode.STANDBY)
    loop.plant.pour(4.0, 20.0)
    _heated(loop)
    assert (loop.outcome.trips, loop.outcome.mode) == ((), Mode.HEATING)
    assert abs(loop.plant.water_c - 50.0) < 0.6


def test_F26_water_that_boils_off_while_it_is_held_is_told() -> None:
    """A litre an hour: told before the half is gone, and nothing trips."""
    loop = _known()
    loop.tick(ON)
    for second in range(4 * H):
        loop.plant.water_kg -= 1.0 / H
        loop.tick(TOUCH) if second % 1800 == 0 else loop.tick()
        if _codes(loop.outcome) & HEALTH:
            break
    assert "water-low" in _codes(loop.outcome)
    assert 4.0 < loop.plant.water_kg < 6.2
    assert loop.outcome.trips == ()


def test_F32_a_lid_that_stays_off_is_told_at_most() -> None:
    """Commissioned with its lid on, heated without: put it on; the bath is held all the same."""
    lidded = Learned(THEN.rate_c_per_s, 29.5, 8.1, 0.12, 0.1016)
    loop = ClosedLoop(BATH, reference=lidded, kept=lidded)
    assert _heated(loop) & HEALTH == {"loses-more"}
    assert (loop.outcome.trips, loop.outcome.mode) == ((), Mode.HEATING)
    assert abs(loop.plant.water_c - 50.0) < 0.6


@pytest.mark.parametrize("profile", list(Profile))
@pytest.mark.parametrize("ambient_c", [5.0, 38.0])
def test_F33_a_cold_or_a_hot_room_changes_nothing(ambient_c: float, profile: Profile) -> None:
    """In a room of 5 or 38 °C the water comes into its band and stays; nothing trips."""
    loop = ClosedLoop(
        Bath(start_c=42.0, ambient_c=ambient_c), profile=profile, reference=THEN, kept=THEN
    )
    assert not _heated(loop) & HEALTH
    assert _strays_c(loop, 900) <= 0.5
    assert loop.outcome.trips == ()


@pytest.mark.parametrize("profile", list(Profile))
@pytest.mark.parametrize("power", [0.72, 1.32])
def test_F34_a_low_or_a_high_mains_changes_nothing(power: float, profile: Profile) -> None:
    """Mains within 15 % is 72 to 132 % of the power: the band is kept, and nothing trips."""
    loop = ClosedLoop(BATH, profile=profile, reference=THEN, kept=THEN)
    loop.plant.power = power
    assert not _heated(loop) & HEALTH
    assert _strays_c(loop, 900) <= 0.5
    assert loop.outcome.trips == ()


@pytest.mark.parametrize(("before", "after"), [(1.0, 0.72), (1.0, 1.32), (0.72, 1.32)])
def test_F34_a_step_of_the_mains_while_holding_trips_nothing(before: float, after: float) -> None:
    """From one end of the mains to the other: the water stays within a degree."""
    loop = ClosedLoop(Bath(start_c=45.0))
    loop.plant.power = before
    _heated(loop, 0.5)
    loop.plant.power = after
    assert _strays_c(loop, 1800) <= 1.0
    assert loop.outcome.trips == ()


@pytest.mark.parametrize(
    ("profile", "hours", "least_s", "at_most_per_h"),
    [(Profile.MECHANICAL, 4, 5, 60), (Profile.SSR, 1, 1, 400)],
)
def test_F35_every_operation_of_some_hours_is_counted_and_none_is_short(
    profile: Profile, hours: int, least_s: int, at_most_per_h: int
) -> None:
    """The count is that of the relay's edges; a contact rests 5 s, an SSR 1 s, on and off."""
    loop = ClosedLoop(
        Bath(start_c=45.0),
        profile=profile,
        has_enable=True,
        wear=Wear(100, 7, 36_000.0, RATED_OPERATIONS),
    )
    levels = [loop.outcome.levels, loop.tick(ON).levels]
    for second in range(hours * H):
        loop.tick(TOUCH) if second % 1800 == 0 else loop.tick()
        levels.append(loop.outcome.levels)
    loop.tick(STANDBY)
    edges = [n for n, (was, now) in enumerate(pairwise(levels)) if now.heater is not was.heater]
    wear = loop.outcome.wear
    assert wear.operations == 100 + sum(now.heater > was.heater for was, now in pairwise(levels))
    assert wear.enable_operations == 7 + sum(
        now.enable > was.enable for was, now in pairwise(levels)
    )
    assert wear.heating_s == pytest.approx(36_000.0 + hours * H, abs=2.0)
    assert min(after - before for before, after in pairwise(edges)) >= least_s
    assert 0 < wear.operations - 100 <= at_most_per_h * hours


def test_F35_a_worn_relay_is_told_at_any_time_and_keeps_working() -> None:
    """Low priority, in STANDBY and in HEATING alike; a new one takes the alarm away."""
    loop = ClosedLoop(BATH, wear=Wear(79_999, 0, 9e6, RATED_OPERATIONS))
    assert loop.outcome.alarms == ()
    loop.tick(ON)
    loop.run(60)
    assert _codes(loop.outcome) == {"relay-worn"}
    assert loop.outcome.levels.heater
    loop.tick(STANDBY)
    assert _codes(loop.outcome) == {"relay-worn"}
