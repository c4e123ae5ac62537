# SPDX-License-Identifier: MIT
"""The control loop: read, judge, decide, actuate, publish; once a second, in one thread.

The law of this file: nothing that can be slow stands before or inside the cycle. Requests wait
in an inbox, outcomes leave by listeners that only take note, and any exception ends the heat
before it ends the loop.
"""

import queue
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from operator import itemgetter

from stoneheater.core.beside import Beside
from stoneheater.core.command import Answer, Command
from stoneheater.core.heater import Heater, Outcome
from stoneheater.core.observer import IoFacts
from stoneheater.ports import Clock, Hardware
from stoneheater.service.lease import LEASE_S, Guard, Lease

CYCLE_S = 1.0
COMMANDS_PER_CYCLE = 16
SKEW_WINDOW_S = 60.0
JUMP_S = 0.5
"""A step between two clocks larger than this in one cycle is a sleep, not a wrong rate, s."""


class ClockWatch:
    """Compares two clocks over a minute: a wrong rate shows, a suspended computer does not."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._start = self._last = (clock.now_s(), clock.boottime_s())
        self.skew = 0.0
        self.slept_s = 0.0

    def look(self) -> None:
        """Take both clocks once per cycle."""
        now_s, boot_s = self._clock.now_s(), self._clock.boottime_s()
        self.slept_s = max(0.0, (boot_s - self._last[1]) - (now_s - self._last[0]))
        self._last = (now_s, boot_s)
        if self.slept_s > JUMP_S:
            self._start = self._last
        elapsed_s = now_s - self._start[0]
        if elapsed_s >= SKEW_WINDOW_S:
            self.skew = (boot_s - self._start[1]) / elapsed_s - 1.0
            self._start = self._last


class Leases:
    """The three outputs as leases, those that are fitted."""

    def __init__(self, hardware: Hardware) -> None:
        self.heater = Lease("heater", hardware.heater)
        fitted = (("enable", hardware.enable), ("heartbeat", hardware.heartbeat))
        others = {name: Lease(name, output) for name, output in fitted if output is not None}
        self.enable = others.get("enable")
        self.heartbeat = others.get("heartbeat")
        self.all: Sequence[Lease] = (self.heater, *others.values())

    def off(self) -> None:
        """Everything off; every line is tried, then the first failure is raised."""
        failure: Exception | None = None
        for lease in self.all:
            try:
                lease.off()
            except Exception as error:  # noqa: BLE001 - a foreign driver may raise anything
                failure = failure or error
        if failure is not None:
            raise failure


class ControlLoop:
    """The loop over one heater.

    Attributes:
        leases: the outputs.
        guard: the guard of the leases; running unless the hardware is simulated.
        cycles: finished cycles so far.
    """

    def __init__(
        self,
        heater: Heater,
        hardware: Hardware,
        clock: Clock,
        publish: Callable[[Outcome], None],
        not_ready: Callable[[], Sequence[str]] = tuple,
        beside: Callable[[], Beside] = Beside,
    ) -> None:
        self._heater = heater
        self._probes = hardware.probes
        self._clock = clock
        self._publish = publish
        self._not_ready, self._beside = not_ready, beside
        self._inbox: queue.SimpleQueue[tuple[Command, Future[Answer]]] = queue.SimpleQueue()
        self._watch = ClockWatch(clock)
        self._simulated = hardware.simulated
        self._wrong: tuple[str, float] | None = None
        self._last_s = clock.now_s()
        self._beat_s = -1.0
        self._silent_s = 0.0
        self.leases = Leases(hardware)
        self.guard = Guard(self.leases.all, clock.now_s)
        self.cycles = 0

    def ask(self, command: Command) -> Future[Answer]:
        """Leave a request; it is answered by the next cycle."""
        answer: Future[Answer] = Future()
        self._inbox.put((command, answer))
        return answer

    def run(self, stopped: Callable[[], bool]) -> None:
        """Cycle until told to stop; whatever happens, everything is off at the end."""
        try:
            if not self._simulated:
                self.guard.start()
            due_s = self._clock.now_s()
            while not stopped():
                self.cycle()
                due_s = max(due_s + CYCLE_S, self._clock.now_s())
                self._clock.wait_until(due_s)
        finally:
            self.leases.off()
            self.guard.stop()

    def cycle(self) -> Outcome:
        """One complete cycle."""
        now_s = self._clock.now_s()
        if self._simulated:
            self.guard.look()
        asked = self._take()
        commands = [command for command, _ in asked]
        outcome = self._heater.tick(now_s, self._probes.latest(), commands, self._facts(now_s))
        self._actuate(outcome, now_s)
        self.cycles += 1
        self._publish(outcome)
        for (_, future), answer in zip(asked, outcome.answers, strict=True):
            future.set_result(answer)
        return outcome

    def _take(self) -> list[tuple[Command, Future[Answer]]]:
        asked: list[tuple[Command, Future[Answer]]] = []
        while len(asked) < COMMANDS_PER_CYCLE and not self._inbox.empty():
            asked.append(self._inbox.get())
        return asked

    def _facts(self, now_s: float) -> IoFacts:
        self._watch.look()
        wrong = next((lease.name for lease in self.leases.all if not lease.agrees()), None)
        if wrong is None:
            self._wrong = None
        elif self._wrong is None or self._wrong[0] != wrong:
            self._wrong = (wrong, now_s)
        return IoFacts(
            read_back_wrong_s=0.0 if self._wrong is None else now_s - self._wrong[1],
            read_back_name="" if wrong is None else wrong,
            guard_silent_s=self._guard_silence(now_s),
            clock_skew=self._watch.skew,
            slept_s=self._watch.slept_s,
            not_ready=self._not_ready(),
            beside=self._beside(),
        )

    def _guard_silence(self, now_s: float) -> float:
        """For how long this loop ran and the guard did not; a stopped computer is not silence."""
        beat_s, elapsed_s = self.guard.beat_s, now_s - self._last_s
        self._last_s = now_s
        alive = beat_s != self._beat_s
        self._beat_s = beat_s
        self._silent_s = 0.0 if alive else self._silent_s + min(elapsed_s, 1.5 * CYCLE_S)
        return self._silent_s

    def _actuate(self, outcome: Outcome, now_s: float) -> None:
        levels, leases = outcome.levels, self.leases
        wanted = (
            (leases.heater, levels.heater),
            (leases.enable, levels.enable),
            (leases.heartbeat, levels.heartbeat),
        )
        for lease, on in sorted(wanted, key=itemgetter(1)):
            if lease is not None:
                with suppress(OSError):  # shows in the read-back of the next cycle
                    lease.hold_on(now_s + LEASE_S) if on else lease.off()
