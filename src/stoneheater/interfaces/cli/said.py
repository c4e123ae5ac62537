# SPDX-License-Identifier: MIT
"""One request about stones or clients, and how its answer is told.

The law of this file: what lies is timed whatever else is said. A stone to be lifted at once ends
with exit code 1, what the daemon could not understand with 2, and what is not recorded says so.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import click

from stoneheater.core.units import in_unit
from stoneheater.interfaces.cli import wording
from stoneheater.interfaces.cli.door import Stop, door
from stoneheater.interfaces.cli.timers import timers
from stoneheater.interfaces.cli.wording import Unit
from stoneheater.interfaces.client import Misunderstood, Refused

USAGE: Final = 2


class Unclear(Stop):
    """The daemon does not know what was meant: one sentence, and nothing was done."""

    exit_code = USAGE


def ask(method: str, **params: object) -> dict[str, Any]:
    """Ask the daemon; parameters that are None are left out.

    Raises:
        Stop: refused, or nobody answers; Unclear: not understood.
    """
    given = {name: value for name, value in params.items() if value is not None}
    with door() as client:
        try:
            return client.call(method, **given)
        except Misunderstood as error:
            raise Unclear(str(error)) from error
        except Refused as refusal:
            raise Stop(str(refusal)) from refusal


def do(method: str, read_in: Unit = "C", /, **params: object) -> dict[str, Any]:
    """Ask, and tell the answer in the reader's unit; returns it.

    Raises:
        Stop: nothing was done, or a stone is to be lifted at once.
    """
    said = ask(method, **params)
    told = in_unit("\n".join(lines(said)), read_in)
    if said.get("ok") is False:
        raise Stop(told)
    click.echo(told)
    return said


def lines(said: Mapping[str, object]) -> Iterator[str]:
    """The answer in sentences: what was done, when to lift, what is not recorded."""
    yield wording.text(said, "text")
    lying = [row for row in wording.rows(said, "placements") if row.get("open")]
    if said.get("recorded") is False:
        why = wording.text(said, "not_recorded") or "the record does not say why"
        yield f"{'timing, ' if lying else ''}NOT recorded: {why}"
    for timer in timers({"placements": lying}):
        if not timer.refused:  # the sentence has said it
            yield f"  {timer.line}"
