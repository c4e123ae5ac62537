# SPDX-License-Identifier: MIT
"""One settings file off the disk: read whole and trusted, or refused with sentences.

The law of this file: what comes out is the table that somebody wrote and meant. A file that
strangers may change, that was cut short or that is not TOML gives no table at all, and whoever
starts the heater learns why, with the file, the key, the value, the limit and the next step.
"""

import os
import stat
import tomllib
from pathlib import Path
from typing import Final

import attrs

LARGEST_FILE: Final = 65_536
"""In bytes; nothing larger is a file of settings."""

START_AGAIN: Final = "correct it, or start again from the shipped stoneheater.toml"


@attrs.frozen
class Problem:
    """One thing that is wrong with a settings file; ``str()`` is the sentence a person reads.

    Attributes:
        file: the file it was found in.
        key: the dotted key, such as ``temperature.target_c``; empty when it is the file itself.
        value: what was found there, ready to show.
        limit: what is allowed there.
        next_step: what to do now.
    """

    file: Path
    key: str
    value: str
    limit: str
    next_step: str

    def __str__(self) -> str:
        subject = f"{self.key} in {self.file}" if self.key else str(self.file)
        return f"{subject} is {self.value}: {self.limit}; {self.next_step}."


class ConfigError(Exception):
    """A settings file was refused; ``problems`` holds every reason, ``str()`` one a line."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


def read_toml(path: Path, *, guarded: bool) -> dict[str, object]:
    """Read a TOML file.

    Args:
        path: the file.
        guarded: True for a file that real heat depends on. It is then refused as well when
            anybody but root and the running user may change it, when it sets nothing, and when
            it ends in a number without a line end, which may be the front half of a number.

    Returns:
        The table as ``tomllib`` gives it.

    Raises:
        ConfigError: the file is missing, unreadable, foreign, too large, not UTF-8, not TOML.
    """
    text = _text(path, _content(path, guarded=guarded))
    if guarded and text[-1:].isdigit():
        limit = "its last line ends in a number without a line end and may have lost digits"
        raise _refused(path, "cut short", limit, "check that line and end it with Enter")
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refused(path, "not valid TOML", str(error), START_AGAIN) from error
    if guarded and not table:
        limit = "it sets nothing, as after a power cut while it was saved"
        raise _refused(path, "empty", limit, "start again from the shipped stoneheater.toml")
    return table


def distrust(mode: int, owner: int, user: int) -> str:
    """Why a file must not decide about heat, or nothing if it may.

    Args:
        mode: the file's ``st_mode``.
        owner: the file's user id.
        user: the user id the program runs as.
    """
    if owner not in {0, user}:
        return f"owned by user {owner}"
    if mode & (stat.S_IWGRP | stat.S_IWOTH):
        return f"writable by others (mode {stat.S_IMODE(mode):04o})"
    return ""


def _content(path: Path, *, guarded: bool) -> bytes:
    """Open once and judge what was opened, so that nobody can swap the file in between."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            _require_usable(path, os.fstat(descriptor), guarded=guarded)
            return os.read(descriptor, LARGEST_FILE + 1)
        finally:
            os.close(descriptor)
    except FileNotFoundError as error:
        limit = "the heater runs with no settings but those of a file"
        raise _refused(path, "missing", limit, "copy the shipped stoneheater.toml there") from error
    except (OSError, ValueError) as error:
        limit = getattr(error, "strerror", None) or str(error)
        raise _refused(path, "unreadable", limit, "check the path and its permissions") from error


def _require_usable(path: Path, found: os.stat_result, *, guarded: bool) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise _refused(path, "not a file", "settings are a plain file", "name the file itself")
    if guarded and (reason := distrust(found.st_mode, found.st_uid, os.geteuid())):
        limit = "only root and the heater's own user may change what the heater does"
        step = f"check its settings, then run: sudo chown root {path} && sudo chmod go-w {path}"
        raise _refused(path, reason, limit, step)


def _text(path: Path, content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        limit = f"a file of settings has at most {LARGEST_FILE} bytes"
        raise _refused(path, f"over {LARGEST_FILE} bytes long", limit, START_AGAIN)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        limit = f"byte {error.start + 1} belongs to no character"
        raise _refused(path, "not UTF-8 text", limit, START_AGAIN) from error


def _refused(path: Path, value: str, limit: str, next_step: str) -> ConfigError:
    return ConfigError(Problem(path, "", value, limit, next_step))
