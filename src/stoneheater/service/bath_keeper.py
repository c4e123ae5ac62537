# SPDX-License-Identifier: MIT
"""Keeps the learned bath from day to day, and what it was when it was commissioned.

The law of this file: it writes seldom (each 15 min of HEATING, when HEATING ends, and at the end),
through a thread that may stall for ever, and what it reads back is a hypothesis and no more: the
model weighs it every time. What the bath was when it was commissioned counts for that commissioning
and that name plate, and no other. What cannot be read is told, and learned again.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from stoneheater.core.heater import Heater, Outcome
from stoneheater.core.mode import Mode
from stoneheater.core.thermal_model import Learned
from stoneheater.service.small_files import SmallFiles

NAME = "learned-bath.json"
REFERENCE = "reference-bath.json"
GREATEST = 1e6
"""No number of a learned bath is greater; nor is one that is infinite or none."""

_NO_REFERENCE = (
    "the bath as it was commissioned {why}: it is thrown away, and the next bath that is surely "
    "known takes its place: descale the element and fill the bath before the next heat-up."
)

EACH_S = 900.0
"""A power cut loses so much HEATING of learning at most, s."""


def decode(text: str | bytes) -> Learned:
    """The learned bath in a text.

    Raises:
        ValueError: it is not one.
    """
    return _learned(_fields(text))


def encode(learned: Learned) -> bytes:
    """A learned bath as one line of JSON."""
    return json.dumps(asdict(learned)).encode() + b"\n"


def read(state_dir: Path) -> tuple[Learned | None, str]:
    """The bath of an earlier day, if there is one, and a sentence if it cannot be read."""
    try:
        return decode((state_dir / NAME).read_bytes()), ""
    except FileNotFoundError:
        return None, ""
    except (OSError, ValueError) as error:
        return None, (
            f"the bath kept from an earlier day cannot be read ({_reason(error)}): it is thrown "
            "away; the next heat-up learns this one."
        )


def read_reference(state_dir: Path, belongs: str) -> tuple[Learned | None, str]:
    """The bath when it was commissioned, if there is one, and a sentence if it cannot be read.

    That of another commissioning or name plate is none, and no news.
    """
    try:
        fields = _fields((state_dir / REFERENCE).read_bytes())
        if isinstance(fields, dict) and fields.pop("belongs", belongs) != belongs:
            return None, ""
        return _learned(fields), ""
    except FileNotFoundError:
        return None, ""
    except (OSError, ValueError) as error:
        return None, _NO_REFERENCE.format(why=f"cannot be read ({_reason(error)})")


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__


def _fields(text: str | bytes) -> object:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def _learned(fields: object) -> Learned:
    if not isinstance(fields, dict) or set(fields) != set(Learned.__dataclass_fields__):
        raise ValueError("it does not hold the seven numbers of a learned bath")
    values = list(fields.values())
    if not all(type(value) in (int, float) and abs(value) < GREATEST for value in values):
        raise ValueError("one of its numbers is not a number")
    return Learned(**fields)


class BathKeeper:
    """Writes the learned bath, and notes what has become of it."""

    def __init__(
        self,
        files: SmallFiles,
        state_dir: Path,
        heater: Heater,
        belongs: str,
        note: Callable[[str], None],
    ) -> None:
        """Keep the bath of a heater.

        Args:
            files: what writes.
            state_dir: where to.
            heater: whose bath it is.
            belongs: which commissioning and name plate this is.
            note: puts a sentence into the record.
        """
        self._files = files
        self._state_dir = state_dir
        self._heater = heater
        self._belongs = belongs
        self._note = note
        self._heating = self._new = False
        self._written_s = 0.0
        self._reference, _ = read_reference(state_dir, belongs)
        if self._reference is not None and heater.health.reference is None:
            self._note(_NO_REFERENCE.format(why="is impossible for this name plate"))

    def note(self, outcome: Outcome) -> None:
        """Take note of a cycle; how the bath compares is told once HEATING has ended."""
        before, self._heating = self._heating, outcome.mode is Mode.HEATING
        ended, heated_s = before and not self._heating, outcome.wear.heating_s
        if not before:
            self._written_s, self._new = heated_s, False
        if not ended and heated_s < self._written_s + EACH_S:
            return
        self._written_s = heated_s
        self._new = self._write() or self._new
        change = self._heater.health.change
        if ended and not self._new and change is not None:
            self._note(f"the bath: {change.words()}")

    def close(self) -> None:
        """Have the bath written that is being learned."""
        if self._heating:
            self._write()

    def _write(self) -> bool:
        """Whether it is the first bath of this commissioning."""
        model, health = self._heater.model, self._heater.health
        if model.settled:
            self._files.put(self._state_dir / NAME, encode(model.learned))
        if health.reference is None or health.reference == self._reference:
            return False
        self._reference = health.reference
        fields = {"belongs": self._belongs, **asdict(health.reference)}
        self._files.put(self._state_dir / REFERENCE, json.dumps(fields).encode() + b"\n")
        return True
