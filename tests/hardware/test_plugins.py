# SPDX-License-Identifier: MIT
"""The plug-in table: the driver that is named or none, whole or refused."""

from pathlib import Path

import pytest

from stoneheater.config import Config, HardwareSettings
from stoneheater.hardware import plugins
from stoneheater.hardware.plugins import DriverError
from stoneheater.hardware.simulated import SimulatedHardware
from stoneheater.ports import Hardware
from support.drivers import register

ODD = {
    "simulated-2": "support.odd_drivers:simulated",
    "real": "support.odd_drivers:real",
    "real-with-clock": "support.odd_drivers:real_with_clock",
    "portless": "support.odd_drivers:portless",
    "gone": "stoneheater_gone:build",
    "nameless": "support.odd_drivers:nameless",
}


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drivers of strangers, installed beside ours."""
    register(tmp_path, "odd", ODD)
    monkeypatch.syspath_prepend(tmp_path)


def made(driver: str) -> Hardware:
    """What the configuration with this driver gives."""
    return plugins.build(Config(hardware=HardwareSettings(driver)))


def refusal(driver: str) -> str:
    """Why there is nothing."""
    with pytest.raises(DriverError) as refused:
        made(driver)
    return str(refused.value)


def test_ours_are_found_like_anybody_elses() -> None:
    """Both stand in the entry-point group, and nowhere else."""
    assert plugins.GROUP == "stoneheater.hardware"
    assert {"raspberry-pi", "simulated"} <= set(plugins.known())


def test_the_shipped_driver_is_the_real_one() -> None:
    """Nobody heats a simulation by leaving a line out."""
    assert Config().hardware.driver == "raspberry-pi"


def test_the_named_driver_is_made() -> None:
    """From the configuration that names it."""
    assert isinstance(made("simulated"), SimulatedHardware)


@pytest.mark.parametrize("driver", ["raspberrypi", "Simulated", "simulated ", ""])
def test_a_driver_that_is_not_installed_is_refused_with_those_that_are(driver: str) -> None:
    """No fallback, and no guess at what was meant."""
    said = refusal(driver)
    assert said.startswith(f"hardware.driver {driver!r} is not installed; installed: ")
    assert "raspberry-pi, simulated" in said


@pytest.mark.usefixtures("installed")
def test_a_stranger_stands_in_the_table_and_is_made() -> None:
    """Found by its name, real or simulated."""
    assert set(ODD) < set(plugins.known())
    assert made("simulated-2").simulated
    assert not made("real").simulated


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("driver", "why"), [("gone", "stoneheater_gone"), ("nameless", "nameless")]
)
def test_a_driver_that_cannot_be_loaded_is_refused(driver: str, why: str) -> None:
    """Half removed, or named wrongly by its own package: a sentence, and no traceback."""
    said = refusal(driver)
    assert said.startswith(f"driver {driver!r} cannot be loaded (")
    assert why in said
    assert said.endswith("): install its package again.")


@pytest.mark.usefixtures("installed")
def test_what_lacks_a_port_is_no_hardware() -> None:
    """Refused with the page that says which ports there are."""
    assert refusal("portless") == (
        "driver 'portless' does not give every port: see docs/plugins.md."
    )


@pytest.mark.usefixtures("installed")
def test_only_simulated_hardware_may_bring_a_clock() -> None:
    """A lease of real heat in somebody else's time is no lease."""
    assert made("simulated-2").clock is not None
    assert made("real").clock is None
    assert refusal("real-with-clock") == (
        "driver 'real-with-clock' brings a clock but is not simulated: it may not."
    )
