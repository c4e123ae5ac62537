# SPDX-License-Identifier: MIT
"""A placement in time, and what its site remembers."""

from dataclasses import replace

import pytest

from stoneheater.core.burn import Contact, Exposure, Forecast, refuse
from stoneheater.core.placement import (
    Colour,
    ContactError,
    Past,
    Placement,
    earlier,
    parse_contact,
    remembered,
)
from stoneheater.core.site import parse_site
from support.boards import BOOT, SITE, stone

EXPOSURE = Exposure(50.0, 25.0, Contact.DIRECT)


def _lain(at_s: float, contact_s: float | None = None, boot_id: str = BOOT) -> Placement:
    """A stone laid at an instant, and lifted after so long; or still there."""
    placement = Placement(
        "S1-1", "S1", stone(), EXPOSURE, parse_site(SITE), boot_id, at_s, (at_s,), Forecast(60.0)
    )
    if contact_s is None:
        return placement
    return replace(placement, lifted=placement.lift(at_s + contact_s, boot_id))


def _past(placements: list[Placement], now_s: float) -> list[tuple[float, float]] | None:
    past = remembered(placements, now_s, BOOT)
    return None if past is None else [(one.contact_s, one.gap_s) for one in past]


@pytest.mark.parametrize(
    ("amber_s", "now_s", "colour"),
    [
        (36.0, 135.9, Colour.GREEN),
        (36.0, 136.0, Colour.AMBER),
        (36.0, 160.0, Colour.RED),
        (None, 159.9, Colour.GREEN),
        (None, 160.0, Colour.RED),
        (0.0, 100.0, Colour.AMBER),
    ],
)
def test_a_colour_follows_from_the_instant(
    amber_s: float | None, now_s: float, colour: Colour
) -> None:
    """Each edge belongs to the more urgent side; in another run of the computer it is unknown."""
    placement = replace(_lain(100.0), forecast=Forecast(60.0, amber_s))
    assert placement.colour(now_s, BOOT) is colour
    assert placement.colour(now_s, "boot-2") is Colour.UNKNOWN


def test_a_clean_site_remembers_nothing() -> None:
    """The first stone of a session is laid on rested skin."""
    assert _past([], 100.0) == []


@pytest.mark.parametrize(
    ("placements", "now_s", "past"),
    [
        ([(0, 20)], 100.0, [(20, 80)]),
        ([(0, 20), (30, 40)], 100.0, [(20, 10), (40, 30)]),
        ([(0, None)], 100.0, [(100, 0)]),
        ([(0, 0), (30, 40)], 100.0, [(40, 30)]),
        ([(0, 100), (10, 20)], 130.0, [(100, 0), (20, 30)]),
        ([(0, 50), (20, 50)], 80.0, [(50, 0), (50, 10)]),
        ([(0, None), (90, 5)], 100.0, [(100, 0), (5, 0)]),
    ],
)
def test_a_site_remembers_every_stone_in_its_order(
    placements: list[tuple[float, float | None]], now_s: float, past: list[tuple[float, float]]
) -> None:
    """Contacts and pauses; stones side by side count one after the other, without a pause."""
    assert _past([_lain(at_s, contact_s) for at_s, contact_s in placements], now_s) == past


def test_what_was_never_laid_is_not_remembered() -> None:
    """A refused stone that was not placed leaves no contact."""
    never = _lain(0.0)
    never = replace(never, lifted=never.lift(40.0, BOOT, placed=False))
    assert _past([never], 100.0) == []


def test_F60_a_pause_over_a_power_cut_counts_as_none() -> None:
    """What is known of before the cut counts as if it had just been lifted."""
    before = [_lain(5000.0, 20.0, "boot-0"), _lain(6000.0, 30.0, "boot-0")]
    assert _past(before, 100.0) == [(20.0, 0.0), (30.0, 0.0)]
    assert _past([*before, _lain(50.0, 10.0)], 100.0) == [(20.0, 0.0), (30.0, 0.0), (10.0, 40.0)]


def test_F60_a_contact_that_nobody_timed_hides_the_dose() -> None:
    """Open over a power cut, lifted or not: what the site remembers is not known."""
    unknown = _lain(0.0, None, "boot-0")
    assert _past([unknown], 100.0) is None
    lifted = replace(unknown, lifted=unknown.lift(90.0, BOOT))
    assert _past([_lain(0.0, 10.0), lifted], 100.0) is None


def test_each_face_of_a_turned_stone_is_an_exposure() -> None:
    """Turned twice, once at the very instant it was laid: two faces that lay, and a pause."""
    turned = _lain(0.0).turned(0.0, Forecast(60.0)).turned(30.0, Forecast(30.0))
    assert turned.lift_at_s == 60.0
    done = replace(turned, lifted=turned.lift(50.0, BOOT))
    assert remembered([done], 60.0, BOOT) == (Past(EXPOSURE, 30.0, 0.0), Past(EXPOSURE, 20.0, 10.0))


@pytest.mark.parametrize(
    ("old", "new", "elapsed_s", "lift_by_s", "amber_s"),
    [
        (Forecast(60.0, 36.0), Forecast(40.0, 24.0), 0.0, 40.0, 24.0),
        (Forecast(60.0, 36.0), Forecast(90.0, 54.0), 0.0, 60.0, 36.0),
        (Forecast(60.0, 36.0), Forecast(60.0, 36.0), 20.0, 40.0, 16.0),
        (Forecast(60.0, 36.0), Forecast(60.0, 36.0), 50.0, 10.0, 0.0),
        (Forecast(60.0, 36.0), Forecast(60.0, 36.0), 70.0, 0.0, 0.0),
        (Forecast(60.0, None), Forecast(90.0, None), 0.0, 60.0, 60.0),
    ],
)
def test_of_two_forecasts_the_stricter_counts(
    old: Forecast, new: Forecast, elapsed_s: float, lift_by_s: float, amber_s: float
) -> None:
    """The earlier end and the earlier amber, from wherever they come."""
    strict = earlier(old, new, elapsed_s)
    assert (strict.lift_by_s, strict.amber_s) == (lift_by_s, amber_s)


def test_a_refusal_is_the_strictest() -> None:
    """The one that was there first keeps its reason."""
    first, second = refuse("first"), refuse("second")
    assert earlier(first, second).reason == "first"
    assert earlier(Forecast(60.0, 36.0), second) == second
    assert earlier(first, Forecast(60.0, 36.0)) == first


@pytest.mark.parametrize(
    ("text", "contact"), [("direct", "direct"), (" Sheet ", "sheet"), ("TOWEL", "towel")]
)
def test_a_barrier_is_read(text: str, contact: str) -> None:
    """Capitals and blanks do not matter."""
    assert parse_contact(text) == contact


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("towle", "there is no barrier 'towle': did you mean towel?"),
        ("sheets", "did you mean sheet?"),
        ("felt-pad", "write one of direct, sheet, towel"),
        ("", "write one of direct, sheet, towel"),
    ],
)
def test_a_misspelt_barrier_is_asked_back(text: str, said: str) -> None:
    """One sentence, with what was probably meant."""
    with pytest.raises(ContactError) as caught:
        parse_contact(text)
    assert said in str(caught.value)
