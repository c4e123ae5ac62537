# SPDX-License-Identifier: MIT
"""Trips: they latch, they say why, and only a reset on the spot takes them back.

The law of this file: the first trip is the headline, later ones are kept too, and none of them
goes before its cause is gone, in the sense of the rule's own column.
"""

from collections.abc import Mapping, Sequence

from stoneheater.core.interlock import RULES
from stoneheater.core.observer import Observer
from stoneheater.core.reading import LSB_C
from stoneheater.core.rule import Finding, Gone, Reaction

QUIET_S = 300.0
FALLEN_C = 0.25
TEN = "every bath probe must read well for 10 cycles first."

GONE: Mapping[str, Gone] = {rule.name: rule.gone for rule in RULES}


class Trips:
    """The latched trips.

    Attributes:
        latched: rule and sentence of each, first one first.
        fresh: trips of this cycle that were not latched before.
    """

    def __init__(self, latched: Sequence[tuple[str, str]] = ()) -> None:
        self.latched: tuple[tuple[str, str], ...] = tuple(latched)
        self.fresh: tuple[tuple[str, str], ...] = ()
        self._why: str | None = None
        self._held: str | None = None
        self._still = False

    def __bool__(self) -> bool:
        return bool(self.latched)

    def update(self, findings: Sequence[Finding], seen: Observer, *, clean: bool) -> None:
        """Latch what spoke in this cycle, and see whether the causes are gone."""
        speaking = {f.rule.name: f.sentence for f in findings if f.rule.reaction is Reaction.TRIP}
        known = {name for name, _ in self.latched}
        self.fresh = tuple(item for item in speaking.items() if item[0] not in known)
        self.latched += self.fresh
        held = [f.sentence for f in findings if f.rule.reaction in (Reaction.HOLD, Reaction.END)]
        self._held = held[0] if held else None
        self._why = self._in_the_way(speaking, seen, clean=clean)

    def add(self, name: str, sentence: str) -> None:
        """Latch a trip that the service itself found."""
        if name not in {known for known, _ in self.latched}:
            self.latched += ((name, sentence),)
            self.fresh += ((name, sentence),)

    def why_not(self) -> str | None:
        """What still stands in the way of a reset, or None."""
        return self._why

    def clear(self) -> None:
        """The reset was accepted and is on disk."""
        self.latched = ()
        self._still = False

    def still(self, seen: Observer) -> dict[str, str]:
        """STILL HEATING after a trip, or no way to see whether it is."""
        if not self.latched:
            return {}
        if seen.blind:
            return {"cannot-see": "cannot see whether the heat is off: PULL THE PLUG."}
        value_c = seen.value_c
        if value_c is None or value_c <= seen.peak_c - FALLEN_C:
            self._still = False
        elif seen.rise_off.rise_c > seen.rise_off.allowed_c:
            self._still = True
        if not self._still:
            return {}
        rose = f"STILL HEATING: {value_c:.1f} °C and rising with every output off"
        return {"still-heating": f"{rose}. PULL THE PLUG."}

    def _in_the_way(
        self, speaking: Mapping[str, str], seen: Observer, *, clean: bool
    ) -> str | None:
        for name, _ in self.latched:
            gone = GONE.get(name, Gone.GOOD)
            if name in speaking:
                return f"not yet: {speaking[name]}"
            if not clean or not seen.fresh:
                return f"not yet: {self._held or TEN}"
            if gone is Gone.COOL and not seen.cool:
                return "not yet: the water must cool to the highest target first."
            if gone is Gone.QUIET:
                left_s = QUIET_S - seen.off_s
                if left_s > 0.0:
                    return f"not yet: the outputs must be off for {left_s / 60:.1f} min more."
                if seen.rise_off.rise_c > 2 * LSB_C:
                    return f"not yet: the water is still rising ({seen.rise_off.rise_c:.2f} °C)."
        return None
