# SPDX-License-Identifier: MIT
"""A driver from elsewhere: found by its name, run in its own time, never believed about safety."""

import os
import signal
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from support.drivers import EXAMPLE, SOURCE, install_example, register
from support.house import House
from support.settings import toml
from support.waiting import eventually

SPEED = 50
PAGE = EXAMPLE.parent / "plugins.md"

HEATED_KETTLE = {
    "heater": {"element_w": 2000.0, "water_kg": 1.0},
    "probe": [{"id": "28-0000005e2fa1", "role": "bath"}],
}


@pytest.fixture
def house(build: Callable[..., House], tmp_path: Path) -> House:
    """A house in which the example driver is installed."""
    house = build("h")
    house.environment["PYTHONPATH"] = install_example(tmp_path / "installed")
    return house


def kettle(house: House, options: Mapping[str, object], driver: str = "kettle") -> None:
    """Configure the driver."""
    house.configure(toml({"hardware": {"driver": driver, "options": options}, **HEATED_KETTLE}))


def test_a_foreign_driver_heats_its_water_in_its_own_time(house: House) -> None:
    """Installed beside us, named in the configuration: minutes of a kettle pass in seconds."""
    kettle(house, {"speed": SPEED})
    daemon = house.up()
    assert house.ask("status").stdout.startswith("SIMULATED STANDBY: ")
    assert house.ask("on").returncode == 0
    snapshot = eventually(lambda: (s := house.status())["bath_c"] > 49.0 and s, 15.0)
    assert snapshot["mode"] == "HEATING"
    assert "A kettle is no stone bath." in snapshot["notes"]
    assert house.ask("probes").stdout.startswith("28-0000005e2fa1")
    house.signal(daemon, signal.SIGTERM)
    assert daemon.wait(5.0) == 0


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"sped": 2}, "hardware.options.sped is not known to kettle: speed."),
        ({"speed": 0.5}, "hardware.options.speed is 0.5: from 1 to 1000, correct it."),
    ],
)
def test_what_a_foreign_driver_refuses_is_refused_in_its_own_words(
    house: House, options: dict[str, object], sentence: str
) -> None:
    """A DriverError of any driver ends in exit code 78 and its sentence."""
    kettle(house, options)
    refused = house.daemon()
    assert refused.wait(10.0) == os.EX_CONFIG
    assert (house.run / "refused").read_text() == f"{sentence}\n"


def test_a_real_driver_may_not_bring_a_clock(house: House, tmp_path: Path) -> None:
    """The same kettle that says it is real is refused: leases of real heat run in real time."""
    (tmp_path / "real_kettle.py").write_text(
        "import stoneheater_kettle\n"
        "def build(config):\n"
        "    kettle = stoneheater_kettle.build(config)\n"
        "    kettle.simulated = False\n"
        "    return kettle\n"
    )
    register(tmp_path, "real_kettle", {"real": "real_kettle:build"})
    house.environment["PYTHONPATH"] += os.pathsep + str(tmp_path)
    kettle(house, {}, driver="real")
    refused = house.daemon()
    assert refused.wait(10.0) == os.EX_CONFIG
    assert "brings a clock but is not simulated" in (house.run / "refused").read_text()


@pytest.mark.parametrize("file", [SOURCE, EXAMPLE / "pyproject.toml"])
def test_the_page_shows_the_example_as_it_is(file: Path) -> None:
    """What a reader copies from the page is what these tests run."""
    assert f"\n{file.read_text()}```" in PAGE.read_text()
