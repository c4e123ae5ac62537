# SPDX-License-Identifier: MIT
"""Write into a record until the power is cut, and say outside what was confirmed.

The law of this file: a number is said only after the store has confirmed it. It uses the record
of the installed package and nothing else.

Usage: power_cut.py write | check | both
(both: for a machine that has nothing else running; says what check says, and then writes.)
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, "/usr/lib/stoneheater/site")

from stoneheater.service.store.entry import Kind, Record, Stamp
from stoneheater.service.store.records import RecordStore
from stoneheater.service.store.verify import verify

RECORD = Path("/var/lib/power-cut/records.db")
PORTS = Path("/sys/class/virtio-ports")


def stamp() -> Stamp:
    """Now, in this boot."""
    boot_id = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return Stamp(time.time(), time.clock_gettime(time.CLOCK_BOOTTIME), boot_id)


def port() -> Path:
    """The way outside, with or without udev."""
    names = {name.read_text().strip(): name.parent.name for name in PORTS.glob("*/name")}
    return Path("/dev") / names["acks"]


def write(first: str = "") -> None:
    """One record after the other, each said outside when it is confirmed."""
    store = RecordStore(RECORD, stamp)
    with port().open("wb", buffering=0) as acks:
        acks.write(first.encode())
        while True:
            number = store.append(Record(stamp(), Kind.NOTE, "power cut", "one more")).result(60)
            acks.write(f"{number}\n".encode())


def check() -> str:
    """Whether the record is whole, its last number, and a sentence."""
    found = verify(RECORD)
    return f"{int(found.ok or not RECORD.exists())} {found.head.id} {found.sentence}\n"


if __name__ == "__main__":
    RECORD.parent.mkdir(exist_ok=True)
    if sys.argv[1] == "check":
        sys.stdout.write(check())
    else:
        write(check() if sys.argv[1] == "both" else "")
