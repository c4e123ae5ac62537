# SPDX-License-Identifier: MIT
"""How a small file is written so that a power cut leaves the old one or the new one.

The law of this file: when ``write_durably`` returns, the new content is on the disk; when it
raises, or the power fails in the middle, the old content is there untouched. There is no third.
"""

import os
from contextlib import suppress
from pathlib import Path


def write_durably(path: Path, data: bytes) -> None:
    """Replace the content of ``path``: temporary file, fsync, rename, fsync of the folder.

    One caller at a time per path: the temporary name is fixed, so that what a power cut leaves
    behind is overwritten by the next write and never piles up.

    Args:
        path: the file; its folder must exist.
        data: the whole new content.

    Raises:
        OSError: the disk refused. Up to the rename the old content is untouched; only if the
            last step (fsync of the folder) failed, the new content may or may not last.
    """
    fresh = path.with_name(path.name + ".new")
    try:
        _write_and_sync(fresh, data)
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames inside ``folder`` last; raises OSError if the disk refuses."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_and_sync(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
