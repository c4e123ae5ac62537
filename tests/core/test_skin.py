# SPDX-License-Identifier: MIT
"""Skin under a stone, against published burns and a finer model's table."""

import csv
from itertools import pairwise
from pathlib import Path

import pytest

from stoneheater.core.burn import ClientProfile, Contact, Exposure, forecast
from stoneheater.core.chain import Chain
from stoneheater.core.dose import crossing_s, red_s
from stoneheater.core.skin import (
    HELD_H,
    RESTED,
    STEPS,
    STONE_CELLS_MM,
    SkinState,
    bare,
    hottest,
    rate,
    rested,
    under,
    until,
)
from stoneheater.core.stone import THICKNESS_MM
from stoneheater.core.tissue import DESIGN, TYPICAL

TABLE = Path(__file__).parents[2] / "bench" / "skin" / "table.csv"
HARMLESS_S = {45: 7200, 47: 1200, 48: 900, 49: 480, 51: 120, 55: 17, 60: 3}
"""Longest exposures without irreversible damage (Moritz and Henriques 1947, as tabulated)."""


def _rows(case: str) -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return [row for row in rows if row["case"] == case]


@pytest.mark.parametrize(("surface_c", "harmless_s"), HARMLESS_S.items())
def test_the_model_agrees_with_the_published_burns(surface_c: int, harmless_s: int) -> None:
    """First degree lies between half the longest harmless exposure and a little beyond it."""
    moments = list(bare(TYPICAL, HELD_H, surface_c).run(rested(TYPICAL)))
    first_degree_s = crossing_s(moments, 0.53)
    assert first_degree_s is not None
    assert 0.5 <= first_degree_s / harmless_s <= 1.02


@pytest.mark.parametrize(
    "row", _rows("design"), ids=lambda r: "-".join([r["thickness_mm"], r["contact"], r["stone_c"]])
)
def test_what_is_shown_is_never_later_than_the_table(row: dict[str, str]) -> None:
    """For every row of the finer model: not later than it or the cap, and not under 0.6 of it."""
    exposure = Exposure(
        float(row["stone_c"]), float(row["thickness_mm"]), Contact(row["contact"]), dry=True
    )
    found = forecast(exposure, ClientProfile.TYPICAL)
    never = row["t_lift_0.25_s"] == "never"
    if found.refused:
        assert exposure.temperature_c > (56.0 if exposure.contact is Contact.DIRECT else 58.0)
        return
    assert found.cap_s is not None
    allowed_s = found.cap_s if never else min(found.cap_s, float(row["t_lift_0.25_s"]))
    assert 0.6 * allowed_s <= found.lift_by_s <= allowed_s
    assert found.peak_basal_c == pytest.approx(float(row["peak_basal_c"]), abs=0.1)
    assert (found.red_s is None) == never


def test_a_step_is_the_balance_of_heat() -> None:
    """Backward Euler of two cells, worked out by hand."""
    chain = Chain([100.0, 200.0], [10.0], [(5.0, 24.0), (0.0, 0.0)])
    one, two = chain.stepper(2.0)([50.0, 36.0])
    assert 100.0 / 2.0 * (one - 50.0) == pytest.approx(10.0 * (two - one) + 5.0 * (24.0 - one))
    assert 200.0 / 2.0 * (two - 36.0) == pytest.approx(10.0 * (one - two))


def test_rested_skin_is_a_straight_profile() -> None:
    """The surface at 36 °C, warmer inwards, 37 °C behind, no dose."""
    assert RESTED.omega == 0.0
    assert RESTED.temperatures_c[0] == pytest.approx(36.0, abs=0.01)
    assert all(a < b for a, b in pairwise(RESTED.temperatures_c))
    assert RESTED.temperatures_c[-1] < 37.0


def test_rested_skin_stays_as_it_is_under_its_own_surface() -> None:
    """Held at 36 °C, nothing changes, and hardly a dose is added in 8 h."""
    *_, last = bare(DESIGN, HELD_H, 36.0).run(RESTED)
    assert last.skin.temperatures_c == pytest.approx(RESTED.temperatures_c, abs=1e-6)
    assert last.skin.omega < 0.01


def test_the_rate_doubles_with_every_degree() -> None:
    """Near 47 °C, and there is no temperature below which nothing happens."""
    assert rate(48.0) / rate(47.0) == pytest.approx(2.08, abs=0.03)
    assert 0.0 < rate(43.0) < 1e-4


def test_a_run_lasts_eight_hours_and_the_stone_has_its_cells() -> None:
    """The grid reaches the horizon, and the thickest stone fits."""
    assert sum(dt_s * count for dt_s, count in STEPS) == pytest.approx(8 * 3600.0, abs=180.0)
    assert sum(STONE_CELLS_MM) >= THICKNESS_MM[1]


def test_a_stone_gives_what_the_skin_takes() -> None:
    """The basal layer warms, peaks and cools again; a dose never shrinks."""
    moments = list(under(DESIGN, DESIGN.stone, 25.0, 0.0).run(RESTED, 52.0))
    hottest_s = max(moments, key=lambda moment: moment.basal_c).at_s
    assert hottest_s == pytest.approx(133.0, abs=10.0)
    doses = [moment.skin.omega for moment in moments]
    assert doses == sorted(doses)


def test_an_instant_between_two_steps_lies_between_them() -> None:
    """A run is cut where it is asked to be, not at the next step."""
    cover = under(DESIGN, DESIGN.stone, 25.0, 0.0)
    cut = list(until(cover.run(RESTED, 52.0), 30.3))
    assert cut[-1].at_s == 30.3
    before, after = cut[-2], next(m for m in cover.run(RESTED, 52.0) if m.at_s > 30.3)
    assert before.basal_c < cut[-1].basal_c < after.basal_c
    assert before.skin.omega < cut[-1].skin.omega < after.skin.omega


def test_no_time_is_no_change() -> None:
    """A run of nothing is its beginning."""
    assert [m.skin for m in until(bare(DESIGN).run(RESTED), 0.0)][-1] == RESTED


def test_the_hottest_of_states_has_the_last_dose() -> None:
    """Cell by cell the hottest, and the dose as it ended."""
    states = [SkinState((40.0, 36.0), 0.1), SkinState((38.0, 37.0), 0.2)]
    assert hottest(*states) == SkinState((40.0, 37.0), 0.2)


def test_red_is_found_where_the_end_is_red() -> None:
    """Between two neighbouring steps, before the dose itself is red; never is never."""
    moments = list(under(DESIGN, DESIGN.stone, 25.0, 0.0).run(RESTED, 54.0))
    red, crossed = red_s(moments, 0.25), crossing_s(moments, 0.25)
    assert red is not None
    assert crossed is not None
    assert 0.9 * crossed < red < crossed
    assert red_s(moments, 1e6) is None
    assert crossing_s(moments, 0.0) == 0.0
