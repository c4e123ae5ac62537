# SPDX-License-Identifier: MIT
"""From a course of true water to figures."""

from math import inf, sqrt

import pytest
from bench.control.scenarios import Act
from bench.control.score import (
    changes_per_h,
    day_figures,
    first_peak_c,
    heat_up_figures,
    largest_c,
    offset_c,
    recovery_figures,
    rms_c,
    settled_s,
    steady_figures,
    step_figures,
)

from support.bench_baths import bare_bath, played

ALTERNATING = [i % 100 < 25 for i in range(2700)]


@pytest.mark.parametrize(
    ("water_c", "expected_s"),
    [
        ([51.5, 52.5, 52.0], 0.0),
        ([51.49, 51.5, 52.0], 2.0),
        ([40.0, 52.0, 52.51, 52.0], 4.0),
        ([40.0, 52.0, 51.4], inf),
    ],
)
def test_settling_is_for_good(water_c: list[float], expected_s: float) -> None:
    """The band's edge is inside; whoever leaves it again has not settled."""
    assert settled_s(water_c, 52.0) == expected_s


@pytest.mark.parametrize(
    ("water_c", "expected_c"),
    [
        ([50.0, 51.9, 51.8], 0.0),
        ([50.0, 52.1, 52.3, 52.2], 0.3),
        ([50.0, 52.1, 51.9, 52.8], 0.1),
    ],
)
def test_the_first_peak_ends_where_the_water_falls_through_the_target(
    water_c: list[float], expected_c: float
) -> None:
    """A limit cycle afterwards belongs to the band, not to the peak."""
    assert first_peak_c(water_c, 52.0) == pytest.approx(expected_c)


def test_band_figures_of_a_square_course() -> None:
    """Half a minute 0.2 above, half 0.1 below: offset 0.05, rms by hand."""
    water_c = [52.2, 51.9] * 30
    assert offset_c(water_c, 52.0) == pytest.approx(0.05)
    assert rms_c(water_c, 52.0) == pytest.approx(sqrt(0.5 * (0.04 + 0.01)))
    assert largest_c(water_c, 52.0) == pytest.approx(0.2)


def test_a_change_is_on_or_off() -> None:
    """A cycle is two changes."""
    assert changes_per_h([False, True, True, False]) == pytest.approx(2 * 900.0)
    assert changes_per_h([True] * 10) == 0.0


def test_heating_up_counts_from_the_first_heat() -> None:
    """Five seconds of looking for a weld are no part of the settling time."""
    water_c = [40.0] * 10 + [52.2] * 5 + [51.9] * 5
    on = [False] * 5 + [True] * 5 + [False] * 10
    heat = played(Act("heat", 20.0, limit_s=4.0), water_c, on)
    found = heat_up_figures(heat, played(Act("steady", 5.0), [52.0] * 5))
    assert found["settle ratio"] == pytest.approx(6.0 / 4.0)
    assert found["first peak"] == pytest.approx(0.2)


def test_a_heater_that_never_heats_never_settles() -> None:
    """No first heat: counted from the beginning, and infinite."""
    heat = played(Act("heat", 5.0, limit_s=4.0), [20.0] * 5, [False] * 5)
    found = heat_up_figures(heat, played(Act("steady", 5.0), [20.0] * 5))
    assert found["settle ratio"] == inf


def test_steady_figures_tell_wear_beside_the_exact_minimum() -> None:
    """At one and the same rms, twice the changes is twice the ratio."""
    bath = bare_bath(loss_w_per_k=4.0)
    water_c = [52.0 + (0.1 if i % 2 else -0.1) for i in range(2700)]
    slow = steady_figures(bath, played(Act("steady", 2700.0), water_c, ALTERNATING))
    often = [i % 50 < 12 for i in range(2700)]
    fast = steady_figures(bath, played(Act("steady", 2700.0), water_c, often))
    assert slow["rms"] == pytest.approx(0.1)
    assert slow["offset"] == pytest.approx(0.0, abs=1e-9)
    assert fast["changes ratio"] / slow["changes ratio"] == pytest.approx(2.0, rel=0.03)


@pytest.mark.parametrize(("element_w", "counted"), [(200.0, True), (3000.0, False)])
def test_sixty_changes_are_asked_only_where_physics_allows(element_w: float, counted: bool) -> None:
    """A strong element over little water cannot be held to rms 0.15 with 60 changes."""
    bath = bare_bath(water_kg=4.0, element_w=element_w, loss_w_per_k=4.0)
    found = steady_figures(bath, played(Act("steady", 2700.0), [52.1] * 2700, ALTERNATING))
    assert ("changes 60" in found) is counted


def test_recovery_is_told_in_visible_limits() -> None:
    """Twenty seconds against ten; stones have ten seconds to spare."""
    course_c = [50.0] * 19 + [52.0] * 20
    water = played(Act("water swapped", 39.0, limit_s=10.0), course_c)
    stones = played(Act("cold stones", 39.0, limit_s=10.0), course_c)
    assert recovery_figures(water, 10.0)["water swapped"] == pytest.approx(2.0)
    assert recovery_figures(stones, 10.0)["cold stones"] == pytest.approx(1.0)


def test_a_recovery_tells_how_late_it_was_and_what_the_rules_kept_away() -> None:
    """Only until the water was back: what they do afterwards cost the recovery nothing."""
    act = played(Act("water swapped", 39.0, limit_s=15.0), [50.0] * 19 + [52.0] * 20)
    act.withheld = [3 <= second < 8 or second > 25 for second in range(39)]
    found = recovery_figures(act, 0.0)
    assert found["water swapped late"] == pytest.approx(5.0)
    assert found["water swapped withheld"] == pytest.approx(5.0)


@pytest.mark.parametrize(("last_c", "peak_c"), [(51.9, 0.0), (52.0, 0.0), (52.3, 0.3)])
def test_a_recovery_tells_how_high_the_water_went(last_c: float, peak_c: float) -> None:
    """Above the target, at any time since; never less than nothing."""
    act = Act("water added", 20.0, limit_s=10.0)
    found = recovery_figures(played(act, [50.0] * 9 + [last_c] + [51.8] * 10), 0.0)
    assert found["water added peak"] == pytest.approx(peak_c)


def test_a_disturbance_without_a_limit_has_no_recovery() -> None:
    """Physics stayed in the band: nothing to divide by, nothing to flatter with."""
    assert recovery_figures(played(Act("water added", 5.0), [52.0] * 5), 0.0) == {}


def test_steps_are_judged_on_both_sides() -> None:
    """Down: the dip below the lower target; up: the peak above the upper one."""
    down_c = [50.0] * 9 + [47.8] * 3 + [48.1] * 8
    up_c = [50.0] * 4 + [52.3] * 3 + [51.9] * 3
    down = played(Act("step down", 20.0, 48.0, limit_s=10.0), down_c)
    up = played(Act("step up", 10.0, limit_s=5.0), up_c)
    found = step_figures([down, up])
    assert found["step down ratio"] == pytest.approx(1.0)
    assert found["step down beyond"] == pytest.approx(0.2)
    assert found["step up ratio"] == pytest.approx(1.0)
    assert found["step up beyond"] == pytest.approx(0.3)


def test_a_step_that_was_not_played_has_no_figure() -> None:
    """A bath that heats for eight hours has no time left for steps."""
    down = played(Act("step down", 10.0, 48.0, limit_s=10.0), [48.0] * 10)
    assert set(step_figures([down])) == {"step down ratio", "step down beyond"}
    assert step_figures([]) == {}


@pytest.mark.parametrize("share", [0.99, 1.0, 1.01])
def test_energy_counts_on_both_sides(share: float) -> None:
    """Too little is as wrong as too much; heat that is still in the bath is not spent."""
    bath = bare_bath(loss_w_per_k=5.0)
    act = played(Act("day", 3600.0), [52.0] * 3600)
    act.stored_j = 7000.0
    act.energy_j = share * 160.0 * 3600.0 + act.stored_j
    assert day_figures(bath, [act])["energy"] == pytest.approx(abs(share - 1.0), abs=1e-9)
