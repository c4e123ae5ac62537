# SPDX-License-Identifier: MIT
import time
from pathlib import Path

import pytest

from support.disk import DEADLINE_S, FULL, READ_ONLY, Disk, rows
from support.history import SECONDS, START_S, keep, make_history_store, make_sample


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the history's file will be."""
    return tmp_path / "history.db"


def test_F50_a_full_disk_costs_the_oldest_samples(path: Path) -> None:
    """Samples wait up to the bound; the rest is dropped and counted."""
    disk = Disk()
    store = make_history_store(path, disk, capacity=10, gather_s=0.0)
    assert disk.committed.wait(DEADLINE_S)
    disk.error = FULL
    for n in range(25):
        store.append(make_sample(n))
    assert disk.failed.wait(DEADLINE_S)
    assert not store.close(DEADLINE_S)
    health = store.health()
    assert (health.ok, health.pending, health.lost) == (False, 10, 15)
    assert "The history is not being written" in health.sentence
    assert "the disk is full; free some space" in health.sentence


def test_F51_a_card_that_is_writable_again_is_written_again(path: Path) -> None:
    """What waited is written once the trouble is over, at the latest when it closes."""
    disk = Disk(READ_ONLY)
    store = make_history_store(path, disk, gather_s=0.0, retry_s=0.01)
    store.append(make_sample(0))
    assert disk.failed.wait(DEADLINE_S)
    disk.error = ""
    assert store.close(DEADLINE_S)
    assert rows(path, SECONDS) == [(START_S, 5000)]
    assert store.health().ok


def test_F52_a_card_that_hangs_delays_nobody(path: Path) -> None:
    """Opening hangs for ever: two hours of samples are taken at once, one of them dropped."""
    disk = Disk()
    disk.hang()
    began_s = time.perf_counter()
    store = make_history_store(path, disk)
    for n in range(7200):
        store.append(make_sample(n))
    assert time.perf_counter() - began_s < 5.0
    assert disk.hung.wait(DEADLINE_S)
    health = store.health()
    assert (health.pending, health.lost) == (3600, 3600)
    disk.let_go()
    assert store.close(DEADLINE_S)
    assert rows(path, SECONDS)[0] == (START_S + 3600, 5000)


@pytest.mark.parametrize("content", [b"no database at all" * 1000, b""])
def test_F53_a_damaged_history_is_set_aside(path: Path, content: bytes) -> None:
    """The old file is kept under another name, and a new history begins."""
    path.write_bytes(content)
    keep(path, [make_sample(0)])
    assert path.with_name("history.db.corrupt-1").read_bytes() == content
    assert rows(path, SECONDS) == [(START_S, 5000)]


def test_F53_a_history_that_is_well_is_kept_over_a_restart(path: Path) -> None:
    """The other side: what was written before stays, and nothing is set aside."""
    keep(path, [make_sample(0)])
    keep(path, [make_sample(1)])
    assert len(rows(path, SECONDS)) == 2
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["history.db"]


def test_F50_little_space_is_warned_of_while_history_is_written(path: Path) -> None:
    """The sample is kept, and the health warns with the number."""
    disk = Disk()
    disk.free = 12_000_000
    store = make_history_store(path, disk)
    store.append(make_sample(0))
    assert store.close(DEADLINE_S)
    assert rows(path, SECONDS) == [(START_S, 5000)]
    assert "but only 12 MB are free" in store.health().sentence


def test_a_duty_that_is_no_number_costs_its_batch_only(path: Path) -> None:
    """A sample that cannot be written neither ends the thread nor stays in the way."""
    disk = Disk()
    store = make_history_store(path, disk, gather_s=0.0, retry_s=0.01)
    assert disk.committed.wait(DEADLINE_S)
    disk.committed.clear()
    store.append(make_sample(0, duty=float("nan")))
    assert disk.committed.wait(DEADLINE_S)
    store.append(make_sample(1))
    assert store.close(DEADLINE_S)
    assert rows(path, SECONDS) == [(START_S + 1, 5000)]
    assert store.health().lost == 1
