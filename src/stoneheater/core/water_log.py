# SPDX-License-Identifier: MIT
"""How hot a stone can be: the hottest water it lay in, of its last hour in the bath.

The law of this file: a guess is never milder than the bath was. What is not known is taken at
the hottest that was recorded, and when nothing was, at the cutoff.
"""

from dataclasses import dataclass
from math import floor, inf, isfinite

HOUR_S = 3600.0
STALE_S = 5.0
_KEPT_MIN = 180


@dataclass(frozen=True, slots=True)
class StoneHeat:
    """The temperature at which a stone is taken.

    Attributes:
        temperature_c: °C.
        doubt: why it is a guess, as a sentence; empty when the bath is known.
    """

    temperature_c: float
    doubt: str = ""


class WaterLog:
    """The hottest water of each minute, for three hours."""

    def __init__(self, cutoff_c: float) -> None:
        """Begin with nothing recorded; ``cutoff_c`` is what nothing recorded counts as, °C."""
        self._cutoff_c = cutoff_c
        self._hottest_c: dict[int, float] = {}
        self._newest_s = -inf

    def add(self, at_s: float, value_c: float | None) -> None:
        """Record the water at an instant; a missing or endless value is nothing to record."""
        if value_c is None or not isfinite(value_c):
            return
        self.recall(at_s, value_c)
        self._newest_s = max(self._newest_s, at_s)

    def recall(self, at_s: float, value_c: float) -> None:
        """Record what others wrote down about an earlier instant; the water is no better known."""
        minute = floor(at_s / 60.0)
        if value_c > self._hottest_c.get(minute, -inf):
            kept = {key: c for key, c in self._hottest_c.items() if key >= minute - _KEPT_MIN}
            self._hottest_c = {**kept, minute: value_c}  # whole: another thread may be reading

    def stone(self, now_s: float, out_since_s: float | None = None) -> StoneHeat:
        """The temperature of a stone that is taken now, or was taken out at ``out_since_s``."""
        last_s = now_s if out_since_s is None else min(now_s, out_since_s)
        first = floor((last_s - HOUR_S) / 60.0)
        newest_s = self._newest_s  # before the values: they may be newer, never older
        seen = [value_c for minute, value_c in self._hottest_c.items() if minute >= first]
        if not seen:
            guess = f"no water temperature in the last hour: taken at {self._cutoff_c:.1f} °C."
            return StoneHeat(self._cutoff_c, guess)
        if now_s - newest_s > STALE_S:
            guess = f"the water is unknown now: taken at {max(seen):.1f} °C, the hottest hour long."
            return StoneHeat(max(seen), guess)
        return StoneHeat(max(seen))

    def below_in_s(self, limit_c: float, now_s: float) -> float:
        """When a stone counts as at most so hot, if the water is that from now on; from now, s."""
        hot = [minute for minute, value_c in self._hottest_c.items() if value_c > limit_c]
        if not hot:
            return 0.0
        return max(0.0, (max(hot) + 1) * 60.0 + HOUR_S - now_s)
