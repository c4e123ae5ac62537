# SPDX-License-Identifier: MIT
"""Records to write and a store that writes them on a fake disk."""

from pathlib import Path

from stoneheater.service.store.records import (
    Kind,
    Record,
    RecordStore,
    Stamp,
    read,
)
from support.disk import Disk

FOREVER_S = 3600.0


NOW = Stamp(1_700_000_000.25, 812.5, "5c1f")


def make_record(text: str = "set 50C", kind: Kind = Kind.COMMAND, **data: object) -> Record:
    """A record of a command, or of what the test wants."""
    return Record(NOW, kind, "uid 1000 at control.sock", text, data)


def make_record_store(
    path: Path, disk: Disk | None = None, *, capacity: int = 100, retry_s: float = FOREVER_S
) -> RecordStore:
    """A store on a disk that the test can trouble; it retries only when told."""
    disk = disk or Disk()
    return RecordStore(
        path,
        lambda: NOW,
        connect=disk.connect,
        free_bytes=disk.free_bytes,
        capacity=capacity,
        retry_s=retry_s,
    )


def texts(path: Path) -> list[str]:
    """The sentences of a record, oldest first."""
    return [row.record.text for row in read(path)]
