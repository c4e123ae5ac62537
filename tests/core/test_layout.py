# SPDX-License-Identifier: MIT
"""Layouts: named lists of sites, none of them where stones do not belong."""

import pytest

from stoneheater.core.layout import LAYOUTS, LayoutError, parse_layout


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_lies_where_stones_belong(name: str) -> None:
    """Both sides, each site once, none refused."""
    sites = LAYOUTS[name]
    assert len(set(sites)) == len(sites)
    assert all(site.refusal is None and site.side is not None for site in sites)
    assert len({site.region for site in sites}) * 2 == len(sites)


def test_the_back_row_takes_six_stones() -> None:
    """A row of six lies along both sides of the spine."""
    assert [str(site) for site in parse_layout("Back row")] == [
        "shoulder-left",
        "shoulder-right",
        "upper-back-left",
        "upper-back-right",
        "lower-back-left",
        "lower-back-right",
    ]


def test_sciatica_goes_down_the_legs() -> None:
    """Lower back, buttocks, backs of the legs."""
    regions = {site.region for site in parse_layout("sciatica")}
    assert regions == {"lower-back", "buttock", "thigh-back", "calf-back"}


@pytest.mark.parametrize(
    ("text", "said"),
    [("siatica", "did you mean sciatica?"), ("xyzzy", "write one of back-row, back-pain")],
)
def test_an_unknown_layout_is_asked_back(text: str, said: str) -> None:
    """One sentence, with what was probably meant."""
    with pytest.raises(LayoutError) as caught:
        parse_layout(text)
    assert said in str(caught.value)
