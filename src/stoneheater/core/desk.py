# SPDX-License-Identifier: MIT
"""The desk: people's requests, one by one, between the judgement and the decision.

The law of this file: a request that cannot be granted is answered with one sentence and changes
nothing. A target never changes the mode, only `on` begins heat, and a trip is heard first.
"""

from collections.abc import Sequence

from stoneheater.core.attendance import Attendance
from stoneheater.core.beside import Beside
from stoneheater.core.command import Answer, Command, Event, Verb
from stoneheater.core.mode import Event as ModeEvent
from stoneheater.core.mode import IllegalEventError, Mode, after
from stoneheater.core.observer import IoFacts, Observer
from stoneheater.core.rule import Finding, Reaction
from stoneheater.core.settings import Settings
from stoneheater.core.trips import Trips

TARGET_MIN_C = 30.0
STEP_C = 5.0
"""A target raised by more than this at once needs an explicit yes, °C."""

START_APART_C = 1.0
"""Bath probes further apart than this do not start a heat-up, °C."""

CLICKABLE = ("heater", "enable", "heartbeat")
CLICKS_MAX = 5
CLICK_WINDOW_S = 600.0
"""At most so many clicks in so many seconds: a click of the heater is a second of heat."""


class Desk:
    """Mode, target, and the answers of one cycle.

    Attributes:
        mode: what the heater is doing.
        target_c: the target, °C.
        cooling: the target was lowered and the water has not come down to it yet.
        began: a heat-up began in this cycle.
        acknowledged: somebody acknowledged the alarms in this cycle.
        click: the output that is closed until the next cycle, to be heard; else None.
        clear_latch: a reset was accepted in this cycle, and waits for the disk.
        relay_replaced: somebody fitted a new heater relay.
        ended_by: the rule that ended the last heat-up, with a sentence, until `on` is said.
    """

    def __init__(self, settings: Settings, trips: Trips, attendance: Attendance) -> None:
        self._settings = settings
        self._trips = trips
        self._attendance = attendance
        self.mode = Mode.TRIPPED if trips else Mode.STANDBY
        self.target_c = settings.target_c
        self.cooling = False
        self.began = self.acknowledged = self.clear_latch = self.relay_replaced = False
        self._now_s = 0.0
        self._value_c: float | None = None
        self._apart_c = 0.0
        self.click: str | None = None
        self.ended_by: dict[str, str] = {}
        self._ending = ""
        self._clicks: list[float] = []
        self._resetting: tuple[tuple[str, str], ...] = ()
        self._not_ready: Sequence[str] = ()
        self._findings: tuple[Finding, ...] = ()
        self._events: list[Event] = []
        self._holding = self._was_heating = False

    def open(
        self,
        now_s: float,
        findings: tuple[Finding, ...],
        seen: Observer,
        io: IoFacts,
    ) -> None:
        """Begin a cycle: trips first, then the time that ran out."""
        self._now_s, self._findings, self._not_ready = now_s, findings, io.not_ready
        self._value_c, self._apart_c = seen.value_c, seen.apart_c
        self.began = self.acknowledged = self.clear_latch = self.relay_replaced = False
        self.click = None
        self._was_heating = self.mode is Mode.HEATING
        self._events = []
        if self._trips.fresh:
            self._tripped(self._trips.fresh)
        self._hear_an_end()
        if self.mode is Mode.HEATING:
            self._note_hold()
            if self._time_is_up(io.beside):
                self.give_up("nobody touched the heater")
        if self._value_c is not None and self._value_c <= self.target_c + 1.0:
            self.cooling = False

    def _time_is_up(self, beside: Beside) -> bool:
        bath = (self._now_s, self._value_c, self.target_c)
        return self._attendance.update(*bath, beside.soaked, attended=beside.attended)

    def _hear_an_end(self) -> None:
        """A rule that begins to say END ends the heat-up; `on` may be said while it speaks on."""
        was, ends = self._ending, [f for f in self._findings if f.rule.reaction is Reaction.END]
        self._ending = ends[0].sentence if ends else ""
        ended = bool(ends) and not was and self.mode is Mode.HEATING
        if ended:
            self.give_up(self._ending)
        if ended or (ends and self.ended_by):
            self.ended_by = {ends[0].rule.name: f"{self._ending} Then say on."}

    def close(self, news: str = "") -> tuple[Event, ...]:
        """End the cycle: what is worth a record, with what else is new."""
        if news:
            self._events.append(Event("note", news))
        return tuple(self._events)

    def give_up(self, why: str) -> None:
        """End the heat-up, as if nobody were there."""
        self._move(ModeEvent.TIMEOUT, why, "")

    def answer(self, command: Command) -> Answer:
        """Grant or refuse one request."""
        try:
            answer = _DO[command.verb](self, command)
        except IllegalEventError as refusal:
            answer = Answer(ok=False, text=str(refusal))
        if command.verb not in (Verb.TOUCH, Verb.LATCH_CLEARED, Verb.TRIP):
            self._events.append(Event("command", f"{command.verb}: {answer.text}", command.who))
        if answer.ok and command.touches and command.verb is not Verb.LATCH_CLEARED:
            self._attendance.touch(self._now_s)
        return answer

    def _tripped(self, trips: Sequence[tuple[str, str]]) -> None:
        self.ended_by = {}
        self._events += [Event("trip", f"{name}: {sentence}") for name, sentence in trips]
        self._move(ModeEvent.TRIP, trips[0][0], "")

    def _note_hold(self) -> None:
        held = [f for f in self._findings if f.rule.reaction is not Reaction.TRIP]
        if bool(held) is not self._holding:
            self._holding = bool(held)
            text = held[0].sentence if held else "the heat may come back."
            self._events.append(Event("hold", text))

    def _move(self, event: ModeEvent, why: str, who: str) -> None:
        following = after(self.mode, event)
        if following is self.mode:
            return
        self._events.append(Event("mode", f"{self.mode} to {following}: {why}", who))
        self.mode = following
        if following is not Mode.HEATING:
            self._attendance.end()

    def _set(self, command: Command) -> Answer:
        target_c, most_c = command.target_c, self._settings.limits.target_max_c
        if not TARGET_MIN_C <= target_c <= most_c:
            bounds = f"{TARGET_MIN_C:.0f} to {most_c:.1f} °C"
            return Answer(ok=False, text=f"a target of {target_c:.1f} °C is outside {bounds}.")
        if not command.confirmed:
            if target_c > self._settings.caution_c:
                over = (
                    f"{target_c:.1f} °C is above {self._settings.caution_c:.1f} °C and burns sooner"
                )
                return Answer(ok=False, text=f"{over}: say it again with --yes if you mean it.")
            if target_c > self.target_c + STEP_C:
                step = f"{target_c:.1f} °C is {target_c - self.target_c:.1f} °C above the target"
                return Answer(ok=False, text=f"{step}: say it again with --yes if you mean it.")
        self.cooling = self.cooling or target_c < self.target_c
        changed = target_c != self.target_c
        self.target_c = target_c
        if changed:
            self._attendance.restart()
        still = {Mode.TRIPPED: " (still tripped)", Mode.STANDBY: " (in STANDBY: say on to heat)"}
        return Answer(ok=True, text=f"target {target_c:.1f} °C{still.get(self.mode, '')}.")

    def _on(self, command: Command) -> Answer:
        following = after(self.mode, ModeEvent.ON)
        if self.mode is following:
            return Answer(ok=True, text=f"already HEATING to {self.target_c:.1f} °C.")
        why = self._why_not_on()
        if why is not None:
            return Answer(ok=False, text=why)
        self._move(ModeEvent.ON, "on", command.who)
        self._attendance.begin(self._now_s)
        self.began, self.ended_by = True, {}
        waits = "; heat waits for a minute of still water" if self._ending else ""
        return Answer(ok=True, text=f"HEATING to {self.target_c:.1f} °C{waits}.")

    def _why_not_on(self) -> str | None:
        if self.click is not None:
            return f"not ready: {self.click} is being clicked; say on again in a second."
        if self._was_heating and self.ended_by:
            return f"not ready: {self._ending}"
        if self._not_ready:
            return f"not ready: {' '.join(self._not_ready)}"
        for finding in self._findings:
            if finding.rule.reaction is Reaction.HOLD:
                return f"not ready: {finding.sentence}"
        if self._apart_c >= START_APART_C:
            apart = f"bath probes differ by {self._apart_c:.1f} °C, limit {START_APART_C:.1f} °C"
            return f"not ready: {apart}: stir the water and try again, or check the calibration."
        return None

    def _standby(self, command: Command) -> Answer:
        after(self.mode, ModeEvent.STANDBY)
        self._move(ModeEvent.STANDBY, "standby", command.who)
        return Answer(ok=True, text="STANDBY: the heat is commanded off.")

    def _ack(self, _: Command) -> Answer:
        self.acknowledged = True
        return Answer(ok=True, text="acknowledged; high alarms come back in 2 minutes.")

    def _reset(self, _: Command) -> Answer:
        after(self.mode, ModeEvent.RESET)
        why = self._trips.why_not()
        if why is not None:
            return Answer(ok=False, text=why)
        self.clear_latch = True
        self._resetting = self._trips.latched
        return Answer(ok=True, text="reset: in STANDBY as soon as that is on disk.")

    def _latch_cleared(self, command: Command) -> Answer:
        if self._trips.latched != self._resetting or self._trips.why_not() is not None:
            return Answer(ok=False, text="tripped again meanwhile.")
        self._move(ModeEvent.RESET, "reset", command.who)
        self._trips.clear()
        self._resetting = ()
        return Answer(ok=True, text="STANDBY.")

    def _trip(self, command: Command) -> Answer:
        self._trips.add("service", command.sentence)
        self._tripped([("service", command.sentence)])
        return Answer(ok=True, text=command.sentence)

    def _click(self, command: Command) -> Answer:
        after(Mode.HEATING if self._was_heating else self.mode, ModeEvent.CLICK)
        if command.output not in CLICKABLE:
            known = ", ".join(CLICKABLE)
            return Answer(ok=False, text=f"there is no output {command.output!r}; known: {known}.")
        if command.output == "enable" and not self._settings.has_enable:
            return Answer(ok=False, text="no enable output is fitted: set gpio.enable_pin first.")
        if self._ending:
            return Answer(ok=False, text=f"not yet: {self._ending}")
        self._clicks = [at_s for at_s in self._clicks if at_s > self._now_s - CLICK_WINDOW_S]
        if len(self._clicks) >= CLICKS_MAX or self.click is not None:
            wait = f"{CLICKS_MAX} clicks in {CLICK_WINDOW_S / 60:.0f} min is the limit"
            return Answer(ok=False, text=f"{wait}: wait a little, then click again.")
        self._clicks.append(self._now_s)
        self.click = command.output
        return Answer(ok=True, text=f"clicking {command.output} for one second.")

    def _relay_replaced(self, _: Command) -> Answer:
        if self.mode is Mode.HEATING:
            text = "the heater is HEATING: say standby first, and relay-replaced after it."
            return Answer(ok=False, text=text)
        self.relay_replaced = True
        return Answer(ok=True, text="the operations of the heater relay are counted from 0.")

    def _touch(self, _: Command) -> Answer:
        return Answer(ok=True, text="noted.")


_DO = {
    Verb.SET: Desk._set,  # noqa: SLF001 - the table of this class's own verbs
    Verb.ON: Desk._on,  # noqa: SLF001 - same
    Verb.STANDBY: Desk._standby,  # noqa: SLF001 - same
    Verb.ACK: Desk._ack,  # noqa: SLF001 - same
    Verb.RESET: Desk._reset,  # noqa: SLF001 - same
    Verb.CLICK: Desk._click,  # noqa: SLF001 - same
    Verb.RELAY_REPLACED: Desk._relay_replaced,  # noqa: SLF001 - same
    Verb.TOUCH: Desk._touch,  # noqa: SLF001 - same
    Verb.LATCH_CLEARED: Desk._latch_cleared,  # noqa: SLF001 - same
    Verb.TRIP: Desk._trip,  # noqa: SLF001 - same
}
