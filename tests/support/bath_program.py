# SPDX-License-Identifier: MIT
"""A small bath in a process of its own: relays switch its element, probes show its water.

``python bath_program.py FOLDER`` closes the loop around a daemon on the stand-ins: it reads the
relays of ``FOLDER/world`` (heater GPIO17; enable GPIO27 in series, if anybody ever drove it) and
writes ``w1_slave`` of every probe in ``FOLDER/w1``. One litre on 2 kW: half a degree a second in
real time, so that no test needs to shorten one. It ends with its standard input.

``FOLDER/ails`` says what ails a probe, such as ``28-00000d1efbf6 unplugged``: it is ``unplugged``
and answers nothing, ``browned-out`` and answers 85.000 °C, or ``held`` and warmed by a hand.
"""

import select
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

from stoneheater.core.plant import Bath, Plant
from support.fake_lgpio import line_files
from support.fake_w1 import answer

STEP_S = 0.1
HEATER, ENABLE = 17, 27

SMALL = Bath(
    water_kg=1.0,
    stone_kg=0.2,
    element_w=2000.0,
    element_capacity_j_per_k=40.0,
    element_lag_s=1.0,
    loss_w_per_k=1.0,
    surface_m2=0.01,
    start_c=42.0,
)


def powered() -> bool:
    """Whether current flows: the heater relay, and in series the enable relay where fitted."""
    heater, enable = line_files.state(HEATER), line_files.state(ENABLE)
    return heater.level == 1 and (enable.direction != "output" or enable.level == 1)


def ailment(folder: Path) -> tuple[str, str]:
    """Which probe ails, and how."""
    try:
        rom_id, _, how = (folder / "ails").read_text().partition(" ")
    except FileNotFoundError:
        return "", ""
    return rom_id, how


def show(folder: Path, water_c: float, hand_c: float) -> None:
    """Let every probe show the water, except the one that ails."""
    ailing, how = ailment(folder)
    otherwise = {"unplugged": "", "browned-out": answer(85.0), "held": answer(water_c + hand_c)}
    for probe in (folder / "w1" / "bus" / "w1" / "devices").glob("28-*"):
        fresh = probe / ".fresh"
        fresh.write_text(otherwise[how] if probe.name == ailing else answer(water_c))
        fresh.replace(probe / "w1_slave")


def main(folder: Path) -> None:
    """Heat, cool and show, ten times a second; a hand warms by a degree a second."""
    line_files.world = line_files.World(folder / "world")
    plant, hand_c = Plant(SMALL), 0.0
    while not select.select([sys.stdin], [], [], STEP_S)[0]:
        plant.step(STEP_S, powered())
        hand_c = hand_c + STEP_S if ailment(folder)[1] == "held" else 0.0
        show(folder, plant.water_c, hand_c)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
