# SPDX-License-Identifier: MIT
"""`stoneheater watch`: the heater live, on a screen that stays up whatever the daemon does.

The law of this file: it only looks. What it last heard grows old on the screen, never fresh, but
the timers of stones go on; a silent daemon is asked for again every second, until `q` is pressed.
"""

import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Final

import click

from stoneheater.interfaces.cli import timers, wording
from stoneheater.interfaces.cli.bell import Bell
from stoneheater.interfaces.cli.door import NotReachable, Stop
from stoneheater.interfaces.cli.keys import pressing, told_to_end
from stoneheater.interfaces.cli.wording import Unit
from stoneheater.interfaces.client import Client, ClientError, Unreachable

TICK_S: Final = 0.5
"""The screen is drawn at least so often, s."""

LINE_S: Final = 10.0
"""Without a terminal, a line so often and at every new state, s."""

CONNECT_S: Final = 1.0
"""A daemon that does not shake hands within this time is asked again, s."""

TREND_S: Final = 5.0
"""Between two points of the trend, s."""

TREND_POINTS: Final = 60

Saying = Mapping[str, object] | None


class Watched:
    """What was heard of the heater, and how long ago.

    Attributes:
        snapshot: what the daemon said last; empty before the first.
        trend_c: the water every 5 s, oldest first, °C.
    """

    def __init__(self, now_s: float) -> None:
        self.snapshot: Mapping[str, object] = {}
        self.trend_c: deque[float] = deque(maxlen=TREND_POINTS)
        self._heard_s = now_s
        self._point_s = float("-inf")

    def hear(self, said: Saying, now_s: float) -> None:
        """Take note of a snapshot, or of none."""
        if said is None:
            return
        self.snapshot, self._heard_s = said, now_s
        value_c = wording.number(said, "bath_c")
        if value_c is not None and now_s >= self._point_s + TREND_S:
            self.trend_c.append(value_c)
            self._point_s = now_s

    def silent_s(self, now_s: float) -> float:
        """Seconds since the daemon said anything."""
        return now_s - self._heard_s


@click.command()
@click.option("--fahrenheit", is_flag=True, help="Show °F.")
def watch(*, fahrenheit: bool) -> None:
    """Watch the heater live, readable from two metres; `q` quits.

    Rings the terminal's bell: every 10 s for a high alarm (***), every 25 s for a medium one (**),
    once for a low one (*). Without a terminal it prints lines every 10 s and at every new state.
    When the daemon falls silent for 3 s it says so, and counts the known timers down by itself.
    """
    unit: Unit = "F" if fahrenheit else "C"
    with suppress(KeyboardInterrupt), told_to_end():
        if sys.stdout.isatty():
            _screen(unit)
        else:
            for line in lines(feed(_connect, time.sleep), time.monotonic, unit):
                click.echo(line)


def feed(connect: Callable[[], Client], rest: Callable[[float], None]) -> Iterator[Saying]:
    """Follow the daemon for ever: a snapshot, or None when none came in time.

    Raises:
        Stop: there was no daemon to begin with, or it does not understand this program.
    """
    before = False
    while True:
        try:
            with connect() as client:
                for said in client.subscribe(TICK_S):
                    before = True
                    yield said
        except Unreachable as error:
            if not before:
                raise NotReachable(str(error)) from error
        except ClientError as error:
            if not before:
                raise Stop(str(error)) from error
        yield None
        rest(TICK_S)


def _connect() -> Client:
    return Client.connect(timeout_s=CONNECT_S)


def lines(sayings: Iterable[Saying], now_s: Callable[[], float], unit: Unit) -> Iterator[str]:
    """What is worth a line: every new state, colour or note, and every 10 s how it is."""
    watched, shown, said_s, noted = Watched(now_s()), [""], float("-inf"), list[str]()
    for said in sayings:
        at_s = now_s()
        watched.hear(said, at_s)
        silent_s = watched.silent_s(at_s)
        silent = silent_s >= wording.NO_DATA_S
        lying = timers.timers(timers.read_in(watched.snapshot, unit), silent_s)
        state = ["NO DATA" if silent else wording.state(watched.snapshot)]
        state += sorted(f"{timer.placement_id} {timer.colour}" for timer in lying)
        known, noted = noted, [*wording.notes(watched.snapshot)]
        fresh = [note for note in noted if note not in known]
        if state != shown or fresh or at_s >= said_s + LINE_S:
            shown, said_s = state, at_s
            line = wording.line(watched.snapshot, unit)
            yield f"NO DATA for {silent_s:.0f} s; last heard: {line}" if silent else line
            yield from (f"  {timer.line}" for timer in lying)
            yield from (f"  note: {note}" for note in fresh)


def _screen(unit: Unit) -> None:
    from rich.console import Console  # noqa: PLC0415 - slow to import, and only a screen needs it
    from rich.live import Live  # noqa: PLC0415 - same

    from stoneheater.interfaces.cli import view  # noqa: PLC0415 - same

    console, bell, watched = Console(), Bell(), Watched(time.monotonic())
    sayings = feed(_connect, time.sleep)
    watched.hear(next(sayings), time.monotonic())
    with pressing() as pressed, Live(console=console, screen=True, auto_refresh=False) as live:
        for said in sayings:
            now_s = time.monotonic()
            watched.hear(said, now_s)
            silent_s = watched.silent_s(now_s)
            live.update(
                view.render(watched.snapshot, watched.trend_c, silent_s, unit), refresh=True
            )
            if bell.rings(watched.snapshot, now_s, silent_s):
                console.bell()
            if "q" in pressed(0.0):
                return
