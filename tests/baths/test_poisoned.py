# SPDX-License-Identifier: MIT
"""A model poisoned on purpose costs little, and is thrown away with a sentence."""

from dataclasses import fields, replace

import pytest

from stoneheater.core.bath_model import Learned
from stoneheater.core.bath_prior import prior
from stoneheater.core.heater import Outcome
from stoneheater.core.mode import Mode
from stoneheater.core.plant import Bath
from stoneheater.core.thermal_model import IMPOSSIBLE
from stoneheater.core.time_proportioning import Profile
from support.closed_loop import ON, RESET, TOUCH, ClosedLoop
from support.steady import PLATE

BATH = Bath(start_c=30.0)
TARGET_C = 50.0
ADDED_C = 1.5
"""What a poisoned model may add to what element and lag held, °C."""

NAMED = prior(PLATE)
HEAT_UP_S = 3600

POISONS = {
    "rate of a puddle": replace(NAMED, rate_c_per_s=3.0 * NAMED.rate_c_per_s),
    "rate of a lake": replace(NAMED, rate_c_per_s=0.2 * NAMED.rate_c_per_s),
    "quick": replace(NAMED, element_lag_s=4.0, probe_lag_s=3.0, dead_s=0.0),
    "slow": replace(NAMED, element_lag_s=140.0, probe_lag_s=45.0, dead_s=24.0),
    "no loss": replace(NAMED, loss_share=0.0),
    "all loss": replace(NAMED, loss_share=2.0),
    "all stones": replace(NAMED, stone_share=0.7, stone_lag_s=900.0),
    "a puddle that loses all": replace(NAMED, rate_c_per_s=0.06, loss_share=2.0, dead_s=24.0),
    "a quick lake": replace(NAMED, rate_c_per_s=0.005, element_lag_s=4.0, probe_lag_s=3.0),
}


class Told(ClosedLoop):
    """A loop that keeps the hottest water and every sentence for the record."""

    hottest_c = 0.0
    record = ""

    def tick(self, *commands: object, **io: object) -> Outcome:
        """One tick more."""
        outcome = super().tick(*commands, **io)  # type: ignore[arg-type] # passed on as they came
        self.hottest_c = max(self.hottest_c, self.plant.water_c)
        self.record += "".join(event.text for event in outcome.events)
        return outcome


def _heated(loop: Told, seconds: int = HEAT_UP_S) -> Told:
    loop.tick(ON)
    for second in range(seconds):
        loop.tick(*([TOUCH] if second % 1800 == 0 else []))
    return loop


def _again(loop: Told) -> Told:
    """Held at last: whatever ended the heat-up was heard, reset and switched on again by hand."""
    for second in range(2 * HEAT_UP_S):
        mode = loop.outcome.mode
        hands = [RESET] if mode is Mode.TRIPPED else [ON] if mode is Mode.STANDBY else [TOUCH]
        loop.tick(*(hands if second % 60 == 0 else []))
        if loop.outcome.clear_latch:
            loop.disk()
    assert loop.plant.water_c == pytest.approx(TARGET_C, abs=0.5)
    return loop


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("poison", POISONS)
def test_an_edited_file_adds_at_most_a_degree_and_a_half(poison: str, profile: Profile) -> None:
    """Numbers at the very bounds: the water is held all the same, and the record has a sentence."""
    loop = _heated(Told(BATH, target_c=TARGET_C, kept=POISONS[poison], profile=profile))
    assert loop.hottest_c <= TARGET_C + ADDED_C
    assert loop.outcome.trips == ()
    assert loop.plant.water_c == pytest.approx(TARGET_C, abs=0.5)
    assert "is thrown away" in loop.record or "learned anew" in loop.record


@pytest.mark.parametrize("name", [field.name for field in fields(Learned)])
@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0, 1e300])
def test_an_impossible_bath_is_not_used(name: str, value: float) -> None:
    """One number outside the bounds of the name plate: as if there were no file, and it is said."""
    loop = Told(BATH, kept=replace(NAMED, **{name: value}))
    assert IMPOSSIBLE in loop.record
    assert loop.heater.model.learned == NAMED


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("frozen_s", [30, 60, 100])
@pytest.mark.parametrize("begin_s", [120, 600, 1100])
def test_a_probe_frozen_while_it_learns(begin_s: int, frozen_s: int, profile: Profile) -> None:
    """The heat of that time is in the water; what was learned of it adds no more than 1.5 °C."""
    loop = Told(BATH, target_c=TARGET_C, profile=profile)
    _heated(loop, begin_s)
    stuck_c = loop.plant.water_c - 0.3
    loop.says["bath"] = lambda _: stuck_c
    loop.run(frozen_s)
    del loop.says["bath"]
    held_c = max(0.0, loop.plant.water_c - TARGET_C)
    assert _again(loop).hottest_c <= TARGET_C + held_c + ADDED_C
    assert loop.outcome.trips == ()


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("open_s", [60, 300, 600])
def test_an_element_open_while_it_learns(open_s: int, profile: Profile) -> None:
    """A cut-out that comes back: the bath seems to be a lake, and the peak stays low."""
    loop = Told(BATH, target_c=TARGET_C, profile=profile)
    _heated(loop, 300)
    loop.broken = True
    loop.run(open_s)
    loop.broken = False
    assert _again(loop).hottest_c <= TARGET_C + ADDED_C


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("begin_s", [100, 500, 1000])
def test_cold_stones_during_the_heat_up(begin_s: int, profile: Profile) -> None:
    """Stones at 15 °C put in while it learns: no more than 1.5 °C too warm afterwards."""
    loop = Told(BATH, target_c=TARGET_C, profile=profile)
    _heated(loop, begin_s)
    loop.plant.stone_c = 15.0
    assert _again(loop).hottest_c <= TARGET_C + ADDED_C
    assert loop.outcome.trips == ()


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("yesterday_kg", [2.5, 20.0])
def test_a_bath_swapped_overnight(yesterday_kg: float, profile: Profile) -> None:
    """What was learned of another bath loses against what is seen, and the record says so."""
    other = _heated(Told(replace(BATH, water_kg=yesterday_kg), target_c=TARGET_C), 3 * HEAT_UP_S)
    kept = other.heater.model.learned
    loop = _heated(Told(BATH, target_c=TARGET_C, kept=kept, profile=profile))
    assert loop.hottest_c <= TARGET_C + ADDED_C
    assert loop.plant.water_c == pytest.approx(TARGET_C, abs=0.5)
    assert "is thrown away" in loop.record or IMPOSSIBLE in loop.record
