# SPDX-License-Identifier: MIT
"""Promises of what an installer is told about each probe."""

from pathlib import Path
from time import monotonic

import pytest

from stoneheater.core.reading import LSB_C, Fault
from stoneheater.hardware.w1 import W1Probes
from support.fake_w1 import BATH, SECOND, FakeW1
from support.w1_rig import Wire

PAIR = (Wire("bath", BATH), Wire("element", "28-00000d1efed4"))


def test_diagnosis_of_a_good_probe_has_no_hints(tmp_path: Path) -> None:
    """A genuine probe with its own supply at 12 bits is in order."""
    w1 = FakeW1(tmp_path, BATH)
    (found,) = W1Probes((PAIR[0],), monotonic, w1.base).diagnose()
    assert (found.rom_id, found.temperature_c, found.step_c) == (BATH, 20.0, LSB_C)
    assert (found.ok, found.parasite_power, found.hints) == (True, False, ())


def test_diagnosis_covers_present_and_configured_probes(tmp_path: Path) -> None:
    """An extra probe and a missing one are both shown; a missing one says what to check."""
    w1 = FakeW1(tmp_path, SECOND)
    missing, extra = W1Probes((PAIR[0],), monotonic, w1.base).diagnose()
    assert (missing.rom_id, missing.fault, missing.ok) == (BATH, Fault.ABSENT, False)
    assert (extra.rom_id, extra.ok) == (SECOND, True)
    assert "plug and wiring" in missing.hints[0]
    assert str(Fault.ABSENT) in missing.hints[0]


def test_F15_diagnosis_doubts_a_foreign_serial_number(tmp_path: Path) -> None:
    """Pitfall 34: genuine serial numbers begin with two zero bytes; others may be clones."""
    clone = "28-3c01f0957f2a"
    w1 = FakeW1(tmp_path, clone)
    (found,) = W1Probes((), monotonic, w1.base).diagnose()
    assert found.ok
    assert "not one of a genuine DS18B20" in found.hints[0]


def test_F17_diagnosis_names_a_coarse_resolution(tmp_path: Path) -> None:
    """A probe in steps of 0.5 °C is told from one of 0.0625 °C, with both numbers."""
    w1 = FakeW1(tmp_path, BATH)
    w1.nine_bit(BATH, 51.5)
    (found,) = W1Probes((), monotonic, w1.base).diagnose()
    assert found.step_c == 0.5
    assert "0.5 °C instead of 0.0625 °C" in found.hints[0]


@pytest.mark.parametrize(
    ("ext_power", "parasite", "hints"), [("0\n", True, 1), ("1\n", False, 0), ("", None, 0)]
)
def test_diagnosis_warns_of_parasite_power(
    tmp_path: Path, ext_power: str, parasite: bool | None, hints: int
) -> None:
    """Pitfall 31: a probe without a supply wire is slow and is told so; unknown is unknown."""
    w1 = FakeW1(tmp_path, BATH)
    w1.put(BATH, "ext_power", ext_power)
    (found,) = W1Probes((), monotonic, w1.base).diagnose()
    assert (found.parasite_power, len(found.hints)) == (parasite, hints)


def test_power_is_not_asked_of_a_probe_that_does_not_answer(tmp_path: Path) -> None:
    """Pitfall 31: `ext_power` says 1 for a missing probe, so a bad read leaves it unknown."""
    w1 = FakeW1(tmp_path, BATH)
    w1.empty(BATH)
    (found,) = W1Probes((), monotonic, w1.base).diagnose()
    assert (found.fault, found.parasite_power, found.step_c) == (Fault.EMPTY, None, None)
