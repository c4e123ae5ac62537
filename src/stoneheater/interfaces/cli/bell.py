# SPDX-License-Identifier: MIT
"""When the terminal's bell rings.

The law of this file: the most urgent alarm that is not paused sets the pace: high every 10 s,
medium every 25 s, low once; a more urgent one rings at once. No data counts as medium.
"""

from collections.abc import Mapping
from typing import Final

from stoneheater.interfaces.cli import wording

EVERY_S: Final[Mapping[str, float]] = {"high": 10.0, "medium": 25.0, "low": float("inf")}
_RANK: Final = ("low", "medium", "high")


class Bell:
    """Remembers what it rang for, and when."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._at_s = float("-inf")

    def rings(self, snapshot: Mapping[str, object], now_s: float, *, silent: bool) -> bool:
        """Whether to ring now.

        Args:
            snapshot: what the daemon said last.
            now_s: any monotonic seconds.
            silent: whether it has fallen silent.
        """
        sounding = _sounding(snapshot, silent=silent)
        rank = max(map(_RANK.index, sounding.values()), default=-1)
        top = {code for code, priority in sounding.items() if _RANK.index(priority) == rank}
        new = bool(top - self._known)
        due = rank >= 0 and now_s - self._at_s >= EVERY_S[_RANK[rank]]
        self._known = set(sounding)
        if new or due:
            self._at_s = now_s
        return new or due


def _sounding(snapshot: Mapping[str, object], *, silent: bool) -> dict[str, str]:
    """The alarms that may sound, by their code: their priority."""
    rows = [row for row in wording.rows(snapshot, "alarms") if not row.get("paused")]
    found = {wording.text(row, "code"): wording.text(row, "priority") for row in rows}
    known = {code: said if said in EVERY_S else "medium" for code, said in found.items()}
    return known | ({"no data": "medium"} if silent else {})
