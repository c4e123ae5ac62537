# SPDX-License-Identifier: MIT
"""What is true of every forecast, whatever is laid on whatever skin."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from stoneheater.core.burn import ClientProfile, Exposure, at_most, carry, forecast, rest
from stoneheater.core.skin import RESTED, SkinState
from stoneheater.core.stone import BASALT, JADE, MARBLE
from support.stones import DIRECT, SENSITIVE, SHEET, TOWEL, TYPICAL, laid, red_s

SOME = settings(max_examples=25)
EXACT_S = 1e-6
contacts = st.sampled_from([DIRECT, SHEET, TOWEL])
profiles = st.sampled_from([TYPICAL, SENSITIVE])
hot = st.floats(44.0, 58.0)
thick = st.floats(5.0, 80.0)
lengths = st.floats(0.0, 900.0)


@st.composite
def exposures(draw: st.DrawFn) -> Exposure:
    """A stone on any cloth."""
    return laid(draw(hot), draw(contacts), thickness_mm=draw(thick), dry=draw(st.booleans()))


@st.composite
def skins(draw: st.DrawFn) -> SkinState:
    """Skin on which up to two stones lay, and which rested after each."""
    skin = RESTED
    for exposure in draw(st.lists(exposures(), max_size=2)):
        skin = carry(skin, exposure, draw(lengths), draw(st.floats(20.0, 900.0)))
    return skin


def _never_longer(worse: Exposure, better: Exposure, skin: SkinState, who: ClientProfile) -> None:
    a, b = forecast(worse, who, skin), forecast(better, who, skin)
    assert a.lift_by_s <= b.lift_by_s + EXACT_S
    assert red_s(a) <= red_s(b) + EXACT_S


@SOME
@given(exposures(), st.floats(0.0, 8.0), skins(), profiles)
def test_hotter_never_lengthens_a_time(
    stone: Exposure, more_c: float, skin: SkinState, who: ClientProfile
) -> None:
    """On any skin, through anything, a hotter stone never has longer."""
    hotter = replace(stone, temperature_c=stone.temperature_c + more_c)
    _never_longer(hotter, stone, skin, who)


@SOME
@given(exposures(), st.floats(0.0, 20.0), profiles)
def test_thicker_never_lengthens_a_time(
    stone: Exposure, more_mm: float, who: ClientProfile
) -> None:
    """A thicker stone never has longer, not by the width of a grid cell."""
    thicker = replace(stone, thickness_mm=stone.thickness_mm + more_mm)
    _never_longer(thicker, stone, RESTED, who)


@SOME
@given(exposures(), lengths, lengths, st.floats(0.0, 900.0), exposures())
def test_a_longer_contact_before_never_lengthens_a_time(
    first: Exposure, contact_s: float, more_s: float, gap_s: float, then: Exposure
) -> None:
    """Whoever lay under a stone longer never has longer under the next one."""
    short = carry(RESTED, first, contact_s, gap_s)
    long = carry(RESTED, first, contact_s + more_s, gap_s)
    assert long.omega >= short.omega
    a, b = forecast(then, TYPICAL, long), forecast(then, TYPICAL, short)
    assert a.lift_by_s <= b.lift_by_s + EXACT_S


@SOME
@given(st.floats(44.0, 56.0), thick, profiles)
def test_a_barrier_never_shortens_a_time(
    temperature_c: float, thickness_mm: float, who: ClientProfile
) -> None:
    """Through a sheet there is never less than on skin, through a dry towel never less again."""
    bare, sheet, towel = (
        laid(temperature_c, contact, thickness_mm=thickness_mm, dry=True)
        for contact in (DIRECT, SHEET, TOWEL)
    )
    _never_longer(bare, sheet, RESTED, who)
    _never_longer(sheet, towel, RESTED, who)


@SOME
@given(skins(), st.floats(0.0, 7200.0), st.floats(0.0, 7200.0))
def test_a_pause_never_refunds_dose(skin: SkinState, gap_s: float, more_s: float) -> None:
    """Dose only grows, however long the site rests."""
    assert skin.omega <= rest(skin, gap_s).omega <= rest(skin, gap_s + more_s).omega


@SOME
@given(exposures(), skins())
def test_a_used_site_never_has_longer_than_a_fresh_one(stone: Exposure, skin: SkinState) -> None:
    """What lay there before, and the air after it, never make room for more."""
    assert forecast(stone, TYPICAL, skin).lift_by_s <= forecast(stone, TYPICAL).lift_by_s


@SOME
@given(exposures(), skins())
def test_a_sensitive_client_never_gets_more(stone: Exposure, skin: SkinState) -> None:
    """Neither the time nor amber comes later for a sensitive client."""
    a, b = forecast(stone, SENSITIVE, skin), forecast(stone, TYPICAL, skin)
    assert a.lift_by_s <= b.lift_by_s
    assert red_s(a) <= red_s(b)
    assert (a.amber_s or 0.0) <= (b.amber_s or 0.0)


@SOME
@given(exposures(), st.floats(1.0, 120.0), st.integers(0, 2))
def test_the_order_of_equal_placements_does_not_matter(
    stone: Exposure, contact_s: float, turn: int
) -> None:
    """Three equal stones, whatever they are called, leave the same skin in any order."""
    names = [BASALT, MARBLE, JADE]
    skin = other = RESTED
    for one, two in zip(names, names[turn:] + names[:turn], strict=True):
        skin = carry(skin, replace(stone, material=one), contact_s, 30.0)
        other = carry(other, replace(stone, material=two), contact_s, 30.0)
    assert skin == other


@SOME
@given(exposures(), skins(), profiles)
def test_every_forecast_is_in_order(stone: Exposure, skin: SkinState, who: ClientProfile) -> None:
    """Amber before lift, lift within cap and within nine tenths of red, dose below red."""
    found = forecast(stone, who, skin)
    if found.refused:
        assert (found.lift_by_s, found.amber_s, found.red_s) == (0.0, None, None)
        return
    assert found.amber_s is not None
    assert found.cap_s is not None
    assert found.omega_at_lift is not None
    assert 0.0 <= found.amber_s <= 0.6 * found.lift_by_s + EXACT_S
    assert 5.0 <= found.lift_by_s <= min(found.cap_s, 0.9 * red_s(found)) + EXACT_S
    assert found.omega_at_lift < (0.05 if who is SENSITIVE else 0.25)


@SOME
@given(exposures(), skins(), profiles)
def test_what_is_shown_before_it_is_computed_is_never_shorter(
    stone: Exposure, skin: SkinState, who: ClientProfile
) -> None:
    """A timer that shows the longest there can be is never put later by the true time."""
    found, most = forecast(stone, who, skin), at_most(stone, who)
    assert found.lift_by_s <= most.lift_by_s
    assert (found.amber_s or 0.0) <= (most.amber_s or 0.0)
    assert most.refused <= found.refused
