# SPDX-License-Identifier: MIT
"""`stoneheater probes`: every probe on the bus, with its id, its role and what ails it.

The law of this file: it shows what the daemon measured, and a probe that is ignored says so.
"""

import json
from collections.abc import Mapping

import click

from stoneheater.interfaces.cli import wording
from stoneheater.interfaces.cli.door import door


@click.command()
@click.option("--json", "as_json", is_flag=True, help="A list of objects, one a probe.")
def probes(*, as_json: bool) -> None:
    """List every probe on the bus; takes about a second for each.

    Temperatures are as measured, without the calibration of the configuration.
    """
    with door() as client:
        found = client.call("probes.list")
    if as_json:
        click.echo(json.dumps(found["probes"], ensure_ascii=False))
        return
    rows = wording.rows(found, "probes")
    for row in rows:
        click.echo(line(row))
        for hint in wording.sentences(row, "hints"):
            click.echo(f"    {hint}")
    if not rows:
        click.echo("No probe on the bus: check the cable, its pull-up and dtoverlay=w1-gpio.")


def line(row: Mapping[str, object]) -> str:
    """One probe on one line."""
    name, role = wording.text(row, "name"), wording.text(row, "role")
    bound = f"{name} (role {role})" if name else "not configured (ignored)"
    said = wording.text(row, "fault") or wording.temperature(wording.number(row, "temperature_c"))
    return f"{wording.text(row, 'id')}  {bound}  {said}"
