# SPDX-License-Identifier: MIT
"""What a heater knows from earlier days, and what keeps it for the next.

The law of this file: it opens what is kept in the state directory, hands it over, and closes it;
what cannot be read is told, or is learned again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stoneheater.config import Config
from stoneheater.config.stones import catalogue, materials
from stoneheater.core.heater import Heater, Outcome
from stoneheater.core.thermal_model import Learned
from stoneheater.core.water_log import WaterLog
from stoneheater.core.wear import Wear
from stoneheater.ports import Clock
from stoneheater.service import (
    bath_keeper,
    commissioning,
    open_stones,
    relay_keeper,
    water_history,
)
from stoneheater.service.bath_keeper import BathKeeper
from stoneheater.service.catalogue import NAME, Catalogue
from stoneheater.service.commissioning import Commissioned
from stoneheater.service.heater_service import HeaterService, Keeping
from stoneheater.service.latch import Clear, LatchedTrip, LatchFile, LatchState, Unknown
from stoneheater.service.latch_writer import LatchWriter
from stoneheater.service.open_stones import Found, OpenStones
from stoneheater.service.relay_keeper import RelayKeeper
from stoneheater.service.small_files import SmallFiles
from stoneheater.service.store.history import HistoryStore
from stoneheater.service.store.records import RecordStore, Stamp
from stoneheater.service.treatment import Treatment
from stoneheater.service.treatment_record import TreatmentRecord
from stoneheater.service.treatment_requests import Practice

RECORDS, HISTORY = "records.db", "history.db"
"""The record and the history, in the state directory."""


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier days left.

    Attributes:
        kept: the learned bath of the last run, or None.
        reference: the bath when it was commissioned, or None.
        probe_lag_s: what a dip of the probe found, s, or None.
        wear: what the relays had done.
        relay_trouble: a sentence if the count could not be had as it should, else empty.
        bath_troubles: a sentence for each of the two baths that cannot be used.
    """

    kept: Learned | None = None
    reference: Learned | None = None
    probe_lag_s: float | None = None
    wear: Wear = Wear()  # noqa: RUF009 - immutable
    relay_trouble: str = ""
    bath_troubles: Sequence[str] = ()


def known(config: Config, state_dir: Path) -> Known:
    """Read what earlier days left."""
    wear, trouble = relay_keeper.read(state_dir)
    record = commissioning.read(state_dir)
    bath, bath_trouble = bath_keeper.read(state_dir)
    reference, its_trouble = bath_keeper.read_reference(state_dir, belongs(config, record))
    return Known(
        kept=bath,
        reference=reference,
        probe_lag_s=None if record is None else record.probe_lag_s,
        wear=wear,
        relay_trouble=trouble,
        bath_troubles=[sentence for sentence in (bath_trouble, its_trouble) if sentence],
    )


def belongs(config: Config, record: Commissioned | None) -> str:
    """Which name plate and which commissioning a bath belongs to."""
    heater = config.heater
    day = "" if record is None else f", commissioned {record.wall_s:.0f}"
    return f"{heater.element_w} W, {heater.water_kg} kg{day}"


class Keepers:
    """Bath and relay, kept while the heater runs."""

    def __init__(
        self, config: Config, state_dir: Path, heater: Heater, service: HeaterService, wear: Wear
    ) -> None:
        """Begin to keep; ``wear`` is what was read, so that nothing is written twice."""
        key = belongs(config, commissioning.read(state_dir))
        self._files = SmallFiles()
        self._bath = BathKeeper(self._files, state_dir, heater, key, service.note)
        self._relay = RelayKeeper(self._files, state_dir, wear)

    def note(self, outcome: Outcome) -> None:
        """Take note of a cycle."""
        self._bath.note(outcome)
        self._relay.note(outcome)

    def close(self, deadline_s: float) -> bool:
        """Write what is left, within the deadline."""
        self._bath.close()
        self._relay.write()
        return self._files.close(deadline_s)


def kept(
    config: Config, state_dir: Path, runtime_dir: Path, clock: Clock, boot_id: str
) -> tuple[Keeping, Sequence[tuple[str, str]]]:
    """Latch, records and history, and the trips that were found latched."""
    file = LatchFile(state_dir, runtime_dir)
    found = file.open(commissioned=commissioning.was_commissioned(state_dir))
    latched = latched_trips(found)
    held = [LatchedTrip(rule, sentence, clock.wall_s()) for rule, sentence in latched]
    latch = LatchWriter(file, held[0] if held else None)

    def stamp() -> Stamp:
        return Stamp(clock.wall_s(), clock.boottime_s(), boot_id)

    days = config.store.retention_days
    records = RecordStore(state_dir / RECORDS, stamp, retention_days=days)
    most = config.store.history_max_mb * 1_000_000
    history = HistoryStore(state_dir / HISTORY, max_bytes=most)
    return Keeping(latch, records, history, boot_id, (latch, records, history)), latched


def practice(config: Config, state_dir: Path, *, sounds: bool) -> Practice:
    """What is configured for clients and their stones."""
    own = config.material
    stones = Catalogue(catalogue(config.stone, own), materials(own), state_dir / NAME)
    treatment = config.treatment
    return Practice(
        catalogue=stones,
        piled=treatment.piled_stones,
        aftercare=treatment.aftercare,
        cutoff_c=config.temperature.cutoff_c,
        sounds=sounds,
        last_treated_days=config.store.retention_days if treatment.keep_last_treated else 0,
    )


@dataclass(frozen=True, slots=True)
class Lying:
    """What a restart finds of clients and stones.

    Attributes:
        stones: those that lie, as far as anybody knows.
        water: how hot a stone can be.
        trouble: a sentence if the water of the last hour could not be read, else empty.
    """

    stones: Found
    water: WaterLog
    trouble: str = ""


def lying(config: Config, state_dir: Path, runtime_dir: Path, clock: Clock, boot_id: str) -> Lying:
    """Read what the last run left, before anything opens its files or sets them aside."""
    stones = open_stones.found(state_dir / RECORDS, runtime_dir / open_stones.NAME, boot_id)
    cutoff_c, now = config.temperature.cutoff_c, (clock.wall_s(), clock.boottime_s())
    water = WaterLog(cutoff_c)
    trouble = water_history.recall(water, state_dir / HISTORY, *now, cutoff_c)
    return Lying(stones, water, trouble)


def treatment(
    practice: Practice,
    keeping: Keeping,
    clock: Clock,
    file: Path | None = None,
    water: WaterLog | None = None,
) -> Treatment:
    """Clients and stones, with the record; without a file no crash is outlived."""

    def stamp() -> Stamp:
        return Stamp(clock.wall_s(), clock.boottime_s(), keeping.boot_id)

    record = TreatmentRecord(keeping.records, stamp)
    kept = OpenStones(file, keeping.boot_id)
    return Treatment(clock, keeping.boot_id, practice, record, kept, water)


def resumed(
    practice: Practice,
    keeping: Keeping,
    clock: Clock,
    dirs: tuple[Path, Path],
    lying: Lying,
) -> Treatment:
    """Clients and stones, as the last run left them in ``dirs``, of state and of runtime."""
    state_dir, runtime_dir = dirs
    file = runtime_dir / open_stones.NAME
    made = treatment(practice, keeping, clock, file, lying.water)
    made.resume(lying.stones)
    made.last_treated.begin(state_dir / RECORDS)
    return made


def latched_trips(found: LatchState) -> Sequence[tuple[str, str]]:
    """What the latch on disk means for a heater that starts."""
    if isinstance(found, Clear):
        return ()
    if isinstance(found, Unknown):
        return (("latch-unknown", found.sentence),)
    return ((found.rule, found.sentence),)
