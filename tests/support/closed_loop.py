# SPDX-License-Identifier: MIT
"""The heater's core closed over a bath: no thread, no service, a second per tick.

What a fault does to a probe is a function from the true temperature to what the probe says.
"""

import random
from collections.abc import Callable, Sequence
from typing import Any

from stoneheater.core.command import Command, Verb
from stoneheater.core.energy import NamePlate
from stoneheater.core.heater import Heater, Outcome
from stoneheater.core.observer import IoFacts
from stoneheater.core.plant import Bath, Plant, ProbeModel
from stoneheater.core.reading import LSB_C, Fault, Reading
from stoneheater.core.settings import Settings

ON = Command(Verb.ON, "therapist")
STANDBY = Command(Verb.STANDBY, "therapist")
RESET = Command(Verb.RESET, "therapist")
CLEARED = Command(Verb.LATCH_CLEARED)
TOUCH = Command(Verb.TOUCH, "therapist")
QUIET = IoFacts()

Says = Callable[[float], float | Fault | None]
"""What a probe says of the truth, °C: a number, a fault, or nothing at all."""


def to(target_c: float) -> Command:
    """The request for a new target, confirmed."""
    return Command(Verb.SET, "therapist", target_c=target_c, confirmed=True)


class ClosedLoop:
    """A heater and its bath.

    Attributes:
        plant: the bath; a test may pour, swap stones and weaken the element.
        now_s: seconds since the start; the instant of the next tick.
        says: what ails a probe, by its name.
        welded: the heater relay conducts whatever it is told.
        broken: the element or its cut-out is open.
        outcome: the newest.
        changes: how often the heater relay moved.
    """

    def __init__(
        self,
        bath: Bath = Bath(),  # noqa: B008 - immutable
        *,
        probes: Sequence[str] = ("bath",),
        target_c: float = 50.0,
        has_enable: bool = False,
        lag_s: float = 8.0,
        latched: Sequence[tuple[str, str]] = (),
        **more: Any,
    ) -> None:
        plate = NamePlate(bath.element_w, bath.water_kg)
        settings = Settings(
            plate, bath_probes=tuple(probes), target_c=target_c, has_enable=has_enable, **more
        )
        self._settings = settings
        self.heater = Heater(settings, latched)
        self.plant = Plant(bath)
        self.now_s = 0.0
        self.says: dict[str, Says] = {}
        self.welded = self.broken = False
        self.changes = 0
        self.models = {name: ProbeModel(lag_s, 1.0, bath.start_c, 1.0) for name in probes}
        self.readings: dict[str, Reading] = {}
        self._has_enable = has_enable
        self._chance = random.Random(1)  # noqa: S311 - noise, not secrets
        self._sample()
        self.outcome: Outcome = self.tick()

    def tick(self, *commands: Command, io: IoFacts = QUIET) -> Outcome:
        """One tick, and the second that follows it."""
        was_on = self.now_s > 0.0 and self.outcome.levels.heater
        outcome = self.outcome = self.heater.tick(self.now_s, self.readings, commands, io)
        levels = outcome.levels
        self.changes += levels.heater is not was_on
        enabled = levels.enable or not self._has_enable
        self.plant.step(1.0, (levels.heater or self.welded) and enabled and not self.broken)
        self.now_s += 1.0
        for model in self.models.values():
            model.step(1.0, self.plant.water_c, self.plant.bath.ambient_c)
        self._sample()
        return outcome

    def run(self, seconds: float, until: Callable[[Outcome], bool] = lambda _: False) -> Outcome:
        """Tick for so many seconds, or until something is so."""
        for _ in range(round(seconds)):
            if until(self.tick()):
                break
        return self.outcome

    def restart(self) -> None:
        """The daemon was killed and is back at once: the bath is as it was, the core new."""
        self.heater = Heater(self._settings)
        self.tick()

    def disk(self) -> None:
        """The reset is on disk."""
        assert self.tick(CLEARED).answers[0].ok

    def settled(self) -> "ClosedLoop":
        """Switch on and wait until the bath is ready."""
        assert self.tick(ON).answers[0].ok
        assert self.run(4 * 3600.0, lambda outcome: outcome.ready).ready
        return self

    def _sample(self) -> None:
        for name, model in self.models.items():
            value_c = model.value_c + self._chance.gauss(0.0, 0.02)
            said = self.says.get(name, _truth)(value_c)
            if isinstance(said, Fault):
                self.readings[name] = Reading(name, None, self.now_s, said)
            elif said is not None:
                said_c = round(said / LSB_C) * LSB_C
                self.readings[name] = Reading(name, said_c, self.now_s)


def _truth(value_c: float) -> float:
    return value_c


def tripped_by(outcome: Outcome) -> str:
    """The rule of the first trip; empty while nothing has tripped."""
    return outcome.trips[0][0] if outcome.trips else ""


def spoke(outcome: Outcome) -> set[str]:
    """The rules that spoke in this tick."""
    return {finding.rule.name for finding in outcome.findings}
