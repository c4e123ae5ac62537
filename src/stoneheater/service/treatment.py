# SPDX-License-Identifier: MIT
"""Clients and their stones beside the heater: asked by the doors, shown in every snapshot.

The law of this file: one thread changes the board, and everybody else reads a finished state. A
stone is timed from the instant at which the request came; the disk is asked afterwards, and what
it says changes the answer and nothing else. Nothing here is ever waited for by the control loop.
"""

import logging
import secrets
import time
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any, Final, Self

from stoneheater.core.alarm import Alarm
from stoneheater.core.alarm_log import changes
from stoneheater.core.beside import Beside
from stoneheater.core.board import Board
from stoneheater.core.command import Answer, Verb
from stoneheater.core.heater import Outcome
from stoneheater.core.session import Session
from stoneheater.core.site_dose import forecast_after
from stoneheater.core.timers import UNKNOWN, said
from stoneheater.core.water_log import WaterLog
from stoneheater.ports import Clock
from stoneheater.service.cooler import Bath
from stoneheater.service.last_treated import LastTreated
from stoneheater.service.open_stones import Found, OpenStones, Told
from stoneheater.service.soaking import Soaking
from stoneheater.service.treatment_record import Receipts, TreatmentRecord
from stoneheater.service.treatment_requests import Practice, Requests, Result
from stoneheater.service.treatment_view import Seen
from stoneheater.service.turns import Turns

ITSELF: Final = "stoneheater"
"""Who did what nobody did: an alarm that opens."""

NOTHING: Final = Practice()
"""No stone in the catalogue."""

_FAILED: Final = Beside(said={UNKNOWN: "the stone timers have failed: check every client now."})

_log = logging.getLogger(__name__)


class MisunderstoodError(ValueError):
    """A request that cannot be understood, and left nothing behind; one sentence for a person."""

    @classmethod
    def of(cls, error: ValueError) -> Self:
        """The same sentence, with its full stop."""
        said = str(error)
        return cls(said if said.endswith((".", "?")) else f"{said}.")


class Treatment:
    """Every session, every stone and every timer of one heater.

    Args:
        clock: the heater's; timers run on its `boottime_s`.
        boot_id: this run of the computer.
        practice: what is configured.
        record: the way into the record; by default nothing is recorded.
        kept: the file for whoever comes after a crash; by default there is none.
        water: the last hour, as far as it is known from before; by default not at all.

    Attributes:
        practice: what is configured.
        water: how hot a stone can be.
        doubt: why it is not known which stones lie, as a sentence; empty when it is.
        last_treated: when each client was last treated, if the practice keeps it.
    """

    def __init__(
        self,
        clock: Clock,
        boot_id: str,
        practice: Practice = NOTHING,
        record: TreatmentRecord | None = None,
        kept: OpenStones | None = None,
        water: WaterLog | None = None,
    ) -> None:
        self.practice, self.doubt = practice, ""
        self.water = water or WaterLog(practice.cutoff_c)
        self.last_treated = LastTreated(practice.last_treated_days)
        self._clock = clock
        self._record = record or TreatmentRecord()
        self._kept = kept or OpenStones(None, boot_id)
        self._board = Board(boot_id, forecast_after, self._new_id)
        self._bath = Bath()
        self._requests = Requests(
            self._board, practice, self.water, lambda: self._bath, self._last_treated
        )
        self._soaking = Soaking(lambda: practice.catalogue.stones, piled=practice.piled)
        self._turns = Turns()
        self._receipts = Receipts() if self._record.keeps else None
        self._alarms: tuple[Alarm, ...] = ()

    def resume(self, found: Found) -> None:
        """Go on with what a restart found; before anything is asked."""
        troubles = self._board.restore(told.entry for told in found.told)
        doubts = [text.removesuffix(".") for text in (found.doubt, *troubles) if text]
        self.doubt = " ".join(f"{text}." for text in doubts)
        for told in found.unrecorded:
            self._record.keep([told.entry], told.who)
        self._kept.note(found.told, self._board.state, self.doubt)

    def close(self, deadline_s: float) -> bool:
        """Answer what was asked and give all of it to the stores, each within the deadline."""
        done = [self._turns.close(deadline_s)]
        if self._receipts is not None:
            done.append(self._receipts.close(deadline_s))
        return all([*done, self._kept.close(deadline_s)])

    # -- asked by the doors, from any thread --------------------------------------------------

    def ask(self, method: str, params: Mapping[str, Any], who: str) -> Future[dict[str, Any]]:
        """Have a verb of the protocol done, counted from now; returns at once.

        The future holds what was done, as the protocol says, or a MisunderstoodError.

        Raises:
            BusyError: too much is waiting.
        """
        at_s = self._clock.boottime_s()

        def turn(answer: Future[dict[str, Any]]) -> None:
            try:
                result = self._requests.do(method, params, at_s)
            except ValueError as error:
                raise MisunderstoodError.of(error) from error
            if method == "stone.lift_all" and result.done.ok and not params.get("session"):
                self.doubt = ""
            self._answer(answer, result, who)

        return self._turns.ask(turn)

    def foot(self) -> Future[dict[str, Any]]:
        """The foot switch was pressed: one stone is off.

        Raises:
            BusyError: too much is waiting.
        """
        at_s = self._clock.boottime_s()
        return self._turns.ask(
            lambda answer: self._answer(answer, self._requests.foot(at_s), "foot switch")
        )

    def erase(self, session_id: str, who: str) -> Future[Answer]:
        """Have a client's part of a session erased; answered when the disk has done it."""
        if session_id not in {session.session_id for session in self._board.state.sessions}:
            self.last_treated.forget(session_id)
        return self._record.erase(session_id, who)

    def seen(self) -> Seen:
        """Clients and stones as they are at this instant."""
        board, catalogue = self._board, self.practice.catalogue
        now_s = self._clock.boottime_s()
        return Seen(now_s, board.boot_id, board.state, catalogue.stones, self._soaking.seen)

    def listed(self) -> dict[str, object]:
        """The catalogue, the open sessions and the stones that lie, as they are now."""
        return self.seen().as_dict(self._clock.wall_s())

    def sessions(self) -> list[dict[str, object]]:
        """The open sessions, each with what to keep in mind."""
        seen = self.seen()
        return [
            seen.session(session) | {"reminders": self._requests.reminders(session)}
            for session in seen.state.sessions
        ]

    # -- called by the loop, in its thread ----------------------------------------------------

    def beside(self) -> Beside:
        """What the heater has to know of clients and stones; never raises."""
        board, state = self._board, self._board.state
        try:
            calls = said(state, board.boot_id, self._clock.boottime_s())
        except Exception:  # noqa: BLE001 - no stone may end the control of the heat
            _log.exception("the stone timers have failed")
            return _FAILED
        if self.doubt:
            check = (
                "it is not known which stones lie: check every client, then say stone lift --all"
            )
            calls[UNKNOWN] = f"{check}. {self.doubt}"
        return Beside(calls, self._soaking.seen.soaked, attended=bool(state.sessions))

    def note(self, outcome: Outcome, bath: Bath) -> None:
        """Take note of a finished cycle: water, soaking stones, alarms; never raises."""
        try:
            self._note(outcome, bath)
        except Exception:  # noqa: BLE001 - same
            _log.exception("a cycle could not be noted beside the heater")

    def _note(self, outcome: Outcome, bath: Bath) -> None:
        now_s, self._bath = self._clock.boottime_s(), bath
        self.water.add(now_s, bath.water_c)
        self._soaking.update(now_s, bath.water_c, self._board.state)
        entries = changes(self._alarms, outcome.alarms, now_s, self._board.boot_id)
        self._alarms = outcome.alarms
        for entry in entries:
            acknowledged = entry.data["event"] == "alarm.ack"
            self._record.keep([entry], _acknowledged(outcome) if acknowledged else ITSELF)

    # -- in the thread of the board -----------------------------------------------------------

    def _answer(self, answer: Future[dict[str, Any]], result: Result, who: str) -> None:
        """It is done and timed; now the disk, which nobody here waits for."""
        done, seen, wall_s = result.done, self.seen(), self._clock.wall_s()
        told: dict[str, Any] = {
            "ok": done.ok,
            "text": done.text,
            "recorded": None,
            "not_recorded": None,
            "session": result.session_id,
            "placements": [seen.placement(each, wall_s) for each in done.placements],
            **result.more,
        }
        promises = self._record.keep(done.entries, who)
        for entry in done.entries:
            self.last_treated.note(entry.session_id, str(entry.private.get("client", "")), wall_s)
        self._kept.note([Told(each, who) for each in done.entries], seen.state, self.doubt)
        if self._receipts is None or not promises:
            answer.set_result(told)
            return

        def recorded(why_not: str) -> None:
            answer.set_result(told | {"recorded": not why_not, "not_recorded": why_not or None})

        self._receipts.give(promises, recorded)

    def _last_treated(self, session: Session) -> str:
        """When this client was last treated, if the practice keeps it."""
        return self.last_treated.said(session.client, session.session_id, self._clock.wall_s())

    def _new_id(self) -> str:
        """A name that no other session ever had: the date, and a number nobody can guess."""
        today = time.strftime("%y%m%d", time.localtime(max(0.0, self._clock.wall_s())))
        return f"{today}-{secrets.token_hex(3)}"


def _acknowledged(outcome: Outcome) -> str:
    """Who acknowledged the alarms in this cycle."""
    asked = [e.who for e in outcome.events if e.text.startswith(f"{Verb.ACK}:")]
    return asked[-1] if asked else ITSELF
