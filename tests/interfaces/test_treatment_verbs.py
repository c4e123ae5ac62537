# SPDX-License-Identifier: MIT
"""Stones and sessions over a real socket, on a simulated bath."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stoneheater.core.alarm import NO_SOUND
from stoneheater.core.session import AFTERCARE
from stoneheater.interfaces.client import Client, Misunderstood, Refused
from stoneheater.service.catalogue import Catalogue
from stoneheater.service.treatment_requests import Practice
from support.clinic import ROW
from support.disk import Disk
from support.records import make_record_store
from support.running import Running, running
from support.waiting import eventually


@pytest.fixture
def heater(open_folder: Path) -> Iterator[Running]:
    """A simulated heater with a row of stones and a record, behind its sockets."""
    records = make_record_store(open_folder / "records.db", Disk())
    practice = Practice(Catalogue(ROW, path=open_folder / "stones.json"))
    with running(open_folder, practice=practice, records=records) as made:
        yield made
    assert records.close(20.0)


@pytest.fixture
def anna(heater: Running) -> Iterator[Client]:
    """A therapist at the heater."""
    with Client.connect(heater.control) as client:
        yield client


def place(client: Client, *stones: str, sites: str = "back-row", **how: Any) -> dict[str, Any]:
    """Lay stones on a sheet."""
    how = {"contact": "sheet", **how}
    return client.call("stone.place", stones=list(stones), sites=[sites], **how)


def shown(client: Client, lying: int) -> dict[str, Any]:
    """The first snapshot in which so many stones lie, the time of each computed."""

    def look() -> dict[str, Any] | None:
        snapshot = client.call("snapshot.get")
        computed = not any(placement["computing"] for placement in snapshot["placements"])
        return snapshot if snapshot["lying"] == lying and computed else None

    found = eventually(look, 20.0)
    assert found is not None
    return found


def test_a_treatment_from_the_first_word_to_the_last(anna: Client) -> None:
    """Two actions for six stones; what lies is in the next snapshot; all off, counted, told."""
    begun = anna.call("session.start", client="M.H.", intake=["none"], techniques=["hot stone"])
    assert begun["ok"]
    assert begun["recorded"] is True
    laid = place(anna, "row")
    assert len(laid["placements"]) == 6
    snapshot = shown(anna, 6)
    assert snapshot["sessions"][0]["client"] == "M.H."
    assert snapshot["sessions"][0]["techniques"] == ["hot stone"]
    assert [p["stone"] for p in snapshot["placements"]] == [stone.name for stone in ROW]
    assert not any(stone["in_bath"] for stone in snapshot["stones"])
    assert not anna.call("session.end")["ok"]
    assert anna.call("stone.lift", stones=["row-1"])["placements"][0]["open"] is False
    assert anna.call("stone.lift_all")["ok"]
    ended = anna.call("session.end", back=6, cleaned=True)
    assert ended["aftercare"] == AFTERCARE
    assert "6 of 6 stones back, cleaned" in ended["text"]
    eventually(lambda: shown(anna, 0)["sessions"] == [], 20.0)


def test_F90_a_forgotten_stone_is_an_alarm_of_the_heater_in_every_mode(anna: Client) -> None:
    """The heater is in STANDBY and cold; the stone is red and high all the same."""
    place(anna, "row-1", sites="spine")

    def red() -> dict[str, Any] | None:
        return next(iter(anna.call("snapshot.get")["alarms"]), None)

    alarm = eventually(red, 20.0)
    assert alarm is not None
    assert alarm["code"].startswith("stone-red:")
    assert alarm["priority"] == "high"
    assert "no stone belongs on the spine" in alarm["text"]


def test_F93_an_acknowledged_stone_is_paused_and_comes_back(anna: Client, heater: Running) -> None:
    """Two minutes later by the heater's clock the same alarm sounds again."""
    place(anna, "row-1", sites="spine")

    def paused() -> list[bool]:
        alarms = anna.call("snapshot.get")["alarms"]
        return [alarm["paused"] for alarm in alarms if alarm["code"].startswith("stone-red")]

    eventually(lambda: paused() == [False], 20.0)
    anna.call("alarm.ack")
    eventually(lambda: paused() == [True], 20.0)
    since_s = heater.app.clock.now_s()
    eventually(lambda: paused() == [False], 20.0)
    assert heater.app.clock.now_s() - since_s >= 119.0


def test_what_cannot_be_understood_is_an_error_of_the_params(anna: Client) -> None:
    """The sentence says what was meant; nothing was started."""
    with pytest.raises(Misunderstood, match="did you mean lower-back-left"):
        place(anna, "row-1", sites="lower-bck-left")
    with pytest.raises(Misunderstood, match="no session is open"):
        anna.call("session.end")
    with pytest.raises(Misunderstood, match="stones must be a list of at most 64 texts"):
        anna.call("stone.lift", stones="row-1")
    with pytest.raises(Misunderstood, match="stones must be"):
        anna.call("stone.lift", stones=["row-1"] * 65)
    with pytest.raises(Misunderstood, match="text must be a text of at most 500 characters"):
        anna.call("session.note", text="x" * 501)
    with pytest.raises(Misunderstood, match="back must be a whole number"):
        anna.call("session.end", back=6.0)
    assert anna.call("session.list") == {"sessions": []}


def test_a_stone_is_added_and_can_be_laid(anna: Client) -> None:
    """It is on the disk when the answer comes; the same name does not fit twice."""
    new = {"name": "big", "material": "marble", "mass": "350g", "thickness": "30mm"}
    assert anna.call("stone.add", **new)["ok"]
    assert "big" in [stone["name"] for stone in anna.call("stone.list")["stones"]]
    assert place(anna, "big", sites="palm-left")["placements"][0]["stone"] == "big"
    for wrong, why in (({}, "already"), ({"mass": "-2kg"}, "mass"), ({"name": "a b"}, "no name")):
        with pytest.raises(Misunderstood, match=why):
            anna.call("stone.add", **new | wrong)


def test_a_stone_that_the_disk_refuses_is_not_added(anna: Client, heater: Running) -> None:
    """The refusal says so, and the stone is not in the catalogue."""
    (heater.folder / "stones.json.new").mkdir()
    new = {"name": "big", "material": "marble", "mass": "350g", "thickness": "30mm"}
    with pytest.raises(Refused, match="not added, the disk refused it"):
        anna.call("stone.add", **new)
    assert "big" not in [stone["name"] for stone in anna.call("stone.list")["stones"]]


def test_a_client_is_erased_over_the_socket(anna: Client) -> None:
    """While the session is open it is refused, with the reason."""
    session = anna.call("session.start", client="M.H.")["session"]
    with pytest.raises(Refused):
        anna.call("record.erase", session=session)
    anna.call("session.end")
    assert session in anna.call("record.erase", session=session)["text"]


def test_without_a_buzzer_a_session_begins_with_that_sentence(open_folder: Path) -> None:
    """A heater that cannot sound an alarm says so to whoever relies on it."""
    for sounds in (True, False):
        with (
            running(open_folder, practice=Practice(sounds=sounds)) as heater,
            Client.connect(heater.control) as anna,
        ):
            said = anna.call("session.start", client="A.", intake=["none"])["reminders"]
            assert (f"{NO_SOUND}." in said) is not sounds


def test_stones_are_lifted_from_a_distance_and_sessions_are_not_told(heater: Running) -> None:
    """remote.sock lays and lifts; what was ticked is for people at the heater."""
    with Client.connect(heater.remote) as web:
        assert place(web, "row-1", sites="palm-left")["recorded"] is True
        assert web.call("stone.lift_all")["ok"]
        with pytest.raises(Refused, match="do it at the heater"):
            web.call("session.list")
