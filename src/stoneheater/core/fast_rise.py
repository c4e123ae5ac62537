# SPDX-License-Identifier: MIT
"""Water that rises faster than heat can lift the lightest bath: it runs dry, or was poured in.

The law of this file: it counts degrees and seconds and judges nothing; the rules on its facts
stand in `interlock.py`.
"""

from collections import deque

from stoneheater.core.energy import NamePlate
from stoneheater.core.reading import LSB_C

WINDOW_S = 300
FAST_S = 15
FAST_MARGIN_C = 3 * LSB_C
STILL_S = 60.0
"""A fast rise is over when the water has been still for so long, s: a kettle comes in gulps."""

FORGET_S = 120.0
"""A fast rise says nothing of the next one after so long without any, STANDBY not counted, s."""

SOME = 5
"""Fewer values than this many and one are too few to see a rise in."""


class FastRise:
    """How fast the water rises soon after heat.

    Attributes:
        rise_c: a rise in 15 s that is more than heat can make, soon after heat was given and to
            the highest value of five minutes; it lasts until still water is seen; else 0, °C.
        times: how many such rises began while heating, each after heat and within two
            minutes, STANDBY not counted, after the one before was over.
        minute_lift_c: what the heat of the last minute could lift the lightest bath, °C.
        fastest_c_per_s: the fastest rise of this water; a learned bath may narrow it.
    """

    def __init__(self, plate: NamePlate) -> None:
        self._plate = plate
        self.fastest_c_per_s = plate.fastest_c_per_s
        self._minute_j = 0.0
        self._values: deque[float] = deque(maxlen=WINDOW_S + 1)
        self._calm_s = self._still_s = 0.0
        self._heated = False
        self.rise_c = 0.0
        self.times = 0
        self.minute_lift_c = 0.0

    @property
    def allowed_c(self) -> float:
        """What the fastest bath can do in 15 s, °C."""
        return FAST_S * self.fastest_c_per_s + FAST_MARGIN_C

    def update(
        self, dt_s: float, on: bool, value_c: float | None, standby: bool, heating: bool = True
    ) -> None:
        """Count one cycle of about one second; a missing value starts every window again."""
        given_j = self._plate.power_max_w * dt_s if on else 0.0
        self._minute_j += given_j - self._minute_j * min(1.0, dt_s / 60.0)
        self.minute_lift_c = self._minute_j / self._plate.light_j_per_k
        if value_c is None:
            self._values.clear()
            self._still_s = 0.0
            return
        v = self._values
        v.append(value_c)
        rise_c = v[-1] - v[max(0, len(v) - 1 - FAST_S)]
        self._still_s = 0.0 if rise_c > FAST_MARGIN_C else self._still_s + dt_s
        self._calm_s += 0.0 if standby else dt_s
        self._heated = self._heated or on
        if self._calm_s >= FORGET_S:
            self.times = 0
        fresh = len(v) > SOME and v[-1] >= max(v)  # not back from a fall: water, stones were cold
        if self.rise_c > 0.0:
            self.rise_c = max(self.rise_c, rise_c) if self._still_s < STILL_S else 0.0
        elif fresh and rise_c > self.allowed_c and self._minute_j >= self._plate.power_max_w:
            self.rise_c = rise_c
            self.times += heating and self._heated
        if self.rise_c > 0.0:
            self._calm_s, self._heated = 0.0, False
