# SPDX-License-Identifier: MIT
import sqlite3
from collections.abc import Iterator

import pytest

from stoneheater.service.store.writer import StoreHealth
from support.disk import DEADLINE_S
from support.shelf import FOREVER_S, Shelf, make_writer

FULL = "database or disk is full"


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    """A shelf that answers again at the end, so that no thread stays."""
    shelf = Shelf()
    yield shelf
    shelf.answers.set()


def test_what_is_put_is_written_in_order(shelf: Shelf) -> None:
    """Everything arrives, oldest first, one by one when a batch is one."""
    writer = make_writer(shelf)
    for item in range(20):
        writer.put(item)
    assert writer.close(DEADLINE_S)
    assert shelf.kept == list(range(20))
    assert all(len(batch) == 1 for batch in shelf.batches)
    assert shelf.closed


def test_it_opens_without_being_asked(shelf: Shelf) -> None:
    """The disk is opened at the start, in the writer's own thread, before anything is put."""
    shelf.error = sqlite3.OperationalError(FULL)
    writer = make_writer(shelf)
    assert shelf.refused.wait(DEADLINE_S)
    assert writer.close(DEADLINE_S)
    assert shelf.opened >= 1
    assert shelf.kept == []


def test_a_batch_waits_for_company(shelf: Shelf) -> None:
    """With time to gather nothing is written until it is over; closing ends it."""
    writer = make_writer(shelf, batch=100, gather_s=FOREVER_S)
    for item in range(5):
        writer.put(item)
    assert not shelf.wrote.is_set()
    assert writer.close(DEADLINE_S)
    assert shelf.batches == [[0, 1, 2, 3, 4]]


def test_a_batch_is_written_when_its_time_has_come(shelf: Shelf) -> None:
    """Gathering ends by itself."""
    writer = make_writer(shelf, batch=100, gather_s=0.01)
    writer.put(1)
    assert shelf.wrote.wait(DEADLINE_S)
    shelf.wrote.clear()
    writer.put(2)
    assert shelf.wrote.wait(DEADLINE_S)
    assert writer.close(DEADLINE_S)
    assert shelf.kept == [1, 2]


def test_a_batch_is_never_larger_than_asked(shelf: Shelf) -> None:
    """Seven items in batches of three are three, three and one."""
    writer = make_writer(shelf, batch=3, gather_s=FOREVER_S)
    for item in range(7):
        writer.put(item)
    assert writer.close(DEADLINE_S)
    assert shelf.batches == [[0, 1, 2], [3, 4, 5], [6]]


def test_a_healthy_store_says_so(shelf: Shelf) -> None:
    """Health is an immutable value, and a sentence."""
    writer = make_writer(shelf)
    writer.put(1)
    assert writer.close(DEADLINE_S)
    sentence = "The record is being written (0 waiting, 0 lost)."
    assert writer.health() == StoreHealth(ok=True, sentence=sentence, pending=0, lost=0)


def test_putting_into_a_closed_store_is_told(shelf: Shelf) -> None:
    """After the end nothing raises, and nobody is left to wait."""
    writer = make_writer(shelf)
    assert writer.close(DEADLINE_S)
    writer.put(1)
    assert shelf.told == [(1, "the store is closed")]


def test_a_notice_is_a_warning_while_writing_works(shelf: Shelf) -> None:
    """What the sink warns of makes the health not ok, and goes when the sink is content."""
    shelf.notice = "only 49 MB are free"
    writer = make_writer(shelf)
    writer.put(1)
    assert shelf.wrote.wait(DEADLINE_S)
    shelf.wrote.clear()
    writer.put(2)
    assert shelf.wrote.wait(DEADLINE_S)
    health = writer.health()
    assert not health.ok
    assert health.sentence == "The record is being written, but only 49 MB are free."
    shelf.notice = ""
    writer.put(3)
    assert writer.close(DEADLINE_S)
    assert writer.health().ok
