# SPDX-License-Identifier: MIT
"""`stoneheater stone`: the group of commands about stones.

The law of this file: it is a list of commands; each has a file of its own.
"""

import click

from stoneheater.interfaces.cli.forecast import forecast


@click.group()
def stone() -> None:
    """Stones: how long one may lie."""


stone.add_command(forecast)
