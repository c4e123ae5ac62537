# SPDX-License-Identifier: MIT
"""Heat without an answer: how much may be given, what counts as an answer, what a look shows."""

from collections.abc import Callable
from math import ceil

import pytest

from stoneheater.core.energy import LAG_MAX_S
from stoneheater.core.reading import LSB_C
from stoneheater.core.unanswered import Unanswered
from support.steady import PLATE

FULL_W = PLATE.power_max_w
TEN_DEGREES_J = 10.0 * PLATE.light_j_per_k
TO_BUDGET_S = ceil(TEN_DEGREES_J / FULL_W)


class Balance:
    """The balance, second by second, of a reading that a test invents."""

    def __init__(self, *, room_c: float = 20.0, agreeing: bool = False) -> None:
        self.facts = Unanswered(PLATE)
        self.room_c = room_c
        self.agreeing = agreeing
        self.now_s = 0.0
        self.looked_s = 0

    def go(
        self,
        seconds: int,
        *,
        on: bool | Callable[[int], bool] = True,
        value_c: float | Callable[[int], float | None] | None = 45.0,
    ) -> Unanswered:
        """Go on for so many seconds; the heat is off while it looks."""
        for second in range(seconds):
            self.now_s += 1.0
            self.looked_s += self.facts.looking
            self.facts.update(
                self.now_s,
                1.0,
                on=(on(second) if callable(on) else on) and not self.facts.looking,
                value_c=value_c(second) if callable(value_c) else value_c,
                room_c=self.room_c,
                agreeing=self.agreeing,
            )
        return self.facts


def test_all_heat_counts_at_the_strongest_element() -> None:
    """No loss is deducted, and no heat is missed while the probe is."""
    balance = Balance()
    assert balance.go(10).energy_j == pytest.approx(10 * FULL_W)
    assert balance.go(10, value_c=None).energy_j == pytest.approx(20 * FULL_W)
    assert balance.go(10, on=False).energy_j == pytest.approx(20 * FULL_W)


@pytest.mark.parametrize(
    ("room_c", "rise_c"), [(20.0, 10.0), (10.0, 10.0), (3.0, 3.0), (0.0, LSB_C), (-5.0, LSB_C)]
)
def test_the_budget_lifts_half_the_water_by_ten_degrees_or_to_the_cutoff(
    room_c: float, rise_c: float
) -> None:
    """Whichever is less, and never less than one step."""
    budget_j = Balance(room_c=room_c).go(1).budget_j
    assert budget_j == pytest.approx(rise_c * PLATE.light_j_per_k)


@pytest.mark.parametrize(
    ("agreeing", "on_s", "value_c", "factor"),
    [(False, 50, 45.0, 1.0), (True, 50, 45.0, 4.0), (True, 99, 45.0, 1.0), (True, 50, 44.0, 4.0)],
)
def test_two_probes_that_agree_on_a_steady_bath_earn_four_times_that(
    agreeing: bool, on_s: int, value_c: float, factor: float
) -> None:
    """Only while the bath is held rather than heated up; a fall changes nothing."""
    balance = Balance(agreeing=agreeing)
    balance.go(1, on=False)
    balance.go(99, on=lambda second: second < on_s)
    facts = balance.go(1, on=False, value_c=value_c)
    assert facts.budget_j == pytest.approx(factor * TEN_DEGREES_J)


@pytest.mark.parametrize(("rise_c", "answered"), [(LSB_C, False), (2 * LSB_C, True)])
def test_a_rise_of_two_steps_is_an_answer(rise_c: float, answered: bool) -> None:
    """One step may be noise; two while heat flows are the water's answer."""
    balance = Balance()
    balance.go(30)
    assert (balance.go(1, value_c=45.0 + rise_c).energy_j == 0.0) is answered


def test_an_answer_counts_from_the_lowest_reading() -> None:
    """After cold stones the bath answers as soon as it rises again."""
    balance = Balance()
    balance.go(10)
    balance.go(10, value_c=44.0)
    assert balance.go(1, value_c=44.125).energy_j == 0.0


@pytest.mark.parametrize(
    ("wait_s", "answered"), [(int(LAG_MAX_S) - 2, True), (int(LAG_MAX_S) - 1, False)]
)
def test_a_rise_long_after_the_heat_is_no_answer(wait_s: int, answered: bool) -> None:
    """What rises after all lags are over is something else."""
    balance = Balance()
    balance.go(30)
    balance.go(wait_s, on=False)
    facts = balance.go(1, on=False, value_c=45.5)
    assert (facts.energy_j == 0.0) is answered


@pytest.mark.parametrize(("seconds", "looking"), [(TO_BUDGET_S - 1, False), (TO_BUDGET_S, True)])
def test_F08_at_the_budget_the_heat_pauses_and_looks(seconds: int, looking: bool) -> None:
    """A steady reading alone is never a fault: it is asked."""
    facts = Balance().go(seconds)
    assert (facts.looking, facts.looks, facts.failed_s) == (looking, int(looking), None)


def test_F08_a_look_without_an_answer_fails() -> None:
    """A reading that stands still with the heat on and with it off is not of this water."""
    balance = Balance()
    balance.go(TO_BUDGET_S)
    facts = balance.go(1300)
    fall_s = PLATE.heavy_j_per_k * 2 * LSB_C / PLATE.power_min_w
    assert facts.failed_s == pytest.approx(LAG_MAX_S + fall_s, abs=2.0)
    assert (facts.looking, facts.looks) == (False, 1)
    assert balance.go(2 * TO_BUDGET_S).looks == 1


def test_F08_a_look_is_as_long_as_the_heaviest_bath_needs() -> None:
    """Little heat over a long time: a slow bath, a longer look, at most twenty minutes."""
    balance = Balance()
    balance.go(100 * TO_BUDGET_S, on=lambda second: second % 100 == 99)
    assert balance.facts.looking
    assert balance.go(1300, on=False).failed_s == pytest.approx(1200.0, abs=1.0)


ANSWERS: list[tuple[str, Callable[[int], float], bool]] = [
    ("steady", lambda _: 45.0, False),
    ("falls with the heat off", lambda s: 45.0 - 0.002 * s, True),
    ("turns down late", lambda s: 45.0 - max(0.0, 0.003 * (s - 90)), True),
    ("glows on", lambda s: 45.0 + min(0.125, 0.01 * s), True),
    ("glows on and on", lambda s: 45.0 + 0.002 * s, True),
    ("creeps up", lambda s: 45.0 + 0.0004 * s, False),
]


@pytest.mark.parametrize(("_", "course", "answered"), ANSWERS, ids=[name for name, *_ in ANSWERS])
def test_a_look_is_answered_by_a_turn(
    _: str, course: Callable[[int], float], answered: bool
) -> None:
    """The heat going off shows in a reading that feels it, and in no other."""
    balance = Balance()
    balance.go(TO_BUDGET_S)
    facts = balance.go(1300, on=False, value_c=course)
    assert (facts.failed_s is None) is answered
    assert not answered or facts.energy_j == 0.0


def test_a_turn_is_heard_after_the_course_is_spent() -> None:
    """Where the course before the look was too short to foretell anything, a bend still is one."""
    balance = Balance(room_c=LSB_C)
    assert balance.go(2).looking
    facts = balance.go(170, on=False, value_c=lambda s: 45.0 - max(0.0, 0.01 * (s - 60)))
    assert (facts.looking, facts.energy_j) == (False, 0.0)


def test_a_short_course_foretells_nothing_far_ahead() -> None:
    """A reading that crept up for twenty seconds and then stands still has not turned down."""
    balance = Balance(room_c=1.24)
    assert balance.go(20, value_c=lambda s: 45.0 + 0.002 * s).looking
    assert balance.go(1300, on=False, value_c=45.04).failed_s is not None


def test_F13_what_falls_on_as_it_fell_is_no_answer() -> None:
    """A probe pulled out half a minute ago falls on in the look: that course is the last one's."""
    balance = Balance()
    balance.go(118)
    assert balance.go(32, value_c=lambda s: 45.0 - 0.04 * s).looking
    assert balance.go(60, on=False, value_c=lambda s: 43.72 - 0.04 * s).looking


def test_F13_a_look_without_the_rest_of_its_bound_is_the_last() -> None:
    """A reading that sinks so slowly that all the heat was given first is not asked again."""
    balance = Balance()
    assert balance.go(TO_BUDGET_S, value_c=lambda s: 45.0 - 0.0007 * s).looking
    facts = balance.go(220, on=False, value_c=lambda s: 44.887 - 0.0007 * s)
    assert facts.failed_s is not None


def test_F30_a_second_look_goes_by_what_came_after_the_first() -> None:
    """Stones have cooled the bath, and it stands: the second look hears a gentle turn."""
    balance = Balance()
    assert balance.go(91, value_c=lambda s: 45.0 - 0.04 * s).looking
    balance.go(188, on=False, value_c=lambda s: 41.36 - 0.02 * s)
    assert not balance.facts.looking
    assert balance.go(71, value_c=37.6).looking
    facts = balance.go(80, on=False, value_c=lambda s: 37.6 - 0.0025 * s)
    assert (facts.looking, facts.energy_j) == (False, 0.0)


def test_F13_a_probe_in_air_is_looked_at_early_and_twice() -> None:
    """It is asked when half of what was left as it fell is given; if it falls on, once more."""
    balance = Balance()
    balance.go(10, on=False, value_c=50.0)

    def cooling(second: int) -> float:
        return 22.0 + 28.0 * 0.999**second

    seconds = 0
    while balance.facts.failed_s is None and seconds < 6000:
        balance.go(1, value_c=cooling(seconds))
        seconds += 1
        if balance.facts.looks == 1 and balance.looked_s == 0:
            fell_j = 28 * FULL_W  # after 28 s the reading had fallen by 0.75 °C
            half_j = 0.5 * (fell_j + TEN_DEGREES_J)
            assert balance.facts.energy_j == pytest.approx(half_j, abs=1.01 * FULL_W)
    assert (balance.facts.looks, balance.facts.failed_s is None) == (2, False)
    assert balance.facts.energy_j <= TEN_DEGREES_J + FULL_W


def test_F30_cold_stones_are_asked_again() -> None:
    """Water that fell into the first look and rises after it has answered in time."""
    balance = Balance()
    balance.go(10, on=False, value_c=50.0)
    half_s = (16 + TO_BUDGET_S) // 2 + 1  # after 16 s the water had fallen by 0.75 °C
    balance.go(half_s, value_c=lambda s: 50.0 - 0.05 * s)
    assert balance.facts.looking
    lowest_c = 50.0 - 0.05 * (half_s - 1)
    balance.go(200, value_c=lambda s: max(38.0, lowest_c - 0.04 * s))
    assert (balance.facts.looking, balance.facts.failed_s) == (False, None)
    facts = balance.go(30, value_c=lambda s: 38.0 + 0.02 * s)
    assert (facts.failed_s, facts.energy_j < 10 * FULL_W) == (None, True)
    balance.go(half_s + 10, value_c=lambda s: 38.0 - 0.05 * s)
    assert (facts.looking, facts.looks) == (True, 2)


def test_a_reset_begins_anew() -> None:
    """After a reset nothing is owed, and a failed look is forgotten."""
    balance = Balance()
    balance.go(TO_BUDGET_S + 1300)
    balance.facts.reset()
    assert (balance.facts.failed_s, balance.facts.energy_j) == (None, 0.0)
    assert balance.facts.looks == 1


def test_F13_a_look_may_begin_in_a_pause_of_the_heater_itself() -> None:
    """Less room to the cutoff, and what was allowed is too much: the pause becomes a look."""
    balance = Balance()
    balance.go(60)
    balance.go(40, on=False)
    assert not balance.facts.looking
    balance.room_c = 3.0
    assert balance.go(1, on=False).looking
