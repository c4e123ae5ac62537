# SPDX-License-Identifier: MIT
"""Why a bath misses: its own number beside the reason, reckoned or measured."""

from dataclasses import replace

import pytest
from bench.control.grid import GridBath, grid
from bench.control.lumps import Lump
from bench.control.reasons import REASONS, UNTRACED, reason
from bench.control.score import Figures

from support.bench_baths import bare_bath

SLOW = replace(
    bare_bath(element_w=500.0, element_lag_s=49.9), lumps=(Lump(mass_kg=5.0, tau_s=100.0),)
)
"""50 s of lag, 5 kg of water and 5 kg of stones under 500 W."""


def own(key: str, figures: Figures | None = None, bath: GridBath = SLOW) -> str:
    """What the reason of this figure weighs on a bath."""
    return REASONS[key].own(bath, figures or {})


def test_a_late_recovery_is_told_in_seconds_and_in_lags() -> None:
    """25 s of the 50 s that element, probe and dead time take together."""
    assert own("water added", {"water added late": 25.0}) == "25 s late, 0.5 of its lags"


def test_heat_that_a_rule_kept_away_is_told() -> None:
    """As it was measured in the run that missed."""
    figures = {"cold stones late": 100.0, "cold stones withheld": 90.0}
    said = own("cold stones", figures)
    assert said == "100 s late, 2.0 of its lags; 90 s without heat by a rule"


@pytest.mark.parametrize(("peak_c", "told"), [(0.5, False), (0.51, True)])
def test_water_beyond_the_band_is_told(peak_c: float, told: bool) -> None:
    """Half a degree too far and the recovery lasts until it has cooled."""
    said = own("water added", {"water added late": 10.0, "water added peak": peak_c})
    assert ("°C too warm" in said) is told


def test_the_shortest_pulse_is_told_in_degrees_of_the_whole_bath() -> None:
    """5 s of 500 W into 5 kg of water and 5 kg of stones: 0.1 °C."""
    assert own("offset") == "such a pulse lifts it by 0.10 °C"


def test_how_long_a_step_takes_is_told_of_a_bath_with_little_power_to_spare() -> None:
    """bath-14 of the grid is held with most of its power."""
    bath = next(bath for bath in grid() if bath.name == "bath-14")
    assert own("changes ratio", bath=bath).startswith("held with 90 % of its power: ")


@pytest.mark.parametrize("key", sorted(REASONS))
def test_a_reason_can_be_told_of_every_bath_of_the_grid(key: str) -> None:
    """Even of one whose run has measured nothing else."""
    for bath in grid():
        assert "nan" not in REASONS[key].own(bath, {})


def test_what_was_never_missed_has_no_reason_ready() -> None:
    """And says so, should it ever be."""
    assert reason("changes 60") is UNTRACED
    assert reason("rms") is REASONS["rms"]
