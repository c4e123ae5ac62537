# SPDX-License-Identifier: MIT
"""The plot of a simulated run: water, probe and target above, what was switched below.

The law of this file: matplotlib is met here only, and draws what happened without smoothing it.
"""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from stoneheater.interfaces.simulation import BAND_C, Plan, Second

INK, WATER, PROBE, HEAT = "#333333", "#0b6e99", "#e08a1e", "#b3261e"


def draw(plan: Plan, seconds: Sequence[Second], path: Path) -> None:
    """Draw a run into ``path`` (PNG).

    Raises:
        OSError: if the file cannot be written.
    """
    mpl.rcParams["font.size"] = 10
    figure = Figure(figsize=(9, 5.5), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    minutes = [second.at_s / 60 for second in seconds]
    targets = [second.target_c for second in seconds]
    band = ([c - BAND_C for c in targets], [c + BAND_C for c in targets])
    above.fill_between(minutes, *band, color=WATER, alpha=0.12, lw=0, label="target ± 0.5 °C")
    above.plot(minutes, [s.bath_c for s in seconds], color=PROBE, lw=0.8, label="probe")
    above.plot(minutes, [s.water_c for s in seconds], color=WATER, lw=1.6, label="water")
    above.plot(minutes, [s.stone_c for s in seconds], color=INK, lw=0.9, ls=":", label="stones")
    above.set_ylabel("°C")
    above.grid(alpha=0.25)
    above.legend(loc="lower right", frameon=False)
    for fault in plan.faults:
        for axis in (above, below):
            axis.axvline(fault.at_s / 60, color=HEAT, lw=1, ls="--")
        place = (fault.at_s / 60, above.get_ylim()[1])
        above.annotate(f" {fault.name}", place, color=HEAT, va="top")
    below.fill_between(minutes, [s.heater for s in seconds], step="post", color=HEAT, lw=0)
    below.plot(minutes, [s.duty for s in seconds], color=INK, lw=0.8)
    below.set(ylabel="heater, duty", xlabel="minutes", ylim=(0, 1.05), yticks=(0, 1))
    figure.suptitle("SIMULATED bath: nothing real was heated", fontsize=11, color=INK)
    figure.savefig(path, dpi=110)
