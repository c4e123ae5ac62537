# SPDX-License-Identifier: MIT
"""Which is the warmer, element or bath?

The law of this file: it counts seconds and judges nothing; the rule on them stands in
`interlock.py`. Heat flows from the element into the water, so the element is the warmer of the
two, but for as long as it needs to follow water that was poured in hot. A bath that leads for
longer is no bath: the two probes are swapped, or the element's own has come off.
"""

from collections.abc import Sequence

from stoneheater.core.probe import ProbeTrack

LEAD_C = 6.0
"""Less says nothing, °C: two calibrations may be 4 apart, and a contact loses a tenth."""

LED_S = 60.0
"""So long after heat the element must still lead; then both are the bath, s."""


class Lead:
    """The lead in time.

    Attributes:
        reversed_c: by how much the coolest bath probe is above the element probe now, °C.
        reversed_s: for how long it has been so by more than `LEAD_C`, with heat, s.
    """

    def __init__(self) -> None:
        self.reversed_c = self.reversed_s = 0.0
        self._unheated_s = LED_S

    def update(
        self,
        dt_s: float,
        on: bool,
        heating: bool,
        bath: Sequence[ProbeTrack],
        element: ProbeTrack | None,
    ) -> None:
        """Count one cycle; without a good value of every probe it stands still."""
        self._unheated_s = 0.0 if on else self._unheated_s + dt_s
        if not heating or element is None:
            self.reversed_c = self.reversed_s = 0.0
            return
        element_c = element.raw_c
        bath_c = [track.raw_c for track in bath if track.raw_c is not None and track.fresh]
        if element_c is None or not element.fresh or len(bath_c) < len(bath):
            return
        self.reversed_c = min(bath_c) - element_c
        if self.reversed_c <= LEAD_C:
            self.reversed_s = 0.0
        elif self._unheated_s < LED_S:
            self.reversed_s += dt_s
