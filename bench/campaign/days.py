# SPDX-License-Identifier: MIT
"""Treatment days in which nothing is wrong: no trip may come of any of them.

The law of this file: what happens in a day follows from its number alone. Everything in it is
what a practice does: stones out and back, water topped up, a lid, a draught, mains within 15 %,
targets, pauses, a restart, a clock that is set.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from bench.campaign.stage import Stage
from bench.control.grid import GridBath
from bench.control.lumps import LumpyPlant

from stoneheater.core.command import Verb
from stoneheater.core.mode import Mode

DAY_S = 6 * 3600
ASK_AGAIN_S = 30
PAUSE_S = 900
BETWEEN_S = (900, 2700)
OUT = 0.3
TOPPED_SHARE = 0.08


@dataclass(frozen=True, slots=True)
class Day:
    """What came of a day: its bath, its trips, and for how long it was ready and heated, s.

    Attributes:
        given_up: how often the heat-up ended because the water rose too fast.
    """

    number: int
    bath: str
    trips: tuple[str, ...]
    ready_s: int
    heated_s: int
    given_up: int


class _Therapist:
    """Somebody who works with the bath all day."""

    def __init__(self, stage: Stage, plant: LumpyPlant, chance: Random) -> None:
        self._stage, self._plant, self._chance = stage, plant, chance
        self._wanted = True
        self._back_at_s = -1
        self._out = False
        self._next_s = chance.randint(*BETWEEN_S)

    def second(self, at_s: int) -> None:
        """Do what is to be done in this second."""
        if at_s == self._back_at_s:
            self._wanted = True
        if at_s % ASK_AGAIN_S == 0 and self._wanted:
            heating = self._stage.outcome.mode is Mode.HEATING
            self._stage.ask(Verb.TOUCH if heating else Verb.ON)
        if at_s == self._next_s:
            self._next_s = at_s + self._chance.randint(*BETWEEN_S)
            self._chance.choice(_DEEDS)(self, at_s)

    def stones(self, _: int) -> None:
        """A third of the stones goes out, or comes back from skin."""
        if not self._plant.lumps:
            return
        if self._out:
            self._plant.put_back(OUT, self._chance.uniform(28.0, 40.0))
        else:
            self._plant.take_out(OUT)
        self._out = not self._out

    def top_up(self, _: int) -> None:
        """Some water, from the tap or from the kettle."""
        added_kg = TOPPED_SHARE * self._plant.bath.water_kg
        self._plant.pour(added_kg, self._chance.uniform(12.0, 60.0), swap=True)

    def lid(self, _: int) -> None:
        """On or off; a bath that needs its lid keeps it on."""
        self._plant.lid = self._plant.bath.lid or not self._plant.lid

    def draught(self, _: int) -> None:
        """A window is opened or closed."""
        self._plant.draft = 2.0 if self._plant.draft == 1.0 else 1.0

    def mains(self, _: int) -> None:
        """The mains is another one at noon."""
        self._plant.power = self._chance.uniform(0.85, 1.15)

    def target(self, _: int) -> None:
        """Another technique."""
        self._stage.ask(Verb.SET, target_c=self._chance.uniform(45.0, 54.0))

    def pause(self, at_s: int) -> None:
        """A quarter of an hour in standby."""
        self._wanted, self._back_at_s = False, at_s + PAUSE_S
        self._stage.ask(Verb.STANDBY)

    def restart(self, _: int) -> None:
        """The daemon is started again."""
        self._stage.restart()

    def clock(self, _: int) -> None:
        """The date is set."""
        self._stage.clock.date_s += self._chance.uniform(-1e8, 1e8)


_DEEDS: Sequence[Callable[[_Therapist, int], None]] = (
    _Therapist.stones,
    _Therapist.stones,
    _Therapist.stones,
    _Therapist.top_up,
    _Therapist.lid,
    _Therapist.draught,
    _Therapist.mains,
    _Therapist.target,
    _Therapist.target,
    _Therapist.pause,
    _Therapist.restart,
    _Therapist.clock,
)


def day(number: int, bath: GridBath, *, length_s: int = DAY_S) -> Day:
    """Play one day."""
    chance = Random(number)  # noqa: S311 - a fixed course, not secrets
    plant = bath.plant()
    stage = Stage(bath.file, chance.uniform(46.0, 54.0), seed=number, plant=plant)
    therapist = _Therapist(stage, plant, chance)
    ready_s = heated_s = given_up = 0
    for at_s in range(length_s):
        therapist.second(at_s)
        heating = stage.outcome.mode is Mode.HEATING
        outcome = stage.second()
        ready_s += outcome.ready
        heated_s += outcome.levels.heater
        fast = any(finding.rule.name == "rise-fast" for finding in outcome.findings)
        given_up += heating and fast and outcome.mode is Mode.STANDBY
    stage.close()
    return Day(number, bath.name, tuple(stage.trips), ready_s, heated_s, given_up)
