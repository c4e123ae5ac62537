# SPDX-License-Identifier: MIT
"""`stoneheater dip`: how far a probe lags behind the water, found by dipping it.

The law of this file: the readings are the daemon's own, and a lag that the curve does not show is
not made up: it is a sentence and a second try.
"""

import time
from collections.abc import Callable, Mapping
from typing import Final

import click

from stoneheater.core.probe_dip import DipError, ended, fitted
from stoneheater.interfaces.cli import wording
from stoneheater.interfaces.cli.door import Stop, door
from stoneheater.interfaces.client import Client

PATIENCE_S: Final = 300.0
"""A dip that takes longer than this, in the heater's own time, is given up, s."""

POLL_S: Final = 0.2
"""How long to wait for the next reading, s."""

Readings = list[tuple[float, float]]


@click.command()
def dip() -> None:
    """Find the lag of the bath probe by dipping it: optional, once, on a commissioned heater.

    In STANDBY, with warm water in the bath: hold the probe in the air, or in a cup of cold water,
    until its reading stands still; press Enter; then put it into the warm water in one quick move
    and hold it there. With the probe's own lag known, that of the heating element is known too.
    Exit code 1 when the readings do not show a lag.
    """
    with door() as client:
        click.echo(dipped(client))


def dipped(client: Client) -> str:
    """Ask for the dip, watch it, and have its lag kept; the daemon's answer."""
    name = _name(client)
    held = f"Hold the probe {name} in the air or in cold water until it reads the same for 10 s"
    click.prompt(f"{held}, then press Enter", default="", show_default=False, prompt_suffix=".")
    click.echo(f"Now put {name} into the warm water in one quick move, and hold it still there.")
    try:
        lag = fitted(watched(lambda: client.call("snapshot.get"), name, time.sleep))
    except DipError as error:
        raise Stop(f"{str(error)[0].upper()}{str(error)[1:]}") from error
    click.echo(f"{name} has a lag of {lag.lag_s:.1f} s, give or take {lag.doubt_s:.1f} s.")
    return str(client.call("commission.dip", lag_s=lag.lag_s)["text"])


def watched(
    ask: Callable[[], Mapping[str, object]], name: str, rest: Callable[[float], None]
) -> Readings:
    """Follow a probe until the dip is over.

    Args:
        ask: the newest snapshot.
        name: the probe.
        rest: waits so many seconds.

    Returns:
        Its readings: instant, s, and °C; until they stand still again, or patience ends.

    Raises:
        Stop: the probe gives no reading, or nothing more is heard of it.
    """
    readings: Readings = []
    polls = 0
    while not ended(readings) and polls < PATIENCE_S / POLL_S:
        at_s, value_c = _reading(ask(), name)
        if readings and at_s <= readings[-1][0]:
            polls += 1
            rest(POLL_S)
        elif readings and at_s > readings[0][0] + PATIENCE_S:
            break
        else:
            readings.append((at_s, value_c))
    return readings


def _reading(snapshot: Mapping[str, object], name: str) -> tuple[float, float]:
    """The newest reading of a probe: its instant, s, to a tenth, and °C."""
    for row in wording.rows(snapshot, "probes"):
        value_c, age_s = wording.number(row, "temperature_c"), wording.number(row, "age_s")
        at_s = wording.number(snapshot, "at_s")
        if row.get("name") == name and None not in (value_c, age_s, at_s):
            return round((at_s or 0.0) - (age_s or 0.0), 1), value_c or 0.0
    raise Stop(f"{name} gives no reading: check its plug, then run stoneheater dip.")


def _name(client: Client) -> str:
    """The first bath probe of the configuration."""
    for row in wording.rows(client.call("probes.list"), "probes"):
        if row.get("role") == "bath":
            return wording.text(row, "name")
    raise Stop("No probe has the role bath: run stoneheater commission first.")
