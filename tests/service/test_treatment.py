# SPDX-License-Identifier: MIT
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from stoneheater.core.alarm import Alarm, Priority
from stoneheater.core.command import Event
from stoneheater.core.stone import BASALT, Stone
from stoneheater.service.store.records import read
from stoneheater.service.treatment import MisunderstoodError, Treatment
from stoneheater.service.treatment_record import SLOW
from stoneheater.service.turns import WAITING_MAX, BusyError
from support.clinic import Clinic
from support.disk import DEADLINE_S, FULL, Disk
from support.waiting import eventually
from support.workbench import HandClock

NOW_S = 5000.0


@pytest.fixture
def clinic() -> Iterator[Clinic]:
    """A demonstration: nothing is recorded."""
    made = Clinic()
    yield made
    made.close()


def held(clinic: Clinic) -> Callable[[], None]:
    """Keep the board's thread busy; the answer lets it go."""
    gate, begun = threading.Event(), threading.Event()

    def wait(done: Future[Any]) -> None:
        begun.set()
        done.set_result(gate.wait(DEADLINE_S))

    clinic.treatment._turns.ask(wait)
    assert begun.wait(DEADLINE_S)
    return gate.set


# -- from request to timer --------------------------------------------------------------------


def test_a_stone_is_timed_from_the_instant_its_request_came(clinic: Clinic) -> None:
    """However long the board is busy: the seconds until then have been counted."""
    clinic.bath(50.0)
    let_go = held(clinic)
    asked = clinic.begin("stone.place", stones=["row-1"], sites=["palm-left"], contact="sheet")
    clinic.clock.advance(3.0)
    let_go()
    placed = asked.result(DEADLINE_S)["placements"][0]
    assert placed["lain_s"] == 3.0
    assert clinic.lying[0].at_s == NOW_S


def test_a_group_is_laid_in_one_action_and_shown(clinic: Clinic) -> None:
    """Six stones, six sites of a layout, six timers; and every snapshot has them."""
    clinic.bath(50.0)
    clinic.ask("session.start", client="M.H.", intake=["none"])
    said = clinic.place("row")
    assert said["ok"]
    assert [p["site"] for p in said["placements"]][:3] == [
        "shoulder-left",
        "shoulder-right",
        "upper-back-left",
    ]
    assert len(clinic.placements) == 6
    assert {p["client"] for p in clinic.placements} == {"M.H."}


def test_without_a_store_nothing_is_said_of_the_record(clinic: Clinic) -> None:
    """A demonstration is neither recorded nor not recorded."""
    said = clinic.place("row-1", sites=["palm-left"])
    assert (said["recorded"], said["not_recorded"]) == (None, None)


def test_what_cannot_be_understood_leaves_nothing_behind(clinic: Clinic) -> None:
    """No session, no stone, no timer; the sentence asks what was meant and ends as one does."""
    with pytest.raises(MisunderstoodError, match=r"did you mean row-\d\?$"):
        clinic.place("row-9")
    with pytest.raises(MisunderstoodError, match=r"write one of .*\.$"):
        clinic.place("row-1", contact="wool")
    assert clinic.treatment.seen().state.sessions == ()


def test_F89_asked_twice_it_is_one_timer_and_one_answer(clinic: Clinic) -> None:
    """The second request finds the first one's placement, whoever sends it."""
    first = clinic.place("row-1", sites=["palm-left"])
    clinic.clock.advance(5.0)
    again = clinic.place("row-1", sites=["palm-left"])
    assert again["placements"][0]["placement_id"] == first["placements"][0]["placement_id"]
    assert len(clinic.lying) == 1
    lifted = [clinic.ask("stone.lift", stones=["row-1"])["text"] for _ in range(2)]
    assert lifted[0] == lifted[1]


def test_a_refused_stone_lies_calls_and_is_a_result(clinic: Clinic) -> None:
    """`ok` is false, the timer stands at 0 and calls, until it is said that it never lay there."""
    said = clinic.place("row-1", sites=["spine"])
    assert not said["ok"]
    assert said["placements"][0]["left_s"] == 0.0
    (code,) = clinic.treatment.beside().said
    assert code.startswith("stone-red:")
    assert clinic.ask("stone.not_placed", stone="row-1")["ok"]
    assert clinic.treatment.beside().said == {}


def test_the_foot_switch_lifts_the_only_stone(clinic: Clinic) -> None:
    """Without a word and without a hand."""
    clinic.place("row-1", sites=["palm-left"])
    said = clinic.treatment.foot().result(DEADLINE_S)
    assert said["ok"]
    assert clinic.lying == ()


def test_too_many_requests_are_refused_at_once(clinic: Clinic) -> None:
    """A crowd is told so, and the first ones are served."""
    let_go = held(clinic)
    waiting = [clinic.begin("stone.lift_all") for _ in range(WAITING_MAX)]
    with pytest.raises(BusyError, match="ask again"):
        clinic.begin("stone.lift_all")
    let_go()
    assert all(asked.result(DEADLINE_S)["ok"] for asked in waiting)


# -- the disk ---------------------------------------------------------------------------------


def test_it_is_recorded_with_who_did_it(tmp_path: Path) -> None:
    """The answer comes when the entries are on the disk, with the local user in each."""
    clinic = Clinic(tmp_path)
    assert clinic.ask("session.start", client="M.H.", intake=["none"])["recorded"] is True
    assert clinic.place("row-1", sites=["palm-left"], who="bea")["recorded"] is True
    rows = read(tmp_path / "records.db")
    assert [(row.record.event, row.record.who) for row in rows] == [
        ("session.start", "anna"),
        ("stone.place", "bea"),
    ]
    assert "M.H." not in rows[0].record.text
    clinic.close()


def soonest_s(clinic: Clinic, *groups: str, each: int) -> float:
    """How much is done until all stones of a group are timed, s of a core; the disk may hang."""
    took_s = []
    for number, group in enumerate(groups, start=1):
        began_s = time.process_time()
        clinic.begin("stone.place", stones=[group], sites=["palm-left"], contact="towel")
        until_s = time.monotonic() + DEADLINE_S
        while len(clinic.lying) < number * each:
            assert time.monotonic() < until_s
            threading.Event().wait(0.001)
        took_s.append(time.process_time() - began_s)
        eventually(lambda: not any(p.computing for p in clinic.lying), DEADLINE_S)
    return min(took_s)


def test_F52_a_disk_that_hangs_delays_no_timer(tmp_path: Path) -> None:
    """Within 50 ms it runs and would call; within about a second the answer says what is wrong."""
    disk = Disk()
    clinic = Clinic(tmp_path, disk=disk)
    clinic.bath(50.0)
    clinic.ask("session.start", intake=["none"])
    disk.hang()
    took_s = soonest_s(clinic, "row-1", "row-2", "row-3", "row-4", "row-5", each=1)
    began_s = time.monotonic()
    said = clinic.place("row-6", sites=["palm-left"])
    answered_s = time.monotonic() - began_s
    disk.let_go()
    assert took_s <= 0.05
    assert 0.9 <= answered_s <= 2.0
    assert said["ok"]
    assert (said["recorded"], said["not_recorded"]) == (False, SLOW)
    clinic.close()


def test_F52_a_group_of_unlike_stones_is_timed_at_once(tmp_path: Path) -> None:
    """A dozen forecasts take longer than 50 ms; all the timers run before that, on no disk."""
    disk, groups = Disk(), ("a", "b", "c", "d", "e")
    unlike = [
        Stone(f"{group}-{n}", BASALT, 0.2, 20.0 + n + 12.0 * groups.index(group), group)
        for group in groups
        for n in range(12)
    ]
    clinic = Clinic(tmp_path, disk=disk, stones=unlike)
    clinic.bath(50.0)
    clinic.ask("session.start", intake=["none"])
    disk.hang()
    took_s = soonest_s(clinic, *groups, each=12)
    disk.let_go()
    clinic.close()
    assert took_s <= 0.05
    assert not any(placement.computing for placement in clinic.lying)


def test_F50_a_disk_that_refuses_is_told_and_refuses_no_stone(tmp_path: Path) -> None:
    """Timed, NOT recorded, and why; the timer turns red like any other."""
    disk = Disk()
    clinic = Clinic(tmp_path, disk=disk)
    clinic.ask("session.start", intake=["none"])
    disk.error = FULL
    said = clinic.place("row-1", sites=["palm-left"])
    assert said["recorded"] is False
    assert "full" in said["not_recorded"]
    clinic.clock.advance(3600.0)
    assert [c for c in clinic.treatment.beside().said if c.startswith("stone-red:")]
    disk.error = ""
    assert clinic.treatment.close(DEADLINE_S)


# -- beside the heater ------------------------------------------------------------------------


def test_an_open_session_counts_as_somebody_there(clinic: Clinic) -> None:
    """From the first stone or word to the end of the session."""
    assert not clinic.treatment.beside().attended
    clinic.place("row-1", sites=["palm-left"])
    assert clinic.treatment.beside().attended
    clinic.ask("stone.lift_all")
    clinic.ask("session.end")
    assert not clinic.treatment.beside().attended


def test_F90_a_forgotten_stone_calls_without_anybody_asking(clinic: Clinic) -> None:
    """A second before `lift by` it does not; at it, it does, with stone, client and site."""
    clinic.bath(50.0)
    clinic.ask("session.start", client="M.H.", intake=["none"])
    placed = clinic.place("row-1", sites=["palm-left"])["placements"][0]
    clinic.clock.boot_s = placed["lift_by_at_s"] - 1.0
    assert not any(code.startswith("stone-red") for code in clinic.treatment.beside().said)
    clinic.clock.boot_s = placed["lift_by_at_s"]
    calls = clinic.treatment.beside().said
    assert calls[f"stone-red:{placed['placement_id']}"].startswith("lift row-1 on M.H.'s palm-left")


class BrokenClock(HandClock):
    """A clock that stops answering."""

    broken = False

    def boottime_s(self) -> float:
        """The time, or nothing."""
        if self.broken:
            raise OSError("no clock")
        return self.boot_s


def test_timers_that_fail_call_and_never_end_the_control_of_the_heat() -> None:
    """Whatever breaks on this side, the loop is told one sentence."""
    clock = BrokenClock()
    clinic = Clinic(clock=clock)
    clock.broken = True
    clinic.bath(50.0)
    assert clinic.treatment.beside().said == {
        "stone-unknown": "the stone timers have failed: check every client now."
    }


def test_alarms_are_recorded_as_they_open_and_who_acknowledged_them(tmp_path: Path) -> None:
    """The heater's own too: what opened by itself is nobody's, what was acknowledged somebody's."""
    clinic = Clinic(tmp_path)
    red = Alarm("stone-red:S1-1", "lift row-1 on M.H.'s palm-left now.", Priority.HIGH)
    hot = Alarm("high-alarm", "bath reads 56.2 °C.", Priority.HIGH)
    clinic.bath(50.0, [red, hot])
    paused = [Alarm(a.code, a.text, a.priority, paused=True) for a in (red, hot)]
    clinic.bath(50.0, paused, [Event("command", "ack: acknowledged.", "bea")])
    clinic.bath(50.0, paused)
    clinic.bath(50.0, [red])
    clinic.close()
    told = [(r.record.event, r.record.who) for r in read(tmp_path / "records.db")]
    raised, acknowledged = ("alarm.raise", "stoneheater"), ("alarm.ack", "bea")
    again, over = ("alarm.again", "stoneheater"), ("alarm.close", "stoneheater")
    assert told == [raised, raised, acknowledged, acknowledged, over, again]
    assert not any("M.H." in row.record.text for row in read(tmp_path / "records.db"))


def test_a_date_set_back_ten_years_changes_a_label_and_no_timer(clinic: Clinic) -> None:
    """Seconds and instants go on; only the time of day is another."""
    clinic.bath(50.0)
    clinic.ask("session.start", intake=["none"])
    clinic.place("row-1", sites=["palm-left"])
    (before,) = clinic.placements
    clinic.clock.date_s -= 10 * 365.25 * 86400.0 - 3723.0
    (after,) = clinic.placements
    labels = ("lift_by", "text")
    assert [k for k in before if before[k] != after[k]] == [k for k in before if k in labels]


def test_session_names_carry_the_date_and_differ() -> None:
    """Even on a clock that stands before 1970."""
    clock = HandClock()
    clock.date_s = -5.0
    made = Treatment(clock, "boot-1")
    names = {made._new_id() for _ in range(50)}
    assert len(names) == 50
    assert all(name.startswith(("700101-", "691231-")) for name in names)
