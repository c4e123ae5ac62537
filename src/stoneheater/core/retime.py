# SPDX-License-Identifier: MIT
"""When to lift: asked when a stone is laid, turned, or when more becomes known about it.

The law of this file: what is learned later, a barrier that was none, an answer to the intake,
a client in pain, makes a running timer stricter or leaves it alone.
"""

from dataclasses import asdict, replace

from stoneheater.core.board import Board
from stoneheater.core.board_event import Entry
from stoneheater.core.burn import Exposure, Forecast, at_most, refuse
from stoneheater.core.intake import ASK, contraindication
from stoneheater.core.placement import Lifted, Past, Placement, earlier, remembered
from stoneheater.core.session import Session
from stoneheater.core.site import Site

CONTRAINDICATED = f"the intake speaks against a stone here; {ASK}"
"""The record keeps a forecast's reason for ever, so it does not say what the client has."""


def judged(
    board: Board, session: Session, site: Site, exposure: Exposure, past: tuple[Past, ...] | None
) -> Forecast:
    """When to lift a stone that is laid now: the site first, the client second, heat and dose."""
    if against := _against(session, site):
        return against
    if past is None:
        hidden = f"how long a stone lay on the {site} before the power failed is unknown"
        return refuse(f"{hidden}: no stone there until the session ends")
    try:
        return board.forecast(exposure, session.profile, past)
    except (ArithmeticError, RuntimeError, ValueError) as error:
        return refuse(f"no time can be computed ({error}): lift it")


def expected(session: Session, site: Site, exposure: Exposure) -> Forecast:
    """What is shown until that is computed: never more time than will come of it."""
    return _against(session, site) or at_most(exposure, session.profile)


def _against(session: Session, site: Site) -> Forecast | None:
    """Why no stone may lie there, whatever it is like."""
    if site.refusal is not None:
        return refuse(site.refusal)
    if contraindication(session.intake, site) is not None:
        return refuse(CONTRAINDICATED)
    return None


def turned(board: Board, placement: Placement, now_s: float) -> Forecast:
    """When to lift a stone that is turned now: a new hot face, and no time won."""
    session = board.state.session(placement.session_id)
    past = board.past(placement.session_id, placement.site, now_s)
    new = judged(board, session, placement.site, placement.exposure, past)
    return earlier(placement.forecast, new, now_s - placement.faces_s[-1])


def retimed(board: Board, placement: Placement, exposure: Exposure, now_s: float) -> Entry | None:
    """The entry that makes a running timer stricter, counted from when the stone came down.

    Args:
        board: where it lies.
        placement: an open one of this run of the computer.
        exposure: the stone as it is now known to lie.
        now_s: s since boot.
    """
    session = board.state.session(placement.session_id)
    corrected = replace(placement, exposure=exposure)
    past = remembered(_before(board, corrected), placement.faces_s[-1], board.boot_id)
    new = judged(board, session, placement.site, exposure, past)
    return retime_entry(board, corrected, earlier(placement.forecast, new), now_s)


def retime_entry(
    board: Board, placement: Placement, forecast: Forecast, now_s: float
) -> Entry | None:
    """The entry of a stricter timer; None if it is not stricter."""
    old = next(p for p in board.state.placements if p.placement_id == placement.placement_id)
    stricter = (forecast.refused, -forecast.lift_by_s) > (
        old.forecast.refused,
        -old.forecast.lift_by_s,
    )
    if not stricter:
        return None
    why = forecast.reason or f"within {forecast.lift_by_s:.0f} s of laying it"
    return Entry(
        f"{old.stone.name} on the {old.site} is to be lifted sooner: {why}",
        {
            "event": "stone.retime",
            "session_id": old.session_id,
            "placement_id": old.placement_id,
            "stone": old.stone.name,
            "contact": placement.exposure.contact.value,
            "dry": placement.exposure.dry,
            "forecast": asdict(forecast),
            "at_s": now_s,
            "boot_id": board.boot_id,
        },
    )


def _before(board: Board, placement: Placement) -> list[Placement]:
    """What lay on the site before the face that is down now."""
    site = board.on_site(placement.session_id, placement.site)
    names = [other.placement_id for other in site]
    earlier_ones = site[: names.index(placement.placement_id)]
    if len(placement.faces_s) == 1:
        return earlier_ones
    end_s = placement.faces_s[-1]
    done = Lifted(end_s, end_s - placement.at_s, 0.0)
    return [*earlier_ones, replace(placement, faces_s=placement.faces_s[:-1], lifted=done)]
