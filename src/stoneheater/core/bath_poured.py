# SPDX-License-Identifier: MIT
"""How much water there is after some was poured in: rivals that each believe another amount.

The law of this file: whoever pours does not say how much, and one reading does not show it. Every
rival is the learned bath with so many times its water, follows the same heat and the same
readings, and the one that was surprised least since is believed; none is until it leads clearly.
A bath outside the name plate is no rival. What is poured in afterwards is again counted from the
bath before. The numbers were chosen on the bench: `docs/control.md`.
"""

from copy import copy
from dataclasses import replace

from stoneheater.core.bath_filter import BathFilter
from stoneheater.core.bath_prior import within
from stoneheater.core.energy import NamePlate

TIMES_WATER = (1.2, 1.4, 1.7)
"""What the rivals believe; the bath itself believes that as much went out as came in."""

CLEAR = 15.0
"""The leader is followed when its oddity, in squares of a deviation, is less by so much."""

ODD_MAX = 25.0
"""No single reading speaks louder than this."""


class Poured:
    """The rivals, from a pouring on.

    Attributes:
        before: the bath with its water of before.
        best: the bath that is believed now.
    """

    def __init__(self, bath: BathFilter, plate: NamePlate) -> None:
        learned = bath.learned
        self.before = self.best = bath
        self._odd: dict[float, float] = {1.0: 0.0}
        self._rivals = {1.0: bath}
        self._believed = 1.0
        for times in TIMES_WATER:
            rate, share = learned.rate_c_per_s / times, learned.stone_share / times
            more = replace(learned, rate_c_per_s=rate, stone_share=share)
            if within(plate, more):
                self._rivals[times] = rival = copy(bath)
                rival.part(more)
                self._odd[times] = 0.0

    def follow(self, dt_s: float, on: bool, value_c: float | None) -> None:
        """Let time pass for every rival, and weigh a reading if there is one."""
        for times, rival in self._rivals.items():
            rival.follow(dt_s, on, value_c)
            self._odd[times] += min(rival.oddity, ODD_MAX)
        leader = min(self._odd, key=self._odd.__getitem__)
        if self._odd[leader] + CLEAR < self._odd[self._believed]:
            self._believed, self.best = leader, self._rivals[leader]
