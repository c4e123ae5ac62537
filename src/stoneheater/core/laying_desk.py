# SPDX-License-Identifier: MIT
"""Stones are laid and turned.

The law of this file: a stone that is laid is timed, whoever lies under it and whatever speaks
against it; a refused one stays on the board as "lift now" until it is lifted or never was laid.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import count

from stoneheater.core.board_event import BoardError, Entry, placement_data
from stoneheater.core.burn import Exposure
from stoneheater.core.clerk import Clerk, Done
from stoneheater.core.intake import contraindication
from stoneheater.core.placement import Colour, Placement, parse_contact
from stoneheater.core.placement_words import left
from stoneheater.core.retime import expected, judged, retimed, turned
from stoneheater.core.session import Session
from stoneheater.core.site import Site, parse_site
from stoneheater.core.stone import Stone


@dataclass(frozen=True, slots=True)
class Laying:
    """One stone of a `place`.

    Attributes:
        stone: which.
        site: where, as a person writes it.
        temperature_c: the hottest water of its last hour in the bath, °C.
        doubt: why that is a guess; empty when it is not.
    """

    stone: Stone
    site: str
    temperature_c: float
    doubt: str = ""


class LayingDesk(Clerk):
    """The requests that lay a stone down."""

    def place(
        self,
        layings: Sequence[Laying],
        contact: str,
        now_s: float,
        *,
        dry: bool = False,
        session: str = "",
    ) -> Done:
        """Stones are laid, one or a whole group, and timed from ``now_s``.

        Args:
            layings: the stones; each once.
            contact: what lies between.
            now_s: when the request arrived, s since boot.
            dry: the therapist says that the towel is dry.
            session: whose; a session's id or its client. Needed only when several are open.

        Raises:
            ValueError: an unknown site, barrier or session, or a stone named twice.
        """
        barrier = parse_contact(contact)
        wanted = [
            (x, parse_site(x.site), Exposure(x.temperature_c, x.stone.thickness_mm, barrier, dry))
            for x in layings
        ]
        names = [laying.stone.name for laying in layings]
        if not names or len(names) != len(set(names)):
            raise BoardError("name each stone once, and at least one, with one site for each")
        whose = self._session_of(session, now_s)
        cast = [(x, site, replace(how, material=x.stone.material)) for x, site, how in wanted]
        self._board.expect(self._fresh(cast, whose, now_s))
        try:
            said = [self._place(*one, whose, now_s) for one in cast]
        finally:
            self._board.settle()
        ids = [placement_id for placement_id, _ in said]
        return self._placed(ids, [text for _, text in said if text], now_s)

    def not_placed(self, stone: str, now_s: float, *, session: str = "") -> Done:
        """A refused stone was never laid.

        Raises:
            ValueError: an unknown session.
        """
        refused = [p for p in self._lying(stone, session) if p.refused_at_once]
        if not refused:
            text = f"{stone} was not refused as it came: if it is off, say stone lift {stone}."
            return self._done(ok=False, text=text)
        for placement in refused:
            self._lift(placement, now_s, placed=False)
        return self._done(ok=True, text=f"{stone} was not laid.", about=refused)

    def turn(self, stone: str, now_s: float, *, session: str = "", site: str = "") -> Done:
        """A stone is turned over: a new hot face.

        Raises:
            ValueError: an unknown session or site.
        """
        lying = self._lying(stone, session, site)
        if not lying:
            return self._done(ok=False, text=f"{stone} lies on nobody: say stone place.")
        placement = lying[-1]
        if placement.colour(now_s, self._board.boot_id) is Colour.UNKNOWN:
            return self._placed([placement.placement_id], [], now_s)
        forecast = turned(self._board, placement, now_s)
        data = self._about(placement, "stone.turn", now_s) | {"forecast": asdict(forecast)}
        self._apply(Entry(f"{stone} turned over on the {placement.site}.", data))
        return self._placed([placement.placement_id], [], now_s)

    def _fresh(
        self, cast: Sequence[tuple[Laying, Site, Exposure]], session: Session, now_s: float
    ) -> list[Placement]:
        """The stones that do not lie there yet, as they are shown before a time is computed."""
        mine = [p for p in self._board.state.lying if p.session_id == session.session_id]
        here = {(p.stone.name, p.site) for p in mine}
        fresh = [each for each in cast if (each[0].stone.name, each[1]) not in here]
        numbers = count(self._board.state.session(session.session_id).placed + 1)
        return [self._laid(*each, session, now_s, next(numbers)) for each in fresh]

    def _place(
        self, laying: Laying, site: Site, exposure: Exposure, session: Session, now_s: float
    ) -> tuple[str, str]:
        """One stone; the name of its placement, and what there is to say besides its time."""
        board, name = self._board, laying.stone.name
        lying = self._lying(name)
        for same in lying:
            if (same.session_id, same.site) == (session.session_id, site):
                return same.placement_id, self._again(same, exposure, now_s)
        past = board.past(session.session_id, site, now_s)
        forecast = judged(board, session, site, exposure, past)
        number = board.state.session(session.session_id).placed + 1
        shown = self._laid(laying, site, exposure, session, now_s, number)
        placement = replace(shown, forecast=forecast, computing=False)
        how = f"{exposure.contact}, {exposure.temperature_c:.1f} °C"
        until = forecast.reason or f"lift within {forecast.lift_by_s:.0f} s"
        text = f"{name} laid on the {site} ({how}): {until}."
        self._apply(Entry(text, placement_data(placement)))
        first = [self._still(each, session) for each in lying]
        return placement.placement_id, " ".join([*first, laying.doubt]).strip()

    def _still(self, lying: Placement, session: Session) -> str:
        """Where a stone counts as lying that was laid elsewhere; on another client, on whom."""
        whose = self._board.state.session(lying.session_id)
        on = "the" if whose.session_id == session.session_id else f"{whose.name}'s"
        return f"{lying.stone.name} still counts as lying on {on} {lying.site} until it is lifted."

    def _laid(
        self,
        laying: Laying,
        site: Site,
        exposure: Exposure,
        session: Session,
        now_s: float,
        number: int,
    ) -> Placement:
        return Placement(
            placement_id=f"{session.session_id}-{number}",
            session_id=session.session_id,
            stone=laying.stone,
            exposure=exposure,
            site=site,
            boot_id=self._board.boot_id,
            at_s=now_s,
            faces_s=(now_s,),
            forecast=expected(session, site, exposure),
            computing=True,
        )

    def _again(self, same: Placement, exposure: Exposure, now_s: float) -> str:
        """The same stone on the same site: the same timer, stricter if the barrier is weaker."""
        known = same.exposure
        if (known.contact, known.dry) == (exposure.contact, exposure.dry):
            return ""
        corrected = replace(known, contact=exposure.contact, dry=exposure.dry)
        entry = None
        if same.boot_id == self._board.boot_id:
            entry = retimed(self._board, same, corrected, now_s)
        if entry is None:
            how = f"{same.stone.name} was laid there as {known.contact}"
            return f"{how}, and its timer stays: lift it before it lies otherwise."
        self._apply(entry)
        return ""

    def _placed(self, ids: list[str], texts: list[str], now_s: float) -> Done:
        """The answer to stones that lie: refusals first, then who is next."""
        about = self._now(ids)
        refused = [p for p in about if p.forecast.refused or p.boot_id != self._board.boot_id]
        timed = sorted((p for p in about if p not in refused), key=lambda p: p.lift_at_s)
        said = [left(p, now_s, self._board.boot_id) for p in refused]
        if len(timed) == 1:
            said.append(left(timed[0], now_s, self._board.boot_id))
        elif timed:
            said.append(
                f"{len(timed)} stones timed, first: {left(timed[0], now_s, self._board.boot_id)}"
            )
        why = [
            contraindication(self._board.state.session(p.session_id).intake, p.site) for p in about
        ]
        text = " ".join(dict.fromkeys([*said, *(f"{one}." for one in why if one), *texts]))
        return self._done(ok=not refused, text=text, about=about)
