# SPDX-License-Identifier: MIT
"""The end of the record, marked in a small file of its own, so that a cut tail shows.

The law of this file: the mark may lag behind the record, never run ahead of it. It is two lines
written in turn, each with a checksum, so that a power cut tears at most the one being written.
"""

import os
from binascii import crc32
from contextlib import suppress
from pathlib import Path
from typing import Final

from stoneheater.service.files import write_durably
from stoneheater.service.store.chain import Head

_DIGITS: Final = 12
_SLOT_BYTES: Final = _DIGITS + 1 + 64 + 1 + 8 + 1


def anchor_path(records: Path) -> Path:
    """Where the end of the record in ``records`` is marked: ``records.head`` beside it."""
    return records.with_suffix(".head")


def read_anchor(path: Path) -> Head | None:
    """The marked end of the record, or None if the file is missing or says nothing whole.

    Raises:
        OSError: the file is there and cannot be read.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    slots = (data[at : at + _SLOT_BYTES] for at in (0, _SLOT_BYTES))
    return max(filter(None, map(_head, slots)), key=lambda head: head.id, default=None)


def begin_anchor(path: Path, head: Head) -> None:
    """Mark ``head`` as the end, whatever was marked before; raises OSError if the disk refuses."""
    write_durably(path, _line(head) * 2)


def move_anchor(path: Path, head: Head) -> None:
    """Mark ``head`` in the older of the two lines and sync; raises OSError if it cannot be."""
    handle = os.open(path, os.O_WRONLY)
    try:
        os.pwrite(handle, _line(head), head.id % 2 * _SLOT_BYTES)
        os.fdatasync(handle)
    finally:
        os.close(handle)


def _line(head: Head) -> bytes:
    said = f"{head.id:0{_DIGITS}d} {head.hash}"
    return f"{said} {crc32(said.encode()):08x}\n".encode()


def _head(slot: bytes) -> Head | None:
    """What a line says, if it is exactly the line that would be written."""
    with suppress(ValueError, UnicodeDecodeError):
        number, digest, _ = slot.decode("ascii").split(" ")
        head = Head(int(number), digest)
        if _line(head) == slot:
            return head
    return None
