# SPDX-License-Identifier: MIT
"""Clients and stones without a heater, on clocks and a disk that the test moves."""

from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from stoneheater.core.alarm import Alarm
from stoneheater.core.bath_model import Learned
from stoneheater.core.command import Event
from stoneheater.core.placement import Placement
from stoneheater.core.stone import BASALT, Stone
from stoneheater.core.water_log import WaterLog
from stoneheater.service.catalogue import Catalogue
from stoneheater.service.cooler import Bath
from stoneheater.service.open_stones import NAME, OpenStones, found
from stoneheater.service.store.records import RecordStore, Stamp
from stoneheater.service.treatment import Treatment
from stoneheater.service.treatment_record import TreatmentRecord
from stoneheater.service.treatment_requests import Practice
from support.disk import DEADLINE_S, Disk
from support.outcomes import outcome
from support.records import make_record_store
from support.workbench import HandClock

BOOT = "boot-1"
ROW = tuple(Stone(f"row-{n}", BASALT, 0.2, 25.0, "row") for n in range(1, 7))
MANY = tuple(Stone(f"stone-{n}", BASALT, 0.2, 25.0) for n in range(50))


class Clinic:
    """One run of the daemon, as far as clients and stones go.

    Args:
        folder: where the record and the runtime file are; None for a demonstration.
        clock: moved by the test.
        boot_id: which run of the computer.
        disk: under the record.
        practice: more of it.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        clock: HandClock | None = None,
        boot_id: str = BOOT,
        disk: Disk | None = None,
        stones: Sequence[Stone] = ROW,
        water: WaterLog | None = None,
        **practice: Any,
    ) -> None:
        self.clock = clock or HandClock()
        self.records: RecordStore | None = None
        kept = None
        made = Practice(Catalogue(stones), **practice)
        if folder is not None:
            left = found(folder / "records.db", folder / NAME, boot_id)
            self.records = make_record_store(folder / "records.db", disk)
            kept = OpenStones(folder / NAME, boot_id)
        record = TreatmentRecord(self.records, lambda: Stamp(self.clock.date_s, 0.0, boot_id))
        self.treatment = Treatment(self.clock, boot_id, made, record, kept, water)
        if folder is not None:
            self.treatment.resume(left)

    def begin(self, method: str, who: str = "anna", **params: object) -> Future[dict[str, Any]]:
        """Ask, and do not wait."""
        return self.treatment.ask(method, params, who)

    def ask(self, method: str, who: str = "anna", **params: object) -> dict[str, Any]:
        """What a verb is answered."""
        return self.begin(method, who, **params).result(DEADLINE_S)

    def place(
        self, *stones: str, sites: Sequence[str] = ("back-row",), **how: Any
    ) -> dict[str, Any]:
        """Lay stones on a cloth."""
        how = {"contact": "sheet", **how}
        return self.ask("stone.place", stones=list(stones), sites=list(sites), **how)

    def bath(
        self,
        water_c: float | None,
        alarms: Sequence[Alarm] = (),
        events: Sequence[Event] = (),
        learned: Learned | None = None,
    ) -> None:
        """A cycle of the heater, its target 50 °C."""
        made = outcome(alarms=tuple(alarms), events=tuple(events))
        self.treatment.note(made, Bath(50.0, water_c, learned))

    @property
    def lying(self) -> tuple[Placement, ...]:
        """The stones that lie now."""
        return self.treatment.seen().state.lying

    @property
    def placements(self) -> list[dict[str, Any]]:
        """The stones that lie, as a door shows them."""
        listed: Any = self.treatment.listed()["placements"]
        return list(listed)

    def close(self) -> None:
        """The daemon stops in good order."""
        assert self.treatment.close(DEADLINE_S)
        assert self.records is None or self.records.close(DEADLINE_S)
