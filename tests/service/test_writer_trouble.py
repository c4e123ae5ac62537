# SPDX-License-Identifier: MIT
import logging
import sqlite3
import time
from collections.abc import Iterator

import pytest

from support.disk import DEADLINE_S
from support.shelf import FOREVER_S, Shelf, make_writer

FULL = "database or disk is full"


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    """A shelf that answers again at the end, so that no thread stays."""
    shelf = Shelf()
    yield shelf
    shelf.answers.set()


def test_F50_a_refused_item_waits_and_is_told(shelf: Shelf) -> None:
    """Nothing is dropped for trouble: the item waits, whoever asked is told, health says why."""
    shelf.error = sqlite3.OperationalError(FULL)
    writer = make_writer(shelf)
    assert shelf.refused.wait(DEADLINE_S)
    writer.put(1)
    writer.put(2)
    health = writer.health()
    assert (health.ok, health.pending, health.lost) == (False, 2, 0)
    assert "not being written (2 waiting, 0 lost): the disk is full; free" in health.sentence
    shelf.error = None
    assert writer.close(DEADLINE_S)
    assert shelf.kept == [1, 2]
    assert {item for item, _ in shelf.told} == {1, 2}
    assert all("disk is full" in why for _, why in shelf.told)


def test_F50_it_tries_again_by_itself(shelf: Shelf) -> None:
    """When the disk has room again the backlog is written without anybody doing anything."""
    shelf.error = OSError(28, "No space left on device")
    writer = make_writer(shelf, retry_s=0.01)
    writer.put(1)
    assert shelf.refused.wait(DEADLINE_S)
    shelf.error = None
    assert shelf.wrote.wait(DEADLINE_S)
    assert writer.close(DEADLINE_S)
    assert shelf.kept == [1]
    assert writer.health().ok


def test_F50_it_opens_afresh_after_trouble(shelf: Shelf) -> None:
    """A file that failed is opened again before the next attempt."""
    writer = make_writer(shelf)
    writer.put(1)
    assert shelf.wrote.wait(DEADLINE_S)
    shelf.error = sqlite3.OperationalError(FULL)
    writer.put(2)
    assert shelf.refused.wait(DEADLINE_S)
    shelf.error = None
    assert writer.close(DEADLINE_S)
    assert shelf.opened == 2
    assert shelf.kept == [1, 2]


@pytest.mark.parametrize(("items", "lost"), [(5, 0), (6, 1), (12, 7)])
def test_F50_beyond_the_bound_the_oldest_go_and_are_counted(
    shelf: Shelf, items: int, lost: int
) -> None:
    """Five places: the sixth item costs the first; the sink is told how many once it can write."""
    shelf.error = sqlite3.OperationalError(FULL)
    writer = make_writer(shelf, capacity=5)
    assert shelf.refused.wait(DEADLINE_S)
    for item in range(items):
        writer.put(item)
    health = writer.health()
    assert (health.pending, health.lost) == (5, lost)
    shelf.error = None
    assert writer.close(DEADLINE_S)
    assert shelf.kept == list(range(items))[-5:]
    assert shelf.losses == [lost, 0, 0, 0, 0]


def test_F50_an_item_in_flight_counts_towards_the_bound(shelf: Shelf) -> None:
    """If the queue filled up behind a write that then failed, the failed one is the oldest."""
    writer = make_writer(shelf, capacity=2)
    writer.put(0)
    assert shelf.wrote.wait(DEADLINE_S)
    shelf.asked.clear()
    shelf.answers.clear()
    writer.put(1)
    assert shelf.asked.wait(DEADLINE_S)
    writer.put(2)
    writer.put(3)
    assert (writer.health().pending, writer.health().lost) == (3, 0)
    shelf.error = sqlite3.OperationalError(FULL)
    shelf.answers.set()
    assert shelf.refused.wait(DEADLINE_S)
    shelf.error = None
    assert writer.close(DEADLINE_S)
    assert shelf.kept == [0, 2, 3]
    assert writer.health().lost == 1


def test_F52_put_never_waits_for_a_disk_that_hangs(shelf: Shelf) -> None:
    """A thousand items behind a write that never ends cost less than one tick together."""
    shelf.answers.clear()
    writer = make_writer(shelf)
    began_s = time.perf_counter()
    for item in range(1000):
        writer.put(item)
    assert time.perf_counter() - began_s < 1.0
    health = writer.health()
    assert (health.pending, health.lost) == (100, 900)
    assert {why for _, why in shelf.told} == {"the disk does not answer"}


@pytest.mark.parametrize(("stall_s", "ok"), [(0.0, False), (FOREVER_S, True)])
def test_F52_a_disk_that_does_not_answer_is_told(shelf: Shelf, stall_s: float, ok: bool) -> None:
    """A write that takes longer than the limit is trouble, one that does not is none."""
    writer = make_writer(shelf, stall_s=stall_s)
    writer.put(1)
    assert shelf.wrote.wait(DEADLINE_S)
    shelf.asked.clear()
    shelf.answers.clear()
    writer.put(2)
    assert shelf.asked.wait(DEADLINE_S)
    health = writer.health()
    assert health.ok is ok
    assert health.pending == 1
    assert ("has not answered for 0 s; check the card" in health.sentence) is not ok


def test_F52_closing_on_a_disk_that_hangs_gives_up_in_time(shelf: Shelf) -> None:
    """The daemon stops within its deadline, and whoever waits for an item is told."""
    shelf.answers.clear()
    writer = make_writer(shelf)
    writer.put(1)
    writer.put(2)
    assert not writer.close(0.01)
    assert {item for item, _ in shelf.told} == {1, 2}
    assert "closed before the disk had answered" in shelf.told[0][1]


def test_closing_on_a_troubled_disk_tries_once_more(shelf: Shelf) -> None:
    """It does not wait for the next attempt's time, and says that something is left."""
    shelf.error = sqlite3.OperationalError(FULL)
    writer = make_writer(shelf)
    assert shelf.refused.wait(DEADLINE_S)
    writer.put(1)
    assert not writer.close(DEADLINE_S)
    assert shelf.refusals == 2
    assert writer.health().pending == 1


def test_trouble_before_the_end_is_not_the_last_attempt(shelf: Shelf) -> None:
    """An attempt that was under way when the end came does not count as the last one."""
    writer = make_writer(shelf)
    writer.put(1)
    assert shelf.wrote.wait(DEADLINE_S)
    shelf.asked.clear()
    shelf.answers.clear()
    writer.put(2)
    assert shelf.asked.wait(DEADLINE_S)
    shelf.error, shelf.once = sqlite3.OperationalError(FULL), True
    assert not writer.close(0.01)
    shelf.answers.set()
    assert writer.close(DEADLINE_S)
    assert shelf.refusals == 1
    assert shelf.kept == [1, 2]


@pytest.mark.parametrize("error", [ValueError("odd"), sqlite3.IntegrityError("odd")])
def test_an_item_that_cannot_be_written_is_given_up(shelf: Shelf, error: Exception) -> None:
    """One spoilt item neither ends the thread nor blocks the others; it counts as lost."""
    writer = make_writer(shelf, retry_s=0.01)
    writer.put(1)
    assert shelf.wrote.wait(DEADLINE_S)
    shelf.error = error
    writer.put(2)
    assert shelf.refused.wait(DEADLINE_S)
    shelf.error = None
    shelf.wrote.clear()
    writer.put(3)
    assert shelf.wrote.wait(DEADLINE_S)
    assert writer.close(DEADLINE_S)
    assert shelf.kept == [1, 3]
    assert writer.health().lost == 1
    assert shelf.losses[-1] == 1
    assert any(item == 2 and "odd" in why for item, why in shelf.told)


def test_F71_trouble_that_lasts_is_one_line_in_the_log(
    shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    """A hundred refusals for the same reason are one line, and the end of it another."""
    shelf.error = sqlite3.OperationalError(FULL)
    with caplog.at_level(logging.DEBUG):
        writer = make_writer(shelf, retry_s=0.0001)
        while shelf.refusals < 100:
            shelf.refused.clear()
            assert shelf.refused.wait(DEADLINE_S)
        assert len(caplog.messages) == 1
        shelf.error = None
        writer.put(1)
        assert writer.close(DEADLINE_S)
    assert len(caplog.messages) == 2
    assert "disk is full" in caplog.messages[0]
    assert "is being written" in caplog.messages[1]


def test_F71_a_healthy_store_is_silent(shelf: Shelf, caplog: pytest.LogCaptureFixture) -> None:
    """A thousand items that are written are no line at all."""
    with caplog.at_level(logging.DEBUG):
        writer = make_writer(shelf, capacity=1000)
        for item in range(1000):
            writer.put(item)
        assert writer.close(DEADLINE_S)
    assert caplog.messages == []
