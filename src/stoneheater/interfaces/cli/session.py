# SPDX-License-Identifier: MIT
"""`stoneheater session`: a client comes, is asked how it feels, and goes.

The law of this file: a pseudonym and nothing more; what a terminal is asked, an option says
elsewhere; the stones are counted back, and the client takes the aftercare card along.
"""

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import click

from stoneheater.interfaces.cli import timers, wording
from stoneheater.interfaces.cli.door import Stop, interactive
from stoneheater.interfaces.cli.intake import answered
from stoneheater.interfaces.cli.said import ask, do
from stoneheater.interfaces.cli.wording import Unit, number, rows, sentences, temperature, text

ANSWERS: Final = ("ok", "cooler", "pain")
CARD: Final = 72

_session = click.option("--session", metavar="S", help="Which; needed when several are open.")
_intake = click.option(
    "--intake", multiple=True, metavar="TICK", help="What applies, or none; asked on a terminal."
)
_technique = click.option("--technique", "techniques", multiple=True, help="In your own words too.")
_back = click.option("--back", type=click.IntRange(0), metavar="N", help="Stones counted back.")
_missing = click.option(
    "--missing", multiple=True, metavar="STONE", help="One that did not come back."
)
_cleaned = click.option("--cleaned", is_flag=True, help="They are washed and disinfected.")
_fahrenheit = click.option("--fahrenheit", is_flag=True, help="Show °F.")


@click.group()
def session() -> None:
    """A client's session: begin it, note, ask how it feels, end it."""


@session.command()
@click.argument("client", default="")
@_intake
@_technique
def start(*, client: str, intake: Sequence[str], techniques: Sequence[str]) -> None:
    """Begin a session with CLIENT, a pseudonym or initials such as M.H.

    On a terminal the intake is asked for; unanswered, the client is timed as sensitive. Ticks:
    diabetes, recent-surgery@lower-back-left, none; stoneheater session note adds more later.
    """
    ticks = answered(intake)
    _remind(do("session.start", client=client, intake=ticks, techniques=_listed(techniques)))


@session.command()
@click.argument("words", nargs=-1)
@_intake
@_technique
@_session
def note(
    *, words: Sequence[str], intake: Sequence[str], techniques: Sequence[str], session: str | None
) -> None:
    """Add WORDS, ticks of the intake or techniques to a session.

    Without any, the intake is asked for, on a terminal.
    """
    ticks = answered(intake) if intake or not (words or techniques) else None
    if not (words or techniques or ticks):
        raise click.UsageError("say what to note: words, --intake or --technique.")
    said = {"text": " ".join(words) or None, "session": session}
    _remind(do("session.note", **said, intake=ticks, techniques=_listed(techniques)))


@session.command()
@click.argument("answer", type=click.Choice(ANSWERS), default="ok")
@click.argument("words", nargs=-1)
@_session
@_fahrenheit
def checkin(*, answer: str, words: Sequence[str], session: str | None, fahrenheit: bool) -> None:
    """Say what the client answered: ok, cooler (please), or pain, which means lift all now."""
    said = do("session.checkin", answer=answer, text=" ".join(words) or None, session=session)
    suggestion = said.get("suggestion")
    if isinstance(suggestion, Mapping):
        click.echo(cooler(suggestion, "F" if fahrenheit else "C"))


@session.command()
@_back
@_missing
@_cleaned
@_session
def end(*, back: int | None, missing: Sequence[str], cleaned: bool, session: str | None) -> None:
    """End a session: the stones are counted back, the aftercare card is printed."""
    counted = _counted(session, back, missing, cleaned=cleaned)
    card(do("session.end", session=session, **counted))


@session.command("next")
@click.argument("client", default="")
@_intake
@_technique
@_back
@_missing
@_cleaned
@_session
def next_client(
    *,
    client: str,
    intake: Sequence[str],
    techniques: Sequence[str],
    back: int | None,
    missing: Sequence[str],
    cleaned: bool,
    session: str | None,
) -> None:
    """The next CLIENT: one session ends and the next begins."""
    counted = _counted(session, back, missing, cleaned=cleaned)
    asked = {"client": client, "intake": answered(intake), "techniques": _listed(techniques)}
    said = do("session.next", session=session, **asked, **counted)
    card(said)
    _remind(said)


@session.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def list_sessions(*, as_json: bool) -> None:
    """List the open sessions."""
    found = ask("session.list")
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    told = list(timers.clients(found))
    click.echo("\n".join(told) or "No session is open: stoneheater session start.")


@session.command()
@click.argument("named", metavar="[SESSION]", default="")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(*, named: str, as_json: bool) -> None:
    """Show an open session: what to keep in mind, and its stones."""
    found = _which(rows(ask("session.list"), "sessions"), named)
    name = found["session_id"]
    lying = [row for row in rows(ask("stone.list"), "placements") if row["session_id"] == name]
    if as_json:
        click.echo(json.dumps({**found, "placements": lying}, ensure_ascii=False))
        return
    told = [*timers.clients({"sessions": [found]}), f"session {name}"]
    told += [f"techniques: {', '.join(made)}"] if (made := sentences(found, "techniques")) else []
    told += [f"keep in mind: {reminder}" for reminder in sentences(found, "reminders")]
    click.echo("\n".join([*told, *(timer.line for timer in timers.timers({"placements": lying}))]))


def cooler(suggestion: Mapping[str, object], unit: Unit = "C") -> str:
    """What "cooler please" comes to, in one sentence."""
    target_c, written = number(suggestion, "target_c"), text(suggestion, "target")
    shown = temperature(target_c, unit)
    water, stones = (_in(number(suggestion, key)) for key in ("water_in_s", "stones_in_s"))
    when = f"the water is there {water}, the stones {stones}"
    return f"Cooler: stoneheater set {written} ({shown}); {when}."


def card(said: Mapping[str, object]) -> None:
    """Print the aftercare card, if the practice has one."""
    if words := text(said, "aftercare"):
        rule = "─" * CARD
        body = "\n".join(textwrap.fill(line, CARD) for line in words.splitlines())
        click.echo(f"{rule}\nAFTERCARE\n\n{body}\n{rule}")


def _in(length_s: float | None) -> str:
    if length_s is None:
        return "at a time that is not known"
    return "now" if length_s <= 0.0 else f"in {wording.duration(length_s)}"


def _remind(said: Mapping[str, object]) -> None:
    """What a therapist should know before the first stone."""
    for reminder in sentences(said, "reminders"):
        click.echo(f"keep in mind: {reminder}")


def _listed(techniques: Sequence[str]) -> list[str] | None:
    return list(techniques) or None


def _which(found: Sequence[Mapping[str, object]], named: str) -> dict[str, Any]:
    """The session that is meant."""
    names = ", ".join(_names(found)) or "none"
    meant = [row for row in found if not named or named in (row["session_id"], row["client"])]
    if len(meant) == 1:
        return dict(meant[0])
    if not found:
        raise Stop("no session is open: stoneheater session start.")
    if meant:
        raise Stop(f"several sessions are open, {names}: say which.")
    raise Stop(f"there is no open session {named!r}, only {names}: stoneheater session list.")


def _names(found: Sequence[Mapping[str, object]]) -> Iterator[str]:
    for row in found:
        yield text(row, "client") or text(row, "session_id")


def _counted(
    session: str | None, back: int | None, missing: Sequence[str], *, cleaned: bool
) -> dict[str, Any]:
    """What is said of the stones; a terminal is asked."""
    if back is None and interactive():
        back, missing, cleaned = _count(_out(session), missing, cleaned=cleaned)
    return {"back": back, "missing": list(missing) or None, "cleaned": cleaned}


def _out(session: str | None) -> Sequence[str]:
    """The stones there are to count; none if some still lie, or if it is not clear."""
    found = rows(ask("session.list"), "sessions")
    named = [row for row in found if not session or session in (row["session_id"], row["client"])]
    if len(named) != 1 or number(named[0], "lying"):
        return ()
    return sentences(named[0], "stones")


def _count(
    stones: Sequence[str], missing: Sequence[str], *, cleaned: bool
) -> tuple[int | None, Sequence[str], bool]:
    if not stones:
        return None, missing, cleaned
    out = len(stones)
    went = f"{out} {'stone' if out == 1 else 'stones'} went out"
    came: int = click.prompt(f"{went}. How many came back?", type=click.IntRange(0))
    if came < out and not missing:
        which = f"Which are missing of {', '.join(stones)}?"
        missing = click.prompt(which).replace(",", " ").split()
    return came, missing, cleaned or click.confirm("Are they washed and disinfected?")
