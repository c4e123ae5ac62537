# SPDX-License-Identifier: MIT
"""What a field of a settings file takes: bounds and forms, and the check behind each.

The law of this file: nothing is converted and nothing is guessed. A number in quotes is not a
number, true is not 1, and not-a-number lies within no bounds; a value is taken as it was meant
or refused with what the field takes.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.cols import list_structure_factory
from cattrs.dispatch import StructureHook
from cattrs.gen import make_dict_structure_fn

LONGEST_TEXT: Final = 120
"""Characters of a free text or a path."""

LARGEST_OF_PAIR: Final = 150.0
"""Both ends of a calibration are temperatures of a thermometer in water, in °C."""


@attrs.frozen
class Within:
    """Bounds of a number, both included; for use in ``Annotated[float, Within(...)]``."""

    lo: float
    hi: float
    unit: str = ""

    def __str__(self) -> str:
        return f"from {self.lo:g} to {self.hi:g} {self.unit}".rstrip()


@attrs.frozen
class Matching:
    """The form of a text; for use in ``Annotated[str, Matching(...)]``."""

    pattern: str
    meaning: str


class FieldError(ValueError):
    """A value that its field does not take."""

    def __init__(self, limit: str, next_step: str = "correct it") -> None:
        super().__init__(limit)
        self.limit = limit
        self.next_step = next_step


def _is(form: Any) -> Callable[[Any], bool]:
    return lambda kind: get_origin(kind) is form


def _is_class(kind: Any) -> bool:
    return attrs.has(kind) or is_dataclass(kind)


def _class_hook(made: Converter, kind: Any) -> StructureHook:
    from_table = make_dict_structure_fn(kind, made, _cattrs_forbid_extra_keys=True)

    def check(value: object, _: Any) -> object:
        return from_table(_table(value, dict), kind)

    return check


def _list_hook(made: Converter, kind: Any) -> StructureHook:
    from_list = list_structure_factory(kind, made)

    def check(value: object, _: Any) -> object:
        if not isinstance(value, list):
            raise FieldError("there may be several", "write its name in double brackets")
        return tuple(from_list(value, kind))

    return check


def _annotated_hook(kind: Any) -> StructureHook:
    base, mark = get_args(kind)
    return _text_hook(mark) if isinstance(mark, Matching) else _number_hook(base, mark)


def _number_hook(base: type, bounds: Within) -> StructureHook:
    kinds = (int,) if base is int else (int, float)
    limit = f"it must be a {'whole ' if base is int else ''}number {bounds}"

    def check(value: object, _: Any) -> object:
        if isinstance(value, str):
            raise FieldError(limit, "write it without quotes")
        if isinstance(value, bool) or not isinstance(value, kinds):
            raise FieldError(limit)
        if not bounds.lo <= value <= bounds.hi:
            raise FieldError(limit)
        return base(value)

    return check


def _text_hook(form: Matching) -> StructureHook:
    pattern = re.compile(form.pattern, re.ASCII)

    def check(value: object, _: Any) -> object:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise FieldError(f"it must be {form.meaning}")
        return value

    return check


def _choice_hook(kind: Any) -> StructureHook:
    choices = get_args(kind)

    def check(value: object, _: Any) -> object:
        if not isinstance(value, str) or value not in choices:
            raise FieldError(f"it must be {' or '.join(choices)}")
        return value

    return check


def _yes_no(value: object, _: Any) -> bool:
    if not isinstance(value, bool):
        raise FieldError("it must be true or false", "write it without quotes")
    return value


def _words(value: object, _: Any) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= LONGEST_TEXT or not value.isprintable():
        raise FieldError(f"it must be one line of text in quotes, 1 to {LONGEST_TEXT} characters")
    return value


def _path(value: object, _: Any) -> Path:
    return Path(_words(value, str))


def _pair(value: object, _: Any) -> tuple[float, ...]:
    limit = "it must be two numbers in brackets, such as [0.0, 50.0]"
    if not isinstance(value, list) or [type(item) in {int, float} for item in value] != [True] * 2:
        raise FieldError(limit)
    if not all(abs(item) <= LARGEST_OF_PAIR for item in value):
        raise FieldError(f"{limit}, none beyond {LARGEST_OF_PAIR:g}")
    return tuple(map(float, value))


def _table(value: object, _: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise FieldError("it must be a table", "write its name in brackets above its keys")
    return value


def converter() -> Converter:
    """Cattrs with every conversion of its own replaced by a check; simple types come first."""
    made = Converter(forbid_extra_keys=True, detailed_validation=True)
    made.register_structure_hook(bool, _yes_no)
    made.register_structure_hook(str, _words)
    made.register_structure_hook(Path, _path)
    made.register_structure_hook_func(_is(Mapping), _table)
    made.register_structure_hook_factory(_is(Literal), _choice_hook)
    made.register_structure_hook_factory(_is(Annotated), _annotated_hook)
    made.register_structure_hook_factory(_is(tuple), partial(_list_hook, made))
    made.register_structure_hook_func(lambda kind: kind == tuple[float, float], _pair)
    made.register_structure_hook_factory(_is_class, partial(_class_hook, made))
    return made
