# SPDX-License-Identifier: MIT
"""Temperatures as people write them, and back: the only place that knows °F.

The law of this file: a temperature from outside becomes °C only when its unit is beyond doubt.
What cannot be read, and what was probably meant in the other unit, is refused with a question;
nothing is ever converted on a guess.
"""

import re
from typing import Final, Literal

SENSE_LO_C: Final = 30.0
SENSE_HI_C: Final = 65.0
"""Between these a number can be meant as the temperature of a bath or a stone."""

ACCEPTED_LO_C: Final = -40.0
ACCEPTED_HI_C: Final = 150.0
"""Outside these a temperature is a slip of the hand, whatever it was for."""

LONGEST_TEXT: Final = 16

_FORM: Final = re.compile(r"(-?\d{1,4}(?:\.\d{1,4})?)(?: ?(?:° ?)?([CcFf]))?", re.ASCII)
_WRITTEN: Final = re.compile(r"(-?\d+(?:\.\d+)?) °C", re.ASCII)


class UnitError(ValueError):
    """A temperature that cannot be read beyond doubt; the text is one sentence for a person."""


def parse_temperature(text: object, *, bare_is_celsius: bool) -> float:
    """Read a temperature such as ``50C``, ``50 °C`` or ``122.5F``.

    Args:
        text: what was sent; anything but a short text is refused, so that a value straight out
            of JSON may be given.
        bare_is_celsius: True on the command line, where a number without a unit is °C; False
            in JSON, where the unit is required.

    Returns:
        The temperature in °C, finite, from -40 to 150.

    Raises:
        UnitError: the text is no temperature, lacks its unit, is out of reach, or is a bare
            number that makes sense in °F only.
    """
    number, unit = _split(text)
    if not unit:
        _require_unit_clear(text, bare_is_celsius=bare_is_celsius)
    value_c = _to_c(number) if unit == "F" else number
    if not ACCEPTED_LO_C <= value_c <= ACCEPTED_HI_C:
        raise UnitError(
            f"{text} is {value_c:.1f} °C, and no bath or stone is outside "
            f"{ACCEPTED_LO_C:.0f} to {ACCEPTED_HI_C:.0f} °C: check the number and send it again"
        )
    return value_c


def suggestion(text: object) -> str:
    """The question to ask when a temperature makes sense in the other unit only.

    Returns:
        ``did you mean 130F = 54.4 °C?`` for ``130C`` or a bare ``130``, ``did you mean 50C?``
        for ``50F``, and nothing for a temperature that makes sense as it stands, or in no unit.
    """
    try:
        number, unit = _split(text)
    except UnitError:
        return ""
    as_f_c = _to_c(number)
    if unit == "F":
        return f"did you mean {number:g}C?" if _only(number, as_f_c) else ""
    return f"did you mean {number:g}F = {as_f_c:.1f} °C?" if _only(as_f_c, number) else ""


def format_temperature(temperature_c: float, unit: Literal["C", "F"] = "C") -> str:
    """Write a temperature given in °C with one decimal and its unit, such as ``50.0 °C``."""
    value = temperature_c if unit == "C" else temperature_c * 1.8 + 32.0
    return f"{round(value, 1) + 0.0:.1f} °{unit}"


def in_unit(sentence: str, unit: Literal["C", "F"]) -> str:
    """A sentence with its temperatures in the reader's unit; it may hold no difference in °C."""
    if unit == "C":
        return sentence
    return _WRITTEN.sub(lambda found: format_temperature(float(found[1]), unit), sentence)


def _split(text: object) -> tuple[float, str]:
    if not isinstance(text, str):
        raise UnitError("a temperature is a text with its unit: write 50C or 122F in quotes")
    form = _FORM.fullmatch(text) if len(text) <= LONGEST_TEXT else None
    if form is None:
        raise UnitError(f"{text[:LONGEST_TEXT]!a} is not a temperature: write 50C or 122F")
    return float(form[1]), (form[2] or "").upper()


def _require_unit_clear(text: object, *, bare_is_celsius: bool) -> None:
    if not bare_is_celsius:
        raise UnitError(f"{text} has no unit: write {text}C or {text}F")
    if question := suggestion(text):
        raise UnitError(f"{text} °C is too hot for any bath or stone: {question}")


def _to_c(fahrenheit: float) -> float:
    return (fahrenheit - 32.0) / 1.8


def _only(meant_c: float, written_c: float) -> bool:
    """True if the temperature makes sense as ``meant_c`` but not as ``written_c``."""
    return _sensible(meant_c) and not _sensible(written_c)


def _sensible(temperature_c: float) -> bool:
    return SENSE_LO_C <= temperature_c <= SENSE_HI_C
