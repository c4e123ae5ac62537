# SPDX-License-Identifier: MIT
"""What the doctor goes by, gathered from a running heater.

The law of this file: it looks and changes nothing, and what cannot be read is None.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from stoneheater.config import Config
from stoneheater.core.bath_health import Change, against_plate
from stoneheater.core.heater import Heater
from stoneheater.core.wear import UNUSED, Wear
from stoneheater.ports import Hardware
from stoneheater.service import commissioning, doctor_computer, probe_list, proof_tests
from stoneheater.service.commissioning import Commissioned
from stoneheater.service.heater_service import HeaterService
from stoneheater.service.proof_tests import Proved
from stoneheater.service.store.database import StoreUnreadableError, free_bytes
from stoneheater.service.store.history import bytes_per_day


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a report is made from.

    Attributes:
        config: the configuration that the daemon runs with.
        simulated: whether nothing real is heated.
        notes: the driver's sentences about the wiring.
        refusals: the driver's sentences that forbid heat.
        commissioned: the commissioning record, or None.
        uncommissioned: why the record does not permit heat, or None.
        has_enable, has_heartbeat, has_buzzer, has_lamp: what is fitted.
        panel: sentences about buzzer, lamp and buttons that do not work now.
        probes: the rows of `probe_list`.
        store: sentences of the stores that are not writing.
        free: room on the disk, bytes; None if that is unknown.
        growth: what the history takes a day, bytes; None if that is unknown.
        expired: how often the guard had to end a lease.
        plate: the name plate, one sentence.
        learned: the bath as learned, one sentence.
        change: what has become of the bath since it was commissioned; None while unknown.
        unlike_plate: a sentence if the learned bath and the name plate disagree, or None.
        wear: what the relays have done, as of the newest cycle.
        proved: when each barrier that no program can ask was last proved, and by whom.
        computer: sentences about the computer's supply and temperature.
        relay_trouble: a sentence if their count could not be read, else empty.
        today: the date.
    """

    config: Config
    simulated: bool
    notes: Sequence[str]
    refusals: Sequence[str]
    commissioned: Commissioned | None
    uncommissioned: str | None
    has_enable: bool
    has_heartbeat: bool
    has_buzzer: bool
    has_lamp: bool
    panel: Sequence[str]
    probes: Sequence[dict[str, Any]]
    store: Sequence[str]
    free: int | None
    growth: float | None
    expired: int
    plate: str
    learned: str
    change: Change | None
    unlike_plate: str | None
    wear: Wear
    relay_trouble: str
    proved: Mapping[str, Proved]
    computer: Sequence[str]
    today: date


def gather(
    config: Config,
    hardware: Hardware,
    service: HeaterService,
    heater: Heater,
    state_dir: Path,
    wall_s: float,
) -> Facts:
    """Look at everything; measures each probe, so it may take a second for each."""
    model, snapshot, panel = heater.model, service.snapshot(), hardware.annunciator
    return Facts(
        config=config,
        simulated=hardware.simulated,
        notes=hardware.notes,
        refusals=hardware.refusals,
        commissioned=commissioning.read(state_dir),
        uncommissioned=commissioning.not_ready(state_dir, config),
        has_enable=hardware.enable is not None,
        has_heartbeat=hardware.heartbeat is not None,
        has_buzzer=panel is not None and panel.has_buzzer,
        has_lamp=panel is not None and panel.has_lamp,
        panel=service.panel(),
        probes=probe_list.rows(config, hardware.probes),
        store=service.store_trouble(),
        free=_free(state_dir),
        growth=_growth(state_dir),
        expired=sum(lease.expired for lease in service.loop.leases.all),
        plate=f"{model.plate.element_w:.0f} W on {model.plate.water_kg:g} kg of water.",
        learned=model.words(),
        change=heater.health.change,
        unlike_plate=against_plate(model.plate, model.learned) if model.settled else None,
        wear=UNUSED if snapshot is None else snapshot.outcome.wear,
        relay_trouble=service.standing.relay_trouble,
        proved=proof_tests.read(state_dir),
        computer=() if hardware.simulated else doctor_computer.troubles(),
        today=datetime.fromtimestamp(wall_s, UTC).date(),
    )


def _free(state_dir: Path) -> int | None:
    try:
        return free_bytes(state_dir)
    except OSError:
        return None


def _growth(state_dir: Path) -> float | None:
    try:
        return bytes_per_day(state_dir / "history.db")
    except StoreUnreadableError:
        return None
