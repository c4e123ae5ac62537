# SPDX-License-Identifier: MIT
"""Puts the heater together: the only place that knows every floor.

The law of this file: it connects and decides nothing. The daemon, the demonstration and the
simulation are the same heater on other hardware.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from stoneheater.config import BathFile, Config
from stoneheater.core.energy import NamePlate
from stoneheater.core.heater import Heater, Outcome
from stoneheater.core.settings import Settings
from stoneheater.core.thermal_model import Learned, ThermalModel
from stoneheater.core.time_proportioning import Profile
from stoneheater.core.wear import Wear
from stoneheater.hardware import plugins, simulated
from stoneheater.hardware.clock import SystemClock, boot_id
from stoneheater.hardware.faults import FaultSpec
from stoneheater.hardware.simulated import SimulatedHardware
from stoneheater.interfaces import memory
from stoneheater.interfaces.configured import not_ready_of, rated, settings_of, standing_of
from stoneheater.interfaces.memory import Keepers
from stoneheater.ports import Clock, Hardware
from stoneheater.service.cooler import Bath
from stoneheater.service.heater_service import HeaterService, Keeping, MemoryLatch
from stoneheater.service.loop import ControlLoop
from stoneheater.service.panel import PanelService, fitted
from stoneheater.service.snapshot import Standing
from stoneheater.service.store.history import HistoryStore
from stoneheater.service.store.records import RecordStore
from stoneheater.service.treatment import Treatment
from stoneheater.service.treatment_requests import Practice

CLOSE_S = 0.5
"""For what was asked about stones to be given to the stores, s."""


@dataclass(frozen=True, slots=True)
class App:
    """One heater, put together and not yet running.

    Attributes:
        hardware: the driver's ports.
        heater: the core.
        service: what the doors talk to; its `loop` is the control loop.
        clock: the time everything runs in.
        close: closes hardware and stores, the outputs OFF first; True if all was written.
        panel: buzzer, lamp and buttons at work, or None; not started yet.
    """

    hardware: Hardware
    heater: Heater
    service: HeaterService
    clock: Clock
    close: Callable[[], bool]
    panel: PanelService | None = None

    @property
    def loop(self) -> ControlLoop:
        """The control loop."""
        return self.service.loop

    @property
    def treatment(self) -> Treatment:
        """Clients and their stones."""
        return self.service.treatment


def assemble(
    hardware: Hardware,
    settings: Settings,
    standing: Standing,
    *,
    keeping: Keeping | None = None,
    treatment: Treatment | None = None,
    latched: Sequence[tuple[str, str]] = (),
    not_ready: Callable[[], Sequence[str]] = tuple,
    close: Callable[[], bool] = lambda: True,
    listeners: Sequence[Callable[[Outcome], None]] = (),
    quiet: bool = False,
) -> App:
    """Connect core, service and hardware; only simulated hardware may bring its clock."""
    clock = clock_of(hardware)
    heater = Heater(settings, latched)
    told, readings = partial(_told, heater.model), hardware.probes.latest
    treatment = treatment or Treatment(clock, _own_boot_id())
    service = HeaterService(clock, standing, readings, keeping, not_ready, told, treatment)
    panel = fitted(hardware.annunciator, clock.now_s, service, quiet=quiet, foot=treatment.foot)

    def publish(outcome: Outcome) -> None:
        treatment.note(outcome, _bath(outcome, heater.model))
        for listen in (service.publish, *([panel.tell] if panel else []), *listeners):
            listen(outcome)

    service.loop = ControlLoop(heater, hardware, clock, publish, not_ready, treatment.beside)

    def close_all() -> bool:
        hardware.close()
        return all([treatment.close(CLOSE_S), close()])

    return App(hardware, heater, service, clock, close_all, panel)


def clock_of(hardware: Hardware) -> Clock:
    """The time everything runs in; only simulated hardware may bring its own."""
    own = hardware.clock if hardware.simulated else None
    return own if own is not None else SystemClock()


def _boot_id_of(hardware: Hardware) -> str:
    """This run of the computer; a simulated world begins anew whenever it is made."""
    known = boot_id()
    return known if hardware.clock is None and known != "unknown" else _own_boot_id()


def _own_boot_id() -> str:
    return f"own-{secrets.token_hex(8)}"


def _bath(outcome: Outcome, model: ThermalModel) -> Bath:
    value = outcome.value
    learned = model.learned if model.known else None
    return Bath(outcome.target_c, None if value is None else value.temperature_c, learned)


def _told(model: ThermalModel) -> str | None:
    return model.words() if model.settled else None


def completed(config: Config) -> Config:
    """A configuration as it will run: the simulated driver brings what was left out."""
    return simulated.completed(config) if config.hardware.driver == "simulated" else config


def assemble_daemon(
    config: Config,
    state_dir: Path,
    runtime_dir: Path,
    listen: Callable[[Outcome], None] | None = None,
) -> App:
    """The heater of a `completed` configuration, with all that it keeps.

    Raises:
        DriverError: the hardware cannot be found.
        OSError: the hardware or a directory cannot be used.
    """
    hardware = plugins.build(config)
    clock, boot = clock_of(hardware), _boot_id_of(hardware)
    lying = memory.lying(config, state_dir, runtime_dir, clock, boot)
    keeping, latched = memory.kept(config, state_dir, runtime_dir, clock, boot)
    known = memory.known(config, state_dir)
    standing = standing_of(config, hardware, clock.wall_s(), known.relay_trouble)
    practice = memory.practice(config, state_dir, sounds=standing.has_buzzer)
    treatment = memory.resumed(practice, keeping, clock, (state_dir, runtime_dir), lying)
    listeners = [] if listen is None else [listen]

    def close() -> bool:
        closed = [store.close(2.0) for store in (*keeping.stores, keepers)]
        return all(closed)

    app = assemble(
        hardware,
        settings_of(config, has_enable=hardware.enable is not None, known=known),
        standing,
        keeping=keeping,
        treatment=treatment,
        latched=latched,
        not_ready=_each(5, lambda: not_ready_of(config, hardware, state_dir)),
        close=close,
        listeners=listeners,
        quiet=config.panel.quiet,
    )
    keepers = Keepers(config, state_dir, app.heater, app.service, known.wear)
    listeners.append(keepers.note)
    troubles = (known.relay_trouble, lying.trouble, practice.catalogue.trouble)
    for trouble in (*troubles, *known.bath_troubles):
        if trouble:
            app.service.note(trouble)
    return app


def assemble_simulation(
    file: BathFile,
    *,
    target_c: float = 50.0,
    profile: Profile = Profile.MECHANICAL,
    faults: Sequence[FaultSpec] = (),
    seed: int = 1,
    speed: float = 0.0,
    kept: Learned | None = None,
    probe_lag_s: float | None = None,
    has_enable: bool = True,
    practice: Practice | None = None,
    records: RecordStore | None = None,
    history: HistoryStore | None = None,
) -> tuple[App, SimulatedHardware]:
    """The same heater on a simulated bath, keeping nothing but in stores that are given."""
    hardware = simulated.make(file, faults, seed=seed, speed=speed, has_enable=has_enable)
    settings = Settings(
        plate=NamePlate(file.named_w, file.named_kg),
        bath_probes=tuple(probe.name for probe in hardware.world.probes),
        target_c=target_c,
        profile=profile,
        has_enable=has_enable,
        kept=kept,
        probe_lag_s=probe_lag_s,
        wear=Wear(rated=rated(profile)),
    )
    standing = Standing(
        simulated=True,
        element_w=file.named_w,
        water_kg=file.named_kg,
        has_enable=has_enable,
        notes=hardware.notes,
    )
    keeping = Keeping(MemoryLatch(), records, history, _own_boot_id())
    treatment = memory.treatment(practice or Practice(), keeping, clock_of(hardware))
    return assemble(hardware, settings, standing, keeping=keeping, treatment=treatment), hardware


def _each(cycles: int, ask: Callable[[], Sequence[str]]) -> Callable[[], Sequence[str]]:
    """Ask only every few cycles: the answer stands on a disk, and changes by hand."""
    count, said = 0, ask()

    def asked() -> Sequence[str]:
        nonlocal count, said
        count += 1
        if count % cycles == 0:
            said = ask()
        return said

    return asked
