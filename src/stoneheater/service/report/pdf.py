# SPDX-License-Identifier: MIT
"""A session on paper: what an insurer reads.

The law of this file: what is not known is said to be unknown, what went wrong stands out, and the
sentence about the chain stands on paper whether it is good or bad.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from stoneheater.core.units import format_temperature, in_unit
from stoneheater.service.report.calibration import Due
from stoneheater.service.report.facts import day_and_time, time_of_day
from stoneheater.service.report.pdf_pages import INK, LINE_MM, MUTED, Pages
from stoneheater.service.report.pdf_plot import HEIGHT_MM, plot
from stoneheater.service.report.trace import Point
from stoneheater.service.report.treatment import Alarm, Placement, Session
from stoneheater.service.store.verify import Verdict

Unit = Literal["C", "F"]

_HEADINGS: Final = ("Time", "Stone", "Site", "Barrier", "Bath", "Lift by", "Contact", "Outcome")
_WIDTHS: Final = (16, 46, 27, 15, 16, 14, 15, 29)


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that goes on paper.

    Attributes:
        sessions: each with the bath's trace meanwhile, or the sentence why there is none.
        verdict: how the record was found.
        calibration: every probe, or the sentence why none is known.
        made: when this paper was made, local time.
        unit: in which unit temperatures are shown.
        simulated: nothing real was heated.
    """

    sessions: Sequence[tuple[Session, Sequence[Point] | str]]
    verdict: Verdict
    calibration: Sequence[Due] | str
    made: datetime
    unit: Unit = "C"
    simulated: bool = False


def draw(paper: Paper) -> bytes:
    """The paper as a PDF file."""
    pages = Pages(paper.made, simulated=paper.simulated)
    for session, trace in paper.sessions:
        pages.add_page()  # which writes the foot of the page before, of the session before
        pages.subject = f"Session {session.session_id}"
        _session(pages, session, trace, paper.unit)
    if not paper.sessions:
        pages.add_page()
        pages.title_line("Treatment record")
        pages.say("This record holds no session.")
    _proof(pages, paper)
    return bytes(pages.output())


def _session(pages: Pages, session: Session, trace: Sequence[Point] | str, unit: Unit) -> None:
    pages.title_line("Treatment record")
    _facts(pages, session)
    pages.heading("Bath temperature", HEIGHT_MM + 16.0)
    if isinstance(trace, str):
        pages.say(f"No trace: {trace}")
    else:
        plot(pages, trace, [placement.at_s for placement in session.placements], unit)
        _until(pages, session, trace)
    pages.heading("Placements")
    _placements(pages, session, unit)
    pages.heading("Alarms and trips")
    _alarms(pages, session.alarms)
    if session.said:
        pages.heading("Check-ins, working stones and notes")
    for at_s, said in session.said:
        pages.say(f"{time_of_day(at_s)}  {said}")


def _until(pages: Pages, session: Session, trace: Sequence[Point]) -> None:
    """Say where the trace ends, if that is before the session does."""
    last_s = max((point.wall_s for point in trace), default=0.0)
    if last_s + 1.0 < (session.ended_s or session.last_s):
        written = "the history is written about once a minute, so print again later for the rest"
        pages.small(f"The trace ends at {time_of_day(last_s)}, before the session: {written}.")


def _facts(pages: Pages, session: Session) -> None:
    began, ended = session.began_s, session.ended_s
    gone = "(erased from the record)" if session.erased else ""
    rows = (
        ("Session", session.session_id),
        ("Client", session.client or gone or "(not given)"),
        ("Recorded by", session.who or "(unknown)"),
        ("Began", "(unknown)" if began is None else day_and_time(began)),
        ("Ended", "NOT ENDED in this record" if ended is None else day_and_time(ended)),
        ("Profile", session.profile or "(unknown)"),
        ("Techniques", session.techniques or "(none named)"),
        ("Intake", session.intake or gone or "(not answered)"),
        ("Stones", session.stones or "(not counted)"),
    )
    for name, said in rows:
        pages.set_text_color(*MUTED)
        pages.cell(30, LINE_MM, name)
        pages.set_text_color(*INK)
        pages.say(said)


def _placements(pages: Pages, session: Session, unit: Unit) -> None:
    if not session.placements:
        pages.say("No stone was laid in this session.")
        return
    pages.grid(
        _HEADINGS, _WIDTHS, [_placement(placement, unit) for placement in session.placements]
    )
    pages.ln(1)
    pages.small(
        "Bath: the hottest water of the stone's last hour in the bath. Lift by: the longest contact"
        " that was allowed, as foreseen when the stone was laid, or as became known while it lay."
        " Contact: from laying to lifting."
    )


def _placement(placement: Placement, unit: Unit) -> Sequence[str]:
    bath_c = placement.temperature_c
    return (
        time_of_day(placement.at_s),
        placement.stone,
        placement.site,
        placement.barrier,
        "?" if bath_c is None else format_temperature(bath_c, unit),
        _seconds(placement.lift_by_s),
        _seconds(placement.contact_s),
        in_unit(_outcome(placement), unit),
    )


def _outcome(placement: Placement) -> str:
    turned = f", turned {placement.turned} x" if placement.turned else ""
    if placement.refused:
        never = "; it was not laid" if placement.ended == "not placed" else ""
        return f"refused: {placement.refused}{turned}{never}"
    if not placement.ended:
        return f"lifting not recorded{turned}"
    if placement.ended != "lifted":
        return placement.ended + turned
    late_s, why = placement.late_s or 0.0, f"; {placement.sooner}" if placement.sooner else ""
    return (f"{late_s:.0f} s LATE" if late_s >= 1.0 else "in time") + turned + why


def _alarms(pages: Pages, alarms: Sequence[Alarm]) -> None:
    if not alarms:
        pages.say("None.")
        return
    rows = [(time_of_day(alarm.at_s), alarm.what or alarm.code, _acked(alarm)) for alarm in alarms]
    pages.grid(("Time", "What", "Acknowledged"), (18, 105, 55), rows)


def _acked(alarm: Alarm) -> str:
    if alarm.acked_at_s is None:
        return "not acknowledged"
    return f"{time_of_day(alarm.acked_at_s)} by {alarm.acked_by}"


def _proof(pages: Pages, paper: Paper) -> None:
    """Calibration, and how far the record can be trusted."""
    pages.heading("Probe calibration")
    if isinstance(paper.calibration, str):
        pages.say(paper.calibration)
    else:
        pages.grid(("Probe", "Calibration", "Due"), (50, 88, 40), map(_due, paper.calibration))
    pages.heading("Is this record whole?", 40.0)
    (pages.say if paper.verdict.ok else pages.warn)(paper.verdict.sentence)
    pages.ln(1)
    pages.small(
        "Each entry is tied to the one before it by a hash (SHA-256), and the last hash stands for"
        " all of them: written down outside the heater, it shows any later change. Times are those"
        " of the heater's clock. stoneheater is no medical device; this is no medical advice."
    )
    if pages.lost_letters:
        pages.small("A question mark may stand for a letter that this font lacks: see CSV or JSON.")


def _due(probe: Due) -> tuple[str, str, str]:
    if probe.due is None:
        return probe.probe, probe.said, "DUE NOW"
    since = "OVERDUE since " if probe.overdue else ""
    return probe.probe, probe.said, since + probe.due.isoformat()


def _seconds(length_s: float | None) -> str:
    return "?" if length_s is None else f"{length_s:.0f} s"
