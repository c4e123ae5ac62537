# SPDX-License-Identifier: MIT
"""Combinations of settings: each in bounds, safe together or refused."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from support.settings import loaded, refusal, toml


@pytest.mark.parametrize(
    "temperatures",
    [
        {"target_c": 54.0},
        {"caution_c": 54.0},
        {"target_max_c": 55.0},
        {"high_alarm_c": 55.0},
        {"high_alarm_c": 57.0},
        {"cutoff_c": 57.0},
        {"target_max_c": 52.3, "high_alarm_c": 53.3, "cutoff_c": 54.3},
    ],
)
def test_F56_temperatures_that_keep_their_order_load(
    temperatures: Mapping[str, float], tmp_path: Path
) -> None:
    """Just far enough apart is safe: equal for the target, 1 °C for alarm and cutoff."""
    temperature = loaded(tmp_path, toml({"temperature": temperatures})).temperature
    assert all(getattr(temperature, key) == value for key, value in temperatures.items())


@pytest.mark.parametrize(
    ("temperatures", "key", "limit"),
    [
        ({"target_c": 54.01}, "target_c", "with target_max_c at 54 it must be at most 54 °C"),
        ({"caution_c": 54.01}, "caution_c", "with target_max_c at 54 it must be at most 54 °C"),
        (
            {"high_alarm_c": 54.99},
            "target_max_c",
            "with high_alarm_c at 54.99 it must be at most 53.99 °C",
        ),
        (
            {"high_alarm_c": 57.01},
            "high_alarm_c",
            "with cutoff_c at 58 it must be at most 57 °C",
        ),
        (
            {"cutoff_c": 56.99},
            "high_alarm_c",
            "with cutoff_c at 56.99 it must be at most 55.99 °C",
        ),
    ],
)
def test_F56_temperatures_too_close_are_refused_with_both_numbers(
    temperatures: Mapping[str, float], key: str, limit: str, tmp_path: Path
) -> None:
    """A hundredth of a degree too close stops the heater and shows both sides."""
    (problem,) = refusal(tmp_path, toml({"temperature": temperatures})).problems
    assert problem.key == f"temperature.{key}"
    assert problem.limit == limit


@pytest.mark.parametrize("key", ["heater_pin", "enable_pin", "heartbeat_pin"])
def test_F40_the_pin_of_the_probes_is_never_an_output(key: str, tmp_path: Path) -> None:
    """A line on the 1-Wire pin is refused, also after the 1-Wire moved elsewhere."""
    for pin, gpio in ((4, {}), (17, {"one_wire_pin": 17})):
        sentence = str(refusal(tmp_path, toml({"gpio": {**gpio, key: pin}})))
        assert f"gpio.{key} in" in sentence
        assert "one_wire_pin is on the same pin" in sentence


@pytest.mark.parametrize("key", ["heater_pin", "enable_pin", "heartbeat_pin", "one_wire_pin"])
@pytest.mark.parametrize("pin", [0, 1])
def test_F40_the_pins_of_the_id_eeprom_are_refused(key: str, pin: int, tmp_path: Path) -> None:
    """GPIO0 and GPIO1 are spoken to at boot and never carry a line of ours."""
    assert "belong to the ID EEPROM" in str(refusal(tmp_path, toml({"gpio": {key: pin}})))


def test_F40_two_lines_never_share_a_pin(tmp_path: Path) -> None:
    """Every pair of outputs on one pin is refused."""
    gpio = {"heater_pin": 17, "enable_pin": 17, "heartbeat_pin": 17}
    found = refusal(tmp_path, toml({"gpio": gpio})).problems
    assert [problem.key for problem in found] == [
        *("gpio.heater_pin", "gpio.heater_pin", "gpio.enable_pin")
    ]


def test_F40_lines_on_pins_of_their_own_load(tmp_path: Path) -> None:
    """Three outputs and the probes on four free pins are taken as they stand."""
    gpio = {"heater_pin": 17, "enable_pin": 27, "heartbeat_pin": 22}
    assert loaded(tmp_path, toml({"gpio": gpio})).gpio.enable_pin == 27


@pytest.mark.parametrize("line", ["heater", "enable"])
@pytest.mark.parametrize(("pin", "active_high"), [(9, True), (27, True), (2, False), (8, False)])
def test_F38_a_relay_that_its_pin_holds_off_at_boot_loads(
    line: str, pin: int, active_high: bool, tmp_path: Path
) -> None:
    """Active-high on GPIO9 to 27 and active-low on GPIO2 to 8 are off while the Pi boots."""
    gpio = {f"{line}_pin": pin, f"{line}_active_high": active_high}
    assert getattr(loaded(tmp_path, toml({"gpio": gpio})).gpio, f"{line}_pin") == pin


@pytest.mark.parametrize("line", ["heater", "enable"])
@pytest.mark.parametrize(
    ("pin", "active_high", "kind", "cure"),
    [
        (8, True, "high", "use a pin from 9-27 or a relay board that is active-low"),
        (2, True, "high", "use a pin from 9-27 or a relay board that is active-low"),
        (9, False, "low", "use a pin from 2-8 or a relay board that is active-high"),
        (17, False, "low", "use a pin from 2-8 or a relay board that is active-high"),
    ],
)
def test_F38_a_relay_that_its_pin_switches_on_at_boot_is_refused(
    line: str, pin: int, active_high: bool, kind: str, cure: str, tmp_path: Path
) -> None:
    """A relay that would heat from power-on until the daemon runs is refused with the cure."""
    gpio = {f"{line}_pin": pin, f"{line}_active_high": active_high}
    (problem,) = refusal(tmp_path, toml({"gpio": gpio})).problems
    assert problem.key == f"gpio.{line}_pin"
    assert f"an active-{kind} relay on GPIO{pin} is ON at boot" in problem.limit
    assert problem.next_step == cure


def test_the_heartbeat_may_sit_on_any_free_pin(tmp_path: Path) -> None:
    """A dead-man listens for change, so the heartbeat's level at boot switches nothing."""
    for pin in (2, 8, 9, 27):
        assert loaded(tmp_path, toml({"gpio": {"heartbeat_pin": pin}})).gpio.heartbeat_pin == pin


def test_options_that_nobody_reads_are_refused(tmp_path: Path) -> None:
    """A setting in a table that the driver ignores would be trusted all the same."""
    driver = "simulated"
    text = toml({"hardware": {"driver": driver, "options": {"heater_pin": 17}}})
    (problem,) = refusal(tmp_path, text).problems
    assert problem.key == "hardware.options"
    assert problem.limit == f"the driver {driver} takes no options"
