# SPDX-License-Identifier: MIT
"""Write into a record until the power is cut, and say outside what was confirmed.

The law of this file: a number is said only after the store has confirmed it. It uses the record
of the installed package and nothing else.

Usage: power_cut.py write | check
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, "/usr/lib/stoneheater/site")

from stoneheater.service.store.entry import Kind, Record, Stamp
from stoneheater.service.store.records import RecordStore
from stoneheater.service.store.verify import verify

RECORD = Path("/var/lib/power-cut/records.db")
ACKS = Path("/dev/virtio-ports/acks")


def stamp() -> Stamp:
    """Now, in this boot."""
    boot_id = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return Stamp(time.time(), time.clock_gettime(time.CLOCK_BOOTTIME), boot_id)


def write() -> None:
    """One record after the other, each said outside when it is confirmed."""
    store = RecordStore(RECORD, stamp)
    with ACKS.open("wb", buffering=0) as acks:
        while True:
            number = store.append(Record(stamp(), Kind.NOTE, "power cut", "one more")).result(60)
            acks.write(f"{number}\n".encode())


def check() -> None:
    """Whether the record is whole, and its last number."""
    found = verify(RECORD)
    sys.stdout.write(f"{int(found.ok)} {found.head.id} {found.sentence}\n")


if __name__ == "__main__":
    RECORD.parent.mkdir(exist_ok=True)
    {"write": write, "check": check}[sys.argv[1]]()
