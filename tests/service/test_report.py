# SPDX-License-Identifier: MIT
"""A session gathered from the record, and what a spreadsheet and a program get."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from stoneheater.service.report import plain
from stoneheater.service.report.calibration import Due, due_dates
from stoneheater.service.report.facts import day_and_time, number, printable, time_of_day, words
from stoneheater.service.report.session import gather, session_ids
from stoneheater.service.report.trace import Point, runs, trace
from stoneheater.service.report.treatment import Session
from stoneheater.service.store.database import StoreUnreadableError
from stoneheater.service.store.records import Kind, Record, read
from stoneheater.service.store.verify import verify
from support.records import NOW, make_record
from support.settings import PROBE, toml
from support.treatments import WALL_S, WHO, kept, placed, told, treatment, warm_history


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two treatments, with a trip of the heater in the first and a command between."""
    folder = tmp_path_factory.mktemp("records")
    return kept(folder, "S1", records=(make_record("on"), *treatment("S2")))


@pytest.fixture(scope="module")
def session(records: Path) -> Session:
    """The first of them, gathered."""
    found = gather(records, "S1")
    assert found is not None
    return found


def made(folder: Path, *entries: Record) -> Session:
    """A session of these entries."""
    found = gather(kept(folder, "S0", records=entries), "S1")
    assert found is not None
    return found


def test_a_session_says_whose_it_was_and_how_it_went(session: Session) -> None:
    """Client, intake, profile, techniques, times and the stones counted back."""
    assert (session.client, session.intake, session.profile) == (
        *("A. B.", "pregnancy", "sensitive"),
    )
    assert (session.techniques, session.who) == ("hot stone, own", WHO)
    assert (session.began_s, session.ended_s) == (WALL_S, WALL_S + 1800.0)
    assert session.stones == "5 out, 5 back, cleaned"
    assert session.said == [
        (WALL_S, "likes it warm"),
        (WALL_S + 420.0, "The client asks for cooler stones."),
    ]


@pytest.mark.parametrize(
    ("counted", "said"),
    [
        ({"stones_out": 0, "stones_back": None}, "none went out"),
        ({"stones_out": 2, "stones_back": None}, "2 out, NOT counted back, NOT cleaned"),
        (
            {"stones_out": 2, "stones_back": 1, "missing": ["row-2"]},
            "2 out, 1 back, MISSING: row-2, NOT cleaned",
        ),
    ],
)
def test_stones_that_did_not_come_back_are_named(
    tmp_path: Path, counted: dict[str, object], said: str
) -> None:
    """How many went out, whether they were counted, and which are missing."""
    data = {"event": "session.end", "cleaned": False, **counted}
    assert made(tmp_path, told(1, Kind.SESSION, "The session ends.", data)).stones == said


def test_an_alarm_names_stone_and_client_while_the_client_is_known(tmp_path: Path) -> None:
    """The sentence that was on the screen; once it is erased, the one that names nobody."""
    data = {"event": "alarm", "code": "stone-red:S1-1"}
    loud = told(1, Kind.ALARM, "a stone", data, private={"text": "lift row-1 on M.H. now"})
    (alarm,) = made(tmp_path, loud).alarms
    assert alarm.what == "lift row-1 on M.H. now"


def test_every_placement_has_its_line(session: Session) -> None:
    """Site, barrier, bath, forecast and contact of each; late, refused and lifted told apart."""
    assert [placement.site for placement in session.placements][-2:] == [
        *("lower-back-right", "palm-left"),
    ]
    first, late, refused = (session.placements[n] for n in (0, 3, 4))
    assert (first.stone, first.barrier) == ("large-0 (basalt, 200 g, 25 mm)", "sheet")
    assert (first.temperature_c, first.lift_by_s, first.contact_s) == (50.3, 60.0, 48.0)
    assert (late.contact_s, late.late_s) == (168.0, 108.0)
    assert (refused.refused, refused.ended) == ("56.4 °C is above 56.0 °C", "not placed")


def test_an_alarm_says_who_acknowledged_it(session: Session) -> None:
    """Who and when, of the alarm that was meant."""
    (alarm,) = session.alarms
    assert (alarm.what, alarm.acked_by) == ("Lift large-3 now.", WHO)
    assert alarm.acked_at_s == WALL_S + 300.0


def test_sessions_are_listed_in_their_order(records: Path) -> None:
    """Each once; what is not in the record is None."""
    assert session_ids(records) == ["S1", "S2"]
    assert gather(records, "S9") is None


def test_the_heaters_own_alarms_and_trips_are_told(tmp_path: Path) -> None:
    """What happened to the bath meanwhile belongs to every session, and nothing else does."""
    start, *_, end = treatment()
    trip = Record(NOW, Kind.TRIP, "", "The bath reached 58.1 °C.")
    loud = told(1, Kind.ALARM, "probe missing", {"event": "alarm", "code": "probe"}, "")
    other = told(1, Kind.ALARM, "another client's", {"event": "alarm"}, "S7")
    found = made(tmp_path, trip, start, trip, loud, other, make_record("set 50C"), end, trip)
    assert [alarm.what for alarm in found.alarms] == [trip.text, "probe missing"]
    assert [alarm.acked_by for alarm in found.alarms] == ["", ""]


def test_an_acknowledgement_without_a_name_is_for_all(tmp_path: Path) -> None:
    """And one with a name for that alarm only."""
    one, two = (
        told(1, Kind.ALARM, code, {"event": "alarm", "code": code, "placement_id": code})
        for code in ("a", "b")
    )
    named = told(2, Kind.ALARM, "", {"event": "alarm.ack", "placement_id": "b"})
    found = made(tmp_path, one, two, named)
    assert [alarm.acked_at_s is None for alarm in found.alarms] == [True, False]
    (tmp_path / "all").mkdir()
    found = made(tmp_path / "all", one, two, told(2, Kind.ALARM, "", {"event": "alarm.ack"}))
    assert [alarm.acked_by for alarm in found.alarms] == [WHO, WHO]


def test_turning_and_timing_anew_keep_the_strictest_forecast(tmp_path: Path) -> None:
    """A stone turned over, or found to lie on cloth, is one line with its shortest time."""
    turned = {"event": "stone.turn", "placement_id": "1", "forecast": {"lift_by_s": 30.0}}
    cloth = {"event": "stone.retime", "placement_id": "1", "forecast": {"lift_by_s": 90.0}}
    found = made(
        tmp_path,
        placed(1, "1", "palm-left"),
        placed(1, "1", "palm-left"),
        told(2, Kind.STONE, "", turned),
        told(3, Kind.STONE, "", {**cloth, "contact": "towel", "dry": True}),
    )
    (placement,) = found.placements
    assert (placement.turned, placement.lift_by_s, placement.barrier) == (1, 30.0, "towel dry")
    assert placement.ended == ""


def test_what_was_told_later_stands(tmp_path: Path) -> None:
    """Intake answered during the session, a client named late, a stone in the hand."""
    later = told(2, Kind.SESSION, "", {"event": "session.note"}, "S1", {"intake": []})
    work = told(3, Kind.STONE, "large-1 is in the hand.", {"event": "stone.work"})
    found = made(tmp_path, treatment()[0], later, work)
    assert (found.intake, found.client) == ("nothing that applies", "A. B.")
    assert [text for _, text in found.said] == ["likes it warm", "large-1 is in the hand."]
    assert found.ended_s is None


@pytest.mark.parametrize(
    "event", ["session.start", "session.end", "stone.place", "stone.lift", "alarm", "alarm.ack"]
)
@pytest.mark.parametrize(
    "junk", [{}, {"forecast": 5, "contact_s": "x", "mass_kg": True, "code": 9}]
)
def test_missing_and_odd_keys_are_left_open(
    tmp_path: Path, event: str, junk: dict[str, object]
) -> None:
    """An entry that lacks everything, or says nonsense, is no reason for no report."""
    found = made(tmp_path, told(1, Kind.ALARM, "", {"event": event, **junk}))
    assert found.session_id == "S1"
    assert found.profile == ""


def test_json_tells_everything(records: Path) -> None:
    """Each entry with its data, its client and its hash, and how the record was found."""
    rows, verdict = read(records), verify(records)
    found = json.loads(plain.as_json(rows, verdict))
    assert found["verified"] == {
        "whole": True,
        "sentence": verdict.sentence,
        "head_entry": 31,
        "head_hash": verdict.head.hash,
    }
    first = found["entries"][0]
    assert (first["entry"], first["client"]["client"], first["erased"]) == (1, "A. B.", False)
    assert [entry["hash"] for entry in found["entries"]] == [row.hash for row in rows]
    assert found["entries"][1]["data"]["forecast"]["lift_by_s"] == 60.0


def test_csv_has_a_line_an_entry(records: Path) -> None:
    """With headings; times in ISO 8601, the client in words."""
    rows = list(csv.DictReader(io.StringIO(plain.as_csv(read(records)))))
    assert len(rows) == 31
    assert rows[0]["client"] == "client: A. B., notes: likes it warm, intake: pregnancy"
    assert rows[0]["time"].startswith("2026-09-2")
    assert json.loads(rows[1]["data"])["site"] == "upper-back-left"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_cell_is_a_formula(tmp_path: Path, text: str) -> None:
    """A text that a spreadsheet would compute stands there as a text."""
    path = kept(tmp_path, records=(make_record(text),))
    *_, last = csv.DictReader(io.StringIO(plain.as_csv(read(path))))
    assert last["text"] == f"'{text}"


def test_the_trace_is_that_of_the_session(tmp_path: Path) -> None:
    """Water and target between two times, whole seconds, oldest first."""
    warm_history(tmp_path)
    points = trace(tmp_path / "history.db", WALL_S, WALL_S + 10.0)
    assert len(points) == 11
    assert points[0] == Point(WALL_S, 50.0, 50.0)
    assert trace(tmp_path / "history.db", 0.0, 10.0) == []


def test_a_gap_in_the_trace_stays_a_gap() -> None:
    """Pieces of curve without a hole of more than two minutes; unknown values are holes too."""
    points = [Point(0.0, 50.0, None), Point(150.0, 51.0, 50.0), Point(301.0, 52.0, None)]
    assert runs(points) == [[(0.0, 50.0), (150.0, 51.0)], [(301.0, 52.0)]]
    assert runs(points, target=True) == [[(150.0, 50.0)]]
    assert runs([Point(0.0, None, None)]) == []


def test_a_missing_history_is_a_typed_error(tmp_path: Path) -> None:
    """The report says why there is no curve."""
    with pytest.raises(StoreUnreadableError):
        trace(tmp_path / "history.db", 0.0, 1.0)


CALIBRATED = {"measured_c": [0.1, 49.6], "reference_c": [0.0, 50.0], "reference": "thermometer 7"}


@pytest.mark.parametrize(
    ("done", "today", "due", "overdue"),
    [
        ("2026-01-31", date(2027, 1, 30), date(2027, 1, 31), False),
        ("2026-01-31", date(2027, 1, 31), date(2027, 1, 31), True),
        ("2024-02-29", date(2024, 3, 1), date(2025, 2, 28), False),
        ("9999-12-31", date(2026, 1, 1), None, True),
    ],
)
def test_a_calibration_is_due_after_a_year(
    tmp_path: Path, done: str, today: date, due: date | None, *, overdue: bool
) -> None:
    """On the day itself it is due; a date that makes no sense counts as none."""
    path = tmp_path / "stoneheater.toml"
    path.write_text(toml({"probe": [{**PROBE, "calibration": {**CALIBRATED, "date": done}}]}))
    path.chmod(0o600)
    found = due_dates(path, today)
    assert not isinstance(found, str)
    assert [(one.due, one.overdue) for one in found] == [(due, overdue)]
    assert "compared with thermometer 7" in found[0].said


def test_a_probe_that_was_never_calibrated_says_so(tmp_path: Path) -> None:
    """And a configuration that cannot be read is named as the reason."""
    path = tmp_path / "stoneheater.toml"
    assert "not known: " in due_dates(path, date(2026, 1, 1))
    path.write_text(toml({"probe": [PROBE]}))
    path.chmod(0o600)
    never = Due("bath (28-0000005e2fa1)", "never calibrated", None, overdue=True)
    assert due_dates(path, date(2026, 1, 1)) == [never]
    path.write_text("[store]\n")
    assert due_dates(path, date(2026, 1, 1)) == "no probe is configured"


def test_absurd_times_and_numbers_are_left_open() -> None:
    """No calendar has them, no spreadsheet wants them."""
    for wall_s in (1e300, -1e300, float("inf"), float("nan")):
        assert day_and_time(wall_s) == time_of_day(wall_s) == "(no date)"
    odd: dict[str, object] = {"a": True, "b": float("nan"), "c": 10**400, "d": "1"}
    assert [number(odd, key) for key in "abcde"] == [None] * 5
    assert words({"a": ["x", 1]}, "a") == "x, 1"
    assert printable("a\x1b[2J\nb") == "a?[2J?b"
