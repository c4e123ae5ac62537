# SPDX-License-Identifier: MIT
"""A treatment that tells itself: the demonstration for those who only watch.

The law of this file: it asks the heater as a therapist would and waits for what really happens;
nothing in it is made up, and a heater that does not do what the story says ends it with an error.
"""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from stoneheater.core.command import Command, Verb
from stoneheater.core.mode import Mode
from stoneheater.core.timers import CHECK_IN
from stoneheater.hardware.faults import FaultSpec
from stoneheater.interfaces.cli.room import WHO, Refused, Room
from stoneheater.interfaces.cli.treatment import treatment
from stoneheater.service.snapshot import headline

EVERY_S = 600
PATIENCE_S = 3 * 3600.0
BATH = "A simulated bath of 8 litres with 5 kg of basalt stones, 800 W. Nothing real is heated."


class Story:
    """One heater, one bath, one client, and somebody who tells what happens."""

    def __init__(self, say: Callable[[str], object], room: Room, out: Path | None = None) -> None:
        self._say, self._room, self._out = say, room, out
        self.app, self.hardware = room.app, room.hardware
        self._speed = room.speed
        self._outcome = self.app.loop.cycle()

    def told(self, text: str) -> None:
        """Say what comes next, with the time."""
        second = int(self.app.clock.now_s())
        self._say(f"{second // 3600}:{second // 60 % 60:02}  {text}")

    def until(self, what: str, reached: Callable[[], bool]) -> None:
        """Let time pass until something happens; a line every ten minutes."""
        end_s = self.app.clock.now_s() + PATIENCE_S
        while not reached():
            self._second()
            if self.app.clock.now_s() > end_s:
                raise click.ClickException(f"the bath never became {what}: please report this.")

    def rest(self, seconds: int) -> None:
        """Let some time pass."""
        for _ in range(seconds):
            self._second()

    def do(self, verb: Verb, **fields: Any) -> str:
        """Ask the heater; the story has no refusals."""
        answer = self.app.service.submit(Command(verb, WHO, **fields))
        while not answer.done():
            self._second()
        if not answer.result().ok:
            raise click.ClickException(f"the heater refused: {answer.result().text}")
        return answer.result().text

    def treat(self, method: str, **params: object) -> Mapping[str, Any]:
        """Ask about stones and clients; the story has no refusals."""
        try:
            return self._room.treat(method, **params)
        except Refused as refusal:
            raise click.ClickException(f"the heater refused: {refusal}") from refusal

    def pace(self, factor: float) -> None:
        """Let time pass faster or slower; as fast as it can stays so."""
        self._room.pace(self._speed * factor)

    def ready(self) -> bool:
        """Whether the bath is ready."""
        return self._outcome.ready

    def first_left_s(self) -> float:
        """Until the most urgent stone is due, s."""
        return self._room.first_left_s()

    def asked(self) -> bool:
        """Whether a client is to be asked."""
        return any(alarm.code.startswith(CHECK_IN) for alarm in self._outcome.alarms)

    def paper(self) -> str:
        """Write the session on paper."""
        return self._room.paper(self._out)

    def moment(self) -> bool:
        """Whoever reads lines needs no time to read them."""
        return True

    def held(self) -> bool:
        """Whether the heat is held."""
        return self._outcome.holding

    def tripped(self) -> bool:
        """Whether the heater is tripped."""
        return self._outcome.mode is Mode.TRIPPED

    def happen(self, name: str, probe: str, *, ends: bool = False) -> None:
        """Let something happen to a probe, or undo it."""
        until_s = 0.0 if ends else float("inf")
        self.hardware.world.happen(FaultSpec(name, 0.0, probe, 0.0, until_s))

    def _second(self) -> None:
        clock = self.app.clock
        clock.wait_until(clock.now_s() + 1.0)
        trips = len(self._outcome.trips)
        self._outcome = self.app.loop.cycle()
        snapshot = self.app.service.snapshot()
        news = len(self._outcome.trips) > trips
        if snapshot is not None and (news or int(clock.now_s()) % EVERY_S == 0):
            self.told(headline(snapshot))


def tell(say: Callable[[str], object], speed: float, out: Path | None = None) -> None:
    """Play one treatment and some bad luck, told line by line.

    Args:
        say: is given every line.
        speed: simulated seconds in one; 0 is as fast as it can.
        out: the file for the paper; by default a temporary one.
    """
    with tempfile.TemporaryDirectory(prefix="stoneheater-") as name:
        room = Room(Path(name), speed)
        try:
            story = Story(say, room, out)
            say(BATH)
            for reached in treatment(story):
                story.until("as it should", reached)
            _bad_luck(story)
        finally:
            room.close()


def _bad_luck(story: Story) -> None:
    story.rest(120)
    story.told("Then somebody pulls the cable of a probe.")
    story.happen("unplugged", "bath")
    story.until("held", story.held)
    story.told("HOLD: the heat is commanded off; a lost probe never means cold.")
    story.until("tripped", story.tripped)
    story.happen("unplugged", "bath", ends=True)
    story.rest(120)
    story.told("Plugged in again. A trip waits for somebody on the spot: reset.")
    story.told(f'"{story.do(Verb.RESET)}"')
    story.told("After a reset the heater is in STANDBY: heat always begins with a person.")
