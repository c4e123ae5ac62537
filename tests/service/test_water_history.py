# SPDX-License-Identifier: MIT
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from stoneheater.core.water_log import HOUR_S, WaterLog
from stoneheater.service.store.history import Sample
from stoneheater.service.water_history import recall
from support.disk import DEADLINE_S
from support.history import make_history_store

WALL_S, NOW_S, CUTOFF_C = 1_700_000_000.0, 50_000.0, 58.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the history is."""
    return tmp_path / "history.db"


def kept(path: Path, *samples: tuple[float, float, float | None]) -> None:
    """A history of: date, s since boot, °C."""
    store = make_history_store(path)
    for wall_s, boottime_s, value_c in samples:
        store.append(Sample(wall_s, boottime_s, value_c, 50.0, 0.0, False, "STANDBY"))
    assert store.close(DEADLINE_S)


def hottest_c(path: Path) -> float:
    """How hot a stone counts, for a daemon that has only just started."""
    log = WaterLog(CUTOFF_C)
    assert recall(log, path, WALL_S, NOW_S, CUTOFF_C) == ""
    return log.stone(NOW_S).temperature_c


def test_the_hottest_water_of_the_last_hour_counts(path: Path) -> None:
    """And not that of the hour before, by both clocks."""
    old, new = HOUR_S + 120.0, HOUR_S - 60.0
    kept(
        path,
        (WALL_S - old, NOW_S - old, 57.0),
        (WALL_S - new, NOW_S - new, 54.0),
        (WALL_S - 60.0, NOW_S - 60.0, 48.0),
        (WALL_S - 30.0, NOW_S - 30.0, None),
    )
    assert hottest_c(path) == 54.0


def test_without_a_history_nothing_is_known(path: Path) -> None:
    """Then a stone counts as hot as the cutoff; and a history that is not there is no fault."""
    assert hottest_c(path) == CUTOFF_C


def test_after_a_reboot_the_date_tells_the_hour(path: Path) -> None:
    """The clock since boot began anew: what is dated within the last hour counts."""
    kept(path, (WALL_S - 600.0, NOW_S + 90_000.0, 53.0))
    assert hottest_c(path) == 53.0


def test_a_date_that_was_set_forward_hides_no_hot_water(path: Path) -> None:
    """By the clock since boot it was ten minutes ago, whatever the date says."""
    kept(path, (WALL_S - 10 * 365 * 86400.0, NOW_S - 600.0, 55.0))
    assert hottest_c(path) == 55.0


def test_a_date_that_was_set_back_ten_years_hides_no_hot_water(path: Path) -> None:
    """What is dated in the future was just now."""
    kept(path, (WALL_S + 10 * 365 * 86400.0, NOW_S + 90_000.0, 55.0))
    assert hottest_c(path) == 55.0


@pytest.mark.parametrize("content", [b"no database" * 100, b""])
def test_a_history_that_cannot_be_read_is_no_cold_one(path: Path, content: bytes) -> None:
    """For an hour every stone counts as hot as the cutoff, and the sentence says so."""
    path.write_bytes(content)
    log = WaterLog(CUTOFF_C)
    said = recall(log, path, WALL_S, NOW_S, CUTOFF_C)
    assert said.startswith("The temperatures of the last hour cannot be read (")
    assert said.endswith("for an hour every stone counts as 58.0 °C hot.")
    log.add(NOW_S, 20.0)
    assert log.stone(NOW_S).temperature_c == CUTOFF_C
    log.add(NOW_S + HOUR_S + 120.0, 20.0)
    assert log.stone(NOW_S + HOUR_S + 120.0).temperature_c == 20.0


def test_a_large_history_is_looked_at_in_a_moment(path: Path) -> None:
    """A restart has a second for everything; days of samples take a small part of it."""
    kept(path, (WALL_S, NOW_S, 50.0))
    many = [(WALL_S - n, NOW_S - n, 4800) for n in range(1, 200_000)]
    with closing(sqlite3.connect(path)) as file, file:
        file.executemany("INSERT INTO samples VALUES (?, ?, ?, 5000, 0, 0, 'STANDBY')", many)
    began_s = time.monotonic()
    assert hottest_c(path) == 50.0
    assert time.monotonic() - began_s < 0.3
