# SPDX-License-Identifier: MIT
"""Trips and resets between the loop and the disk: neither may be ahead of what people hear."""

from concurrent.futures import Future

import pytest

from stoneheater.core.command import Answer, Command, Verb
from stoneheater.core.mode import Mode
from stoneheater.service.heater_service import Keeping, MemoryLatch
from stoneheater.service.latch import LatchedTrip
from support.services import RESET, TRIP, Served
from support.workbench import WALL_S, told

SERVICE = LatchedTrip("service", TRIP.sentence, WALL_S + 1.0)
STANDBY = "reset: the heater is in STANDBY."


@pytest.fixture
def served() -> Served:
    """A heater that has tripped, and whose cause is gone."""
    return Served().tripped()


def begun(served: Served) -> Future[Answer]:
    """A reset that was accepted, and that the disk is writing."""
    reset = served.service.submit(RESET)
    served.run(2)
    assert len(served.latch.clears) == 1
    assert not reset.done()
    return reset


# -- trips ------------------------------------------------------------------------------------


def test_a_trip_is_latched_once_with_its_sentence(served: Served) -> None:
    """In the cycle in which it tripped, dated, and not again in the cycles after."""
    assert served.latch.tripped == [SERVICE]


def test_a_second_trip_is_latched_under_the_sentence_of_the_first(served: Served) -> None:
    """The first one is what happened; what follows from it does not take its place."""
    served.bench.thermometers.says["bath"] = 59.0
    outcome = served.run(3)
    assert [rule for rule, _ in outcome.trips] == ["service", "cutoff"]
    assert [(one.rule, one.sentence) for one in served.latch.tripped] == [
        ("service", TRIP.sentence)
    ] * 2


def test_a_trip_found_at_the_start_is_written_as_it_was() -> None:
    """The first cycle of a heater that starts TRIPPED tells the latch what it already holds."""
    served = Served(latched=(("cutoff", "it was hot."),))
    served.run(3)
    assert [(one.rule, one.sentence) for one in served.latch.tripped] == [("cutoff", "it was hot.")]


# -- resets -----------------------------------------------------------------------------------


def test_a_reset_is_answered_only_once_it_is_on_disk_and_standby(served: Served) -> None:
    """While the disk writes, the heater is TRIPPED and nobody has heard anything else."""
    reset = begun(served)
    assert served.run(5).mode is Mode.TRIPPED
    served.latch.clears[0].set_result(None)
    assert not reset.done()
    assert served.cycle().mode is Mode.STANDBY
    assert (told(reset), reset.result(0.0).ok) == (STANDBY, True)
    assert served.shown.outcome.mode is Mode.STANDBY


def test_a_simulation_resets_in_the_next_cycle() -> None:
    """There is no disk to wait for."""
    served = Served(Keeping(MemoryLatch())).tripped()
    reset = served.service.submit(RESET)
    assert served.cycle().mode is Mode.TRIPPED
    assert served.cycle().mode is Mode.STANDBY
    assert told(reset) == STANDBY


def test_a_reset_that_is_refused_is_answered_at_once() -> None:
    """Nothing is asked of the disk: there is no trip, or its cause is still there."""
    served = Served()
    assert "nothing to reset" in served.answered(RESET).text
    served.cycle(TRIP)
    served.bench.thermometers.says["bath"] = None
    served.run(6)
    assert served.answered(RESET).text.startswith("not yet: ")
    assert served.latch.clears == []


def test_a_reset_that_the_disk_refuses_stays_tripped_with_the_reason(served: Served) -> None:
    """The sentence of the disk is the answer; the next reset begins anew."""
    reset = begun(served)
    why = "Not reset, the heater stays tripped: the card is full."
    served.latch.clears[0].set_exception(OSError(why))
    assert served.cycle().mode is Mode.TRIPPED
    assert (told(reset), reset.result(0.0).ok) == (why, False)
    again = served.service.submit(RESET)
    served.run(2)
    assert not again.done()
    served.latch.clears[1].set_result(None)
    served.cycle()
    assert told(again) == STANDBY


def test_two_people_who_reset_at_once_hear_the_same(served: Served) -> None:
    """Both wait for the disk, and both are answered."""
    resets = [served.service.submit(RESET) for _ in range(2)]
    served.cycle()
    for clear in served.latch.clears:
        clear.set_result(None)
    served.run(2)
    assert [told(reset) for reset in resets] == [STANDBY, STANDBY]
    assert served.run(3).mode is Mode.STANDBY
    assert served.latch.tripped == [SERVICE]


def test_a_trip_that_overtakes_the_disk_refuses_the_reset(served: Served) -> None:
    """The water gets hot while the latch is being cleared: TRIPPED, and the person hears why."""
    reset = begun(served)
    served.bench.thermometers.says["bath"] = 59.0
    assert served.run(3).mode is Mode.TRIPPED
    assert told(reset) == "Not reset: a new trip came first."
    assert len(served.latch.tripped) == 2


def test_a_trip_after_the_disk_has_cleared_is_latched_again(served: Served) -> None:
    """The disk was faster than the trip: the loop refuses, and the disk holds a trip again."""
    reset = begun(served)
    served.bench.thermometers.says["bath"] = 59.0
    served.cycle()
    served.latch.clears[0].set_result(None)
    assert served.cycle().mode is Mode.TRIPPED
    served.cycle()
    assert (told(reset), reset.result(0.0).ok) == ("tripped again meanwhile.", False)
    assert served.latch.tripped[-1].sentence == TRIP.sentence
    assert len(served.latch.clears) == 1


def test_a_cause_that_comes_back_while_the_disk_clears_is_latched_again(served: Served) -> None:
    """No new trip, but no good readings either: a power cut now must not lead to STANDBY."""
    reset = begun(served)
    served.bench.thermometers.says["bath"] = None
    served.run(6)
    assert served.latch.tripped == [SERVICE]
    served.latch.clears[0].set_result(None)
    assert served.run(2).mode is Mode.TRIPPED
    assert not reset.result(0.0).ok
    assert [one.sentence for one in served.latch.tripped] == [TRIP.sentence] * 2
    assert served.run(3).mode is Mode.TRIPPED
    assert len(served.latch.tripped) == 2


def test_after_a_reset_the_next_trip_is_latched_like_the_first(served: Served) -> None:
    """A reset forgets: the same cause trips and latches again."""
    begun(served)
    served.latch.clears[0].set_result(None)
    assert served.cycle().mode is Mode.STANDBY
    assert served.cycle(TRIP).mode is Mode.TRIPPED
    assert [one.rule for one in served.latch.tripped] == ["service", "service"]


def test_a_reset_leads_to_standby_and_never_to_heat(served: Served) -> None:
    """`on` has to be said again, after the reset."""
    begun(served)
    refused = served.answered(Command(Verb.ON))
    assert "still tripped" in refused.text
    served.latch.clears[0].set_result(None)
    assert served.run(30).mode is Mode.STANDBY
    assert served.bench.on == []
