# SPDX-License-Identifier: MIT
"""The skin of a site through a session: dose adds up, and nothing gives it back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoneheater.core.burn import ClientProfile, Contact, Exposure, carry, forecast
from stoneheater.core.placement import Past
from stoneheater.core.site_dose import forecast_after, skin_after
from stoneheater.core.skin import RESTED
from support.boards import OTHER, SITE, Room

TYPICAL, SENSITIVE = ClientProfile.TYPICAL, ClientProfile.SENSITIVE
HOT, WARM = Exposure(54.0, 25.0, Contact.DIRECT), Exposure(44.0, 25.0, Contact.DIRECT)


def test_rested_skin_has_no_past() -> None:
    """The first stone of a session is forecast as if there were no session."""
    assert forecast_after(HOT, TYPICAL) == forecast(HOT, TYPICAL)
    assert skin_after(()) == RESTED


def test_a_past_is_carried_stone_by_stone() -> None:
    """Two stones and their pauses leave what the physics leaves, in the same order."""
    by_hand = carry(carry(RESTED, HOT, 40.0, 10.0), WARM, 60.0, 30.0)
    skin = skin_after((Past(HOT, 40.0, 10.0), Past(WARM, 60.0, 30.0)))
    assert skin.omega == pytest.approx(by_hand.omega)
    assert skin.temperatures_c == pytest.approx(by_hand.temperatures_c, abs=0.01)


@settings(max_examples=20, deadline=None)
@given(st.floats(1.0, 50.0), st.floats(0.0, 600.0), st.floats(0.0, 600.0))
def test_a_longer_pause_never_takes_dose_back(
    contact_s: float, gap_s: float, more_s: float
) -> None:
    """Skin cools in a pause; its dose only grows."""
    short = skin_after((Past(HOT, contact_s, gap_s),))
    long = skin_after((Past(HOT, contact_s, gap_s + more_s),))
    assert long.omega >= short.omega >= 0.0


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.floats(1.0, 50.0), st.floats(0.0, 300.0)), max_size=3))
def test_a_past_never_lengthens_a_time(contacts: list[tuple[float, float]]) -> None:
    """The more there was on a site, the sooner the next stone is to be lifted; sensitive sooner."""
    past = tuple(Past(HOT, contact_s, gap_s) for contact_s, gap_s in contacts)
    for profile in (TYPICAL, SENSITIVE):
        first = forecast_after(WARM, profile).lift_by_s
        assert forecast_after(WARM, profile, past).lift_by_s <= first
    sensitive = forecast_after(WARM, SENSITIVE, past)
    assert sensitive.lift_by_s <= forecast_after(WARM, TYPICAL, past).lift_by_s


def test_fresh_stones_on_one_site_end_in_a_refusal() -> None:
    """Stone after stone on the same skin: shorter each time, then refused; elsewhere not."""
    room = Room()
    room.board.forecast = forecast_after
    room.start()
    times_s = []
    for number in range(6):
        done = room.place(70.0 * number, f"A{number}", temperature_c=54.0)
        times_s.append(done.placements[0].forecast.lift_by_s)
        room.lift(70.0 * number + 60.0, f"A{number}")
    assert times_s[0] == 60.0
    assert times_s == sorted(times_s, reverse=True)
    assert times_s[-1] == 0.0
    assert room.place(420.0, "B1", OTHER, temperature_c=54.0).ok
    assert not room.place(3600.0, "B2", SITE, temperature_c=54.0).ok


def test_a_turned_stone_is_due_sooner() -> None:
    """A new hot face on warm skin: the physics agrees that turning wins no time."""
    room = Room()
    room.board.forecast = forecast_after
    room.start()
    room.place(0.0, contact="towel", temperature_c=54.0)
    due_s = room.lying()[0].lift_at_s
    room.turn(due_s / 2)
    assert room.lying()[0].lift_at_s <= due_s


def test_a_site_that_saw_hundreds_of_stones_is_still_forecast() -> None:
    """After a restart all of it is computed anew, and no number of them is too many."""
    past = tuple(Past(HOT, 0.1, 0.01 + 0.0001 * number) for number in range(600))
    assert forecast_after(WARM, TYPICAL, past).lift_by_s <= forecast_after(WARM, TYPICAL).lift_by_s
    assert skin_after(past).omega > skin_after(past[:300]).omega
