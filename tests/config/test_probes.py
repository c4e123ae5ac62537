# SPDX-License-Identifier: MIT
"""Probes in the configuration: ids, roles, names and calibrations."""

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
