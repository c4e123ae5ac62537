# SPDX-License-Identifier: MIT
"""The numbers of a bath, fitted to what it did: least squares with a prior, a morsel at a time.

The law of this file: a search is a generator of small morsels of work, so that no tick waits for
one. It sees a window of heat and readings, starts from a prior, and answers with numbers, how sure
they are, and how well they explain the window. What the window cannot tell, the prior says.

Method: Levenberg and Marquardt's, on the maximum of the posterior; rate and lags as logarithms,
derivatives by differences. A heat-up at full power cannot tell element lag from probe lag, for
what they do to the reading is the same; their sum is found, and the prior splits it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from itertools import accumulate
from math import exp, log

from stoneheater.core.bath_model import Learned, State, Stepper, probe_course
from stoneheater.core.bath_window import BathWindow, Block
from stoneheater.core.least_squares import (
    Matrix,
    Vector,
    bounded_step,
    inverse,
    normal_equations,
)

NOISE_C = 0.03
"""How far a mean reading lies from a bath that is known exactly: steps, noise, ripple, °C."""

DEAD, WATER, STONE = 5, 7, 8
LOGARITHMS = (0, 1, 2, 6)
"""Places of rate and lags among the numbers, which are those of `Learned`, then the start."""

NUDGES = (0.01, 0.02, 0.02, 0.01, 0.005, 0.5, 0.05, 0.02, 0.2)
"""Steps of the differences."""

ELEMENT_LAGS_S = (4.0, 140.0)
PROBE_LAGS_S = (3.0, 45.0)
DEADS_S = (0.0, 24.0)
STONE_LAGS_S = (30.0, 900.0)
BOUNDS = (
    (1e-5, 1.0),
    ELEMENT_LAGS_S,
    PROBE_LAGS_S,
    (0.0, 50.0),
    (0.0, 5.0),
    DEADS_S,
    STONE_LAGS_S,
    (0.0, 110.0),
    (0.0, 110.0),
)
THETA_BOUNDS = tuple(
    (log(low), log(high)) if i in LOGARITHMS else (low, high)
    for i, (low, high) in enumerate(BOUNDS)
)
"""The same for the numbers as a fit has them."""

TRIALS = 4


def theta_of(learned: Learned, start: State) -> Vector:
    """The numbers of a fit: the bath's, rate and lags as logarithms, and those of the start."""
    theta = [*astuple(learned), start.water_c, start.stone_c]
    return [log(t) if i in LOGARITHMS else t for i, t in enumerate(theta)]


def learned_of(theta: Sequence[float]) -> Learned:
    """The bath of these numbers."""
    return Learned(*(exp(t) if i in LOGARITHMS else t for i, t in enumerate(theta[:WATER])))


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed before a window is looked at.

    Attributes:
        theta: the nine numbers.
        covariance: how surely, and which of them are sure only together.
    """

    theta: Sequence[float]
    covariance: Matrix


def _begin(theta: Sequence[float], start: State) -> State:
    """Where a window begins, by these numbers."""
    probe_c = start.probe_c + theta[WATER] - start.water_c
    return State(start.heat, theta[WATER], theta[STONE], probe_c)


def trajectory(theta: Sequence[float], start: State, blocks: Sequence[Block]) -> list[State]:
    """The states where the window begins, and at the end of every block."""
    learned = learned_of(theta)
    steppers: dict[float, Stepper] = {}
    states = [_begin(theta, start)]
    for block in blocks:
        stepper = steppers.get(block.length_s)
        if stepper is None:
            stepper = steppers[block.length_s] = Stepper(learned, block.length_s)
        states.append(stepper.step(states[-1], block.on))
    return states


class View:
    """A window as one round of a search looks at it: what stays the same whatever the numbers.

    Readings of the first seconds are left out where the bath was not at rest: they speak of what
    was before the window.
    """

    __slots__ = ("_ends_s", "_means", "_pieces", "_start")

    def __init__(self, window: BathWindow) -> None:
        blocks, skip_s = window.blocks, 0.0 if window.rested else DEADS_S[1]
        self._start = window.start
        self._pieces = [(block.length_s, block.on) for block in blocks]
        self._ends_s = [0.0, *accumulate(block.length_s for block in blocks)]
        self._means = [
            (block.mean_c, end_s - 0.5 * block.length_s)
            for block, end_s in zip(blocks, self._ends_s[1:], strict=True)
            if block.mean_c is not None and end_s >= skip_s
        ]

    def misfits(self, theta: Sequence[float]) -> Vector:
        """Mean reading less what the numbers foretell, over the noise, block by block."""
        probes = probe_course(learned_of(theta), _begin(theta, self._start), self._pieces)
        ends_s, dead_s = self._ends_s, theta[DEAD]
        off: Vector = []
        i = 0
        for mean_c, middle_s in self._means:
            at_s = max(middle_s - dead_s, 0.0)
            while ends_s[i + 1] < at_s:
                i += 1
            a_c, b_c, from_s = probes[i], probes[i + 1], ends_s[i]
            foretold_c = a_c + (b_c - a_c) * (at_s - from_s) / (ends_s[i + 1] - from_s)
            off.append((mean_c - foretold_c) / NOISE_C)
        return off


class Fit:
    """One search for the numbers; its window may grow meanwhile.

    Attributes:
        prior: what was believed before.
        theta: the numbers found so far.
        covariance: how sure they are, as of the last round.
        cost: half the sum of squares, prior included; infinite before the first round.
        misfit: mean square of the misfits, in noise; 1 is a perfect bath.
        rounds: how many rounds are done.
    """

    def __init__(
        self, prior: Belief, window: BathWindow, begin: Sequence[float] | None = None
    ) -> None:
        self.prior = prior
        self.theta: Vector = list(prior.theta if begin is None else begin)
        self.covariance = prior.covariance
        self._precision = inverse(prior.covariance)
        self.cost = float("inf")
        self.misfit = 0.0
        self.rounds = 0
        self._window = window
        self._damping = 1e-2
        self._work = self._search()

    @property
    def learned(self) -> Learned:
        """The bath of the numbers found so far."""
        return learned_of(self.theta)

    def morsel(self) -> bool:
        """Do a little, about one run through the window; True at the end of a round."""
        rounds = self.rounds
        next(self._work)
        return self.rounds > rounds

    def recall(self, least_ago_s: float) -> tuple[State, float]:
        """The bath at the newest end of a block that lies so long ago, and how long ago, s."""
        window = self._window
        states = trajectory(self.theta, window.start, window.blocks)
        ago_s, n = window.open_s, len(window.blocks)
        while n > 0 and ago_s < least_ago_s:
            n -= 1
            ago_s += window.blocks[n].length_s
        return states[n], ago_s

    def _search(self) -> Iterator[None]:
        while True:
            yield from self._round()
            self.rounds += 1
            yield

    def _round(self) -> Iterator[None]:
        seen = View(self._window).misfits
        off = seen(self.theta)
        self.cost = self._cost(off, self.theta)
        self.misfit = sum(o * o for o in off) / max(1, len(off))
        columns: list[Vector] = []
        for k, nudge in enumerate(NUDGES):
            yield
            nudged = list(self.theta)
            nudged[k] += nudge
            columns.append([(a - b) / nudge for a, b in zip(seen(nudged), off, strict=True)])
        yield
        hessian, slope = self._normal(columns, off)
        yield
        self.covariance = inverse(hessian)
        for _ in range(TRIALS):
            yield
            trial = bounded_step(self.theta, hessian, slope, self._damping, THETA_BOUNDS)
            cost = self._cost(seen(trial), trial)
            if cost <= self.cost:
                self.theta, self.cost = trial, cost
                self._damping = max(1e-6, 0.3 * self._damping)
                return
            self._damping = min(1e3, 8.0 * self._damping)

    def _cost(self, off: Vector, theta: Sequence[float]) -> float:
        away = [t - p for t, p in zip(theta, self.prior.theta, strict=True)]
        held = sum(a * pull for a, pull in zip(away, _times(self._precision, away), strict=True))
        return 0.5 * (sum(o * o for o in off) + held)

    def _normal(self, columns: list[Vector], off: Vector) -> tuple[Matrix, Vector]:
        """Normal equations of data and prior."""
        hessian, slope = normal_equations(columns, off)
        away = [t - p for t, p in zip(self.theta, self.prior.theta, strict=True)]
        pull = _times(self._precision, away)
        for row, held in zip(hessian, self._precision, strict=True):
            row[:] = [a + b for a, b in zip(row, held, strict=True)]
        return hessian, [a + b for a, b in zip(slope, pull, strict=True)]


def _times(matrix: Matrix, vector: Vector) -> Vector:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]
