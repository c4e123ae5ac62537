# SPDX-License-Identifier: MIT
"""A picture of the method at work, for `docs/control.md`: `python -m bench.control.portrait`.

The law of this file: it plays the nominal bath and draws what was played; no line is drawn by hand.
"""

from dataclasses import dataclass, field
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from stoneheater.config import BathFile
from stoneheater.config.bath_file import BathProbe
from stoneheater.core.command import Command, Verb
from stoneheater.core.time_proportioning import Profile
from stoneheater.interfaces.assembly import assemble_simulation

PICTURE = Path(__file__).parents[2] / "docs" / "images" / "control-method.png"
TARGET_C = 52.0
LENGTH_S = 5400
COLD_STONES_S = 3600
FROM_S = 1500


@dataclass
class Course:
    """What one profile did: a value each second."""

    water_c: list[float] = field(default_factory=list)
    probe_c: list[float] = field(default_factory=list)
    crest_c: list[float] = field(default_factory=list)
    on: list[bool] = field(default_factory=list)


def play(profile: Profile) -> Course:
    """Heat the nominal bath from cold, hold it, and put every stone in cold after an hour."""
    file = BathFile(probe=(BathProbe(),) * 2)
    app, hardware = assemble_simulation(file, target_c=TARGET_C, profile=profile, seed=1)
    plant, course = hardware.world.plant, Course()
    app.loop.ask(Command(Verb.ON, who="bench"))
    for second in range(LENGTH_S):
        if second == COLD_STONES_S:
            plant.stone_c = 22.0
        outcome = app.loop.cycle()
        app.clock.wait_until(second + 1.0)
        best = app.heater.model.best
        course.water_c.append(plant.water_c)
        course.probe_c.append(outcome.value.temperature_c if outcome.value else float("nan"))
        course.crest_c.append(best.coast_c(on=False))
        course.on.append(outcome.levels.heater)
    return course


def draw(path: Path = PICTURE) -> None:
    """Both profiles, one above the other (PNG).

    Raises:
        OSError: if the file cannot be written.
    """
    figure = Figure(figsize=(8, 6.5), layout="constrained")
    panes = figure.subplots(2, 1, sharex=True)
    for pane, profile in zip(panes, Profile, strict=True):
        _pane(pane, profile, play(profile))
    panes[-1].set_xlabel("minutes since cold")
    figure.suptitle("SIMULATED: 8 litres, 5 kg of stones, 800 W; stones at 22 °C after an hour")
    figure.savefig(path, dpi=110)


def _pane(pane: Axes, profile: Profile, course: Course) -> None:
    minutes = [second / 60.0 for second in range(FROM_S, LENGTH_S)]
    pane.fill_between(
        minutes, 48.0, 48.25, where=course.on[FROM_S:], color="#e08a1e", lw=0, label="heater on"
    )
    pane.plot(minutes, course.crest_c[FROM_S:], color="#5a8f3c", lw=0.8, label="foretold crest")
    pane.plot(minutes, course.probe_c[FROM_S:], color="#999999", lw=0.8, label="probe")
    pane.plot(minutes, course.water_c[FROM_S:], color="#0b6e99", lw=1.4, label="water")
    pane.axhspan(TARGET_C - 0.5, TARGET_C + 0.5, color="#0b6e99", alpha=0.08, lw=0)
    pane.set(ylim=(48.0, 53.2), ylabel=f"°C, {profile.value}")
    pane.grid(alpha=0.25)
    pane.legend(frameon=False, loc="lower right", bbox_to_anchor=(1.0, 0.09), fontsize=8)


if __name__ == "__main__":
    draw()
