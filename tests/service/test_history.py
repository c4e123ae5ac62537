# SPDX-License-Identifier: MIT
import sqlite3
from pathlib import Path

import pytest

from stoneheater.service.store.database import StoreUnreadableError
from stoneheater.service.store.history import (
    KEEP_SECONDS_S,
    MAX_BYTES,
    HistoryStore,
    Sample,
    bytes_per_day,
)
from support.disk import DEADLINE_S, Disk, rows
from support.history import SECONDS, START_S, keep, make_history_store, make_sample


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the history's file will be."""
    return tmp_path / "history.db"


MINUTES = """SELECT wall_s, samples, min_cc, mean_cc, max_cc, duty_pct FROM minutes
    ORDER BY wall_s, boottime_s"""


def test_a_sample_comes_back_to_the_hundredth(path: Path) -> None:
    """Times, temperatures, duty, heat and mode stand in the file, small but exact enough."""
    store = HistoryStore(path)
    store.append(Sample(START_S + 0.9, 812.34, 50.0625, 51.5, 0.256, True, "HEATING"))
    store.append(Sample(START_S + 1.9, 813.34, -0.125, 51.5, 0.0, False, "STANDBY"))
    assert store.close(DEADLINE_S)
    assert rows(path, "SELECT * FROM samples") == [
        (START_S, 812.3, 5006, 5150, 26, 1, "HEATING"),
        (START_S + 1, 813.3, -12, 5150, 0, 0, "STANDBY"),
    ]


@pytest.mark.parametrize("missing", [None, float("nan"), float("inf")])
def test_a_missing_temperature_is_no_number(path: Path, missing: float | None) -> None:
    """A missing process value is kept as missing, never as zero."""
    keep(path, [make_sample(0, missing)])
    assert rows(path, SECONDS) == [(START_S, None)]


def test_samples_are_gathered_and_written_together(path: Path) -> None:
    """Sixty samples are one transaction: the card is spared."""
    disk = Disk()
    store = make_history_store(path, disk)
    assert disk.committed.wait(DEADLINE_S)
    for n in range(60):
        store.append(make_sample(n))
    assert rows(path, SECONDS) == []
    assert store.close(DEADLINE_S)
    assert len(rows(path, SECONDS)) == 60
    assert disk.statements.count("COMMIT") == 2
    assert "PRAGMA synchronous = NORMAL" in disk.statements


def test_a_batch_is_written_when_its_time_has_come(path: Path) -> None:
    """Nobody has to close the history for it to reach the disk."""
    disk = Disk()
    store = make_history_store(path, disk, gather_s=0.01)
    assert disk.committed.wait(DEADLINE_S)
    disk.committed.clear()
    store.append(make_sample(0))
    assert disk.committed.wait(DEADLINE_S)
    assert rows(path, SECONDS) == [(START_S, 5000)]
    assert store.close(DEADLINE_S)


def test_F62_a_wall_clock_that_jumps_back_overwrites_nothing(path: Path) -> None:
    """Two samples of the same wall second are two samples if the boot clock says so."""
    again = Sample(START_S, 9000.0, 40.0, 50.0, 0.0, False, "STANDBY")
    keep(path, [make_sample(0), again])
    assert rows(path, SECONDS) == [(START_S, 5000), (START_S, 4000)]


def test_a_week_is_kept_by_the_second(path: Path) -> None:
    """At seven days to the second nothing is rolled up."""
    keep(path, [make_sample(n) for n in range(60)])
    keep(path, [make_sample(KEEP_SECONDS_S + 59)])
    assert rows(path, MINUTES) == []
    assert len(rows(path, SECONDS)) == 61


def test_after_a_week_a_minute_becomes_one_line(path: Path) -> None:
    """A second later the minute is one line: how many, least, mean, most and mean duty."""
    keep(path, [make_sample(n, 49.0 + n / 30, duty=n / 59) for n in range(60)])
    keep(path, [make_sample(KEEP_SECONDS_S + 60)])
    assert rows(path, MINUTES) == [(START_S, 60, 4900, 4998, 5097, 50)]
    assert rows(path, SECONDS) == [(START_S + KEEP_SECONDS_S + 60, 5000)]


def test_a_minute_keeps_what_it_has(path: Path) -> None:
    """Missing temperatures do not count in the mean; a minute without any has none."""
    keep(
        path,
        [make_sample(0, 50.0), make_sample(1, None), make_sample(2, 52.0), make_sample(60, None)],
    )
    keep(path, [make_sample(KEEP_SECONDS_S + 120)])
    assert rows(path, MINUTES) == [
        (START_S, 3, 5000, 5100, 5200, 25),
        (START_S + 60, 1, None, None, None, 25),
    ]


def test_a_minute_that_ends_later_stays_whole(path: Path) -> None:
    """A minute is rolled up when all of it is old, not in pieces."""
    keep(path, [make_sample(n) for n in range(60)])
    keep(path, [make_sample(KEEP_SECONDS_S + 30)])
    assert rows(path, MINUTES) == []
    assert len(rows(path, SECONDS)) == 61


def test_a_long_pause_is_rolled_up_a_day_at_a_time(path: Path) -> None:
    """After a month off no single write has to digest a whole week."""
    days = [make_sample(day * 86_400) for day in range(3)]
    keep(path, days)
    for more, left in ((1, 2), (2, 1), (3, 0)):
        keep(path, [make_sample(30 * 86_400 + more)])
        old = [wall_s for wall_s, _ in rows(path, SECONDS) if wall_s < START_S + 3 * 86_400]
        assert len(old) == left
    assert len(rows(path, MINUTES)) == 3


def test_F62_samples_from_1970_are_rolled_up_too(path: Path) -> None:
    """A Pi without a clock starts in 1970: those samples are old, not lost."""
    early = [Sample(n, 10.0 + n, 30.0, 50.0, 0.0, False, "STANDBY") for n in range(60)]
    keep(path, [*early, make_sample(0)])
    assert rows(path, MINUTES) == [(0, 60, 3000, 3000, 3000, 0)]
    assert rows(path, SECONDS) == [(START_S, 5000)]


def _fill(path: Path, batches: int, *, max_bytes: int, first_s: int = 0) -> int:
    """Write hours of samples through one store; returns the largest size of the file seen."""
    largest = 0
    for batch in range(batches):
        begin_s = first_s + batch * 3600
        keep(path, [make_sample(begin_s + n) for n in range(3600)], max_bytes=max_bytes)
        largest = max(largest, path.stat().st_size)
    return largest


def test_the_file_never_exceeds_its_bound(path: Path) -> None:
    """Twenty hours into a file with room for less: bounded, the newest kept, the oldest gone."""
    assert _fill(path, 20, max_bytes=1_000_000) <= 1_000_000
    kept = [wall_s for wall_s, _ in rows(path, SECONDS)]
    assert kept[-1] == START_S + 20 * 3600 - 1
    assert kept == list(range(kept[0], kept[-1] + 1))
    assert len(kept) > 10_000


def test_a_file_below_its_bound_loses_nothing(path: Path) -> None:
    """The other side: as long as there is room every sample stays."""
    assert _fill(path, 5, max_bytes=1_500_000) <= 1_500_000
    assert len(rows(path, SECONDS)) == 5 * 3600


def test_the_oldest_minutes_go_before_any_second(path: Path) -> None:
    """Room is made from the oldest end: the minutes are older than every second."""
    _fill(path, 2, max_bytes=MAX_BYTES)
    _fill(path, 3, max_bytes=1_000_000, first_s=KEEP_SECONDS_S + 86_400)
    before = rows(path, "SELECT count(*) FROM minutes")[0][0]
    seconds = rows(path, "SELECT count(*) FROM samples")[0][0]
    assert before == 120
    keep(path, [make_sample(KEEP_SECONDS_S + 2 * 86_400)], max_bytes=450_000)
    assert rows(path, "SELECT count(*) FROM minutes") == [(0,)]
    assert rows(path, "SELECT count(*) FROM samples")[0][0] <= seconds + 1


def test_bytes_per_day_is_what_the_file_grew(path: Path) -> None:
    """An hour of samples, scaled to a day: between one and ten megabytes, from the file itself."""
    _fill(path, 1, max_bytes=MAX_BYTES)
    grown = bytes_per_day(path)
    assert grown is not None
    assert grown == pytest.approx(path.stat().st_size * 24, rel=0.01)
    assert 1e6 < grown < 10e6


def test_bytes_per_day_counts_rolled_up_time(path: Path) -> None:
    """A minute that became one line still was a minute of running."""
    keep(path, [make_sample(n) for n in range(60)])
    keep(path, [make_sample(KEEP_SECONDS_S + 60)])
    assert bytes_per_day(path) == pytest.approx(path.stat().st_size * 86_400 / 61)


@pytest.mark.parametrize(("samples", "known"), [(0, False), (59, False), (60, True)])
def test_bytes_per_day_needs_a_minute(path: Path, samples: int, known: bool) -> None:
    """Before the first minute is over there is no figure, rather than a wild one."""
    keep(path, [make_sample(n) for n in range(samples)])
    assert (bytes_per_day(path) is not None) is known


@pytest.mark.parametrize("content", [None, b"no database at all" * 100])
def test_a_history_that_cannot_be_read_is_a_typed_error(path: Path, content: bytes | None) -> None:
    """Missing or damaged: a sentence, not a zero."""
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreUnreadableError, match="cannot be read"):
        bytes_per_day(path)


def test_the_history_can_be_read_while_it_is_written(path: Path) -> None:
    """A figure can be asked for while the daemon runs, and does not disturb it."""
    store = make_history_store(path, gather_s=0.0)
    for n in range(120):
        store.append(make_sample(n))
    assert store.close(DEADLINE_S)
    reader = sqlite3.connect(path)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM samples").fetchone()
    keep(path, [make_sample(120)])
    reader.close()
    assert len(rows(path, SECONDS)) == 121
