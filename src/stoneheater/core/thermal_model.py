# SPDX-License-Identifier: MIT
"""What is known of this bath, learned from ordinary operation.

The law of this file: it begins with every bath that the name plate allows and fits the numbers to
what the bath does, a morsel in each cycle; a bath kept from an earlier day is one start among
others and has to win every time. What leaves the bounds of the name plate, or no longer explains
what is seen, is dropped. It serves comfort; a safety rule hears of it to allow less, never more.
"""

from dataclasses import astuple, replace
from math import exp, isfinite

from stoneheater.core.bath_filter import BathFilter
from stoneheater.core.bath_model import Learned, State, loss_shape
from stoneheater.core.bath_poured import Poured
from stoneheater.core.bath_prior import CHANGED, DRIFT, OPEN, UPSET, prior, within
from stoneheater.core.bath_search import Searches, opened
from stoneheater.core.bath_window import BathWindow
from stoneheater.core.bath_words import Doubts, briefly, told
from stoneheater.core.energy import NamePlate

__all__ = ["Learned", "ThermalModel", "prior", "within"]

HONESTY = 2.5
"""What a fit calls one deviation times this is one: readings in succession err together. Seen
with five name plates and three element lags: without it the truth lay up to 2.2 away."""

SETTLED_S = 600.0
"""A bath counts as learned when its rate is known, after so long, s."""

MARGIN = 2.3
"""The safety rules reckon with so many times the learned rate."""

COASTED_S = 1500.0
"""So much time without heat ends the window of a heat-up, s."""

CALM_S = 240.0
"""After a disturbance nothing is learned for so long, s."""

UPSET_MAX_S = 900.0
"""What still surprises after so long was not put in: the bath itself has changed, s."""

GAP_S = 60.0
"""After a longer gap between two cycles the water is looked at anew, s."""

IMPOSSIBLE = (
    "the bath kept from an earlier day is impossible for this name plate: it is not used; "
    "the next heat-up learns this one."
)


class ThermalModel:
    """The learned bath, and how it learns.

    Attributes:
        plate: the name plate.
        news: one sentence when a learned bath was thrown away, else empty.
    """

    def __init__(
        self, plate: NamePlate, kept: Learned | None = None, probe_lag_s: float | None = None
    ) -> None:
        """Begin with a name plate, a bath of an earlier day, and what a dip said of the probe."""
        self.plate = plate
        self.news = ""
        self._kept = kept if kept is not None and within(plate, kept) else None
        if kept is not None and self._kept is None:
            self.news = IMPOSSIBLE
        self._probe_lag_s = probe_lag_s
        self._bath: BathFilter | None = None
        self._poured: Poured | None = None
        self._rate_before = 0.0
        self._searches: Searches | None = None
        self._first, self._changed, self._settled = True, False, False
        self._heated_s = self._followed_s = 0.0
        self._calm_s = self._upset_s = 0.0

    @property
    def known(self) -> bool:
        """Whether anything has been seen of the water yet."""
        return self._bath is not None

    @property
    def best(self) -> BathFilter:
        """Where the bath is now; only once `known`."""
        if self._bath is None:
            raise LookupError("nothing has been seen of the water yet")
        return self._bath

    @property
    def learned(self) -> Learned:
        """What is believed now."""
        bath = self._bath  # once: the doctor asks from another thread
        return bath.learned if bath is not None else self._kept or prior(self.plate)

    @property
    def doubt(self) -> Learned:
        """Its standard deviations: relative for rate and lags, absolute for the rest."""
        return Learned(*(HONESTY * deviation for deviation in astuple(self.scatter)))

    @property
    def scatter(self) -> Learned:
        """How far the same bath may lie when it is learned another day; the fit's own deviations.

        What a fit mistakes in a bath it mistakes each time, so two days compare better than that.
        """
        searches = self._searches
        return searches.scatter if searches is not None else OPEN

    @property
    def learned_before(self) -> bool:
        """Whether more is believed than this heat-up has shown."""
        return self._kept is not None or not self._first

    @property
    def settled(self) -> bool:
        """Whether the bath has been followed for a while, and its rate is known."""
        return self._settled and self._followed_s >= SETTLED_S

    def hold_duty(self, target_c: float) -> float:
        """Share of full power that holds a target, 0 to 1."""
        bias = self._bath.state.bias if self._bath is not None else 0.0
        return min(1.0, max(0.0, self.learned.loss_share * loss_shape(target_c) - bias))

    @property
    def fastest_c_per_s(self) -> float:
        """How fast the water rises at most, °C/s, with all doubt; the plate's until settled.

        It still holds when half the water is scooped out and the mains rise by 15 %. That water was
        poured in is not believed here before a whole window has shown it.
        """
        if not self.settled:
            return self.plate.fastest_c_per_s
        doubt = HONESTY * self.scatter.rate_c_per_s
        rate = max(self.learned.rate_c_per_s, self._rate_before)
        return self.plate.narrowed(MARGIN * rate * exp(doubt))

    def observe(self, dt_s: float, *, on: bool, value_c: float | None) -> None:
        """Follow one cycle: what the heater was since the last one, and what the bath reads."""
        if value_c is not None and not isfinite(value_c):
            value_c = None
        if dt_s > GAP_S and self._bath is not None:
            self._kept = self.learned if self.settled else self._kept
            self._bath = None
        searches = self._searches
        if self._bath is None or searches is None or (self._heated_s == 0.0 and not on):
            if value_c is not None:
                self._begin(value_c)  # nothing has been heated yet: the water is what it reads
            return
        self._heated_s += dt_s if on else 0.0
        self._followed_s += dt_s
        self._follow(self._bath, dt_s, on, value_c)
        if self._calm_s > 0.0:
            self._wait(dt_s, self.best, searches)
            return
        searches.window.add(dt_s, on, value_c)
        self._learn(dt_s, self.best, searches)

    def _follow(self, bath: BathFilter, dt_s: float, on: bool, value_c: float | None) -> None:
        """Where the bath is now; after water was poured in, with any amount of it."""
        if self._poured is None:
            bath.follow(dt_s, on, value_c)
        else:
            self._poured.follow(dt_s, on, value_c)
            self._bath = bath = self._poured.best
        if bath.poured and not self._first:
            before = bath if self._poured is None else self._poured.before
            self._rate_before = max(self._rate_before, before.learned.rate_c_per_s)
            self._poured = Poured(before, self.plate)
            self._bath = before

    def take_news(self) -> str:
        """The news, once."""
        news, self.news = self.news, ""
        return news

    def words(self) -> str:
        """The learned bath in one sentence that claims no more than is known."""
        searches = self._searches
        if not self.settled or searches is None:
            return "the bath is not learned yet: that takes one heat-up."
        learned, doubt = self.learned, self.doubt
        capacity = HONESTY * searches.capacity_deviation(learned.stone_share)
        doubts = Doubts(doubt.rate_c_per_s, capacity, doubt.stone_share, doubt.loss_share)
        return f"{told(learned, self.plate.element_w, doubts)}."

    # -- windows --------------------------------------------------------------------------------

    def _begin(self, value_c: float) -> None:
        """A bath at rest, of which only the name plate, or an earlier day, is known."""
        start = State(0.0, value_c, value_c, value_c)
        self._heated_s = self._followed_s = self._calm_s = 0.0
        self._open(start, rested=True)
        self._bath = BathFilter(self._kept or self._named(), start)

    def _named(self) -> Learned:
        named = prior(self.plate)
        if self._probe_lag_s is None:
            return named
        return replace(named, probe_lag_s=self._probe_lag_s)

    def _open(self, start: State, *, rested: bool) -> None:
        """A window before which nothing is known."""
        dipped = self._probe_lag_s is not None
        window = BathWindow(start, rested=rested)
        self._searches = opened(window, self._named(), self._kept, dipped=dipped)
        self._first, self._changed, self._settled = True, False, False
        self._poured, self._rate_before = None, 0.0

    def _follow_on(self, bath: BathFilter, drift: Learned, searches: Searches) -> None:
        """A new window, from what is believed now, and how far the bath may have changed."""
        self._poured = None
        if drift is DRIFT:
            self._rate_before = 0.0
        self._searches = searches.followed(bath, drift)
        self._first, self._changed, self._settled = False, drift is CHANGED, True

    def _start_over(self, bath: BathFilter) -> None:
        if self.settled or self._kept is not None:
            was = briefly(self.learned, self.plate.element_w)
            self.news = f"the learned bath, {was}, no longer fits and is learned anew."
        self._kept, self._followed_s = None, 0.0
        self._open(bath.state, rested=False)

    # -- learning -------------------------------------------------------------------------------

    def _wait(self, dt_s: float, bath: BathFilter, searches: Searches) -> None:
        """Something was put in: until it has settled there is nothing to learn."""
        self._calm_s = CALM_S if bath.disturbed else self._calm_s - dt_s
        self._upset_s += dt_s
        if self._calm_s <= 0.0:
            self._follow_on(bath, UPSET, searches)
        elif self._upset_s >= UPSET_MAX_S:
            self._calm_s = 0.0
            self._follow_on(bath, CHANGED, searches)

    def _learn(self, dt_s: float, bath: BathFilter, searches: Searches) -> None:
        """One morsel of work, and what comes of it."""
        if bath.disturbed and not (self._first or (self._changed and not bath.poured)):
            self._calm_s, self._upset_s = CALM_S, 0.0
            return
        if searches.morsel(dt_s):
            self._take_up(bath, searches)
        window = searches.window
        if window.full or (self._first and window.unheated_s > COASTED_S):
            self._follow_on(bath, DRIFT, searches)

    def _take_up(self, bath: BathFilter, searches: Searches) -> None:
        """A round is done: the search that explains the window best is believed."""
        self._settled = self._settled or searches.sure
        kept, best = self._kept, searches.best
        if kept is not None and searches.outdid_kept():
            was = f"the bath kept from an earlier day, {briefly(kept, self.plate.element_w)},"
            self.news = f"{was} does not fit: it is thrown away."
            self._kept = None
        if searches.failed:
            self._start_over(bath)
        elif within(self.plate, best.learned):
            bath.adopt(best.learned, *best.recall(best.learned.dead_s))
