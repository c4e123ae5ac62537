# SPDX-License-Identifier: MIT
"""Every search for the numbers of one window, in turns; the cheapest one is believed.

The law of this file: a window that begins with nothing known is searched from few stones and from
many, and from the bath of an earlier day, which has to win like the others; a window that follows
another is searched once, from what was believed, as surely as the bath may have stayed the same.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt

from stoneheater.core.bath_filter import BathFilter
from stoneheater.core.bath_fit import Belief, Fit, theta_of
from stoneheater.core.bath_model import Learned
from stoneheater.core.bath_prior import (
    AT_REST_C,
    DIPPED,
    DRIFT,
    FEW,
    FOLLOWED_C,
    KEPT,
    MANY,
    OPEN,
    UPSET_C,
    variances,
)
from stoneheater.core.bath_window import BathWindow
from stoneheater.core.least_squares import Matrix

LEAST_BLOCKS = 10
ROUNDS = 4
REST_S = 120.0
"""After a new window began, so long passes before it is looked at, and between two looks, s."""

SURE = 0.12
"""A rate that scatters by less than this is known, share."""

OUTDONE = 25.0
"""A kept bath whose cost (half squares, in noise) is higher than a rival's by this is another."""

MISFIT_MAX = 40.0
"""A window that is explained worse than this (mean square, in noise) was of another bath."""

NUMBERS = 7


class Searches:
    """The searches of a window.

    Attributes:
        window: what they explain.
        fits: each of them, the cheapest first.
    """

    def __init__(
        self, window: BathWindow, fits: Sequence[Fit], before: Matrix, kept: Fit | None = None
    ) -> None:
        """Begin.

        Args:
            window: what is to be explained.
            fits: every search; a single one rests between its looks.
            before: how surely the bath was known before the window.
            kept: the one of them that starts from the bath of an earlier day, or None.
        """
        self.window = window
        self.fits = list(fits)
        self._before = before
        self._kept = kept
        self._turn = 0
        self._rest_s = REST_S if self._alone else 0.0

    @property
    def _alone(self) -> bool:
        return len(self.fits) == 1

    @property
    def best(self) -> Fit:
        """The one that is believed."""
        return self.fits[0]

    @property
    def scatter(self) -> Learned:
        """The deviations of the bath's numbers, as the best fit reckons them."""
        covariance = self.best.covariance
        return Learned(*(sqrt(max(0.0, covariance[i][i])) for i in range(NUMBERS)))

    @property
    def sure(self) -> bool:
        """Whether the rate is known."""
        return self.best.rounds >= ROUNDS and self.scatter.rate_c_per_s < SURE

    @property
    def failed(self) -> bool:
        """Whether even the best explains the window no longer."""
        return self.best.rounds > ROUNDS and self.best.misfit > MISFIT_MAX

    def capacity_deviation(self, stone_share: float) -> float:
        """How surely the heat capacity of water and stones together is known, relative.

        It is (1 + stone share) / rate, the rate a logarithm: what errs in the one mends the other.
        """
        rate, share = self.best.covariance[0], self.best.covariance[3]
        per_share = 1.0 / (1.0 + stone_share)
        return sqrt(max(0.0, rate[0] - 2.0 * per_share * rate[3] + per_share**2 * share[3]))

    def morsel(self, dt_s: float) -> bool:
        """Do a little work, if there is any to do; True at the end of a round."""
        self._rest_s -= dt_s
        if len(self.window.blocks) < LEAST_BLOCKS or self._rest_s > 0.0:
            return False
        self._turn = (self._turn + 1) % len(self.fits)
        if not self.fits[self._turn].morsel():
            return False
        self.fits.sort(key=lambda fit: fit.cost)
        if self._alone and self.best.rounds % ROUNDS == 0:
            self._rest_s = REST_S
        return True

    def outdid_kept(self) -> bool:
        """Whether the bath of an earlier day had its turn and another explains far better.

        It is then searched for no longer; told once.
        """
        kept, best = self._kept, self.best
        if (
            kept is None
            or min(kept.rounds, best.rounds) < ROUNDS
            or kept.cost - best.cost <= OUTDONE
        ):
            return False
        self.fits = [fit for fit in self.fits if fit is not kept]
        self._kept = None
        return True

    def followed(self, bath: BathFilter, drift: Learned) -> "Searches":
        """Those of a new window, from what is believed and how far the bath may have changed."""
        learned, window = bath.learned, BathWindow(bath.state, rested=False)
        sure = self.best.covariance if self.best.rounds >= ROUNDS else self._before
        change = variances(learned, drift, FOLLOWED_C if drift is DRIFT else UPSET_C)
        belief = Belief(theta_of(learned, bath.state), _sum(_of_bath(sure), change))
        return Searches(window, [Fit(belief, window)], sure)


def opened(window: BathWindow, named: Learned, kept: Learned | None, *, dipped: bool) -> Searches:
    """Every search of a window before which nothing is known but the name plate.

    Args:
        window: a new one.
        named: the bath of the name plate.
        kept: the bath of an earlier day, or None.
        dipped: whether a dip has shown the lag of the probe.
    """
    start, start_c = window.start, AT_REST_C if window.rested else UPSET_C
    doubt = replace(OPEN, probe_lag_s=DIPPED) if dipped else OPEN
    wide = Belief(theta_of(named, start), variances(named, doubt, start_c))
    begins = (theta_of(replace(named, stone_share=share), start) for share in (FEW, MANY))
    fits, rival = [Fit(wide, window, begin) for begin in begins], None
    if kept is not None:
        sure = Belief(theta_of(kept, start), variances(kept, KEPT, start_c))
        rival = Fit(sure, window)
        fits.insert(0, rival)
    return Searches(window, fits, wide.covariance, rival)


def _of_bath(covariance: Matrix) -> Matrix:
    """What is known of the bath's numbers, without where a window began."""
    return [
        [c if i < NUMBERS and j < NUMBERS else 0.0 for j, c in enumerate(row)]
        for i, row in enumerate(covariance)
    ]


def _sum(one: Matrix, other: Matrix) -> Matrix:
    return [[a + b for a, b in zip(*rows, strict=True)] for rows in zip(one, other, strict=True)]
