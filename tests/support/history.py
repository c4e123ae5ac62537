# SPDX-License-Identifier: MIT
"""Samples to write and a store that writes them on a fake disk."""

from collections.abc import Iterable
from pathlib import Path

from stoneheater.service.store.history import (
    MAX_BYTES,
    HistoryStore,
    Sample,
)
from support.disk import DEADLINE_S, Disk

FOREVER_S = 3600.0


START_S = 1_700_000_040
"""A whole minute, as wall time."""


SECONDS = "SELECT wall_s, temperature_cc FROM samples ORDER BY wall_s, boottime_s"


def make_sample(at_s: float, temperature_c: float | None = 50.0, duty: float = 0.25) -> Sample:
    """The bath ``at_s`` seconds after the start."""
    return Sample(START_S + at_s, 100.0 + at_s, temperature_c, 50.0, duty, duty > 0.5, "HEATING")


def make_history_store(
    path: Path,
    disk: Disk | None = None,
    *,
    max_bytes: int = MAX_BYTES,
    capacity: int = 3600,
    gather_s: float = FOREVER_S,
    retry_s: float = FOREVER_S,
) -> HistoryStore:
    """A store on a disk that the test can trouble; it writes when it is closed."""
    disk = disk or Disk()
    return HistoryStore(
        path,
        max_bytes=max_bytes,
        connect=disk.connect,
        free_bytes=disk.free_bytes,
        capacity=capacity,
        gather_s=gather_s,
        retry_s=retry_s,
    )


def keep(path: Path, samples: Iterable[Sample], *, max_bytes: int = MAX_BYTES) -> None:
    """Write the samples as one batch."""
    store = make_history_store(path, max_bytes=max_bytes)
    for sample in samples:
        store.append(sample)
    assert store.close(DEADLINE_S)
