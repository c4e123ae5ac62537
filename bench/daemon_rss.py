# SPDX-License-Identifier: MIT
"""Resident memory of the real daemon after a minute of heating, MB.

The daemon runs as a process of its own with the real gpiozero and w1thermsensor, on a stand-in
for the lgpio C library and a directory that stands for the kernel's 1-Wire files.
"""

import re
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from support.house import House

HEATING_S = 60.0


def main() -> None:
    """Print the figure."""
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder) / "h")
        try:
            house.commission()
            house.bath()
            daemon = house.up()
            house.heat()
            time.sleep(HEATING_S)
            status = Path(f"/proc/{daemon.pid}/status").read_text(encoding="ascii")
        finally:
            house.close()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    print(f"{int(found[1]) / 1024:.1f}" if found else "?")


if __name__ == "__main__":
    main()
