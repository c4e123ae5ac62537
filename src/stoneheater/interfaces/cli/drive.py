# SPDX-License-Identifier: MIT
"""`set`, `on`, `standby`, `ack`, `reset`: what a person asks of the heater.

The law of this file: one request, one sentence, one exit code. What is unusual needs an explicit
yes, and nobody is asked who is not there to answer.
"""

import click

from stoneheater.core.units import UnitError, parse_temperature, suggestion
from stoneheater.interfaces.cli.door import Stop, door, interactive
from stoneheater.interfaces.client import Client, Refused


@click.command("set", context_settings={"ignore_unknown_options": True})
@click.argument("temperature")
@click.option("--yes", is_flag=True, help="The explicit yes that an unusual target needs.")
def set_target(temperature: str, *, yes: bool) -> None:
    """Set the target to TEMPERATURE: 50C or 122F; a bare number is °C.

    The mode stays as it is: only `on` begins to heat. An unusual target needs an explicit yes:
    on a terminal it is asked for, elsewhere it is --yes.
    """
    written = _written(temperature)
    with door() as client:
        try:
            click.echo(_ask(client, written, yes=yes))
        except Refused as refusal:
            raise Stop(str(refusal)) from refusal


@click.command()
def on() -> None:
    """Begin to heat."""
    _tell("heat.on")


@click.command()
def standby() -> None:
    """End the heat: the heater is commanded off."""
    _tell("heat.standby")


@click.command()
def ack() -> None:
    """Acknowledge the alarms: their sound is paused, high ones come back after 2 minutes."""
    _tell("alarm.ack")


@click.command()
def reset() -> None:
    """Reset a trip, once its cause is gone; it leads to STANDBY."""
    _tell("trip.reset")


def _tell(method: str) -> None:
    with door() as client:
        click.echo(client.call(method)["text"])


def _written(temperature: str) -> str:
    """The temperature as it is sent, with its unit."""
    question = suggestion(temperature)
    if question:
        raise Stop(f"{temperature} is not set: {question}")
    try:
        parse_temperature(temperature, bare_is_celsius=True)
    except UnitError as error:
        raise click.UsageError(f"{error}.") from error
    return temperature if temperature[-1].upper() in "CF" else f"{temperature}C"


def _ask(client: Client, written: str, *, yes: bool) -> str:
    """Send it; ask for the yes that it needs, if somebody is there."""
    try:
        return str(client.call("target.set", temperature=written, confirmed=yes)["text"])
    except Refused as refusal:
        if "--yes" not in str(refusal) or not interactive():
            raise
        click.confirm(f"{str(refusal).partition(':')[0]}. Do you mean it?", abort=True)
    return str(client.call("target.set", temperature=written, confirmed=True)["text"])
