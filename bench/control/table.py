# SPDX-License-Identifier: MIT
"""The promised figures, what was aimed at, and what was measured.

The law of this file: the aims stand here and nowhere else; a median or a worst value beyond its
aim is a miss, and a miss names the bath. Only promised baths are counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isinf
from statistics import median

from bench.control.grid import GridBath
from bench.control.jobs import Result
from bench.control.score import Figures

from stoneheater.core.time_proportioning import Profile

MECHANICAL, SSR = Profile.MECHANICAL.value, Profile.SSR.value


@dataclass(frozen=True, slots=True)
class Aim:
    """What a figure should be at most, as median and at worst; None where nothing is promised."""

    middle: float | None = None
    worst: float | None = None


NONE = Aim()
WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of the table.

    Attributes:
        key: its key in the results.
        title: what a reader calls it.
        mechanical, ssr: what each profile promises.
        only: the one profile of ours that it is told of; empty for both.
    """

    key: str
    title: str
    mechanical: Aim = NONE
    ssr: Aim = NONE
    only: str = ""

    def aim(self, controller: str) -> Aim:
        """What is promised for this controller; nothing for a reference."""
        return {MECHANICAL: self.mechanical, SSR: self.ssr}.get(controller, NONE)


def _worst(mechanical: float, ssr: float) -> tuple[Aim, Aim]:
    return Aim(worst=mechanical), Aim(worst=ssr)


SETTLE = Aim(1.005, 1.05)
NO_TRIP = Aim(0.0, 0.0)
ROWS = (
    Row("settle ratio", "settling time ÷ physical limit", SETTLE, SETTLE),
    Row(
        "first peak",
        "first peak, nothing learned, °C",
        Aim(0.12, 0.35),
        Aim(0.10, 0.30),
    ),
    Row("first peak learned", "first peak, learned bath, °C", *_worst(0.20, 0.15)),
    Row("first peak dipped", "first peak, nothing learned but a probe dipped at commissioning, °C"),
    Row("settle ratio learned", "settling time ÷ limit, learned bath"),
    Row("rms", "rms in steady state, °C", Aim(worst=0.15), Aim(0.015, 0.03)),
    Row("offset", "offset, °C", *_worst(0.02, 0.02)),
    Row("changes", "relay changes per hour", ssr=Aim(worst=720.0)),
    Row("changes 60", "the same, where 60 would do for rms 0.15", Aim(worst=60.0), only=MECHANICAL),
    Row(
        "changes ratio",
        "changes ÷ exact minimum at the rms obtained",
        Aim(worst=1.10),
        only=MECHANICAL,
    ),
    Row(
        "changes ratio ssr",
        "changes ÷ exact minimum at rms 0.03",
        ssr=Aim(worst=2.0),
        only=SSR,
    ),
    Row(
        "water swapped",
        "2 l at 15 °C swapped: recovery ÷ visible limit",
        *_worst(1.08, 1.05),
    ),
    Row(
        "water added",
        "2 l at 15 °C added: recovery ÷ visible limit",
        *_worst(1.08, 1.05),
    ),
    Row(
        "cold stones",
        "stones at 22 °C: (recovery - 10 s, ssr 5 s) ÷ limit",
        *_worst(1.15, 1.10),
    ),
    Row(
        "energy",
        "6 h day: energy beside exact holding (share)",
        *_worst(0.005, 0.005),
    ),
    Row("step up ratio", "+4 °C: settling time ÷ physical limit"),
    Row("step up beyond", "+4 °C: first peak, °C"),
    Row("water swapped peak", "2 l at 15 °C swapped: highest above the target since, °C"),
    Row("water added peak", "2 l at 15 °C added: highest above the target since, °C"),
    Row("cold stones peak", "stones at 22 °C: highest above the target since, °C"),
    Row("step down ratio", "-4 °C: settling time ÷ physical limit"),
    Row("step down beyond", "-4 °C: first dip, °C"),
    Row("lid off", "lid taken off: largest deviation, °C"),
    Row("mains low", "mains -15 % while holding: largest deviation, °C"),
    Row(
        "unlike settle ratio",
        "unlike the model: settling ÷ limit",
        *_worst(1.15, 1.15),
    ),
    Row("unlike first peak", "unlike the model: first peak, °C", *_worst(0.45, 0.45)),
    Row("unlike rms", "unlike the model: rms, °C", *_worst(0.17, 0.06)),
    Row("unlike offset", "unlike the model: offset, °C"),
    Row("trips", "trips in a healthy run", NO_TRIP, NO_TRIP),
)


@dataclass(frozen=True, slots=True)
class Miss:
    """A run whose figure is beyond the worst that is promised."""

    row: Row
    controller: str
    bath: GridBath
    seed: int
    value: float
    aim: float
    figures: Figures


def values(
    results: Sequence[Result], key: str, controller: str, *, promised: bool = True
) -> list[tuple[float, Result]]:
    """A figure of one controller over every run on a promised bath (or on the others)."""
    found: list[tuple[float, Result]] = []
    for result in results:
        figures = result.figures | {"trips": float(len(result.trips))}
        told = result.job.bath.promised is promised and key in figures
        if result.job.controller == controller and told:
            found.append((figures[key], result))
    return found


def cell(results: Sequence[Result], row: Row, controller: str) -> str:
    """Median / worst, marked where it misses; a dash where there is nothing."""
    found = [value for value, _ in values(results, row.key, controller)]
    if not found or (row.only and controller in {MECHANICAL, SSR} - {row.only}):
        return "–"
    aim, both = row.aim(controller), (median(found), max(found))
    limits = (aim.middle, aim.worst)
    marked = [
        text(value) + ("*" if limit is not None and value > limit else "")
        for value, limit in zip(both, limits, strict=True)
    ]
    return " / ".join(marked)


def aims(row: Row, controller: str) -> str:
    """The aim in words: median / worst."""
    aim = row.aim(controller)
    if aim.middle is None and aim.worst is None:
        return "–"
    if aim.middle is None:
        return f"≤ {aim.worst:g}"
    return f"≤ {aim.middle:g} / {aim.worst:g}"


def text(value: float) -> str:
    """A figure with as many digits as mean anything."""
    if isinf(value):
        return "never"
    return f"{value:.0f}" if value >= WHOLE or value == 0.0 else f"{value:.3g}"


def misses(results: Sequence[Result]) -> list[Miss]:
    """Every run beyond what is promised at worst, the worst of each figure first."""
    found: list[Miss] = []
    for row in ROWS:
        for controller in (MECHANICAL, SSR):
            limit = row.aim(controller).worst
            limit = inf if limit is None else limit
            over = [(v, r) for v, r in values(results, row.key, controller) if v > limit]
            for value, result in sorted(over, key=lambda item: -item[0]):
                job, figures = result.job, result.figures
                found.append(Miss(row, controller, job.bath, job.seed, value, limit, figures))
    return found
