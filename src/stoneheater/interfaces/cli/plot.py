# SPDX-License-Identifier: MIT
"""The plot of a simulated run: water, probe and target above, what was switched below.

The law of this file: matplotlib is met here only, and draws what happened without smoothing it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from stoneheater.core.mode import Mode
from stoneheater.interfaces.simulation import BAND_C, Plan, Second

INK, WATER, PROBE, HEAT = "#333333", "#0b6e99", "#e08a1e", "#b3261e"


def draw(plan: Plan, seconds: Sequence[Second], path: Path) -> None:
    """Draw a run into ``path`` (PNG, whatever its name ends in).

    Raises:
        OSError: if the file cannot be written.
    """
    mpl.rcParams["font.size"] = 10
    figure = Figure(figsize=(9, 5.5), layout="constrained")
    figure.suptitle("SIMULATED bath: nothing real was heated", fontsize=11, color=INK)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    minutes = [second.at_s / 60 for second in seconds]
    _temperatures(above, minutes, seconds)
    below.fill_between(minutes, [s.heater for s in seconds], step="post", color=HEAT, lw=0)
    below.plot(minutes, [s.duty for s in seconds], color=INK, lw=0.6)
    below.set(xlabel="minutes", ylim=(0, 1.05), yticks=(0, 1), yticklabels=("off", "on"))
    below.set(xlim=(0, minutes[-1]), ylabel="heater\n(line: duty)")
    tripped = [s.mode == Mode.TRIPPED for s in seconds]
    for axis in (above, below):
        axis.fill_between(
            minutes, 0, 1, where=tripped, color=HEAT, alpha=0.08, lw=0,
            transform=axis.get_xaxis_transform(), label="tripped" if any(tripped) else None,
        )  # fmt: skip
        for fault in plan.faults:
            axis.axvline(fault.at_s / 60, color=HEAT, lw=1, ls="--")
    for row, fault in enumerate(sorted(plan.faults, key=lambda fault: fault.at_s)):
        _name(above, fault.name.replace("_", " "), fault.at_s / 60, row % 3)
    above.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=5, frameon=False)
    figure.savefig(path, dpi=110, format="png")


def _temperatures(axis: Any, minutes: Sequence[float], seconds: Sequence[Second]) -> None:
    targets_c = [second.target_c for second in seconds]
    band_c = ([c - BAND_C for c in targets_c], [c + BAND_C for c in targets_c])
    axis.fill_between(minutes, *band_c, color=WATER, alpha=0.15, lw=0, label="target ± 0.5 °C")
    axis.plot(minutes, [s.water_c for s in seconds], color=WATER, lw=2.0, label="water")
    axis.plot(minutes, [s.bath_c for s in seconds], color=PROBE, lw=0.7, label="probe")
    axis.plot(minutes, [s.stone_c for s in seconds], color=INK, lw=0.9, ls=":", label="stones")
    axis.set_ylabel("°C")
    axis.grid(alpha=0.25)


def _name(axis: Any, name: str, at_minutes: float, row: int) -> None:
    """Write what happened beside its line; rows keep near neighbours apart."""
    axis.annotate(
        name,
        (at_minutes, 0.0),
        xycoords=axis.get_xaxis_transform(),
        xytext=(4, 5 + 14 * row),
        textcoords="offset points",
        color=HEAT,
        va="bottom",
        annotation_clip=True,
        bbox={"color": "white", "alpha": 0.8, "pad": 1.0},
    )
