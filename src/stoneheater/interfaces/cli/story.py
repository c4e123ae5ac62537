# SPDX-License-Identifier: MIT
"""A treatment that tells itself: the demonstration for those who only watch.

The law of this file: it asks the heater as a therapist would and waits for what really happens;
nothing in it is made up, and a heater that does not do what the story says ends it with an error.
"""

from collections.abc import Callable

import click

from stoneheater.config import BathFile
from stoneheater.core.command import Command, Verb
from stoneheater.core.heater import Outcome
from stoneheater.core.mode import Mode
from stoneheater.hardware.faults import FaultSpec
from stoneheater.interfaces.assembly import assemble_simulation
from stoneheater.service.snapshot import headline

EVERY_S = 600
PATIENCE_S = 3 * 3600.0


class Story:
    """One heater, one bath, and somebody who tells what happens."""

    def __init__(self, say: Callable[[str], object], speed: float) -> None:
        self._say = say
        self.app, self.hardware = assemble_simulation(BathFile(), target_c=50.0, speed=speed)
        self._outcome = self.app.loop.cycle()

    def told(self, text: str) -> None:
        """Say what comes next, with the time."""
        second = int(self.app.clock.now_s())
        self._say(f"{second // 3600}:{second // 60 % 60:02}  {text}")

    def until(self, what: str, reached: Callable[[Outcome], bool]) -> None:
        """Let time pass until something happens; a line every ten minutes."""
        end_s = self.app.clock.now_s() + PATIENCE_S
        while not reached(self._outcome):
            self._second()
            if self.app.clock.now_s() > end_s:
                raise click.ClickException(f"the bath never became {what}: please report this.")

    def rest(self, seconds: int) -> None:
        """Let some time pass."""
        for _ in range(seconds):
            self._second()

    def ask(self, command: Command) -> None:
        """Ask the heater, and tell its answer; the story has no refusals."""
        answer = self.app.service.submit(command)
        while not answer.done():
            self._second()
        if not answer.result().ok:
            raise click.ClickException(f"the heater refused: {answer.result().text}")
        self.told(f'"{answer.result().text}"')

    def happen(self, name: str, value: float = 0.0, probe: str | None = None) -> None:
        """Let something happen to the bath."""
        self.hardware.world.happen(FaultSpec(name, value, probe, 0.0, float("inf")))

    def mend(self, name: str, probe: str | None = None) -> None:
        """Undo it."""
        self.hardware.world.happen(FaultSpec(name, 0.0, probe, 0.0, 0.0))

    def _second(self) -> None:
        clock = self.app.clock
        clock.wait_until(clock.now_s() + 1.0)
        trips = len(self._outcome.trips)
        self._outcome = self.app.loop.cycle()
        snapshot = self.app.service.snapshot()
        news = len(self._outcome.trips) > trips
        if snapshot is not None and (news or int(clock.now_s()) % EVERY_S == 0):
            self.told(headline(snapshot))


def tell(say: Callable[[str], object], speed: float) -> None:
    """Play one treatment, told line by line; ``speed`` 0 is as fast as it can."""
    story = Story(say, speed)
    say("A simulated bath of 8 litres with 5 kg of basalt stones, 800 W. Nothing real is heated.")
    story.told("It is 20 °C. The therapist says: on.")
    story.ask(Command(Verb.ON, "demo"))
    story.until("ready", lambda outcome: outcome.ready)
    story.told("READY: in the band, and the stones are soaked through.")
    story.rest(300)
    story.told("The stones come back from the wash at 22 °C, with two litres of fresh water.")
    story.happen("cold_stones", 22.0)
    story.happen("cold_water", 15.0)
    story.until("colder", lambda outcome: not outcome.ready)
    story.until("ready again", lambda outcome: outcome.ready)
    story.told("READY again. The next client likes it cooler: set 48C.")
    story.ask(Command(Verb.SET, "demo", target_c=48.0))
    story.until("ready at 48 °C", lambda outcome: outcome.ready)
    story.told("READY at 48 °C. Then somebody pulls the cable of a probe.")
    story.happen("unplugged", probe="bath")
    story.until("held", lambda outcome: outcome.holding)
    story.told("HOLD: the heat is commanded off; a lost probe never means cold.")
    story.until("tripped", lambda outcome: outcome.mode is Mode.TRIPPED)
    story.mend("unplugged", "bath")
    story.rest(120)
    story.told("Plugged in again. A trip waits for somebody on the spot: reset.")
    story.ask(Command(Verb.RESET, "demo"))
    story.told("After a reset the heater is in STANDBY: heat always begins with a person.")
    story.app.close()
