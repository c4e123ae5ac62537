# SPDX-License-Identifier: MIT
"""The validation of the burn forecast: `make validate-skin` writes docs/burn-validation.md.

The law of this file: it runs, draws and writes; what came of it is printed, not judged.
"""

import time
from datetime import UTC, datetime
from pathlib import Path

from bench.fingerprint import fingerprint
from bench.skin.pages import Run, draw_points, draw_shown, page
from bench.skin.reference import Lay
from bench.skin.scenes import JUDGED, ours, table, treatments
from bench.stamp import commit

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "burn-validation.md"
IMAGES = ROOT / "docs" / "images"
RUNS = 20


def forecast_ms() -> float:
    """One forecast of a stone with a time to red, ms (the best of several)."""
    best_s = float("inf")
    for _ in range(RUNS):
        began_s = time.perf_counter()
        ours(Lay(54.0, 25.0, "sheet"))
        best_s = min(best_s, time.perf_counter() - began_s)
    return best_s * 1000.0


def main() -> None:
    """Compare, draw, write."""
    made = datetime.now(UTC).strftime("%Y-%m-%d")
    run = Run(table(), treatments(), forecast_ms(), made, commit(), fingerprint(JUDGED))
    text = page(run)
    PAGE.write_text(text, encoding="utf-8")
    draw_points(IMAGES / "burn-points.png")
    draw_shown(run, IMAGES / "burn-shown.png")
    print(text)


if __name__ == "__main__":
    main()
