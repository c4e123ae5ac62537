# SPDX-License-Identifier: MIT
"""The one read-only truth that every interface shows: a versioned JSON object.

The law of this file: a field that ends in `_c` is an answer in °C, an absent value is null and
never a number, and a change of shape changes the version. Nothing here says "off" for what was
only commanded off.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite

from stoneheater.core.alarm import Alarm
from stoneheater.core.heater import Outcome
from stoneheater.core.interlock import RULES
from stoneheater.core.mode import Mode
from stoneheater.core.probe import fault_of
from stoneheater.core.reading import Reading
from stoneheater.core.rule import Reaction
from stoneheater.core.wear import Wear
from stoneheater.service.treatment_view import Seen

VERSION = 1
ENDS = frozenset(rule.name for rule in RULES if rule.reaction is Reaction.END)


@dataclass(frozen=True, slots=True)
class Standing:
    """What does not change from cycle to cycle.

    Attributes:
        simulated: whether nothing real is heated.
        element_w, water_kg: the name plate.
        has_enable, has_buzzer: what is fitted.
        notes: sentences about the wiring.
        started_wall_s: when the daemon started, s since 1970.
        relay_trouble: a sentence if the relay's operations could not be read, else empty.
    """

    simulated: bool = False
    element_w: float | None = None
    water_kg: float | None = None
    has_enable: bool = False
    has_buzzer: bool = False
    notes: Sequence[str] = ()
    started_wall_s: float = 0.0
    relay_trouble: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One finished cycle, for showing.

    Attributes:
        outcome: what the cycle decided.
        readings: the newest reading of each probe.
        wall_s: the date, s since 1970, for labels only.
        standing: what does not change.
        not_ready: sentences that forbid `on`.
        store: sentences of a store that is not writing.
        bath: the learned bath in one sentence; None until it is learned.
        panel: sentences about buzzer, lamp and buttons that do not work now.
        treatment: clients and their stones.
    """

    outcome: Outcome
    readings: Mapping[str, Reading]
    wall_s: float
    standing: Standing = field(default_factory=Standing)
    not_ready: Sequence[str] = ()
    store: Sequence[str] = ()
    bath: str | None = None
    panel: Sequence[str] = ()
    treatment: Seen = field(default_factory=Seen)

    def as_dict(self) -> dict[str, object]:
        """The JSON object, version 1."""
        outcome, standing = self.outcome, self.standing
        value = outcome.value
        return {
            "version": VERSION,
            "simulated": standing.simulated,
            "at_s": round(outcome.at_s, 3),
            "wall_s": round(self.wall_s, 3),
            "mode": outcome.mode.value,
            "state": state(outcome),
            "headline": headline(self),
            "target_c": outcome.target_c,
            "bath_c": None if value is None else _number(value.temperature_c),
            "bath_age_s": None if value is None else round(outcome.at_s - value.at_s, 3),
            "duty": round(outcome.duty, 4),
            "heater_commanded": "on" if outcome.levels.heater else "off",
            "enable_commanded": _enable(outcome, fitted=standing.has_enable),
            "ready": outcome.ready,
            "not_ready": list(self.not_ready),
            "auto_standby_in_s": None if outcome.off_in_s is None else round(outcome.off_in_s, 1),
            "trips": [{"rule": rule, "reason": text} for rule, text in outcome.trips],
            "rules": [{"rule": f.rule.name, "reason": f.sentence} for f in outcome.findings],
            "alarms": [_alarm(alarm) for alarm in outcome.alarms],
            "probes": [self._probe(reading) for reading in self.readings.values()],
            "name_plate": {"element_w": standing.element_w, "water_kg": standing.water_kg},
            "bath": self.bath,
            "relay": _relay(outcome.wear),
            **self.treatment.as_dict(self.wall_s),
            "buzzer": standing.has_buzzer,
            "notes": [n for n in (*standing.notes, standing.relay_trouble, *self.panel) if n],
            "store": list(self.store),
        }

    def as_json(self) -> str:
        """The JSON object on one line."""
        return json.dumps(
            self.as_dict(), ensure_ascii=False, allow_nan=False, separators=(",", ":")
        )

    def _probe(self, reading: Reading) -> dict[str, object]:
        fault, value_c = fault_of(reading), reading.temperature_c
        return {
            "name": reading.probe,
            "temperature_c": None if fault is not None or value_c is None else _number(value_c),
            "age_s": round(self.outcome.at_s - reading.at_s, 3),
            "fault": None if fault is None else fault.value,
        }


def state(outcome: Outcome) -> str:
    """One word for what is going on: the mode, or HOLD, LOOK, PAUSE, READY within HEATING."""
    if outcome.mode is not Mode.HEATING:
        return outcome.mode.value
    names = {finding.rule.name for finding in outcome.findings}
    if outcome.holding:
        return "HOLD"
    if "look" in names:
        return "LOOK"
    if any(finding.rule.reaction is Reaction.PAUSE for finding in outcome.findings):
        return "PAUSE"
    return "READY" if outcome.ready else "HEATING"


def headline(snapshot: Snapshot) -> str:
    """The one sentence that is read from two metres."""
    outcome = snapshot.outcome
    value = outcome.value
    bath = "no reading" if value is None else f"{value.temperature_c:.1f} °C"
    said = f"{state(outcome)}: {bath}, target {outcome.target_c:.1f} °C"
    if outcome.trips:
        said = f"TRIPPED: {outcome.trips[0][1]}"
    elif outcome.holding and outcome.findings:
        said = f"HOLD: {outcome.findings[0].sentence}"
    elif outcome.mode is Mode.STANDBY:
        said = next((f"STANDBY: {a.text}" for a in outcome.alarms if a.code in ENDS), said)
    return f"SIMULATED {said}" if snapshot.standing.simulated else said


def _enable(outcome: Outcome, *, fitted: bool) -> str | None:
    if not fitted:
        return None
    return "closed" if outcome.levels.enable else "open"


def _number(value_c: float) -> float | None:
    """A temperature as JSON can carry it: a driver may say infinity, and then nothing is known."""
    return round(value_c, 4) if isfinite(value_c) else None


def _relay(wear: Wear) -> dict[str, object]:
    return {
        "operations": wear.operations,
        "rated_operations": wear.rated,
        "hours_left": None if wear.hours_left is None else round(wear.hours_left, 1),
        "enable_operations": wear.enable_operations,
        "text": wear.words(),
    }


def _alarm(alarm: Alarm) -> dict[str, object]:
    return {
        "code": alarm.code,
        "priority": alarm.priority.name.lower(),
        "text": alarm.text,
        "paused": alarm.paused,
    }
