# SPDX-License-Identifier: MIT
"""The service: asking has a deadline, publishing waits for nobody, all that matters is kept."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stoneheater.core.command import Command, Verb
from stoneheater.core.mode import Mode
from stoneheater.service.heater_service import ANSWER_S, LATE, HeaterService, MemoryLatch
from stoneheater.service.snapshot import Standing
from stoneheater.service.store.records import Kind, Record, read
from support.disk import FULL, rows
from support.services import Kept, Served
from support.waiting import eventually
from support.workbench import WALL_S, Workbench

ON = Command(Verb.ON, who="anna")
SET = Command(Verb.SET, who="anna", target_c=48.0)
DEADLINE_S = 10.0
NO_TIME_S = 0.01


@pytest.fixture
def served() -> Served:
    """A heater that keeps nothing but its latch."""
    return Served()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    """Stores that are closed at the end."""
    made = Kept(tmp_path)
    yield made
    made.close()


# -- asking -----------------------------------------------------------------------------------


def test_a_request_is_answered_by_the_next_cycle(served: Served) -> None:
    """Not before it; and its effect is in the snapshot then."""
    future = served.service.submit(SET)
    assert not future.done()
    served.cycle()
    assert future.result(0.0).text == "target 48.0 °C (in STANDBY: say on to heat)."
    assert served.shown.outcome.target_c == 48.0


def test_asking_waits_for_the_cycle(served: Served) -> None:
    """From another thread: the answer is that of the heater, accepted or not."""
    refused = Command(Verb.SET, target_c=29.9)
    with ThreadPoolExecutor(1) as pool:
        for command, ok in ((SET, True), (refused, False)):
            answer = pool.submit(served.service.ask, command, DEADLINE_S)
            while not answer.done():
                served.cycle()
            assert answer.result(DEADLINE_S).ok is ok


def test_a_loop_that_does_not_answer_is_late(served: Served) -> None:
    """After the deadline a person hears to look at the heater; the loop may still answer."""
    assert served.service.ask(SET, NO_TIME_S) is LATE
    assert "pull the plug" in LATE.text
    assert not LATE.ok
    assert served.cycle().target_c == 48.0
    assert ANSWER_S == 5.0


def test_there_is_no_snapshot_before_the_first_cycle(served: Served) -> None:
    """Nothing is known, and nothing is made up."""
    assert served.service.snapshot() is None
    assert served.service.newer_than(None, NO_TIME_S) is None


def test_a_newer_snapshot_is_waited_for(served: Served) -> None:
    """The one that is known does not count; the next cycle wakes whoever waits."""
    served.cycle()
    first = served.shown
    assert served.service.newer_than(None, NO_TIME_S) is first
    assert served.service.newer_than(first, NO_TIME_S) is None
    with ThreadPoolExecutor(1) as pool:
        for _ in range(20):
            waiting = pool.submit(served.service.newer_than, served.shown, 2.0 * DEADLINE_S)
            served.cycle()
            assert waiting.result(DEADLINE_S) is served.shown
    assert served.shown is not first


def test_a_snapshot_carries_the_cycle_and_what_stands_beside_it() -> None:
    """Outcome, readings, date, standing and readiness of one instant."""
    standing = Standing(simulated=True, element_w=800.0)
    served = Served(standing=standing)
    served.not_ready = ("not commissioned.",)
    outcome = served.cycle()
    shown = served.shown
    assert shown.outcome is outcome
    assert shown.readings["bath"].temperature_c == 45.0
    assert (shown.wall_s, shown.standing) == (WALL_S + 1.0, standing)
    assert (shown.not_ready, shown.store) == (("not commissioned.",), ())


def test_a_service_that_is_told_nothing_keeps_nothing() -> None:
    """The latch of a simulation clears at once."""
    bench = Workbench()
    service = HeaterService(bench.time, Standing(), bench.probes.latest)
    service.note("nobody reads this.")
    assert service.store_trouble() == ()
    assert service.not_ready() == ()
    assert MemoryLatch().clear().done()


# -- the record and the history ---------------------------------------------------------------


def recorded(kept: Kept) -> list[Record]:
    """Everything in the record, oldest first."""
    kept.close()
    return [row.record for row in read(kept.records_path)]


def test_commands_and_modes_are_recorded_with_who(kept: Kept) -> None:
    """What was asked, what came of it, by whom, on three clocks."""
    served = Served(kept.keeping)
    served.cycle(ON)
    records = recorded(kept)
    assert [(one.kind, one.who, one.text) for one in records] == [
        (Kind.MODE, "anna", "STANDBY to HEATING: on"),
        (Kind.COMMAND, "anna", "on: HEATING to 50.0 °C."),
    ]
    assert {one.stamp.boot_id for one in records} == {"5c1f"}
    assert {one.stamp.wall_s for one in records} == {WALL_S + 1.0}
    assert {one.stamp.boottime_s for one in records} == {5001.0}


def test_a_refused_command_is_recorded_too(kept: Kept) -> None:
    """With the sentence that the person heard."""
    served = Served(kept.keeping)
    served.cycle(Command(Verb.SET, who="ben", target_c=70.0))
    said = "set: a target of 70.0 °C is outside 30 to 54.0 °C."
    assert [(one.who, one.text) for one in recorded(kept)] == [("ben", said)]


def test_trips_holds_and_notes_are_recorded(kept: Kept) -> None:
    """A trip as a trip; a hold is a note of the heater itself."""
    served = Served(kept.keeping)
    served.cycle(ON)
    served.bench.thermometers.says["bath"] = None
    served.run(21)
    served.service.note("Daemon ended.", "systemd", {"code": 0})
    records = recorded(kept)[2:]
    assert [one.kind for one in records] == [Kind.NOTE, Kind.TRIP, Kind.MODE, Kind.NOTE]
    assert records[0].text.startswith("no good reading of bath")
    assert records[1].text.startswith("probe-lost: bath has been lost for 20 s")
    assert (records[3].who, records[3].data) == ("systemd", {"code": 0})


def test_the_history_gets_one_sample_a_cycle(kept: Kept) -> None:
    """Value, target, duty and mode; a missing value is missing."""
    served = Served(kept.keeping)
    served.bench.thermometers.says["bath"] = None
    served.cycle()
    served.bench.thermometers.says["bath"] = 45.0
    served.run(10)
    served.cycle(ON)
    served.cycle()
    kept.close()
    columns = "boottime_s, temperature_cc, target_cc, duty_pct, heat, mode"
    samples = rows(kept.history_path, f"SELECT {columns} FROM samples ORDER BY wall_s")  # noqa: S608 - constants
    assert [sample[0] for sample in samples] == [5001.0 + n for n in range(13)]
    assert samples[0] == (5001.0, None, 5000, 0, 0, "STANDBY")
    assert samples[1] == (5002.0, 4500, 5000, 0, 0, "STANDBY")
    assert samples[-1] == (5013.0, 4500, 5000, 100, 1, "HEATING")


def test_a_store_in_trouble_is_said_in_the_snapshot(kept: Kept) -> None:
    """The card is full: the heater goes on, and everybody can read that nothing is recorded."""
    served = Served(kept.keeping)
    served.cycle()
    assert not served.shown.store
    kept.disk.error = FULL
    served.cycle(ON)
    trouble = eventually(served.service.store_trouble, DEADLINE_S)
    assert served.cycle().mode is Mode.HEATING
    assert served.shown.store[0] == trouble[0]
    assert trouble[0].startswith("The record is not being written")
    kept.disk.error = ""
