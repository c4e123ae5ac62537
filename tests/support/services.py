# SPDX-License-Identifier: MIT
"""A service over a loop that a test turns by hand, with a latch whose disk the test is."""

from concurrent.futures import Future
from pathlib import Path

from stoneheater.core.command import Answer, Command, Verb
from stoneheater.core.heater import Heater, Outcome
from stoneheater.service.heater_service import HeaterService, Keeping
from stoneheater.service.latch import LatchedTrip
from stoneheater.service.loop import ControlLoop
from stoneheater.service.snapshot import Snapshot, Standing
from stoneheater.service.store.history import HistoryStore
from stoneheater.service.store.records import RecordStore
from support.disk import DEADLINE_S, Disk
from support.history import make_history_store
from support.records import make_record_store
from support.steady import settings
from support.workbench import Workbench

TRIP = Command(Verb.TRIP, sentence="the latch cannot be written: replace the card.")
RESET = Command(Verb.RESET, who="anna")


class HandLatch:
    """A latch that remembers; the test completes its clears.

    Attributes:
        tripped: every trip it was given.
        clears: the clears that it was asked for.
    """

    def __init__(self) -> None:
        self.tripped: list[LatchedTrip] = []
        self.clears: list[Future[None]] = []

    def trip(self, trip: LatchedTrip) -> None:
        """Remember; a clear that it overtakes fails, as on a real disk."""
        self.tripped.append(trip)
        for clear in self.clears:
            if not clear.done():
                clear.set_exception(OSError("Not reset: a new trip came first."))

    def clear(self) -> Future[None]:
        """Begin to clear."""
        clear: Future[None] = Future()
        self.clears.append(clear)
        return clear


class Served:
    """A heater with its service, cycle by cycle."""

    def __init__(
        self,
        keeping: Keeping | None = None,
        latched: tuple[tuple[str, str], ...] = (),
        *,
        standing: Standing = Standing(),  # noqa: B008 - immutable
    ) -> None:
        self.bench = Workbench()
        self.latch = HandLatch()
        clock, probes = self.bench.time, self.bench.thermometers
        self.not_ready: tuple[str, ...] = ()
        self.service = HeaterService(
            clock, standing, probes.latest, keeping or Keeping(self.latch), self._not_ready
        )
        heater = Heater(settings(), latched)
        self.service.loop = ControlLoop(
            heater, self.bench, clock, self.service.publish, self._not_ready
        )

    @property
    def shown(self) -> Snapshot:
        """The newest snapshot."""
        snapshot = self.service.snapshot()
        assert snapshot is not None
        return snapshot

    def cycle(self, *commands: Command) -> Outcome:
        """One cycle, a second after the one before."""
        for command in commands:
            self.service.loop.ask(command)
        self.bench.time.advance(1.0)
        return self.service.loop.cycle()

    def run(self, cycles: int) -> Outcome:
        """So many cycles, one at least."""
        outcomes = [self.cycle() for _ in range(cycles)]
        return outcomes[-1]

    def answered(self, command: Command) -> Answer:
        """What a request is answered in the next cycle."""
        future = self.service.submit(command)
        self.cycle()
        return future.result(0.0)

    def tripped(self) -> "Served":
        """Trip, and let the cause go."""
        self.cycle(TRIP)
        self.run(11)
        return self

    def _not_ready(self) -> tuple[str, ...]:
        return self.not_ready


class Kept:
    """Real stores in a folder, on a disk that the test can trouble."""

    def __init__(self, folder: Path) -> None:
        self.records_path, self.history_path = folder / "records.db", folder / "history.db"
        self.disk = Disk()
        self.records: RecordStore = make_record_store(self.records_path, self.disk)
        self.history: HistoryStore = make_history_store(self.history_path)
        self.latch = HandLatch()

    @property
    def keeping(self) -> Keeping:
        """All of it, as the service takes it."""
        return Keeping(self.latch, self.records, self.history, "5c1f")

    def close(self) -> None:
        """Write everything."""
        assert all([self.records.close(DEADLINE_S), self.history.close(DEADLINE_S)])
