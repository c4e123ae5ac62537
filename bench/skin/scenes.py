# SPDX-License-Identifier: MIT
"""What is compared: rows of a finer model's table, and treatments drawn by lot.

The law of this file: the lot is fixed by its seed, and nothing that was drawn is left out.
"""

import csv
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.skin.reference import Lay, Site

from stoneheater.core.burn import ClientProfile, Contact, Exposure, Forecast, carry, forecast
from stoneheater.core.skin import RESTED, SkinState

HERE: Final = Path(__file__).parent
JUDGED: Final = ("stone.py", "tissue.py", "chain.py", "skin.py", "dose.py", "burn.py")
SEED: Final = 20261121
TREATMENTS: Final = 80
RED: Final = 0.25


@dataclass(frozen=True, slots=True)
class Compared:
    """One forecast beside what the reference allows.

    Attributes:
        name: what was laid, and on what.
        before: how many stones lay there before.
        omega: the reference's dose at laying.
        found: our forecast.
        allowed_s: the cap, or the longest contact below red in the reference if that is less.
        capped: whether it is the cap.
    """

    name: str
    before: int
    omega: float
    found: Forecast
    allowed_s: float
    capped: bool

    @property
    def ratio(self) -> float:
        """Shown divided by allowed; 1 where nothing is allowed and nothing is shown."""
        if self.allowed_s == 0.0:
            return 1.0 if self.found.lift_by_s == 0.0 else float("inf")
        return self.found.lift_by_s / self.allowed_s


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a file beside this one, without its comment."""
    with (HERE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def cap_s(lay: Lay) -> float:
    """The longest time of a temperature class, written down a second time."""
    if lay.contact != "direct":
        return 600.0
    classes = ((43.0, 1800.0), (48.0, 600.0), (56.0, 60.0))
    return next(s for limit_c, s in classes if lay.temperature_c <= limit_c)


def ours(lay: Lay, skin: SkinState = RESTED) -> Forecast:
    """Our forecast, towels dry as the reference takes them."""
    return forecast(_exposure(lay), ClientProfile.TYPICAL, skin)


def _exposure(lay: Lay) -> Exposure:
    return Exposure(lay.temperature_c, lay.thickness_mm, Contact(lay.contact), dry=True)


def table() -> list[Compared]:
    """Every DESIGN row of the table whose temperature is not refused outright."""
    found = []
    for row in rows("table.csv"):
        contact = row["contact"]
        lay = Lay(float(row["stone_c"]), float(row["thickness_mm"]), contact)
        too_hot = lay.temperature_c > (56.0 if contact == "direct" else 58.0)
        if row["case"] == "design" and not too_hot:
            never = row["t_lift_0.25_s"] == "never"
            lift_s = None if never else float(row["t_lift_0.25_s"])
            found.append(_compared(lay, 0, 0.0, ours(lay), lift_s))
    return found


def _compared(
    lay: Lay, before: int, omega: float, found: Forecast, lift_s: float | None
) -> Compared:
    cap = cap_s(lay)
    name = f"{lay.temperature_c:.1f} °C, {lay.thickness_mm:g} mm, {lay.contact}"
    capped = lift_s is None or lift_s >= cap
    return Compared(name, before, omega, found, cap if lift_s is None else min(cap, lift_s), capped)


def treatments() -> list[Compared]:
    """Up to three stones on a site, and then one more: sizes and cloths not in the table."""
    lot = random.Random(SEED)  # noqa: S311 - a fixed lot, no secret
    return [_treatment(lot) for _ in range(TREATMENTS)]


def _treatment(lot: random.Random) -> Compared:
    before = [_lay(lot) for _ in range(lot.choice([0, 1, 1, 2, 3]))]
    lay = _lay(lot)
    skin = RESTED
    for one in before:
        skin = carry(skin, _exposure(one), one.contact_s, one.gap_s)
    site = Site("design", before)
    lift_s = site.lift_s(lay, RED) if site.omega < RED else 0.0
    return _compared(lay, len(before), site.omega, ours(lay, skin), lift_s)


def _lay(lot: random.Random) -> Lay:
    """A stone as practices lay them, for seconds to minutes."""
    contact = lot.choice(["direct", "sheet", "towel"])
    hottest_c = 56.0 if contact == "direct" else 58.0
    temperature_c = lot.uniform(49.0, hottest_c)
    thickness_mm = lot.choice([12.0, 18.0, 22.0, 30.0, 35.0])
    contact_s = lot.choice([20.0, 30.0, 60.0, 120.0])
    return Lay(temperature_c, thickness_mm, contact, contact_s, lot.choice([0.0, 5.0, 10.0, 60.0]))
