# SPDX-License-Identifier: MIT
"""How hot a stone can be: never a milder guess than the bath was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoneheater.core.water_log import StoneHeat, WaterLog


def _log(*samples: tuple[float, float | None]) -> WaterLog:
    log = WaterLog(58.0)
    for at_s, value_c in samples:
        log.add(at_s, value_c)
    return log


def test_a_stone_is_as_hot_as_the_water() -> None:
    """A steady bath: its temperature, without a doubt."""
    assert _log((0.0, 50.0), (1.0, 50.1)).stone(1.0) == StoneHeat(50.1)


@pytest.mark.parametrize(("ago_s", "value_c"), [(0.0, 53.0), (3600.0, 53.0), (3661.0, 50.0)])
def test_the_hottest_of_the_last_hour_counts(ago_s: float, value_c: float) -> None:
    """A peak is kept for an hour (to the minute, and never less), then forgotten."""
    now_s = 7230.0
    assert _log((now_s - ago_s, 53.0), (now_s, 50.0)).stone(now_s).temperature_c == value_c


def test_an_hour_in_the_bath_is_the_stones_hour() -> None:
    """A stone taken out a while ago remembers the hour before that."""
    log = _log((1000.0, 54.0), (6000.0, 48.0))
    assert log.stone(6000.0).temperature_c == 48.0
    assert log.stone(6000.0, out_since_s=4000.0).temperature_c == 54.0
    assert log.stone(6000.0, out_since_s=7000.0).temperature_c == 48.0


@pytest.mark.parametrize(("age_s", "doubted"), [(5.0, False), (5.1, True)])
def test_a_silent_bath_is_taken_at_its_hottest(age_s: float, doubted: bool) -> None:
    """Older than 5 s is unknown: the hottest recorded in the hour, and the answer says so."""
    heat = _log((0.0, 53.0), (600.0, 50.0), (600.5, None)).stone(600.0 + age_s)
    assert heat.temperature_c == 53.0
    assert ("taken at 53.0 °C" in heat.doubt) is doubted


def test_a_bath_that_was_never_seen_is_taken_at_the_cutoff() -> None:
    """Nothing recorded in the last hour: as hot as the bath could be."""
    for log in (_log(), _log((0.0, 50.0)), _log((7000.0, None), (7000.0, float("inf")))):
        heat = log.stone(7300.0)
        assert heat.temperature_c == 58.0
        assert heat.doubt == "no water temperature in the last hour: taken at 58.0 °C."


def test_the_log_keeps_three_hours() -> None:
    """A day of samples, one a second or not, stays small."""
    log = WaterLog(58.0)
    for minute in range(1440):
        log.add(60.0 * minute, 50.0)
    assert len(log._hottest_c) == 181


@pytest.mark.parametrize(
    ("limit_c", "in_s"), [(54.0, 0.0), (53.9, 1260.0), (50.0, 3660.0 - 600.0), (49.9, 3660.0)]
)
def test_when_a_lower_target_reaches_the_stones(limit_c: float, in_s: float) -> None:
    """An hour after the water was last hotter than that, to the minute and never sooner."""
    log = _log((0.0, 54.0), (1800.0, 50.1), (2400.0, 50.0))
    assert log.below_in_s(limit_c, 2400.0) == in_s


def test_water_that_was_hot_long_ago_is_no_reason_to_wait() -> None:
    """After the hour it may be laid at once."""
    log = _log((0.0, 54.0))
    assert log.below_in_s(44.0, 3659.0) == 1.0
    assert log.below_in_s(44.0, 9000.0) == 0.0


@given(st.floats(40.0, 54.0), st.floats(0.0, 3600.0))
def test_the_wait_ends_when_the_stone_counts_as_cooler(hot_c: float, at_s: float) -> None:
    """At the end of the wait the log itself says that a stone is at most so hot."""
    log = _log((at_s, hot_c))
    then_s = at_s + log.below_in_s(39.0, at_s) + 60.0
    log.add(then_s, 39.0)
    assert log.stone(then_s).temperature_c == 39.0


@given(st.lists(st.tuples(st.floats(0.0, 3600.0), st.floats(20.0, 60.0)), min_size=1))
def test_it_is_never_milder_than_the_bath_was(samples: list[tuple[float, float]]) -> None:
    """Whatever was measured in the last hour, the stone counts as at least as hot."""
    samples.sort()
    log = _log(*samples)
    assert log.stone(samples[-1][0]).temperature_c == max(value_c for _, value_c in samples)
