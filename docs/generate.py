# SPDX-License-Identifier: MIT
"""Writes the pages that come from code and tests: `python -m docs.generate`.

The law of this file: it adds headings and table lines; every rule, number, sentence and mode
comes from where the heater itself takes it. With `--check` nothing is written, and stale pages
are named.
"""

import sys
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import get_type_hints

from docs.examples import BUDGET_J, EXAMPLES, PLATE
from docs.fault_page import faults
from docs.safety_case import safety_case
from stoneheater.config.model import TemperatureSettings
from stoneheater.core.energy import LAG_MAX_S, STONES_MAX_KG, WELD_C
from stoneheater.core.fast_rise import FAST_S, FastRise
from stoneheater.core.interlock import RULES, judge
from stoneheater.core.mode import REFUSED, TABLE, Event, Mode
from stoneheater.core.rule import Gone, Limits, Reaction, Rule

HERE = Path(__file__).parent
NOTICE = "<!-- SPDX-License-Identifier: MIT -->\n<!-- Written by `make docs` from {}. -->\n"

UNITS = {"_c": " °C", "_s": " s"}
SHARES = frozenset({"bad_share", "clock_skew"})
FOLLOWS = {"high_clear_c": "always 1 °C below `high_alarm_c`"}

SAFETY_INTRO = """\
# The safety rules

Once a second, before it does anything else, the heater asks every rule on this page. A rule looks
at what was measured and at a limit; it knows no target, no controller and no person, and nobody can
switch one off. **Only while every rule is silent may the element be heated.** A rule that speaks
says one sentence, and that sentence is what the therapist reads.

These rules are software. They are not the last barrier: a thermal cut-out with manual reset stands
in series with the element, whatever this program does (see [wiring.md](wiring.md)).

## What a rule does to the heat

| reaction | what happens | when heat may come back |
|---|---|---|
| PAUSE | the heater opens in the same second | by itself, as soon as the rule is silent |
| HOLD | the heater opens in the same second | by itself, after ten good seconds in a row |
| END | the heater opens in the same second, and the heat-up ends: STANDBY \
| when a person has said `on`, after ten good seconds in a row |
| TRIP | every output opens in the same second, and the trip is kept on disk \
| after a person's reset at the heater, once the cause is gone; then STANDBY, never heat by itself |

A reset is refused, with the reason, while the cause of *any* kept trip is not gone. Before any
reset every bath probe must have read well for ten seconds. A restart or a power cut keeps a trip.

## The limits

All of them. A limit that may be set is refused outside its bounds when the configuration is read,
and then nothing runs; `target_max_c`, `high_alarm_c` and `cutoff_c` stay a degree apart.
"""

PLATE_INTRO = """\
## The limits of energy

The name plate (rated power and water at the fill line) sets these, for the worst bath it allows:
half to twice the water, none to {stones:.0f} kg of stones, power within 30 %, up to {lag:.0f} s
until heat shows. Here for {watts:.0f} W and {water:.0f} kg:
"""

MODES_INTRO = """\
# The modes

Every start begins in STANDBY, or in TRIPPED if a trip was kept. Only `on` leads to heat, and only
a reset at the heater leads out of a trip. What the table does not allow is refused with a sentence
and changes nothing.
"""


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head), *[list(row) for row in rows]]
    lines.insert(1, ["---"] * len(lines[0]))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _limits() -> str:
    """Every number a rule compares with, and whether it may be set."""
    bounds = get_type_hints(TemperatureSettings, include_extras=True)
    rows = []
    for limit in fields(Limits):
        may = bounds.get(limit.name)
        of = FOLLOWS.get(limit.name, "fixed") if may is None else str(may.__metadata__[0])
        readers = ", ".join(f"`{rule.name}`" for rule in RULES if limit.name in _numbers(rule))
        readers = readers or "the reset after `cutoff` and `element-hot`"
        rows.append([f"`{limit.name}`", _number(limit.name), of, readers])
    return _table(["limit", "is", "may be set", "read by"], rows)


class _Noting:
    """Limits that note which of them were read."""

    def __init__(self) -> None:
        self.read: set[str] = set()

    def __getattr__(self, name: str) -> object:
        self.read.add(name)
        return getattr(Limits(), name)


def _numbers(rule: Rule) -> list[str]:
    """Names of the limits a rule reads, found by running it on every example."""
    noting = _Noting()
    for watch in EXAMPLES.values():
        rule.speaks(watch, noting)  # type: ignore[arg-type] # it answers like Limits
    return [limit.name for limit in fields(Limits) if limit.name in noting.read]


def _number(name: str) -> str:
    """A limit with its unit, which its name ends with."""
    value = float(getattr(Limits(), name))
    if name in SHARES:
        return f"{100.0 * value:g} %"
    return f"{value:g}{UNITS.get(name[-2:], '')}"


def _sentence(rule: Rule) -> str:
    """What the rule says of its example."""
    said = {found.rule.name: found.sentence for found in judge(EXAMPLES[rule.name], Limits())}
    return said[rule.name]


def _gone(rule: Rule) -> str:
    if rule.reaction is Reaction.TRIP:
        return str(rule.gone)
    if rule.reaction is Reaction.END:
        return f"{Gone.GOOD}, and `on`"
    return "the rule is silent" if rule.reaction is Reaction.PAUSE else str(Gone.GOOD)


def _section(rule: Rule) -> str:
    numbers = ", ".join(f"`{name}` = {_number(name)}" for name in _numbers(rule))
    return f"""
### {rule.name}: {rule.reaction.upper()}

* **Guards against:** {rule.hazard}
* **Speaks at:** {rule.limit}{f" ({numbers})" if numbers else ""}
* **Gone when:** {_gone(rule)}
* **Says, for example:** {_sentence(rule)}
"""


def _energy() -> str:
    """The limits that follow from the name plate, for an ordinary heater."""
    fast = FastRise(PLATE)
    stored_c = PLATE.power_max_w * LAG_MAX_S / PLATE.light_j_per_k
    rows = [
        ["`look`, `unanswered`", f"{BUDGET_J / 1000:.0f} kJ without an answer of the water"],
        [
            "`rise-unexplained`",
            f"{WELD_C:g} °C, and at most {stored_c:.1f} °C more for heat stored just before",
        ],
        ["`rise-fast`, `rise-too-fast`", f"{fast.allowed_c:.2f} °C in {FAST_S} s"],
    ]
    intro = PLATE_INTRO.format(
        stones=STONES_MAX_KG, lag=LAG_MAX_S, watts=PLATE.element_w, water=PLATE.water_kg
    )
    return f"\n{intro}\n{_table(['rule', 'limit'], rows)}"


def safety() -> str:
    """The page of the rules."""
    head = NOTICE.format("src/stoneheater/core/interlock.py")
    rules = "".join(_section(rule) for rule in RULES)
    return f"{head}\n{SAFETY_INTRO}\n{_limits()}{_energy()}\n## The rules\n{rules}"


def modes() -> str:
    """The page of the modes."""
    head = NOTICE.format("src/stoneheater/core/mode.py")
    arrows = "".join(f"  {mode} --> {then}: {event}\n" for (mode, event), then in TABLE.items())
    rows = [[f"`{event}`", *(_cell(mode, event) for mode in Mode)] for event in Event]
    chart = f"```mermaid\nstateDiagram-v2\n  [*] --> {Mode.STANDBY}\n{arrows}```\n"
    return f"{head}\n{MODES_INTRO}\n{chart}\n{_table(['event', *Mode], rows)}"


def _cell(mode: Mode, event: Event) -> str:
    then = TABLE.get((mode, event))
    return f"refused: {REFUSED[mode, event]}" if then is None else f"→ {then}"


PAGES = {
    "safety.md": safety,
    "modes.md": modes,
    "faults.md": faults,
    "safety-case.md": safety_case,
}


def main(check: bool) -> int:
    """Write the pages, or say which are stale; the exit code."""
    stale = []
    for name, page in PAGES.items():
        path, text = HERE / name, page()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not check:
                path.write_text(text, encoding="utf-8")
    if check and stale:
        sys.stderr.write(f"stale: {', '.join(stale)}; run make docs.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
