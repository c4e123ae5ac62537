# SPDX-License-Identifier: MIT
"""The table of figures, its stars and its misses, and the page made of them."""

from math import inf
from pathlib import Path

import pytest
from bench.control.grid import grid, quick_grid
from bench.control.jobs import Job, Program, run
from bench.control.pages import (
    Run,
    beyond,
    draw,
    missed,
    page,
    per_bath,
    references,
    table,
    trips,
    unplayed,
)
from bench.control.reasons import REASONS
from bench.control.report import jobs
from bench.control.table import MECHANICAL, ROWS, SSR, aims, cell, misses, text
from bench.stamp import commit

from support.bench_baths import bare_bath, result

ROW = {row.key: row for row in ROWS}
NOT_PROMISED = bare_bath(element_lag_s=400.0, name="bath-99")


def test_a_cell_is_median_and_worst() -> None:
    """Of every promised run of this controller."""
    results = [result(MECHANICAL, {"rms": rms}) for rms in (0.10, 0.12, 0.14)]
    results.append(result(SSR, {"rms": 9.0}))
    assert cell(results, ROW["rms"], MECHANICAL) == "0.12 / 0.14"


@pytest.mark.parametrize(
    ("peaks_c", "said"),
    [
        ((0.12, 0.12, 0.35), "0.12 / 0.35"),
        ((0.121, 0.121, 0.121), "0.121* / 0.121"),
        ((0.1, 0.1, 0.351), "0.1 / 0.351*"),
    ],
)
def test_a_star_marks_what_is_beyond_its_aim(peaks_c: tuple[float, ...], said: str) -> None:
    """The median and the worst each have their own."""
    results = [result(MECHANICAL, {"first peak": peak_c}) for peak_c in peaks_c]
    assert cell(results, ROW["first peak"], MECHANICAL) == said


def test_a_bath_that_is_not_promised_is_not_counted() -> None:
    """Its figures are printed bath by bath, and in the table of those beyond the promise."""
    results = [result(MECHANICAL, {"settle ratio": inf, "first peak": 3.0}, bath=NOT_PROMISED)]
    assert cell(results, ROW["settle ratio"], MECHANICAL) == "–"
    assert misses(results) == []
    assert "| no | never; 3 °C | – |" in per_bath(results, [NOT_PROMISED])
    assert f"| {ROW['first peak'].title} | 3 | – |" in beyond(results)
    assert beyond([result(MECHANICAL, {"first peak": 3.0})]) == beyond([])


def test_a_figure_of_one_profile_is_not_told_of_the_other() -> None:
    """Wear at rms 0.03 says nothing of a mechanical relay."""
    results = [result(who, {"changes ratio ssr": 1.0}) for who in (MECHANICAL, SSR, "fixed PID")]
    row = ROW["changes ratio ssr"]
    cells = [cell(results, row, who) for who in (MECHANICAL, SSR, "fixed PID")]
    assert cells == ["–", "1 / 1", "1 / 1"]


def test_trips_are_counted_though_no_figure_names_them() -> None:
    """A healthy heater that trips is a miss, with its sentence."""
    results = [result(SSR, {}, trips=("cutoff: too hot.",)), result(SSR, {})]
    assert [miss.row.key for miss in misses(results)] == ["trips"]
    assert "cutoff: too hot." in trips(results)
    assert trips(results[1:]) == "None.\n"


def test_misses_name_the_worst_bath_first_and_each_once() -> None:
    """With the worst of its seeds."""
    other = bare_bath(name="bath-02")
    results = [
        result(MECHANICAL, {"rms": 0.2}),
        result(MECHANICAL, {"rms": 0.3}, bath=other),
        result(MECHANICAL, {"rms": 0.4}, bath=other),
    ]
    row = missed(results).splitlines()[2]
    assert f"| 0.15 | 2 | {REASONS['rms'].words} | bath-02 0.4 (" in row
    assert row.index("bath-02 0.4") < row.index("; bath-01 0.2 (")
    assert missed([]) == "None.\n"


def test_aims_are_said_as_they_are_promised() -> None:
    """Both, the worst alone, or nothing."""
    assert aims(ROW["settle ratio"], SSR) == "≤ 1.005 / 1.05"
    assert aims(ROW["rms"], MECHANICAL) == "≤ 0.15"
    assert aims(ROW["rms"], "thermostat") == "–"


@pytest.mark.parametrize(
    ("value", "said"), [(inf, "never"), (715.4, "715"), (0.0, "0"), (1.0049, "1"), (0.151, "0.151")]
)
def test_a_number_has_the_digits_that_mean_something(value: float, said: str) -> None:
    """Three of them."""
    assert text(value) == said


def test_the_page_says_what_it_was_made_with(tmp_path: Path) -> None:
    """Date, commit, seeds, every row, and a picture beside it."""
    figures = {"settle ratio": 1.2, "first peak": 0.1, "rms": 0.1}
    results = [result(who, figures) for who in (MECHANICAL, SSR, "thermostat")]
    said = page(Run(results, [bare_bath()], (1, 2), "2030-01-02", "abc1234", "f00d"))
    assert "Made on 2030-01-02 from commit `abc1234`, the quick form" in said
    assert "1 of 26 baths; seeds: 1, 2; the fingerprint of the control is `f00d`." in said
    assert all(row.title in said for row in ROWS)
    assert table(results) in said
    assert references(results) in said
    picture = tmp_path / "plot.png"
    draw(results, picture)
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_page_says_which_form_was_played() -> None:
    """Every bath is the whole form, and only that."""
    assert "the whole form" in Run([], grid(), (1,), "", "", "").form
    assert "3 of 26 baths" in Run([], quick_grid(), (1,), "", "", "").form


def test_the_whole_form_plays_more_than_the_quick_one() -> None:
    """A day of work, every seed; the references meet the same programs."""
    baths = quick_grid()
    quick, whole = jobs(baths, (1,), whole=False), jobs(baths, (1, 2), whole=True)
    assert Program.DAY not in {job.program for job in quick}
    assert Program.DAY in {job.program for job in whole}
    assert len(quick) == 3 * 2 * 5
    assert len(whole) == 2 * 3 * 3 * 5
    assert len({(job.program, job.bath.name, job.controller, job.seed) for job in whole}) == 90


def test_what_a_bath_is_too_slow_for_is_told() -> None:
    """The heater goes to standby after ten hours, and some acts would end later."""
    slow, quick = (next(b for b in grid() if b.name == name) for name in ("bath-14", "bath-13"))
    assert unplayed([quick]) == "Nothing.\n"
    said = unplayed([quick, slow])
    assert said.startswith("* bath-14: water swapped (1), mains low (1), ")
    assert "cold stones" not in said


def test_a_figure_that_can_be_missed_says_why() -> None:
    """Each aim at worst has a reason ready, but for trips and what the switch itself bounds."""
    aimed = [row for row in ROWS if row.mechanical.worst or row.ssr.worst]
    assert {row.key for row in aimed} - set(REASONS) == {"changes", "changes 60"}


def test_the_commit_is_named() -> None:
    """Something that can be found again, or "unknown" outside a checkout."""
    assert commit()


def test_a_job_gives_every_figure_of_the_table() -> None:
    """A reference, which knows no dip, has all but the day's and the unlike bath's."""
    found = run(Job(Program.FIRST, quick_grid()[0], "thermostat", 1)).figures
    missing = {row.key for row in ROWS} - set(found) - {"trips", "energy", "lid off"}
    missing -= {"first peak dipped"}
    assert all(key.startswith("unlike") for key in missing)


def test_a_day_of_work_is_scored_by_its_energy() -> None:
    """Six hours, and one figure."""
    assert set(run(Job(Program.DAY, quick_grid()[0], "thermostat", 1)).figures) == {"energy"}


def test_the_whole_heater_meets_a_bath_unlike_the_model() -> None:
    """Ours runs as it is delivered: it heats, nothing trips, and the water is scored."""
    found = run(Job(Program.UNLIKE, quick_grid()[0], SSR, 1))
    assert found.trips == ()
    assert found.figures["unlike rms"] < 2.0
