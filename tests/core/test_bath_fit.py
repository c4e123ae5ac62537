# SPDX-License-Identifier: MIT
"""The fit: a known bath is found from what it did, within the doubt that is stated."""

from dataclasses import astuple, replace
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoneheater.core.bath_fit import (
    BOUNDS,
    DEAD,
    DEADS_S,
    NOISE_C,
    NUDGES,
    THETA_BOUNDS,
    TRIALS,
    Belief,
    Fit,
    View,
    learned_of,
    theta_of,
    trajectory,
)
from stoneheater.core.bath_model import Learned, State
from stoneheater.core.bath_window import BathWindow, Block
from stoneheater.core.least_squares import bounded_step, diagonal
from stoneheater.core.reading import LSB_C
from support.own_bath import NOMINAL, OwnBath

GUESS = Learned(0.02, 28.0, 15.0, 0.02, 0.2, 8.0, 150.0)
DOUBT = (0.45, 0.6, 0.4, 0.6, 0.1, 6.0, 0.5, 0.05, 0.1)
AT_REST = State(0.0, 20.0, 20.0, 20.0)
HEAT_UP = ((1500, True), (600, False))
ROUNDS = 60


def belief(window: BathWindow, guess: Learned = GUESS) -> Belief:
    """What a name plate says, and no more."""
    return Belief(theta_of(guess, window.start), diagonal([d * d for d in DOUBT]))


def watched(
    truth: Learned,
    course: tuple[tuple[int, bool], ...] = HEAT_UP,
    *,
    seed: int = 1,
    readable: bool = True,
) -> BathWindow:
    """A bath of the very structure that is believed, watched through its course."""
    bath = OwnBath(truth, seed=seed)
    window = BathWindow(AT_REST, rested=True)
    for seconds, on in course:
        for _ in range(seconds):
            value_c = bath.second(on=on)
            window.add(1.0, on, value_c if readable else None)
    return window


def fitted(window: BathWindow, rounds: int = ROUNDS) -> Fit:
    """The search, so many rounds on."""
    fit = Fit(belief(window), window)
    while fit.rounds < rounds:
        fit.morsel()
    return fit


def doubt_of(fit: Fit) -> list[float]:
    """Standard deviations of the nine numbers."""
    return [sqrt(row[i]) for i, row in enumerate(fit.covariance)]


# -- the numbers ----------------------------------------------------------------------------------


def test_numbers_go_there_and_back() -> None:
    """Rate and lags are kept as logarithms, the rest as it is; the start comes last."""
    theta = theta_of(NOMINAL, AT_REST)
    assert len(theta) == len(BOUNDS) == len(NUDGES) == 9
    assert astuple(learned_of(theta)) == pytest.approx(astuple(NOMINAL))
    assert (theta[3:6], theta[7:]) == ([0.15, 0.22, 3.0], [20.0, 20.0])


def test_a_trajectory_ends_with_every_block() -> None:
    """It begins where the window does, with the water and stones of the numbers."""
    theta = theta_of(NOMINAL, AT_REST)
    theta[7:] = [21.0, 19.0]
    blocks = (Block(2.0, 1.0, 20.0), Block(8.0, 1.0, None), Block(2.0, 0.0, 20.0))
    states = trajectory(theta, AT_REST, blocks)
    assert states[0] == State(0.0, 21.0, 19.0, 21.0)
    assert len(states) == 4
    assert states[2].heat == pytest.approx(0.283, abs=0.001)
    assert states[3].heat < states[2].heat


# -- what is compared -----------------------------------------------------------------------------


def test_a_bath_that_is_known_exactly_is_off_by_its_noise_only() -> None:
    """Steps of 1/16 °C and a little noise: together less than the noise that is reckoned with."""
    window = watched(NOMINAL, ((300, True), (90, False)))
    off = View(window).misfits(theta_of(NOMINAL, AT_REST))
    assert len(off) == len(window.blocks)
    assert sum(o * o for o in off) / len(off) < 1.0


@pytest.mark.parametrize(("dead_s", "lowest"), [(3.0, False), (13.0, True)])
def test_a_reading_speaks_of_a_dead_time_ago(dead_s: float, lowest: bool) -> None:
    """A foretold reading that comes too soon lies above what is read while the water rises."""
    window = watched(NOMINAL, ((600, True),))
    later = replace(NOMINAL, dead_s=dead_s)
    off = View(window).misfits(theta_of(later, AT_REST))
    slope = NOMINAL.rate_c_per_s / (1.0 + NOMINAL.stone_share)
    assert (off[-1] * NOISE_C > 0.5 * 10.0 * slope) is lowest


@pytest.mark.parametrize(("rested", "first_s"), [(True, 2.0), (False, DEADS_S[1])])
def test_what_was_before_the_window_is_not_held_against_it(rested: bool, first_s: float) -> None:
    """A bath that was at rest is judged at once; any other after the longest dead time."""
    window = BathWindow(AT_REST, rested=rested)
    window.blocks = (Block(2.0, 0.0, 20.0),) * 20
    off = View(window).misfits(theta_of(NOMINAL, AT_REST))
    assert len(off) == 20 - round(first_s / 2.0) + 1


def test_a_block_without_a_reading_says_nothing() -> None:
    """It passes, and is compared with nothing."""
    window = BathWindow(AT_REST, rested=True)
    window.blocks = (Block(2.0, 0.0, 20.0), Block(2.0, 0.0, None), Block(2.0, 0.0, 20.0))
    assert len(View(window).misfits(theta_of(NOMINAL, AT_REST))) == 2


# -- what is found --------------------------------------------------------------------------------

BATHS = [
    NOMINAL,
    replace(NOMINAL, dead_s=10.0, element_lag_s=60.0),
    replace(NOMINAL, rate_c_per_s=0.04, stone_share=0.4, probe_lag_s=20.0),
    replace(NOMINAL, stone_share=0.3, stone_lag_s=220.0, loss_share=0.1),
    replace(NOMINAL, rate_c_per_s=0.014, element_lag_s=15.0, dead_s=1.0),
]


@pytest.fixture(scope="module", params=range(len(BATHS)))
def found(request: pytest.FixtureRequest) -> tuple[Learned, Fit]:
    """A bath, and what its heat-up at full power and ten minutes without heat tell of it."""
    truth = BATHS[request.param]
    return truth, fitted(watched(truth, seed=request.param))


def test_a_known_bath_is_found_within_the_doubt_that_is_stated(found: tuple[Learned, Fit]) -> None:
    """Each of the seven numbers, within three standard deviations."""
    truth, fit = found
    true, doubt = theta_of(truth, AT_REST), doubt_of(fit)
    off = [abs(fit.theta[i] - true[i]) / doubt[i] for i in range(7)]
    assert max(off) < 3.0
    assert fit.misfit < 0.5


def test_what_a_heat_up_shows_is_found_closely(found: tuple[Learned, Fit]) -> None:
    """How fast water and stones rise together: 2 %; all the lags together: 10 %; the loss: 5 %."""
    truth, fit = found
    learned = fit.learned
    whole = learned.rate_c_per_s / (1.0 + learned.stone_share)
    assert whole == pytest.approx(truth.rate_c_per_s / (1.0 + truth.stone_share), rel=0.02)
    assert learned.lag_s == pytest.approx(truth.lag_s, rel=0.1)
    assert learned.loss_share == pytest.approx(truth.loss_share, rel=0.05)


def test_the_lags_are_surer_together_than_each(found: tuple[Learned, Fit]) -> None:
    """What is put down to the element and what to the probe may differ, and the doubt says so."""
    _, fit = found
    learned, cov = fit.learned, fit.covariance
    by = [0.0, learned.element_lag_s, learned.probe_lag_s, 0.0, 0.0, 1.0]
    each_s = [by[i] * sqrt(cov[i][i]) for i in (1, 2)]
    together_s = sqrt(sum(by[i] * by[j] * cov[i][j] for i in (1, 2, 5) for j in (1, 2, 5)))
    assert together_s < 0.9 * max(each_s)


def test_a_heat_up_makes_surer(found: tuple[Learned, Fit]) -> None:
    """Rate, loss and dead time are known better than before; nothing is known worse."""
    doubt = doubt_of(found[1])
    assert all(after <= before * 1.001 for after, before in zip(doubt, DOUBT, strict=True))
    assert doubt[0] < 0.3 * DOUBT[0]
    assert doubt[4] < 0.3 * DOUBT[4]


# -- what the window does not tell ----------------------------------------------------------------


@pytest.mark.parametrize("seconds", [0, 1, 600])
def test_without_readings_the_prior_speaks(seconds: int) -> None:
    """Nothing read, nothing learned: the numbers and their doubts are those of before."""
    fit = fitted(watched(NOMINAL, ((seconds, True),), readable=False), 3)
    assert fit.theta == pytest.approx(list(fit.prior.theta))
    assert doubt_of(fit) == pytest.approx(DOUBT)
    assert fit.misfit == 0.0


def test_a_bath_that_was_not_heated_tells_nothing_of_its_element() -> None:
    """Cooling shows the loss at most: rate and element lag are as unsure as before."""
    window = BathWindow(State(0.0, 50.0, 50.0, 50.0), rested=True)
    bath = OwnBath(start_c=50.0)
    for _ in range(900):
        window.add(1.0, False, bath.second(on=False))
    fit = fitted(window, 10)
    assert fit.learned.element_lag_s == pytest.approx(GUESS.element_lag_s, rel=0.01)
    assert doubt_of(fit)[1] == pytest.approx(DOUBT[1], rel=0.01)
    drop = fit.learned.rate_c_per_s * fit.learned.loss_share
    assert drop == pytest.approx(NOMINAL.rate_c_per_s * NOMINAL.loss_share, rel=0.15)


def test_the_prior_splits_the_lags_that_a_heat_up_shows_together() -> None:
    """Ten minutes of full power: a surer probe takes its lag, and the element gets the rest."""
    window = watched(NOMINAL, ((600, True),))
    sums_s, probes_s = [], []
    for probe_lag_s in (9.0, 20.0):
        doubt = [d * d for d in (*DOUBT[:2], 0.02, *DOUBT[3:])]
        guess = replace(GUESS, probe_lag_s=probe_lag_s)
        fit = Fit(Belief(theta_of(guess, AT_REST), diagonal(doubt)), window)
        while fit.rounds < ROUNDS:
            fit.morsel()
        probes_s.append(fit.learned.probe_lag_s)
        sums_s.append(fit.learned.lag_s)
    assert probes_s == pytest.approx([9.0, 20.0], rel=0.05)
    assert sums_s[0] == pytest.approx(sums_s[1], rel=0.1)


# -- how it works ---------------------------------------------------------------------------------


def test_before_the_first_round_it_says_what_it_was_told() -> None:
    """The beginning, the doubt of the prior, and no cost yet."""
    window = BathWindow(AT_REST, rested=True)
    fit = Fit(belief(window), window, theta_of(NOMINAL, AT_REST))
    assert astuple(fit.learned) == pytest.approx(astuple(NOMINAL))
    assert (fit.cost, fit.rounds, fit.covariance) == (float("inf"), 0, fit.prior.covariance)


def test_every_round_is_as_good_as_the_one_before_or_better() -> None:
    """On a window that stays as it is, the cost never rises; at the end it rests."""
    window = watched(BATHS[2])
    fit, costs = Fit(belief(window), window), []
    while fit.rounds < 2 * ROUNDS:
        if fit.morsel():
            costs.append(fit.cost)
    assert costs == sorted(costs, reverse=True)
    assert costs[0] > 100.0 * costs[-1]
    assert costs[-20] == pytest.approx(costs[-1], rel=1e-3)


class Counted(float):
    """A share of heat that counts how often somebody takes a step through its block."""

    __slots__ = ()
    steps = 0

    def __rsub__(self, other: float) -> float:
        type(self).steps += 1
        return other - float(self)


def test_a_morsel_is_one_run_through_the_window() -> None:
    """No tick waits for more; and a round ends after a bounded number of morsels."""
    window = watched(BATHS[1])
    window.blocks = tuple(replace(block, on=Counted(block.on)) for block in window.blocks)
    Counted.steps = 0
    View(window).misfits(theta_of(GUESS, AT_REST))
    one_run, fit, since = Counted.steps, Fit(belief(window), window), 0
    assert one_run >= len(window.blocks)
    for _ in range(500):
        Counted.steps = 0
        since += 1
        ended = fit.morsel()
        assert Counted.steps <= one_run
        assert since <= len(NUDGES) + TRIALS + 3
        since = 0 if ended else since


def test_the_window_may_grow_between_two_morsels() -> None:
    """A round sees the window as it was when the round began; the next one sees the rest."""
    bath, window = OwnBath(), BathWindow(AT_REST, rested=True)
    fit, lengths = Fit(belief(window), window), []
    for second in range(2100):
        on = second < 1500
        window.add(1.0, on, bath.second(on=on))
        if fit.morsel():
            lengths.append(len(window.blocks))
    assert len(lengths) > 100
    assert fit.learned.lag_s == pytest.approx(NOMINAL.lag_s, rel=0.15)


COURSES = st.lists(
    st.tuples(st.integers(5, 300), st.booleans(), st.floats(-55.0, 130.0)), min_size=1, max_size=8
)


@settings(max_examples=25)
@given(COURSES)
def test_it_never_leaves_its_bounds(courses: list[tuple[int, bool, float]]) -> None:
    """Whatever is read: the numbers are those of some bath, and the cost is a number."""
    window = BathWindow(AT_REST, rested=False)
    for seconds, on, value_c in courses:
        for second in range(seconds):
            window.add(1.0, on, value_c + (second % 7) * LSB_C)
    fit = Fit(belief(window), window)
    for _ in range(100):
        fit.morsel()
        numbers = [*astuple(fit.learned), *fit.theta[7:]]
        for number, (low, high) in zip(numbers, BOUNDS, strict=True):
            assert low * (1.0 - 1e-9) <= number <= high * (1.0 + 1e-9)
    assert fit.cost >= 0.0
    assert all(row[i] > 0.0 for i, row in enumerate(fit.covariance))


@pytest.mark.parametrize(("dead_s", "held"), [(0.0, True), (5.0, False)])
def test_a_number_at_its_bound_does_not_hold_the_others_back(dead_s: float, held: bool) -> None:
    """What would leave its bound stays there, and the rest step as if it were known."""
    theta = theta_of(replace(NOMINAL, dead_s=dead_s), AT_REST)
    hessian = diagonal([1.0] * len(theta))
    hessian[DEAD][0] = hessian[0][DEAD] = 0.9
    slope = [0.0] * len(theta)
    slope[0], slope[DEAD] = 0.01, 0.1
    stepped = bounded_step(theta, hessian, slope, 0.0, THETA_BOUNDS)
    alone, together = 0.01, (0.01 - 0.9 * 0.1) / (1.0 - 0.9 * 0.9)
    assert theta[0] - stepped[0] == pytest.approx(alone if held else together)
    assert (stepped[DEAD] == dead_s) is held


@pytest.mark.parametrize(
    ("least_ago_s", "n", "ago_s"),
    [(0.0, 3, 1.0), (1.0, 3, 1.0), (1.1, 2, 3.0), (3.0, 2, 3.0), (6.9, 0, 7.0), (99.0, 0, 7.0)],
)
def test_it_recalls_the_bath_of_some_seconds_ago(least_ago_s: float, n: int, ago_s: float) -> None:
    """At the newest end of a block that is so long ago; before the window there is nothing."""
    window = BathWindow(AT_REST, rested=True)
    for _ in range(7):
        window.add(1.0, True, 20.0)
    fit = Fit(belief(window), window)
    states = trajectory(fit.theta, AT_REST, window.blocks)
    assert fit.recall(least_ago_s) == (states[n], ago_s)
