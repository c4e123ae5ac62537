# SPDX-License-Identifier: MIT
"""How each entry is tied to the one before it.

The law of this file: a hash covers every column of its entry and the hash before, and nothing
else; of a client's part it covers a salted seal, so that the part can go and the hash stays.
Anybody can compute the same from the file alone: docs/record.md shows how.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

GENESIS: Final = "0" * 64
"""What stands before the first entry."""

SALT_BYTES: Final = 32
"""A seal without so much chance in it could be found by trying initials."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a record: its number (0 for none) and its hash."""

    id: int
    hash: str


EMPTY: Final = Head(0, GENESIS)


def link(before: str, columns: Sequence[object]) -> str:
    """The hash of an entry: SHA-256 over one line of ASCII JSON.

    Args:
        before: the hash of the entry before, or ``GENESIS``.
        columns: what the entry says, in the order of ``COVERED`` in ``record_table.py``.

    Returns:
        64 hexadecimal digits.
    """
    line = json.dumps([before, *columns], separators=(",", ":"), default=repr)
    return sha256(line.encode("ascii")).hexdigest()


def seal(salt: bytes, body: str) -> str:
    """The seal of a client's part: SHA-256 over the salt and the text as it is kept."""
    return sha256(salt + body.encode("utf-8", "surrogateescape")).hexdigest()


def new_salt() -> bytes:
    """Chance for one seal; erased together with what it seals."""
    return os.urandom(SALT_BYTES)
