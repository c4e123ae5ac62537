# SPDX-License-Identifier: MIT
"""The soak: `make soak` lives seven days in fast time and writes `docs/soak.md`.

The law of this file: it compares with what was promised and says so in one word for each line; the
figures are those of the process itself.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.soak.week import HOUR_S, Counted, Week
from bench.stamp import ROOT, stamp

PAGE = ROOT / "docs" / "soak.md"
DAYS = 7
DAY = (8 * HOUR_S, 10, 15 * HOUR_S, 24 * HOUR_S)
"""On at eight, ten clients from nine on, the last touch at three, nobody until midnight."""

RSS_MB = 2.0
LOG_BYTES = 1_000_000
FILES = (
    "service/loop.py", "service/heater_service.py", "service/treatment.py",
    "service/store/writer.py", "interfaces/socket.py", "interfaces/journal.py",
)  # fmt: skip


def lived(days: int) -> list[Counted]:
    """So many days, one after the other, at one heater."""
    counted = []
    with tempfile.TemporaryDirectory() as folder, Week(Path(folder)) as week:
        for number in range(1, days + 1):
            began_s = time.monotonic()
            counted.append(week.live(*DAY))
            took_s = time.monotonic() - began_s
            print(f"day {number}, {took_s:.0f} s: {counted[-1]}", flush=True)
    return counted


def growth_mb(days: Sequence[Counted]) -> float:
    """From the end of the first day, when everything has been used once, to that of the last."""
    return days[-1].rss_mb - days[0].rss_mb


def drift_s(days: Sequence[Counted]) -> float:
    """How far the time to standby, counted by the heater, differs from day to day, s."""
    counted = [float("inf") if day.standby_s is None else day.standby_s for day in days]
    return max(counted) - min(counted)


def broken(days: Sequence[Counted]) -> list[str]:
    """Every promise that was not kept."""
    kept = {
        f"memory grew by {growth_mb(days):.2f} MB": growth_mb(days) < RSS_MB,
        f"the journal got {max(d.log_bytes for d in days)} bytes in a day": all(
            day.log_bytes < LOG_BYTES for day in days
        ),
        f"standby drifted by {drift_s(days):.1f} s": drift_s(days) < 1.0,
        "a stone's timer left the clock": all(day.timers_off_s <= TENTH_S for day in days),
        "a record or a sample was given up": not any(day.lost for day in days),
        "a healthy heater tripped": not any(day.trips for day in days),
    }
    return [what for what, ok in kept.items() if not ok]


TENTH_S = 0.1
"""What a snapshot rounds to, s."""


def page(days: Sequence[Counted], head: str) -> str:
    """The whole page."""
    rows = "".join(
        f"| {number} | {day.rss_mb:.2f} | {day.log_bytes} | {day.asked} | {day.refused} "
        f"| {day.standby_s} | {day.timers_off_s:.1f} | {day.lost} "
        f"| {', '.join(day.trips) or 'none'} |\n"
        for number, day in enumerate(days, 1)
    )
    return f"""\
<!-- SPDX-License-Identifier: MIT -->
<!-- Written by `make soak` from bench/soak. -->
# A week

{len(days)} of the seven days of a practice at one heater, in fast time: on at eight, ten clients
with six stones each, a last touch at three, auto-standby, night. Service, sockets, records, history
and journal are the real ones in one process; bath and clock are simulated. Every session has
a slip in it that is refused.

{head}

| day | memory, MB | journal, bytes | requests | refused | standby after, s \
| stone timers off by, s | lost | trips |
|---|---|---|---|---|---|---|---|---|
{rows}
* Memory grew by **{growth_mb(days):.2f} MB** from the end of the first day to that of the last
  (limit {RSS_MB:.0f} MB).
* The journal got at most **{max(d.log_bytes for d in days)} bytes** a day
  (limit {LOG_BYTES:,}).
* Two hours without a touch were the same on every day, to **{drift_s(days):.1f} s**.
* Broken promises: **{"; ".join(broken(days)) or "none"}**.

"Lost" counts samples and records that were given up since the start.
"""


def main(days: int) -> int:
    """Live, print, and write the page if it was a week; 1 if a promise was broken."""
    counted = lived(days)
    if days >= DAYS:
        PAGE.write_text(page(counted, stamp(1, FILES)), encoding="utf-8")
    print("broken:", broken(counted) or "nothing")
    return int(bool(broken(counted)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=DAYS)
    sys.exit(main(parser.parse_args().days))
