# SPDX-License-Identifier: MIT
"""The disk fills up, goes read-only, loses its power.

The law of this file: heat does not depend on the disk, and what was confirmed is there.
"""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from vm.bench import HEATER, Table, answers, eventually, heating, must, state
from vm.image import Image
from vm.machine import BOOT_S, Machine, booted, fresh_disk

HEATING_CUTS = 3
LANE = 50
"""Cuts of one disk, one after the other."""

WARM = {"HEATING", "READY", "PAUSE", "LOOK"}


@dataclass
class Tally:
    """What was confirmed outside, and what was found after the next boot."""

    last: int = 0
    confirmed: int = 0
    lost: int = 0
    torn: int = 0
    why: str = ""

    def look(self, said: str) -> None:
        """Hear what `power_cut.py check` says."""
        whole, found, sentence = said.split(maxsplit=2)
        self.lost += max(0, self.last - int(found))
        if whole != "1":
            self.torn += 1
            self.why = self.why or sentence.strip()
        self.last = int(found)

    def confirm(self, machine: Machine, seconds: float) -> None:
        """Hear confirmations for this long, then cut the power."""
        before = self.last
        self.last = cut_after(machine, seconds, before)
        self.confirmed += self.last - before

    def words(self) -> str:
        """For the table."""
        torn = f"{self.torn} times not whole" + (f' ("{self.why}")' if self.why else "")
        return f"{self.confirmed} records confirmed, {self.lost} lost, {torn}"


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
    """An error of the file system makes the kernel mount it read-only; the machine ends after this.

    Not by sysrq-u: after that the kernel takes writes into memory and confirms every fsync (seen
    with ext4 on 6.1), so that nobody can notice.
    """
    heating(machine, 44.0)
    machine.sh("echo 1 > /sys/fs/ext4/vda/trigger_fs_error; sleep 1; ! touch /var/mark")
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


def power_cuts(image: Image, table: Table, cuts: int, seed: int) -> None:
    """Cut the power at random moments, with nothing running but the record being written.

    Many cuts are shared out to several disks, each with a record of its own.
    """
    lanes = -(-cuts // LANE)
    shares = [cuts // lanes + (lane < cuts % lanes) for lane in range(lanes)]
    with ThreadPoolExecutor(lanes) as pool:
        seen = list(pool.map(partial(cut_again, image), range(seed, seed + lanes), shares))
    tally = Tally(
        confirmed=sum(each.confirmed for each in seen),
        lost=sum(each.lost for each in seen),
        torn=sum(each.torn for each in seen),
        why=next((each.why for each in seen if each.why), ""),
    )
    good = tally.lost == tally.torn == 0 and tally.confirmed > cuts
    seeds = f"seed {seed}" if lanes == 1 else f"seeds {seed} to {seed + lanes - 1}"
    words = f"{cuts} cuts ({seeds}): {tally.words()}"
    table.add("F59 power cuts while records are written", "0 lost, 0 torn", words, good=good)


def cut_again(image: Image, seed: int, cuts: int) -> Tally:
    """So many cuts of one disk, and what is on it in the end."""
    chance, tally, disk = random.Random(seed), Tally(), fresh_disk(image, f"power-cuts-{seed}")  # noqa: S311 - no secret
    for _ in range(cuts):
        machine = Machine(image, disk, "init=/opt/bare-init")
        try:
            said = machine.acks.next(BOOT_S)
            must(said is not None, f"no answer within {BOOT_S:.0f} s; see {machine.serial}")
            tally.look((said or b"").decode())
            tally.confirm(machine, chance.uniform(0.1, 4.0))
        finally:
            machine.close()
    with booted(image, disk) as machine:
        tally.look(machine.sh("python3 /opt/power_cut.py check"))
    return tally


def cuts_while_heating(image: Image, table: Table, seed: int) -> None:
    """The same with everything running, three times: then it must be in STANDBY."""
    chance, tally, disk = random.Random(seed), Tally(), fresh_disk(image, "heating-cuts")  # noqa: S311 - no secret
    standby = whole = 0
    for turn in range(HEATING_CUTS + 1):
        with booted(image, disk) as machine:
            if turn:
                answers(machine)
                tally.look(machine.sh("python3 /opt/power_cut.py check"))
                whole += machine.code("stoneheater record verify") == 0
                standby += state(machine) == "STANDBY" and not is_high(machine)
            if turn < HEATING_CUTS:
                heating(machine)
                machine.sh("setsid python3 /opt/power_cut.py write >/dev/null 2>&1 </dev/null &")
                must(machine.acks.next(60.0) is not None, "no record was confirmed")
                tally.confirm(machine, chance.uniform(1.0, 12.0))
    seen = (
        f"{HEATING_CUTS} cuts (seed {seed}): {tally.words()}; the heater's own record whole {whole}"
        f", STANDBY {standby} times"
    )
    good = tally.lost == tally.torn == 0 and whole == standby == HEATING_CUTS
    table.add("F60 power cuts while heating", "0 lost, 0 torn, STANDBY", seen, good=good)


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
