# SPDX-License-Identifier: MIT
"""The stones that lie, on the screen: the most urgent in large letters, all of them in rows.

The law of this file: a pure picture; a colour is never without its word and its mark. What lies
stays bright when the daemon falls silent, since its time goes on.
"""

from collections.abc import Mapping, Sequence
from math import floor
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from stoneheater.interfaces.cli import glyphs, timers
from stoneheater.interfaces.cli.timers import COLOURS, MINUTES_FROM_S, Timer
from stoneheater.interfaces.cli.wording import NO_DATA_S

ROWS_MAX: Final = 8
"""More rows would push the rest off a screen of 24."""

STYLES: Final[Mapping[str, str]] = {
    "unknown": "bold red",
    "red": "bold red",
    "amber": "bold yellow",
    "green": "green",
}


def render(snapshot: Mapping[str, object], silent_s: float) -> RenderableType | None:
    """The timers and their clients; None when there are neither."""
    shown = timers.timers(snapshot, silent_s)
    foot = [Text(line) for line in timers.clients(snapshot, silent_s)]
    if silent_s >= NO_DATA_S:
        foot.insert(0, Text(f"counted down here, without the heater, for {silent_s:.0f} s", "bold"))
    if not shown:
        return Group(*foot) if foot else None
    more = timers.more_than(snapshot, min(len(shown), ROWS_MAX))
    rest = [Text(more, "bold")] if more else []
    why = [Text(reason) for reason in dict.fromkeys(t.refused for t in shown if t.refused)]
    return Group(_shout(shown[0]), _rows(shown[:ROWS_MAX]), *rest, *why, *foot)


def shout(timer: Timer) -> str:
    """What is to be done next, in two or three words that can be read from two metres."""
    if timer.left_s is None:
        return "LOOK NOW"
    if timer.refused or timer.left_s <= 0.0:
        return "LIFT NOW"
    if timer.left_s >= MINUTES_FROM_S:
        return f"LIFT IN {floor(timer.left_s / 60)} MIN"
    return f"LIFT IN {floor(timer.left_s)} S"


def _shout(timer: Timer) -> Text:
    return Text("\n".join(glyphs.letters(shout(timer))), STYLES[timer.colour], no_wrap=True)


def _rows(shown: Sequence[Timer]) -> Table:
    table = Table.grid(padding=(0, 2))
    for timer in shown:
        words = "LIFT NOW, refused" if timer.refused else timer.words
        said = f"{words}{' (sound paused)' if timer.paused else ''}"
        first = f"{timer.mark:3} {COLOURS[timer.colour]}"
        cells = (first, said, timer.stone, timer.site, timer.client)
        table.add_row(*(Text(cell) for cell in cells), style=STYLES[timer.colour])
    return table
