# SPDX-License-Identifier: MIT
from collections.abc import Iterator

import pytest

from stoneheater.core.stone import BASALT, Stone
from stoneheater.core.water_log import HOUR_S
from stoneheater.service.treatment import MisunderstoodError
from support.clinic import ROW, Clinic

CUTOFF_C = 58.0


@pytest.fixture
def clinic() -> Iterator[Clinic]:
    """A client who answered the intake, beside a bath of 50 °C."""
    made = Clinic(stones=[*ROW, Stone("big", BASALT, 0.4, 35.0)], cutoff_c=CUTOFF_C)
    made.bath(50.0)
    made.ask("session.start", client="M.H.", intake=["none"])
    yield made
    made.close()


def temperature_c(clinic: Clinic, stone: str = "big", site: str = "palm-left") -> float:
    """How hot a stone is taken that is laid now."""
    laid = clinic.place(stone, sites=[site], contact="towel")["placements"]
    return float(laid[-1]["temperature_c"])


# -- how hot ----------------------------------------------------------------------------------


def test_a_stone_is_as_hot_as_the_hottest_water_of_its_hour(clinic: Clinic) -> None:
    """The bath was 53 °C a while ago, and is 48 °C now."""
    clinic.bath(53.0)
    clinic.clock.advance(1800.0)
    clinic.bath(48.0)
    assert temperature_c(clinic) == 53.0


def test_water_that_is_stale_is_the_hottest_of_the_hour(clinic: Clinic) -> None:
    """Five seconds without a reading are none; then the answer says what was assumed."""
    clinic.bath(54.0)
    clinic.clock.advance(60.0)
    clinic.bath(48.0)
    clinic.clock.advance(5.5)
    clinic.bath(None)
    said = clinic.place("big", sites=["palm-left"], contact="towel")
    assert said["placements"][0]["temperature_c"] == 54.0
    assert "the water is unknown now: taken at 54.0 °C" in said["text"]


def test_without_any_water_a_stone_is_as_hot_as_the_cutoff() -> None:
    """Never a milder guess; on bare skin that is refused, and calls."""
    clinic = Clinic(cutoff_c=CUTOFF_C)
    said = clinic.place("row-1", sites=["palm-left"], contact="direct")
    assert said["placements"][0]["temperature_c"] == CUTOFF_C
    assert not said["ok"]
    assert "no water temperature in the last hour: taken at 58.0 °C" in said["text"]


def test_a_stone_that_is_laid_again_is_as_hot_as_when_it_went_out(clinic: Clinic) -> None:
    """It has not been in the bath since, so the hour before it went out counts."""
    clinic.bath(54.0)
    temperature_c(clinic)
    clinic.ask("stone.lift", stones=["big"])
    clinic.clock.advance(HOUR_S + 600.0)
    clinic.bath(45.0)
    assert temperature_c(clinic, site="palm-right") == 54.0
    assert temperature_c(clinic, "row-1", "sole-left") == 45.0


def test_a_stone_from_the_hand_is_as_hot_as_when_it_was_taken(clinic: Clinic) -> None:
    """Work in the hand cools nothing, as far as the timer is concerned."""
    clinic.bath(54.0)
    clinic.ask("stone.work", stones=["big"])
    clinic.clock.advance(HOUR_S + 600.0)
    clinic.bath(45.0)
    assert temperature_c(clinic) == 54.0


# -- which stones -----------------------------------------------------------------------------


def test_of_a_group_those_that_lie_are_lifted(clinic: Clinic) -> None:
    """One word for all of them, though one is off already; none lies: then it says so."""
    clinic.place("row-1", "row-2", sites=["palm-left", "palm-right"])
    clinic.ask("stone.lift", stones=["row-1"])
    said = clinic.ask("stone.lift", stones=["row"])
    assert said["ok"]
    assert [p["stone"] for p in said["placements"]] == ["row-2"]
    assert not clinic.ask("stone.lift", stones=["big"])["ok"]


def test_a_stone_that_left_the_catalogue_is_still_lifted(clinic: Clinic) -> None:
    """Whatever happens to the configuration while it lies."""
    clinic.place("big", sites=["palm-left"])
    clinic.treatment.practice.catalogue.stones = ROW
    assert clinic.ask("stone.turn", stone="big")["placements"][0]["stone"] == "big"
    assert clinic.ask("stone.lift", stones=["big"])["ok"]


@pytest.mark.parametrize("method", ["stone.turn", "stone.not_placed"])
def test_one_stone_is_turned_and_no_group(clinic: Clinic, method: str) -> None:
    """The sentence says how many stones it would be."""
    with pytest.raises(MisunderstoodError, match=r"'row' is a group of 6 stones"):
        clinic.ask(method, stone="row")


def test_work_in_the_hand_is_shown_and_put_down_by_placing(clinic: Clinic) -> None:
    """One action: the stone is out of the hand and timed."""
    clinic.ask("stone.work", stones=["big"])
    seen = clinic.treatment.sessions()[0]
    assert seen["working"] == ["big"]
    clinic.place("big", sites=["palm-left"])
    assert clinic.treatment.sessions()[0]["working"] == []


# -- sessions ---------------------------------------------------------------------------------


def test_what_was_ticked_comes_back_as_a_reminder(clinic: Clinic) -> None:
    """With its consequence; the therapist hears it at the start, at a note, and in the list."""
    said = clinic.ask("session.note", intake=["allergy"])["reminders"]
    assert any("allergies to oils" in text for text in said)
    assert clinic.treatment.sessions()[0]["reminders"] == said


def test_the_next_client_is_one_action(clinic: Clinic) -> None:
    """Aftercare for the one, reminders for the other; refused while a stone lies."""
    clinic.place("big", sites=["palm-left"])
    refused = clinic.ask("session.next", client="A.B.")
    assert (refused["ok"], refused["aftercare"], refused["reminders"]) == (False, None, [])
    clinic.ask("stone.lift_all")
    said = clinic.ask("session.next", client="A.B.", back=1, cleaned=True)
    assert said["ok"]
    assert said["aftercare"]
    assert "the intake is not answered" in said["reminders"][0]
    assert [s["client"] for s in clinic.treatment.sessions()] == ["A.B."]
    assert said["session"] == clinic.treatment.sessions()[0]["session_id"]


def test_the_practice_words_its_own_aftercare_card() -> None:
    """Whatever it wrote is what is shown; nothing while stones lie."""
    clinic = Clinic(aftercare="Drink water.")
    clinic.place("row-1", sites=["palm-left"])
    assert clinic.ask("session.end")["aftercare"] is None
    clinic.ask("stone.lift_all")
    assert clinic.ask("session.end")["aftercare"] == "Drink water."


def test_cooler_please_suggests_a_target_and_when(clinic: Clinic) -> None:
    """One action; only for that answer."""
    said = clinic.ask("session.checkin", answer="Cooler")["suggestion"]
    assert (said["target"], said["target_c"]) == ("47C", 47.0)
    assert clinic.ask("session.checkin", answer="ok")["suggestion"] is None


def test_pain_makes_every_stone_one_to_lift_now(clinic: Clinic) -> None:
    """At once, for all stones on this client."""
    clinic.place("row-1", "row-2", sites=["palm-left", "palm-right"])
    said = clinic.ask("session.checkin", answer="pain")
    assert len(said["placements"]) == 2
    assert all(p["left_s"] <= 0.0 for p in said["placements"])


def test_a_request_about_nobody_names_no_session() -> None:
    """`session` is null where there is none."""
    assert Clinic().ask("stone.lift_all")["session"] is None


def test_a_group_with_a_missing_stone_is_timed_whole() -> None:
    """It may have been found: a timer too many is told, a stone too few would burn."""
    clinic = Clinic(stones=ROW[:2])
    clinic.bath(48.0)
    clinic.ask("stone.missing", stones=["row-2"])
    said = clinic.place("row")
    assert len(clinic.lying) == 2
    step = "row-2 was missing, and is timed: if it does not lie there, say stone lift row-2."
    assert said["text"].endswith(step)
    assert clinic.treatment.seen().state.missing == ()
