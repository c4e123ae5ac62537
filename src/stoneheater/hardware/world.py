# SPDX-License-Identifier: MIT
"""The simulated world: a bath, its probes and its relays, second by second.

The law of this file: it is physics with bad luck. The core's plant gives the physics; noise,
rounding to the probe's steps, and every fault are added here, and nothing here judges anything.
"""

import queue
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stoneheater.core.plant import Bath, Plant, ProbeModel
from stoneheater.core.reading import LSB_C, POWER_ON_C, WEAK_SUPPLY_C, Fault, Reading
from stoneheater.hardware.faults import MOMENTS, PROBE_FAULTS, FaultError, FaultSpec

STEP_S = 1.0
TOPPED_UP_KG = 2.0


@dataclass(frozen=True, slots=True)
class ProbeParts:
    """One simulated probe: name, lag and dead time, s; noise and offset, °C."""

    name: str
    lag_s: float = 8.0
    dead_time_s: float = 1.0
    noise_c: float = 0.02
    offset_c: float = 0.0


class SimulatedProbe:
    """A probe in the bath, with what ails it.

    Attributes:
        name: its name in the configuration.
        model: the physics of its sheath.
        ails: the faults it has now, with their values.
    """

    def __init__(self, parts: ProbeParts, start_c: float, chance: random.Random) -> None:
        self.name = parts.name
        self.model = ProbeModel(parts.lag_s, parts.dead_time_s, start_c, STEP_S)
        self.ails: dict[str, float] = {}
        self._parts = parts
        self._chance = chance
        self._drifts_from_s = 0.0
        self._last_c = start_c
        self._count = 0
        self.reading: Reading | None = None

    def ail(self, name: str, value: float, now_s: float) -> None:
        """Begin to suffer from a fault."""
        self.ails[name] = self._last_c if name == "frozen" else value
        if name == "drift":
            self._drifts_from_s = now_s

    def sample(self, now_s: float) -> None:
        """Take one reading, if the probe gives any."""
        parts = self._parts
        value_c = self.model.value_c + parts.offset_c + self._chance.gauss(0.0, parts.noise_c)
        if not self.ails:
            self.reading = Reading(self.name, round(value_c / LSB_C) * LSB_C, now_s)
        elif "silent" not in self.ails:
            self.reading = self._ailing(value_c, now_s)
        if self.reading is not None and self.reading.temperature_c is not None:
            self._last_c = self.reading.temperature_c

    def _ailing(self, value_c: float, now_s: float) -> Reading:
        ails = self.ails
        for name, fault in _ANSWERS.items():
            if name in ails:
                return Reading(self.name, None, now_s, fault)
        self._count += 1
        value_c += ails.get("offset", 0.0)
        value_c += ails.get("drift", 0.0) * (now_s - self._drifts_from_s) / 60.0
        value_c += self._chance.gauss(0.0, ails.get("noise", 0.0))
        value_c += ails.get("spikes", 0.0) * (self._count % 2)
        step_c = ails.get("coarse", LSB_C)
        value_c = round(value_c / step_c) * step_c
        value_c = ails.get("frozen", ails.get("stuck_at", value_c))
        if "power_on" in ails:
            value_c = POWER_ON_C
        if "weak_supply" in ails:
            value_c = WEAK_SUPPLY_C
        return Reading(self.name, value_c, now_s, step_c=step_c)


_ANSWERS = {
    "unplugged": Fault.EMPTY,
    "crc": Fault.CRC,
    "all_zero": Fault.ALL_ZERO,
    "all_ones": Fault.ALL_ONES,
}


class World:
    """Bath, probes and relays in time.

    Attributes:
        now_s: seconds since the world began.
        plant: the bath.
        probes: the probes, in the order of the configuration.
        heater, enable: what the two relays are told; `enable` counts only when fitted.
        has_enable: whether an enable relay is in series.
        ails: the faults of bath and relays now, with their values.
    """

    def __init__(
        self,
        bath: Bath,
        probes: Sequence[ProbeParts],
        faults: Iterable[FaultSpec] = (),
        *,
        has_enable: bool = True,
        seed: int = 1,
    ) -> None:
        chance = random.Random(seed)  # noqa: S311 - noise, not secrets
        self.now_s = 0.0
        self.plant = Plant(bath)
        self.probes = [SimulatedProbe(parts, bath.start_c, chance) for parts in probes]
        self.heater = self.enable = False
        self.has_enable = has_enable
        self.ails: dict[str, float] = {}
        self._plan: list[tuple[float, bool, FaultSpec]] = []
        self._news: queue.SimpleQueue[FaultSpec] = queue.SimpleQueue()
        self.add_faults(faults)
        for probe in self.probes:
            probe.sample(0.0)

    def add_faults(self, faults: Iterable[FaultSpec]) -> None:
        """Plan faults; their times are seconds since the world began.

        Raises:
            FaultError: if one names a probe that is not there.
        """
        for spec in faults:
            self._check(spec)
            if spec.until_s > spec.at_s:
                self._plan.append((spec.at_s, True, spec))
            self._plan.append((spec.until_s, False, spec))
        self._plan.sort(key=lambda item: item[:2])

    def happen(self, spec: FaultSpec) -> None:
        """Let a fault happen at the next second, or end if its time is over; from any thread.

        Raises:
            FaultError: if it names a probe that is not there.
        """
        self._check(spec)
        self._news.put(spec)

    @property
    def powered(self) -> bool:
        """Whether current flows to the element now."""
        ails = self.ails
        heater = self.heater or "welded" in ails
        enable = self.enable or "welded_enable" in ails or not self.has_enable
        return heater and enable and "open" not in ails

    def advance(self) -> None:
        """Let one second pass."""
        self.now_s += STEP_S
        while not self._news.empty():
            self.add_faults([self._news.get()])
        while self._plan and self._plan[0][0] <= self.now_s:
            _, begins, spec = self._plan.pop(0)
            (self._begin if begins else self._end)(spec)
        plant = self.plant
        plant.step(STEP_S, self.powered)
        if "slow_leak" in self.ails:
            plant.water_kg = max(0.1, plant.water_kg - self.ails["slow_leak"] * STEP_S / 3600.0)
        for probe in self.probes:
            probe.model.step(STEP_S, plant.water_c, plant.bath.ambient_c)
            probe.sample(self.now_s)

    def _begin(self, spec: FaultSpec) -> None:
        if spec.name in PROBE_FAULTS:
            for probe in self._named(spec):
                probe.ail(spec.name, spec.value, self.now_s)
                probe.model.in_air = "in_air" in probe.ails
        elif spec.name in MOMENTS:
            self._moment(spec)
        else:
            self.ails[spec.name] = spec.value
            self._settle()

    def _end(self, spec: FaultSpec) -> None:
        if spec.name in PROBE_FAULTS:
            for probe in self._named(spec):
                probe.ails.pop(spec.name, None)
                probe.model.in_air = "in_air" in probe.ails
        else:
            self.ails.pop(spec.name, None)
            self._settle()

    def _check(self, spec: FaultSpec) -> None:
        if spec.name in PROBE_FAULTS:
            self._named(spec)

    def _named(self, spec: FaultSpec) -> list[SimulatedProbe]:
        """The probes that a fault means: by name, by number from 1, all, or just the first."""
        if spec.probe == "all":
            return self.probes
        probes = {str(n): probe for n, probe in enumerate(self.probes, 1)}
        probes |= {probe.name: probe for probe in self.probes}
        if (spec.probe or "1") not in probes:
            known = ", ".join(probe.name for probe in self.probes)
            raise FaultError(f"there is no probe {spec.probe!r} here; known: {known}, all.")
        return [probes[spec.probe or "1"]]

    def _moment(self, spec: FaultSpec) -> None:
        if spec.name == "cold_stones":
            self.plant.swap_stones(spec.value)
        else:
            swap = spec.name != "added_water"
            poured_kg = min(TOPPED_UP_KG, self.plant.water_kg) if swap else TOPPED_UP_KG
            self.plant.pour(poured_kg, spec.value, swap=swap)

    def _settle(self) -> None:
        """Let the plant be what its faults say."""
        ails, plant = self.ails, self.plant
        plant.power = ails.get("weak", 1.0) * ails.get("mains", 1.0)
        plant.dryness = ails.get("dry", 1.0)
        plant.draft = ails.get("draft", 1.0)
        plant.lid = (plant.bath.lid or "lid_on" in ails) and "lid_off" not in ails
