# SPDX-License-Identifier: MIT
"""The therapist and the bad luck of a demonstration: by key, or the whole treatment by itself.

The law of this file: a key does one thing and says what came of it. The treatment plays until
somebody takes over, and it has no more rights than a key.
"""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import click

from stoneheater.core.command import Command, Verb
from stoneheater.core.timers import CHECK_IN
from stoneheater.hardware.faults import FaultSpec
from stoneheater.interfaces.cli.room import SITES, WHO, Refused, Room
from stoneheater.interfaces.cli.treatment import CLIENT, treatment
from stoneheater.service.snapshot import Snapshot

MOMENT_S: Final = 1.5
"""Time to read a line, s of real time."""

HELP: Final = (
    "q quit   o on   s standby   + - target   a acknowledge   r reset"
    "\nl lay three stones   f first one off   x all off   e end the session, on paper"
    "\nu unplug, plug in a probe   w weld, mend the relay   c cold stones   h hot water"
)

VERBS: Final = {"o": Verb.ON, "s": Verb.STANDBY, "a": Verb.ACK, "r": Verb.RESET}
BREAKS: Final = {
    "u": ("unplugged", "the first probe", "plugged in again"),
    "w": ("welded", "the heater relay", "mended"),
}
"""What a key breaks and mends: the fault, what it happens to, and how it is without."""

KEYS: Final = frozenset("os+-arlfxeuwch")
"""Every key that does something; `q` is the screen's."""

MOMENTS: Final = {"c": ("cold_stones", 22.0), "h": ("hot_water", 70.0)}


class Player:
    """Whoever stands beside the demonstration.

    Attributes:
        said: what came of it last.
        on_paper: the sentence about the last paper; empty before.
    """

    def __init__(self, room: Room, out: Path | None = None, *, plays: bool = False) -> None:
        """Begin; ``plays`` if the treatment plays by itself until a key is pressed."""
        self.said, self.on_paper = "The bath is cold. Press o to heat it.", ""
        self._room, self._out, self._broken = room, out, set[str]()
        self._since_s = time.monotonic()
        self._waits = treatment(self) if plays else iter(())
        self._reached: Callable[[], bool] = lambda: True
        self._keys = {"l": self._lay, "f": self._first, "x": self._all, "e": self._end}

    def press(self, key: str) -> None:
        """Do what a key stands for; unknown keys do nothing."""
        if key not in KEYS:
            return
        self._waits = iter(())
        self._room.pace(self._room.speed)
        try:
            self._pressed(key)
        except (Refused, click.ClickException) as refusal:
            self.told(str(refusal))

    def play(self) -> None:
        """Go on with the treatment, if it plays and what it waits for has come."""
        if not self._reached():
            return
        try:
            self._reached = next(self._waits, lambda: False)
        except (Refused, click.ClickException) as refusal:
            self._waits = iter(())
            self.told(str(refusal))

    # -- the stage of the treatment -----------------------------------------------------------

    def told(self, text: str) -> None:
        """Say what happens; what the screen shows anyway is left out."""
        if not text.startswith(" "):
            self.said, self._since_s = text, time.monotonic()

    def do(self, verb: Verb, **fields: Any) -> str:
        """Ask the heater."""
        return self._room.ask(Command(verb, WHO, **fields))

    def treat(self, method: str, **params: object) -> Mapping[str, Any]:
        """Ask about stones and clients."""
        return self._room.treat(method, **params)

    def pace(self, factor: float) -> None:
        """Let time pass faster or slower."""
        self._room.pace(self._room.speed * factor)

    def ready(self) -> bool:
        """Whether the bath is ready."""
        snapshot = self._snapshot()
        return snapshot is not None and snapshot.outcome.ready

    def asked(self) -> bool:
        """Whether a client is to be asked."""
        snapshot = self._snapshot()
        calls = () if snapshot is None else snapshot.outcome.alarms
        return any(alarm.code.startswith(CHECK_IN) for alarm in calls)

    def first_left_s(self) -> float:
        """Until the most urgent stone is due, s."""
        return self._room.first_left_s()

    def moment(self) -> bool:
        """Whether there was time to read."""
        return time.monotonic() >= self._since_s + MOMENT_S

    def paper(self) -> str:
        """Write the session on paper."""
        self.on_paper = self._room.paper(self._out)
        return self.on_paper

    # -- keys ---------------------------------------------------------------------------------

    def _pressed(self, key: str) -> None:
        if key in VERBS:
            self.told(self.do(VERBS[key]))
        elif key in "+-":
            self._step(1.0 if key == "+" else -1.0)
        elif key in BREAKS:
            self._toggle(*BREAKS[key])
        elif key in MOMENTS:
            name, value = MOMENTS[key]
            self._room.hardware.world.happen(FaultSpec(name, value, None, 0.0, float("inf")))
            self.told(f"{name.replace('_', ' ')}: {value:.0f} °C.")
        else:
            self.told(self._keys[key]())

    def _step(self, step_c: float) -> None:
        snapshot = self._snapshot()
        if snapshot is not None:
            target_c = snapshot.outcome.target_c + step_c
            self.told(self.do(Verb.SET, target_c=target_c, confirmed=True))

    def _toggle(self, name: str, what: str, mended_by: str) -> None:
        mended = name in self._broken
        self._broken ^= {name}
        until_s = 0.0 if mended else float("inf")
        self._room.hardware.world.happen(FaultSpec(name, 0.0, None, 0.0, until_s))
        self.told(f"{what} is {mended_by if mended else name}.")

    def _lay(self) -> str:
        lie = {timer.stone for timer in self._room.lying()}
        for side, sites in SITES.items():
            if f"{side}-1" not in lie:
                if not self._room.sessions():
                    self.treat("session.start", client=CLIENT, intake=["none"])
                stones = {"stones": [side], "sites": sites}
                return str(self.treat("stone.place", **stones, contact="towel", dry=True)["text"])
        return "all six lie already."

    def _first(self) -> str:
        lie = self._room.lying()
        if not lie:
            return "no stone lies on anybody."
        return str(self.treat("stone.lift", stones=[lie[0].stone])["text"])

    def _all(self) -> str:
        return str(self.treat("stone.lift_all")["text"])

    def _end(self) -> str:
        out = [session["stones_out"] for session in self._room.sessions()]
        said = self.treat("session.end", back=sum(out), cleaned=True)
        return f"{said['text']} {self.paper()}"

    def _snapshot(self) -> Snapshot | None:
        return self._room.app.service.snapshot()
