# SPDX-License-Identifier: MIT
"""What has become of a bath since it was commissioned: told from what was learned then and now.

The law of this file: it compares two learned baths, says no more than their doubt allows, and
gives up heat at most: it never gives any, and no safety rule hears of it.

Everything learned is per watt of the element, so no single number tells an element from a water
level. Two together do. With P the element's power, C the water's heat capacity and L the loss:

    rate = P / C        loss_share = L / P

* element at p times its power: rate times p, loss_share divided by p; their product L / C stays;
* water at q times its mass:    rate divided by q, loss_share as it was;
* loss k times as large:        rate as it was, loss_share times k.

So a rate that fell is the element's if the loss share rose with it (by more than the square root
of what a weak element explains, halfway between the two), and more water if it did not; and a loss
that rose is the bath's own if the rate surely did not fall by as much of it. A rate
that rose is missing water if the loss share did not fall by as much; else it is a stronger mains.
A room of 10 to 35 °C changes the loss share by itself, to 1.21 and 0.74 times (the physics of
`plant.py`), so small changes of it are no news. Stones taken out look like water taken out as far
as the model mixes them up, and the sentence says so.
"""

from dataclasses import dataclass
from math import exp, hypot, sqrt

from stoneheater.core.energy import NamePlate
from stoneheater.core.thermal_model import Learned, ThermalModel, prior, within

SURE_S = 1800.0
"""A heat-up must have been followed for so long with a settled bath before it is judged, s."""

EACH_S = 60.0
"""Then it is looked at so often, s."""

DOUBT = 0.05
"""However sure the model is of itself: a learned rate or loss is no better than this, share."""

DOUBT_MAX = 0.15
"""A bath that is known no better than this is not judged, share."""

WEAK = 0.68
"""An element with surely less than this share of its former power is scaled, or half open."""

LOW = 1.25
"""A bath that surely heats so many times as fast, per watt, has lost a quarter of its water."""

EMPTY = 1.5
"""The same for 40 % of it, less what doubt may explain."""

LOSSY = 1.6
"""A loss of surely so many times as before is an open lid or a draft, not a cool room."""

PLATE_RATES = (0.85 / 1.5, 1.15 / 0.5)
"""Rates that a name plate right within 15 % (power) and 50 % (water) explains, share."""


@dataclass(frozen=True, slots=True)
class Change:
    """How a bath compares with what it was.

    Attributes:
        rate, loss: of the two learned baths, now over then.
        rate_doubt, loss_doubt: their relative standard deviations.
    """

    rate: float
    loss: float
    rate_doubt: float
    loss_doubt: float

    @property
    def known(self) -> bool:
        """Whether it is known well enough to be judged."""
        return max(self.rate_doubt, self.loss_doubt) <= DOUBT_MAX

    @property
    def rate_at_least(self) -> float:
        """The rate that doubt leaves at least."""
        return self.rate * exp(-self.rate_doubt)

    @property
    def weak(self) -> bool:
        """The element gives surely less than it did."""
        return self.rate * exp(self.rate_doubt) < WEAK and self.loss > 1.0 / sqrt(self.rate)

    @property
    def low(self) -> bool:
        """Water is surely missing."""
        return self.rate_at_least > LOW and self.loss > 1.0 / sqrt(self.rate)

    @property
    def empty(self) -> bool:
        """So much of it is missing that heat is better given up."""
        return self.low and self.rate_at_least > EMPTY

    @property
    def lossy(self) -> bool:
        """The same bath surely loses more."""
        same = WEAK < self.rate < LOW and self.rate_at_least > 1.0 / sqrt(self.loss)
        return self.loss * exp(-self.loss_doubt) > LOSSY and same

    def said(self) -> dict[str, str]:
        """The alarms that follow, by their codes."""
        if self.weak:
            gives = f"the element gives about {self.rate:.0%} of the heat it gave".replace(
                "%", " %"
            )
            step = "descale it; if that does not help, have it and the mains checked"
            return {"element-scaled": f"{gives} when commissioned: {step}."}
        if self.low:
            less = f"{_percent(1.0 - 1.0 / self.rate)} less heat than when commissioned"
            step = "top up the water, unless stones were taken out"
            return {"water-low": f"the bath holds about {less}: {step}."}
        if self.lossy:
            more = f"{self.loss:.1f} times the heat that it lost when commissioned"
            step = "put the lid on, or keep the draft away"
            return {"loses-more": f"the bath loses about {more}: {step}."}
        return {}

    def words(self) -> str:
        """The comparison itself."""
        doubt = f"within {_percent(max(self.rate_doubt, self.loss_doubt))}"
        fast = f"per watt it heats {self.rate:.2f} times as fast"
        return f"{fast} and loses {self.loss:.2f} times as much as when commissioned ({doubt})."


def _percent(share: float) -> str:
    return f"{100.0 * share:.0f} %"


def compare(was: Learned, now: Learned, doubt: Learned) -> Change:
    """Two learned baths; ``doubt`` is what `ThermalModel.scatter` says of the present one."""
    was_loss, loss = max(was.loss_share, 0.01), max(now.loss_share, 0.01)
    return Change(
        rate=now.rate_c_per_s / was.rate_c_per_s,
        loss=loss / was_loss,
        rate_doubt=hypot(doubt.rate_c_per_s, DOUBT),
        loss_doubt=hypot(doubt.loss_share / loss, DOUBT),
    )


def against_plate(plate: NamePlate, learned: Learned) -> str | None:
    """What a learned bath says against its name plate, or None while they go together."""
    named = prior(plate).rate_c_per_s
    ratio = learned.rate_c_per_s / named
    if PLATE_RATES[0] <= ratio <= PLATE_RATES[1]:
        return None
    heats = f"the bath heats {ratio:.1f} times as fast as {plate.element_w:.0f} W would heat"
    return f"{heats} {plate.water_kg:g} kg of water: check element_w, water_kg and the fill line."


class BathHealth:
    """The comparison in time.

    Attributes:
        reference: the bath when it was commissioned; the first one that is surely known, if none
            was given that this name plate allows.
        change: what has become of it; None while that is not known.
        said: the alarms, by their codes.
        ends: why heat is given up in this cycle, or nothing.
    """

    def __init__(self, model: ThermalModel, reference: Learned | None = None) -> None:
        self._model = model
        possible = reference is not None and within(model.plate, reference)
        self.reference = reference if possible else None
        self.change: Change | None = None
        self.said: dict[str, str] = {}
        self.ends = ""
        self._ended = False
        self._known_s, self._next_s = 0.0, SURE_S

    def begin(self) -> None:
        """A heat-up begins: what was said of the last one has to show itself again."""
        self.change, self.said = None, {}
        self._known_s, self._next_s = 0.0, SURE_S

    def update(self, dt_s: float, *, heating: bool) -> None:
        """Follow one cycle.

        Heat is given up once for a bath that was learned: whoever switches on again has heard it,
        and may have topped up what the model has yet to notice.
        """
        self.ends = ""
        if not heating:
            self.said = {code: text for code, text in self.said.items() if code == "water-low"}
            return
        settled = self._model.settled
        self._ended = self._ended and settled
        self._known_s = self._known_s + dt_s if settled else 0.0
        self._next_s = self._next_s if settled else SURE_S
        if self._known_s < self._next_s:
            return
        self._next_s = self._known_s + EACH_S
        now, doubt = self._model.learned, self._model.scatter
        change = compare(self.reference or now, now, doubt)
        if not change.known:
            return
        self.reference = self.reference or now
        self.change, self.said = change, change.said()
        if change.empty and not self._ended:
            self.ends, self._ended = "the water is low", True
