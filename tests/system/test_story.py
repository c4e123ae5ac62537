# SPDX-License-Identifier: MIT
"""One day of one heater, told with the installed commands, and two more that need patience.

The two others heat from the start of this file, so that their seconds pass meanwhile: nothing
here shortens a time that safety depends on.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.fake_w1 import BATH, SECOND
from support.house import ENABLE, HEATER, House
from support.waiting import eventually

HELD = {"probe bath in your hand": BATH, "probe bath-2 in your hand": SECOND}


@pytest.fixture(scope="module", autouse=True)
def others(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, House, float]]:
    """A house that lost a probe while it heated, one with a second relay, and since when."""
    folder = tmp_path_factory.mktemp("o")
    blind, double = House(folder / "b"), House(folder / "d", enable=True)
    for house in (blind, double):
        house.commission()
        house.bath()
        house.up()
        assert house.ask("on").returncode == 0
    eventually(lambda: blind.level(HEATER) == 1, 10.0)
    blind.ail(SECOND, "unplugged")
    yield blind, double, time.monotonic()
    for house in (blind, double):
        house.close()


def test_a_heater_from_its_box_to_its_first_trip_and_back(tmp_path: Path) -> None:
    """A therapist gets from an unproven heater to heat, and after a trip back to STANDBY."""
    house = House(tmp_path / "h")
    try:
        house.bath()
        house.up()
        refused_before_the_wiring_is_proven(house)
        commissioned_with_ears_and_hands(house)
        heated(house)
        tripped_by_a_failing_probe(house)
        reset_when_the_probe_is_well(house)
    finally:
        house.close()


def refused_before_the_wiring_is_proven(house: House) -> None:
    """No heat before somebody commissioned it, and the sentence says how."""
    refused = house.ask("on")
    assert refused.returncode == 1
    assert "stoneheater commission" in refused.stderr
    assert house.status()["mode"] == "STANDBY"


def commissioned_with_ears_and_hands(house: House) -> None:
    """The relay clicks, each probe is found by a hand; then nothing needs a restart."""
    since_s = time.monotonic()
    asking = house.begin("commission")
    assert asking.stdin is not None
    assert asking.stdout is not None
    asking.stdin.write("yes\ny\n")
    asking.stdin.close()
    for line in asking.stdout:
        for words in filter(line.__contains__, HELD):
            house.ail(HELD[words], "held")
    assert asking.wait(10.0) == 0, asking.stderr
    house.mend()
    clicked_s = house.touched(f"SET {HEATER} 1", since_s)
    assert clicked_s is not None
    released_s = house.touched(f"SET {HEATER} 0", clicked_s)
    assert released_s is not None
    assert 0.5 < released_s - clicked_s < 1.5
    eventually(lambda: not house.status()["not_ready"], 10.0)


def heated(house: House) -> None:
    """The relay closes and the water gets warmer."""
    house.heat()
    before_c = house.status()["bath_c"]
    eventually(lambda: house.status()["bath_c"] > before_c + 0.5, 10.0)


def tripped_by_a_failing_probe(house: House) -> None:
    """Three answers of 85.000 °C open the relay, and the trip is on the disk."""
    house.ail(SECOND, "browned-out")
    eventually(lambda: house.status()["mode"] == "TRIPPED", 8.0)
    assert house.level(HEATER) == 0
    eventually(lambda: b'"tripped"' in (house.state / "latch").read_bytes(), 2.0)
    said = house.ask("status")
    assert said.returncode == 4
    assert "bath-2: the probe lost power (85.000 °C), 3 times in a row" in said.stdout
    assert house.ask("on").returncode == 4


def reset_when_the_probe_is_well(house: House) -> None:
    """A reset waits for ten good cycles, is on the disk, and leads to STANDBY, not to heat."""
    house.mend()
    assert house.ask("reset").returncode == 4
    eventually(lambda: house.ask("reset").returncode == 0, 20.0)
    assert house.status()["mode"] == "STANDBY"
    assert b'"clear"' in (house.state / "latch").read_bytes()
    assert house.level(HEATER) == 0


def test_F01_a_lost_probe_gets_no_heat_and_trips_after_20_s(
    others: tuple[House, House, float],
) -> None:
    """One of two unplugged: no heat once its last good word is 5 s old, a trip at 20."""
    house, _, unplugged_s = others
    eventually(lambda: house.status()["mode"] == "TRIPPED", 40.0)
    assert "bath-2 has been lost" in house.ask("status").stdout
    opened_s = house.touched(f"SET {HEATER} 0", unplugged_s)
    assert opened_s is not None
    assert opened_s - unplugged_s < 6.5
    assert house.touched(f"SET {HEATER} 1", unplugged_s + 6.5) is None
    tripped_s = (house.state / "latch").stat().st_mtime - time.time() + time.monotonic()
    assert 19.0 < tripped_s - unplugged_s < 23.0


def test_the_second_relay_closes_first_and_is_open_after_a_trip(
    others: tuple[House, House, float],
) -> None:
    """Enable closes and waits until a weld would show; a trip opens both."""
    _, house, _ = others
    eventually(lambda: house.touched(f"SET {HEATER} 1", 0.0), 30.0)
    enabled_s, heated_s = (house.touched(f"SET {line} 1", 0.0) for line in (ENABLE, HEATER))
    assert enabled_s is not None
    assert heated_s is not None
    assert heated_s - enabled_s > 9.0
    failed_s = time.monotonic()
    house.ail(SECOND, "browned-out")
    eventually(lambda: house.status()["mode"] == "TRIPPED", 8.0)
    assert (house.level(HEATER), house.level(ENABLE)) == (0, 0)
    assert house.touched(f"SET {ENABLE} 0", failed_s) is not None
