# SPDX-License-Identifier: MIT
"""The treatment room of a demonstration: a heater, six stones, and a record that is its own.

The law of this file: it is the real heater, timers and record on a bath that is not; all of it
lives in one folder and ends with it, but for the paper that somebody takes along.
"""

import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from typing import Any, Final

from stoneheater.config import BathFile
from stoneheater.core.command import Command
from stoneheater.core.stone import BASALT, Stone
from stoneheater.hardware.simulated import SimulatedClock
from stoneheater.interfaces.assembly import assemble_simulation
from stoneheater.interfaces.cli import record
from stoneheater.interfaces.cli.door import Stop
from stoneheater.interfaces.cli.timers import Timer, timers
from stoneheater.service.catalogue import Catalogue
from stoneheater.service.report.session import gather, session_ids
from stoneheater.service.report.trace import trace
from stoneheater.service.store.database import StoreUnreadableError
from stoneheater.service.store.history import HistoryStore
from stoneheater.service.store.records import RecordStore, Stamp
from stoneheater.service.store.verify import verify
from stoneheater.service.treatment_requests import Practice

TARGET_C: Final = 50.0
STONES: Final = tuple(
    Stone(f"{side}-{number}", BASALT, 0.2, 25.0, side)
    for side in ("left", "right")
    for number in (1, 2, 3)
)
"""Two groups of three: one for each side of the back."""

SITES: Final = {
    side: [f"{region}-{side}" for region in ("shoulder", "upper-back", "lower-back")]
    for side in ("left", "right")
}
"""Where each group lies."""

ANSWER_S: Final = 10.0
STORES_S: Final = 2.0
FRESH_S: Final = 20.0
POLL_S: Final = 0.05
WHO: Final = "demo"


class Refused(Exception):  # noqa: N818 - it reads as what happened
    """The heater or the board said no; its sentence."""


class Room:
    """One heater and one client at a time.

    Attributes:
        app: the heater.
        hardware: its bath, and the bad luck.
        speed: simulated seconds in one; 0 is as fast as it can.
    """

    def __init__(self, folder: Path, speed: float) -> None:
        self.speed, self._folder, self._began_s = speed, folder, time.time()
        self._records = RecordStore(folder / "records.db", self._stamp)
        self._history = HistoryStore(folder / "history.db", gather_s=0.1)
        self.app, self.hardware = assemble_simulation(
            BathFile(),
            target_c=TARGET_C,
            speed=speed,
            practice=Practice(catalogue=Catalogue(STONES), sounds=False),
            records=self._records,
            history=self._history,
        )

    def treat(self, method: str, **params: object) -> Mapping[str, Any]:
        """Ask for something about stones or clients.

        Raises:
            Refused: it was not done, or a stone must be lifted at once.
        """
        try:
            said = self.app.treatment.ask(method, params, WHO).result(ANSWER_S)
        except ValueError as error:
            raise Refused(str(error)) from error
        if not said["ok"]:
            raise Refused(said["text"])
        return said

    def ask(self, command: Command) -> str:
        """Ask the heater, whose loop turns in another thread.

        Raises:
            Refused: it was not done.
        """
        answer = self.app.service.ask(command)
        if not answer.ok:
            raise Refused(answer.text)
        return answer.text

    def pace(self, speed: float) -> None:
        """Let time pass with another speed."""
        clock = self.hardware.clock
        assert isinstance(clock, SimulatedClock)  # noqa: S101 - for the type checker
        clock.speed = speed

    def lying(self) -> Sequence[Timer]:
        """The stones that lie, the most urgent first."""
        return timers(self.app.treatment.listed())

    def first_left_s(self) -> float:
        """Until the most urgent stone is due, s; infinite without any."""
        return min((t.left_s for t in self.lying() if t.left_s is not None), default=inf)

    def sessions(self) -> list[Mapping[str, Any]]:
        """The open sessions."""
        return list(self.app.treatment.sessions())

    def paper(self, out: Path | None) -> str:
        """Write every session on paper, without a file into a temporary one; a sentence.

        Raises:
            Stop: the file that was named cannot be written.
        """
        try:
            content = self._drawn()
            if out is None:
                handle, name = tempfile.mkstemp(prefix="stoneheater-", suffix=".pdf")
                os.close(handle)
                out = Path(name)
            record.write(out, content)
        except (Stop, StoreUnreadableError) as error:
            if out is not None:
                raise Stop(str(error)) from error
            return f"The session is not on paper: {error}"
        return f"The session is on paper: {out}"

    def _drawn(self) -> bytes:
        records = self._folder / "records.db"
        self._settle()
        found = [gather(records, name) for name in session_ids(records)]
        sessions = [session for session in found if session is not None]
        made = datetime.fromtimestamp(self.app.clock.wall_s(), UTC).astimezone()
        none = "simulated probes need none."
        return record.drawn(sessions, records, verify(records), none, made, simulated=True)

    def close(self) -> None:
        """Switch everything off, and keep nothing."""
        self.app.close()
        self._records.close(STORES_S)
        self._history.close(STORES_S)

    def _settle(self) -> None:
        """Let the newest minute of the bath reach the disk; a slow one is not waited for."""
        until_s = time.monotonic() + STORES_S
        while time.monotonic() < until_s and not self._fresh():
            time.sleep(POLL_S)

    def _fresh(self) -> bool:
        now_s = self.app.clock.wall_s()
        try:
            return bool(trace(self._folder / "history.db", now_s - FRESH_S, now_s))
        except StoreUnreadableError:  # not made yet
            return False

    def _stamp(self) -> Stamp:
        """The beginning, which is all the stores ask for on their own account."""
        return Stamp(self._began_s, 0.0, "")
