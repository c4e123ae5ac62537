# SPDX-License-Identifier: MIT
"""One screen for one heater, readable from two metres.

The law of this file: a pure picture of a snapshot. Nothing is told by colour alone, nothing is
called "off" that was only commanded off, and what has fallen silent for 3 s is greyed and says
for how long; only the timers of stones go on.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.styled import Styled
from rich.text import Text

from stoneheater.core.units import format_temperature
from stoneheater.interfaces.cli import board, glyphs, timers, wording
from stoneheater.interfaces.cli.wording import NO_DATA_S, Unit, line, number

__all__ = ["line", "render"]


BAR: Final = 20
TREND: Final = 60
TREND_SPAN_C: Final = 1.0
"""The trend never magnifies less than this to its full height, so that noise stays small, °C."""

_STEPS: Final = "▁▂▃▄▅▆▇█"
_STATES: Final = {"TRIPPED": "bold red", "HOLD": "bold yellow", "READY": "bold green"}
_PRIORITIES: Final = {"high": "bold red", "medium": "yellow", "low": "cyan"}


def render(
    snapshot: Mapping[str, object],
    trend_c: Sequence[float],
    silent_s: float,
    unit: Unit = "C",
) -> RenderableType:
    """The whole screen.

    Args:
        snapshot: the JSON object of the daemon's last snapshot; empty before the first.
        trend_c: water temperatures of the last minutes, oldest first, °C.
        silent_s: seconds since that snapshot arrived.
        unit: in which unit temperatures are shown.
    """
    silent = silent_s >= NO_DATA_S or not snapshot
    style = "dim" if silent else ""
    lying = board.render(timers.read_in(snapshot, unit), silent_s)
    water = Columns([_water(snapshot, unit), _side(snapshot, unit, silent=silent)], padding=(0, 3))
    foot = Group(
        Text(),
        *_alarms(snapshot, silent=silent),
        Text(),
        *map(Text, _foot(snapshot, silent_s, unit, silent=silent)),
    )
    return Group(
        _banner(snapshot, silent_s, silent=silent),
        *([Text()] if lying is None else []),  # every row counts when stones lie
        Styled(water, style),
        *_urgent(snapshot, style),
        Styled(_trend(trend_c, unit), style) if lying is None else Group(Text(), lying),
        Styled(foot, style),
    )


def sparkline(values: Sequence[float], width: int, least_span: float) -> str:
    """The last ``width`` values as bars of eight heights."""
    shown = values[-width:]
    if not shown:
        return ""
    low, high = min(shown), max(shown)
    floor = min(low, (low + high - least_span) / 2.0)
    span = max(high - low, least_span)
    return "".join(_STEPS[min(7, int(8.0 * (value - floor) / span))] for value in shown)


def bar(share: float, width: int) -> str:
    """A share of 0 to 1 as a bar."""
    full = round(max(0.0, min(1.0, share)) * width)
    return "█" * full + "░" * (width - full)


def _banner(snapshot: Mapping[str, object], silent_s: float, *, silent: bool) -> Text:
    said = Text("stoneheater", "dim")
    if snapshot.get("simulated"):
        said = Text(" SIMULATED: nothing real is heated ", "reverse")
    if silent:
        age = f" NO DATA for {silent_s:.0f} s: look at the heater itself "
        said.append(" ").append(age, "bold reverse")
    return said


def _water(snapshot: Mapping[str, object], unit: Unit) -> Text:
    value_c = number(snapshot, "bath_c")
    shown = "--.-" if value_c is None else format_temperature(value_c, unit).split()[0]
    rows = glyphs.digits(shown)
    width = max(map(len, rows))
    style = "dim" if value_c is None else "bold"
    return Text("\n".join((f"{rows[0]:{width}}  °{unit}", *rows[1:])), style, no_wrap=True)


def _side(snapshot: Mapping[str, object], unit: Unit, *, silent: bool) -> Text:
    word = "NO DATA" if silent else wording.state(snapshot)
    duty = number(snapshot, "duty") or 0.0
    rows = glyphs.letters(word)
    said = Text(no_wrap=True).append("\n".join(rows), _STATES.get(word, "bold"))
    if not snapshot:
        return said
    target = f"target {wording.temperature(number(snapshot, 'target_c'), unit)}"
    if silent:
        return said.append(f"\n\nlast heard: {wording.state(snapshot)}\n{target}")
    said.append(f"\n\n{target}\n{bar(duty, BAR)} {wording.heat(snapshot)}")
    return said.append(f"\n{wording.auto_standby(snapshot)}")


def _trend(trend_c: Sequence[float], unit: Unit) -> Text:
    shown = list(trend_c)[-TREND:]
    if not shown:
        return Text("\ntrend: nothing yet", "dim")
    low, high = (wording.temperature(edge(shown), unit) for edge in (min, max))
    return Text(f"\n{sparkline(shown, TREND, TREND_SPAN_C)}\ntrend from {low} to {high}")


def _urgent(snapshot: Mapping[str, object], style: str) -> Iterator[RenderableType]:
    """High alarms of the heater, above everything that could push them off the screen."""
    for row in wording.rows(snapshot, "alarms"):
        if row.get("priority") == "high" and not wording.of_a_stone(row):
            yield Styled(Text(wording.alarm(row), _PRIORITIES["high"]), style)


def _alarms(snapshot: Mapping[str, object], *, silent: bool) -> Iterator[Text]:
    found = wording.rows(snapshot, "alarms")
    for row in found:
        if row.get("priority") != "high" and not wording.of_a_stone(row):
            yield Text(wording.alarm(row), _PRIORITIES.get(wording.text(row, "priority"), ""))
    for key, word in (("not_ready", "not ready"), ("store", "not recorded")):
        for sentence in wording.sentences(snapshot, key):
            yield Text(f"{word}: {sentence}", "yellow")
    for note in wording.notes(snapshot):
        yield Text(f"note: {note}", "yellow")
    if not found:
        yield Text("alarms unknown" if silent else "no alarms", "dim")


def _foot(
    snapshot: Mapping[str, object], silent_s: float, unit: Unit, *, silent: bool
) -> Iterator[str]:
    if snapshot:
        yield f"{'last heard: ' if silent else ''}{wording.relays(snapshot)}"
    if soaking := wording.text(snapshot, "soaking"):
        yield soaking
    for row in wording.rows(snapshot, "probes"):
        yield wording.probe(row, silent_s, unit)
    yield f"data {silent_s:.0f} s old; q quits"
