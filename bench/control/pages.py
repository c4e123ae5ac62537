# SPDX-License-Identifier: MIT
"""The published page and picture of a bench run.

The law of this file: it formats what was measured and leaves nothing out; every miss is in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import matplotlib as mpl
from bench.control.grid import COUNT, GridBath, described
from bench.control.jobs import Result
from bench.control.reasons import reason
from bench.control.rigs import REFERENCES
from bench.control.scenarios import LONGEST_RUN_S, day, disturbances, heat_up, steps
from bench.control.table import MECHANICAL, ROWS, SSR, Miss, aims, cell, misses, text, values
from matplotlib.figure import Figure

OURS = (MECHANICAL, SSR)
COLOURS = {
    MECHANICAL: "#0b6e99",
    SSR: "#b3261e",
    "thermostat": "#999999",
    "fixed PID": "#e08a1e",
    "autotuned PID": "#5a8f3c",
}
BEYOND_RATIO = 4.0
INTRO = """\
# The control bench

Written by the bench; nothing on this page is typed by hand. Every controller heats every bath of
the grid from cold to 52 °C, holds it, and is upset. Ours is the whole heater as delivered,
safety rules included; it knows the name plate (power within 15 %, water within 50 %) and nothing
else. The references stand alone on the same bath, with the same probe and noise. All figures are
those of the true water. How the limits are reckoned is derived in `bench/control/limits.py`.

A figure is median / worst over the promised baths (rise at full power × total lag at most 8 °C).
**A star marks a figure that misses its aim.**
"""
KEY = """\
Settling counts from the first second of heat (the look for a welded relay before it, 20 s at most,
is no part of the control). Where a bath holds less than five litres, 40 % of its water is poured
instead of two litres. *Unlike the model*: three sizes of stones, mains wandering by 5 % in 20 min,
ripple of 0.02 °C on the probe. Steps and recoveries can come out a little under 1: their limits
start from water exactly at the target, and the bath may have stood a little beyond it.
"""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of the bench and what it was made with."""

    results: Sequence[Result]
    baths: Sequence[GridBath]
    seeds: Sequence[int]
    date: str
    commit: str
    fingerprint: str

    @property
    def form(self) -> str:
        """Which form of the bench it was."""
        if len(self.baths) >= COUNT:
            return "the whole form (`make bench-control`)"
        return f"the quick form (`make bench-control-quick`): {len(self.baths)} of {COUNT} baths"


def table(results: Sequence[Result]) -> str:
    """The promised figures, aim beside measured, for both profiles."""
    head = ["figure (median / worst)", "mechanical", "aim", "ssr", "aim"]
    rows = [
        [row.title, *(part for who in OURS for part in (cell(results, row, who), aims(row, who)))]
        for row in ROWS
    ]
    return _lines([head, *rows])


def beyond(results: Sequence[Result]) -> str:
    """The worst figures on the baths beyond the promise, both profiles."""
    rows = [["figure (worst)", *OURS]]
    for row in ROWS:
        found = [values(results, row.key, who, promised=False) for who in OURS]
        worst = [text(max(value for value, _ in each)) if each else "–" for each in found]
        rows.append([row.title, *worst])
    return _lines(rows)


def references(results: Sequence[Result]) -> str:
    """The same figures of the references."""
    told = [row for row in ROWS if row.key != "trips"]
    rows = [[row.title, *(cell(results, row, who) for who in REFERENCES)] for row in told]
    shown = [row for row in rows if set(row[1:]) != {"–"}]
    return _lines([["figure (median / worst)", *REFERENCES], *shown])


BEYOND = """\
Two baths that full power lifts by more than 8 °C in their lags. No figure is promised for them; the
worst of both and of every seed is:"""
INFERRED = """\
Beside each bath stands what its reason weighs on it: how late it was, what a rule kept away and how
warm it got were measured in the very run that missed; the rest is reckoned from the bath. The
reasons were traced with runs of their own on some of these baths (the looks after cold stones:
bath-03, bath-09, bath-14 and bath-23; the amount of water: bath-05, bath-13, bath-15 and bath-22;
how lags are split: bath-09 and bath-19 with and without a dip; the swing on purpose: bath-13,
bath-17 and four more without it; baths unlike the model with one unlikeness less: bath-09, bath-15,
bath-16 and bath-18; bath-20 by its course), and are inferred for the others. Whatever is held with
most of its power wins back what a look costs by the little that is spare."""


UNPLAYED = """\
The heater goes to standby by itself 10 h after it was switched on. What would end later than that
is not played, and no figure above knows of it:"""


def unplayed(baths: Sequence[GridBath]) -> str:
    """Which acts each bath is too slow for."""
    found = []
    for bath in baths:
        first = sum(act.length_s for act in heat_up(bath))
        late = [
            act.name
            for acts in (disturbances(bath), steps(bath), day(bath))
            for act, end_s in zip(acts, accumulate(a.length_s for a in acts), strict=True)
            if first + end_s > LONGEST_RUN_S
        ]
        named = [f"{name} ({late.count(name)})" for name in dict.fromkeys(late)]
        found += [f"* {bath.name}: {', '.join(named)}\n"] if named else []
    return "".join(found) or "Nothing.\n"


def missed(results: Sequence[Result]) -> str:
    """Every bath beyond what is promised at worst, and why: by its worst seed, worst bath first."""
    rows: dict[tuple[str, str], list[str]] = {}
    for (title, who), found in _grouped(misses(results)).items():
        worst = {miss.bath.name: miss for miss in reversed(found)}
        told = sorted(worst.values(), key=lambda miss: -miss.value)
        why = reason(found[0].row.key).words
        said = "; ".join(map(_said, told))
        rows[title, who] = [title, who, f"{found[0].aim:g}", str(len(told)), why, said]
    head = ["figure", "profile", "aim", "baths", "why", "which, the worst first, and by how much"]
    return _lines([head, *rows.values()]) if rows else "None.\n"


def _said(miss: Miss) -> str:
    """One bath: its figure, and what the reason weighs on it."""
    own = reason(miss.row.key).own(miss.bath, miss.figures)
    return f"{miss.bath.name} {text(miss.value)}" + (f" ({own})" if own else "")


def _grouped(found: Sequence[Miss]) -> dict[tuple[str, str], list[Miss]]:
    groups: dict[tuple[str, str], list[Miss]] = {}
    for miss in found:
        groups.setdefault((miss.row.title, miss.controller), []).append(miss)
    return groups


def per_bath(results: Sequence[Result], baths: Sequence[GridBath]) -> str:
    """Settling and first peak of every bath, promised or not."""
    rows = [["bath", "which is", "rise × lag, °C", "promised", *OURS]]
    for bath in baths:
        cells = [_pair(results, bath.name, who) for who in OURS]
        promised = "yes" if bath.promised else "no"
        rows.append([bath.name, described(bath), f"{bath.afterheat_c:.2f}", promised, *cells])
    return _lines(rows)


def _pair(results: Sequence[Result], name: str, who: str) -> str:
    """Settling ÷ limit and first peak of one bath, the worst seed."""
    figures = [r.figures for r in results if (r.job.bath.name, r.job.controller) == (name, who)]
    heated = [found for found in figures if "settle ratio" in found]
    if not heated:
        return "–"
    ratio = max(found["settle ratio"] for found in heated)
    peak_c = max(found["first peak"] for found in heated)
    return f"{text(ratio)}; {text(peak_c)} °C"


def trips(results: Sequence[Result]) -> str:
    """Every trip of a healthy run, with its sentence."""
    said = [
        f"* {r.job.bath.name}, {r.job.controller}, seed {r.job.seed}, {r.job.program}: {sentence}\n"
        for r in results
        for sentence in r.trips
    ]
    return "".join(said) or "None.\n"


def page(run: Run) -> str:
    """The whole page."""
    seeds = ", ".join(str(seed) for seed in run.seeds)
    made = f"Made on {run.date} from commit `{run.commit}`, {run.form}; seeds: {seeds}; the "
    made += f"fingerprint of the control is `{run.fingerprint}`.\n"
    return "\n".join(
        [
            f"<!-- SPDX-License-Identifier: MIT -->\n\n{INTRO}",
            made,
            f"## What is promised\n\n{table(run.results)}",
            KEY,
            f"## The references, on the same baths\n\n{references(run.results)}",
            "![Settling time and first peak of every bath](images/control-bench.png)\n",
            f"## Beyond the promise\n\n{BEYOND}\n\n{beyond(run.results)}",
            f"## Not played\n\n{UNPLAYED}\n\n{unplayed(run.baths)}",
            f"## Misses\n\n{INFERRED}\n\n{missed(run.results)}",
            f"## Trips of a healthy heater\n\n{trips(run.results)}",
            (
                "## Every bath\n\nSettling time ÷ limit, and first peak, of the first heat-up, the "
                f"worse seed.\n\n{per_bath(run.results, run.baths)}"
            ),
        ]
    )


def draw(results: Sequence[Result], path: Path) -> None:
    """Settling ratio against first peak, a dot per bath (PNG); never settling is the edge.

    Raises:
        OSError: if the file cannot be written.
    """
    mpl.rcParams["font.size"] = 10
    figure = Figure(figsize=(8, 5), layout="constrained")
    axes = figure.subplots()
    for who in (*REFERENCES, *OURS):
        runs = [result for _, result in values(results, "settle ratio", who)]
        ratios = [min(BEYOND_RATIO, run.figures["settle ratio"]) for run in runs]
        label = f"ours, {who}" if who in OURS else who
        peaks = [max(0.01, run.figures["first peak"]) for run in runs]
        axes.scatter(ratios, peaks, s=22, color=COLOURS[who], alpha=0.8, lw=0, label=label)
    axes.axvline(1.05, color="#333333", lw=0.8, ls=":")
    axes.axhline(0.35, color="#333333", lw=0.8, ls=":")
    axes.set(xlabel=f"settling time ÷ physical limit ({BEYOND_RATIO:g}: that or more, or never)")
    axes.set(ylabel="first peak above the target, °C", xscale="log", yscale="log")
    ticks = [1.0, 1.5, 2.0, 3.0, BEYOND_RATIO]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks], minor=False)
    axes.set_xticks([], minor=True)
    axes.grid(alpha=0.25)
    axes.legend(frameon=False, loc="lower right")
    figure.suptitle("SIMULATED baths, first heat-up; the dotted lines are our aims", fontsize=11)
    figure.savefig(path, dpi=110)


def _lines(rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table with its head in the first row."""
    lines = [list(rows[0]), ["---"] * len(rows[0]), *[list(row) for row in rows[1:]]]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
