# SPDX-License-Identifier: MIT
"""The stones in the bath, looked at every few seconds from the loop's own thread.

The law of this file: what it costs does not depend on how many stones there are, only on how many
kinds; and whoever shows it gets a finished answer, never the stones themselves.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from stoneheater.core.bath_stones import BathStones, out_of_bath
from stoneheater.core.board_state import State
from stoneheater.core.stone import Stone

EVERY_S: Final = 5.0
LONGEST_S: Final = 60.0
"""After a longer gap, a suspended computer, only so much of it warms a stone, s."""


@dataclass(frozen=True, slots=True)
class Soaked:
    """How the stones in the bath are doing.

    Attributes:
        soaked: every one is soaked through; None without a catalogue.
        ready_in_s: for each stone in the bath, how long it still soaks, s; empty while the water
            is unknown.
        text: the sentence while stones still soak, else empty.
    """

    soaked: bool | None = None
    ready_in_s: Mapping[str, float] = field(default_factory=dict)
    text: str = ""


class Soaking:
    """The bath's stones in time.

    Attributes:
        seen: the newest answer, immutable; another thread may take it at any time.
    """

    def __init__(self, catalogue: Callable[[], Sequence[Stone]], *, piled: bool = False) -> None:
        self._catalogue = catalogue
        self._stones = BathStones(catalogue(), piled=piled)
        self._looked_s: float | None = None
        self._coldest_c: float | None = None
        self._known = True
        self.seen = Soaked(self._stones.soaked(None))

    def update(self, now_s: float, water_c: float | None, state: State) -> None:
        """Count one cycle.

        Args:
            now_s: s since boot.
            water_c: the water, °C; None while it is not known.
            state: who has which stones.
        """
        self._known = self._known and water_c is not None
        if water_c is not None:
            self._coldest_c = min(water_c, water_c if self._coldest_c is None else self._coldest_c)
        if self._looked_s is None:
            self._looked_s = now_s
        if now_s >= self._looked_s + EVERY_S:
            self._look(now_s - self._looked_s, state)
            self._looked_s, self._coldest_c, self._known = now_s, None, True

    def _look(self, dt_s: float, state: State) -> None:
        water_c = self._coldest_c if self._known else None
        stones = self._stones
        stones.join(self._catalogue())
        stones.update(min(dt_s, LONGEST_S), water_c, out_of_bath(state))
        if water_c is None:
            self.seen = Soaked(stones.soaked(None))
            return
        waits = stones.ready_in_s(water_c)
        soaked = None if stones.soaked(None) is None else not any(waits.values())
        self.seen = Soaked(soaked, waits, stones.wait(water_c))
