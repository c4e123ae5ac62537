# SPDX-License-Identifier: MIT
"""The README keeps its promises, and no page points to what is not there."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import pytest

from stoneheater.interfaces.cli.main import COMMANDS, main
from support.command_line import run

ROOT: Final = Path(__file__).parents[1]
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES: Final = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
SHOWN: Final = re.compile(
    r"^\$ (?:\S*/)?stoneheater ([^#|\n]*)|`stoneheater ([^`]*)`", re.MULTILINE
)


def shown(page: Path) -> Iterator[list[str]]:
    """The words after `stoneheater` of every command that a page shows."""
    for found in SHOWN.finditer(page.read_text(encoding="utf-8")):
        yield shlex.split((found[1] or found[2]).rstrip(" &"))


def anchor(heading: str) -> str:
    """What a heading is called in a link."""
    words = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return words.replace(" ", "-")


def anchors(page: Path) -> set[str]:
    """Every heading of a page, as a link calls it."""
    lines = page.read_text(encoding="utf-8").splitlines()
    return {anchor(line.lstrip("#")) for line in lines if line.startswith("#")}


def test_it_is_read_in_one_go() -> None:
    """120 lines at most, and every line fits a screen."""
    assert len(README.splitlines()) <= 120


def test_it_says_what_this_is_not() -> None:
    """No medical device, not the last barrier, and that no Raspberry Pi was seen."""
    flat = " ".join(README.split())
    assert "not a medical device" in flat
    assert "not the last barrier" in flat
    assert "No physical Raspberry Pi has been seen" in flat


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    """A relative link is a file or a folder, and what follows its # is a heading there."""
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, heading = link.partition("#")
        target = (page.parent / name) if name else page
        assert target.exists(), f"{page.name}: {link}"
        assert not heading or heading in anchors(target), f"{page.name}: {link}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_is_shown_exists(page: Path) -> None:
    """By its name, and with every option that is shown with it."""
    for name, *words in shown(page):
        if name in {"--help", "--version"}:
            continue
        assert name in COMMANDS, f"{page.name}: stoneheater {name}"
        command = main.get_command(click.Context(main), name)
        assert command is not None
        if isinstance(command, click.Group) and words:
            assert words[0] in command.commands, f"{page.name}: stoneheater {name} {words[0]}"
            command = command.commands[words[0]]
        known = {option for param in command.params for option in param.opts} | {"--help"}
        given = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert given <= known, f"{page.name}: stoneheater {name} {given - known}"


def test_the_readme_shows_the_way() -> None:
    """From the first look at a demonstration to the heat of a real heater."""
    names = {words[0] for words in shown(ROOT / "README.md")}
    assert names >= {"demo", "sim", "commission", "doctor", "set", "on", "watch", "standby"}


def test_what_the_demonstration_is_said_to_say_is_what_it_says(tmp_path: Path) -> None:
    """The lines in the README are the first lines of the real ones."""
    block = re.search(r"demo \| head -(\d+)\n(.*?)```", README, re.DOTALL)
    assert block is not None
    said = run(tmp_path, "demo").stdout.splitlines()
    assert block[2].splitlines() == said[: int(block[1])]


def test_the_simulation_that_is_shown_runs(tmp_path: Path) -> None:
    """With these very words, into another folder."""
    (words,) = [words for words in shown(ROOT / "README.md") if "--plot" in words]
    words[words.index("--plot") + 1] = str(tmp_path / "run.png")
    result = run(tmp_path, *words)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "TRIP" in result.stdout
    assert (tmp_path / "run.png").stat().st_size > 10_000


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    """`make demo` and `make test`, and every other make that is shown in a page."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    asked = set(re.findall(r"(?:\$ |`)make ([a-z-]+)", README))
    assert {"demo", "test"} <= asked <= targets
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert set(re.findall(r"(?:\$ |`)make ([a-z-]+)", text)) <= targets, page.name
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == targets


def test_every_file_that_is_named_is_there() -> None:
    """The package's paper and the pages that a reader needs first."""
    for name in ("docs/wiring.md", "docs/vm-proof.md", "docs/control.md"):
        assert name in README
        assert (ROOT / name).exists()
