# SPDX-License-Identifier: MIT
"""The computer's own clocks.

The law of this file: control and leases run on CLOCK_MONOTONIC, timers on CLOCK_BOOTTIME, and
the wall clock is for labels.
"""

import time
from pathlib import Path


class SystemClock:
    """CLOCK_MONOTONIC, CLOCK_BOOTTIME and the date."""

    def now_s(self) -> float:
        """Seconds of CLOCK_MONOTONIC."""
        return time.monotonic()

    def boottime_s(self) -> float:
        """Seconds of CLOCK_BOOTTIME, which also runs while the computer sleeps."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def wall_s(self) -> float:
        """Seconds since 1970; may jump at any time."""
        return time.time()

    def wait_until(self, at_s: float) -> None:
        """Sleep until ``at_s`` of `now_s`."""
        left_s = at_s - time.monotonic()
        if left_s > 0.0:
            time.sleep(left_s)


def boot_id() -> str:
    """Which boot this is, as the kernel names it; ``unknown`` where it does not."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return "unknown"
