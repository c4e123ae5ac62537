# SPDX-License-Identifier: MIT
"""One tick of the heater: judge, then decide. Pure: time, readings and requests are arguments.

The law of this file: what is seen is judged before any wish is heard; people's requests come
next; trips have the last word. The answer says what each output shall be until the next tick,
and nothing here can switch one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stoneheater.core.alarm import Alarm, Annunciation
from stoneheater.core.attendance import Attendance, HeatUp
from stoneheater.core.bath_health import BathHealth
from stoneheater.core.comfort import Comfort
from stoneheater.core.command import Answer, Command, Event
from stoneheater.core.control import Controller
from stoneheater.core.desk import Desk
from stoneheater.core.interlock import judge
from stoneheater.core.mode import Mode
from stoneheater.core.observer import IoFacts, Observer
from stoneheater.core.probe import ProcessValue
from stoneheater.core.ration import Ration
from stoneheater.core.reading import Reading
from stoneheater.core.rule import Finding, Reaction
from stoneheater.core.sequence import Levels, OutputSequence
from stoneheater.core.settings import Settings
from stoneheater.core.thermal_model import ThermalModel
from stoneheater.core.trips import Trips
from stoneheater.core.wear import UNUSED, Wear

GOOD_CYCLES = 10
"""Consecutive good cycles before a hold lets the heat come back."""

ENABLE_OPENS_C = 1.0
"""So far above the target `enable` opens too: a welded relay then cannot lift the water, °C."""

ABOVE_C = 0.6
"""So far above the target there is no heat, whatever the learned bath foretells, °C."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one tick decided.

    Attributes:
        at_s: the instant of the tick, s.
        mode: what the heater is doing.
        levels: what each output shall be until the next tick.
        target_c: the target, °C.
        value: what the bath is taken to be, or None when no probe is usable.
        duty: share of full power the controller wants, 0 to 1.
        findings: the rules that spoke.
        holding: True while the heat waits for good cycles.
        trips: the latched trips, first one first: rule and sentence.
        alarms: the open alarms, most urgent first.
        ready: the bath has been at its target and the stones are soaked through.
        off_in_s: seconds until auto-standby, or None.
        answers: one answer to each command, in order.
        events: what is worth a record.
        clear_latch: a reset was accepted: clear the latch on disk, then say LATCH_CLEARED.
        wear: what the relays have done so far.
    """

    at_s: float
    mode: Mode
    levels: Levels
    target_c: float
    value: ProcessValue | None
    duty: float
    findings: tuple[Finding, ...]
    holding: bool
    trips: tuple[tuple[str, str], ...]
    alarms: tuple[Alarm, ...]
    ready: bool
    off_in_s: float | None
    answers: tuple[Answer, ...]
    events: tuple[Event, ...]
    clear_latch: bool
    wear: Wear = UNUSED


class Heater:
    """The heater in time; call `tick` once per cycle of about a second.

    Attributes:
        model: the learned bath.
        health: what has become of it.
    """

    def __init__(self, settings: Settings, latched: Sequence[tuple[str, str]] = ()) -> None:
        """Start in STANDBY, or in TRIPPED if ``latched`` trips (rule, sentence) were found."""
        self._settings = settings
        self._observer = Observer(settings)
        self._trips = Trips(latched)
        self.model = ThermalModel(settings.plate, settings.kept, settings.probe_lag_s)
        self._control = Controller(self.model, settings.profile)
        self._ration = Ration(self.model)
        self._sequence = OutputSequence(has_enable=settings.has_enable)
        self._attendance = Attendance()
        self._heat_up = HeatUp()
        self._annunciation = Annunciation()
        self._desk = Desk(settings, self._trips, self._attendance)
        self.health = BathHealth(self.model, settings.reference)
        self._comfort = Comfort(
            settings.plate,
            self._desk,
            self._observer,
            self._trips,
            self._attendance,
            self._heat_up,
            self.health,
            self._ration,
        )
        self._wear = settings.wear
        self._last_s: float | None = None
        self._good = GOOD_CYCLES
        self._levels = Levels()
        self._enable_open = False
        self._duty = 0.0

    def tick(
        self,
        now_s: float,
        readings: Mapping[str, Reading],
        commands: Sequence[Command] = (),
        io: IoFacts = IoFacts(),  # noqa: B008 - immutable
    ) -> Outcome:
        """One cycle.

        Args:
            now_s: the monotonic instant, s.
            readings: the newest reading of each probe, by name.
            commands: what people asked since the last tick, oldest first.
            io: what the service knows of outputs, guard, clocks and readiness.
        """
        dt_s = 0.0 if self._last_s is None else max(0.0, now_s - self._last_s)
        self._last_s = now_s
        findings = self._judge(now_s, dt_s, readings, io)
        self._follow(dt_s)
        answers = self._hear(now_s, dt_s, commands, findings, io)
        before, self._levels = self._levels, self._decide(dt_s, findings)
        worn = self._wear.renewed() if self._desk.relay_replaced else self._wear
        self._wear = worn.after(dt_s, before, self._levels, heating=self._heating)
        said = self._comfort.said(now_s, dt_s, findings, self._wear)
        alarms = self._annunciation.update({**io.beside.said, **said}, now_s)
        return self._outcome(now_s, findings, answers, alarms)

    @property
    def _heating(self) -> bool:
        return self._desk.mode is Mode.HEATING

    @property
    def _clean(self) -> bool:
        return self._good >= GOOD_CYCLES

    def _judge(
        self, now_s: float, dt_s: float, readings: Mapping[str, Reading], io: IoFacts
    ) -> tuple[Finding, ...]:
        """What is seen, what the rules say of it, and what latches."""
        watch = self._observer.watch(now_s, dt_s, readings, self._levels, self._desk.mode, io)
        findings = judge(watch, self._settings.limits)
        self._observer.remember(findings)
        self._good = 0 if _held(findings) else self._good + 1
        self._trips.update(findings, self._observer, clean=self._clean)
        return findings

    def _follow(self, dt_s: float) -> None:
        """What the bath did in this cycle is learned; the rules hear of it in the next."""
        on = self._levels.heater
        self.model.observe(dt_s, on=on, value_c=self._observer.spoken_c)
        self._ration.follow(dt_s, on, self._observer.value_c, self._desk.target_c)
        self._observer.narrow(self.model.fastest_c_per_s)

    def _hear(
        self,
        now_s: float,
        dt_s: float,
        commands: Sequence[Command],
        findings: tuple[Finding, ...],
        io: IoFacts,
    ) -> tuple[Answer, ...]:
        """Trips and ends first, then what people ask."""
        desk = self._desk
        desk.open(now_s, findings, self._observer, io)
        self.health.update(dt_s, heating=self._heating)
        if self.health.ends:
            desk.give_up(self.health.ends)
        answers = tuple(desk.answer(command) for command in commands)
        if self._trips.fresh:
            self._observer.tripped()
        if desk.acknowledged:
            self._annunciation.acknowledge(now_s)
        return answers

    def _decide(self, dt_s: float, findings: tuple[Finding, ...]) -> Levels:
        desk, value = self._desk, self._observer.value
        self._duty = 0.0
        if desk.began:
            self._begin()
        if desk.mode is Mode.TRIPPED:
            self._still()
            return self._sequence.trip()
        if desk.click is not None:
            return self._sequence.click(desk.click)
        held = not (self._heating and self._clean) or value is None
        if held and self._heating:
            self._attendance.restart()
            self._look_first()
        if held or findings or value is None:
            self._still()
            closed = not held and not _opens_enable(findings)
            return self._sequence.update(dt_s, heating=self._heating, closed=closed, wanted=False)
        return self._regulate(dt_s, value.temperature_c)

    def _regulate(self, dt_s: float, value_c: float) -> Levels:
        """Every rule is silent and the mode is HEATING: the only place where heat begins."""
        target_c = self._desk.target_c
        asked = self._observer.unanswered
        share = asked.energy_j / asked.budget_j
        wanted = self._control.wanted(dt_s, target_c, share) and self._ration.allows
        wanted = wanted and value_c < target_c + ABOVE_C
        self._duty = self._control.duty
        opens_c = target_c + (0.5 * ENABLE_OPENS_C if self._enable_open else ENABLE_OPENS_C)
        self._enable_open = value_c > opens_c
        closed = not self._enable_open
        levels = self._sequence.update(dt_s, heating=True, closed=closed, wanted=wanted)
        full = levels.heater and self._control.full_power and not self._ration.said
        self._heat_up.update(dt_s, full=full, value_c=value_c)
        return levels

    def _look_first(self) -> None:
        self._sequence.begin(suspect=self._observer.rise_off.times > 0)

    def _begin(self) -> None:
        self._look_first()
        self._ration.restart()
        self._heat_up.restart()
        self.health.begin()

    def _still(self) -> None:
        """No heat in this tick: nothing is owed, and the course begins again."""
        self._control.reset()
        self._heat_up.pause()

    def _outcome(
        self,
        now_s: float,
        findings: tuple[Finding, ...],
        answers: tuple[Answer, ...],
        alarms: tuple[Alarm, ...],
    ) -> Outcome:
        desk, off_at_s = self._desk, self._attendance.off_at_s
        return Outcome(
            at_s=now_s,
            mode=desk.mode,
            levels=self._levels,
            target_c=desk.target_c,
            value=self._observer.value,
            duty=self._duty,
            findings=findings,
            holding=self._heating and not self._clean,
            trips=self._trips.latched,
            alarms=alarms,
            ready=self._attendance.ready,
            off_in_s=None if off_at_s is None else max(0.0, off_at_s - now_s),
            answers=answers,
            events=desk.close(self.model.take_news()),
            clear_latch=desk.clear_latch,
            wear=self._wear,
        )


def _held(findings: tuple[Finding, ...]) -> bool:
    return any(finding.rule.reaction is not Reaction.PAUSE for finding in findings)


def _opens_enable(findings: tuple[Finding, ...]) -> bool:
    """A pause keeps `enable` closed, to spare its contacts; the high alarm does not."""
    return any(f.rule.name == "high-alarm" for f in findings)
