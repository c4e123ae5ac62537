# SPDX-License-Identifier: MIT
"""The published page and pictures of the burn forecast's validation.

The law of this file: it formats what was compared and leaves no comparison out; what nobody has
measured is said on the same page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import matplotlib as mpl
from bench.skin.reference import held_s
from bench.skin.scenes import Compared, rows
from matplotlib.figure import Figure

from stoneheater.core.dose import crossing_s
from stoneheater.core.skin import HELD_H, bare, rested, under, until
from stoneheater.core.tissue import DESIGN, TYPICAL

HARMLESS = "longest exposure without irreversible damage"
NECROSIS = "shortest exposure with full injury"
JUDGED_S = 5.0 / 0.6
INTRO = """\
# How the burn-risk timer was validated

Written by `make validate-skin`; nothing on this page is typed by hand but its explanations. The
timer's model (16 cells of skin under a slab of stone, `core/skin.py`) is compared with burns and
limits as published, with a table made by a finer model, and with a reference that shares neither
code nor method with it (`bench/skin/reference.py`: some 300 cells, solved exactly in time). The
timer says "lift by"; nothing here makes a stone safe.
"""
HELD = """\
## Against published burns

The surface held at a temperature, epidermis of 80 µm, the typical case, neither cap nor lead: when
the model reaches first degree (Ω 0.53), beside the longest exposure that did no lasting harm and
the shortest that destroyed the skin (Moritz and Henriques 1947, as tabulated by antiscald.com; the
paper itself was not seen). Between 0.5 and 1.02 of the harmless exposure is the aim.
"""
LIMITS = """\
## Against published limits

What the timer's model (DESIGN: the hot side of every unknown) gives a stone of 25 mm that lies for
as long as a limit allows. Ω 0.53 is first degree. All of these limits are from memory, unverified.
"""
SHOWN = """\
## What is shown, against what is allowed

Allowed is the cap of the temperature class, or the longest contact whose dose, what follows lifting
included, stays below Ω 0.25, if that is less. Shown must never be later, and at least 0.6 of it.
Less than 5 s left is refused and shown as 0; so where 0.6 of what is allowed is itself less than
that, the row is counted apart and not judged by its ratio. The treatments: up to three stones on
one site, of 12 to 35 mm, at 49 to 58 °C, for 20 to 120 s with up to 60 s between, and then the
stone that is judged.
"""
GAPS = """\
## What this does not show

* **Not measured by anybody we know of:** the resistance of a towel or a sheet under a stone, damp
  or dry, and of oiled skin against basalt. The values are estimates; DESIGN takes half of each.
* **No experiment** with a real stone on real or artificial skin was made for this page.
* **Judgement:** red at Ω 0.25 and amber at 0.10; the sensitive profile (0.05 and 0.02, 45 °C and
  48 °C); caps at 60 s, 10 min and 30 min by class; 0.9 of the model's time.
* **From memory, unverified:** the limits of IEC 60601-1 and ISO 13732-1, the constants of ASTM
  C1055, jade's properties, 47 °C for 7 min, the ends of the 1947 curve (44 °C for 6 h, 70 °C for
  1 s).
* **Second-hand:** the burns of 1947 are quoted from pages that quote them.
* **One dimension:** no sideways loss in stone or skin, a slab instead of a lens; all of it errs on
  the hot side.
* **Perfusion** is none in DESIGN. True skin opens its vessels and stays cooler, until pressure or
  illness stops that: which is why lying on stones is refused.
* **Harder than the reference by design:** under a stone each layer is carried on at its hottest,
  and a used site never counts as cooler than a fresh one. After a pause of ten minutes or more, or
  under a thin stone left for ten minutes, the timer can show less than 0.6 of what the reference
  allows; and so it can where the dose is nearly spent (from about Ω 0.2).
* **A stone cooler than the skin it is laid on** cools that skin, and cloth between hinders that;
  then, and only then, a barrier can shorten the time to red. And at 43 °C or less the cap through
  cloth (10 min) is shorter than that on bare skin (30 min), because the contract has it so.
"""


@dataclass(frozen=True, slots=True)
class Run:
    """A validation and what it was made with."""

    table: Sequence[Compared]
    treatments: Sequence[Compared]
    forecast_ms: float
    date: str
    commit: str
    fingerprint: str


def first_degree_s(surface_c: float, omega: float = 0.53) -> float | None:
    """When our model reaches a dose under a surface held at a temperature, s."""
    return crossing_s(list(bare(TYPICAL, HELD_H, surface_c).run(rested(TYPICAL))), omega)


def held_table() -> str:
    """Our times, the reference's and the published ones, with their ratio."""
    points = [row for row in rows("points.csv") if row["kind"] in {HARMLESS, NECROSIS}]
    times = {(float(row["temp_c"]), row["kind"]): float(row["time_s"]) for row in points}
    lines = []
    for held_c, kind in times:
        if kind == HARMLESS:
            harmless, necrosis = times[held_c, HARMLESS], times[held_c, NECROSIS]
            ours, reference = first_degree_s(held_c) or 0.0, held_s(held_c, 0.53) or 0.0
            cells = [f"{held_c:g} °C", f"{ours:.1f} s", f"{reference:.1f} s", f"{harmless:g} s"]
            lines.append([*cells, f"{necrosis:g} s", f"{ours / harmless:.2f}"])
    head = ["surface", "ours", "reference", "harmless", "destroyed", "ours ÷ harmless"]
    return _table([head, *lines])


def limit_table() -> str:
    """The dose at the limits for stone, and when the model would be at red."""
    lines = []
    for temperature_c, limit_s in ((56.0, 60.0), (48.0, 600.0), (43.0, 8 * 3600.0)):
        moments = list(under(DESIGN, DESIGN.stone, 25.0, 0.0).run(rested(DESIGN), temperature_c))
        *_, last = until(moments, limit_s)
        red = crossing_s(moments, 0.25)
        when = "never" if red is None else f"{red:.0f} s"
        lines.append([f"{temperature_c:g} °C", f"{limit_s:g} s", f"{last.skin.omega:.3f}", when])
    return _table([["stone", "limit", "Ω then", "Ω 0.25 after"], *lines])


def ratios(named: Sequence[tuple[str, Sequence[Compared]]]) -> str:
    """Least, middle and most of shown ÷ allowed."""
    lines = []
    for name, compared in named:
        told = [one for one in compared if one.allowed_s >= JUDGED_S]
        for kind, capped in (("the dose decides", False), ("the cap decides", True)):
            found = [one.ratio for one in told if one.capped == capped]
            if found:
                shown = f"{min(found):.2f} / {median(found):.2f} / {max(found):.2f}"
                below = str(sum(ratio < 0.6 for ratio in found))  # noqa: PLR2004 - the aim
                lines.append([name, kind, str(len(found)), shown, below])
        few = [one for one in compared if one.allowed_s < JUDGED_S]
        late = sum(one.found.lift_by_s > one.allowed_s for one in compared)
        lines.append([name, "hardly any time left", str(len(few)), "not judged", ""])
        lines.append([name, "shown later than allowed, of all", str(late), "", ""])
    head = ["what", "", "cases", "shown ÷ allowed, least / middle / most", "< 0.6"]
    return _table([head, *lines])


def worst(compared: Sequence[Compared]) -> str:
    """The treatments that were shown least of what they were allowed."""
    told = [one for one in compared if one.allowed_s >= JUDGED_S]
    lines = [
        [
            one.name,
            str(one.before),
            f"{one.omega:.3f}",
            f"{one.allowed_s:.1f} s",
            f"{one.found.lift_by_s:.1f} s",
            f"{one.ratio:.2f}",
        ]
        for one in sorted(told, key=lambda one: one.ratio)[:8]
    ]
    return _table([["stone", "stones before", "Ω then", "allowed", "shown", "ratio"], *lines])


def page(run: Run) -> str:
    """The whole page."""
    made = f"Made on {run.date} from commit `{run.commit}`; the model's fingerprint is "
    speed = f"A forecast took {run.forecast_ms:.1f} ms on the machine that wrote this page.\n"
    sets = [("table of the finer model", run.table), ("treatments by lot", run.treatments)]
    return "\n".join(
        [
            f"<!-- SPDX-License-Identifier: MIT -->\n\n{INTRO}",
            f"{made}`{run.fingerprint}`. {speed}",
            f"{HELD}\n{held_table()}",
            "![Published burns and limits, and our times](images/burn-points.png)\n",
            f"{LIMITS}\n{limit_table()}",
            f"{SHOWN}\n{ratios(sets)}",
            "![Shown against allowed](images/burn-shown.png)\n",
            f"The treatments that were shown least:\n\n{worst(run.treatments)}",
            GAPS,
        ]
    )


def draw_points(path: Path) -> None:
    """Published points and limits, and our first degree and red, on logarithmic time (PNG)."""
    mpl.rcParams["font.size"] = 10
    figure = Figure(figsize=(8, 5), layout="constrained")
    axes = figure.subplots()
    for label, mark, colour, words in (
        ("published: did no lasting harm", "o", "#5a8f3c", (HARMLESS,)),
        ("published: burned", "x", "#b3261e", (NECROSIS, "adult scald", "metal or water contact")),
        ("limits of standards (mostly from memory)", "_", "#777777", ("metal and liquid", "metal")),
    ):
        points = [row for row in rows("points.csv") if row["kind"].split(";")[0] in words]
        at_s = [float(row["time_s"]) for row in points]
        held_c = [float(row["temp_c"]) for row in points]
        axes.scatter(at_s, held_c, marker=mark, color=colour, label=label)
    surfaces = [44.0 + 0.5 * n for n in range(45)]
    for omega, style in ((0.25, ":"), (0.53, "-"), (1.0, "--")):
        times = [first_degree_s(surface_c, omega) for surface_c in surfaces]
        drawn = [(t, c) for t, c in zip(times, surfaces, strict=True) if t is not None]
        axes.plot(
            *zip(*drawn, strict=True), style, color="#0b6e99", lw=1.2, label=f"ours, Ω {omega}"
        )
    axes.set(xscale="log", xlabel="time, s", ylabel="surface held at, °C")
    axes.grid(alpha=0.25)
    axes.legend(frameon=False)
    figure.savefig(path, dpi=110)


def draw_shown(run: Run, path: Path) -> None:
    """Every comparison: allowed across, shown upwards (PNG)."""
    figure = Figure(figsize=(8, 5), layout="constrained")
    axes = figure.subplots()
    for label, colour, compared in (
        ("table of the finer model", "#0b6e99", run.table),
        ("treatments by lot", "#e08a1e", run.treatments),
    ):
        told = [one for one in compared if one.allowed_s > 0.0 and one.found.lift_by_s > 0.0]
        allowed = [one.allowed_s for one in told]
        shown = [one.found.lift_by_s for one in told]
        axes.scatter(allowed, shown, s=20, color=colour, lw=0, alpha=0.8, label=label)
    for share, style in ((1.0, "-"), (0.6, ":")):
        axes.plot([5, 700], [5 * share, 700 * share], style, color="#333333", lw=0.8)
    axes.set(xscale="log", yscale="log", xlabel="allowed by cap and reference, s")
    axes.set(ylabel="shown, s")
    axes.grid(alpha=0.25)
    axes.legend(frameon=False)
    figure.suptitle("Lines: as late as allowed, and 0.6 of it", fontsize=11)
    figure.savefig(path, dpi=110)


def _table(lines: Sequence[Sequence[str]]) -> str:
    """A Markdown table with its head in the first row."""
    ruled = [list(lines[0]), ["---"] * len(lines[0]), *[list(line) for line in lines[1:]]]
    return "".join(f"| {' | '.join(line)} |\n" for line in ruled)
