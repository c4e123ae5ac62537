# SPDX-License-Identifier: MIT
"""`stoneheater daemon`: the heater itself, in the foreground, as the service runs it.

The law of this file: it reads its options and becomes the daemon, nothing else.
"""

import sys
from pathlib import Path

import click

from stoneheater import paths
from stoneheater.interfaces.daemon import run


@click.command()
@click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path),
    help="The configuration file [default: /etc/stoneheater/stoneheater.toml].",
)
@click.option("--simulated", is_flag=True, help="Let a service run a simulated driver.")
def daemon(*, file: Path | None, simulated: bool) -> None:
    """Be the heater: the service that controls it, until it is told to stop.

    Exit codes are those of sysexits.h: 78 bad configuration, 75 a second daemon.
    """
    sys.exit(run(file or paths.config_path(), simulated_allowed=simulated))
