# SPDX-License-Identifier: MIT
"""One whole treatment, from a cold bath to the paper, as a therapist would go about it.

The law of this file: a script for whoever plays it; it asks as a person asks, waits for what
really happens, and makes nothing up. What it yields is what it waits for.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Protocol

from stoneheater.core.command import Verb
from stoneheater.interfaces.cli.room import SITES, STONES
from stoneheater.interfaces.cli.timers import timers

FAST, USUAL, SLOW = 4.0, 1.0, 0.25
"""How fast the time passes, in speeds of the demonstration: waiting, working, watching."""

CLIENT: Final = "M.H."
LATE_S: Final = 30.0
"""The forgotten stone lies so long too long, s."""

AMBER_S: Final = 240.0
"""From here on ten minutes' stones are amber, s."""

SOON_S: Final = 75.0
"""The other stones are lifted so long before their time, s."""


class Stage(Protocol):
    """Where the treatment is played."""

    def told(self, text: str) -> None:
        """Say what happens."""
        ...

    def do(self, verb: Verb, **fields: object) -> str:
        """Ask the heater: its answer."""
        ...

    def treat(self, method: str, **params: object) -> Mapping[str, Any]:
        """Ask for something about stones and clients: what was done."""
        ...

    def pace(self, factor: float) -> None:
        """Let time pass so much faster or slower from now on."""
        ...

    def ready(self) -> bool:
        """Whether the bath is ready."""
        ...

    def first_left_s(self) -> float:
        """Seconds until the most urgent stone is due; without stones, none."""
        ...

    def asked(self) -> bool:
        """Whether the screen calls for a check-in."""
        ...

    def moment(self) -> bool:
        """Whether there was time to read what was told last."""
        ...

    def paper(self) -> str:
        """Write the session on paper: a sentence."""
        ...


Waits = Iterator[Callable[[], bool]]


def treatment(stage: Stage) -> Waits:
    """The whole of it."""
    stage.told("It is 20 °C. The therapist says: on.")
    yield stage.moment
    stage.pace(FAST)
    stage.told(f'"{stage.do(Verb.ON)}"')
    yield stage.ready
    stage.pace(SLOW)
    stage.told("READY: in the band, and the stones are soaked through.")
    yield stage.moment
    yield from _laid(stage)
    yield from _forgotten(stage)
    yield from _closed(stage)


def _laid(stage: Stage) -> Waits:
    said = stage.treat("session.start", client=CLIENT, intake=["none"], techniques=["hot stone"])
    stage.told(f"{said['text']} Six warm stones for the back, in two actions:")
    yield stage.moment
    for side, sites in SITES.items():
        said = stage.treat("stone.place", stones=[side], sites=sites, contact="towel", dry=True)
        stage.told(f"stone place {side}: {said['text']}")
        for timer in timers(said):
            stage.told(f"  {timer.line}")
        yield stage.moment
    stage.pace(USUAL)
    yield stage.asked
    stage.told('Five minutes under stones: "How does it feel?" M.H. says: fine.')
    stage.treat("session.checkin", answer="ok")


def _forgotten(stage: Stage) -> Waits:
    yield lambda: stage.first_left_s() <= AMBER_S
    stage.told("** AMBER: soon they must be lifted.")
    yield lambda: stage.first_left_s() <= SOON_S
    stage.pace(SLOW)
    stage.treat("stone.lift", stones=["left"])
    stage.treat("stone.lift", stones=["right-1", "right-2"])
    stage.told("Five are lifted in time, but right-3 is forgotten ...")
    yield lambda: stage.first_left_s() <= 0.0
    stage.told("*** RED: right-3 is due. The alarm calls until it is lifted.")
    yield lambda: stage.first_left_s() <= -LATE_S
    stage.do(Verb.ACK)
    said = stage.treat("stone.lift", stones=["right-3"])
    stage.told(f"{said['text']} The record keeps that, and who heard the alarm.")
    yield stage.moment


def _closed(stage: Stage) -> Waits:
    said = stage.treat("session.end", back=len(STONES), cleaned=True)
    stage.told(f"{said['text']} {CLIENT} takes the aftercare card along.")
    yield stage.moment
    stage.pace(USUAL)
    stage.told(stage.paper())
