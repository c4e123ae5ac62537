# SPDX-License-Identifier: MIT
"""Keeps the count of the relay's operations from day to day.

The law of this file: it writes seldom, to spare the card (each 15 min of HEATING, when HEATING
ends, when a relay was replaced, and at the end), each time a file and then its copy, so that one
of the two is whole whatever the power does. A count that cannot be read is told, and never
becomes 0 in silence. What a power cut can lose is the operations of those 15 minutes.
"""

import json
from dataclasses import asdict
from pathlib import Path

from stoneheater.core.heater import Outcome
from stoneheater.core.mode import Mode
from stoneheater.core.wear import UNUSED, Wear
from stoneheater.service.small_files import SmallFiles

NAME = "relay.json"
COPY = "relay-copy.json"
EACH_S = 900.0
_KEPT = ("operations", "enable_operations", "heating_s")
_GREATEST = 1e12


def decode(text: str | bytes) -> Wear:
    """The count in a text.

    Raises:
        ValueError: it is none.
    """
    try:
        fields = json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    if not isinstance(fields, dict) or set(fields) != set(_KEPT):
        raise ValueError("it does not hold the three numbers of a count")
    counts = [fields[name] for name in _KEPT[:2]]
    good = all(type(count) is int for count in counts) and type(fields["heating_s"]) is float
    if not good or not all(0 <= value < _GREATEST for value in fields.values()):
        raise ValueError("one of its numbers is not a count")
    return Wear(**fields)


def encode(wear: Wear) -> bytes:
    """A count as one line of JSON."""
    fields = asdict(wear)
    return json.dumps({name: fields[name] for name in _KEPT}).encode() + b"\n"


def read(state_dir: Path) -> tuple[Wear, str]:
    """The count of an earlier day, and a sentence if it could not be had as it should."""
    troubles = []
    for name in (NAME, COPY):
        try:
            wear = decode((state_dir / name).read_bytes())
        except (OSError, ValueError) as error:
            troubles.append(error)
        else:
            return wear, _from_copy(wear) if troubles else ""
    if all(isinstance(trouble, FileNotFoundError) for trouble in troubles):
        return UNUSED, ""
    lost = "the count of the relay's operations and its copy cannot be read and begin again at 0"
    return UNUSED, f"{lost}: have the relay looked at, or a new one fitted."


def _from_copy(wear: Wear) -> str:
    lost = "the count of the relay's operations cannot be read and goes on from its copy"
    return f"{lost}, {wear.operations} operations: if it happens again, replace the card."


class RelayKeeper:
    """Writes the count of one heater's relays."""

    def __init__(self, files: SmallFiles, state_dir: Path, wear: Wear) -> None:
        self._files = files
        self._state_dir = state_dir
        self._wear = self._written = wear
        self._heating = False

    def note(self, outcome: Outcome) -> None:
        """Take note of a cycle."""
        self._wear = outcome.wear
        ended = self._heating and outcome.mode is not Mode.HEATING
        self._heating = outcome.mode is Mode.HEATING
        due = self._wear.heating_s >= self._written.heating_s + EACH_S
        replaced = self._wear.operations < self._written.operations
        if ended or due or replaced:
            self.write()

    def write(self) -> None:
        """Have the count written, if it is another one than was written last."""
        if self._wear == self._written:
            return
        self._written = self._wear
        for name in (NAME, COPY):
            self._files.put(self._state_dir / name, encode(self._wear))
