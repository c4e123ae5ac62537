# SPDX-License-Identifier: MIT
"""What a heater knows from earlier days, and what keeps it for the next.

The law of this file: it opens what is kept in the state directory, hands it over, and closes it;
what cannot be read is told, or is learned again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stoneheater.config import Config
from stoneheater.core.heater import Heater, Outcome
from stoneheater.core.thermal_model import Learned
from stoneheater.core.wear import Wear
from stoneheater.hardware.clock import SystemClock, boot_id
from stoneheater.service import bath_keeper, commissioning, relay_keeper
from stoneheater.service.bath_keeper import BathKeeper
from stoneheater.service.commissioning import Commissioned
from stoneheater.service.heater_service import HeaterService, Keeping
from stoneheater.service.latch import Clear, LatchedTrip, LatchFile, LatchState, Unknown
from stoneheater.service.latch_writer import LatchWriter
from stoneheater.service.relay_keeper import RelayKeeper
from stoneheater.service.small_files import SmallFiles
from stoneheater.service.store.history import HistoryStore
from stoneheater.service.store.records import RecordStore, Stamp


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier days left.

    Attributes:
        kept: the learned bath of the last run, or None.
        reference: the bath when it was commissioned, or None.
        probe_lag_s: what a dip of the probe found, s, or None.
        wear: what the relays had done.
        relay_trouble: a sentence if the count could not be had as it should, else empty.
    """

    kept: Learned | None = None
    reference: Learned | None = None
    probe_lag_s: float | None = None
    wear: Wear = Wear()  # noqa: RUF009 - immutable
    relay_trouble: str = ""


def known(config: Config, state_dir: Path) -> Known:
    """Read what earlier days left."""
    wear, trouble = relay_keeper.read(state_dir)
    record = commissioning.read(state_dir)
    return Known(
        kept=bath_keeper.read(state_dir),
        reference=bath_keeper.read_reference(state_dir, belongs(config, record)),
        probe_lag_s=None if record is None else record.probe_lag_s,
        wear=wear,
        relay_trouble=trouble,
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
        self._relay.write()
        return self._files.close(deadline_s)


def kept(
    config: Config, state_dir: Path, runtime_dir: Path
) -> tuple[Keeping, Sequence[tuple[str, str]]]:
    """Latch, records and history, and the trips that were found latched."""
    clock, boot = SystemClock(), boot_id()
    file = LatchFile(state_dir, runtime_dir)
    found = file.open(commissioned=commissioning.was_commissioned(state_dir))
    latched = latched_trips(found)
    held = [LatchedTrip(rule, sentence, clock.wall_s()) for rule, sentence in latched]
    latch = LatchWriter(file, held[0] if held else None)

    def stamp() -> Stamp:
        return Stamp(clock.wall_s(), clock.boottime_s(), boot)

    days = config.store.retention_days
    records = RecordStore(state_dir / "records.db", stamp, retention_days=days)
    most = config.store.history_max_mb * 1_000_000
    history = HistoryStore(state_dir / "history.db", max_bytes=most)
    return Keeping(latch, records, history, boot, (latch, records, history)), latched


def latched_trips(found: LatchState) -> Sequence[tuple[str, str]]:
    """What the latch on disk means for a heater that starts."""
    if isinstance(found, Clear):
        return ()
    if isinstance(found, Unknown):
        return (("latch-unknown", found.sentence),)
    return ((found.rule, found.sentence),)
