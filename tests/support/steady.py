# SPDX-License-Identifier: MIT
"""A heater before a bath that says just what a test wants, and nothing of itself."""

from stoneheater.core.command import Answer, Command, Verb
from stoneheater.core.energy import NamePlate
from stoneheater.core.heater import Heater, Outcome
from stoneheater.core.observer import IoFacts
from stoneheater.core.reading import Fault, Reading
from stoneheater.core.rule import Limits
from stoneheater.core.settings import Settings
from support.readings import said

PLATE = NamePlate(element_w=800.0, water_kg=8.0)
QUIET = IoFacts()


def settings(
    *,
    bath_probes: tuple[str, ...] = ("bath",),
    element_probe: str | None = None,
    target_c: float = 50.0,
    has_enable: bool = False,
    limits: Limits = Limits(),  # noqa: B008 - immutable
) -> Settings:
    """Settings of an ordinary heater, but for these."""
    return Settings(
        plate=PLATE,
        limits=limits,
        bath_probes=bath_probes,
        element_probe=element_probe,
        target_c=target_c,
        has_enable=has_enable,
    )


class Steady:
    """A heater, second by second, whose probes say the same until told otherwise.

    Attributes:
        says: what each probe says: °C, a fault, or None for silence.
        now_s: the instant of the newest tick.
        outcome: what came of it.
    """

    def __init__(
        self,
        value_c: float = 45.0,
        made: Settings | None = None,
        latched: tuple[tuple[str, str], ...] = (),
    ) -> None:
        made = made or settings()
        names = [*made.bath_probes, *([made.element_probe] if made.element_probe else [])]
        self.heater = Heater(made, latched)
        self.says: dict[str, float | Fault | None] = dict.fromkeys(names, value_c)
        self.now_s = 0.0
        self._readings: dict[str, Reading] = {}
        self.outcome: Outcome = self.tick(seconds=0.0)

    def tick(self, *commands: Command, seconds: float = 1.0, io: IoFacts = QUIET) -> Outcome:
        """One tick, so many seconds after the one before."""
        self.now_s += seconds
        for name, what in self.says.items():
            reading = said(what, self.now_s, name)
            if reading is not None:
                self._readings[name] = reading
        self.outcome = self.heater.tick(self.now_s, self._readings, commands, io)
        return self.outcome

    def run(self, ticks: int) -> Outcome:
        """So many ticks without a request."""
        for _ in range(ticks):
            self.tick()
        return self.outcome

    def ask(self, command: Command, io: IoFacts = QUIET) -> Answer:
        """One tick with one request, and its answer."""
        return self.tick(command, io=io).answers[0]

    def heating(self) -> "Steady":
        """Switch on, and wait until the relay is closed."""
        assert self.ask(Command(Verb.ON)).ok
        for _ in range(60):
            if self.tick().levels.heater:
                return self
        raise AssertionError("the relay never closed")
