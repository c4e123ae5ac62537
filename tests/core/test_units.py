# SPDX-License-Identifier: MIT
"""Temperatures as people write them: what is read, what is refused, and with which question."""

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoneheater.core.units import (
    LONGEST_TEXT,
    UnitError,
    format_temperature,
    in_unit,
    parse_temperature,
    suggestion,
)


@pytest.mark.parametrize(
    ("text", "expected_c"),
    [
        ("50C", 50.0),
        ("50c", 50.0),
        ("50 C", 50.0),
        ("50°C", 50.0),
        ("50 °C", 50.0),
        ("50 ° C", 50.0),
        ("50.5C", 50.5),
        ("122F", 50.0),
        ("122f", 50.0),
        ("122.9 °F", 50.5),
        ("-5C", -5.0),
        ("14F", -10.0),
    ],
)
@pytest.mark.parametrize("bare_is_celsius", [True, False])
def test_a_temperature_with_its_unit_is_read(
    text: str, expected_c: float, bare_is_celsius: bool
) -> None:
    """A temperature with its unit means the same at every door."""
    assert parse_temperature(text, bare_is_celsius=bare_is_celsius) == pytest.approx(expected_c)


@pytest.mark.parametrize(("text", "expected_c"), [("50", 50.0), ("52.25", 52.25), ("65", 65.0)])
def test_a_bare_number_is_celsius_on_the_command_line(text: str, expected_c: float) -> None:
    """A number without a unit is °C where a person types it."""
    assert parse_temperature(text, bare_is_celsius=True) == expected_c


@pytest.mark.parametrize("text", ["50", "122", "0", "-5"])
def test_a_program_must_name_the_unit(text: str) -> None:
    """In JSON a number without a unit is refused, and the answer shows how to write it."""
    with pytest.raises(UnitError, match=f"{text} has no unit: write {text}C or {text}F"):
        parse_temperature(text, bare_is_celsius=False)


@pytest.mark.parametrize(
    "value",
    [
        *("", " ", "C", "F", "°C", "NaN", "nanC", "inf", "infC", "-inf", "-infC", "null", "true"),
        *("1e308", "1e308C", "5e1C", "0x32C", "50,5C", "50.C", ".5C", "+50C", "5_0C", "50CC"),
        *("50K", "50 kC", "50°", " 50C", "50C ", "50  C", "50 ° ° C", "50\tC", "50C\n", "--50C"),
        *("٥٠C", "５０C", "50℃", "50ºC", "50\u00a0C", "50\x00C", "10000C", "50.00000C"),
        *(None, True, False, 50, 50.0, math.nan, math.inf, [], ["50C"], {}, {"c": 50}, b"50C"),
    ],
)
@pytest.mark.parametrize("bare_is_celsius", [True, False])
def test_F73_what_is_no_temperature_is_refused(value: object, bare_is_celsius: bool) -> None:
    """Not-a-number, infinities, empty, null, lists and every other oddity is refused."""
    with pytest.raises(UnitError, match="write 50C or 122F"):
        parse_temperature(value, bare_is_celsius=bare_is_celsius)


def test_F73_the_longest_temperature_is_read_and_an_endless_one_is_not_quoted() -> None:
    """Every digit that may be written is read; a flood is refused and quoted in part only."""
    assert parse_temperature("-0010.0000 ° C", bare_is_celsius=False) == -10.0
    with pytest.raises(UnitError) as refused:
        parse_temperature("5" * 100_000, bare_is_celsius=True)
    assert f"'{'5' * LONGEST_TEXT}' is not" in str(refused.value)


@given(st.text(max_size=24) | st.from_regex(r"-?[0-9]{1,5}(\.[0-9]{1,5})? ?°?[CFcf]?"))
def test_F73_any_text_is_a_finite_temperature_or_refused(text: str) -> None:
    """Whatever is sent, the answer is a finite temperature in reach or a refusal."""
    with suppress(UnitError):
        assert -40.0 <= parse_temperature(text, bare_is_celsius=True) <= 150.0


@pytest.mark.parametrize("text", ["-40C", "-40F", "150C", "302F"])
def test_the_edges_of_what_a_bath_or_stone_can_have_are_read(text: str) -> None:
    """The two ends of the range belong to it, in either unit."""
    assert parse_temperature(text, bare_is_celsius=False) in {-40.0, 150.0}


@pytest.mark.parametrize("text", ["-40.1C", "-40.1F", "150.1C", "302.1F", "9999C"])
def test_beyond_the_edges_is_a_slip_of_the_hand(text: str) -> None:
    """Just beyond either end the number is refused, with the limits."""
    with pytest.raises(UnitError, match="-40 to 150 °C: check the number"):
        parse_temperature(text, bare_is_celsius=False)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("122", "did you mean 122F = 50.0 °C?"),
        ("130", "did you mean 130F = 54.4 °C?"),
        ("86", "did you mean 86F = 30.0 °C?"),
        ("149", "did you mean 149F = 65.0 °C?"),
    ],
)
def test_F74_a_bare_number_that_makes_sense_in_fahrenheit_only_is_asked_back(
    text: str, question: str
) -> None:
    """A bare 122 is not 122 °C: it is refused with the question, not converted."""
    with pytest.raises(UnitError) as refused:
        parse_temperature(text, bare_is_celsius=True)
    assert question in str(refused.value)


@pytest.mark.parametrize("text", ["65", "65.1", "85.9", "149.1", "20"])
def test_F74_a_bare_number_that_fahrenheit_does_not_explain_stays_celsius(text: str) -> None:
    """Just outside the sensible °F numbers there is nothing to ask: the limits will speak."""
    assert parse_temperature(text, bare_is_celsius=True) == float(text)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("130C", "did you mean 130F = 54.4 °C?"),
        ("122", "did you mean 122F = 50.0 °C?"),
        ("50F", "did you mean 50C?"),
        ("30F", "did you mean 30C?"),
        ("65 °F", "did you mean 65C?"),
        ("29.9F", ""),
        ("65.1F", ""),
        ("50C", ""),
        ("65C", ""),
        ("122F", ""),
        ("20C", ""),
        ("200C", ""),
        ("warm", ""),
        (None, ""),
    ],
)
def test_F74_a_mixed_up_unit_is_recognised_both_ways(text: object, question: str) -> None:
    """A refusal of 130C or 50F can say what was probably meant; a clear one asks nothing."""
    assert suggestion(text) == question


@pytest.mark.parametrize(
    ("value_c", "in_c", "in_f"),
    [
        (50.0, "50.0 °C", "122.0 °F"),
        (51.96, "52.0 °C", "125.5 °F"),
        (-0.04, "0.0 °C", "31.9 °F"),
        (-17.8, "-17.8 °C", "0.0 °F"),
    ],
)
def test_a_temperature_is_written_with_one_decimal_and_its_unit(
    value_c: float, in_c: str, in_f: str
) -> None:
    """What people read carries its unit, and never a negative zero."""
    assert format_temperature(value_c) == in_c
    assert format_temperature(value_c, "F") == in_f


@given(st.integers(min_value=-400, max_value=1500))
def test_what_is_written_is_read_back(tenths: int) -> None:
    """A temperature written in °C and read again is the same."""
    value_c = tenths / 10
    assert parse_temperature(format_temperature(value_c), bare_is_celsius=False) == value_c


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("at 51.1 °C, and 45.0 °C is the limit", "at 124.0 °F, and 113.0 °F is the limit"),
        ("-10 °C", "14.0 °F"),
        ("60 s, 25 mm", "60 s, 25 mm"),
    ],
)
def test_a_sentence_is_read_in_either_unit(sentence: str, said: str) -> None:
    """Every temperature of it, and nothing else; in °C it stays as it was written."""
    assert in_unit(sentence, "F") == said
    assert in_unit(sentence, "C") == sentence
