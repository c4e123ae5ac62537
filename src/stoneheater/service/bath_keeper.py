# SPDX-License-Identifier: MIT
"""Keeps the learned bath from day to day, and what it was when it was commissioned.

The law of this file: it writes when a heat-up ends, through a thread that may stall for ever, and
what it reads back is a hypothesis and no more: the model weighs it every time. What the bath was
when it was commissioned counts for that commissioning and that name plate, and no other.
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


def decode(text: str | bytes) -> Learned:
    """The learned bath in a text.

    Raises:
        ValueError: it is not one.
    """
    return _learned(_fields(text))


def encode(learned: Learned) -> bytes:
    """A learned bath as one line of JSON."""
    return json.dumps(asdict(learned)).encode() + b"\n"


def read(state_dir: Path) -> Learned | None:
    """The bath of an earlier day; None if there is none that can be read."""
    try:
        return decode((state_dir / NAME).read_bytes())
    except (OSError, ValueError):
        return None


def read_reference(state_dir: Path, belongs: str) -> Learned | None:
    """The bath when it was commissioned; None if there is none of this commissioning."""
    try:
        fields = _fields((state_dir / REFERENCE).read_bytes())
        same = isinstance(fields, dict) and fields.pop("belongs", None) == belongs
        return _learned(fields) if same else None
    except (OSError, ValueError):
        return None


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
    """Writes the learned bath when a heat-up ends, and notes what has become of it."""

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
        self._heating = False
        self._reference = read_reference(state_dir, belongs)

    def note(self, outcome: Outcome) -> None:
        """Take note of a cycle; the end of HEATING is when a bath is worth keeping."""
        ended = self._heating and outcome.mode is not Mode.HEATING
        self._heating = outcome.mode is Mode.HEATING
        if not ended:
            return
        model, health = self._heater.model, self._heater.health
        if model.settled:
            self._files.put(self._state_dir / NAME, encode(model.learned))
        if health.reference is not None and health.reference != self._reference:
            self._reference = health.reference
            fields = {"belongs": self._belongs, **asdict(health.reference)}
            self._files.put(self._state_dir / REFERENCE, json.dumps(fields).encode() + b"\n")
        elif health.change is not None:
            self._note(f"the bath: {health.change.words()}")
