# SPDX-License-Identifier: MIT
"""The soak's short form: a morning with one client; the week is `make soak`."""

from pathlib import Path

import pytest
from bench.soak.report import broken, drift_s, growth_mb, page
from bench.soak.week import HOUR_S, Counted, Week


@pytest.fixture
def day(tmp_path: Path) -> Counted:
    """On at once, one client, a last touch, nobody for two hours."""
    with Week(tmp_path) as week:
        return week.live(10, 1, 1.6 * HOUR_S, 3.7 * HOUR_S)


def test_a_morning_leaves_nothing_behind(day: Counted) -> None:
    """Two hours without a touch are two hours; timers and clock agree; the journal is quiet."""
    assert day.standby_s == pytest.approx(2 * HOUR_S, abs=1.0)
    assert day.timers_off_s <= 0.1
    assert 0 < day.log_bytes < 10_000
    assert (day.trips, day.lost) == ([], 0)
    assert day.ticks >= 3.7 * HOUR_S - 10
    assert day.refused == 1


GOOD = Counted(rss_mb=40.0, log_bytes=900, ticks=86_400, asked=90, refused=10, standby_s=7200.0)


def test_a_good_week_breaks_nothing() -> None:
    """Two megabytes less a little, a megabyte less a byte."""
    last = Counted(rss_mb=41.9, log_bytes=999_999, standby_s=7200.9)
    assert broken([GOOD, last]) == []
    assert growth_mb([GOOD, last]) == pytest.approx(1.9)
    assert drift_s([GOOD, last]) == pytest.approx(0.9)
    assert "Broken promises: **none**" in page([GOOD, last], "Measured.")


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (Counted(rss_mb=42.0, standby_s=7200.0), "memory grew by 2.00 MB"),
        (Counted(40.0, log_bytes=1_000_000, standby_s=7200.0), "got 1000000 bytes in a day"),
        (Counted(40.0, standby_s=7201.0), "standby drifted by 1.0 s"),
        (Counted(40.0, standby_s=None), "standby drifted by inf s"),
        (Counted(40.0, standby_s=7200.0, timers_off_s=0.2), "timer left the clock"),
        (Counted(40.0, standby_s=7200.0, lost=1), "given up"),
        (Counted(40.0, standby_s=7200.0, trips=["look"]), "a healthy heater tripped"),
    ],
)
def test_a_promise_that_is_broken_is_named(bad: Counted, says: str) -> None:
    """Each has its sentence."""
    (said,) = broken([GOOD, bad])
    assert says in said
