# SPDX-License-Identifier: MIT
"""The trip latch: a trip outlives the process, the power cut and the torn write.

The law of this file: only a latch that is read whole and says "clear" is clear. Either copy
tripped is tripped; damaged, unreadable, or missing on a commissioned heater is "unknown", which
counts as tripped. Nothing is cleared before both copies are on the disk.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, TypeAlias

from stoneheater.service.files import write_durably

NAME: Final = "latch"
"""The file's name in the state directory and in the runtime directory."""


@dataclass(frozen=True, slots=True)
class Clear:
    """No trip is latched."""


@dataclass(frozen=True, slots=True)
class LatchedTrip:
    """A trip that holds until it is reset.

    Attributes:
        rule: the rule that tripped.
        sentence: what happened, with the number and the limit.
        wall_s: when, in seconds since 1970; a label only.
    """

    rule: str
    sentence: str
    wall_s: float


@dataclass(frozen=True, slots=True)
class Unknown:
    """Whether a trip is latched cannot be told; the sentence says why and what to do."""

    sentence: str


LatchState: TypeAlias = Clear | LatchedTrip | Unknown


class LatchError(Exception):
    """The latch is not written; the message says why and what holds meanwhile."""


class LatchFile:
    """The latch's two copies.

    Args:
        state_dir: the folder that survives a power cut.
        runtime_dir: the folder that survives the process (``/run``, in memory).
    """

    def __init__(self, state_dir: Path, runtime_dir: Path) -> None:
        self.state_path = state_dir / NAME
        self.runtime_path = runtime_dir / NAME

    def read(self, *, commissioned: bool) -> LatchState:
        """What the two copies say together; never raises.

        Args:
            commissioned: the heater has been commissioned, so that a missing file is a fault.
        """
        state, runtime = _read(self.state_path), _read(self.runtime_path)
        if state is None and commissioned:
            state = _unknown(self.state_path, "is missing")
        for kind in (LatchedTrip, Unknown):
            for copy in (state, runtime):
                if isinstance(copy, kind):
                    return copy
        return Clear()

    def open(self, *, commissioned: bool) -> LatchState:
        """What the daemon starts with: ``read``, and on a commissioned heater proof of writing.

        A clear latch is written again as it was: one that could not take a trip is Unknown.
        """
        found = self.read(commissioned=commissioned)
        if not commissioned or not isinstance(found, Clear):
            return found
        try:
            self.write(None)
        except OSError as error:
            return _unknown(self.state_path, f"cannot be written ({error.strerror})")
        return found

    def create_clear(self) -> None:
        """Make the latch for the first time (``commission``); an existing clear one may stay.

        Raises:
            LatchError: there is a latch that is not clear; ``reset`` is the way.
            OSError: the disk refused.
        """
        found = self.read(commissioned=False)
        if not isinstance(found, Clear):
            raise LatchError(f"{found.sentence} Commissioning does not clear it: reset it first.")
        self.write(None)

    def write(self, trip: LatchedTrip | None) -> None:
        """Latch ``trip``, or clear with None, in both copies; returns when both are on the disk.

        Raises:
            OSError: a copy could not be written; a trip then stands wherever it could be.
        """
        if trip is None:
            self.write_state(None)
            self.write_runtime(None)
            return
        try:
            self.write_runtime(trip)
        finally:
            self.write_state(trip)

    def write_state(self, trip: LatchedTrip | None) -> None:
        """Write the copy that survives a power cut; raises OSError if the disk refuses."""
        write_durably(self.state_path, encode(trip))

    def write_runtime(self, trip: LatchedTrip | None) -> None:
        """Write the copy that survives the process; raises OSError if memory's disk refuses."""
        write_durably(self.runtime_path, encode(trip))


def encode(trip: LatchedTrip | None) -> bytes:
    """The content of a latch file: one line of JSON and one line with its SHA-256."""
    fields = {"latch": "clear"} if trip is None else {"latch": "tripped", **asdict(trip)}
    body = json.dumps(fields, sort_keys=True).encode("ascii")
    return body + b"\n" + hashlib.sha256(body).hexdigest().encode("ascii") + b"\n"


def decode(data: bytes) -> Clear | LatchedTrip | None:
    """The state that ``data`` holds, or None unless every byte is as ``encode`` makes it."""
    body, _, seal = data.partition(b"\n")
    if seal != hashlib.sha256(body).hexdigest().encode("ascii") + b"\n":
        return None
    try:
        fields = json.loads(body)
        clear = fields.pop("latch") == "clear"
        trip = None if clear else LatchedTrip(**fields)
    except (ValueError, TypeError, AttributeError, KeyError):
        return None
    return None if encode(trip) != data else trip or Clear()


def _read(path: Path) -> LatchState | None:
    try:
        found = decode(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        return _unknown(path, f"cannot be read ({error.strerror})")
    return _unknown(path, "is damaged") if found is None else found


def _unknown(path: Path, why: str) -> Unknown:
    return Unknown(
        f"It cannot be told whether the heater has tripped: the latch {path} {why}."
        " Look at the bath, then reset at the heater."
    )
