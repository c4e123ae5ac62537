# SPDX-License-Identifier: MIT
"""Heat in bites: begun by a crest too high and a fall too fast, ended by a bite too large."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from stoneheater.core.energy import NamePlate
from stoneheater.core.mode import Mode
from stoneheater.core.plant import Bath
from stoneheater.core.ration import (
    AIM_C,
    LEAST_S,
    LIGHT,
    NEAR_C,
    OVER_C,
    PASSED_C,
    SHOWS_S,
    USUAL_S,
    Ration,
)
from stoneheater.core.thermal_model import ThermalModel, prior
from support.closed_loop import ON, ClosedLoop, to

TARGET_C = 50.0
PLATE = NamePlate(800.0, 8.0)


class Followed:
    """A ration second by second, beside a bath that was learned before."""

    def __init__(self) -> None:
        self.model = ThermalModel(PLATE, prior(PLATE))
        self.ration = Ration(self.model)
        self.rate = self.model.learned.rate_c_per_s
        self.usual = self.rate * self.model.hold_duty(TARGET_C)
        self.value_c = TARGET_C
        self.see()

    def see(self, value_c: float | None = None, *, on: bool = False, dt_s: float = 1.0) -> None:
        """A second; the reading stays where it is unless another is given."""
        self.value_c = self.value_c if value_c is None else value_c
        self.ration.follow(dt_s, on, self.value_c, TARGET_C)

    def fall(self, times: float, to_c: float) -> None:
        """The water falls so many times as fast as usual."""
        while self.value_c > to_c:
            self.see(self.value_c - times * self.usual)

    def light(self, times: float = 4.0) -> "Followed":
        """A crest a degree too high, and such a fall, down to where heat may begin."""
        self.see(TARGET_C + 1.0)
        self.fall(times, TARGET_C + NEAR_C)
        return self

    def bite(self, most_s: float = 1e4) -> int:
        """Heat for as long as it is allowed; how long that was."""
        given_s = 0
        while self.ration.allows and given_s < most_s:
            given_s += 1
            self.see(on=True)
        return given_s

    def allowed_s(self) -> float:
        """What the next bite may have by the law: aim, reading and four times the usual lift."""
        return (TARGET_C + AIM_C - self.value_c) / (4.0 * self.rate)


@pytest.mark.parametrize(("over_c", "waits"), [(OVER_C, False), (OVER_C + 0.01, True)])
def test_a_crest_that_no_sound_bath_shows_stops_the_heat(over_c: float, waits: bool) -> None:
    """At the limit nothing happens; above it heat waits until it is seen how the water falls."""
    bath = Followed()
    bath.see(TARGET_C + over_c)
    assert bath.ration.allows is not waits
    assert bath.ration.said == ""


@pytest.mark.parametrize(("times", "rationed"), [(1.0, False), (LIGHT - 0.1, False), (2.6, True)])
def test_how_fast_the_water_falls_tells_a_kettle_from_a_bath_that_is_empty(
    times: float, rationed: bool
) -> None:
    """A fall as of late gives all the heat back; one that is much faster gives it in bites."""
    bath = Followed().light(times)
    assert bath.ration.allows
    assert bool(bath.ration.said) is rationed
    assert (bath.bite() < 1e4) is rationed


def test_heat_waits_for_as_long_as_the_fall_is_not_known() -> None:
    """Until the water is near its target; then at once."""
    bath = Followed()
    bath.see(TARGET_C + 1.0)
    bath.fall(8.0, TARGET_C + NEAR_C + 0.05)
    assert not bath.ration.allows
    bath.fall(8.0, TARGET_C + NEAR_C)
    assert bath.ration.allows


def test_the_fall_is_not_taken_from_the_round_of_the_crest_nor_from_what_mixes_above_it() -> None:
    """It begins where a usual crest lies, and a fifth of a degree below this one at least."""
    slow = Followed()
    slow.see(TARGET_C + 0.7)
    slow.fall(0.2, TARGET_C + 0.7 - PASSED_C)
    slow.fall(8.0, TARGET_C + NEAR_C)
    assert slow.ration.said
    mixing = Followed()
    mixing.see(TARGET_C + 5.0)
    mixing.fall(20.0, TARGET_C + OVER_C)
    mixing.fall(1.0, TARGET_C + NEAR_C)
    assert not mixing.ration.said


def test_the_sentence_names_crest_and_fall_and_what_to_do() -> None:
    """What happened, the number, the limit, the next step."""
    assert Followed().light().ration.said == (
        "the water went 1.0 °C above its target (limit 0.6 °C) and falls 4 times as fast as usual: "
        "too little is left, or the lid is off. Fill it to the line; till then heat comes in small "
        "bites."
    )


def test_a_bite_may_bring_the_water_to_a_little_above_the_target_in_one_piece() -> None:
    """By what a second lifts a bath that falls so fast; what is read meanwhile changes nothing."""
    bath = Followed().light()
    bath.fall(4.0, TARGET_C - 0.2)
    allowed_s = bath.allowed_s()
    assert allowed_s > LEAST_S
    bath.see(on=True)
    bath.value_c -= 1.0
    assert 1 + bath.bite() == pytest.approx(allowed_s, abs=1.0)


def test_no_bite_is_shorter_than_a_mechanical_relay_can_give() -> None:
    """However light the bath seems to be."""
    assert Followed().light(100.0).bite() == LEAST_S


@pytest.mark.parametrize(("off_s", "next_one"), [(SHOWS_S - 1, False), (SHOWS_S, True)])
def test_the_next_bite_waits_until_this_one_has_shown_itself(off_s: float, next_one: bool) -> None:
    """Two minutes without heat, and then it is measured out anew."""
    bath = Followed().light()
    bath.bite()
    for _ in range(int(off_s)):
        bath.see()
    assert bath.ration.allows is next_one
    if next_one:
        bath.see(TARGET_C - 1.0)
        assert bath.bite() == pytest.approx(bath.allowed_s(), abs=1.0)
        assert bath.ration.said


def test_the_first_bite_that_wants_less_ends_the_ration() -> None:
    """Two minutes after it; its alarm goes with it."""
    bath = Followed().light()
    bath.bite(3)
    for _ in range(int(SHOWS_S) - 1):
        bath.see()
        assert bath.ration.said
    bath.see()
    assert bath.ration.said == ""
    assert bath.bite() == 1e4


def test_a_bite_that_goes_too_far_again_is_measured_again() -> None:
    """The heat stops at once, and the next fall tells anew, here that somebody filled the bath."""
    bath = Followed().light()
    bath.bite(2)
    bath.see(TARGET_C + OVER_C + 0.1, on=True)
    assert not bath.ration.allows
    bath.fall(1.0, TARGET_C + NEAR_C)
    assert (bath.ration.allows, bath.ration.said) == (True, "")


def test_another_target_or_another_heat_up_ends_the_ration() -> None:
    """What was too high for one target says nothing of the next; what is usual stays known."""
    bath = Followed().light()
    bath.ration.follow(1.0, False, bath.value_c, TARGET_C + 2.0)
    assert (bath.ration.allows, bath.ration.said) == (True, "")
    bath.see()
    bath.light().ration.restart()
    assert (bath.ration.allows, bath.ration.said) == (True, "")
    assert bath.light().ration.said


def test_a_probe_that_falls_silent_in_between_makes_no_fall_faster() -> None:
    """The time counts, seen or not; and a cycle without a value gives nothing back."""
    bath = Followed()
    bath.see(TARGET_C + 1.0)
    bath.fall(1.0, TARGET_C + 0.3)
    for _ in range(200):
        bath.ration.follow(1.0, False, None, TARGET_C)
        assert not bath.ration.allows
    bath.see(bath.value_c - 200 * bath.usual)
    assert (bath.ration.allows, bath.ration.said) == (True, "")


def test_what_is_usual_follows_the_learned_bath_in_half_an_hour_and_not_while_rationed() -> None:
    """A bath that is slowly learned to be light is usual; one that suddenly is, is not."""
    bath = Followed()
    bath.model._kept = replace(bath.model.learned, rate_c_per_s=8.0 * bath.rate)
    sudden = bath.light()
    assert sudden.ration.said
    bath.ration.restart()
    for _ in range(int(4 * USUAL_S)):
        bath.see(TARGET_C)
    assert bath.light().ration.said == ""


def _held() -> ClosedLoop:
    """A light bath at its target for half an hour."""
    bath = Bath(water_kg=3.0, stone_kg=0.0, element_w=600.0, start_c=45.0)
    loop = ClosedLoop(bath, probes=("bath", "b"), has_enable=True, lag_s=15.0)
    loop.tick(ON)
    loop.run(2400)
    return loop


def _rationed(loop: ClosedLoop) -> bool:
    return "heat-rationed" in {alarm.code for alarm in loop.outcome.alarms}


def _until(loop: ClosedLoop, seconds: int, seen: Callable[[], bool]) -> bool:
    for _ in range(seconds):
        loop.tick()
        if seen():
            return True
    return False


def test_F25_a_bath_that_runs_dry_while_held_gets_its_heat_in_bites_and_says_so() -> None:
    """After the first crest no other one comes near it, and nobody has to come to be safe."""
    loop = _held()
    loop.plant.dryness = 0.125
    assert _until(loop, 900, lambda: _rationed(loop))
    assert not _until(loop, 1800, lambda: loop.plant.water_c > 51.5)
    assert loop.outcome.mode is Mode.HEATING


def test_F25_a_kettle_into_a_held_bath_costs_it_no_heat() -> None:
    """Warm water lifts it too far, it falls as ever, and is held as before."""
    loop = _held()
    loop.plant.pour(0.1, 95.0)
    assert not _until(loop, 5400, lambda: _rationed(loop))
    assert loop.plant.water_c > 49.5


def test_F25_standby_and_a_new_target_end_the_alarm() -> None:
    """It is told for as long as it lasts."""
    loop = _held()
    loop.plant.dryness = 0.125
    assert _until(loop, 900, lambda: _rationed(loop))
    loop.tick(to(52.0))
    loop.tick()
    assert not _rationed(loop)
