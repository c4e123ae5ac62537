# SPDX-License-Identifier: MIT
"""The configuration as a file: the shipped one, torn, misspelt, foreign or missing ones."""

from pathlib import Path
from typing import Any

import attrs
import pytest

from stoneheater.config import Config, HardwareSettings, ProbeSettings
from stoneheater.config.stones import MaterialSettings, StoneSettings
from stoneheater.core.calibration import Calibration
from support.settings import (
    PROBE,
    PROBE_2,
    loaded,
    shipped,
    shipped_complete,
    toml,
)

READY: dict[str, Any] = {
    "heater": {"element_w": 800, "water_kg": 8},
    "gpio": {"heater_pin": 17},
    "probe": [PROBE],
}


def test_the_shipped_file_says_nothing_but_the_defaults(tmp_path: Path) -> None:
    """What the box contains is what a missing key means, so the comments can be believed."""
    assert loaded(tmp_path, shipped()) == Config()


def test_the_shipped_file_does_not_heat_until_told(tmp_path: Path) -> None:
    """As shipped it drives real hardware, knows no probe and names all that is missing."""
    config = loaded(tmp_path, shipped())
    assert config.hardware.driver == "raspberry-pi"
    assert config.probe == ()
    for missing in ("heater.element_w", "heater.water_kg", "role bath", "gpio.heater_pin"):
        assert any(missing in sentence for sentence in config.not_ready())


def test_every_key_stands_in_the_shipped_file() -> None:
    """An installer finds every key there is, switched off where it has no default."""
    lines = shipped_complete().splitlines()
    several = {"probe": ProbeSettings, "stone": StoneSettings, "material": MaterialSettings}
    for table in attrs.fields(Config):
        name = f"[[{table.name}]]" if table.name in several else f"[{table.name}]"
        assert name in lines
        kind: Any = several.get(table.name, table.type)
        for key in attrs.fields(kind):
            settings_of_key = (f"{key.name} = ", f"[{table.name}.{key.name}]")
            assert any(line.startswith(settings_of_key) for line in lines), key.name


def test_the_shipped_file_with_every_line_switched_on_is_ready(tmp_path: Path) -> None:
    """The examples behind the # are usable as they stand, and together they are complete."""
    text = shipped_complete().replace("[hardware.options]\n", "")
    config = loaded(tmp_path, text)
    assert config.not_ready() == ()
    assert config.probe[0].calibration == Calibration(
        (0.1, 49.6), (0.0, 50.0), "2026-01-31", "reference thermometer, certificate 1234"
    )
    assert config.simulated.bath == tmp_path / "bath.toml"


def test_a_complete_configuration_is_ready(tmp_path: Path) -> None:
    """With name plate, bath probe and heater line nothing is missing."""
    assert loaded(tmp_path, toml(READY)).not_ready() == ()


@pytest.mark.parametrize(
    ("table", "key", "said"),
    [
        ("heater", "element_w", "power of the heating element"),
        ("heater", "water_kg", "water at the fill line"),
        ("gpio", "heater_pin", "The heater's line"),
    ],
)
def test_one_missing_fact_is_one_sentence(table: str, key: str, said: str, tmp_path: Path) -> None:
    """Each fact that real heat needs is missed by itself."""
    rest = {name: value for name, value in READY[table].items() if name != key}
    (sentence,) = loaded(tmp_path, toml({**READY, table: rest})).not_ready()
    assert said in sentence
    assert f"({table}.{key})" in sentence


def test_F16_without_a_bath_probe_it_is_not_ready(tmp_path: Path) -> None:
    """An element probe alone never stands for the water: the daemon runs but does not heat."""
    config = loaded(tmp_path, toml({**READY, "probe": [{**PROBE, "role": "element"}]}))
    (sentence,) = config.not_ready()
    assert "No probe has the role bath" in sentence


def test_a_simulated_heater_needs_no_name_plate() -> None:
    """The simulated driver takes its bath from the bath file, so nothing is missing."""
    assert Config(hardware=HardwareSettings("simulated")).not_ready() == ()


def test_an_outside_driver_has_its_own_wiring(tmp_path: Path) -> None:
    """A driver of another author gets its options untouched and needs no GPIO line of ours."""
    options = {"port": "/dev/ttyUSB0", "relays": {"heater": 3}}
    text = toml({**READY, "gpio": {}, "hardware": {"driver": "other-board", "options": options}})
    config = loaded(tmp_path, text)
    assert config.hardware.options == options
    assert config.not_ready() == ()


def test_probes_are_found_by_role_in_the_order_of_the_file(tmp_path: Path) -> None:
    """Probes are handed out by role, as they were written."""
    element = {"id": "28-0000005e2fa3", "role": "element"}
    config = loaded(tmp_path, toml({"probe": [PROBE_2, element, PROBE]}))
    assert [probe.id for probe in config.probes("bath")] == [PROBE_2["id"], PROBE["id"]]
    assert [probe.name for probe in config.probe] == ["bath", "element", "bath-2"]
