# SPDX-License-Identifier: MIT
"""When to lift: caps, limits, refusals, and what is carried on."""

import math
from dataclasses import astuple, replace
from itertools import pairwise

import pytest

from stoneheater.core.burn import (
    AMBER_SHARE,
    LEAD,
    SHORTEST_S,
    ClientProfile,
    Contact,
    ProfileError,
    carry,
    forecast,
    parse_profile,
    refuse,
    rest,
)
from stoneheater.core.skin import RESTED, SkinState
from stoneheater.core.stone import BASALT, DESIGN_STONE, JADE, MARBLE, Material, StoneError
from support.stones import DIRECT, SENSITIVE, SHEET, TOWEL, TYPICAL, laid, red_s, told

NEAR_C = 0.001


@pytest.mark.parametrize(
    ("temperature_c", "contact", "cap_s"),
    [
        (30.0, DIRECT, 1800.0),
        (43.0, DIRECT, 1800.0),
        (43.0 + NEAR_C, DIRECT, 600.0),
        (48.0, DIRECT, 600.0),
        (48.0 + NEAR_C, DIRECT, 60.0),
        (56.0, DIRECT, 60.0),
        (43.0, SHEET, 600.0),
        (58.0, SHEET, 600.0),
        (58.0, TOWEL, 600.0),
    ],
)
def test_the_cap_follows_the_temperature_class(
    temperature_c: float, contact: Contact, cap_s: float
) -> None:
    """On both sides of each edge the cap is that of the class, and the timer never exceeds it."""
    found = told(temperature_c, contact)
    assert found.cap_s == cap_s
    assert 0.0 < found.lift_by_s <= cap_s
    assert f"at most {cap_s:.0f} s" in str(found.cap_reason)


@pytest.mark.parametrize(
    ("temperature_c", "contact", "profile"),
    [
        (56.0, DIRECT, TYPICAL),
        (58.0, SHEET, TYPICAL),
        (58.0, TOWEL, TYPICAL),
        (45.0, DIRECT, SENSITIVE),
        (48.0, SHEET, SENSITIVE),
        (48.0, TOWEL, SENSITIVE),
    ],
)
def test_a_stone_at_its_limit_may_lie_and_a_hotter_one_may_not(
    temperature_c: float, contact: Contact, profile: ClientProfile
) -> None:
    """The hottest stone of a profile is allowed; a trace hotter it is refused, with the number."""
    assert not told(temperature_c, contact, profile).refused
    hotter = told(temperature_c + NEAR_C, contact, profile)
    assert hotter.refused
    assert f"{temperature_c:.1f} °C is the limit for a {profile} client" in str(hotter.reason)


def test_the_limit_in_fahrenheit_is_the_limit() -> None:
    """132.8 °F is 56 °C, whatever the last bit of a float says."""
    assert not told((132.8 - 32.0) / 1.8).refused
    assert told((118.4 - 32.0) / 1.8).cap_s == 600.0


def test_a_refusal_says_why_and_nothing_else() -> None:
    """Refused: lift now, a sentence, and no other number."""
    assert astuple(refuse("so")) == (0.0, *[None] * 6, True, "so")
    assert astuple(told(60.0))[1:-1] == (*[None] * 6, True)


def test_what_is_shown_is_the_cap_or_nine_tenths_of_the_time_to_red() -> None:
    """The rule of the timer, on both sides of where cap and dose meet."""
    capped, dosed = told(50.0), told(55.0)
    assert capped.lift_by_s == capped.cap_s
    assert dosed.red_s is not None
    assert dosed.lift_by_s == pytest.approx(LEAD * dosed.red_s)
    assert dosed.lift_by_s < 60.0


def test_never_is_none_and_leaves_the_cap() -> None:
    """A stone that could lie for 8 h still has its cap."""
    found = told(46.0)
    assert (found.red_s, found.lift_by_s) == (None, 600.0)
    assert found.amber_s == pytest.approx(AMBER_SHARE * 600.0)


def test_amber_comes_with_its_own_dose_if_that_is_sooner() -> None:
    """A stone that heats fast is amber by dose, a mild one at six tenths of its time."""
    fast = told(56.0, SHEET)
    assert fast.amber_s is not None
    assert fast.amber_s <= AMBER_SHARE * fast.lift_by_s
    warm = replace(RESTED, omega=0.11)
    assert told(50.0, skin=warm).amber_s == 0.0


def test_the_dose_that_follows_lifting_is_counted() -> None:
    """Lifted at red_s, the dose ends at red; a little later it ends beyond."""
    stone = laid(54.0)
    red = red_s(forecast(stone, TYPICAL))
    assert carry(RESTED, stone, red, 1800.0).omega == pytest.approx(0.25, rel=0.02)
    assert carry(RESTED, stone, red, 0.0).omega < 0.25
    assert carry(RESTED, stone, red + 5.0, 1800.0).omega > 0.25


def test_the_dose_at_lifting_is_that_of_the_site() -> None:
    """What the site had before is in it."""
    fresh, later = told(50.0), told(50.0, skin=replace(RESTED, omega=0.05))
    assert fresh.omega_at_lift is not None
    assert later.omega_at_lift == pytest.approx(fresh.omega_at_lift + 0.05)


@pytest.mark.parametrize("omega", [0.25, 0.3, 100.0])
def test_a_spent_site_takes_no_stone(omega: float) -> None:
    """A site at red, or beyond it, is refused whatever is laid."""
    found = told(44.0, skin=replace(RESTED, omega=omega))
    assert found.refused
    assert "use another site or a cooler stone" in str(found.reason)


def test_a_site_whose_skin_alone_reaches_red_takes_no_stone() -> None:
    """Not yet at red, but what the skin has stored will bring it there."""
    hot = SkinState(tuple(max(50.0, c) for c in RESTED.temperatures_c), 0.249)
    assert "only 0 s" in str(told(55.0, skin=hot).reason)


def test_less_than_five_seconds_is_none() -> None:
    """Both sides of the shortest time that is worth laying a stone for."""
    stone = laid(56.0)
    low, high = 0.0, 0.25
    for _ in range(12):
        middle = 0.5 * (low + high)
        refused = forecast(stone, TYPICAL, replace(RESTED, omega=middle)).refused
        low, high = (low, middle) if refused else (middle, high)
    kept = forecast(stone, TYPICAL, replace(RESTED, omega=low))
    assert SHORTEST_S <= kept.lift_by_s < SHORTEST_S + 0.1
    assert forecast(stone, TYPICAL, replace(RESTED, omega=high)).lift_by_s == 0.0


def test_a_towel_is_damp_unless_somebody_says_dry() -> None:
    """A damp towel is a sheet; dry, it is more; dry changes nothing else."""
    damp, sheet = told(54.0, TOWEL), told(54.0, SHEET)
    assert damp == sheet
    assert red_s(forecast(laid(54.0, TOWEL, dry=True), TYPICAL)) > red_s(sheet)
    assert forecast(laid(54.0, SHEET, dry=True), TYPICAL) == sheet
    assert forecast(laid(54.0, DIRECT, dry=True), TYPICAL) == told(54.0)


def test_every_stone_is_at_least_the_design_stone() -> None:
    """A material of lower effusivity gains nothing; one of higher loses time."""
    design = forecast(laid(54.0, material=DESIGN_STONE), TYPICAL)
    for material in (BASALT, MARBLE, JADE):
        assert forecast(laid(54.0, material=material), TYPICAL) == design
    steatite = Material("steatite", 6.0, 2980.0, 980.0)
    assert red_s(forecast(laid(54.0, material=steatite), TYPICAL)) < red_s(design)


def test_repeated_stones_add_up() -> None:
    """Four fresh stones on one site: the dose grows faster each time, and soon there is no time."""
    stone, skin, doses = laid(54.0), RESTED, [0.0]
    for _ in range(4):
        skin = carry(skin, stone, 60.0, 10.0)
        doses.append(skin.omega)
    gains = [b - a for a, b in pairwise(doses)]
    assert gains == sorted(gains)
    assert forecast(stone, TYPICAL, skin).refused


def test_a_turned_stone_is_a_new_hot_face() -> None:
    """Turned after 20 s it is laid afresh on warm skin: sooner than lying on."""
    stone = laid(54.0)
    turned = carry(RESTED, stone, 20.0, 0.0)
    assert 20.0 + red_s(forecast(stone, TYPICAL, turned)) < red_s(forecast(stone, TYPICAL))


def test_a_pause_cools_the_skin_but_never_below_rested() -> None:
    """After a long pause the site is as new, but for its dose."""
    used = carry(RESTED, laid(52.0), 60.0, 0.0)
    later = rest(used, 6 * 3600.0)
    assert later.temperatures_c == pytest.approx(RESTED.temperatures_c, abs=0.5)
    assert all(a >= b for a, b in zip(later.temperatures_c, RESTED.temperatures_c, strict=True))
    assert later.omega >= used.omega > 0.0


def test_lengths_beyond_a_day_are_carried_as_a_day_would_be() -> None:
    """A length of weeks is no error; one beyond a month is."""
    assert rest(RESTED, 20 * 24 * 3600.0).omega == rest(RESTED, 24 * 3600.0).omega
    with pytest.raises(StoneError, match=r"a pause of 1e\+09 s cannot be"):
        rest(RESTED, 1e9)


@pytest.mark.parametrize("length_s", [-0.001, math.nan, math.inf])
def test_a_length_that_is_none_is_refused(length_s: float) -> None:
    """No negative length, no endless one, no number that is none."""
    with pytest.raises(StoneError, match=r"a contact of"):
        carry(RESTED, laid(50.0), length_s, 0.0)
    with pytest.raises(StoneError, match=r"a pause of"):
        carry(RESTED, laid(50.0), 0.0, length_s)


@pytest.mark.parametrize("temperature_c", [math.nan, math.inf, -41.0, 151.0])
def test_an_unknown_temperature_is_refused(temperature_c: float) -> None:
    """A stone's temperature is a number that a stone can have."""
    with pytest.raises(StoneError, match=r"a temperature of"):
        laid(temperature_c)


@pytest.mark.parametrize("thickness_mm", [2.99, 100.1, -25.0, math.nan])
def test_an_absurd_thickness_is_refused(thickness_mm: float) -> None:
    """A slab thinner or thicker than any stone is a slip of the keys."""
    with pytest.raises(StoneError, match=r"a thickness of .* measure it again"):
        laid(50.0, thickness_mm=thickness_mm)


def test_profiles_are_read_as_meant() -> None:
    """Capitals do not matter; a slip is asked about; nonsense is told what there is."""
    assert parse_profile(" Sensitive ") is SENSITIVE
    with pytest.raises(ProfileError, match=r"'typcal': did you mean typical\?"):
        parse_profile("typcal")
    with pytest.raises(ProfileError, match=r"write typical or sensitive"):
        parse_profile("vip")
