# SPDX-License-Identifier: MIT
"""A session on paper."""

import dataclasses
import subprocess
import sys
import zlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from stoneheater.service.report.calibration import Due
from stoneheater.service.report.pdf import Paper, draw
from stoneheater.service.report.session import gather
from stoneheater.service.report.trace import Point, trace
from stoneheater.service.report.treatment import Placement, Session
from stoneheater.service.store.chain import Head
from stoneheater.service.store.verify import Verdict, verify
from support.pdf import page_texts
from support.treatments import WALL_S, kept, warm_history

MADE = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)
GOOD = Verdict(True, "The record is whole: 15 entries; it ends with 15 abc.", Head(15, "abc"))
DUE = [
    Due("bath (28-1)", "compared with thermometer 7", date(2027, 1, 31), overdue=False),
    Due("bath-2 (28-2)", "compared with thermometer 7", date(2026, 1, 31), overdue=True),
    Due("bath-3 (28-3)", "never calibrated", None, overdue=True),
]
BATH = [Point(WALL_S + n, 50.0 + n / 600.0, 50.0) for n in range(600)]


def paper(*sessions: Session, trace: list[Point] | str = "the history is gone") -> Paper:
    """A paper of these sessions."""
    return Paper([(session, trace) for session in sessions], GOOD, DUE, MADE)


def on_paper(what: Paper) -> str:
    """Everything that stands on all pages."""
    return "\n".join(page_texts(draw(what)))


def test_these_tests_read_a_page_whatever_byte_it_ends_with() -> None:
    """One packed page in 256 ends with what elsewhere would be half an end of a line."""
    pages = (zlib.compress(f"({number}) Tj".encode()) for number in range(10_000))
    packed = next(page for page in pages if page.endswith(b"\r"))
    assert page_texts(b"stream\n" + packed + b"\nendstream")[0].isdigit()


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A whole treatment with its trace, on paper."""
    path = kept(tmp_path_factory.mktemp("records"))
    warm_history(path.parent)
    session = gather(path, "S1")
    assert session is not None
    points = trace(path.with_name("history.db"), WALL_S - 300.0, WALL_S + 2100.0)
    return on_paper(Paper([(session, points)], verify(path), DUE, MADE))


@pytest.mark.parametrize(
    "said",
    [
        *("Treatment record", "S1", "A. B.", "sensitive", "hot stone, own", "pregnancy"),
        *("5 out, 5 back, cleaned", "likes it warm", "The client asks for cooler stones."),
        *("large-0 (basalt, 200 g, 25 mm)", "upper-back-left", "sheet", "50.3 °C"),
        *("60 s", "48 s", "in time", "168 s", "108 s LATE", "refused: 56.4 °C is"),
        *("Lift large-3 now.", "by uid 1000 at control.sock", "water", "target (dashed)"),
        *("2027-01-31", "OVERDUE since 2026-01-31", "DUE NOW", "never calibrated"),
        *("The record is whole: 15 entries", "page 1 of \n2", "page 2 of \n2"),
        *("printed 2026-11-21 14:30 +0000", "no medical device"),
    ],
)
def test_what_an_insurer_asks_for_is_there(told: str, said: str) -> None:
    """Client, stones, sites, times, temperatures, alarms, calibration, proof, page numbers."""
    assert said in told


def test_nothing_simulated_is_claimed_and_nothing_real_denied(told: str) -> None:
    """Only paper about a simulated bath says so, on top and at the foot of each page."""
    assert "SIMULATED" not in told
    said = on_paper(dataclasses.replace(paper(Session("S1")), simulated=True))
    assert said.count("SIMULATED") >= 2


def test_a_record_that_is_not_whole_says_so_on_paper() -> None:
    """The bad sentence stands where the good one would."""
    bad = Verdict(False, "The record is NOT as it was written, from entry 7 on.", Head(6, "a"), 7)
    assert "NOT as it was written" in on_paper(dataclasses.replace(paper(), verdict=bad))


def test_an_empty_record_is_a_page() -> None:
    """No session: one page that says so, with the proof."""
    said = on_paper(paper())
    assert "This record holds no session." in said
    assert "The record is whole" in said


def test_what_is_not_known_is_said_to_be_unknown() -> None:
    """A session with nothing but a name."""
    said = on_paper(dataclasses.replace(paper(Session("S1")), calibration="not known: why."))
    for words in (
        *("(not given)", "NOT ENDED in this record", "(not answered)", "(not counted)"),
        *("No stone was laid", "None.", "No trace: the history is gone", "not known: why."),
    ):
        assert words in said


def test_an_erased_client_is_said_to_be_erased() -> None:
    """Neither unknown nor invented."""
    said = on_paper(paper(Session("S1", erased=True)))
    assert said.count("(erased from the record)") == 2


def test_each_page_says_at_its_foot_of_which_session_it_is() -> None:
    """Of several sessions on one paper no page bears the name of another."""
    first, last = page_texts(draw(paper(Session("S1"), Session("S2"))))
    assert "Session S1" in first
    assert "Session S2" in last
    assert "S2" not in first
    assert "S1" not in last


def test_a_refused_stone_that_was_never_laid_says_so() -> None:
    """Refused, and then laid or not laid: an insurer asks which."""
    laid = Placement(WALL_S, "1", "large", "spine", "", 50.0, 0.0, "no stone", ended="lifted")
    never = dataclasses.replace(laid, ended="not placed")
    assert "not laid" not in on_paper(paper(Session("S1", placements=[laid])))
    said = on_paper(paper(Session("S1", placements=[never]))).replace("\n", " ")
    assert "not laid" in said


def test_a_stone_that_was_to_go_at_once_says_why() -> None:
    """Late, and why nobody could know it before."""
    laid = Placement(WALL_S, "1", "large", "palm-left", "", 50.0, 62.0, "", 75.0, 13.0, "lifted")
    hurt = dataclasses.replace(laid, sooner="the client reports pain")
    said = on_paper(paper(Session("S1", placements=[hurt]))).replace("\n", " ")
    assert "13 s LATE; the client reports pain" in said


def test_a_stone_without_an_end_is_not_said_to_be_lifted() -> None:
    """And an unknown temperature is a question mark."""
    lying = Placement(WALL_S, "1", "large", "palm-left", "", None, None, "", turned=2)
    said = on_paper(paper(Session("S1", placements=[lying])))
    assert "lifting not recorded" in said
    assert "turned 2 x" in said
    assert "\n?\n" in said


def test_fahrenheit_is_for_the_reader() -> None:
    """The placements and the axis; the record itself stays in °C."""
    laid = Placement(WALL_S, "1", "large", "palm-left", "", 50.0, 60.0, "", ended="lifted")
    session = Session("S1", placements=[laid])
    said = on_paper(dataclasses.replace(paper(session, trace=BATH), unit="F"))
    assert "122.0 °F" in said
    assert "°C" not in said


def test_why_a_stone_was_refused_is_read_in_fahrenheit_too() -> None:
    """As the temperatures beside it are."""
    why = "the stone may be at 50.0 °C"
    laid = Placement(WALL_S, "1", "large", "spine", "", 50.0, 0.0, why, ended="lifted")
    said = on_paper(dataclasses.replace(paper(Session("S1", placements=[laid])), unit="F"))
    assert "122.0 °F" in said.replace("\n", " ")
    assert "°C" not in said


@pytest.mark.parametrize(("ended_s", "told"), [(599.0, False), (600.0, False), (600.1, True)])
def test_a_trace_that_ends_before_the_session_says_so(ended_s: float, told: bool) -> None:
    """Printed at once, the last minute is not in the history yet: nobody takes it for all."""
    session = Session("S1", began_s=WALL_S, ended_s=WALL_S + ended_s)
    said = on_paper(paper(session, trace=BATH)).replace("\n", " ")
    assert ("before the session" in said) is told


@pytest.mark.parametrize("client", ["Łukasz Ż.", "Ω. 山", "\U0001f600", "a\x00b\x1bc\ud800"])
def test_letters_that_the_font_lacks_are_question_marks(client: str) -> None:
    """No crash, an honest sign, and where to find the letters."""
    said = on_paper(paper(Session("S1", client=client)))
    assert "?" in said
    assert "A question mark may stand for a letter" in said


def test_letters_that_the_font_has_stay() -> None:
    """Most of western Europe, and no remark about question marks."""
    said = on_paper(paper(Session("S1", client="Zoë Müller-Åström")))
    assert "Zoë Müller-Åström" in said
    assert "A question mark may stand" not in said


def test_a_long_session_goes_over_many_pages() -> None:
    """Headings again on each, page numbers right, nothing lost."""
    names = [f"stone {n} of a row" for n in range(150)]
    laid = [Placement(WALL_S, n, n, "upper-back-left", "sheet", 50.0, 60.0, "") for n in names]
    pages = page_texts(draw(paper(Session("S1", placements=laid), trace=BATH)))
    assert len(pages) > 4
    said = "\n".join(pages)
    assert all(name in said for name in names)
    assert all(f"page {n} of \n{len(pages)}" in page for n, page in enumerate(pages, 1))
    assert all("Outcome" in page for page in pages[:3])


def test_endless_texts_fit_somehow() -> None:
    """A cell shows its beginning; a note runs on over pages; a name without spaces is broken."""
    endless = "x" * 5000
    laid = Placement(WALL_S, "1", endless, endless, endless, 50.0, 60.0, endless)
    session = Session(endless, client=endless, said=[(WALL_S, "word " * 5000)], placements=[laid])
    assert len(page_texts(draw(paper(session)))) > 5


@pytest.mark.parametrize(
    "points",
    [
        [Point(WALL_S, 50.0, 50.0)],
        [Point(WALL_S, None, None), Point(WALL_S + 1, None, None)],
        [Point(WALL_S, 20.0, None), Point(WALL_S + 1e9, 99.0, None)],
        [Point(WALL_S + n, 50.0 + n % 7, 50.0) for n in range(30_000)],
        [Point(1e300, 50.0, 50.0), Point(2e300, 51.0, 50.0)],
    ],
)
def test_any_trace_can_be_drawn(points: list[Point]) -> None:
    """One point, no value at all, years, a whole day by the second, times without a date."""
    pdf = draw(paper(Session("S1", began_s=WALL_S), trace=points))
    assert len(pdf) < 1_000_000
    assert "target (dashed)" in "\n".join(page_texts(pdf))


def test_the_library_is_for_paper_only() -> None:
    """The daemon and every other command run without it and do not load it."""
    code = (
        "import sys, stoneheater.interfaces.daemon, stoneheater.interfaces.cli.record;"
        "sys.exit('fpdf' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_the_same_paper_is_the_same_file(tmp_path: Path) -> None:
    """Nothing but what is on it goes into the file: two prints can be compared."""
    session = gather(kept(tmp_path), "S1")
    assert session is not None
    assert draw(paper(session)) == draw(paper(session))
