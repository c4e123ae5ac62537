# SPDX-License-Identifier: MIT
"""One stone on one site of one client: since when, and when to lift it.

The law of this file: a placement is a value that time alone turns green, amber, red; nothing
that happens to it moves its end later. What came before on its site is a list of exposures,
and that list never forgets: what is not known of it is None, and None is never taken as rest.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from math import inf

from stoneheater.core.burn import ClientProfile, Contact, Exposure, Forecast
from stoneheater.core.site import Site
from stoneheater.core.stone import Stone


@dataclass(frozen=True, slots=True)
class Past:
    """An exposure that the skin of a site remembers.

    Attributes:
        exposure: the stone as it was laid.
        contact_s: how long it lay, s.
        gap_s: how long nothing lay there after it, s.
    """

    exposure: Exposure
    contact_s: float
    gap_s: float


Forecaster = Callable[[Exposure, ClientProfile, tuple[Past, ...]], Forecast]
"""Says when to lift, given what the site remembers, oldest first."""


class Colour(StrEnum):
    """What a timer shows."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Lifted:
    """How a placement ended.

    Attributes:
        at_s: the instant, s since boot.
        contact_s: how long the stone lay, s; None when a power cut hides it.
        late_s: how long after it should have been lifted, s; None likewise.
        placed: False when a refused stone was never laid.
    """

    at_s: float
    contact_s: float | None
    late_s: float | None
    placed: bool = True


@dataclass(frozen=True, slots=True)
class Placement:
    """One stone as it lies, or lay.

    Attributes:
        placement_id: its name in the record.
        session_id: whose session.
        stone: which stone.
        exposure: how hot, and through what.
        site: where.
        boot_id: in which run of the computer the instants below count.
        at_s: when it was laid, s since boot.
        faces_s: when each new hot face came down: laid, and turned, s since boot.
        forecast: counted from the last of these.
        lifted: how it ended; None while it is open.
        due_s: when it was to be lifted before it was turned, or when it became known that it must
            not lie there, s since boot.
        refused_at_once: it was refused as it came; only then it may never have been laid.
        computing: its forecast is the longest there can be, until the true one is computed.
    """

    placement_id: str
    session_id: str
    stone: Stone
    exposure: Exposure
    site: Site
    boot_id: str
    at_s: float
    faces_s: tuple[float, ...]
    forecast: Forecast
    lifted: Lifted | None = None
    due_s: float = inf
    refused_at_once: bool = False
    computing: bool = False

    @property
    def open(self) -> bool:
        """Whether it still lies there, as far as anybody said."""
        return self.lifted is None

    @property
    def lift_at_s(self) -> float:
        """When to lift it, s since boot."""
        if self.forecast.refused and self.due_s < inf:
            return self.due_s
        return min(self.due_s, self.faces_s[-1] + self.forecast.lift_by_s)

    @property
    def amber_at_s(self) -> float:
        """When amber shows, s since boot."""
        return min(self.lift_at_s, self.faces_s[-1] + _amber_s(self.forecast))

    def colour(self, now_s: float, boot_id: str) -> Colour:
        """What its timer shows now."""
        if boot_id != self.boot_id:
            return Colour.UNKNOWN
        if now_s >= self.lift_at_s:
            return Colour.RED
        return Colour.AMBER if now_s >= self.amber_at_s else Colour.GREEN

    def lift(self, now_s: float, boot_id: str, *, placed: bool = True) -> Lifted:
        """How it ends, if it ends now."""
        if not placed:
            return Lifted(now_s, 0.0, 0.0, placed=False)
        if boot_id != self.boot_id:
            return Lifted(now_s, None, None)
        return Lifted(now_s, max(0.0, now_s - self.at_s), max(0.0, now_s - self.lift_at_s))

    def turned(self, now_s: float, forecast: Forecast) -> "Placement":
        """The same stone with its other face down; its end is not moved later."""
        due_s = min(self.lift_at_s, now_s) if forecast.refused else self.lift_at_s
        return replace(self, faces_s=(*self.faces_s, now_s), forecast=forecast, due_s=due_s)

    def retimed(self, now_s: float, exposure: Exposure, forecast: Forecast) -> "Placement":
        """The same stone, better known; what is refused only now is late from now on."""
        due_s = min(self.lift_at_s, now_s) if forecast.refused else self.due_s
        return replace(self, exposure=exposure, forecast=forecast, due_s=due_s)


def earlier(old: Forecast, new: Forecast, elapsed_s: float = 0.0) -> Forecast:
    """The stricter of a running forecast and a new one that counts ``elapsed_s`` later."""
    if old.refused or new.refused:
        return old if old.refused else new
    lift_by_s = min(max(0.0, old.lift_by_s - elapsed_s), new.lift_by_s)
    amber_s = min(max(0.0, _amber_s(old) - elapsed_s), _amber_s(new))
    return replace(new, lift_by_s=lift_by_s, amber_s=amber_s)


def _amber_s(forecast: Forecast) -> float:
    return forecast.lift_by_s if forecast.amber_s is None else forecast.amber_s


def remembered(
    placements: Iterable[Placement], now_s: float, boot_id: str
) -> tuple[Past, ...] | None:
    """What the skin of a site remembers of these placements on it, oldest first.

    Stones that lay side by side on one site count one after the other, without a pause. So does
    a stone from before a reboot, since nobody knows how long the pause was.

    Returns:
        The exposures; None when a power cut hides how long one of them lasted.
    """
    past: list[Past] = []
    ended_s: float | None = None
    for placement in placements:
        end = placement.lifted or placement.lift(now_s, boot_id)
        if end.contact_s is None:
            return None
        if end.contact_s == 0.0:
            continue
        same = placement.boot_id == boot_id
        if past and same and ended_s is not None:
            past[-1] = replace(past[-1], gap_s=max(0.0, placement.at_s - ended_s))
        end_s = placement.at_s + end.contact_s
        past += _faces(placement, end_s)
        ended_s = (end_s if ended_s is None else max(ended_s, end_s)) if same else None
    if past and ended_s is not None:
        past[-1] = replace(past[-1], gap_s=max(0.0, now_s - ended_s))
    return tuple(past)


def _faces(placement: Placement, end_s: float) -> list[Past]:
    """One exposure for each face that a stone laid down."""
    ends_s = (*placement.faces_s[1:], end_s)
    lengths_s = [b - a for a, b in zip(placement.faces_s, ends_s, strict=True)]
    return [Past(placement.exposure, s, 0.0) for s in lengths_s if s > 0.0]


class ContactError(ValueError):
    """A barrier that is not on the list; the text is one sentence for a person."""


def parse_contact(text: str) -> Contact:
    """Read what lies between stone and skin.

    Raises:
        ContactError: it is not on the list; the sentence asks what was meant.
    """
    name = text.strip().lower()
    if name in [*Contact]:
        return Contact(name)
    close = get_close_matches(name, [*Contact], n=1)
    known = f"did you mean {close[0]}?" if close else f"write one of {', '.join(Contact)}"
    raise ContactError(f"there is no barrier {text[:40]!r}: {known}")
