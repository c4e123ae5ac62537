# SPDX-License-Identifier: MIT
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from stoneheater.core.board_event import Entry
from stoneheater.service.store.records import Kind, Stamp, read
from stoneheater.service.treatment_record import RECORDED_S, SLOW, Receipts, TreatmentRecord
from support.clinic import Clinic
from support.disk import DEADLINE_S
from support.records import make_record_store

NOW = Stamp(1_700_000_000.0, 812.5, "5c1f")


@pytest.fixture
def receipts() -> Iterator[Receipts]:
    """One thread that waits for the disk."""
    made = Receipts()
    yield made
    assert made.close(DEADLINE_S)


def told(receipts: Receipts, *promises: Future[int]) -> Future[str]:
    """What somebody is told about promises."""
    heard: Future[str] = Future()
    receipts.give(promises, heard.set_result)
    return heard


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("stone.place", Kind.STONE),
        ("session.start", Kind.SESSION),
        ("alarm.raise", Kind.ALARM),
    ],
)
def test_every_kind_of_entry_finds_its_kind_of_record(
    tmp_path: Path, event: str, kind: Kind
) -> None:
    """With everything it says, its session, and what names the client apart."""
    store = make_record_store(tmp_path / "records.db")
    record = TreatmentRecord(store, lambda: NOW)
    data = {"event": event, "session_id": "S1", "at_s": 5.0}
    (promise,) = record.keep([Entry("it was.", data, {"client": "M.H."})], "anna")
    promise.result(DEADLINE_S)
    (row,) = read(tmp_path / "records.db")
    assert store.close(DEADLINE_S)
    said = row.record
    assert (said.kind, said.who, said.text, said.session_id) == (kind, "anna", "it was.", "S1")
    assert (said.stamp, dict(said.data), dict(said.private)) == (NOW, data, {"client": "M.H."})


def test_without_a_store_nothing_is_promised() -> None:
    """A demonstration says that it keeps nothing."""
    record = TreatmentRecord()
    assert not record.keeps
    assert record.keep([Entry("it was.", {"event": "stone.place"})], "anna") == ()
    assert "nothing is recorded here" in record.erase("S1", "anna").result(0.0).text


def test_all_of_it_on_the_disk_is_told_at_once(receipts: Receipts) -> None:
    """Nobody waits for a second that is not needed."""
    promises: list[Future[int]] = [Future(), Future()]
    heard = told(receipts, *promises)
    for number, promise in enumerate(promises):
        promise.set_result(number)
    began_s = time.monotonic()
    assert heard.result(DEADLINE_S) == ""
    assert time.monotonic() - began_s < RECORDED_S / 2


def test_one_of_several_that_failed_is_the_reason(receipts: Receipts) -> None:
    """As the disk said it, without saying it twice."""
    good: Future[int] = Future()
    bad: Future[int] = Future()
    good.set_result(1)
    bad.set_exception(OSError("not recorded: the disk is full"))
    assert told(receipts, good, bad).result(DEADLINE_S) == "the disk is full"


def test_F52_two_that_wait_for_a_card_that_hangs_wait_for_the_same_second(
    receipts: Receipts,
) -> None:
    """The second one does not stand in line behind the first."""
    began_s = time.monotonic()
    first, second = told(receipts, Future()), told(receipts, Future())
    assert [first.result(DEADLINE_S), second.result(DEADLINE_S)] == [SLOW, SLOW]
    assert RECORDED_S <= time.monotonic() - began_s < 1.8 * RECORDED_S


def test_a_client_is_erased_when_the_disk_has_done_it(tmp_path: Path) -> None:
    """An open session is not; an ended one loses what names the client, and nothing else."""
    clinic = Clinic(tmp_path)
    session = clinic.ask("session.start", client="M.H.", intake=["none"])["session"]
    assert not clinic.treatment.erase(session, "anna").result(DEADLINE_S).ok
    clinic.ask("session.end")
    said = clinic.treatment.erase(session, "anna").result(DEADLINE_S)
    assert said.ok, said
    assert session in said.text
    assert not any(row.record.private for row in read(tmp_path / "records.db"))
    clinic.close()
