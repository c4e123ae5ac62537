# SPDX-License-Identifier: MIT
"""`stoneheater config check`: whether the daemon would start with this file.

The law of this file: it tells every problem at once, each with its key, value, limit and next
step, and it changes nothing.
"""

import json
from pathlib import Path

import attrs
import click

from stoneheater import paths
from stoneheater.config import Config, ConfigError, load
from stoneheater.interfaces.cli.door import FAILED, Stop


@click.group()
def config() -> None:
    """Look at a configuration file."""


@config.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--json", "as_json", is_flag=True, help="One object with every problem.")
@click.pass_context
def check(ctx: click.Context, file: Path | None, *, as_json: bool) -> None:
    """Check FILE, or the configuration that the daemon would use.

    Exit code 1 when the daemon would not start with it.
    """
    path = file or paths.config_path()
    try:
        found = load(path)
    except ConfigError as error:
        if not as_json:
            raise Stop(str(error)) from error
        problems = [attrs.asdict(problem, value_serializer=_plain) for problem in error.problems]
        click.echo(json.dumps({"ok": False, "problems": problems}, ensure_ascii=False))
        ctx.exit(FAILED)
    if as_json:
        said = {"ok": True, "file": str(path), "problems": [], "not_ready": found.not_ready()}
        click.echo(json.dumps(said, ensure_ascii=False))
    else:
        click.echo("\n".join((f"{path} is in order: {summary(found)}.", *_not_ready(found))))


def summary(found: Config) -> str:
    """What the file says, in one line."""
    water = found.temperature
    return ", ".join(
        (
            f"driver {found.hardware.driver}",
            f"target {water.target_c:.1f} °C (at most {water.target_max_c:.1f})",
            f"high alarm {water.high_alarm_c:.1f} °C",
            f"cutoff {water.cutoff_c:.1f} °C",
            f"bath probes: {len(found.probes('bath'))}",
        )
    )


def _not_ready(found: Config) -> list[str]:
    return [f"not ready: {sentence}" for sentence in found.not_ready()]


def _plain(_: type, __: "attrs.Attribute[object]", value: object) -> object:
    return str(value) if isinstance(value, Path) else value
