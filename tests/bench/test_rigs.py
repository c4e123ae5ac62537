# SPDX-License-Identifier: MIT
"""The stand of the whole heater."""

from dataclasses import replace

import pytest
from bench.control.grid import grid
from bench.control.rigs import OurRig

from stoneheater.core.bath_prior import prior
from stoneheater.core.energy import NamePlate
from stoneheater.core.reading import Reading
from stoneheater.core.thermal_model import Learned
from stoneheater.core.time_proportioning import Profile
from support.bench_baths import bare_bath


class _BrokenProbes:
    """A driver that fails in a way nobody foresaw."""

    def latest(self) -> None:
        """Never answers."""
        raise OverflowError("math range error")


class _SilentProbes:
    """A bus without a probe."""

    def latest(self) -> dict[str, Reading]:
        """No reading."""
        return {}


def test_the_whole_heater_heats_the_bath_of_the_stand() -> None:
    """The lumpy bath stands in the simulated world, and its relay heats it."""
    bath = bare_bath(loss_w_per_k=2.0)
    rig = OurRig(bath, 52.0, Profile.SSR, seed=1)
    for _ in range(300):
        rig.second()
    assert rig.plant.water_c > bath.file.start_c + 2.0
    assert rig.trips == []


def test_a_loop_that_fails_is_a_result_not_the_end_of_the_bench() -> None:
    """The heat is off from then on, time goes on, and it counts as a trip with its reason."""
    rig = OurRig(bare_bath(loss_w_per_k=2.0), 52.0, Profile.SSR, seed=1)
    for _ in range(60):
        rig.second()
    rig._app.loop._probes = _BrokenProbes()  # type: ignore[assignment] # broken on purpose
    for _ in range(60):
        rig.second()
    (said,) = rig.trips
    assert said == "the control loop ended after 60 s: OverflowError('math range error')"
    assert not rig.heater
    assert rig.plant.passed_s == 120.0


def test_heat_that_a_rule_keeps_away_is_told() -> None:
    """Silent probes: some seconds later the rules speak, and until then nothing is withheld."""
    rig = OurRig(bare_bath(loss_w_per_k=2.0), 52.0, Profile.SSR, seed=1)
    for _ in range(60):
        rig.second()
    assert rig.heater
    assert not rig.withheld
    rig._app.loop._probes = _SilentProbes()  # type: ignore[assignment] # unplugged
    for _ in range(20):
        rig.second()
    assert not rig.heater
    assert rig.withheld


def test_a_new_target_and_weak_mains_reach_the_bath() -> None:
    """The water comes to the new target, with less of the power."""
    bath = bare_bath(loss_w_per_k=2.0)
    rig = OurRig(bath, 52.0, Profile.MECHANICAL, seed=1)
    rig.set_target(32.0)
    rig.mains(0.85)
    for _ in range(1800):
        rig.second()
    assert rig.plant.power == 0.85
    assert abs(rig.plant.water_c - 32.0) < 2.0


FASTEST = max(grid(), key=lambda bath: bath.afterheat_c)
NAMED = prior(NamePlate(FASTEST.file.named_w, FASTEST.file.named_kg))
QUICK = replace(NAMED, element_lag_s=4.0, probe_lag_s=3.0, dead_s=0.0)


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize(
    "kept",
    [
        QUICK,
        replace(QUICK, rate_c_per_s=0.21 * NAMED.rate_c_per_s, loss_share=2.0),
        replace(NAMED, rate_c_per_s=3.0 * NAMED.rate_c_per_s),
    ],
)
def test_a_poisoned_file_costs_little_on_the_fastest_bath_too(
    kept: Learned, profile: Profile
) -> None:
    """Full power lifts it by 7.6 °C in its lags: 1.5 °C too warm at most, and held in the end."""
    rig = OurRig(FASTEST, 52.0, profile, seed=1, kept=kept)
    hottest_c = 0.0
    for _ in range(1800):
        rig.second()
        hottest_c = max(hottest_c, rig.plant.water_c)
    assert hottest_c < 52.0 + 1.5
    assert abs(rig.plant.water_c - 52.0) < 0.5
    assert rig.trips == []
