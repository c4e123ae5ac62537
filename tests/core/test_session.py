# SPDX-License-Identifier: MIT
"""What a session says of its client: a pseudonym, techniques, notes, and nothing that names."""

import pytest

from stoneheater.core.burn import ClientProfile
from stoneheater.core.session import (
    AFTERCARE,
    TECHNIQUES,
    SessionError,
    aftercare,
    cooler_target_c,
    parse_check_in,
    parse_client,
    parse_note,
    parse_techniques,
)

TYPICAL, SENSITIVE = ClientProfile.TYPICAL, ClientProfile.SENSITIVE


@pytest.mark.parametrize(
    "client", ["", "MH", "M.H.", "Heron-7", "tall_one", "Büx", "A23456"[:4], "x" * 12]
)
def test_a_pseudonym_is_kept(client: str) -> None:
    """Initials, a word, up to three digits; or nothing at all."""
    assert parse_client(f" {client} ") == client


@pytest.mark.parametrize(
    ("client", "why"),
    [
        ("x" * 13, "has 13 characters, and the limit is 12"),
        ("Erika M", "more than one word"),
        ("19850312", "more than 3 digits, like a date of birth"),
        ("12.3.85", "more than 3 digits"),
        ("AB-1985", "more than 3 digits"),
        ("a@b.example", "more than one word of letters, digits, dots and dashes"),
        ("M\nH", "more than one word"),
    ],
)
def test_what_could_name_a_person_is_refused(client: str, why: str) -> None:
    """A full name, a date of birth, an address: not in this record."""
    with pytest.raises(SessionError) as caught:
        parse_client(client)
    assert why in str(caught.value)
    assert "write a pseudonym or initials" in str(caught.value)


def test_techniques_in_usual_and_own_words() -> None:
    """Usual ones in their usual spelling, each once, own words as they are."""
    said = parse_techniques(["HOT  stone", "swedish", "cupping", "Swedish"])
    assert said == ("hot stone", "Swedish", "cupping")
    assert parse_techniques(TECHNIQUES) == TECHNIQUES
    assert parse_techniques([]) == ()


@pytest.mark.parametrize(
    ("text", "fits"), [("", False), ("x", True), ("x" * 60, True), ("x" * 61, False)]
)
def test_a_technique_is_a_label(text: str, fits: bool) -> None:
    """One to sixty characters; the rest belongs into a note."""
    if fits:
        assert parse_techniques([text]) == (text,)
        return
    with pytest.raises(SessionError, match="1 to 60 characters"):
        parse_techniques([text])


@pytest.mark.parametrize(("length", "fits"), [(0, False), (1, True), (500, True), (501, False)])
def test_a_note_is_short(length: int, fits: bool) -> None:
    """One to five hundred characters."""
    if fits:
        assert parse_note(f" {'x' * length} ") == "x" * length
        return
    with pytest.raises(SessionError, match=f"this one has {length}"):
        parse_note("x" * length)


@pytest.mark.parametrize("word", ["ok", " Cooler", "PAIN"])
def test_a_check_in_is_one_word(word: str) -> None:
    """However it is written."""
    assert parse_check_in(word) == word.strip().lower()


def test_another_answer_is_asked_back() -> None:
    """The sentence names the three there are."""
    with pytest.raises(SessionError, match="a check-in is ok, cooler, pain, and 'fine' is none"):
        parse_check_in("fine")


@pytest.mark.parametrize(
    ("profile", "target_c", "cooler_c"),
    [
        (TYPICAL, 54.0, 47.0),
        (TYPICAL, 47.1, 47.0),
        (TYPICAL, 47.0, 42.0),
        (TYPICAL, 42.0, None),
        (SENSITIVE, 50.0, 44.0),
        (SENSITIVE, 44.0, 42.0),
        (SENSITIVE, 42.1, 42.0),
        (SENSITIVE, 30.0, None),
    ],
)
def test_cooler_is_a_degree_under_the_next_limit(
    profile: ClientProfile, target_c: float, cooler_c: float | None
) -> None:
    """A suggestion that changes what a timer allows; below the last limit there is none."""
    assert cooler_target_c(target_c, profile) == cooler_c


def test_the_aftercare_card_can_be_the_practices_own() -> None:
    """Blank means the usual one, which sends to a doctor and promises nothing."""
    assert aftercare(" Rest. ") == "Rest."
    assert aftercare(" ") == aftercare() == AFTERCARE
    for word in ("loose clothing", "heat", "water", "rest", "stretch", "see a doctor"):
        assert word in AFTERCARE
    assert "safe" not in AFTERCARE
