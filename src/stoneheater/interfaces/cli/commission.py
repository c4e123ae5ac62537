# SPDX-License-Identifier: MIT
"""`stoneheater commission`: prove the wiring, once, with ears and hands.

The law of this file: what was not heard or felt is not commissioned, and nothing here can answer
for the person at the heater. Every switch is clicked alone, so that the element gets no power.
"""

import time
from collections.abc import Mapping, Sequence
from typing import Final

import click

from stoneheater import paths
from stoneheater.interfaces.cli import wording
from stoneheater.interfaces.cli.dip import dipped
from stoneheater.interfaces.cli.door import Stop, door, interactive
from stoneheater.interfaces.cli.sound import missed, noticed
from stoneheater.interfaces.cli.warmth import Bus, WarmthError, felt
from stoneheater.interfaces.client import Client

_NEEDED: Final = ("hardware", "wiring", "name plate")
"""Checks of the doctor that must be in order before anything is clicked."""

_SILENT: Final[Mapping[str, str]] = {
    "heater": "check the wire from gpio.heater_pin to K1, its supply and its driver",
    "enable": "check the wire from gpio.enable_pin to K2, its supply, its driver and the dead-man",
}


@click.command()
def commission() -> None:
    """Prove the wiring, once, before the first heat.

    Stand at the heater, in STANDBY. It asks, in this order, and takes the answers from a pipe too:

    1. without an enable only: "Unplug the element, then type yes" (yes);

    2. after the click of heater: "Did you hear heater click?" (y or n);

    3. with an enable, after its click: the same for enable (y or n);

    4. with a buzzer: "Did you hear the buzzer?", with a lamp: "Did you see the lamp?" (y or n);

    5. for each probe: hold it in your hand until it is found (nothing to type, at most 90 s).

    On a terminal it then offers a dip of the bath probe (y or N): see stoneheater dip.

    With no probe in the configuration it finds their ids instead, and prints what to write there.
    Exit code 1 when something is missing, was not heard or was not found.
    """
    with door() as client:
        snapshot = client.call("snapshot.get")
        _require(client)
        bus = Bus(lambda: wording.rows(client.call("probes.list"), "probes"))
        if not bus.configured():
            raise Stop(_tables(bus))
        fitted = wording.text(snapshot, "enable_commanded") != ""
        heard = clicked(client, ("heater", "enable")[: 1 + fitted], fitted=fitted)
        seen = noticed(client)
        bound = {name: _bind(bus, name, rom_id) for name, rom_id in bus.configured().items()}
        said = client.call("commission.finish", heard={**heard, **seen}, probes=bound)
        click.echo("\n".join([said["text"], *missed(seen)]))
        if interactive() and click.confirm("Dip the bath probe too, to find its lag?"):
            click.echo(dipped(client))


def _require(client: Client) -> None:
    """Show the wiring; stop at what must be configured first."""
    report = wording.rows(client.call("doctor.report"), "report")
    rows = [row for row in report if row.get("name") in _NEEDED]
    failed = [row for row in rows if row.get("verdict") == "fail"]
    for row in rows:
        click.echo(wording.text(row, "sentence"))
    if failed:
        steps = " ".join(wording.text(row, "next_step") for row in failed)
        raise Stop(f"Not yet. {steps} The configuration is {paths.config_path()}.")


def clicked(client: Client, outputs: Sequence[str], *, fitted: bool) -> dict[str, bool]:
    """Click each of the outputs and ask what was heard, in this order.

    Raises:
        Stop: nobody heard one, or without an enable (``fitted``) the element is plugged in.
    """
    if not fitted:
        click.echo("No enable is fitted: for this click the element would get power.")
        if click.prompt("Unplug the element, then type yes") != "yes":
            raise Stop("Nothing was clicked: unplug the element, then run stoneheater commission.")
    return {output: _click(client, output) for output in outputs}


def _click(client: Client, output: str) -> bool:
    client.call("commission.click", output=output)
    if not click.confirm(f"Did you hear {output} click?"):
        raise Stop(f"{output} was not heard: {_SILENT[output]}, then run stoneheater commission.")
    snapshot = client.call("snapshot.get")
    for row in wording.rows(snapshot, "rules"):
        if row.get("rule") == "read-back":
            raise Stop(f"{output} is not proven: {wording.text(row, 'reason')}")
    return True


def _bind(bus: Bus, name: str, rom_id: str) -> str:
    """Find one configured probe by the warmth of a hand."""
    click.echo(f"Hold the probe {name} in your hand.")
    found = _felt(bus)
    if found != rom_id:
        step = f'write id = "{found}" into its [[probe]], restart the daemon'
        raise Stop(
            f"{name} is {found}, and the configuration says {rom_id}: "
            f"{step}, then run stoneheater commission."
        )
    click.echo(f"{name} is {found}.")
    return found


def _tables(bus: Bus) -> str:
    """No probe is configured: find them all, in the order in which they are warmed."""
    count = len(bus.temperatures())
    if count == 0:
        raise Stop("No probe is on the bus: check its wiring, then run stoneheater probes.")
    found: list[str] = []
    while len(found) < count:
        click.echo(f"Hold probe {len(found) + 1} of {count} in your hand; the bath's first.")
        rom_id = _felt(bus)
        if rom_id in found:
            raise Stop(f"{rom_id} was warmed twice: let them rest, then start again.")
        click.echo(f"It is {rom_id}.")
        found.append(rom_id)
    tables = "\n".join(f'[[probe]]\nid = "{rom_id}"\nrole = "bath"\n' for rom_id in found)
    head = f'Write this into {paths.config_path()} (role "element" for one on the element)'
    return f"{head},\nrestart the daemon, then run stoneheater commission:\n\n{tables}"


def _felt(bus: Bus) -> str:
    try:
        return felt(bus, time.monotonic, time.sleep)
    except WarmthError as error:
        raise Stop(str(error)) from error
