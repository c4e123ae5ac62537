# SPDX-License-Identifier: MIT
"""One heater, one daemon: a lock that the kernel gives back however its holder ends.

The law of this file: whoever holds the lock is alive, and there is never a stale one to remove.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "lock"
"""The file's name in the runtime directory."""


class LockedError(Exception):
    """Another daemon has the heater; str() says which and what to do."""


@contextmanager
def held(runtime_dir: Path) -> Iterator[None]:
    """Hold the lock of this runtime directory.

    Raises:
        LockedError: another process holds it.
        OSError: the file cannot be made.
    """
    handle = os.open(runtime_dir / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(handle, runtime_dir)
        yield
    finally:
        os.close(handle)


def _take(handle: int, runtime_dir: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as busy:
        holder = os.read(handle, 32).decode(errors="replace").strip() or "unknown"
        raise LockedError(
            f"Another daemon (process {holder}) has the heater of {runtime_dir}: "
            "this one did not start. See it with: stoneheater status."
        ) from busy
    os.truncate(handle, 0)
    os.write(handle, f"{os.getpid()}\n".encode())
