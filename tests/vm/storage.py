# SPDX-License-Identifier: MIT
"""The disk fills up, goes read-only, loses its power.

The law of this file: heat does not depend on the disk, and what was confirmed is there.
"""

import random
import time
from pathlib import Path

from vm.bench import HEATER, Table, answers, eventually, heating, must, state
from vm.image import Image
from vm.machine import Machine, booted

WARM = {"HEATING", "READY", "PAUSE", "LOOK"}


def full(machine: Machine, table: Table) -> None:
    """Not a byte is left, for half a minute; then there is room again."""
    heating(machine, 44.0)
    machine.do("run", command="dd if=/dev/zero of=/var/filler bs=1M; sync; df /")
    worst = heats_on(machine, 30.0)
    told = eventually(lambda: bool(machine.snapshot()["store"]), 90.0)
    machine.sh("rm /var/filler; sync")
    mended = eventually(lambda: not machine.snapshot()["store"], 120.0)
    whole = machine.code("stoneheater record verify") == 0
    seen = f"heats on: {worst}; told: {told}; written again: {mended}; record whole: {whole}"
    table.add(
        "F50 disk full",
        "heats on, says so, recovers",
        seen,
        good=worst and told and mended and whole,
    )


def read_only(machine: Machine, table: Table) -> None:
    """The kernel makes the disk read-only, as after an error; the machine ends after this."""
    heating(machine, 44.0)
    machine.sh("echo 1 > /proc/sys/kernel/sysrq; sync; echo u > /proc/sysrq-trigger; sleep 2")
    worst = heats_on(machine, 30.0)
    told = eventually(lambda: bool(machine.snapshot()["store"]), 90.0)
    seen = f"heats on: {worst}; told: {told}"
    table.add("F51 disk read-only", "heats on, says so", seen, good=worst and told)


def heats_on(machine: Machine, for_s: float) -> bool:
    """Whether it stays in heating all that time."""
    end_s = time.monotonic() + for_s
    while time.monotonic() < end_s:
        if state(machine) not in WARM:
            return False
        time.sleep(1.0)
    return True


def power_cuts(image: Image, disk: Path, table: Table, cuts: int, seed: int) -> None:
    """Cut the power at random moments while records are written and the heater heats."""
    chance, acknowledged = random.Random(seed), 0  # noqa: S311 - no secret
    lost = torn = not_standby = total = 0
    for number in range(cuts + 1):
        with booted(image, disk) as machine:
            answers(machine)
            if number:
                ok, last, _ = machine.sh("python3 /opt/power_cut.py check").split(None, 2)
                lost += max(0, acknowledged - int(last))
                torn += ok != "1" or machine.code("stoneheater record verify") != 0
                not_standby += state(machine) != "STANDBY" or is_high(machine)
            if number == cuts:
                break
            heating(machine)
            machine.sh("setsid python3 /opt/power_cut.py write >/dev/null 2>&1 </dev/null &")
            must(machine.acks.next(60.0) is not None, "no record was confirmed")
            before = acknowledged
            acknowledged = cut_after(machine, chance.uniform(1.0, 12.0), acknowledged)
            total += acknowledged - before
    seen = f"{total} confirmed, {lost} lost; {torn} records not whole; not in STANDBY {not_standby}"
    good = lost == torn == not_standby == 0 and total > cuts
    table.add(
        f"F60 {cuts} power cuts while heating (seed {seed})",
        "0 lost, 0 torn, STANDBY",
        seen,
        good=good,
    )


def cut_after(machine: Machine, seconds: float, acknowledged: int) -> int:
    """Cut the power after this long; the last number that was confirmed outside."""
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        line = machine.acks.next(max(0.0, end_s - time.monotonic()))
        acknowledged = int(line) if line else acknowledged
    machine.cut_power()
    while line := machine.acks.next(0.2):
        acknowledged = int(line)
    return acknowledged


def is_high(machine: Machine) -> bool:
    """Whether the heater's line is high."""
    return bool(machine.bath()["lines"].get(str(HEATER), {}).get("high"))
