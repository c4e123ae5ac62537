# SPDX-License-Identifier: MIT
"""The intake reminder on a terminal: a list to go through, and what applies.

The law of this file: it is the therapist who ticks. Nobody is asked who is not there to answer,
nothing is ticked by itself, and what was not answered stays unanswered.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import click

from stoneheater.core.intake import ASK, ITEMS, NONE, IntakeError, parse_intake
from stoneheater.core.site import SiteError
from stoneheater.interfaces.cli.door import interactive
from stoneheater.interfaces.cli.said import Unclear
from stoneheater.interfaces.cli.wording import sentence

QUESTION: Final = "Which apply? Numbers, none, or Enter to answer later"


def answered(given: Sequence[str]) -> list[str] | None:
    """The ticks: those given, or asked for on a terminal; None while unanswered.

    Raises:
        Unclear: a given one is not on the list.
    """
    if given:
        try:
            return list(parse_intake(_split(given))) or [NONE]
        except (IntakeError, SiteError) as error:
            raise Unclear(sentence(str(error))) from error
    return _asked() if interactive() else None


def _asked() -> list[str] | None:
    click.echo("\n".join(form()))
    while said := click.prompt(QUESTION, default="", show_default=False).strip():
        try:
            return list(parse_intake(_split([said]))) or [NONE]
        except (IntakeError, SiteError) as error:
            click.echo(sentence(str(error)))
    return None


def form() -> Iterator[str]:
    """The list as it is read to the client."""
    yield f"The client, and if in doubt: {ASK}."
    for number, (name, item) in enumerate(ITEMS.items(), 1):
        yield f"{number:>3} {item.words} ({name}): {item.consequence}"
    yield "    at one place only: 6@lower-back-left"


def _split(given: Sequence[str]) -> list[str]:
    """Ticks as they are written: with commas or blanks between, by name or by number."""
    return [_named(word) for words in given for word in words.replace(",", " ").split()]


def _named(word: str) -> str:
    number, at, where = word.partition("@")
    names = list(ITEMS)
    if number.isdecimal() and 0 < int(number) <= len(names):
        return f"{names[int(number) - 1]}{at}{where}"
    return word
