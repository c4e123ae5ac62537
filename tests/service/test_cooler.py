# SPDX-License-Identifier: MIT
import pytest

from stoneheater.core.burn import ClientProfile
from stoneheater.core.cooling import cooling_s
from stoneheater.core.energy import NamePlate
from stoneheater.core.thermal_model import prior
from stoneheater.core.water_log import HOUR_S, WaterLog
from stoneheater.service.cooler import Bath, suggestion

TYPICAL, SENSITIVE = ClientProfile.TYPICAL, ClientProfile.SENSITIVE
LEARNED = prior(NamePlate(800.0, 8.0))
NOW_S = 6000.0


def log(*minutes: tuple[float, float]) -> WaterLog:
    """The water of: s since boot, °C."""
    made = WaterLog(58.0)
    for at_s, value_c in minutes:
        made.add(at_s, value_c)
    return made


@pytest.mark.parametrize(
    ("target_c", "profile", "cooler"),
    [(50.0, TYPICAL, "47C"), (47.0, TYPICAL, "42C"), (50.0, SENSITIVE, "44C")],
)
def test_the_next_lower_target_is_under_a_limit(
    target_c: float, profile: ClientProfile, cooler: str
) -> None:
    """1 °C under 48, 45 or 43 °C."""
    said = suggestion(Bath(target_c, 50.0, LEARNED), profile, log((NOW_S, 50.0)), NOW_S)
    assert said is not None
    assert said["target"] == cooler


def test_below_the_last_limit_there_is_nothing_to_suggest() -> None:
    """Cooler than that, no stone is worth laying."""
    assert suggestion(Bath(42.0, 42.0, LEARNED), TYPICAL, log(), NOW_S) is None


def test_water_that_has_to_cool_takes_its_time_and_the_stones_an_hour_more() -> None:
    """From the learned bath; a stone remembers its hottest hour."""
    said = suggestion(Bath(50.0, 50.0, LEARNED), TYPICAL, log((NOW_S, 50.0)), NOW_S)
    there_s, under_s = cooling_s(LEARNED, 50.0, 47.0), cooling_s(LEARNED, 50.0, 48.0)
    assert said is not None
    assert there_s is not None
    assert under_s is not None
    assert said["water_in_s"] == round(there_s)
    assert said["stones_in_s"] == round(under_s + HOUR_S)


def test_water_that_is_there_already_waits_for_its_stones_only() -> None:
    """The minute in which it was hot, and an hour."""
    water = log((NOW_S - 600.0, 50.0), (NOW_S, 46.0))
    said = suggestion(Bath(50.0, 46.0, LEARNED), TYPICAL, water, NOW_S)
    assert said is not None
    assert (said["water_in_s"], said["stones_in_s"]) == (0, round(HOUR_S + 60.0 - 600.0))


@pytest.mark.parametrize("bath", [Bath(50.0, None, LEARNED), Bath(50.0, 50.0, None)])
def test_what_nobody_can_tell_is_null(bath: Bath) -> None:
    """Water that is unknown, or a bath that nobody knows."""
    said = suggestion(bath, TYPICAL, log(), NOW_S)
    assert said is not None
    assert (said["water_in_s"], said["stones_in_s"]) == (None, None)
