# SPDX-License-Identifier: MIT
"""`stoneheater`: the table of commands, each loaded only when it is called.

The law of this file: knowing a command costs nothing. A therapist who asks for the status must
not wait for the simulator, the screen or the configuration to be imported.

Exit codes: 0 done, 1 refused or failed, 2 usage, 3 daemon not reachable, 4 tripped.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Final

import click

_HERE: Final = "stoneheater.interfaces.cli"

COMMANDS: Final[Mapping[str, tuple[str, str]]] = {
    "status": ("status:status", "Say how the heater is now."),
    "watch": ("watch:watch", "Watch the heater live, readable from two metres."),
    "set": ("drive:set_target", "Set the target, such as 50C or 122F."),
    "on": ("drive:on", "Begin to heat."),
    "standby": ("drive:standby", "End the heat."),
    "ack": ("drive:ack", "Acknowledge the alarms: their sound is paused."),
    "reset": ("drive:reset", "Reset a trip, once its cause is gone."),
    "stone": ("stone:stone", "Lay, turn and lift stones; each says when to lift it."),
    "session": ("session:session", "A client's session: begin, note, check in, end."),
    "record": ("record:record", "Read the record, prove it, hand it out."),
    "doctor": ("doctor:doctor", "Check the whole installation."),
    "probes": ("probes:probes", "List every probe on the bus."),
    "commission": ("commission:commission", "Prove the wiring, once, before the first heat."),
    "dip": ("dip:dip", "Find the lag of the bath probe by dipping it; optional."),
    "relay-replaced": ("relay:relay_replaced", "Say that a new heater relay was fitted."),
    "config": ("config:config", "Look at a configuration file."),
    "daemon": ("daemon:daemon", "Be the heater: the service that controls it."),
    "demo": ("demo:demo", "Run the whole heater on a simulated bath."),
    "sim": ("sim:sim", "Simulate one heat-up in fast time."),
}
"""Every command: where it is, and what it does in one line."""


class Lazy(click.Group):
    """A group whose commands are imported when they are called, and not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every name, in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(f"{_HERE}.{module}"), name)
        assert isinstance(command, click.Command)  # noqa: S101 - for the type checker
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or ask what was meant."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(_unknown(args[0]))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, does) for name, (_, does) in COMMANDS.items()])


def _unknown(name: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - a typing error may cost more

    close = get_close_matches(name, COMMANDS, n=1)
    asked = f"did you mean: stoneheater {close[0]}?" if close else "stoneheater --help lists them."
    return f"there is no command {name!r}: {asked}"


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 - only this option pays for it

        click.echo(f"stoneheater {version('stoneheater')}")
        ctx.exit()


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, callback=_version, is_eager=True, expose_value=False, help="Show it."
)
def main() -> None:
    """Hold a hot-stone bath at its temperature, and cut the heat when anything is wrong.

    Exit codes: 0 done, 1 refused or failed, 2 usage, 3 daemon not reachable, 4 tripped.
    """
