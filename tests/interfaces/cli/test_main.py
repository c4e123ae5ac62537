# SPDX-License-Identifier: MIT

import subprocess
import sys
from pathlib import Path

import click
import pytest

from stoneheater import __version__
from stoneheater.interfaces.cli.main import COMMANDS, main
from support.command_line import run

HEAVY = ("attrs", "cattrs", "rich", "sqlite3", "gpiozero", "w1thermsensor", "simple_pid")
OURS = ("service", "hardware", "config", "core.heater", "core.interlock")

LOADED = """
import sys, click
from stoneheater.interfaces.cli.main import main
main.get_command(click.Context(main), "status")
print(" ".join(sys.modules))
"""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_helps(tmp_path: Path, name: str) -> None:
    """--help works for each, and begins with what the table says it does."""
    result = run(tmp_path, name, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.stdout


def test_the_table_is_the_contract(tmp_path: Path) -> None:
    """Every command of the public contract is listed with what it does."""
    result = run(tmp_path, "--help")
    for name, (_, does) in COMMANDS.items():
        assert f"{name} " in result.stdout
        assert does in result.stdout


def test_the_exit_codes_are_documented(tmp_path: Path) -> None:
    """A script learns the codes from --help."""
    said = " ".join(run(tmp_path, "--help").stdout.split())
    assert "0 done, 1 refused or failed, 2 usage, 3 daemon not reachable, 4 tripped" in said


def test_status_loads_nothing_heavy() -> None:
    """A quick question imports no simulator, no screen, no store and no configuration."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True
    )
    loaded = done.stdout.split()
    assert "stoneheater.interfaces.client" in loaded
    assert not [name for name in HEAVY if name in loaded]
    assert not [name for name in OURS if f"stoneheater.{name}" in loaded]


def test_help_imports_no_command() -> None:
    """Even the list of commands costs nothing."""
    code = "import sys\nfrom stoneheater.interfaces.cli.main import main\n"
    code += "main(['--help'], standalone_mode=False)\nprint(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "stoneheater.interfaces.cli.status" not in done.stdout


@pytest.mark.parametrize(
    ("typed", "meant"), [("staus", "status"), ("wacth", "watch"), ("stanby", "standby")]
)
def test_a_slip_of_the_finger_gets_a_question(tmp_path: Path, typed: str, meant: str) -> None:
    """An unknown command is a usage error that asks what was meant."""
    result = run(tmp_path, typed)
    assert result.exit_code == 2
    assert f"did you mean: stoneheater {meant}?" in result.stderr


def test_a_strange_command_is_told_where_to_look(tmp_path: Path) -> None:
    """What resembles nothing gets the list."""
    result = run(tmp_path, "boil")
    assert result.exit_code == 2
    assert "there is no command 'boil': stoneheater --help lists them" in result.stderr


def test_an_unknown_option_is_usage(tmp_path: Path) -> None:
    """An option that does not exist is not taken for a command."""
    result = run(tmp_path, "--boil")
    assert result.exit_code == 2
    assert "--boil" in result.stderr


def test_the_version_is_the_package_s(tmp_path: Path) -> None:
    """--version says which program this is."""
    assert run(tmp_path, "--version").stdout == f"stoneheater {__version__}\n"


def test_only_the_table_s_commands_exist() -> None:
    """What is not in the table cannot be loaded."""
    context = click.Context(main)
    assert main.list_commands(context) == list(COMMANDS)
    assert main.get_command(context, "door") is None
