# SPDX-License-Identifier: MIT
"""The stones that lie, as a screen or a line shows them, counted down by whoever looks.

The law of this file: from what the daemon said last and how long ago that was. Silence makes a
timer shorter and redder, never milder; what is not known is called unknown and calls for a look.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Final

from stoneheater.core.units import in_unit
from stoneheater.interfaces.cli import wording
from stoneheater.interfaces.cli.wording import Unit, number, rows, text

COLOURS: Final[Mapping[str, str]] = {
    "unknown": "TIME UNKNOWN",
    "red": "RED",
    "amber": "AMBER",
    "green": "GREEN",
}
"""Every colour as a word, the most urgent first."""

PRIORITIES: Final[Mapping[str, str]] = {"unknown": "high", "red": "high", "amber": "medium"}
"""How urgently a colour calls; green does not."""

MINUTES_FROM_S: Final = 120
_RANK: Final = tuple(COLOURS)


@dataclass(frozen=True, slots=True)
class Timer:
    """One stone that lies.

    Attributes:
        placement_id: its name in the record.
        stone, site, client: which, where, on whom.
        colour: green, amber, red, or unknown after a reboot.
        left_s: until it must be lifted, negative when late, s; None when unknown.
        lift_by: the time of day; empty when unknown.
        refused: why it must not lie at all; empty otherwise.
        paused: somebody paused its sound.
        computing: the time is the longest there can be, until the true one is computed.
    """

    placement_id: str
    stone: str
    site: str
    client: str
    colour: str
    left_s: float | None
    lift_by: str
    refused: str
    paused: bool = False
    computing: bool = False

    @property
    def where(self) -> str:
        """Which stone, and where it lies."""
        return f"{self.stone}, {self.site}, {self.client}"

    @property
    def mark(self) -> str:
        """Its priority in signs; empty while it is green."""
        return wording.MARKS.get(PRIORITIES.get(self.colour, ""), "")

    @property
    def words(self) -> str:
        """What to do, and how long there is."""
        if self.left_s is None:
            return "check the client now"
        if self.refused:
            return f"LIFT NOW: {self.refused}"
        if self.left_s <= 0.0:
            return f"LIFT NOW, {seconds(-self.left_s)} late"
        most = " at most" if self.computing else ""
        return f"lift by {self.lift_by}, {seconds(self.left_s)}{most}"

    @property
    def line(self) -> str:
        """All of it on one line."""
        paused = " (sound paused)" if self.paused else ""
        said = f"{self.mark} {COLOURS[self.colour]}: {self.where}: {self.words}{paused}"
        return said.strip()


def timers(snapshot: Mapping[str, object], silent_s: float = 0.0) -> Sequence[Timer]:
    """Every stone that lies, the most urgent first.

    Args:
        snapshot: what the daemon said last, or any answer with ``placements``.
        silent_s: how long ago, s.
    """
    found = [_timer(row, snapshot, silent_s) for row in rows(snapshot, "placements")]
    return sorted(found, key=lambda t: (_RANK.index(t.colour), t.left_s or 0.0))


def read_in(snapshot: Mapping[str, object], unit: Unit) -> Mapping[str, object]:
    """The same, with the temperatures of what is refused in the reader's unit."""
    told = [
        {**row, "reason": in_unit(text(row, "reason"), unit)} if row.get("reason") else row
        for row in rows(snapshot, "placements")
    ]
    return {**snapshot, "placements": told}


def lines(snapshot: Mapping[str, object], silent_s: float = 0.0) -> Iterator[str]:
    """The stones that lie and the clients under them, in sentences; nothing without a session."""
    shown = timers(snapshot, silent_s)
    yield from (timer.line for timer in shown)
    if more := more_than(snapshot, len(shown)):
        yield more
    yield from clients(snapshot, silent_s)
    if soaking := text(snapshot, "soaking"):
        yield soaking


def more_than(snapshot: Mapping[str, object], shown: int) -> str:
    """How many stones lie besides those that are shown, or nothing."""
    more = int(number(snapshot, "lying") or 0) - shown
    return f"and {more} more {'stones lie' if more > 1 else 'stone lies'}" if more > 0 else ""


def clients(snapshot: Mapping[str, object], silent_s: float = 0.0) -> Iterator[str]:
    """Each open session on a line: who, how many stones, when the client was last asked."""
    for row in rows(snapshot, "sessions"):
        lying, out = (int(number(row, key) or 0) for key in ("lying", "stones_out"))
        parts = [f"{lying} of {out} stones lie" if out else "no stones out"]
        if hand := wording.sentences(row, "working"):
            parts.append(f"in the hand: {', '.join(hand)}")
        ago_s = number(row, "asked_ago_s")
        asked = "not asked yet" if ago_s is None else f"asked {seconds(ago_s + silent_s)} ago"
        parts.append(asked)
        profile = " (sensitive)" if row.get("profile") == "sensitive" else ""
        yield f"{text(row, 'client') or text(row, 'session_id')}{profile}: {'; '.join(parts)}"


def calls(snapshot: Mapping[str, object], silent_s: float) -> Mapping[str, str]:
    """The alarms of the timers as counted here: their codes and priorities, none paused."""
    return {
        f"stone-{timer.colour}:{timer.placement_id}": PRIORITIES[timer.colour]
        for timer in timers(snapshot, silent_s)
        if timer.colour in PRIORITIES
    }


def seconds(length_s: float) -> str:
    """A length as a timer shows it, never longer than it is: `48 s`, `9 min 40 s`."""
    whole = floor(length_s)
    return f"{whole} s" if whole < MINUTES_FROM_S else f"{whole // 60} min {whole % 60} s"


def _timer(row: Mapping[str, object], snapshot: Mapping[str, object], silent_s: float) -> Timer:
    left_s = number(row, "left_s")
    left_s = None if left_s is None else left_s - silent_s
    name = text(row, "placement_id")
    return Timer(
        placement_id=name,
        stone=text(row, "stone"),
        site=text(row, "site"),
        client=text(row, "client"),
        colour=_colour(row, left_s),
        left_s=left_s,
        lift_by=text(row, "lift_by"),
        refused=(text(row, "reason") or "refused") if row.get("refused") else "",
        paused=any(_pauses(alarm, name) for alarm in rows(snapshot, "alarms")),
        computing=row.get("computing") is True,
    )


def _pauses(alarm: Mapping[str, object], name: str) -> bool:
    of = text(alarm, "code").partition(":")[2]
    return of == name and wording.of_a_stone(alarm) and bool(alarm.get("paused"))


def _colour(row: Mapping[str, object], left_s: float | None) -> str:
    """The colour now: as it was said, or a more urgent one."""
    said = text(row, "colour")
    counted = "unknown"
    if left_s is not None:
        amber_at_s, lift_at_s = (number(row, key) for key in ("amber_at_s", "lift_by_at_s"))
        amber_s = 0.0
        if amber_at_s is not None and lift_at_s is not None:
            amber_s = lift_at_s - amber_at_s
        counted = "amber" if left_s <= amber_s else "green"
        counted = "red" if left_s <= 0.0 else counted
    return min((said if said in COLOURS else "unknown", counted), key=_RANK.index)
