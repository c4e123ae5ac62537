# SPDX-License-Identifier: MIT
"""Who is warmer while heat is given: the element, or the bath?

The law of this file: it counts seconds and judges nothing; the rule on them stands in
`interlock.py`. Heat flows from the element into the water, so with the heater on the element leads.
A bath that leads for long is no bath: the two probes are swapped, or one came off the element.
"""

from collections.abc import Sequence

from stoneheater.core.probe import ProbeTrack

LEAD_C = 1.0
"""Less than this between the two says nothing: calibration, lag, and water not yet stirred."""


class Lead:
    """The lead in time.

    Attributes:
        reversed_c: by how much the coolest bath probe is above the element probe now, °C.
        reversed_s: how long the bath has led while heat was given, since the element last did, s.
    """

    def __init__(self) -> None:
        self.reversed_c = self.reversed_s = 0.0

    def update(
        self, dt_s: float, on: bool, bath: Sequence[ProbeTrack], element: ProbeTrack | None
    ) -> None:
        """Count one cycle; a probe that is not fresh, or not there, says nothing."""
        bath_c = [track.raw_c for track in bath if track.fresh and track.raw_c is not None]
        element_c = element.raw_c if element is not None and element.fresh else None
        if not bath_c or element_c is None:
            return
        self.reversed_c = min(bath_c) - element_c
        if not on:
            return
        if self.reversed_c > LEAD_C:
            self.reversed_s += dt_s
        elif self.reversed_c < -LEAD_C:
            self.reversed_s = 0.0

    def reset(self) -> None:
        """Begin anew: the rule has spoken, and its trip latches."""
        self.reversed_s = 0.0
