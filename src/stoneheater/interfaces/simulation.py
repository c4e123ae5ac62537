# SPDX-License-Identifier: MIT
"""A whole heat-up in fast time: the real heater on a simulated bath, scored on the true water.

The law of this file: it plays the therapist and keeps the score; the heater does not know that
it is watched. Every figure comes from the water itself, never from the probe.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import isfinite, sqrt

from stoneheater.config import BathFile
from stoneheater.core.command import Command, Verb
from stoneheater.core.heater import Outcome
from stoneheater.core.mode import Mode
from stoneheater.core.thermal_model import Learned
from stoneheater.core.time_proportioning import Profile
from stoneheater.hardware.faults import FaultSpec
from stoneheater.hardware.simulated import SimulatedHardware
from stoneheater.interfaces.assembly import App, assemble_simulation

BAND_C = 0.5
STEADY_S = 2700
AFTER_S = 5400.0
LONGEST_S = 12 * 3600.0
TOUCH_S = 1800
ASK_AGAIN_S = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """What to simulate.

    Attributes:
        file: the bath.
        target_c: the target, °C.
        hours: how long; None is 90 min after settling, at most 12 h.
        profile: the relay's kind.
        faults: what goes wrong, and when.
        seed: of the probes' noise.
        kept: the learned bath of an earlier run, or None.
        attended: somebody touches the heater every 30 min.
    """

    file: BathFile = field(default_factory=BathFile)
    target_c: float = 50.0
    hours: float | None = None
    profile: Profile = Profile.MECHANICAL
    faults: Sequence[FaultSpec] = ()
    seed: int = 1
    kept: Learned | None = None
    attended: bool = True


@dataclass(frozen=True, slots=True)
class Second:
    """One second of a run, for a trace: °C, share of full power, and what was switched."""

    at_s: float
    water_c: float
    stone_c: float
    bath_c: float | None
    target_c: float
    duty: float
    heater: bool
    enable: bool
    mode: str
    state: str


@dataclass(frozen=True, slots=True)
class Report:
    """The score of a run.

    Attributes:
        settle_s: from the end of the look for a weld until the water stays within 0.5 °C of the
            target; None if it never does.
        overshoot_c: the first peak above the target, until the water first falls through it, °C.
        rms_c, offset_c: of the last 45 min, °C.
        relay_changes_per_h: of the heater relay in the last 45 min.
        max_water_c: the hottest water, °C.
        energy_wh: what the element gave, Wh.
        trips: rule, time from the start in s, and reason of each trip.
        ends: time from the start in s, and reason, of each heat-up that ended in STANDBY.
        alarms: codes of the alarms that were heard, in order.
        hours: how long the run was, h.
        learned: the learned bath at the end.
    """

    settle_s: float | None
    overshoot_c: float
    rms_c: float
    offset_c: float
    relay_changes_per_h: float
    max_water_c: float
    energy_wh: float
    trips: Sequence[dict[str, object]]
    ends: Sequence[dict[str, object]]
    alarms: Sequence[str]
    hours: float
    learned: Learned

    def as_dict(self) -> dict[str, object]:
        """The JSON object of `stoneheater sim --json`."""
        return {
            "settle_s": self.settle_s,
            "overshoot_c": round(self.overshoot_c, 4),
            "rms_c": round(self.rms_c, 4),
            "offset_c": round(self.offset_c, 4),
            "relay_changes_per_h": round(self.relay_changes_per_h, 2),
            "max_water_c": round(self.max_water_c, 3),
            "energy_wh": round(self.energy_wh, 2),
            "trips": list(self.trips),
            "ends": list(self.ends),
            "alarms": list(self.alarms),
            "hours": round(self.hours, 4),
        }


class Run:
    """One simulated run, second by second."""

    def __init__(self, plan: Plan, each: Callable[[Second], None] | None = None) -> None:
        self._plan = plan
        self._each = each
        app, hardware = assemble_simulation(
            plan.file,
            target_c=plan.target_c,
            profile=plan.profile,
            faults=plan.faults,
            seed=plan.seed,
            kept=plan.kept,
        )
        self._app: App = app
        self._hardware: SimulatedHardware = hardware
        self._water: list[float] = []
        self._changes_at_s: list[int] = []
        self._trips: list[dict[str, object]] = []
        self._ends: list[dict[str, object]] = []
        self._alarms: list[str] = []
        self._heat_s: int | None = None
        self._within_s = 0
        self._asked_on = self._heating = False
        self._was_on = False

    def play(self) -> Report:
        """Run to the end and keep the score."""
        second, end_s = 0, self._end_s()
        while second < end_s:
            outcome = self._second(second)
            second += 1
            self._app.clock.wait_until(float(second))
            if second % 60 == 0:
                end_s = self._end_s()
            self._follow(second, outcome)
        return self._report(second)

    def _end_s(self) -> float:
        plan = self._plan
        if plan.hours is not None:
            return plan.hours * 3600.0
        times_s = [t for f in plan.faults for t in (f.at_s, f.until_s) if isfinite(t)]
        over = [*self._trips, *self._ends]
        over_s = [float(str(one["at_s"])) for one in over]
        settled_s = [] if over else [float(self._within_s)]
        last_s = max([0.0, *times_s, *over_s, *settled_s])
        return min(LONGEST_S, last_s + AFTER_S)

    def _second(self, second: int) -> Outcome:
        loop = self._app.loop
        if not self._asked_on and second % ASK_AGAIN_S == 0:
            loop.ask(Command(Verb.ON, who="sim"))
        elif self._plan.attended and second % TOUCH_S == TOUCH_S - 1:
            loop.ask(Command(Verb.TOUCH, who="sim"))
        return loop.cycle()

    def _follow(self, second: int, outcome: Outcome) -> None:
        water_c = self._hardware.world.plant.water_c
        self._water.append(water_c)
        self._asked_on = self._asked_on or outcome.mode is Mode.HEATING
        on = outcome.levels.heater
        if on is not self._was_on:
            self._was_on = on
            self._changes_at_s.append(second)
            self._heat_s = second - 1 if self._heat_s is None else self._heat_s
        if abs(water_c - self._plan.target_c) > BAND_C:
            self._within_s = second + 1
        for rule, reason in outcome.trips[len(self._trips) :]:
            self._trips.append({"rule": rule, "at_s": second - 1, "reason": reason})
        if self._heating and outcome.mode is Mode.STANDBY:
            said = next(event.text for event in outcome.events if event.kind == "mode")
            self._ends.append({"at_s": second - 1, "reason": said.partition(": ")[2]})
        self._heating = outcome.mode is Mode.HEATING
        self._alarms += [a.code for a in outcome.alarms if a.code not in self._alarms]
        if self._each is not None:
            self._each(self._trace(second, outcome, water_c))

    def _trace(self, second: int, outcome: Outcome, water_c: float) -> Second:
        value = outcome.value
        levels = outcome.levels
        return Second(
            at_s=float(second),
            water_c=water_c,
            stone_c=self._hardware.world.plant.stone_c,
            bath_c=None if value is None else value.temperature_c,
            target_c=outcome.target_c,
            duty=outcome.duty,
            heater=levels.heater,
            enable=levels.enable,
            mode=outcome.mode.value,
            state="; ".join(finding.rule.name for finding in outcome.findings),
        )

    def _report(self, seconds: int) -> Report:
        target_c, water = self._plan.target_c, self._water
        steady = water[-STEADY_S:]
        steady_from_s = seconds - len(steady)
        changes = sum(at_s > steady_from_s for at_s in self._changes_at_s)
        settled = self._within_s <= seconds
        start_s = self._heat_s or 0
        return Report(
            settle_s=float(max(0, self._within_s - start_s)) if settled else None,
            overshoot_c=_first_peak_c(water, target_c),
            rms_c=sqrt(sum((c - target_c) ** 2 for c in steady) / len(steady)),
            offset_c=sum(steady) / len(steady) - target_c,
            relay_changes_per_h=3600.0 * changes / len(steady),
            max_water_c=max(water),
            energy_wh=self._hardware.world.plant.energy_j / 3600.0,
            trips=tuple(self._trips),
            ends=tuple(self._ends),
            alarms=tuple(self._alarms),
            hours=seconds / 3600.0,
            learned=self._app.heater.model.learned,
        )


def _first_peak_c(water: Sequence[float], target_c: float) -> float:
    """The first peak above the target, until the water first falls through it, °C."""
    peak_c, above = 0.0, False
    for water_c in water:
        if water_c > target_c:
            above = True
            peak_c = max(peak_c, water_c - target_c)
        elif above:
            break
    return peak_c


def simulate(plan: Plan, each: Callable[[Second], None] | None = None) -> Report:
    """Run a plan to its end; ``each`` is told every second."""
    return Run(plan, each).play()
