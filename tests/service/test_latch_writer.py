# SPDX-License-Identifier: MIT
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoneheater.service.latch import Clear, LatchedTrip, LatchError, LatchFile, decode
from stoneheater.service.latch_writer import LatchWriter
from support.disk import DEADLINE_S

TRIP = LatchedTrip("cutoff", "The bath reached 58.1 °C; the limit is 58.0 °C.", 1_700_000_000.5)
OTHER = LatchedTrip("probe_lost", "The bath probe has been silent for 20 s.", 1_700_000_100.0)
FOREVER_S = 3600.0


class SlowLatch(LatchFile):
    """A latch on a card that can be told to hang or to refuse; each write tells when it came."""

    def __init__(self, folder: Path) -> None:
        for name in ("state", "run"):
            (folder / name).mkdir()
        super().__init__(folder / "state", folder / "run")
        self.answers, self.asked, self.refused, self.written = (threading.Event() for _ in range(4))
        self.answers.set()
        self.refusals = 0
        self.after_write = False

    def write_state(self, trip: LatchedTrip | None) -> None:
        """Hang, refuse or write; ``after_write`` refuses only once the content has changed."""
        self.asked.set()
        assert self.answers.wait(DEADLINE_S)
        if self.refusals and self.after_write:
            super().write_state(trip)
        if self.refusals:
            self.refusals -= 1
            self.refused.set()
            raise OSError(28, "No space left on device")
        super().write_state(trip)
        self.written.set()

    def on_card(self) -> Clear | LatchedTrip | None:
        """What the copy on the card says."""
        return decode(self.state_path.read_bytes())


@pytest.fixture
def latch(tmp_path: Path) -> Iterator[SlowLatch]:
    """A commissioned, clear latch; it answers again at the end, so that no thread stays."""
    latch = SlowLatch(tmp_path)
    latch.create_clear()
    latch.asked.clear()
    latch.written.clear()
    yield latch
    latch.answers.set()


def test_a_trip_reaches_both_copies(latch: SlowLatch) -> None:
    """After a trip and a close nothing is pending and both copies hold it."""
    writer = LatchWriter(latch, None)
    writer.trip(TRIP)
    assert writer.close(DEADLINE_S)
    assert latch.on_card() == TRIP
    assert decode(latch.runtime_path.read_bytes()) == TRIP
    assert writer.fault == ""


def test_nothing_to_write_is_nothing_pending(latch: SlowLatch) -> None:
    """A heater that never trips writes nothing, and closes at once."""
    writer = LatchWriter(latch, None)
    assert not writer.pending
    assert writer.close(DEADLINE_S)
    assert not latch.asked.is_set()


def test_F52_a_trip_does_not_wait_for_the_card(latch: SlowLatch) -> None:
    """On a card that hangs the trip returns at once, latched in the runtime copy, pending."""
    latch.answers.clear()
    writer = LatchWriter(latch, None)
    writer.trip(TRIP)
    assert latch.asked.wait(DEADLINE_S)
    assert writer.pending
    assert decode(latch.runtime_path.read_bytes()) == TRIP
    assert latch.read(commissioned=True) == TRIP
    assert latch.on_card() == Clear()
    latch.answers.set()
    assert writer.close(DEADLINE_S)
    assert latch.on_card() == TRIP


def test_F52_closing_on_a_card_that_hangs_gives_up_in_time(latch: SlowLatch) -> None:
    """The daemon stops within its deadline, and says that the trip is not on the card."""
    latch.answers.clear()
    writer = LatchWriter(latch, None)
    writer.trip(TRIP)
    assert not writer.close(0.01)
    assert writer.pending


def test_F50_a_trip_is_tried_again_until_it_is_on_the_card(latch: SlowLatch) -> None:
    """A full card refuses twice; the third attempt comes and succeeds by itself."""
    latch.refusals = 2
    writer = LatchWriter(latch, None, retry_s=0.01)
    writer.trip(TRIP)
    assert latch.written.wait(DEADLINE_S)
    assert latch.refusals == 0
    assert latch.on_card() == TRIP
    assert writer.close(DEADLINE_S)
    assert writer.fault == ""


def test_F50_the_fault_says_why_and_what_to_do(latch: SlowLatch) -> None:
    """While the card refuses, the sentence names the reason and the next step."""
    latch.refusals = 1_000_000
    writer = LatchWriter(latch, None, retry_s=FOREVER_S)
    writer.trip(TRIP)
    assert latch.refused.wait(DEADLINE_S)
    assert not writer.close(DEADLINE_S)
    assert writer.pending
    assert "No space left on device" in writer.fault
    assert "free some space" in writer.fault


def test_a_reset_counts_when_both_copies_are_clear(latch: SlowLatch) -> None:
    """The future of a reset succeeds after both copies say clear, not before."""
    latch.write(TRIP)
    latch.asked.clear()
    latch.answers.clear()
    writer = LatchWriter(latch, TRIP)
    reset = writer.clear()
    assert latch.asked.wait(DEADLINE_S)
    assert not reset.done()
    assert writer.pending
    assert latch.read(commissioned=True) == TRIP
    latch.answers.set()
    assert reset.result(DEADLINE_S) is None
    assert latch.read(commissioned=True) == Clear()
    assert decode(latch.runtime_path.read_bytes()) == Clear()
    assert not writer.pending
    assert writer.close(DEADLINE_S)


def test_a_reset_cannot_be_called_off(latch: SlowLatch) -> None:
    """Whoever waits may walk away, but cannot leave the latch in between."""
    latch.answers.clear()
    writer = LatchWriter(latch, TRIP)
    reset = writer.clear()
    assert not reset.cancel()
    latch.answers.set()
    assert reset.result(DEADLINE_S) is None
    assert writer.close(DEADLINE_S)


def test_pressing_reset_twice_is_one_reset(latch: SlowLatch) -> None:
    """The second press while the first is on its way waits for the same answer."""
    latch.answers.clear()
    writer = LatchWriter(latch, TRIP)
    assert writer.clear() is writer.clear()
    latch.answers.set()
    assert writer.close(DEADLINE_S)


@pytest.mark.parametrize("after_write", [False, True])
def test_F50_a_reset_that_the_disk_refuses_leaves_the_trip(
    latch: SlowLatch, after_write: bool
) -> None:
    """The reset fails with the reason, and the trip is on the card again, even if it was gone."""
    latch.write(TRIP)
    latch.refusals, latch.after_write = 1, after_write
    writer = LatchWriter(latch, TRIP, retry_s=0.01)
    reset = writer.clear()
    with pytest.raises(LatchError, match=r"stays tripped.*No space left"):
        reset.result(DEADLINE_S)
    assert writer.close(DEADLINE_S)
    assert latch.on_card() == TRIP
    assert latch.read(commissioned=True) == TRIP


def test_F50_a_reset_whose_runtime_copy_fails_leaves_the_trip(latch: SlowLatch) -> None:
    """Clearing only the card is no reset: the trip is written back to it."""
    latch.write(TRIP)
    blocker = latch.runtime_path.with_name("latch.new")
    blocker.mkdir()
    writer = LatchWriter(latch, TRIP, retry_s=FOREVER_S)
    with pytest.raises(LatchError, match="Is a directory"):
        writer.clear().result(DEADLINE_S)
    assert not writer.close(DEADLINE_S)
    assert latch.on_card() == TRIP
    assert "Is a directory" in writer.fault


def test_F50_a_refused_reset_of_nothing_leaves_nothing(latch: SlowLatch) -> None:
    """Without a trip in memory there is nothing to write back."""
    latch.refusals = 1
    writer = LatchWriter(latch, None)
    with pytest.raises(LatchError):
        writer.clear().result(DEADLINE_S)
    assert writer.close(DEADLINE_S)
    assert latch.on_card() == Clear()


def test_a_new_trip_overtakes_a_reset(latch: SlowLatch) -> None:
    """A trip that comes while a reset is on its way wins: the reset fails, the trip stands."""
    latch.write(TRIP)
    latch.asked.clear()
    latch.answers.clear()
    writer = LatchWriter(latch, TRIP)
    reset = writer.clear()
    assert latch.asked.wait(DEADLINE_S)
    writer.trip(OTHER)
    with pytest.raises(LatchError, match="a new trip came first"):
        reset.result(0)
    assert decode(latch.runtime_path.read_bytes()) == OTHER
    latch.answers.set()
    assert writer.close(DEADLINE_S)
    assert latch.read(commissioned=True) == OTHER
    assert latch.on_card() == OTHER


def test_a_reset_after_a_trip_that_is_still_on_its_way(latch: SlowLatch) -> None:
    """The order of asking is the order of the disk: the reset came last, so it is clear."""
    latch.answers.clear()
    writer = LatchWriter(latch, None)
    writer.trip(TRIP)
    reset = writer.clear()
    latch.answers.set()
    assert reset.result(DEADLINE_S) is None
    assert latch.read(commissioned=True) == Clear()
    assert writer.close(DEADLINE_S)


def test_after_a_reset_the_old_trip_does_not_come_back(latch: SlowLatch) -> None:
    """A later reset that fails has no older trip to write back."""
    writer = LatchWriter(latch, TRIP)
    assert writer.clear().result(DEADLINE_S) is None
    latch.refusals = 1
    with pytest.raises(LatchError):
        writer.clear().result(DEADLINE_S)
    assert writer.close(DEADLINE_S)
    assert latch.read(commissioned=True) == Clear()


def test_a_runtime_copy_that_fails_at_the_trip_is_written_later(latch: SlowLatch) -> None:
    """The trip itself never raises; the thread reports, and writes both copies when it can."""
    blocker = latch.runtime_path.with_name("latch.new")
    blocker.mkdir()
    latch.answers.clear()
    writer = LatchWriter(latch, None)
    writer.trip(TRIP)
    blocker.rmdir()
    latch.answers.set()
    assert writer.close(DEADLINE_S)
    assert decode(latch.runtime_path.read_bytes()) == TRIP
    assert latch.on_card() == TRIP
