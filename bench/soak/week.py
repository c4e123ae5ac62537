# SPDX-License-Identifier: MIT
"""A practice's days at one heater, lived in fast time: the real service behind real sockets.

The law of this file: nothing of the heater is replaced but its bath and its clock. The loop turns
as fast as it can and waits only for what people asked, and for the disk; what is counted is what
grows or drifts.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from stoneheater.config import BathFile
from stoneheater.core.command import Answer
from stoneheater.core.heater import Outcome
from stoneheater.core.mode import Mode
from stoneheater.core.stone import BASALT, Stone
from stoneheater.interfaces.assembly import assemble_simulation
from stoneheater.interfaces.client import Client, ClientError
from stoneheater.interfaces.journal import Journal
from stoneheater.interfaces.socket import SocketServer
from stoneheater.interfaces.verbs import Extras
from stoneheater.service.catalogue import Catalogue
from stoneheater.service.store.entry import Stamp
from stoneheater.service.store.history import HistoryStore
from stoneheater.service.store.records import RecordStore
from stoneheater.service.treatment_requests import Practice

DAY_S = 86_400
HOUR_S = 3600
TURN_S = 0.02
WAITING_MAX = 1800
"""More samples than this on their way to the disk, and the world waits for it."""

ROW = tuple(Stone(f"row-{n}", BASALT, 0.2, 25.0, "row") for n in range(1, 7))


@dataclass(slots=True)
class Counted:
    """What a day left behind.

    Attributes:
        rss_mb: resident memory at its end, MB.
        log_bytes: what the journal got.
        ticks: finished cycles.
        asked: requests that were answered, whatever the answer.
        refused: of these, those that were refused.
        standby_s: from the last touch until the heater went to STANDBY by itself, s.
        timers_off_s: how far a stone's timer came from the clock at most, s.
        trips: rules that tripped.
        lost: records and samples that were given up.
    """

    rss_mb: float = 0.0
    log_bytes: int = 0
    ticks: int = 0
    asked: int = 0
    refused: int = 0
    standby_s: float | None = None
    timers_off_s: float = 0.0
    trips: list[str] = field(default_factory=list)
    lost: int = 0


class Week:
    """One heater, and the people of its days."""

    def __init__(self, folder: Path) -> None:
        self.day = Counted()
        self._stamped = Stamp(0.0, 0.0, "soak")
        self._records = RecordStore(folder / "records.db", lambda: self._stamped)
        self._history = HistoryStore(folder / "history.db", gather_s=0.1)
        practice = Practice(Catalogue(ROW, path=folder / "stones.json"))
        self.app, _ = assemble_simulation(
            BathFile(), practice=practice, records=self._records, history=self._history
        )
        self._log = folder / "journal.log"
        self._log.touch()
        self._fd = os.open(self._log, os.O_WRONLY | os.O_APPEND)
        self._journal = Journal(self._fd, {}, self.app.clock.now_s)
        self._server = SocketServer(self.app.service, folder, 52.0, _extras(), "soak")
        self._pool = ThreadPoolExecutor(1)
        self._turn()
        self._server.bind()
        self._server.start()
        self._people = Client.connect(folder / "control.sock")
        self._watcher = Client.connect(folder / "control.sock")
        self._snapshots = self._watcher.subscribe(0.0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._people.close()
        self._watcher.close()
        self._server.stop(10.0)
        self._pool.shutdown()
        self.app.close()
        self._history.close(10.0)
        self._records.close(10.0)
        os.close(self._fd)

    @property
    def now_s(self) -> float:
        """The time in this world."""
        return self.app.clock.now_s()

    def live(self, opens_s: float, sessions: int, closes_s: float, ends_s: float) -> Counted:
        """One day: on, sessions one after the other, a last touch, and nobody any more."""
        self.day, began_s = Counted(), self.now_s
        before = self._log.stat().st_size
        self._until(began_s + opens_s)
        self.ask("heat.on")
        self.ask("target.set", temperature="50C")
        self._until(self.now_s + HOUR_S)
        for _ in range(sessions):
            self._session()
        self._until(began_s + closes_s)
        self.ask("alarm.ack")
        touched_s = self.now_s
        self._until(began_s + ends_s, lambda outcome: self._standby(outcome, touched_s))
        self.day.log_bytes = self._log.stat().st_size - before
        self.day.lost = self._records.health().lost + self._history.health().lost
        self.day.rss_mb = rss_mb()
        return self.day

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Ask at the socket; time goes on only as far as the answer needs it."""
        self.day.asked += 1
        asked = self._pool.submit(self._people.call, method, **params)
        while not wait([asked], TURN_S).done:
            self._turn()
        try:
            return asked.result()
        except ClientError:
            self.day.refused += 1
            return {}

    def _session(self) -> None:
        """Half an hour with one client, with a slip of the tongue in it."""
        self.ask("session.start", client="M.H.", intake=["none"])
        self.ask("stone.place", stones=["row"], sites=["back-row"], contact="sheet")
        self.ask("stone.plaice", stones=["row"])
        self._turn()
        began = self._lain()
        self._until(self.now_s + 240.0)
        self._compare(began, self._lain())
        self.ask("session.checkin", answer="ok", text="")
        self.ask("stone.lift_all")
        self.ask("session.end", back=len(ROW), cleaned=True)
        self._until(self.now_s + 1500.0)
        self.ask("alarm.ack")

    def _lain(self) -> dict[str, tuple[float, float]]:
        """For each stone that lies: the time of the look, and how long it has lain, s."""
        shown = self.ask("snapshot.get")
        return {stone["stone"]: (shown["at_s"], stone["lain_s"]) for stone in shown["placements"]}

    def _compare(
        self, then: dict[str, tuple[float, float]], now: dict[str, tuple[float, float]]
    ) -> None:
        for stone, (at_s, lain_s) in now.items():
            passed_s = at_s - then[stone][0]
            off_s = abs(lain_s - then[stone][1] - passed_s)
            self.day.timers_off_s = max(self.day.timers_off_s, off_s)

    def _standby(self, outcome: Outcome, touched_s: float) -> None:
        if self.day.standby_s is None and outcome.mode is Mode.STANDBY:
            self.day.standby_s = outcome.at_s - touched_s

    def _until(self, at_s: float, each: Callable[[Outcome], None] | None = None) -> None:
        while self.now_s < at_s:
            outcome = self._turn()
            if each is not None:
                each(outcome)

    def _turn(self) -> Outcome:
        """One second of this world."""
        clock = self.app.clock
        outcome = self.app.loop.cycle()
        self._journal.tell(outcome)
        self.day.ticks += 1
        self.day.trips += [rule for rule, _ in outcome.trips if rule not in self.day.trips]
        if self.day.ticks % 100 == 0:
            self._breathe()
        clock.wait_until(clock.now_s() + 1.0)
        self._stamped = Stamp(clock.wall_s(), clock.boottime_s(), "soak")
        return outcome

    def _breathe(self) -> None:
        """Let the disk catch up, and read what the subscriber got."""
        while self._history.health().pending > WAITING_MAX:
            wait([self._pool.submit(os.sched_yield)], TURN_S)
        with suppress(ClientError):
            next(self._snapshots, None)


def rss_mb() -> float:
    """Resident memory of this process, MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _extras() -> Extras:
    def nothing(*_: object) -> Answer:
        return Answer(ok=False, text="not here.")

    return Extras(list, list, nothing, nothing, dict, nothing)
