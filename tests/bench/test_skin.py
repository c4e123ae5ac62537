# SPDX-License-Identifier: MIT
"""The independent model that judges the burn forecast, and the page it writes."""

from pathlib import Path

import pytest
from bench.fingerprint import fingerprint
from bench.skin.pages import ratios
from bench.skin.reference import Lay, Site, held_s
from bench.skin.scenes import JUDGED, Compared, cap_s, ours, rows, table

from stoneheater.core.burn import Contact, Exposure, carry, refuse
from stoneheater.core.skin import RESTED

PAGE = Path(__file__).parents[2] / "docs" / "burn-validation.md"
SOME = [row for row in rows("table.csv") if row["thickness_mm"] == "25" and row["stone_c"] != "46"]
BEFORE = Lay(53.0, 18.0, "sheet", 120.0, 10.0)


def test_the_page_is_of_this_model() -> None:
    """Whoever changes the model runs `make validate-skin` again."""
    assert f"fingerprint is `{fingerprint(JUDGED)}`" in " ".join(
        PAGE.read_text(encoding="utf-8").split()
    )


@pytest.mark.parametrize(
    "row", SOME, ids=lambda row: f"{row['case']}-{row['contact']}-{row['stone_c']}"
)
def test_the_reference_agrees_with_the_table_of_the_finer_model(row: dict[str, str]) -> None:
    """Two models made apart, in either case, meet within a hundredth."""
    site = Site(row["case"])
    lay = Lay(float(row["stone_c"]), float(row["thickness_mm"]), row["contact"])
    assert site.peak_c(lay) == pytest.approx(float(row["peak_basal_c"]), abs=0.02)
    red_s = site.crossing_s(lay, 0.25)
    if row["t_omega_0.25_s"] == "never":
        assert red_s is None
    else:
        assert red_s == pytest.approx(float(row["t_omega_0.25_s"]), rel=0.012)


def test_the_reference_lifts_where_the_table_does() -> None:
    """The longest contact, with the dose that follows; never is None."""
    assert Site().lift_s(Lay(53.0, 25.0, "direct")) == pytest.approx(123.0, rel=0.01)
    assert Site().lift_s(Lay(46.0, 25.0, "direct")) is None


def test_the_reference_holds_a_surface() -> None:
    """A held surface reaches first degree when an older model said so."""
    assert held_s(60.0, 0.53) == pytest.approx(3.03, rel=0.01)
    assert held_s(40.0, 0.53) is None


def test_a_site_carries_dose_and_heat() -> None:
    """What lay before leaves dose and warm skin, close to what the product carries on."""
    site = Site(already=[BEFORE])
    skin = carry(RESTED, Exposure(53.0, 18.0, Contact.SHEET), 120.0, 10.0)
    assert site.omega <= skin.omega <= 1.1 * site.omega
    assert float(site.skin_c[0]) == pytest.approx(skin.temperatures_c[0], abs=0.5)


@pytest.mark.parametrize("thickness_mm", [12.0, 33.0])
@pytest.mark.parametrize("contact", ["direct", "sheet", "towel"])
@pytest.mark.parametrize("before", [[], [BEFORE]], ids=["fresh", "used"])
def test_what_is_shown_is_never_later_than_the_reference(
    thickness_mm: float, contact: str, before: list[Lay]
) -> None:
    """Stones, cloths and sequences that are in no table: never later, and at least 0.6 of it."""
    lay = Lay(54.5, thickness_mm, contact)
    skin = RESTED
    for one in before:
        exposure = Exposure(one.temperature_c, one.thickness_mm, Contact(one.contact))
        skin = carry(skin, exposure, one.contact_s, one.gap_s)
    lift_s = Site(already=before).lift_s(lay)
    allowed_s = cap_s(lay) if lift_s is None else min(cap_s(lay), lift_s)
    assert 0.6 * allowed_s <= ours(lay, skin).lift_by_s <= allowed_s


@pytest.mark.parametrize(
    ("temperature_c", "contact", "expected_s"),
    [
        (43.0, "direct", 1800.0),
        (48.0, "direct", 600.0),
        (48.1, "direct", 60.0),
        (43.0, "sheet", 600.0),
    ],
)
def test_the_caps_are_written_down_twice(
    temperature_c: float, contact: str, expected_s: float
) -> None:
    """The bench does not take the product's word for a cap."""
    assert cap_s(Lay(temperature_c, 25.0, contact)) == expected_s


def test_a_late_forecast_would_be_seen() -> None:
    """The page counts what is later than allowed, and what was hardly allowed at all."""
    found = ours(Lay(50.0, 25.0, "direct"))
    late = Compared("late", 0, 0.0, found, 30.0, capped=False)
    few = Compared("few", 0, 0.0, refuse("so"), 3.0, capped=False)
    said = ratios([("made up", [late, few])])
    assert "| made up | the dose decides | 1 | 2.00 / 2.00 / 2.00 | 0 |" in said
    assert "| made up | shown later than allowed, of all | 1 |" in said
    assert "| made up | hardly any time left | 1 | not judged |" in said


def test_nothing_allowed_and_nothing_shown_is_even() -> None:
    """A spent site, refused, is neither late nor early; anything shown there would be."""
    assert Compared("spent", 1, 1.0, refuse("so"), 0.0, capped=False).ratio == 1.0
    found = ours(Lay(50.0, 25.0, "direct"))
    assert Compared("spent", 1, 1.0, found, 0.0, capped=False).ratio == float("inf")


def test_every_allowed_row_of_the_table_is_compared() -> None:
    """Only what is refused outright is left out."""
    assert len(table()) == 24
