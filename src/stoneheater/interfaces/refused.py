# SPDX-License-Identifier: MIT
"""Why the daemon did not start, left where `status` finds it.

The law of this file: the sentence is for whoever asks a heater that does not answer; it is gone
as soon as a daemon runs or has ended well.
"""

from contextlib import suppress
from pathlib import Path

NAME = "refused"
"""The file's name in the runtime directory."""


class RefusedError(Exception):
    """The daemon does not start: ``code`` is its exit code, str() the sentence or sentences."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def leave(runtime_dir: Path, sentence: str) -> None:
    """Leave the sentence, readable for everybody; a directory that cannot take it is no error."""
    path = runtime_dir / NAME
    fresh = path.with_suffix(".new")
    with suppress(OSError):
        fresh.write_text(sentence + "\n", encoding="utf-8")
        fresh.chmod(0o644)
        fresh.replace(path)


def withdraw(runtime_dir: Path) -> None:
    """Nothing is refused any more."""
    with suppress(OSError):
        (runtime_dir / NAME).unlink(missing_ok=True)
