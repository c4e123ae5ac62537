# SPDX-License-Identifier: MIT
"""The load bench sees ticks as they were; the short form puts a crowd upon a real daemon."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.load.loads import crowd, flood, halves, slow, under
from bench.load.report import CASES, page, row
from bench.load.ticks import Heated, Ticks, heated, seen

PATIENCE = 3.0
"""A lease of the heat ends after so long, s."""

LOG = ["0.5 OUTPUT 17 0", "1.0 SET 22 1", "1.5 SET 17 1", "2.0 SET 22 0", "4.0 SET 22 1"]


def test_ticks_are_read_from_the_heartbeat() -> None:
    """Two gaps of one and two seconds; the heater was on in the second."""
    ticks = seen([*LOG, "4.5 SET 17 0", "9.5 SET 22 0"], 0.0, 10.0)
    assert ticks == Ticks(4, 4.5, 5.5, 2.0, 2)


def test_what_is_outside_the_measurement_does_not_count() -> None:
    """A gap that began before it, or ended after it, is not of it."""
    log = [*LOG, "5.0 SET 22 0", "6.0 SET 22 1", "9.9 SET 22 0"]
    assert seen(log, 4.0, 6.0).count == 3
    assert seen(log, 4.0, 6.0).longest_s == 1.0


def test_a_heater_that_does_not_heat_has_no_ticks() -> None:
    """Silence is not good news."""
    with pytest.raises(AssertionError, match="did not heat"):
        seen(LOG[:2], 0.0, 10.0)


def test_the_page_has_a_line_for_each_load() -> None:
    """Milliseconds and seconds, as they were measured."""
    line = row(CASES[0], Ticks(40, 0.012, 1.02, 1.01, 0))
    assert line == "| nothing | 40 | 12 | 1.02 | 1.01 | 0 |\n"
    assert line in page([line], 40.0, "Measured.")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Heated]:
    """Somebody's heater, heating."""
    with heated(tmp_path / "h") as house:
        yield house


def test_F78_a_crowd_does_not_make_the_lease_old(house: Heated) -> None:
    """Two hundred connections, slow readers, floods and rubbish at once, for some seconds."""
    with under(house.run, crowd, slow, flood, halves):
        began_s = time.monotonic()
        threading.Event().wait(6.0)
        ended_s = time.monotonic()
    ticks = house.ticks(began_s, ended_s)
    assert ticks.count >= 3
    assert ticks.lease_s < PATIENCE
    assert house.status()["mode"] == "HEATING"
