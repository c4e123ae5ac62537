# SPDX-License-Identifier: MIT
"""`stoneheater relay-replaced`: a new heater relay was fitted, and its operations begin at 0.

The law of this file: a new relay counts once it was heard.
"""

import click

from stoneheater.interfaces.cli import wording
from stoneheater.interfaces.cli.commission import clicked
from stoneheater.interfaces.cli.door import door


@click.command("relay-replaced")
def relay_replaced() -> None:
    """Say that a new heater relay was fitted: its operations are counted from 0.

    In STANDBY. Without an enable it asks first: "Unplug the element, then type yes". Then the new
    relay is clicked, and it asks: "Did you hear heater click?" (y or n).
    """
    with door() as client:
        snapshot = client.call("snapshot.get")
        clicked(client, ("heater",), fitted=wording.text(snapshot, "enable_commanded") != "")
        click.echo(client.call("relay.replaced")["text"])
