# SPDX-License-Identifier: MIT
"""`stoneheater demo`: the whole heater on a simulated bath, to play with or to watch.

The law of this file: it is the real heater, loop, sockets and screen; only the bath is not. On a
terminal keys play the therapist and the bad luck; without one a short treatment tells itself.
"""

import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stoneheater.config import BathFile, Config
from stoneheater.core.command import Command, Verb
from stoneheater.hardware.faults import FaultSpec
from stoneheater.hardware.simulated import SimulatedHardware
from stoneheater.interfaces.assembly import App, assemble_simulation
from stoneheater.interfaces.cli.keys import pressing
from stoneheater.interfaces.cli.story import tell
from stoneheater.interfaces.cli.watch import Watched
from stoneheater.interfaces.extras import opened

if TYPE_CHECKING:
    from rich.layout import Layout

SPEED = 60.0
TARGET_C = 50.0
HELP = (
    "q quit   o on   s standby   + - target   a acknowledge   r reset"
    "\nu unplug, plug in a probe   w weld, mend the relay   c cold stones   h hot water"
)

BREAKS = {
    "u": ("unplugged", "the first probe", "plugged in again"),
    "w": ("welded", "the heater relay", "mended"),
}
"""What a key breaks and mends: the fault, what it happens to, and how it is without."""

FRAME_S = 0.25


@click.command("demo")
@click.option("--speed", type=click.IntRange(1, 3600), help="Simulated seconds in one.")
def demo(speed: int | None) -> None:
    """Run the whole heater on a simulated bath.

    On a terminal: a live view at 60 times real time, with keys; elsewhere a treatment that tells
    itself in a few seconds. No GPIO is touched, and nothing real is heated.
    """
    if sys.stdin.isatty() and sys.stdout.isatty():
        with suppress(KeyboardInterrupt):
            _play(speed or SPEED)
    else:
        tell(click.echo, speed or 0.0)


class Player:
    """The therapist and the bad luck, by key."""

    def __init__(self, app: App, hardware: SimulatedHardware) -> None:
        self._app = app
        self._world = hardware.world
        self._broken: set[str] = set()
        self.said = "The bath is cold. Press o to heat it."

    def press(self, key: str) -> None:
        """Do what a key stands for; unknown keys do nothing."""
        verbs = {"o": Verb.ON, "s": Verb.STANDBY, "a": Verb.ACK, "r": Verb.RESET}
        moments = {"c": ("cold_stones", 22.0), "h": ("hot_water", 70.0)}
        if key in verbs:
            self._ask(Command(verbs[key], who="demo"))
        elif key in "+-":
            snapshot = self._app.service.snapshot()
            if snapshot is not None:
                step_c = 1.0 if key == "+" else -1.0
                target_c = snapshot.outcome.target_c + step_c
                self._ask(Command(Verb.SET, "demo", target_c=target_c, confirmed=True))
        elif key in BREAKS:
            self._toggle(*BREAKS[key])
        elif key in moments:
            name, value = moments[key]
            self._world.happen(FaultSpec(name, value, None, 0.0, float("inf")))
            self.said = f"{name.replace('_', ' ')}: {value:.0f} °C."

    def _ask(self, command: Command) -> None:
        self.said = self._app.service.ask(command).text

    def _toggle(self, name: str, what: str, mended_by: str) -> None:
        mended = name in self._broken
        self._broken ^= {name}
        until_s = 0.0 if mended else float("inf")
        self._world.happen(FaultSpec(name, 0.0, None, 0.0, until_s))
        self.said = f"{what} is {mended_by if mended else name}."


def _play(speed: float) -> None:
    from rich.console import Console  # noqa: PLC0415 - slow to import; only a screen needs it
    from rich.live import Live  # noqa: PLC0415 - same

    with _running(speed) as (app, hardware, folder), pressing() as pressed:
        player, watched = Player(app, hardware), Watched(time.monotonic())
        place = f"{speed:.0f} x   STONEHEATER_RUNTIME_DIR={folder} stoneheater status"
        with Live(console=Console(), screen=True, auto_refresh=False) as live:
            while True:
                for key in pressed(FRAME_S):
                    if key == "q":
                        return
                    player.press(key)
                snapshot, now_s = app.service.snapshot(), time.monotonic()
                watched.hear(None if snapshot is None else snapshot.as_dict(), now_s)
                minutes = int(app.clock.now_s() // 60)
                said = f"{minutes // 60}:{minutes % 60:02}  {player.said}"
                live.update(_page(watched, now_s, said, place), refresh=True)


def _page(watched: Watched, now_s: float, said: str, place: str) -> "Layout":
    """The heater above, and at the foot of the screen, however small it is, the keys."""
    from rich.layout import Layout  # noqa: PLC0415 - slow to import; only a screen needs it
    from rich.text import Text  # noqa: PLC0415 - same

    from stoneheater.interfaces.cli import view  # noqa: PLC0415 - same

    page = Layout()
    page.split_column(
        Layout(view.render(watched.snapshot, watched.trend_c, watched.silent_s(now_s))),
        Layout(Text(said, "bold"), size=2),
        Layout(Text(HELP), size=2),
        Layout(Text(place, "dim"), size=1),
    )
    return page


@contextmanager
def _running(speed: float) -> Iterator[tuple[App, SimulatedHardware, Path]]:
    """The heater in a thread, with its sockets in a folder of its own."""
    app, hardware = assemble_simulation(BathFile(), target_c=TARGET_C, speed=speed)
    stop = threading.Event()
    with tempfile.TemporaryDirectory(prefix="stoneheater-") as name:
        folder = Path(name)
        server = opened(app, Config(), folder, folder)
        server.start()
        loop = threading.Thread(target=app.loop.run, args=(stop.is_set,), daemon=True)
        loop.start()
        try:
            yield app, hardware, folder
        finally:
            stop.set()
            loop.join(timeout=2.0)
            server.stop(1.0)
            app.close()
