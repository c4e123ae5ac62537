# SPDX-License-Identifier: MIT
"""Simulated hardware: the ports over a simulated world, as fast as it can or paced.

The law of this file: nothing here can switch anything real, and its clock is the world itself:
time passes only while the loop waits on it, and a second of it is a second of the bath.
"""

import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle

import attrs

from stoneheater.config import BathFile, Config, PanelSettings, ProbeSettings, load_bath
from stoneheater.core.reading import Fault, Reading
from stoneheater.hardware.faults import FaultSpec
from stoneheater.hardware.world import ProbeParts, World
from stoneheater.ports import Annunciator, Clock, Output, Press, Probes

SHOWN_MAX = 1000


class SimulatedClock:
    """The world's time; `speed` seconds of it in one real second, or as fast as it can (0)."""

    def __init__(self, world: World, speed: float) -> None:
        self.speed = speed
        self._world = world
        self._began_s = time.time()
        self._real_s = time.monotonic()

    def now_s(self) -> float:
        """Seconds since the world began."""
        return self._world.now_s

    def boottime_s(self) -> float:
        """The same: a simulated computer never sleeps."""
        return self._world.now_s

    def wall_s(self) -> float:
        """The date at which the world began, and its time since: labels fit what it shows."""
        return self._began_s + self._world.now_s

    def wait_until(self, at_s: float) -> None:
        """Let the world go on until ``at_s``, in whole seconds."""
        world = self._world
        while world.now_s < at_s:
            world.advance()
            if self.speed > 0.0:
                self._pace(1.0 / self.speed)

    def _pace(self, real_s: float) -> None:
        """Sleep so that a second takes ``real_s``; a late world does not race to catch up."""
        due_s = self._real_s + real_s
        now_s = time.monotonic()
        if due_s > now_s:
            time.sleep(due_s - now_s)
        self._real_s = max(due_s, now_s)


@dataclass(frozen=True, slots=True)
class SimulatedDiagnosis:
    """What one simulated probe says."""

    rom_id: str
    temperature_c: float | None
    fault: Fault | None
    hints: Sequence[str] = ()


class SimulatedProbes:
    """The newest reading of every probe of the world."""

    def __init__(self, world: World, ids: Mapping[str, str]) -> None:
        self._world = world
        self._ids = ids

    def latest(self) -> Mapping[str, Reading]:
        """The newest reading of each probe, by name."""
        return {probe.name: probe.reading for probe in self._world.probes if probe.reading}

    def diagnose(self) -> Sequence[SimulatedDiagnosis]:
        """Every probe of the world, under its id."""
        readings = [probe.reading for probe in self._world.probes if probe.reading]
        return [
            SimulatedDiagnosis(self._ids.get(r.probe, r.probe), r.temperature_c, r.fault)
            for r in readings
        ]

    def close(self) -> None:
        """Nothing runs."""


class SimulatedRelay:
    """One relay of the world."""

    def __init__(self, world: World, name: str) -> None:
        self._world = world
        self._name = name
        self._on = False

    def write(self, on: bool) -> None:
        """Switch."""
        self._on = on
        if self._name == "heater":
            self._world.heater = on
        elif self._name == "enable":
            self._world.enable = on

    def read(self) -> bool:
        """Read the line back."""
        return self._on

    def close(self) -> None:
        """Switch off and stay off."""
        self.write(False)


class SimulatedPanel:
    """A panel that nobody hears: it keeps what it was told, and its buttons are pressed in words.

    Attributes:
        buzzer, lamp: what each does now.
        shown: the last changes, oldest first: (buzzer, lamp).
        stuck: sentences about its buttons, as it shall say them.
    """

    def __init__(self, settings: PanelSettings) -> None:
        self.buzzer = self.lamp = False
        self.shown: deque[tuple[bool, bool]] = deque(maxlen=SHOWN_MAX)
        self.stuck: Sequence[str] = ()
        self._settings = settings
        self._pressed: deque[Press] = deque(maxlen=SHOWN_MAX)

    @property
    def has_buzzer(self) -> bool:
        """As configured."""
        return self._settings.buzzer_pin is not None

    @property
    def has_lamp(self) -> bool:
        """As configured."""
        return self._settings.alarm_led_pin is not None

    def show(self, buzzer: bool, lamp: bool) -> None:
        """Keep it."""
        self.buzzer, self.lamp = buzzer and self.has_buzzer, lamp and self.has_lamp
        self.shown.append((self.buzzer, self.lamp))

    def press(self, press: Press) -> None:
        """Press a button."""
        self._pressed.append(press)

    def presses(self) -> Sequence[Press]:
        """Every press since the last call."""
        return tuple(self._pressed.popleft() for _ in range(len(self._pressed)))

    def trouble(self) -> Sequence[str]:
        """What it was told to say."""
        return self.stuck

    def close(self) -> None:
        """Silent and dark."""
        self.show(buzzer=False, lamp=False)


class SimulatedHardware:
    """Every port over one world."""

    simulated = True
    notes: Sequence[str] = ("SIMULATED: nothing real is heated.",)
    refusals: Sequence[str] = ()

    def __init__(
        self,
        world: World,
        speed: float = 0.0,
        ids: Mapping[str, str] | None = None,
        panel: PanelSettings | None = None,
    ) -> None:
        self.world = world
        self.panel = SimulatedPanel(panel or PanelSettings())
        self.annunciator: Annunciator | None = self.panel
        self.clock: Clock | None = SimulatedClock(world, speed)
        self.probes: Probes = SimulatedProbes(world, ids or {})
        self.heater: Output = SimulatedRelay(world, "heater")
        self.enable: Output | None = SimulatedRelay(world, "enable") if world.has_enable else None
        self.heartbeat: Output | None = SimulatedRelay(world, "heartbeat")

    def close(self) -> None:
        """Switch everything off."""
        for part in (self.heater, self.enable, self.heartbeat, self.annunciator):
            if part is not None:
                part.close()


def probe_parts(file: BathFile, names: Sequence[str] = ()) -> list[ProbeParts]:
    """The probes of a bath file, under the names of the configuration or their usual ones."""
    models = file.probes()
    usual = [f"bath-{n}" if n > 1 else "bath" for n in range(1, len(models) + 1)]
    return [
        ProbeParts(name, model.lag_s, model.dead_time_s, model.noise_c, model.offset_c)
        for name, model in zip(names or usual, cycle(models), strict=False)
    ]


def make(
    file: BathFile,
    faults: Sequence[FaultSpec] = (),
    *,
    seed: int = 1,
    speed: float = 0.0,
    has_enable: bool = True,
) -> SimulatedHardware:
    """Simulated hardware over a bath file; ``speed`` 0 is as fast as it can."""
    world = World(file.bath(), probe_parts(file), faults, has_enable=has_enable, seed=seed)
    return SimulatedHardware(world, speed)


def completed(config: Config) -> Config:
    """A configuration of this driver with what it leaves out: name plate and probes of the bath."""
    file = _file(config)
    plate = attrs.evolve(
        config.heater,
        element_w=config.heater.element_w or file.named_w,
        water_kg=config.heater.water_kg or file.named_kg,
    )
    named = [
        ProbeSettings(id=f"28-{n:012x}", role="bath", name=parts.name)
        for n, parts in enumerate(probe_parts(file), 1)
    ]
    return attrs.evolve(config, heater=plate, probe=config.probe or tuple(named))


def build(config: Config) -> SimulatedHardware:
    """The driver `simulated`: what the entry point gives the daemon."""
    config = completed(config)
    parts = probe_parts(_file(config), [probe.name for probe in config.probe])
    ids = {probe.name: probe.id for probe in config.probe}
    world = World(_file(config).bath(), parts)
    return SimulatedHardware(world, config.simulated.speed, ids, config.panel)


def _file(config: Config) -> BathFile:
    path = config.simulated.bath
    return BathFile() if path is None else load_bath(path)
