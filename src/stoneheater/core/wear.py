# SPDX-License-Identifier: MIT
"""The relay as a wearing part: operations made, operations left, hours left at this use.

The law of this file: it counts what was commanded and switches nothing. One operation is one make
and break of the contacts, as relay data sheets rate their electrical life; it is counted when the
contact is told to make, so two relay changes are one operation. Hours are hours of HEATING.

100 000 operations at rated load is what data sheets of mechanical power relays commonly give as
electrical life (a common figure, not that of your relay: its data sheet wins). An SSR has no
contacts, so no such figure; its operations are counted all the same. `enable` breaks no load in
normal use: it wears mechanically only, and is counted without a limit.
"""

from dataclasses import dataclass, replace

from stoneheater.core.sequence import Levels

RATED_OPERATIONS = 100_000
"""Electrical life of a mechanical relay whose data sheet nobody has looked up, operations."""

WARN_SHARE = 0.8
KNOWN_S = 5 * 3600.0
"""A use of fewer hours of HEATING says nothing about the hours to come, s."""


@dataclass(frozen=True, slots=True)
class Wear:
    """What the relays have done so far.

    Attributes:
        operations: of the heater relay since it was fitted.
        enable_operations: of the enable relay.
        heating_s: time in HEATING since the heater relay was fitted, s.
        rated: operations that the heater relay is rated for, or None.
    """

    operations: int = 0
    enable_operations: int = 0
    heating_s: float = 0.0
    rated: int | None = None

    def after(self, dt_s: float, before: Levels, now: Levels, *, heating: bool) -> "Wear":
        """The wear after one cycle.

        Args:
            dt_s: seconds since the last cycle.
            before: what the outputs were told until now.
            now: what they are told from now on.
            heating: whether the mode is HEATING.
        """
        made = now.heater and not before.heater
        closed = now.enable and not before.enable
        if not (made or closed or heating):
            return self
        return replace(
            self,
            operations=self.operations + made,
            enable_operations=self.enable_operations + closed,
            heating_s=self.heating_s + (dt_s if heating else 0.0),
        )

    def renewed(self) -> "Wear":
        """The same heater with a new heater relay."""
        return replace(self, operations=0, heating_s=0.0)

    @property
    def hours_left(self) -> float | None:
        """Hours of HEATING left at the use so far; None while nobody can know."""
        if self.rated is None or self.heating_s < KNOWN_S or self.operations == 0:
            return None
        left = max(0, self.rated - self.operations)
        return left / self.operations * self.heating_s / 3600.0

    @property
    def worn(self) -> str | None:
        """The warning from 80 % of the rated life on, or None."""
        if self.rated is None or self.operations < WARN_SHARE * self.rated:
            return None
        made = f"the heater relay has made {_many(self.operations)} operations"
        rated = f"{_many(self.rated)} are its rated life, warned from {100 * WARN_SHARE:.0f} %"
        step = "have a new one fitted, then run stoneheater relay-replaced"
        return f"{made} ({rated}): {step}."

    def words(self) -> str:
        """What was counted and what is left, in one sentence without a full stop."""
        made = f"{_many(self.operations)} operations, no rated life"
        if self.rated is not None:
            made = f"{_many(self.operations)} of {_many(self.rated)} operations"
        hours = self.hours_left
        left = "" if hours is None else f", about {_rough(hours)} hours of heating left at this use"
        return f"{made}{left}"


UNUSED = Wear()
"""Relays that were just fitted, with no rated life."""


def _many(number: int) -> str:
    """A number for reading: thousands apart."""
    return f"{number:,}".replace(",", " ")


def _rough(hours: float) -> str:
    """Hours to two digits: an estimate is no more than that."""
    return _many(int(float(f"{hours:.2g}")))
