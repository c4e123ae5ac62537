# SPDX-License-Identifier: MIT
"""One day of one heater, told with the installed commands, and a second one that loses a probe."""

import time
from collections.abc import Callable

from support.fake_w1 import BATH, SECOND
from support.house import ENABLE, HEATER, House
from support.waiting import eventually

HELD = {"probe bath in your hand": BATH, "probe bath-2 in your hand": SECOND}


def test_a_heater_from_its_box_to_its_first_trip_and_back(
    build: Callable[..., House],
) -> None:
    """A therapist gets from an unproven heater to heat, and after a trip back to STANDBY."""
    house = build("h", enable=True)
    house.bath()
    house.up()
    refused_before_the_wiring_is_proven(house)
    commissioned_with_ears_and_hands(house)
    heated_with_the_enable_first(house)
    tripped_by_a_failing_probe(house)
    reset_when_the_probe_is_well(house)


def refused_before_the_wiring_is_proven(house: House) -> None:
    """No heat before somebody commissioned it, and the sentence says how."""
    refused = house.ask("on")
    assert refused.returncode == 1
    assert "stoneheater commission" in refused.stderr
    assert house.status()["mode"] == "STANDBY"


def commissioned_with_ears_and_hands(house: House) -> None:
    """Each relay clicks, each probe is found by a hand; then nothing needs a restart."""
    since_s = time.monotonic()
    asking = house.begin("commission")
    assert asking.stdin is not None
    assert asking.stdout is not None
    asking.stdin.write("y\ny\n")
    asking.stdin.close()
    for line in asking.stdout:
        for words in filter(line.__contains__, HELD):
            house.ail(HELD[words], "held")
    assert asking.wait(10.0) == 0, asking.stderr
    house.mend()
    assert house.touched(f"SET {HEATER} 1", since_s)
    assert house.touched(f"SET {ENABLE} 1", since_s)
    eventually(lambda: not house.status()["not_ready"], 10.0)


def heated_with_the_enable_first(house: House) -> None:
    """The second relay closes first and waits for a weld to show; then the water gets warmer."""
    since_s = time.monotonic()
    house.heat()
    enabled_s = house.touched(f"SET {ENABLE} 1", since_s)
    heated_s = house.touched(f"SET {HEATER} 1", since_s)
    assert enabled_s is not None
    assert heated_s is not None
    assert heated_s - enabled_s > 9.0
    before_c = house.status()["bath_c"]
    eventually(lambda: house.status()["bath_c"] > before_c + 0.5, 10.0)


def tripped_by_a_failing_probe(house: House) -> None:
    """Three answers of 85.000 °C open both relays at once, and the trip is on the disk."""
    house.ail(SECOND, "browned-out")
    eventually(lambda: house.status()["mode"] == "TRIPPED", 8.0)
    assert (house.level(HEATER), house.level(ENABLE)) == (0, 0)
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
    assert (house.level(HEATER), house.level(ENABLE)) == (0, 0)


def test_F01_a_lost_probe_holds_after_5_s_and_trips_after_20_s(blind: tuple[House, float]) -> None:
    """One of two probes unplugged: the relay opens 5 s after its last word, the trip is at 20."""
    house, unplugged_s = blind
    eventually(lambda: house.status()["mode"] == "TRIPPED", 40.0)
    assert "bath-2 has been lost" in house.ask("status").stdout
    opened_s = house.touched(f"SET {HEATER} 0", unplugged_s)
    assert opened_s is not None
    assert 4.0 < opened_s - unplugged_s < 7.5
    tripped_s = (house.state / "latch").stat().st_mtime - time.time() + time.monotonic()
    assert 19.0 < tripped_s - unplugged_s < 23.0
