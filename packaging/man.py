# SPDX-License-Identifier: MIT
# ruff: noqa: INP001 - a build step, run by its path
"""The man pages, made from the program and its configuration.

The law of this file: a page says what `--help` and the configuration file say, in their words.

Usage: man.py SITE VERSION FOLDER, with SITE the folder that has the program and click.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SITE, VERSION, FOLDER = sys.argv[1:4]
sys.path.insert(0, SITE)

import click  # noqa: E402 - from SITE

from stoneheater.interfaces.cli.main import COMMANDS, main  # noqa: E402 - from SITE

SERVICE = """\
.SH DESCRIPTION
The daemon that holds the bath's temperature runs as the service stoneheater. It starts in STANDBY,
whatever was before; only a person at the heater begins heat (stoneheater on).
.SH GROUPS
.TP
stoneheater
people who may work the heater: sudo adduser NAME stoneheater
.TP
stoneheater-remote
programs that may look from afar, and take heat away
.SH FILES
.TP
/etc/stoneheater/stoneheater.toml
the configuration; see stoneheater.toml(5)
.TP
/var/lib/stoneheater
the latch, the commissioning, the record and the history
.TP
/run/stoneheater
the sockets, and the lines that are switched off after a crash
.TP
/usr/lib/stoneheater/relay_off.py
drives every line off; needs nothing but Python itself
.SH EXIT STATUS
0 told to end, 70 the control loop failed, 75 the heater is in use by another program,
78 nothing may run with this configuration or hardware.
.SH SEE ALSO
stoneheater(1), stoneheater.toml(5), journalctl(1)
"""


def roff(text: str) -> str:
    """Plain text as roff takes it."""
    plain = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(f"\\&{line}" if line[:1] in ".'" else line for line in plain.splitlines())


def head(name: str, section: int, does: str) -> str:
    """The title and the name of a page."""
    title = f'.TH "{name.upper()}" {section} "" "stoneheater {VERSION}" "stoneheater"'
    return f"{title}\n.SH NAME\n{roff(name)} \\- {roff(does)}\n"


def every(name: str, command: click.Command, parent: Any = None) -> Iterator[str]:
    """A command and those below it, each with its own --help, but for the first line."""
    context = click.Context(command, info_name=name, parent=parent, terminal_width=78)
    yield f'.SH "{roff(context.command_path)}"\n.nf\n{roff(command.get_help(context))}\n.fi\n'
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            if found is not None:
                yield from every(inner, found, context)


def pages() -> Iterator[tuple[str, str]]:
    """Each page's file name and text."""
    does = "hold a hot-stone bath at its temperature"
    yield "stoneheater.1", head("stoneheater", 1, does) + "".join(every("stoneheater", main))
    yield "stoneheater.8", head("stoneheater", 8, "the heater as a service") + SERVICE
    config = roff(Path("config/stoneheater.toml").read_text("utf-8"))
    shown = f".SH FILE\n/etc/stoneheater/stoneheater.toml\n.SH CONTENT\n.nf\n{config}\n.fi\n"
    yield "stoneheater.toml.5", head("stoneheater.toml", 5, "configuration of one heater") + shown


assert COMMANDS, "a page without commands"  # noqa: S101 - a build step
Path(FOLDER).mkdir(parents=True)
for file, text in pages():
    (Path(FOLDER) / file).write_text(text, encoding="utf-8")
