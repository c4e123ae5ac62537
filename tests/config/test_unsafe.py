# SPDX-License-Identifier: MIT
"""Combinations of settings: each in bounds, safe together or refused."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from support.settings import ELEMENT, PROBE, PROBE_2, loaded, refusal, toml


def calibrated(offset_c: float, **keys: object) -> Mapping[str, object]:
    """A bath probe whose calibration corrects by ``offset_c`` everywhere."""
    points = {"measured_c": [0.0, 50.0], "reference_c": [offset_c, 50.0 + offset_c]}
    calibration = {**points, "date": "2026-01-31", "reference": "glass thermometer", **keys}
    return {**PROBE, "calibration": calibration}


def probes(count: int) -> list[dict[str, str]]:
    """So many bath probes with ids of their own."""
    return [{"id": f"28-{number:012x}", "role": "bath"} for number in range(1, count + 1)]


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


@pytest.mark.parametrize(
    "probe_id",
    [
        *("28-0000005e2fa", "28-0000005e2fa11", "28-0000005E2FA1", "10-0000005e2fa1"),
        *(
            "28-0000005e2fag",
            "28_0000005e2fa1",
            "",
            "bath",
            "28-０000005e2fa1",
            "../28-000000000001",
        ),
    ],
)
def test_F15_only_a_ds18b20_can_be_a_probe(probe_id: str, tmp_path: Path) -> None:
    """An id of another family, length or alphabet is refused with the form of a right one."""
    (problem,) = refusal(tmp_path, toml({"probe": [{**PROBE, "id": probe_id}]})).problems
    assert problem.key == "probe #1.id"
    assert "28- and 12 hexadecimal digits in lower case" in problem.limit


@pytest.mark.parametrize("role", ["plate", "Bath", "", "bath "])
def test_F16_an_unknown_role_is_refused(role: str, tmp_path: Path) -> None:
    """A probe is in the bath or on the element; nothing else is guessed."""
    sentence = str(refusal(tmp_path, toml({"probe": [{**PROBE, "role": role}]})))
    assert "it must be bath or element" in sentence


def test_F16_a_probe_without_a_role_is_refused(tmp_path: Path) -> None:
    """A role has no default: which probe is in the water is for a person to say."""
    (problem,) = refusal(tmp_path, toml({"probe": [PROBE, {"id": PROBE_2["id"]}]})).problems
    assert str(problem).startswith("probe #2.role in")
    assert "is missing: it has no default; add it" in str(problem)


def test_F16_one_probe_has_one_role(tmp_path: Path) -> None:
    """The same id twice, under whatever roles, is refused and shows which tables clash."""
    for role in ("bath", "element"):
        error = refusal(tmp_path, toml({"probe": [PROBE, {**PROBE, "role": role}]}))
        assert "probe #2.id" in str(error)
        assert "probe #1 has the same id" in str(error)


def test_F16_a_name_means_one_probe(tmp_path: Path) -> None:
    """A given name that another probe has, or gets by default, is refused."""
    for first, second in (("left", "left"), ("bath-2", None)):
        named = {**PROBE_2} if second is None else {**PROBE_2, "name": second}
        error = refusal(tmp_path, toml({"probe": [{**PROBE, "name": first}, named]}))
        assert [problem.key for problem in error.problems] == ["probe #2.name"]


@pytest.mark.parametrize("name", ["", "Bath", "2nd", "bath 2", "b" * 33, "bäth"])
def test_a_name_is_short_and_plain(name: str, tmp_path: Path) -> None:
    """A name that could be misread in a sentence or on a small screen is refused."""
    (problem,) = refusal(tmp_path, toml({"probe": [{**PROBE, "name": name}]})).problems
    assert problem.key == "probe #1.name"


def test_F16_four_bath_probes_and_one_element_probe_load(tmp_path: Path) -> None:
    """The most that a heater can have is taken, each probe under a name of its own."""
    config = loaded(tmp_path, toml({"probe": [*probes(4), ELEMENT]}))
    assert [probe.name for probe in config.probe] == [
        *("bath", "bath-2", "bath-3", "bath-4", "element")
    ]


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (probes(5), "at most 4 may have the role bath, found 5"),
        (
            [PROBE, ELEMENT, {**ELEMENT, "id": "28-0000005e2fa9"}],
            "at most 1 may have the role element, found 2",
        ),
    ],
)
def test_F16_one_probe_too_many_is_refused(
    tables: list[dict[str, str]], said: str, tmp_path: Path
) -> None:
    """A fifth bath probe or a second element probe stops the heater."""
    assert said in str(refusal(tmp_path, toml({"probe": tables})))


@pytest.mark.parametrize("offset_c", [2.0, -2.0, 0.3, 0.0])
def test_F11_a_small_correction_loads(offset_c: float, tmp_path: Path) -> None:
    """Up to 2 °C either way a probe may be corrected."""
    calibration = loaded(tmp_path, toml({"probe": [calibrated(offset_c)]})).probe[0].calibration
    assert calibration is not None
    assert calibration.corrected_c(20.0) == pytest.approx(20.0 + offset_c)


@pytest.mark.parametrize("offset_c", [2.01, -2.01, 5.0, -5.0])
def test_F11_a_large_correction_is_refused(offset_c: float, tmp_path: Path) -> None:
    """A probe that is off by more than 2 °C is replaced, not corrected."""
    (problem,) = refusal(tmp_path, toml({"probe": [calibrated(offset_c)]})).problems
    assert problem.value == f"a correction of {abs(offset_c):.2f} °C"
    assert problem.next_step == "calibrate again or replace the probe"


def test_F11_a_correction_is_judged_over_the_whole_range(tmp_path: Path) -> None:
    """Points that agree where they were taken are refused if their line strays by 60 °C."""
    near = {"measured_c": [20.0, 25.0], "reference_c": [20.0, 25.3]}
    (problem,) = refusal(tmp_path, toml({"probe": [calibrated(0.0, **near)]})).problems
    assert problem.value == "a correction of 2.40 °C"


@pytest.mark.parametrize(
    "points",
    [[50.0, 0.0], [50.0, 50.0], [0.0], [0.0, 25.0, 50.0], [True, 50.0], ["0", 50.0], 0.0, [0, 151]],
)
def test_F11_points_without_a_line_are_refused(points: object, tmp_path: Path) -> None:
    """Falling, equal, missing, surplus or strange points give no calibration."""
    table = calibrated(0.0, measured_c=points)
    (problem,) = refusal(tmp_path, toml({"probe": [table]})).problems
    assert problem.key.startswith("probe #1.calibration")


@pytest.mark.parametrize("point", ["nan", "inf", "-inf", "1e308"])
def test_F11_a_point_is_a_finite_temperature(point: str, tmp_path: Path) -> None:
    """No infinity or not-a-number ever gets into a correction."""
    text = toml({"probe": [calibrated(0.0)]}).replace("[0.0, 50.0]", f"[{point}, 50.0]")
    assert "two numbers in brackets" in str(refusal(tmp_path, text))


@pytest.mark.parametrize("day", ["2026-02-30", "20260131", "31.1.2026", "yesterday", "2026-1-31"])
def test_a_calibration_has_a_day(day: str, tmp_path: Path) -> None:
    """When a probe was compared is a day of the calendar, or the record is worth nothing."""
    (problem,) = refusal(tmp_path, toml({"probe": [calibrated(0.0, date=day)]})).problems
    assert problem.key == "probe #1.calibration.date"
    assert problem.limit == "it must be a day, such as 2026-01-31"


@pytest.mark.parametrize("key", ["measured_c", "reference_c", "date", "reference"])
def test_a_calibration_is_complete(key: str, tmp_path: Path) -> None:
    """A calibration without one of its four facts is refused, naming the missing one."""
    table = dict(calibrated(0.0))
    calibration = table["calibration"]
    assert isinstance(calibration, dict)
    rest = {name: value for name, value in calibration.items() if name != key}
    (problem,) = refusal(tmp_path, toml({"probe": [{**PROBE, "calibration": rest}]})).problems
    assert problem.key == f"probe #1.calibration.{key}"
    assert problem.value == "missing"


@pytest.mark.parametrize("driver", ["raspberry-pi", "simulated"])
def test_options_that_nobody_reads_are_refused(driver: str, tmp_path: Path) -> None:
    """A setting in a table that the driver ignores would be trusted all the same."""
    text = toml({"hardware": {"driver": driver, "options": {"heater_pin": 17}}})
    (problem,) = refusal(tmp_path, text).problems
    assert problem.key == "hardware.options"
    assert problem.limit == f"the driver {driver} takes no options"
