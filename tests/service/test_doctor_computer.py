# SPDX-License-Identifier: MIT
from dataclasses import replace
from pathlib import Path

import pytest

from stoneheater.service.doctor import Check, Verdict, checks
from stoneheater.service.doctor_computer import troubles
from support.doctored import FACTS


def computer(root: Path, **files: str) -> Path:
    """A ``/sys`` with these files; two underscores stand for a slash."""
    for name, text in files.items():
        file = root / "class" / name.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


def test_a_computer_that_shows_nothing_ails_from_nothing(tmp_path: Path) -> None:
    """A laptop has no such files."""
    assert troubles(tmp_path, tmp_path) == ()


@pytest.mark.parametrize(
    ("name", "alarm", "told"),
    [
        ("rpi_volt", "1\n", True),
        ("rpi_volt", "0\n", False),
        ("rpi_volt", "", False),
        ("other", "1\n", False),
    ],
)
def test_F67_a_supply_that_is_too_low_is_told(
    tmp_path: Path, name: str, alarm: str, told: bool
) -> None:
    """The kernel's own alarm counts, and no other monitor's."""
    files = {"hwmon__hwmon1__name": f"{name}\n", "hwmon__hwmon1__in0_lcrit_alarm": alarm}
    assert [text[:21] for text in troubles(computer(tmp_path, **files), tmp_path)] == (
        ["the computer's supply"] * told
    )


def test_F67_a_monitor_without_a_name_is_none(tmp_path: Path) -> None:
    """What cannot be read is no finding."""
    assert troubles(computer(tmp_path, hwmon__hwmon0__in0_lcrit_alarm="1"), tmp_path) == ()


@pytest.mark.parametrize(("shown", "told"), [("79999", False), ("80000", True), ("hot", False)])
def test_F68_a_computer_that_is_too_hot_is_told(tmp_path: Path, shown: str, told: bool) -> None:
    """At the temperature where it begins to slow down."""
    root = computer(tmp_path, thermal__thermal_zone0__temp=shown)
    expected = ("the computer is at 80 °C, limit 80 °C: give it air.",) * told
    assert troubles(root, tmp_path) == expected


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        ("Name:\tx\nVmRSS:\t   81919 kB\n", False),
        ("Name:\tx\nVmRSS:\t   81920 kB\n", True),
        ("Name:\tx\n", False),
        ("VmRSS:\n", False),
        ("VmRSS: much kB\n", False),
    ],
)
def test_F49_memory_that_grows_is_told_long_before_it_is_gone(
    tmp_path: Path, shown: str, told: bool
) -> None:
    """From 80 MB on, where the unit allows 128; what the kernel does not say is no finding."""
    status = tmp_path / "status"
    status.write_text(shown)
    said = "the program holds 80 MB of memory, limit 80 MB: say `stoneheater standby`, "
    said += "then `sudo systemctl restart stoneheater`."
    assert troubles(tmp_path, status) == (said,) * told


def test_F67_F68_the_doctor_says_what_ails_the_computer() -> None:
    """A warning with its step; a sound computer is one line."""
    assert Check("computer", Verdict.OK, "Supply, temperature and memory are in order.") in checks(
        FACTS
    )
    ailing = replace(FACTS, computer=("the computer is at 85 °C, limit 80 °C: give it air.",))
    assert Check(
        "computer", Verdict.WARN, "The computer is at 85 °C, limit 80 °C.", "Give it air."
    ) in checks(ailing)


def test_the_doctor_reminds_of_the_monthly_proof_tests() -> None:
    """A line for each barrier that is fitted; in a simulation there is none."""
    said = [check for check in checks(FACTS) if check.name == "proof test"]
    assert [check.verdict for check in said] == [Verdict.OK] * 4
    alone = [c for c in checks(replace(FACTS, has_enable=False)) if c.name == "proof test"]
    assert len(alone) == 3
    assert not any("enable" in check.sentence for check in alone)
    assert not [c for c in checks(replace(FACTS, simulated=True)) if c.name == "proof test"]
