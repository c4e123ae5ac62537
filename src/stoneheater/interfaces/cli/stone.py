# SPDX-License-Identifier: MIT
"""`stoneheater stone`: stones are laid, turned, taken into the hand and lifted.

The law of this file: one action, one request, sent before anything else is looked at, since the
timer counts from its arrival. What was not said counts as the strictest that it can be.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from math import ceil

import click

from stoneheater.interfaces.cli import timers, wording
from stoneheater.interfaces.cli.forecast import forecast
from stoneheater.interfaces.cli.said import ask, do

_session = click.option("--session", metavar="S", help="Whose; needed when several are open.")
_stones = click.argument("stones", nargs=-1, required=True)
_fahrenheit = click.option("--fahrenheit", is_flag=True, help="Show °F.")


@click.group()
def stone() -> None:
    """Stones: lay, turn and lift them, and see how long each may lie."""


stone.add_command(forecast)


@stone.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@_fahrenheit
def list_stones(*, as_json: bool, fahrenheit: bool) -> None:
    """List the stones that lie, the clients, and the stones of the practice."""
    found = ask("stone.list")
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        shown = timers.read_in(found, _unit(fahrenheit=fahrenheit))
        click.echo("\n".join([*timers.lines(shown), *catalogue(found)]))


@stone.command()
@click.argument("name")
@click.option("--material", required=True, help="basalt, marble, jade, or one of your own.")
@click.option("--mass", required=True, help="200g or 0.2kg.")
@click.option("--thickness", required=True, help="25mm or 2.5cm.")
@click.option("--group", default="", help='Its group, such as "row": laid with one word.')
def add(*, name: str, material: str, mass: str, thickness: str, group: str) -> None:
    """Add a stone to those of the practice."""
    sort = {"material": material, "mass": mass, "thickness": thickness}
    do("stone.add", name=name, **sort, group=group or None)


@stone.command()
@_stones
@click.option(
    "--site", "--layout", "sites", multiple=True, help="Where: one for all, one for each, a layout."
)
@click.option(
    "--contact", default="direct", show_default=True, help="direct, sheet (damp) or towel."
)
@click.option("--dry", is_flag=True, help="The towel is dry; without it, it counts as damp.")
@click.option("--not-placed", is_flag=True, help="A refused stone was never laid.")
@_fahrenheit
@_session
def place(
    *,
    stones: Sequence[str],
    sites: Sequence[str],
    contact: str,
    dry: bool,
    not_placed: bool,
    fahrenheit: bool,
    session: str | None,
) -> None:
    """Lay STONES, or a whole group, as they are laid: their timers run from now.

    Sites such as lower-back-left; more than one with commas or with --site again. A layout takes
    its sites in order: back-row, back-pain, sciatica, neck-and-shoulders, legs, palms. A stone
    that is refused is timed as "lift now", exit code 1, until stone lift or --not-placed.
    """
    names = split(stones)
    if not_placed:
        for name in names:
            do("stone.not_placed", stone=name, session=session)
        return
    if not sites:
        raise click.UsageError(f"say where: --site lower-back-left, for {', '.join(names)}.")
    where = {"stones": names, "sites": split(sites), "session": session}
    do("stone.place", _unit(fahrenheit=fahrenheit), **where, contact=contact, dry=dry)


@stone.command()
@click.argument("name")
@click.option("--site", help="Where it lies; needed only when it counts as lying twice.")
@_session
def turn(*, name: str, site: str | None, session: str | None) -> None:
    """Turn a stone over where it lies: a new hot face, and a new time."""
    do("stone.turn", stone=name, site=site, session=session)


@stone.command()
@click.argument("stones", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All stones off one client.")
@click.option("--site", help="Only where it lies here.")
@_session
def lift(*, stones: Sequence[str], everything: bool, site: str | None, session: str | None) -> None:
    """Lift STONES or groups: their timers end."""
    if everything == bool(stones):
        raise click.UsageError("say which stones, or --all.")
    if everything:
        do("stone.lift_all", session=session)
    else:
        do("stone.lift", stones=split(stones), site=site, session=session)


@stone.command()
@_session
def off(*, session: str | None) -> None:
    """Lift all stones off one client."""
    do("stone.lift_all", session=session)


@stone.command()
@_stones
@_session
def work(*, stones: Sequence[str], session: str | None) -> None:
    """Take STONES into the hand: no timer stops; put down, say stone place."""
    do("stone.work", stones=split(stones), session=session)


@stone.command()
@_stones
@click.option("--found", is_flag=True, help="They were missing, and are back in the bath.")
def missing(*, stones: Sequence[str], found: bool) -> None:
    """Say that STONES did not come back, or were found."""
    do("stone.missing", stones=split(stones), found=found)


def _unit(*, fahrenheit: bool) -> wording.Unit:
    return "F" if fahrenheit else "C"


def split(words: Sequence[str]) -> list[str]:
    """Words as they are typed, with commas or without."""
    return [part for word in words for part in word.split(",") if part]


def catalogue(found: Mapping[str, object]) -> Iterator[str]:
    """Every stone of the practice on a line: its group, and where it is."""
    lying = {wording.text(row, "stone") for row in wording.rows(found, "placements")}
    stones = wording.rows(found, "stones")
    if not stones:
        yield "No stones are known: stoneheater stone add, or [[stone]] in the configuration."
    for row in stones:
        name, group = wording.text(row, "name"), wording.text(row, "group")
        yield f"{name}{f' ({group})' if group else ''}: {_place(row, lies=name in lying)}"


def _place(row: Mapping[str, object], *, lies: bool) -> str:
    if lies:
        return "lies on a client"
    if row.get("missing") is True:
        found = f"stoneheater stone missing {wording.text(row, 'name')} --found"
        return f"MISSING; when it is found: {found}"
    if row.get("in_bath") is not True:
        return "out of the bath"
    left_s = wording.number(row, "ready_in_s")
    if left_s is None:
        return "in the bath, not known for how long it soaks"
    ready = (
        "soaked through"
        if left_s <= 0.0
        else f"soaked in {wording.duration(60.0 * ceil(left_s / 60.0))}"
    )
    return f"in the bath, {ready}"
