# SPDX-License-Identifier: MIT
"""One line of the doctor's report.

The law of this file: a line has one verdict, one sentence and, where it is not in order, a step.
"""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report.

    Attributes:
        name: what was looked at.
        verdict: how it came out; FAIL is what forbids heat.
        sentence: what was found.
        next_step: what to do; empty when there is nothing to do.
    """

    name: str
    verdict: Verdict
    sentence: str
    next_step: str = ""


def capital(text: str) -> str:
    """The text with a capital letter."""
    return f"{text[0].upper()}{text[1:]}"


def warning(name: str, text: str) -> Check:
    """A warning of the heater's: what it found and, after the last colon, what to do."""
    said, _, step = text.rpartition(": ")
    return Check(name, Verdict.WARN, f"{capital(said)}.", capital(step))
