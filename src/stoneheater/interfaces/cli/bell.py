# SPDX-License-Identifier: MIT
"""When the terminal's bell rings.

The law of this file: the most urgent alarm that is not paused sets the pace: high every 10 s,
medium every 25 s, low once; a more urgent one rings at once. No data counts as medium; while
there is none, the timers are counted on here, and nothing stays paused.
"""

from collections.abc import Mapping
from typing import Final

from stoneheater.interfaces.cli import timers, wording

EVERY_S: Final[Mapping[str, float]] = {"high": 10.0, "medium": 25.0, "low": float("inf")}
_RANK: Final = ("low", "medium", "high")


class Bell:
    """Remembers what it rang for, and when."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._at_s = float("-inf")

    def rings(self, snapshot: Mapping[str, object], now_s: float, silent_s: float = 0.0) -> bool:
        """Whether to ring now.

        Args:
            snapshot: what the daemon said last.
            now_s: any monotonic seconds.
            silent_s: how long ago that was, s.
        """
        sounding = _sounding(snapshot, silent_s)
        rank = max(map(_RANK.index, sounding.values()), default=-1)
        top = {code for code, priority in sounding.items() if _RANK.index(priority) == rank}
        new = bool(top - self._known)
        due = rank >= 0 and now_s - self._at_s >= EVERY_S[_RANK[rank]]
        self._known = set(sounding)
        if new or due:
            self._at_s = now_s
        return new or due


def _sounding(snapshot: Mapping[str, object], silent_s: float) -> dict[str, str]:
    """The alarms that may sound, by their code: their priority."""
    silent = silent_s >= wording.NO_DATA_S
    every = wording.rows(snapshot, "alarms")
    found = [row for row in every if silent or not row.get("paused")]
    said = {wording.text(row, "code"): wording.text(row, "priority") for row in found}
    known = {code: how if how in EVERY_S else "medium" for code, how in said.items()}
    counted = {"no data": "medium", **timers.calls(snapshot, silent_s)} if silent else {}
    return known | counted
