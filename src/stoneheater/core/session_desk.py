# SPDX-License-Identifier: MIT
"""What people say about a session: it begins, a note, a check-in, it ends, the next client.

The law of this file: a session ends only when no stone lies on the client any more; what is
learned while stones lie can make their timers stricter and never milder.
"""

from collections.abc import Sequence

from stoneheater.core.board_event import Entry
from stoneheater.core.burn import refuse
from stoneheater.core.clerk import Clerk, Done
from stoneheater.core.counting import came_back, counted, next_step, still_missing
from stoneheater.core.intake import is_sensitive, parse_intake
from stoneheater.core.placement import Placement
from stoneheater.core.placement_words import left
from stoneheater.core.retime import retime_entry, retimed
from stoneheater.core.session import (
    CheckIn,
    Session,
    SessionError,
    parse_check_in,
    parse_client,
    parse_note,
    parse_techniques,
)

IN_PAIN = "the client reports pain or too much heat"


class SessionDesk(Clerk):
    """The requests about sessions."""

    def start(
        self,
        now_s: float,
        client: str = "",
        *,
        intake: Sequence[str] | None = None,
        techniques: Sequence[str] = (),
    ) -> Done:
        """A session begins; one that began by itself under a stone becomes this client's.

        Args:
            now_s: s since boot.
            client: a pseudonym or initials.
            intake: the ticks, or ``none``; None while unanswered, and then the client counts as
                sensitive.
            techniques: what is done, in usual or own words.

        Raises:
            ValueError: a pseudonym, tick or technique that cannot be.
        """
        name, ticks, listed = self._asked(client, intake, techniques)
        begun = next((s for s in self._board.state.sessions if not s.opened), None)
        session_id = self._board.new_id() if begun is None else begun.session_id
        event = "session.start" if begun is None else "session.note"
        data = self._data(event, session_id, now_s) | {
            "opened": True,
            "profile": "sensitive" if is_sensitive(ticks) else "typical",
            "techniques": listed,
        }
        private = {"client": name, "notes": "", "intake": None if ticks is None else list(ticks)}
        self._apply(Entry(f"session {session_id} started.", data, private))
        stricter = self._stricter(session_id, now_s)
        how = "" if ticks is not None else " The intake is not answered: timed as sensitive."
        said = f"session {self._board.state.session(session_id).name} started.{how}"
        return self._sooner(said, stricter, now_s)

    def note(
        self,
        now_s: float,
        text: str = "",
        *,
        session: str = "",
        intake: Sequence[str] | None = None,
        techniques: Sequence[str] = (),
    ) -> Done:
        """Something is added to a session: words, ticks of the intake, techniques.

        A tick is never taken back before the session ends.

        Raises:
            ValueError: nothing to add, or something that cannot be.
        """
        whose = self.session(session)
        words = parse_note(text) if text or (intake is None and not techniques) else ""
        ticks = whose.intake
        if intake is not None:
            ticks = parse_intake([*(ticks or ()), *parse_intake(intake)] or ["none"])
        listed = parse_techniques([*whose.techniques, *techniques])
        data = self._data("session.note", whose.session_id, now_s) | {
            "profile": "sensitive" if is_sensitive(ticks) else "typical",
            "techniques": list(listed),
        }
        private: dict[str, object] = {"notes": words}
        if ticks is not None:
            private["intake"] = list(ticks)
        self._apply(Entry(f"note to session {whose.session_id}.", data, private))
        stricter = self._stricter(whose.session_id, now_s)
        return self._sooner("noted.", stricter, now_s)

    def check_in(self, now_s: float, answer: str, *, session: str = "", text: str = "") -> Done:
        """The client was asked: ok, cooler, or pain, which makes every stone "lift now".

        Raises:
            ValueError: an unknown session or answer.
        """
        whose, word = self.session(session), parse_check_in(answer)
        data = self._data("session.checkin", whose.session_id, now_s) | {"answer": word.value}
        private = {"notes": parse_note(text)} if text else {}
        self._apply(Entry(f"check-in: {word}.", data, private))
        stricter: list[Placement] = []
        if word is CheckIn.PAIN:
            for placement in self._on(whose.session_id):
                entry = retime_entry(self._board, placement, refuse(IN_PAIN), now_s)
                stricter += self._if_any(entry, placement)
        return self._sooner(f"{whose.name}: {word}.", stricter, now_s)

    def end(
        self,
        now_s: float,
        *,
        session: str = "",
        back: int | None = None,
        missing: Sequence[str] = (),
        cleaned: bool = False,
    ) -> Done:
        """A session ends, with the stones counted.

        Args:
            now_s: s since boot.
            session: which; needed only when several are open.
            back: how many stones came back; None when nobody counted.
            missing: the names of those that did not.
            cleaned: the stones were washed and disinfected.

        Raises:
            ValueError: an unknown session, or a count that does not fit.
        """
        whose = self.session(session)
        lying = self._on(whose.session_id)
        if lying:
            where = ", ".join(f"{p.stone.name} on the {p.site}" for p in lying)
            text = f"stones still lie on {whose.name}, {where}: lift them, then end the session."
            return self._done(ok=False, text=text, about=lying)
        names = came_back(whose, back, missing)
        gone = [] if names is None else [name for name in whose.stones if name not in names]
        data = self._data("session.end", whose.session_id, now_s) | {
            "stones_out": len(whose.stones),
            "stones_back": None if names is None else len(names),
            "missing": gone,
            "still_missing": still_missing(self._board.state, whose, gone),
            "cleaned": cleaned,
        }
        said = f"{counted(whose, names, cleaned=cleaned)}."
        self._apply(Entry(f"session {whose.session_id} ended: {said}", data))
        text = f"session {whose.name} ended: {said}{next_step(whose, names)}"
        return self._done(ok=True, text=text)

    def next_client(
        self,
        now_s: float,
        client: str = "",
        *,
        session: str = "",
        intake: Sequence[str] | None = None,
        techniques: Sequence[str] = (),
        back: int | None = None,
        missing: Sequence[str] = (),
        cleaned: bool = False,
    ) -> Done:
        """One session ends and the next begins; while stones lie, neither.

        Raises:
            ValueError: as `start` and `end` do.
        """
        self._asked(client, intake, techniques, self.session(session))
        ended = self.end(now_s, session=session, back=back, missing=missing, cleaned=cleaned)
        if not ended.ok:
            return ended
        begun = self.start(now_s, client, intake=intake, techniques=techniques)
        return Done(True, f"{ended.text} {begun.text}", ended.entries + begun.entries)

    def _asked(
        self,
        client: str,
        intake: Sequence[str] | None,
        techniques: Sequence[str],
        ending: Session | None = None,
    ) -> tuple[str, tuple[str, ...] | None, list[str]]:
        """A new session's client, ticks and techniques, read before anything happens."""
        name = parse_client(client)
        others = [session for session in self._board.state.sessions if session != ending]
        if name and name in [session.client for session in others]:
            raise SessionError(f"{name} has an open session: add to it with session note")
        ticks = None if intake is None else parse_intake(intake)
        return name, ticks, list(parse_techniques(techniques))

    def _stricter(self, session_id: str, now_s: float) -> list[Placement]:
        """Hold the stones of a session against what is known of the client now."""
        stricter: list[Placement] = []
        for placement in self._on(session_id):
            if placement.boot_id == self._board.boot_id:
                entry = retimed(self._board, placement, placement.exposure, now_s)
                stricter += self._if_any(entry, placement)
        return stricter

    def _if_any(self, entry: Entry | None, placement: Placement) -> list[Placement]:
        if entry is None:
            return []
        self._apply(entry)
        return self._now([placement.placement_id])

    def _on(self, session_id: str) -> list[Placement]:
        return [p for p in self._board.state.lying if p.session_id == session_id]

    def _sooner(self, text: str, stricter: list[Placement], now_s: float) -> Done:
        sooner = [left(placement, now_s, self._board.boot_id) for placement in stricter]
        return self._done(ok=True, text=" ".join([text, *sooner]), about=stricter)
