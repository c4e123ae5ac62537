# SPDX-License-Identifier: MIT
"""From seconds of true water to figures.

The law of this file: figures of one run only, pure, and never flattering: what does not settle is
infinite, what has no meaning on a bath is left out instead of being called zero.
"""

import itertools
from collections.abc import Sequence
from math import inf, isinf, sqrt

from bench.control.grid import TARGET_C, GridBath
from bench.control.limits import BAND_C, fewest_changes_per_h, holding_j
from bench.control.scenarios import Played

Figures = dict[str, float]
"""Figures of one run by name; a figure that has no meaning on this bath is not there."""

MECHANICAL_RMS_C = 0.15
FEW_PER_H = 60.0
SSR_RMS_C = 0.03


def settled_s(water_c: Sequence[float], target_c: float) -> float:
    """The first second from which the water stays in the band; infinite if it ends outside."""
    for second in range(len(water_c), 0, -1):
        if abs(water_c[second - 1] - target_c) > BAND_C:
            return inf if second == len(water_c) else second + 1.0
    return 0.0


def first_peak_c(water_c: Sequence[float], target_c: float) -> float:
    """The first peak above the target, until the water falls through it, °C."""
    peak_c = 0.0
    for now_c in water_c:
        if now_c > target_c:
            peak_c = max(peak_c, now_c - target_c)
        elif peak_c > 0.0:
            break
    return peak_c


def rms_c(water_c: Sequence[float], target_c: float) -> float:
    """Root mean square of the distance from the target, °C."""
    return sqrt(sum((c - target_c) ** 2 for c in water_c) / len(water_c))


def offset_c(water_c: Sequence[float], target_c: float) -> float:
    """Mean distance from the target, °C."""
    return sum(water_c) / len(water_c) - target_c


def changes_per_h(on: Sequence[bool]) -> float:
    """Relay changes per hour."""
    changes = sum(a is not b for a, b in itertools.pairwise(on))
    return 3600.0 * changes / len(on)


def largest_c(water_c: Sequence[float], target_c: float) -> float:
    """The largest distance from the target, °C."""
    return max(abs(c - target_c) for c in water_c)


def heat_up_figures(heat: Played, steady: Played) -> Figures:
    """Settling and first peak; time counts from the first second of heat.

    The heater looks for a welded relay before (20 s at most), which is no part of the control.
    """
    start_s = heat.on.index(True) if True in heat.on else 0
    water_c = heat.water_c[start_s:] + steady.water_c
    took_s = settled_s(water_c, TARGET_C)
    return {
        "settle ratio": took_s / heat.act.limit_s,
        "settle ratio late": took_s - heat.act.limit_s,
        "first peak": first_peak_c(water_c, TARGET_C),
    }


def steady_figures(bath: GridBath, steady: Played) -> Figures:
    """Band, offset and wear in the steady state."""
    rms, changes = rms_c(steady.water_c, TARGET_C), changes_per_h(steady.on)
    figures = {
        "rms": rms,
        "offset": abs(offset_c(steady.water_c, TARGET_C)),
        "changes": changes,
        "changes ratio": changes / fewest_changes_per_h(bath, TARGET_C, rms),
        "changes ratio ssr": changes / fewest_changes_per_h(bath, TARGET_C, SSR_RMS_C),
    }
    if fewest_changes_per_h(bath, TARGET_C, MECHANICAL_RMS_C) <= FEW_PER_H:
        figures["changes 60"] = changes
    return figures


def recovery_figures(played: Played, spare_s: float) -> Figures:
    """Recovery against the visible limit, and the highest water; nothing if it never leaves."""
    limit_s = played.act.limit_s
    if limit_s == 0.0:
        return {}
    took_s = settled_s(played.water_c, TARGET_C)
    if played.act.name == "cold stones":
        took_s = max(0.0, took_s - spare_s)
    name, highest_c = played.act.name, max(0.0, max(played.water_c) - TARGET_C)
    withheld = played.withheld[: len(played.withheld) if isinf(took_s) else round(took_s)]
    return {
        name: took_s / limit_s,
        f"{name} late": took_s - limit_s,
        f"{name} withheld": float(sum(withheld)),
        f"{name} peak": highest_c,
    }


def step_figures(played: Sequence[Played]) -> Figures:
    """Time, and how far beyond its target the water went, of each step that was played."""
    figures: Figures = {}
    for step in played:
        target_c, name = step.act.target_c, step.act.name
        beyond = _mirrored(step.water_c) if name == "step down" else step.water_c
        goal_c = -target_c if name == "step down" else target_c
        figures[f"{name} ratio"] = settled_s(step.water_c, target_c) / max(1.0, step.act.limit_s)
        figures[f"{name} beyond"] = first_peak_c(beyond, goal_c)
    return figures


def _mirrored(water_c: Sequence[float]) -> Sequence[float]:
    return [-now_c for now_c in water_c]


def day_figures(bath: GridBath, played: Sequence[Played]) -> Figures:
    """Energy of the day against exact holding, as a share of it, without its sign.

    Heat that the bath, and stones put back cold, took up during the day is not spent; what is
    left was lost to the room, and would be the same at exactly the target.
    """
    lost_j = sum(act.energy_j - act.stored_j for act in played)
    exact_j = holding_j(bath, TARGET_C, sum(len(act.on) for act in played) / 3600.0)
    return {"energy": abs(lost_j / exact_j - 1.0)}
