# SPDX-License-Identifier: MIT
"""Body sites: read, refused, asked about."""

import pytest

from stoneheater.core.site import REFUSED_REGIONS, REGIONS, SITES, Side, Site, SiteError, parse_site


def test_every_site_is_read_as_it_is_written() -> None:
    """Ten regions, two sides each, and none of them refused."""
    assert len(SITES) == 2 * len(REGIONS) == 20
    assert [parse_site(str(site)) for site in SITES] == list(SITES)
    assert {site.refusal for site in SITES} == {None}


@pytest.mark.parametrize("region", REFUSED_REGIONS)
@pytest.mark.parametrize("side", [None, *Side])
def test_where_no_stone_belongs_is_known_by_name(region: str, side: Side | None) -> None:
    """Bare or with a side it is read, so that it can be refused with a reason."""
    site = parse_site(str(Site(region, side)))
    assert site == Site(region, side)
    assert site.refusal == f"no stone belongs on the {region}: lift it, and choose another site"


@pytest.mark.parametrize("text", ["Lower-Back-Left", "lower back left", " lower_back_left "])
def test_a_site_is_read_as_it_is_meant(text: str) -> None:
    """Capitals, blanks and underlines do not matter."""
    assert parse_site(text) == Site("lower-back", Side.LEFT)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("neck", "did you mean neck-left or neck-right\\?"),
        ("lower-back", "did you mean lower-back-left or lower-back-right\\?"),
        ("shoulder-lfet", "did you mean shoulder-left\\?"),
        ("spin", "did you mean spine\\?"),
        ("zzz", "write one of neck, shoulder, .* with -left or -right"),
        ("", "write one of"),
    ],
)
def test_a_site_misspelt_is_asked_about(text: str, question: str) -> None:
    """The likely one is named; without one, all are."""
    with pytest.raises(SiteError, match=question):
        parse_site(text)


@pytest.mark.parametrize("value", [None, 3, ["neck-left"]])
def test_a_site_is_a_text(value: object) -> None:
    """What comes out of JSON as anything else is refused."""
    with pytest.raises(SiteError, match="a site is a text"):
        parse_site(value)
