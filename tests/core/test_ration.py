# SPDX-License-Identifier: MIT
"""Heat in bites: begun by a crest too high and a fall too fast, ended by a fall that is usual."""

from dataclasses import replace

import pytest

from stoneheater.core.energy import NamePlate
from stoneheater.core.ration import (
    AGAIN,
    AIM_C,
    FALL_MIN_C_PER_S,
    FALL_S,
    LEAST_S,
    LIGHT,
    NEAR_C,
    OVER_C,
    PASSED_C,
    SHOWS_S,
    STILL_S,
    USUAL_S,
    Ration,
)
from stoneheater.core.thermal_model import ThermalModel, prior

TARGET_C = 50.0
LIMIT_C = TARGET_C + OVER_C
NEAR = TARGET_C + NEAR_C
TIMES = 4.0
"""How many times as fast as usual the little water of these tests falls."""

FOREVER_S = 10_000


class Followed:
    """A ration second by second, beside a bath that was learned before."""

    def __init__(self, first_c: float = TARGET_C, loss_share: float = 0.2) -> None:
        plate = NamePlate(800.0, 8.0)
        self.model = ThermalModel(plate, replace(prior(plate), loss_share=loss_share))
        self.ration = Ration(self.model)
        self.rate = self.model.learned.rate_c_per_s
        self.usual = self.rate * self.model.hold_duty(TARGET_C)
        self.target_c = TARGET_C
        self.see(first_c)

    @property
    def free(self) -> bool:
        """Whether heat may be given without end, and nobody is told of anything."""
        return self.ration.said == "" and self.ration._most_s == float("inf")

    def see(self, value_c: float, *, on: bool = False, dt_s: float = 1.0) -> None:
        """A cycle."""
        self.value_c = value_c
        self.ration.follow(dt_s, on, value_c, self.target_c)

    def wait(self, seconds: float, dt_s: float = 1.0) -> None:
        """The reading stays where it is, without heat."""
        for _ in range(round(seconds / dt_s)):
            self.see(self.value_c, dt_s=dt_s)

    def fall(self, times: float, to_c: float, dt_s: float = 1.0) -> None:
        """The water falls so many times as fast as usual."""
        per_s = times * self.usual
        while self.value_c > to_c + 1e-9:
            step_s = min(dt_s, (self.value_c - to_c) / per_s)
            self.see(self.value_c - per_s * step_s, dt_s=step_s)
        self.see(to_c, dt_s=0.0)

    def light(self, times: float = TIMES, crest_c: float = 1.0) -> "Followed":
        """A crest too high, and a fall down to where heat may begin."""
        self.see(self.target_c + crest_c)
        self.fall(times, self.target_c + NEAR_C)
        return self

    def bite(self, dt_s: float = 1.0) -> float:
        """Heat for as long as it is allowed; how long that was, s."""
        given_s = 0.0
        while self.ration.allows and given_s < FOREVER_S:
            given_s += dt_s
            self.see(self.value_c, on=True, dt_s=dt_s)
        return given_s

    def allowed_s(self, times: float = TIMES) -> float:
        """What the law allows: from here to the aim by so many times the usual lift, s."""
        return (self.target_c + AIM_C - self.value_c) / (times * self.rate)


def test_the_numbers_are_those_that_were_measured_with() -> None:
    """Record 19 and its tables hold for these and no others."""
    assert (OVER_C, PASSED_C, NEAR_C, AIM_C) == (0.6, 0.2, 0.1, 0.5)
    assert (LIGHT, AGAIN, FALL_MIN_C_PER_S) == (2.5, 1.5, 1e-4)
    assert (LEAST_S, SHOWS_S, FALL_S, STILL_S, USUAL_S) == (5.0, 120.0, 45.0, 150.0, 1800.0)


@pytest.mark.parametrize(("crest_c", "waits"), [(LIMIT_C, False), (LIMIT_C + 0.01, True)])
def test_a_crest_that_no_sound_bath_shows_stops_the_heat(crest_c: float, waits: bool) -> None:
    """At the limit nothing happens; above it heat waits until it is seen how the water falls."""
    bath = Followed()
    bath.see(crest_c)
    assert bath.ration.allows is not waits
    assert bath.ration.said == ""


@pytest.mark.parametrize(
    ("times", "rationed"), [(1.0, False), (LIGHT - 0.1, False), (LIGHT + 0.1, True)]
)
def test_how_fast_the_water_falls_tells_a_kettle_from_too_little_of_it(
    times: float, rationed: bool
) -> None:
    """A fall as of late gives all the heat back; one that is much faster gives it in bites."""
    bath = Followed().light(times)
    assert bath.ration.allows
    assert bath.free is not rationed
    assert (bath.bite() < FOREVER_S) is rationed


def test_heat_waits_for_as_long_as_the_fall_is_not_known() -> None:
    """Until the water is near its target; then at once."""
    bath = Followed()
    bath.see(TARGET_C + 1.0)
    bath.fall(TIMES, NEAR + 0.001)
    assert not bath.ration.allows
    bath.see(NEAR)
    assert bath.ration.allows


@pytest.mark.parametrize(("round_c", "rationed"), [(PASSED_C, True), (PASSED_C + 0.1, False)])
def test_the_round_of_a_crest_is_no_part_of_the_fall(round_c: float, rationed: bool) -> None:
    """However long the first fifth of a degree takes; slow water below it counts."""
    bath = Followed()
    bath.see(TARGET_C + 0.65)
    bath.fall(0.05, TARGET_C + 0.65 - round_c)
    bath.fall(TIMES, NEAR)
    assert bath.free is not rationed


@pytest.mark.parametrize(("mixed_c", "rationed"), [(LIMIT_C, False), (TARGET_C + 0.4, True)])
def test_what_mixes_above_a_usual_crest_is_no_part_of_the_fall(
    mixed_c: float, rationed: bool
) -> None:
    """A kettle falls fast until it has mixed and the stones are warm; below that it counts."""
    bath = Followed()
    bath.see(TARGET_C + 5.0)
    bath.fall(20.0, mixed_c)
    bath.fall(2.0, NEAR)
    assert bath.free is not rationed


@pytest.mark.parametrize(("pause_c", "rationed"), [(LIMIT_C, False), (LIMIT_C + 0.001, True)])
def test_the_fall_begins_where_a_usual_crest_lies(pause_c: float, rationed: bool) -> None:
    """Water that rests just there has begun to fall slowly; above it rests what mixes."""
    bath = Followed()
    bath.see(TARGET_C + 1.0)
    bath.see(pause_c)
    bath.wait(3600.0)
    bath.fall(TIMES, NEAR)
    assert bath.free is not rationed


@pytest.mark.parametrize(("times", "rationed"), [(LIGHT - 0.1, False), (LIGHT + 0.1, True)])
def test_a_fall_of_one_second_is_measured_by_the_second(times: float, rationed: bool) -> None:
    """Where the reading passes the most of it at once."""
    bath = Followed()
    bath.see(TARGET_C + 1.0)
    bath.see(NEAR + times * bath.usual)
    bath.see(NEAR)
    assert bath.free is not rationed


def test_a_second_crest_begins_the_fall_anew() -> None:
    """What fell before it is of another rise."""
    bath = Followed()
    bath.see(TARGET_C + 0.7)
    bath.fall(20.0, TARGET_C + 0.2)
    bath.see(TARGET_C + 0.8)
    bath.fall(1.0, NEAR)
    assert bath.free


def test_water_that_was_cold_in_one_cycle_did_not_fall() -> None:
    """A reading that jumps past the whole of the fall tells nothing of its rate."""
    bath = Followed()
    bath.see(TARGET_C + 1.0)
    bath.see(TARGET_C - 1.0)
    assert bath.free


def test_water_that_is_above_a_lowered_target_has_not_gone_too_far() -> None:
    """It has to have been near the target first, and then a crest counts as ever."""
    bath = Followed()
    bath.target_c = TARGET_C - 2.0
    bath.fall(TIMES, bath.target_c + NEAR_C + 0.001)
    assert bath.free
    bath.see(bath.target_c + 1.0)
    assert bath.free
    bath.see(bath.target_c + NEAR_C)
    bath.see(bath.target_c + 1.0)
    assert not bath.ration.allows


def test_the_first_reading_may_be_far_above_the_target() -> None:
    """A restart beside a warm bath: there is no crest, and what is usual is learned meanwhile."""
    bath = Followed(first_c=TARGET_C + 2.0)
    bath.fall(TIMES, TARGET_C)
    assert bath.free
    assert not bath.light().free


def test_the_sentence_names_crest_and_fall_and_what_to_do() -> None:
    """What happened, the number, the limit, the next step."""
    assert Followed().light().ration.said == (
        "the water went 1.0 °C above its target (limit 0.6 °C) and falls 4 times as fast as usual: "
        "too little is left, or something cold was put in. Look at the fill line; till it is "
        "steady heat comes in bites."
    )


def test_a_bite_is_what_this_water_bears_given_in_one_piece() -> None:
    """By how far a second lifts what falls so fast; what is read meanwhile changes nothing."""
    bath = Followed().light()
    bath.see(TARGET_C - 0.3)
    allowed_s = bath.allowed_s()
    assert allowed_s > LEAST_S + 2.0
    bath.see(bath.value_c, on=True)
    bath.value_c -= 1.0
    assert 1.0 + bath.bite() == pytest.approx(allowed_s, abs=1.0)
    assert bath.bite(0.5) == 0.0


def test_seconds_count_and_not_cycles() -> None:
    """Of heat, of waiting and of falling alike."""
    bath = Followed()
    bath.see(TARGET_C + 1.0)
    bath.fall(TIMES, NEAR, dt_s=2.0)
    bath.see(TARGET_C - 1.0)
    assert bath.bite(dt_s=0.5) == pytest.approx(bath.allowed_s(), rel=0.05)
    bath.see(bath.value_c + 0.1)
    bath.wait(STILL_S - 1.0, dt_s=0.5)
    assert not bath.free
    bath.wait(1.0, dt_s=0.5)
    assert bath.free


def test_no_bite_is_shorter_than_a_mechanical_relay_can_give() -> None:
    """However light the bath seems to be."""
    assert Followed().light(100.0).bite() == LEAST_S


@pytest.mark.parametrize("off_s", [SHOWS_S - 1.0, SHOWS_S])
def test_the_next_bite_waits_until_this_one_has_shown_itself(off_s: float) -> None:
    """Two minutes without heat, while the water falls as before; then it is measured out anew."""
    bath = Followed().light()
    bath.bite()
    for _ in range(int(off_s)):
        assert not bath.ration.allows
        bath.see(bath.value_c - TIMES * bath.usual)
    assert bath.ration.allows is (off_s == SHOWS_S)
    if off_s == SHOWS_S:
        assert bath.bite() == pytest.approx(bath.allowed_s(), abs=1.0)


@pytest.mark.parametrize(("late_s", "shown"), [(FALL_S + 1.0, True), (FALL_S - 1.0, False)])
def test_a_bite_that_crests_late_is_waited_for(late_s: float, shown: bool) -> None:
    """The fall after it has to be seen for three quarters of a minute."""
    bath = Followed().light()
    bath.bite()
    bath.wait(SHOWS_S - 1.0)
    bath.see(bath.value_c + 0.1)
    bath.see(bath.value_c - PASSED_C)
    for _ in range(int(late_s)):
        bath.see(bath.value_c - TIMES * bath.usual)
    assert bath.ration.allows is shown


@pytest.mark.parametrize(("times", "goes_on"), [(AGAIN - 0.1, False), (AGAIN + 0.2, True)])
def test_a_usual_fall_after_a_bite_ends_the_ration(times: float, goes_on: bool) -> None:
    """Filled, or what was cold is warm: the alarm goes with it. A fall still too fast goes on."""
    bath = Followed().light()
    bath.bite()
    for _ in range(300):
        bath.see(bath.value_c - times * bath.usual)
    assert bath.free is not goes_on


@pytest.mark.parametrize("still_s", [STILL_S - 1.0, STILL_S])
def test_water_that_stays_at_its_crest_after_a_bite_is_steady(still_s: float) -> None:
    """It need not fall a fifth of a degree to be believed."""
    bath = Followed().light()
    bath.bite()
    bath.see(bath.value_c + 0.1)
    bath.wait(still_s)
    assert bath.free is (still_s == STILL_S)


@pytest.mark.parametrize("still_s", [STILL_S - 1.0, STILL_S])
def test_still_water_is_still_from_the_beginning_of_its_bite_on(still_s: float) -> None:
    """A bite that does not lift it is a part of the wait."""
    bath = Followed().light()
    bath.wait(still_s - bath.bite())
    assert bath.free is (still_s == STILL_S)


@pytest.mark.parametrize(("passed_c", "seen"), [(PASSED_C, True), (PASSED_C - 0.001, False)])
def test_a_fall_after_a_bite_begins_a_fifth_of_a_degree_below_its_crest(
    passed_c: float, seen: bool
) -> None:
    """From there three quarters of a minute tell enough; round a crest it takes longer."""
    bath = Followed().light()
    bath.bite()
    bath.wait(SHOWS_S)
    crest_c = bath.value_c + 0.1
    bath.see(crest_c)
    bath.see(crest_c - passed_c)
    bath.wait(FALL_S)
    assert bath.free is seen


def test_heat_that_was_cut_off_in_a_bite_does_not_end_the_ration() -> None:
    """A rule that spoke meanwhile says nothing of the water: the fall decides."""
    bath = Followed().light()
    bath.see(bath.value_c, on=True)
    for _ in range(300):
        bath.see(bath.value_c - TIMES * bath.usual)
    assert not bath.free


@pytest.mark.parametrize(("times", "goes_on"), [(AGAIN - 0.1, False), (AGAIN + 0.2, True)])
def test_a_bite_that_goes_too_far_again_is_measured_again(times: float, goes_on: bool) -> None:
    """The heat stops at once, even in a bite; a fall that is still too fast is enough now."""
    bath = Followed().light()
    bath.see(bath.value_c, on=True)
    bath.see(LIMIT_C + 0.1, on=True)
    assert not bath.ration.allows
    bath.fall(times, NEAR)
    assert bath.free is not goes_on


def test_another_target_keeps_the_ration_and_another_heat_up_ends_it() -> None:
    """The water is as light as before; whoever says `on` has seen it. What is usual stays known."""
    bath = Followed().light()
    bath.target_c = TARGET_C + 2.0
    bath.see(TARGET_C)
    assert bath.bite() == pytest.approx(bath.allowed_s(), abs=1.0)
    bath.ration.restart()
    assert bath.free
    bath.see(bath.target_c + 2.0)
    assert bath.free  # filled in warm since: no crest
    bath.target_c = TARGET_C
    bath.see(TARGET_C)
    assert not bath.light().free


def test_a_probe_that_falls_silent_makes_no_fall_faster_and_gives_no_heat() -> None:
    """The time counts, seen or not."""
    bath = Followed()
    bath.see(TARGET_C + 1.0)
    bath.fall(1.0, TARGET_C + 0.3)
    for _ in range(200):
        bath.ration.follow(1.0, False, None, TARGET_C)
        assert not bath.ration.allows
    bath.see(bath.value_c - 200 * bath.usual)
    assert bath.free


def test_what_is_usual_follows_the_learned_bath_but_not_while_heat_is_rationed() -> None:
    """What one crest taught the model changes neither the measure of a fall nor that of a bite."""
    bath = Followed()
    bath.model._kept = replace(bath.model.learned, rate_c_per_s=8.0 * bath.rate)
    bath.wait(5.0)
    assert not bath.light().free
    bath.see(TARGET_C - 1.0)
    assert bath.bite() == pytest.approx(bath.allowed_s(), rel=0.1)
    bath.ration.restart()
    bath.wait(0.7 * USUAL_S)
    assert bath.light(5.0).free
    bath.wait(5 * USUAL_S)
    assert bath.light(LIGHT * 8.0 - 1.0).free
    assert not bath.light(LIGHT * 8.0 + 1.0).free
    bath.see(TARGET_C - 30.0)
    assert bath.bite() == pytest.approx(bath.allowed_s(LIGHT * 8.0 + 1.0), rel=0.1)


def test_a_cycle_of_hours_learns_all_there_is_and_no_more() -> None:
    """A mean goes to its newest value, never beyond it."""
    bath = Followed()
    bath.model._kept = replace(bath.model.learned, rate_c_per_s=8.0 * bath.rate)
    bath.see(TARGET_C, dt_s=4.0 * USUAL_S)
    assert not bath.light(LIGHT * 8.0 + 1.0).free
    bath.ration.restart()
    bath.see(TARGET_C)
    assert bath.light(LIGHT * 8.0 - 1.0).free


@pytest.mark.parametrize(("times", "rationed"), [(LIGHT - 0.1, False), (LIGHT + 0.1, True)])
def test_no_bath_is_taken_to_lose_nothing(times: float, rationed: bool) -> None:
    """Where the model knows of no loss, a tenth of a degree in a quarter of an hour is usual."""
    bath = Followed(loss_share=0.0)
    bath.usual = FALL_MIN_C_PER_S
    assert bath.light(times, OVER_C + 0.01).free is not rationed
