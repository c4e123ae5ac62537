# SPDX-License-Identifier: MIT
"""The service: what every door talks to, and where the control loop leaves its outcomes.

The law of this file: asking never touches the loop's state, it leaves a request and waits with
a deadline; publishing never waits for anybody. The snapshot is swapped whole, once per cycle.
"""

import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NoAnswer
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from stoneheater.core.command import Answer, Command, Verb
from stoneheater.core.heater import Outcome
from stoneheater.core.reading import Reading
from stoneheater.ports import Clock
from stoneheater.service.latch import LatchedTrip
from stoneheater.service.loop import ControlLoop
from stoneheater.service.snapshot import Snapshot, Standing
from stoneheater.service.store.history import HistoryStore, Sample
from stoneheater.service.store.records import Kind, Record, RecordStore, Stamp
from stoneheater.service.treatment import Treatment

ANSWER_S = 5.0
"""A loop that has not answered by then is late, and says so, s."""

LATE = Answer(
    ok=False,
    text="the control loop does not answer: look at the heater, and pull the plug if unsure.",
)


class Latch(Protocol):
    """What the service needs of a trip latch."""

    def trip(self, trip: LatchedTrip) -> None:
        """Latch; returns at once, never raises."""
        ...

    def clear(self) -> Future[None]:
        """Clear; the future succeeds once that is durable, or fails with the reason."""
        ...


class Closes(Protocol):
    """Whatever keeps something in a thread of its own."""

    def close(self, deadline_s: float) -> bool:
        """Finish within the deadline; True if all of it is kept."""
        ...


class MemoryLatch:
    """The latch of a simulation: nothing outlives the process."""

    def trip(self, trip: LatchedTrip) -> None:
        """Nothing to keep."""

    def clear(self) -> Future[None]:
        """Cleared at once."""
        done: Future[None] = Future()
        done.set_result(None)
        return done


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where things are kept; None where nothing is (a simulation).

    Attributes:
        latch: the trip latch.
        records: the record of commands, trips and mode changes.
        history: one sample a second.
        boot_id: which boot this is.
        stores: all of them that must be closed at the end.
    """

    latch: Latch
    records: RecordStore | None = None
    history: HistoryStore | None = None
    boot_id: str = ""
    stores: Sequence[Closes] = ()


class HeaterService:
    """One heater, as its doors see it.

    Attributes:
        loop: the control loop; set once, before it runs.
        standing: what does not change from cycle to cycle.
        treatment: clients and their stones; by default nobody and none.
        panel: sentences about buzzer, lamp and buttons that do not work now.
    """

    def __init__(
        self,
        clock: Clock,
        standing: Standing,
        readings: Callable[[], Mapping[str, Reading]],
        keeping: Keeping | None = None,
        not_ready: Callable[[], Sequence[str]] = tuple,
        bath: Callable[[], str | None] = lambda: None,
        treatment: Treatment | None = None,
    ) -> None:
        self.loop: ControlLoop
        self.treatment = treatment or Treatment(clock, "")
        self.standing = standing
        self.not_ready = not_ready
        self.panel: Callable[[], Sequence[str]] = tuple
        self._clock = clock
        self._readings = readings
        self._bath = bath
        self._keeping = keeping or Keeping(MemoryLatch())
        self._changed = threading.Condition()
        self._snapshot: Snapshot | None = None
        self._latched = 0
        self._reset_failed = ""
        self._resets: deque[Future[Answer]] = deque()

    # -- asked by the doors, from any thread --------------------------------------------------

    def snapshot(self) -> Snapshot | None:
        """The newest finished cycle; None before the first."""
        return self._snapshot

    def newer_than(self, old: Snapshot | None, deadline_s: float) -> Snapshot | None:
        """Wait for another snapshot than ``old``; None if none came within the deadline."""
        with self._changed:
            fresh = self._changed.wait_for(lambda: self._snapshot is not old, deadline_s)
            return self._snapshot if fresh else None

    def submit(self, command: Command) -> Future[Answer]:
        """Leave a request; the future holds the answer after the next cycle.

        An accepted reset is answered only when it is on disk and a cycle has said STANDBY.
        """
        asked = self.loop.ask(command)
        if command.verb is not Verb.RESET:
            return asked
        done: Future[Answer] = Future()
        asked.add_done_callback(partial(self._reset_answered, done))
        return done

    def ask(self, command: Command, deadline_s: float = ANSWER_S) -> Answer:
        """Leave a request and wait for its answer; never from the loop's own thread."""
        try:
            return self.submit(command).result(deadline_s)
        except NoAnswer:
            return LATE

    def note(self, text: str, who: str = "", data: Mapping[str, object] | None = None) -> None:
        """Put a note into the record."""
        self._record(Kind.NOTE, who, text, data or {})

    def store_trouble(self) -> tuple[str, ...]:
        """Sentences of the stores that are not writing."""
        stores = (self._keeping.records, self._keeping.history)
        healths = [store.health() for store in stores if store is not None]
        return tuple(health.sentence for health in healths if not health.ok)

    # -- called by the loop, in its thread ----------------------------------------------------

    def publish(self, outcome: Outcome) -> None:
        """Take note of a finished cycle: latch, record, history, snapshot."""
        wall_s = self._clock.wall_s()
        self._settle_resets(outcome)
        self._keep_latch(outcome, wall_s)
        for event in outcome.events:
            self._record(_KINDS.get(event.kind, Kind.NOTE), event.who, event.text, {})
        self._sample(outcome, wall_s)
        said = (self.not_ready(), self.store_trouble(), self._bath(), self.panel())
        seen = self.treatment.seen()
        snapshot = Snapshot(outcome, self._readings(), wall_s, self.standing, *said, seen)
        with self._changed:
            self._snapshot = snapshot
            self._changed.notify_all()

    def _reset_answered(self, done: Future[Answer], asked: Future[Answer]) -> None:
        answer = asked.result()
        if answer.ok:
            self._resets.append(done)
        else:
            done.set_result(answer)

    def _settle_resets(self, outcome: Outcome) -> None:
        """Answer the resets that are on disk, or cannot be."""
        if outcome.trips and not self._reset_failed:
            return
        answer = Answer(ok=True, text="reset: the heater is in STANDBY.")
        if outcome.trips:
            answer = Answer(ok=False, text=self._reset_failed)
        while self._resets:
            self._resets.popleft().set_result(answer)

    def _keep_latch(self, outcome: Outcome, wall_s: float) -> None:
        latch = self._keeping.latch
        if len(outcome.trips) > self._latched:
            rule, sentence = outcome.trips[0]
            latch.trip(LatchedTrip(rule, sentence, wall_s))
        self._latched = len(outcome.trips)
        if outcome.clear_latch:
            self._reset_failed = ""
            latch.clear().add_done_callback(self._cleared)

    def _cleared(self, done: Future[None]) -> None:
        """The latch is clear on disk, or cannot be: tell the loop, whichever thread this is."""
        error = done.exception()
        if error is None:
            self.loop.ask(Command(Verb.LATCH_CLEARED)).add_done_callback(self._cleared_heard)
        else:
            self._reset_failed = str(error)

    def _cleared_heard(self, asked: Future[Answer]) -> None:
        """The loop stays tripped although the disk says clear: latch again, refuse the reset."""
        answer = asked.result()
        if not answer.ok:
            self._reset_failed = answer.text
            self._latched = 0

    def _record(self, kind: Kind, who: str, text: str, data: Mapping[str, object]) -> None:
        records = self._keeping.records
        if records is not None:
            clock = self._clock
            stamp = Stamp(clock.wall_s(), clock.boottime_s(), self._keeping.boot_id)
            records.append(Record(stamp, kind, who, text, data))

    def _sample(self, outcome: Outcome, wall_s: float) -> None:
        history = self._keeping.history
        if history is not None:
            value_c = None if outcome.value is None else outcome.value.temperature_c
            heat, mode = outcome.levels.heater, outcome.mode.value
            boottime_s = self._clock.boottime_s()
            history.append(
                Sample(wall_s, boottime_s, value_c, outcome.target_c, outcome.duty, heat, mode)
            )


_KINDS = {
    "trip": Kind.TRIP,
    "command": Kind.COMMAND,
    "mode": Kind.MODE,
}
"""Which record each kind of event becomes; the rest are notes."""
