# SPDX-License-Identifier: MIT
"""Which is the warmer, element or bath?

The law of this file: it counts seconds and judges nothing; the rule on them stands in
`interlock.py`. Heat flows from the element into the water, so the element is the warmer of the
two, but for as long as it needs to follow water that was poured in hot. A bath that leads for
longer is no bath: the two probes are swapped, or the element's own has come off.
"""

from collections.abc import Sequence

from stoneheater.core.probe import ProbeTrack

LEAD_C = 5.0
"""Less says nothing, °C: two calibrations may be 4 apart, and a contact loses a tenth."""


class Lead:
    """The lead in time.

    Attributes:
        reversed_c: by how much the coolest bath probe is above the element probe now, °C.
        reversed_s: for how long it has been so by more than `LEAD_C` while heating, s.
    """

    def __init__(self) -> None:
        self.reversed_c = self.reversed_s = 0.0

    def update(
        self, dt_s: float, heating: bool, bath: Sequence[ProbeTrack], element: ProbeTrack | None
    ) -> None:
        """Count one cycle; without a fresh value of every probe it stands still."""
        if not heating or element is None:
            self.reversed_c = self.reversed_s = 0.0
            return
        values_c = [track.raw_c for track in (element, *bath) if track.fresh]
        if len(values_c) <= len(bath):
            return
        element_c, *bath_c = (value_c for value_c in values_c if value_c is not None)
        self.reversed_c = min(bath_c) - element_c
        self.reversed_s = self.reversed_s + dt_s if self.reversed_c > LEAD_C else 0.0
