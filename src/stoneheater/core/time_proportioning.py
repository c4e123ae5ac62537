# SPDX-License-Identifier: MIT
"""From a duty to on and off, spending as few relay operations as the water allows.

The law of this file: it owes heat, and pays it in whole pulses. What the duty asks and the
relay has not given is owed (seconds of full power); the relay closes when the debt is half a
swing, opens when it is overpaid by half. So the mean is exact, the swing of the water is the
same at every duty, there is no window to wait for, and a cut is at any instant.
"""

from dataclasses import dataclass
from enum import StrEnum


class Profile(StrEnum):
    """What kind of switch there is: one that wears, or one that does not."""

    MECHANICAL = "mechanical"
    SSR = "ssr"


@dataclass(frozen=True, slots=True)
class Pace:
    """How finely a profile switches.

    Attributes:
        swing_c: peak to peak of the water, before the element smooths it, °C.
        shortest_s: shortest time on or off, s.
        longest_swing_s: largest swing of the debt, s of full power.
    """

    swing_c: float
    shortest_s: float
    longest_swing_s: float


PACES = {
    Profile.MECHANICAL: Pace(swing_c=0.45, shortest_s=5.0, longest_swing_s=120.0),
    Profile.SSR: Pace(swing_c=0.03, shortest_s=1.0, longest_swing_s=3.0),
}


class TimeProportioning:
    """The relay's bookkeeper."""

    def __init__(self, profile: Profile) -> None:
        self.pace = PACES[profile]
        self._owed_s = 0.0
        self._on = False
        self._since_s = 0.0

    def reset(self) -> None:
        """Forget every debt: the heat was taken away, and stays away without a pulse begun."""
        self._owed_s = 0.0
        self._on = False
        self._since_s = self.pace.shortest_s

    def update(self, dt_s: float, duty: float, rate_c_per_s: float) -> bool:
        """On or off until the next call.

        Args:
            dt_s: seconds since the last call.
            duty: share of full power wanted, 0 to 1.
            rate_c_per_s: how fast full power lifts this bath, °C/s.
        """
        pace = self.pace
        swing_s = pace.swing_c / rate_c_per_s
        half_s = 0.5 * min(max(swing_s, pace.shortest_s), pace.longest_swing_s)
        self._since_s += dt_s
        self._owed_s += (duty - self._on) * dt_s
        self._owed_s = min(max(self._owed_s, -half_s - dt_s), half_s + dt_s)
        if duty <= 0.0 or duty >= 1.0:
            wanted = duty >= 1.0
        elif self._on:
            wanted = self._owed_s > -half_s
        else:
            wanted = self._owed_s >= half_s
        if wanted != self._on and (self._since_s >= pace.shortest_s or duty <= 0.0):
            self._on, self._since_s = wanted, 0.0
        return self._on
