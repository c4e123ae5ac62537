# SPDX-License-Identifier: MIT
"""TOML tables into frozen classes, and every misfit into a sentence.

The law of this file: nothing is ignored and nothing is told late. An unknown key, a missing one
and a value that a check refuses are collected over the whole table and told together, each with
the way to it.
"""

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from inspect import signature
from pathlib import Path
from typing import Any, Final, TypeVar

from cattrs import (
    AttributeValidationNote,
    BaseValidationError,
    ForbiddenExtraKeysError,
    IterableValidationNote,
)

from stoneheater.config.checks import converter
from stoneheater.config.toml_file import ConfigError, Problem

T = TypeVar("T")
Steps = tuple[str | int, ...]

LONGEST_SHOWN: Final = 60
"""Characters of a wrong value that an error quotes."""

LARGEST_SHOWN_BITS: Final = 64
"""TOML promises integers of 64 bits; a larger one is not worth its digits."""

_PLAIN_KEY: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")
_CONVERTER: Final = converter()


def structure(cls: type[T], table: Mapping[str, object], file: Path) -> T:
    """Make ``cls`` (attrs, with ``Within`` and ``Matching`` in its annotations) from ``table``.

    Raises:
        ConfigError: with every unknown or missing key and every value that does not fit.
    """
    try:
        return _CONVERTER.structure(table, cls)
    except BaseValidationError as error:
        found = [
            problem
            for steps, reason in _leaves(error, ())
            for problem in _problems(file, table, steps, reason)
        ]
        raise ConfigError(*found) from None


def shown(value: object) -> str:
    """A value from a file, short enough and plain enough for a sentence."""
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, int) and value.bit_length() > LARGEST_SHOWN_BITS:
        return "an enormous number"
    if isinstance(value, str):
        text = json.dumps(value, ensure_ascii=not value.isprintable())
    else:
        text = str(value).lower()
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _leaves(error: Exception, steps: Steps) -> Iterator[tuple[Steps, Exception]]:
    """Every single reason inside what cattrs raised, with the way to it."""
    if not isinstance(error, BaseValidationError):
        yield steps, error
        return
    for inner in error.exceptions:
        yield from _leaves(inner, steps + _step(inner))


def _step(error: Exception) -> Steps:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return (note.name,)
        if isinstance(note, IterableValidationNote):
            return (note.index,)
    return ()


def _problems(
    file: Path, table: Mapping[str, object], steps: Steps, reason: Exception
) -> Iterator[Problem]:
    if isinstance(reason, ForbiddenExtraKeysError):
        for key in sorted(reason.extra_fields):
            way = (*steps, key)
            limit = f"there is no such key{_meant(key, reason.cl)}"
            value = shown(_value_at(table, way))
            yield Problem(file, _dotted(way), value, limit, "correct it or remove it")
    elif isinstance(reason, KeyError):
        yield Problem(file, _dotted(steps), "missing", "it has no default", "add it")
    else:
        next_step = getattr(reason, "next_step", "correct it")
        value = shown(_value_at(table, steps))
        yield Problem(file, _dotted(steps), value, str(reason), next_step)


def _meant(key: str, cls: Any) -> str:
    near = difflib.get_close_matches(key, signature(cls).parameters, 1)
    return f" (did you mean {near[0]}?)" if near else ""


def _value_at(table: Any, steps: Steps) -> object:
    for step in steps:
        table = table[step]
    return table


def _dotted(steps: Steps) -> str:
    """``probe #2.id`` for the id of the second probe table."""
    words = [f" #{step + 1}" if isinstance(step, int) else f".{_plain(step)}" for step in steps]
    return "".join(words).removeprefix(".")


def _plain(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) else shown(key)
