# SPDX-License-Identifier: MIT
"""When a client was last treated, if the practice keeps it."""

import time
from pathlib import Path

import pytest

from stoneheater.service.last_treated import LastTreated
from stoneheater.service.store.record_reader import read_clients
from stoneheater.service.store.retention import DAY_S, FIRST_DATE_S
from support.clinic import Clinic
from support.disk import DEADLINE_S
from support.workbench import HandClock

NOW_S = FIRST_DATE_S + 300 * DAY_S
KEEPS = 90


def day(wall_s: float) -> str:
    """The sentence for a date."""
    return time.strftime("last treated on %Y-%m-%d.", time.localtime(wall_s))


def clinic(folder: Path, *, keeps: int = KEEPS, days: float = 0.0) -> Clinic:
    """A run of the daemon, so many days later, that has read its record."""
    clock = HandClock()
    clock.date_s = NOW_S + days * DAY_S
    made = Clinic(folder, clock=clock, boot_id=f"boot {days}", last_treated_days=keeps)
    reader = made.treatment.last_treated.begin(folder / "records.db")
    if reader is not None:
        reader.join(DEADLINE_S)
    return made


def treated(made: Clinic, client: str = "M.H.") -> list[str]:
    """A whole session; what was said of the last one as it began."""
    said = made.ask("session.start", client=client, intake=["none"])["reminders"]
    made.ask("session.end")
    return [text for text in said if text.startswith("last treated")]


def test_a_session_says_when_its_client_was_last_treated(tmp_path: Path) -> None:
    """Of the same pseudonym, the newest date, and nothing at the first time."""
    made = clinic(tmp_path)
    assert treated(made) == []
    made.clock.date_s += 2 * DAY_S
    assert treated(made) == [day(NOW_S)]
    assert treated(made, "B.K.") == []
    assert treated(made) == [day(NOW_S + 2 * DAY_S)]
    assert treated(made, "") == []
    assert treated(made, "") == []
    made.close()


def test_it_is_known_from_the_record_after_a_restart(tmp_path: Path) -> None:
    """Weeks later, in another run of the daemon; also where the open sessions are listed."""
    first = clinic(tmp_path)
    treated(first)
    first.close()
    later = clinic(tmp_path, days=50)
    assert treated(later) == [day(NOW_S)]
    later.ask("session.start", client="M.H.", intake=["none"])
    (open_now,) = later.treatment.sessions()
    assert day(NOW_S + 50 * DAY_S) in str(open_now["reminders"])
    later.close()


def test_a_heater_that_begins_its_record_complains_of_nothing(tmp_path: Path) -> None:
    """No file, or one in which nothing stands yet: nobody was treated."""
    path = tmp_path / "records.db"
    assert read_clients(path) == []
    path.touch()
    assert read_clients(path) == []


def test_a_practice_that_does_not_keep_it_is_not_told(tmp_path: Path) -> None:
    """It is kept only where it is configured."""
    made = clinic(tmp_path, keeps=0)
    assert treated(made) == []
    assert treated(made) == []
    made.close()


def test_what_is_erased_is_not_said(tmp_path: Path) -> None:
    """Neither in this run nor in the next; the sessions that are still there are."""
    made = clinic(tmp_path)
    session = made.ask("session.start", client="M.H.", intake=["none"])["session"]
    assert not made.treatment.erase(session, "anna").result(DEADLINE_S).ok
    made.ask("session.end")
    made.clock.date_s += DAY_S
    assert treated(made) == [day(NOW_S)]
    made.clock.date_s += DAY_S
    assert made.treatment.erase(session, "anna").result(DEADLINE_S).ok
    assert treated(made) == [day(NOW_S + DAY_S)]
    made.close()
    later = clinic(tmp_path, days=3)
    sessions = later.treatment.last_treated._sessions
    assert session not in sessions
    assert len(sessions) == 2
    later.close()


@pytest.mark.parametrize(("days", "known"), [(KEEPS, True), (KEEPS + 0.01, False)])
def test_what_is_older_than_the_record_may_keep_is_not_said(days: float, known: bool) -> None:
    """Even before the record has erased it."""
    last = LastTreated(KEEPS)
    last.note("S1", "M.H.", NOW_S)
    assert bool(last.said("M.H.", "S2", NOW_S + days * DAY_S)) is known


def test_a_clock_that_was_not_set_is_no_date() -> None:
    """1970 is not when somebody was treated, and a year that no calendar has is not said."""
    last = LastTreated(10**7)
    last.note("S1", "M.H.", 3600.0)
    assert last.said("M.H.", "S2", NOW_S) == ""
    last.note("S3", "M.H.", 1e30)
    assert last.said("M.H.", "S2", NOW_S) == ""


def test_erased_while_the_record_is_being_read_stays_erased(tmp_path: Path) -> None:
    """What was read a moment before does not bring it back."""
    first = clinic(tmp_path)
    treated(first)
    (session,) = first.treatment.last_treated._sessions
    first.close()
    last = LastTreated(KEEPS)
    last.forget(session)
    reader = last.begin(tmp_path / "records.db")
    assert reader is not None
    reader.join(DEADLINE_S)
    assert last.said("M.H.", "S2", NOW_S) == ""


def test_a_record_that_cannot_be_read_says_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The journal says why; the session begins all the same."""
    (tmp_path / "records.db").write_bytes(b"not a database" * 400)
    last = LastTreated(KEEPS)
    reader = last.begin(tmp_path / "records.db")
    assert reader is not None
    reader.join(DEADLINE_S)
    assert last.said("M.H.", "S2", NOW_S) == ""
    assert "when clients were last treated is not known" in caplog.text
