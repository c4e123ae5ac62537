# SPDX-License-Identifier: MIT
"""Layouts: named lists of sites, none of them where stones do not belong."""

import pytest

from stoneheater.core.layout import LAYOUTS, LayoutError, parse_layout, sites_for


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


# -- sites for a request ----------------------------------------------------------------------


def test_one_site_for_each_stone_is_taken_as_it_is() -> None:
    """In their order."""
    words = ["palm-left", "sole-right"]
    assert sites_for(2, words) == words


def test_one_site_counts_for_all_stones() -> None:
    """They lie side by side; a refused site is a site too, and is refused later, by name."""
    assert sites_for(3, ["palm-left"]) == ["palm-left"] * 3
    assert sites_for(1, ["spine"]) == ["spine"]


def test_the_sites_of_a_layout_are_taken_in_order() -> None:
    """All of them, or as many as there are stones."""
    assert sites_for(6, ["back-row"]) == [str(site) for site in LAYOUTS["back-row"]]
    assert sites_for(1, ["Back Row"]) == ["shoulder-left"]


@pytest.mark.parametrize(
    ("count", "words", "why"),
    [
        (2, ["palm-left"] * 3, "2 stones and 3 sites: write one site for each"),
        (1, [], "1 stones and 0 sites"),
        (7, ["back-row"], "the layout back-row has 6 sites, and these are 7 stones"),
        (2, ["back-rwo"], "did you mean back-row"),
        (2, ["lower-bck-left"], "did you mean lower-back-left"),
    ],
)
def test_sites_that_do_not_fit_are_refused(count: int, words: list[str], why: str) -> None:
    """The sentence says what would, or what was meant."""
    with pytest.raises(ValueError, match=why):
        sites_for(count, words)
