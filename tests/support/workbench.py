# SPDX-License-Identifier: MIT
"""Hardware on a workbench: clocks, lines and probes that do only what a test does to them."""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future

from stoneheater.core.command import Answer, Command, Verb
from stoneheater.core.heater import Heater, Outcome
from stoneheater.core.observer import IoFacts
from stoneheater.core.reading import Fault, Reading
from stoneheater.core.sequence import Levels
from stoneheater.core.settings import Settings
from stoneheater.ports import Annunciator, Clock, Diagnosis, Output, Probes
from stoneheater.service.loop import ControlLoop
from support.outcomes import outcome
from support.readings import said
from support.steady import settings

WALL_S = 1_700_000_000.0


class HandClock:
    """Three clocks that only the test moves; waiting is moving."""

    def __init__(self) -> None:
        self.at_s, self.boot_s, self.date_s = 1000.0, 5000.0, WALL_S

    def now_s(self) -> float:
        """The time of the loop."""
        return self.at_s

    def boottime_s(self) -> float:
        """The same since boot, sleep included."""
        return self.boot_s

    def wall_s(self) -> float:
        """The date."""
        return self.date_s

    def wait_until(self, at_s: float) -> None:
        """Time passes, on every clock."""
        self.advance(at_s - self.at_s)

    def advance(self, by_s: float, boot_s: float | None = None) -> None:
        """Let time pass; the clock since boot may see another length of it."""
        self.at_s += by_s
        self.boot_s += by_s if boot_s is None else boot_s
        self.date_s += by_s


class Line:
    """An output that notes every write, refuses when told, and may be stuck at a level.

    Attributes:
        on: its level.
        refuses: what a write or a read raises, or None.
        stuck: the level that it reads back whatever is written, or None.
    """

    def __init__(self, name: str = "heater", log: list[str] | None = None) -> None:
        self.on = False
        self.refuses: Exception | None = None
        self.stuck: bool | None = None
        self.log: list[str] = [] if log is None else log
        self._name = name

    def write(self, on: bool) -> None:
        """Switch, unless it refuses."""
        self.log.append(f"{self._name} {'on' if on else 'off'}")
        if self.refuses is not None:
            raise self.refuses
        self.on = on

    def read(self) -> bool:
        """Read back."""
        if self.refuses is not None:
            raise self.refuses
        return self.on if self.stuck is None else self.stuck

    def close(self) -> None:
        """Off for good."""
        self.on = False


class TellingLine(Line):
    """A line that tells another thread when it went off.

    Attributes:
        went_off: set by a write of OFF.
    """

    def __init__(self) -> None:
        super().__init__()
        self.went_off = threading.Event()

    def write(self, on: bool) -> None:
        """Switch, and tell."""
        super().write(on)
        if not on:
            self.went_off.set()


class HandProbes:
    """Probes that say what the test lets them say, freshly measured at every look."""

    def __init__(self, clock: HandClock, log: list[str]) -> None:
        self.says: dict[str, float | Fault | None] = {"bath": 45.0}
        self.fails: BaseException | None = None
        self._clock = clock
        self._log = log
        self._seen: dict[str, Reading] = {}

    def latest(self) -> Mapping[str, Reading]:
        """The newest of each."""
        self._log.append("read")
        if self.fails is not None:
            raise self.fails
        for name, what in self.says.items():
            reading = said(what, self._clock.now_s(), name)
            if reading is not None:
                self._seen[name] = reading
        return dict(self._seen)

    def diagnose(self) -> Sequence[Diagnosis]:
        """Nothing to say."""
        return ()

    def close(self) -> None:
        """Nothing runs."""


class Workbench:
    """Everything a driver gives; simulated unless told otherwise.

    Attributes:
        log: what was read and written, in order.
    """

    notes: Sequence[str] = ()
    refusals: Sequence[str] = ()
    annunciator: Annunciator | None = None

    def __init__(self, *, real: bool = False, fitted: bool = False) -> None:
        self.simulated = not real
        self.log: list[str] = []
        self.time = HandClock()
        self.clock: Clock | None = None if real else self.time
        self.thermometers = HandProbes(self.time, self.log)
        self.probes: Probes = self.thermometers
        self.lines = {name: Line(name, self.log) for name in ("heater", "enable", "heartbeat")}
        self.heater: Output = self.lines["heater"]
        self.enable: Output | None = self.lines["enable"] if fitted else None
        self.heartbeat: Output | None = self.lines["heartbeat"] if fitted else None
        self.closed = False

    @property
    def on(self) -> list[str]:
        """The lines that are on."""
        return [name for name, line in self.lines.items() if line.on]

    def close(self) -> None:
        """Everything off."""
        self.closed = True
        for line in self.lines.values():
            line.close()


class Scripted(Heater):
    """A heater that decides what the test wants, and notes when it was asked.

    Attributes:
        levels: what each output shall be from the next tick on.
        fails: what a tick raises, or None.
        told: the facts that came with each tick.
    """

    def __init__(self, log: list[str], made: Settings | None = None) -> None:
        super().__init__(made or settings())
        self.levels = Levels()
        self.fails: BaseException | None = None
        self.told: list[IoFacts] = []
        self._log = log

    def tick(
        self,
        now_s: float,
        readings: Mapping[str, Reading],  # noqa: ARG002 - the port's shape
        commands: Sequence[Command] = (),
        io: IoFacts = IoFacts(),  # noqa: B008 - immutable
    ) -> Outcome:
        """Answer every request with its sender's name."""
        self._log.append("tick")
        self.told.append(io)
        if self.fails is not None:
            raise self.fails
        answers = tuple(Answer(ok=True, text=command.who) for command in commands)
        return outcome(at_s=now_s, levels=self.levels, answers=answers)


class Turned:
    """A loop on a workbench that a test turns by hand.

    Attributes:
        bench: the hardware.
        loop: the loop.
        published: every outcome.
    """

    def __init__(
        self,
        bench: Workbench,
        heater: Heater,
        publish: Callable[[Outcome], None] | None = None,
    ) -> None:
        self.bench = bench
        self.published: list[Outcome] = []
        self.loop = ControlLoop(heater, bench, bench.time, publish or self._publish)

    def cycle(self, *commands: Command, seconds: float = 1.0) -> Outcome:
        """One cycle, so many seconds after the one before."""
        asked = [self.loop.ask(command) for command in commands]
        self.bench.time.advance(seconds)
        finished = self.loop.cycle()
        assert all(future.done() for future in asked)
        return finished

    def heating(self) -> "Turned":
        """Switch on, and wait until the relay is closed."""
        assert self.cycle(Command(Verb.ON)).answers[0].ok
        while not self.cycle().levels.heater:
            assert self.loop.cycles < 60
        return self

    def _publish(self, finished: Outcome) -> None:
        self.published.append(finished)
        self.bench.log.append("publish")


def told(future: Future[Answer]) -> str:
    """What a finished request was answered."""
    assert future.done()
    return future.result(0.0).text
