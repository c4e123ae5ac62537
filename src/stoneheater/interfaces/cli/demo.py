# SPDX-License-Identifier: MIT
"""`stoneheater demo`: the whole heater on a simulated bath, to play with or to watch.

The law of this file: it is the real heater, loop, sockets and screen; only the bath is not. On a
terminal a whole treatment plays until a key takes over; without one it tells itself in lines.
"""

import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from stoneheater.config import Config
from stoneheater.interfaces.cli.bell import Bell
from stoneheater.interfaces.cli.keys import pressing, told_to_end
from stoneheater.interfaces.cli.player import HELP, Player
from stoneheater.interfaces.cli.room import Room
from stoneheater.interfaces.cli.story import tell
from stoneheater.interfaces.cli.watch import Watched
from stoneheater.interfaces.extras import opened

if TYPE_CHECKING:
    from rich.console import Console
    from rich.layout import Layout

SPEED: Final = 60.0
FRAME_S: Final = 0.25


@click.command("demo")
@click.option("--speed", type=click.IntRange(1, 3600), help="Simulated seconds in one.")
@click.option(
    "--pdf", type=click.Path(path_type=Path, dir_okay=False), help="Where the paper goes."
)
def demo(speed: int | None, pdf: Path | None) -> None:
    """Run the whole heater on a simulated bath.

    A whole treatment plays: heat up, six stones on a back, one of them forgotten, the record on
    paper. On a terminal it is a live view at 60 times real time, four times that while the bath
    heats and a quarter of it while stones are late; any key of the list takes over. Elsewhere it
    tells itself in a few seconds. No GPIO is touched, and nothing real is heated.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        tell(click.echo, speed or 0.0, pdf)
        return
    with suppress(KeyboardInterrupt), told_to_end():
        if said := _play(speed or SPEED, pdf):
            click.echo(said)


def _play(speed: float, pdf: Path | None) -> str:
    """Show it until `q`; what there is to say about a paper."""
    from rich.console import Console  # noqa: PLC0415 - slow to import; only a screen needs it
    from rich.live import Live  # noqa: PLC0415 - same

    console = Console()
    with _running(speed) as (room, folder), pressing() as pressed:
        player, watched, bell = Player(room, pdf, plays=True), Watched(time.monotonic()), Bell()
        place = f"{speed:.0f} x   STONEHEATER_RUNTIME_DIR={folder} stoneheater status"
        with Live(console=console, screen=True, auto_refresh=False) as live:
            while True:
                for key in pressed(FRAME_S):
                    if key == "q":
                        return player.on_paper
                    player.press(key)
                player.play()
                live.update(_frame(room, player, watched, place), refresh=True)
                _ring(console, bell, watched)


def _ring(console: "Console", bell: Bell, watched: Watched) -> None:
    if bell.rings(watched.snapshot, time.monotonic()):
        console.bell()


def _frame(room: Room, player: Player, watched: Watched, place: str) -> "Layout":
    snapshot, now_s = room.app.service.snapshot(), time.monotonic()
    watched.hear(None if snapshot is None else snapshot.as_dict(), now_s)
    minutes = int(room.app.clock.now_s() // 60)
    return _page(watched, now_s, f"{minutes // 60}:{minutes % 60:02}  {player.said}", place)


def _page(watched: Watched, now_s: float, said: str, place: str) -> "Layout":
    """The heater above, and at the foot of the screen, however small it is, the keys."""
    from rich.layout import Layout  # noqa: PLC0415 - slow to import; only a screen needs it
    from rich.text import Text  # noqa: PLC0415 - same

    from stoneheater.interfaces.cli import view  # noqa: PLC0415 - same

    page = Layout()
    page.split_column(
        Layout(view.render(watched.snapshot, watched.trend_c, watched.silent_s(now_s))),
        Layout(Text(said, "bold"), size=2),
        Layout(Text(HELP), size=3),
        Layout(Text(place, "dim"), size=1),
    )
    return page


@contextmanager
def _running(speed: float) -> Iterator[tuple[Room, Path]]:
    """The heater in a thread, with its sockets in a folder of its own."""
    stop = threading.Event()
    with tempfile.TemporaryDirectory(prefix="stoneheater-") as name:
        folder = Path(name)
        room = Room(folder, speed)
        server = opened(room.app, Config(), folder, folder)
        server.start()
        loop = threading.Thread(target=room.app.loop.run, args=(stop.is_set,), daemon=True)
        loop.start()
        try:
            yield room, folder
        finally:
            stop.set()
            loop.join(timeout=2.0)
            server.stop(1.0)
            room.close()
