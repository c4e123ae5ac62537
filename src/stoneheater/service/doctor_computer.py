# SPDX-License-Identifier: MIT
"""The computer itself, as the doctor sees it: its supply, its temperature, what memory is held.

The law of this file: it reads what the kernel shows to everybody and judges no heat; a value that
is not shown is no finding. The names of the files in ``/sys`` are from memory and were never seen
on a Pi.
"""

from pathlib import Path
from typing import Final

SYS: Final = Path("/sys")
STATUS: Final = Path("/proc/self/status")
HOT_C: Final = 80.0
"""A Raspberry Pi slows itself down from here on (from memory, unverified), °C."""

HELD_MB: Final = 80.0
"""The daemon holds 36 MB, and its unit lets it have 128, MB."""


def troubles(sys: Path = SYS, status: Path = STATUS) -> tuple[str, ...]:
    """What ails the computer: one sentence each, what to do after its last colon."""
    found = []
    if any(_low(monitor) for monitor in sorted(sys.glob("class/hwmon/hwmon*"))):
        found.append("the computer's supply is below 4.63 V: use a stronger one and a thick cable.")
    hottest = [_number(file) for file in sys.glob("class/thermal/thermal_zone*/temp")]
    hottest_c = max((value / 1000.0 for value in hottest if value is not None), default=0.0)
    if hottest_c >= HOT_C:
        found.append(f"the computer is at {hottest_c:.0f} °C, limit {HOT_C:.0f} °C: give it air.")
    held_mb = _held_mb(status)
    if held_mb is not None and held_mb >= HELD_MB:
        said = f"the program holds {held_mb:.0f} MB of memory, limit {HELD_MB:.0f} MB"
        step = "say `stoneheater standby`, then `sudo systemctl restart stoneheater`."
        found.append(f"{said}: {step}")
    return tuple(found)


def _held_mb(status: Path) -> float | None:
    """What this process holds, MB; None where the kernel does not say."""
    try:
        rows = status.read_text(encoding="ascii").splitlines()
        held = next(row for row in rows if row.startswith("VmRSS:"))
        return int(held.split()[1]) / 1024.0
    except (OSError, ValueError, IndexError, StopIteration):
        return None


def _low(monitor: Path) -> bool:
    try:
        name = (monitor / "name").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return False
    return name == "rpi_volt" and _number(monitor / "in0_lcrit_alarm") == 1


def _number(file: Path) -> int | None:
    try:
        return int(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
