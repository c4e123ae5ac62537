# SPDX-License-Identifier: MIT
"""The stones of the practice: those of the configuration, and those that were added since.

The law of this file: a stone counts from the moment it is on the disk, the configuration comes
first, and what cannot be read is told and never guessed.
"""

import json
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from stoneheater.config.stones import NAME_FORM, NAME_WORDS, STONES_MAX
from stoneheater.core.stone import (
    MATERIALS,
    Material,
    Stone,
    StoneError,
    parse_mass,
    parse_thickness,
)
from stoneheater.service.files import write_durably

NAME: Final = "stones.json"


class Catalogue:
    """Every stone that can be laid.

    Attributes:
        stones: all of them, immutable; another thread may take it at any time.
        trouble: a sentence if added stones could not be read, else empty.
    """

    def __init__(
        self,
        configured: Sequence[Stone] = (),
        materials: Mapping[str, Material] = MATERIALS,
        path: Path | None = None,
    ) -> None:
        """Read what was added; without a path nothing is kept."""
        self._materials, self._path = materials, path
        self._adding = threading.Lock()
        self._added, self.trouble = _read(path, {stone.name for stone in configured})
        self._configured = tuple(configured)
        self.stones: tuple[Stone, ...] = (*self._configured, *self._added)

    def described(
        self, name: str, material: str, mass: str, thickness: str, group: str = ""
    ) -> Stone:
        """A new stone, from what a person writes.

        Raises:
            StoneError: it cannot be; the sentence says why.
        """
        for word in (name, *([group] if group else [])):
            if not re.fullmatch(NAME_FORM, word, re.ASCII):
                raise StoneError(f"{word[:40]!r} is no name: write {NAME_WORDS}")
        found = self.material(material)
        return Stone(name, found, parse_mass(mass), parse_thickness(thickness), group)

    def material(self, text: str) -> Material:
        """A material by its name, in capitals or not: the table's, or the practice's own.

        Raises:
            StoneError: it is neither; the sentence asks what was meant.
        """
        name, lowered = text.strip(), {each.lower(): each for each in self._materials}
        if found := self._materials.get(name, self._materials.get(lowered.get(name.lower(), ""))):
            return found
        close = [lowered[each] for each in get_close_matches(name.lower(), lowered, n=1)]
        meant = (
            f"did you mean {close[0]}?" if close else f"write one of {', '.join(self._materials)}"
        )
        raise StoneError(f"there is no material {text[:40]!r}: {meant}")

    def add(self, stone: Stone) -> str:
        """Add a stone durably; returns what was done. May wait for the disk.

        Raises:
            StoneError: it does not fit among the others.
            OSError: the disk refused; nothing was added.
        """
        with self._adding:
            self._fits(stone)
            added = (*self._added, stone)
            if self._path is not None:
                write_durably(self._path, _content(added))
            self._added = added
            self.stones = (*self._configured, *added)
        what = f"{stone.material.name}, {stone.mass_kg:g} kg, {stone.thickness_mm:g} mm"
        return f"stone {stone.name} added: {what}."

    def added(self, name: str) -> bool:
        """Whether a stone was added, and does not stand in the configuration."""
        return any(stone.name == name for stone in self._added)

    def _fits(self, stone: Stone) -> None:
        if self.trouble:
            raise StoneError(f"{self.trouble} Mend or remove that file first")
        names = {known.name for known in self.stones}
        groups = {known.group for known in self.stones if known.group}
        if stone.name in names | groups or stone.group in {stone.name, *names} - {""}:
            raise StoneError(f"there is a stone or a group {stone.name!r} already: choose another")
        if len(self.stones) >= STONES_MAX:
            raise StoneError(f"the catalogue has {STONES_MAX} stones, and no more fit")


def _content(stones: Sequence[Stone]) -> bytes:
    body = {"stones": [asdict(stone) for stone in stones]}
    return json.dumps(body, ensure_ascii=False, indent=1).encode() + b"\n"


def _read(path: Path | None, taken: set[str]) -> tuple[tuple[Stone, ...], str]:
    """The stones that were added and are not in the configuration; and what is wrong."""
    try:
        body = json.loads(path.read_bytes()) if path is not None else {"stones": []}
        found = [_stone(entry) for entry in body["stones"]]
    except FileNotFoundError:
        return (), ""
    except (OSError, ValueError, KeyError, TypeError) as error:
        return (), f"The stones that were added cannot be read from {path} ({error})."
    unlike = {stone.name: stone for stone in found if stone.name not in taken}
    return tuple(unlike.values()), ""


def _stone(entry: Mapping[str, Any]) -> Stone:
    given = entry["material"]
    numbers = [float(given[part.name]) for part in fields(Material)[1:]]
    material = Material(str(given["name"]), *numbers)
    name, group = str(entry["name"]), str(entry["group"])
    return Stone(name, material, float(entry["mass_kg"]), float(entry["thickness_mm"]), group)
