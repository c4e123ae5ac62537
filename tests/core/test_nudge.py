# SPDX-License-Identifier: MIT
"""A small swing on purpose: just in time, no larger than it must be, and over with the answer."""

from dataclasses import replace

import pytest

from stoneheater.core.bath_model import loss_shape
from stoneheater.core.nudge import DIP_C, MOST_C, PUSH_C, RISE_C, Nudge
from support.foretold import Foretold

PACE = 0.001
"""Share of the heat that may go unanswered, per second."""

CLIMB_S = 0.075 / (0.02 * (1.0 - 0.2 * loss_shape(50.0)))
"""Until full power has lifted a bath of 0.02 °C/s that loses a fifth of it, s."""

SWING_S = 90.0 + 2.0 * (30.0 + 9.0 + 2.0) + CLIMB_S


class Held:
    """A bath that is held too well, second by second, while heat goes unanswered."""

    def __init__(self, *, light: bool = False) -> None:
        self.nudge = Nudge()
        self.bath = Foretold(50.0)
        if light:
            self.bath.learned = replace(self.bath.learned, rate_c_per_s=0.07)
        self.share = 0.0

    def go(self, seconds: int, *, pace: float = PACE) -> float:
        """So many seconds in which unanswered heat grows; what the target is moved by at last."""
        for _ in range(seconds):
            self.share += pace
            offset_c = self.nudge.offset_c(1.0, self.share, self.bath.filter, 50.0)
        return offset_c

    def begun(self) -> float:
        """Until the dip begins; the share by then."""
        while self.go(1) == 0.0:
            assert self.share < 1.0
        return self.share

    def rising(self) -> "Held":
        """Dipped as deep as it must; with the crest still below the target."""
        self.begun()
        self.bath.trough_c, self.bath.crest_c, self.bath.probe_c = 50.0 - DIP_C, 49.9, 49.9
        assert self.go(1, pace=0.0) > 0.0
        return self


def test_water_that_answers_is_left_alone() -> None:
    """While no heat goes unanswered for long the target is the target."""
    held = Held()
    for _ in range(20):
        assert held.go(300) == 0.0
        held.share = 0.0


def test_the_dip_begins_just_in_time() -> None:
    """When what is left of the bound is just what the swing will need at the pace of late."""
    share = Held().begun()
    assert 1.0 - share == pytest.approx(PACE * SWING_S, abs=0.01)


def test_a_slow_bath_begins_earlier() -> None:
    """Two lags more in which the answer is on its way."""
    held = Held()
    held.bath.learned = replace(held.bath.learned, element_lag_s=130.0)
    assert 1.0 - held.begun() == pytest.approx(PACE * (SWING_S + 200.0), abs=0.02)


@pytest.mark.parametrize(("loss_share", "climb_s"), [(0.9, 20.9), (1.0, 42.5), (2.0, 75.0)])
def test_a_bath_with_little_power_to_spare_begins_earlier(
    loss_share: float, climb_s: float
) -> None:
    """What holds it is missing on the way up; a twentieth is always reckoned to be spare."""
    held = Held()
    held.bath.learned = replace(held.bath.learned, loss_share=loss_share)
    wanted = PACE * (SWING_S - CLIMB_S + climb_s)
    assert 1.0 - held.begun() == pytest.approx(wanted, abs=0.008)


@pytest.mark.parametrize(("share", "dips"), [(0.3999, False), (0.4, True)])
def test_it_is_never_early(share: float, dips: bool) -> None:
    """However slow the bath, and however fast heat goes unanswered: two fifths may go first."""
    held = Held()
    held.bath.learned = replace(held.bath.learned, element_lag_s=130.0)
    assert (held.go(1, pace=share) < 0.0) is dips


def test_the_pace_is_that_of_some_minutes() -> None:
    """A second of heat in a bath that is hardly heated is no reason to hurry."""
    held = Held()
    held.go(6000, pace=0.0001)
    assert held.go(20, pace=0.002) == 0.0
    assert held.go(100, pace=0.002) == -DIP_C


@pytest.mark.parametrize(("probe_c", "shown"), [(49.9641, False), (49.964, True)])
def test_it_dips_until_the_probe_shows_it(probe_c: float, shown: bool) -> None:
    """The water stays beyond the edge of the step until the probe is too; then it rises."""
    held = Held()
    held.begun()
    held.bath.probe_c = probe_c
    assert held.go(1) == pytest.approx(0.0306 if shown else -0.045)


def test_it_rises_further_while_it_goes_unanswered() -> None:
    """A little over the target at first, more every second, and 0.15 °C at the most."""
    held = Held().rising()
    assert held.go(1, pace=0.0) == pytest.approx(RISE_C + 2 * 0.0006)
    assert held.go(100, pace=0.0) == pytest.approx(RISE_C + 102 * 0.0006)
    assert held.go(97, pace=0.0) == pytest.approx(MOST_C - 0.0006)
    assert held.go(2, pace=0.0) == MOST_C


@pytest.mark.parametrize(("rate_c_per_s", "dip_c"), [(0.0585, DIP_C), (0.0586, PUSH_C)])
def test_a_light_bath_is_pushed(rate_c_per_s: float, dip_c: float) -> None:
    """What full power would lift by more than 2.4 °C in its lags is not leapt with."""
    held = Held()
    held.bath.learned = replace(held.bath.learned, rate_c_per_s=rate_c_per_s)
    held.begun()
    assert held.go(1, pace=0.0) == -dip_c


@pytest.mark.parametrize(("trough_c", "deep"), [(49.9551, False), (49.955, True)])
def test_a_light_bath_dips_no_deeper_than_a_step_of_the_probe(trough_c: float, deep: bool) -> None:
    """Until heat given now would turn the water beyond the edge of the step; then it rises."""
    held = Held(light=True)
    held.begun()
    held.bath.trough_c, held.bath.crest_c = trough_c, 49.9
    assert held.go(1) == (PUSH_C if deep else -PUSH_C)


@pytest.mark.parametrize(("crest_c", "pushed"), [(50.0311, True), (50.0313, False)])
def test_a_light_bath_rises_no_higher_than_it_must(crest_c: float, pushed: bool) -> None:
    """Pushed until the water will coast a little over the target by itself."""
    held = Held(light=True).rising()
    held.bath.crest_c = crest_c
    assert held.go(1, pace=0.0) == (PUSH_C if pushed else 0.0)


def test_a_light_bath_that_does_not_answer_is_asked_for_more_and_more() -> None:
    """A rise that shows nothing grows for some minutes, to 0.15 °C and no further."""
    held = Held(light=True).rising()
    held.bath.crest_c = 50.0 + RISE_C + 0.01
    assert held.go(1, pace=0.0) == 0.0
    assert held.go(30, pace=0.0) == PUSH_C
    held.bath.crest_c = 50.0 + MOST_C - 0.001
    assert held.go(100, pace=0.0) == 0.0
    assert held.go(200, pace=0.0) == PUSH_C
    held.bath.crest_c = 50.0 + MOST_C
    assert held.go(3600, pace=0.0) == 0.0


@pytest.mark.parametrize("rising", [False, True])
@pytest.mark.parametrize(("left", "over"), [(0.51, False), (0.49, True)])
def test_an_answer_ends_the_swing(rising: bool, left: float, over: bool) -> None:
    """What was unanswered falls by more than half: the target is the target again."""
    held = Held()
    if rising:
        held.rising()
    else:
        held.begun()
    held.share *= left
    assert (held.go(1, pace=0.0) == 0.0) is over


def test_after_an_answer_it_begins_anew() -> None:
    """The next swing comes when it is due, at the same pace, with a dip first."""
    held = Held().rising()
    held.bath.trough_c = held.bath.probe_c = None
    held.share = 0.0
    assert held.go(1) == 0.0
    assert 1.0 - held.begun() == pytest.approx(PACE * SWING_S, abs=0.01)
    assert held.go(1, pace=0.0) == -DIP_C
