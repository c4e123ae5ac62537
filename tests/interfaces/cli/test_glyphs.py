# SPDX-License-Identifier: MIT

import pytest

from stoneheater.interfaces.cli import glyphs

WORDS = ("STANDBY", "HEATING", "TRIPPED", "HOLD", "LOOK", "PAUSE", "READY", "NO DATA")


@pytest.mark.parametrize("sign", "0123456789-.")
def test_every_sign_of_a_temperature_has_a_shape_of_its_own(sign: str) -> None:
    """No two digits look alike from two metres, and none is blank."""
    shape = glyphs.digits(sign)
    others = [glyphs.digits(other) for other in "0123456789-." if other != sign]
    assert any("█" in row for row in shape)
    assert shape not in others


def test_digits_are_seven_rows_and_two_columns_to_a_dot() -> None:
    """A one stands seven rows high, its foot six columns wide."""
    rows = glyphs.digits("1")
    assert len(rows) == 7
    assert rows[0] == "    ██"
    assert rows[-1] == "  ██████"


def test_a_temperature_in_fahrenheit_leaves_room_for_the_state_word() -> None:
    """The widest temperature and the widest state word fit a screen of 80 columns."""
    number = max(map(len, glyphs.digits("122.0")))
    word = max(max(map(len, glyphs.letters(word))) for word in WORDS)
    assert number + len("  °F") + len("   ") + word <= 80


@pytest.mark.parametrize("word", WORDS)
def test_every_state_word_has_all_its_letters(word: str) -> None:
    """No state word misses a letter."""
    rows = glyphs.letters(word)
    assert len(rows) == 3
    for letter in word.replace(" ", ""):
        assert any(row.strip() for row in glyphs.letters(letter))


def test_what_has_no_glyph_is_blank() -> None:
    """An unknown sign leaves a gap and stops nothing."""
    assert glyphs.digits("?") == ("",) * 7
    assert glyphs.letters("?") == ("",) * 3


def test_no_text_is_no_blocks() -> None:
    """Nothing in, empty rows out."""
    assert glyphs.digits("") == ("",) * 7
