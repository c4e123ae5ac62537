# SPDX-License-Identifier: MIT
"""The way to the daemon, and the exit codes of every command.

The law of this file: whatever goes wrong ends in one sentence on standard error and the exit code
of the table: 1 refused or failed, 3 daemon not reachable, 4 refused by a tripped heater.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, Final

import click

from stoneheater.interfaces.client import Client, ClientError, Refused, Unreachable

FAILED: Final = 1
UNREACHABLE: Final = 3
TRIPPED: Final = 4


class Stop(click.ClickException):
    """The end of a command, refused or failed: one sentence."""

    exit_code = FAILED

    def show(self, file: IO[Any] | None = None) -> None:
        """Say it on standard error, or in ``file``."""
        click.echo(self.message, file=file, err=file is None)


class NotReachable(Stop):
    """No daemon answers."""

    exit_code = UNREACHABLE


class StillTripped(Stop):
    """Refused by a heater that is tripped."""

    exit_code = TRIPPED


@contextmanager
def door() -> Iterator[Client]:
    """A connection to the daemon; what fails in it becomes a Stop."""
    try:
        with Client.connect() as client:
            try:
                yield client
            except Refused as refusal:
                raise _stop(client)(str(refusal)) from refusal
    except Unreachable as error:
        raise NotReachable(str(error)) from error
    except ClientError as error:
        raise Stop(str(error)) from error


def interactive() -> bool:
    """Whether a person can be asked: both ends are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _stop(client: Client) -> type[Stop]:
    """A refusal of a heater that is tripped has an exit code of its own."""
    try:
        tripped = client.call("snapshot.get").get("mode") == "TRIPPED"
    except ClientError:
        return Stop
    return StillTripped if tripped else Stop
