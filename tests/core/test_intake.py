# SPDX-License-Identifier: MIT
"""The intake reminder: what a tick changes, and that it only ever makes the timers stricter."""

import pytest

from stoneheater.core.intake import (
    ASK,
    ITEMS,
    Consequence,
    IntakeError,
    contraindication,
    is_sensitive,
    parse_intake,
    reminders,
)
from stoneheater.core.site import SITES, SiteError, parse_site
from support.boards import OTHER, SITE


@pytest.mark.parametrize(
    ("answers", "ticks"),
    [
        (["none"], ()),
        (["NONE ", "none"], ()),
        (["diabetes"], ("diabetes",)),
        (["age", "Diabetes", "age"], ("diabetes", "age")),
        (["fragile skin"], ("fragile-skin",)),
        (["recent_surgery@lower back left"], (f"recent-surgery@{SITE}",)),
        (["bruising", f"bruising@{OTHER}"], ("bruising", f"bruising@{OTHER}")),
    ],
)
def test_ticks_are_read(answers: list[str], ticks: tuple[str, ...]) -> None:
    """Each once, in the order of the list, however it is written."""
    assert parse_intake(answers) == ticks


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([], "answer the intake with none, or with what applies"),
        (["none", "diabetes"], "and not with both"),
        (["diabetis"], "there is no 'diabetis' in the intake: did you mean diabetes?"),
        (["xyzzy"], "write one of reduced-sensation, sedation"),
        (["diabetes@lower-back-left"], "diabetes concerns the whole client"),
    ],
)
def test_what_is_not_on_the_list_is_asked_back(answers: list[str], said: str) -> None:
    """One sentence, with what was probably meant."""
    with pytest.raises(IntakeError) as caught:
        parse_intake(answers)
    assert said in str(caught.value)


def test_the_site_of_a_tick_is_on_the_list_of_sites() -> None:
    """A misspelt site would protect nothing."""
    with pytest.raises(SiteError):
        parse_intake(["recent-surgery@elbow"])


@pytest.mark.parametrize(
    ("intake", "sensitive"),
    [
        (None, True),
        ((), False),
        (("allergy",), False),
        (("bruising",), False),
        ((f"bruising@{SITE}",), False),
        (("allergy", "age"), True),
        *(((name,), True) for name in ("diabetes", "autoimmune", "pregnancy", "fragile-skin")),
        *(((name,), True) for name in ("reduced-sensation", "recent-surgery", "clotting")),
    ],
)
def test_who_is_sensitive(intake: tuple[str, ...] | None, sensitive: bool) -> None:
    """Whoever was not asked, and whoever ticked more than a reminder."""
    assert is_sensitive(intake) is sensitive


@pytest.mark.parametrize(
    "name", ["reduced-sensation", "sedation", "infant", "circulation", "clotting"]
)
def test_who_gets_no_static_stone(name: str) -> None:
    """On no site, and the sentence sends to the health-care provider."""
    for site in SITES:
        why = contraindication((name,), site)
        assert why is not None
        assert why.startswith(ITEMS[name].words)
        assert why.endswith(ASK)


@pytest.mark.parametrize("name", ["injured-skin", "recent-surgery", "bruising"])
def test_where_there_is_no_static_stone(name: str) -> None:
    """At the named site none; elsewhere one, with care."""
    intake = (f"{name}@{SITE}",)
    why = contraindication(intake, parse_site(SITE))
    assert why is not None
    assert f"at the {SITE}" in why
    assert contraindication(intake, parse_site(OTHER)) is None


@pytest.mark.parametrize("name", ["injured-skin", "recent-surgery"])
def test_an_injury_that_nobody_located_is_everywhere(name: str) -> None:
    """Not knowing where is no reason to lay a stone."""
    why = contraindication(("age", name), parse_site(SITE))
    assert why is not None
    assert "nobody said where" in why


@pytest.mark.parametrize(
    "intake", [None, (), ("diabetes", "age", "pregnancy"), ("bruising", "allergy")]
)
def test_who_may_have_a_stone(intake: tuple[str, ...] | None) -> None:
    """Sensitive clients and reminders refuse nothing by themselves."""
    assert contraindication(intake, parse_site(SITE)) is None


@pytest.mark.parametrize(
    ("intake", "said"),
    [
        (None, ("the intake is not answered: every timer takes the client as sensitive",)),
        ((), ()),
        (("diabetes",), (f"diabetes: shorter times, cooler stones; {ASK}",)),
        (("sedation",), (f"{ITEMS['sedation'].words}: no stone is left lying; {ASK}",)),
        (("allergy",), ("allergies to oils or lotions: keep it in mind, and ask the client",)),
        (
            (f"bruising@{SITE}",),
            (f"bruising: no stone is left lying at the {SITE}; {ASK}",),
        ),
    ],
)
def test_what_to_keep_in_mind(intake: tuple[str, ...] | None, said: tuple[str, ...]) -> None:
    """One sentence for each tick, and one when nobody asked."""
    assert reminders(intake) == said


def test_the_list_is_the_contracts() -> None:
    """Each consequence has the items that were settled for it."""
    by_consequence = {
        consequence: {name for name, item in ITEMS.items() if item.consequence is consequence}
        for consequence in Consequence
    }
    assert by_consequence == {
        Consequence.REFUSED: {"reduced-sensation", "sedation", "infant", "circulation", "clotting"},
        Consequence.REFUSED_AT_SITE: {"injured-skin", "recent-surgery"},
        Consequence.SENSITIVE: {"diabetes", "autoimmune", "pregnancy", "fragile-skin", "age"},
        Consequence.REMINDER: {"bruising", "allergy"},
    }
