# SPDX-License-Identifier: MIT
"""Water that rises with the heater off: heat that is still on its way, warm water, or a weld.

The law of this file: it counts joules and degrees and judges nothing; the rules on its facts
stand in `interlock.py`. What heat given in this run may still do is never an odd rise. What an
earlier run may have left in the element is one, until a quiet minute shows that it is spent, but
no pace that only a relay can keep. In STANDBY people pour: odd rises are counted in a heat-up.
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
"""An odd rise says nothing of the next one after so long without any, s: seconds in which a relay
that is stuck would have shown, in a heat-up with the heater off and nothing open in series."""

PACE_S = 90.0
OPENED_PACE_S = 300.0
PACE_C = 6 * LSB_C
PACE = 0.7
"""A rise keeps its pace if, halved, from so many seconds on, it rose by so much in its first half
and by this share of it in its second: a probe that lags by 45 s makes it 0.5 of poured water. Where
`enable` has opened the circuit there is time to wait for warm stones too: half an hour of theirs
is 0.5 in 300 s."""

ODD_CYCLES = 330
"""So much of an odd rise is kept: its longest pace, though cycles be a tenth shorter than 1 s."""


class RiseOff:
    """How the water rises without heat.

    Attributes:
        rise_c: rise since the lowest value of the last five minutes with the heater off, °C.
        given_c: what heat that was given can explain of it, with four LSB, °C; infinite with heat.
        allowed_c: the same with what an earlier run may have left, °C.
        odd_c: the rise, while it is odd: from when it was more than explained, in a heat-up or
            while the element of an earlier run may be hot, until a quiet minute; else 0, °C.
        odd_allowed_c: what was explained of it as it began, °C; infinite without any.
        times: how many odd rises there were in heat-ups, each soon after the one before.
        suspect: the odd rise of now is one of them.
        keeps_pace: it goes on more evenly and longer than poured water can.
        standby_weld: a steady rise of five minutes at a rate the element could make.
        fastest_c_per_s: the fastest rise of this water; a learned bath may narrow it.
    """

    def __init__(self, plate: NamePlate, pace_s: float = PACE_S) -> None:
        """Begin with a name plate, and with how long a rise must keep its pace, s."""
        self._plate = plate
        self._pace_s = pace_s
        self.fastest_c_per_s = plate.fastest_c_per_s
        self._stored_j = 0.0
        self._earlier_j = plate.power_max_w * LAG_MAX_S  # an earlier run may have heated until now
        self._values: deque[float] = deque(maxlen=WINDOW_S + 1)
        self._off: deque[tuple[float, float, float]] = deque(maxlen=WINDOW_S)
        self._mixing_s = self._over_s = 0.0
        self._odd: deque[tuple[float, float, float]] = deque(maxlen=ODD_CYCLES)
        self._odd_s = self._calm_s = 0.0
        self.rise_c = self.odd_c = 0.0
        self.given_c = self.allowed_c = self.odd_allowed_c = float("inf")
        self.times = 0
        self.suspect = self.keeps_pace = False
        self.standby_weld = False

    def forget(self) -> None:
        """Somebody has to come anyway: what was odd so far is not counted again."""
        self.times = 0

    def update(
        self,
        dt_s: float,
        on: bool,
        value_c: float | None,
        standby: bool,
        heating: bool = True,
        closed: bool = True,
    ) -> None:
        """Count one cycle of about one second; a missing value starts every window again.

        Args:
            dt_s: seconds since the last cycle.
            on: whether the heater was on in it.
            value_c: the bath, °C, or None.
            standby: whether the mode is STANDBY.
            heating: whether a rise that is not explained is odd, and counts.
            closed: whether the circuit has nothing open but the heater.
        """
        self._count(dt_s, on)
        self._calm_s += dt_s if heating and closed and not on else 0.0
        if value_c is None:
            self._values.clear()
            self._off.clear()
            self.rise_c, self.given_c, self.allowed_c = 0.0, float("inf"), float("inf")
            self._odd_s += dt_s
            self.standby_weld = False
            return
        self._values.append(value_c)
        quiet = self._quiet(on)
        if quiet and self._earlier_j > 0.0:
            self._spent()
        self._measure(on, value_c)
        self._follow(dt_s, quiet, heating)
        self.standby_weld = standby and self._steady()

    def _count(self, dt_s: float, on: bool) -> None:
        """Heat goes into the element, and out of it."""
        if on:
            self._stored_j, self._earlier_j = self._stored_j + self._earlier_j, 0.0
        given_j = self._plate.power_max_w * dt_s if on else 0.0
        lost = min(1.0, dt_s / LAG_MAX_S)
        self._stored_j += given_j - self._stored_j * lost
        self._earlier_j -= self._earlier_j * lost
        if self._lift_c(self._earlier_j) < LSB_C:
            self._earlier_j = 0.0

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

    def _lift_c(self, stored_j: float) -> float:
        return stored_j / self._plate.power_max_w * self.fastest_c_per_s

    def _explained_c(self, stored_j: float) -> float:
        return WELD_C + self._lift_c(stored_j)

    def _poured(self) -> bool:
        """A rise within five seconds that no element can make: water was poured in."""
        v = self._values
        return len(v) > 5 and v[-1] - v[-6] > 5 * self._plate.fastest_c_per_s + WELD_C  # noqa: PLR2004 - five seconds

    def _follow(self, dt_s: float, quiet: bool, heating: bool) -> None:
        """An odd rise is followed until a quiet minute: does it go on, does it come back?"""
        if self.odd_c > 0.0:
            self._odd_s += dt_s
            self.odd_c = max(self.odd_c, self.rise_c)
            self._odd.append((self._odd_s, self._values[-1], self._stored_j + self._earlier_j))
            self.keeps_pace = self.suspect and self._paced()
            if quiet and self._odd_s >= QUIET_S:
                self._end()
            return
        if self._calm_s >= AGAIN_S:
            self.times = 0
        if (heating or self._earlier_j > 0.0) and self.rise_c > self.given_c:
            self.odd_c, self.odd_allowed_c, self._odd_s = self.rise_c, self.given_c, 0.0
            self._odd.append((0.0, self._values[-1], self._stored_j + self._earlier_j))
            self.suspect = heating
            self.times += heating

    def _end(self) -> None:
        self._spent()
        self._stored_j = TAIL_C / self.fastest_c_per_s * self._plate.power_max_w
        self._odd.clear()
        self.odd_c, self.odd_allowed_c, self._calm_s = 0.0, float("inf"), 0.0
        self.suspect = self.keeps_pace = False

    def _paced(self) -> bool:
        """Seen or not in between: what counts is the time from the first value to the last."""
        first_s, first_c, _ = self._odd[0]
        if self._odd_s - first_s < self._pace_s:
            return False
        half_s = 0.5 * (first_s + self._odd_s)
        _, middle_c, stored_j = next(seen for seen in reversed(self._odd) if seen[0] <= half_s)
        before_c, after_c = middle_c - first_c, self._values[-1] - middle_c
        even = before_c >= PACE_C and after_c >= PACE * before_c
        return even and after_c > self._explained_c(stored_j)

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
