# SPDX-License-Identifier: MIT
"""Which probe the controller listens to: the hottest, judged over a minute.

The law of this file: it chooses one usable probe's own reading, and never a mean of two; the
interlock takes no notice. The hottest of two noisy readings in each cycle is hotter than either
probe is (by half their noise); the probe that is hottest over a minute is not.
"""

from collections.abc import Sequence

from stoneheater.core.probe import ProbeTrack

OVER_S = 60.0


class Speaker:
    """The choice, from cycle to cycle."""

    def __init__(self) -> None:
        self._means_c: dict[str, float] = {}

    def value_c(self, tracks: Sequence[ProbeTrack], dt_s: float) -> float | None:
        """What the probe that is hottest over a minute reads now, °C; None if none is usable."""
        usable = {track.name: track.value_c for track in tracks if track.value_c is not None}
        share = min(1.0, dt_s / OVER_S)
        means_c = {
            name: self._means_c.get(name, now_c) * (1.0 - share) + now_c * share
            for name, now_c in usable.items()
        }
        self._means_c = means_c
        return usable[max(means_c, key=means_c.__getitem__)] if means_c else None
