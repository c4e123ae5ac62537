# SPDX-License-Identifier: MIT
"""Water that rises with the heater off: heat that is still on its way, warm water, or a weld.

The law of this file: it counts joules and degrees and judges nothing; the rules on its facts
stand in `interlock.py`. What heat given in this run may still do is never an odd rise. What an
earlier run may have left in the element is one, until a quiet minute shows that it is spent, but
never counts as a pace that only a relay can keep.
"""

from collections import deque
from itertools import islice

from stoneheater.core.energy import LAG_MAX_S, WELD_C, NamePlate
from stoneheater.core.reading import LSB_C

WINDOW_S = 300
SURE_S = 5.0
"""A rise must stay unexplained for so long, s: poured water shows itself by then. Not over an
element that may be hot: there heat must not begin."""

MIXING_S = 60.0
"""After water was poured in, for so long the probe still follows it, s."""

QUIET_S = 60
QUIET_C = 2 * LSB_C
"""Water that rises by no more in so many seconds, with the heater off, has a cold element."""

TAIL_C = 4 * LSB_C
"""What an element may still give after a quiet minute, if that was the tail of 170 s, °C."""

AGAIN_S = 900.0
"""An odd rise says nothing of the next one after so long without any, s."""

PACE_S = 90
PACE_C = 6 * LSB_C
PACE = 0.7
"""A rise keeps its pace if, halved, from so many seconds on, it rose by so much in its first half
and by this share of it in its second: a probe that lags by 45 s makes it 0.5 of poured water."""


class RiseOff:
    """How the water rises without heat.

    Attributes:
        rise_c: rise since the lowest value of the last five minutes with the heater off, °C.
        given_c: what heat that was given can explain of it, with four LSB, °C; infinite with heat.
        allowed_c: the same with what an earlier run may have left, °C.
        odd_c: the rise, while it is odd: from when it was more than explained, in a heat-up or
            while the element of an earlier run may be hot, until a quiet minute; else 0, °C.
        odd_allowed_c: what was explained of it as it began, °C; infinite without any.
        times: how many odd rises there were, each within 15 min after the one before.
        keeps_pace: the odd rise goes on more evenly and longer than poured water can.
        standby_weld: a steady rise of five minutes at a rate the element could make.
        fastest_c_per_s: the fastest rise of this water; a learned bath may narrow it.
    """

    def __init__(self, plate: NamePlate) -> None:
        self._plate = plate
        self.fastest_c_per_s = plate.fastest_c_per_s
        self._stored_j = 0.0
        self._earlier_j = plate.power_max_w * LAG_MAX_S  # an earlier run may have heated until now
        self._values: deque[float] = deque(maxlen=WINDOW_S + 1)
        self._off: deque[tuple[float, float, float]] = deque(maxlen=WINDOW_S)
        self._mixing_s = self._over_s = 0.0
        self._odd_s = self._calm_s = 0.0
        self.rise_c = self.odd_c = 0.0
        self.given_c = self.allowed_c = self.odd_allowed_c = float("inf")
        self.times = 0
        self.keeps_pace = False
        self.standby_weld = False

    def update(
        self, dt_s: float, on: bool, value_c: float | None, standby: bool, heating: bool = True
    ) -> None:
        """Count one cycle of about one second; a missing value starts every window again.

        Args:
            dt_s: seconds since the last cycle.
            on: whether the heater was on in it.
            value_c: the bath, °C, or None.
            standby: whether the mode is STANDBY.
            heating: whether a rise that is not explained is odd: in STANDBY people pour.
        """
        self._count(dt_s, on)
        if value_c is None:
            self._values.clear()
            self._off.clear()
            self.rise_c, self.given_c, self.allowed_c = 0.0, float("inf"), float("inf")
            self._odd_s = 0.0
            self.keeps_pace = self.standby_weld = False
            return
        self._values.append(value_c)
        quiet = self._quiet(on)
        if quiet and self._earlier_j > 0.0:
            self._spent()
        self._measure(on, value_c)
        self._follow(dt_s, quiet, heating or self._earlier_j > 0.0)
        self.standby_weld = standby and self._steady()

    def _count(self, dt_s: float, on: bool) -> None:
        """Heat goes into the element, and out of it."""
        if on:
            self._stored_j, self._earlier_j = self._stored_j + self._earlier_j, 0.0
        given_j = self._plate.power_max_w * dt_s if on else 0.0
        lost = min(1.0, dt_s / LAG_MAX_S)
        self._stored_j += given_j - self._stored_j * lost
        self._earlier_j -= self._earlier_j * lost

    def _spent(self) -> None:
        """The element is cold, and what rose before is explained."""
        self._stored_j = self._earlier_j = 0.0
        self._off.clear()

    def _quiet(self, on: bool) -> bool:
        """A minute without a rise, and no heat now."""
        v = self._values
        return not on and len(v) >= QUIET_S and v[-1] - min(islice(reversed(v), QUIET_S)) <= QUIET_C

    def _measure(self, on: bool, value_c: float) -> None:
        self._mixing_s = MIXING_S if self._poured() else max(0.0, self._mixing_s - 1.0)
        if on or self._mixing_s > 0.0:
            self._off.clear()
        self._off.append((value_c, self._stored_j, self._earlier_j))
        if on:
            self.rise_c, self.given_c, self.allowed_c = 0.0, float("inf"), float("inf")
            self._over_s = 0.0
            return
        low_c, stored_j, earlier_j = min(self._off)
        self.given_c = self._explained_c(stored_j)
        self.allowed_c = self._explained_c(stored_j + earlier_j)
        rise_c = value_c - low_c
        unexplained = rise_c > self.given_c and value_c >= max(self._values)
        self._over_s = self._over_s + 1.0 if unexplained else 0.0
        sure_s = 1.0 if earlier_j > 0.0 else SURE_S
        self.rise_c = rise_c if self._over_s >= sure_s else min(rise_c, self.given_c)

    def _explained_c(self, stored_j: float) -> float:
        return WELD_C + stored_j / self._plate.power_max_w * self.fastest_c_per_s

    def _poured(self) -> bool:
        """A rise within five seconds that no element can make: water was poured in."""
        v = self._values
        return len(v) > 5 and v[-1] - v[-6] > 5 * self._plate.fastest_c_per_s + WELD_C  # noqa: PLR2004 - five seconds

    def _follow(self, dt_s: float, quiet: bool, judged: bool) -> None:
        """An odd rise is followed until a quiet minute: does it go on, does it come back?"""
        if self.odd_c > 0.0:
            self._odd_s += dt_s
            self.odd_c = max(self.odd_c, self.rise_c)
            self.keeps_pace = self._paced()
            if quiet and self._odd_s >= QUIET_S:
                self._spent()
                self._stored_j = TAIL_C / self.fastest_c_per_s * self._plate.power_max_w
                self.odd_c, self.odd_allowed_c, self._calm_s = 0.0, float("inf"), 0.0
            return
        self._calm_s += dt_s
        if self._calm_s >= AGAIN_S:
            self.times = 0
        if judged and self.rise_c > self.given_c:
            self.odd_c, self.odd_allowed_c, self._odd_s = self.rise_c, self.given_c, 0.0
            self.times += 1

    def _paced(self) -> bool:
        v = self._values
        last = min(int(self._odd_s), len(v) - 1)
        if last < PACE_S:
            return False
        middle_c = v[-1 - last // 2]
        first_c, second_c = middle_c - v[-1 - last], v[-1] - middle_c
        more = v[-1] - min(self._off)[0] > self.allowed_c
        return more and first_c >= PACE_C and second_c >= PACE * first_c

    def _steady(self) -> bool:
        v = self._values
        if len(v) <= WINDOW_S or len(self._off) < WINDOW_S:
            return False
        minute_c = [v[-1 - 60 * k] - v[-61 - 60 * k] for k in range(5)]
        least_c = 60 * self._plate.slowest_c_per_s
        most_c = 60 * self._plate.fastest_c_per_s + LSB_C
        if not all(least_c <= rise_c <= most_c for rise_c in minute_c):
            return False
        even = minute_c[0] >= 0.6 * minute_c[-1]  # stored heat dies down
        return even and self.rise_c > self.given_c
