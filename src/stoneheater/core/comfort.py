# SPDX-License-Identifier: MIT
"""What a person should hear of the heater, apart from the rules that guard the heat.

The law of this file: it gathers sentences and decides nothing. A trip comes first, then what the
rules say, then what is good to know; nothing here takes heat away or gives it.
"""

from collections.abc import Sequence

from stoneheater.core.attendance import Attendance, HeatUp
from stoneheater.core.bath_health import BathHealth
from stoneheater.core.desk import Desk
from stoneheater.core.energy import NamePlate
from stoneheater.core.mode import Mode
from stoneheater.core.observer import Observer
from stoneheater.core.ration import Ration
from stoneheater.core.reading import LSB_C
from stoneheater.core.rule import Finding
from stoneheater.core.trips import Trips
from stoneheater.core.wear import Wear

WELDED = "rise-unexplained"
"""What may be a relay that is stuck goes on being told when somebody says `standby`."""

ABOVE_TARGET_C, ABOVE_TARGET_S = 3.0, 60.0


class Comfort:
    """The open alarms of one heater, by their codes."""

    def __init__(
        self,
        plate: NamePlate,
        desk: Desk,
        observer: Observer,
        trips: Trips,
        attendance: Attendance,
        heat_up: HeatUp,
        health: BathHealth,
        ration: Ration,
    ) -> None:
        self._plate = plate
        self._desk = desk
        self._observer = observer
        self._trips = trips
        self._attendance = attendance
        self._heat_up = heat_up
        self._health = health
        self._ration = ration
        self._above_s = 0.0

    def said(
        self, now_s: float, dt_s: float, findings: Sequence[Finding], wear: Wear
    ) -> dict[str, str]:
        """Every open alarm by its code."""
        desk, observer = self._desk, self._observer
        said = dict(self._trips.latched)
        said.update(self._trips.still(observer))
        if desk.mode is Mode.HEATING or desk.ended_by:
            said.update({f.rule.name: f.sentence for f in findings if f.rule.name != "look"})
        elif desk.mode is Mode.STANDBY and observer.rise_off.suspect:
            said.update({f.rule.name: f.sentence for f in findings if f.rule.name == WELDED})
        if desk.mode is Mode.HEATING:
            said.update(self._heating(now_s, dt_s))
        said.update(desk.ended_by)
        said.update(self._health.said)
        if wear.worn is not None:
            said["relay-worn"] = wear.worn
        for track in observer.tracks:
            if track.step_c > LSB_C:
                coarse = f"{track.name} measures in steps of {track.step_c:.3f} °C"
                said["coarse-probe"] = f"{coarse} instead of {LSB_C} °C: check its supply."
        return said

    def _heating(self, now_s: float, dt_s: float) -> dict[str, str]:
        said: dict[str, str] = {}
        desk, value_c = self._desk, self._observer.value_c
        soon = self._attendance.soon(now_s)
        if soon is not None:
            said["auto-standby"] = soon
        if self._attendance.ready:
            said["ready"] = f"the bath is ready at {desk.target_c:.1f} °C."
        if self._ration.said:
            said["heat-rationed"] = self._ration.said
        if value_c is None:
            return said
        above = value_c > desk.target_c + ABOVE_TARGET_C and not desk.cooling
        self._above_s = self._above_s + dt_s if above else 0.0
        if self._above_s >= ABOVE_TARGET_S:
            over = f"the water is {value_c:.1f} °C, {value_c - desk.target_c:.1f} above the target"
            said["above-target"] = f"{over}: leave the stones in, and do not use them yet."
        weak = self._heat_up.verdict(desk.target_c, self._allowed_s(), value_c)
        if weak is not None:
            said["weak-element"] = weak
        return said

    def _allowed_s(self) -> float:
        """Twice what the name plate allows for a heat-up from 10 °C with every stone in, s."""
        plate = self._plate
        capacity_j_per_k = plate.heavy_j_per_k - 2.0 * plate.light_j_per_k
        return 2.0 * capacity_j_per_k * (self._desk.target_c - 10.0) / plate.element_w
