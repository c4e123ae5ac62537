# SPDX-License-Identifier: MIT
"""Promises of one round over the probes of one bus."""

from pathlib import Path

import pytest

from stoneheater.core.calibration import Calibration
from stoneheater.core.reading import LSB_C, Fault
from support.fake_w1 import BATH, CONFIG_9_BIT, ELEMENT, SECOND
from support.w1_rig import PAIR, Rig, Wire


def test_before_the_first_round_there_is_nothing(tmp_path: Path) -> None:
    """A probe that has not answered yet has no reading, not an invented one."""
    assert Rig(tmp_path, *PAIR).bus.latest() == {}


def test_a_round_reads_each_probe_under_its_name(tmp_path: Path) -> None:
    """Each configured probe has one reading, by its name and with its own temperature."""
    rig = Rig(tmp_path, *PAIR)
    rig.w1.set_c(BATH, 50.0)
    rig.w1.set_c(SECOND, 51.0)
    seen = rig.sweep()
    assert {name: reading.temperature_c for name, reading in seen.items()} == {
        "bath": 50.0,
        "bath-2": 51.0,
    }


def test_names_belong_to_ids_not_to_places(tmp_path: Path) -> None:
    """Pitfall 35: names follow the ROM id; an id that nobody configured is never read."""
    rig = Rig(tmp_path, Wire("bath", SECOND))
    rig.w1.plug(BATH, 90.0)
    rig.w1.plug(ELEMENT, 70.0)
    assert rig.sweep()["bath"].temperature_c == 20.0
    assert set(rig.kernel.asked) == {SECOND}


def test_F15_an_extra_probe_is_ignored_and_an_unknown_one_is_absent(tmp_path: Path) -> None:
    """A probe swapped for a new one leaves the configured id absent; the new one has no voice."""
    rig = Rig(tmp_path, *PAIR)
    rig.w1.unplug(BATH)
    rig.w1.plug("28-0000000000aa", 52.0)
    seen = rig.sweep()
    assert set(seen) == {"bath", "bath-2"}
    assert seen["bath"].fault is Fault.ABSENT


def test_a_failed_read_replaces_the_good_one(tmp_path: Path) -> None:
    """Pitfall 17: nothing here keeps a last value; the newest answer speaks, good or faulty."""
    rig = Rig(tmp_path, *PAIR)
    rig.sweep()
    rig.w1.empty(BATH)
    seen = rig.sweep()
    assert (seen["bath"].temperature_c, seen["bath"].fault) == (None, Fault.EMPTY)
    assert seen["bath-2"].temperature_c == 20.0


def test_an_unchanged_value_is_a_new_reading(tmp_path: Path) -> None:
    """Pitfall 22: a value that stays is passed on with its own instant; the core judges that."""
    rig = Rig(tmp_path, PAIR[0])
    first, second = rig.sweep()["bath"], rig.sweep()["bath"]
    assert first.temperature_c == second.temperature_c
    assert second.at_s - first.at_s == pytest.approx(0.83)


def test_a_handed_out_mapping_never_changes(tmp_path: Path) -> None:
    """A reader's mapping stays as it was while new rounds come, and cannot be written."""
    rig = Rig(tmp_path, PAIR[0])
    rig.bus.sweep()
    held = rig.bus.latest()
    rig.w1.set_c(BATH, 50.0)
    rig.bus.sweep()
    assert held["bath"].temperature_c == 20.0
    assert not hasattr(held, "__setitem__")


def test_the_calibration_is_applied_to_good_readings_only(tmp_path: Path) -> None:
    """Pitfall 34: a calibrated probe gives the corrected temperature, and a fault stays a fault."""
    line = Calibration((0.0, 50.0), (0.5, 50.5), "2026-11-20", "reference thermometer 7")
    rig = Rig(tmp_path, Wire("bath", BATH, line))
    assert rig.sweep()["bath"].temperature_c == pytest.approx(20.5)
    rig.w1.empty(BATH)
    assert rig.sweep()["bath"].temperature_c is None


def test_F17_a_probe_at_nine_bits_tells_its_step(tmp_path: Path) -> None:
    """A probe of 0.5 °C steps says so in every reading; that is no fault."""
    rig = Rig(tmp_path, PAIR[0])
    rig.w1.nine_bit(BATH, 51.5)
    seen = rig.sweep()["bath"]
    assert (seen.temperature_c, seen.step_c, seen.fault, seen.detail) == (51.5, 0.5, None, "")


def test_a_changed_resolution_hints_at_lost_power(tmp_path: Path) -> None:
    """Pitfall 32: a resolution that changes between two answers is written into the reading."""
    rig = Rig(tmp_path, PAIR[0])
    assert rig.sweep()["bath"].detail == ""
    rig.w1.nine_bit(BATH, 51.5)
    assert "lost power" in rig.sweep()["bath"].detail
    assert rig.sweep()["bath"].detail == ""


def test_a_faulty_answer_keeps_the_known_step(tmp_path: Path) -> None:
    """A fault is no change of resolution; before any answer 12 bits are taken."""
    rig = Rig(tmp_path, PAIR[0])
    rig.w1.empty(BATH)
    assert rig.sweep()["bath"].step_c == LSB_C
    rig.w1.nine_bit(BATH, 51.5)
    assert rig.sweep()["bath"].detail == ""
    rig.w1.empty(BATH)
    assert rig.sweep()["bath"].step_c == 0.5


def test_F01_an_unplugged_probe_hurts_only_itself(tmp_path: Path) -> None:
    """The kernel keeps its directory 93 s and answers empty, then drops it; the other goes on."""
    rig = Rig(tmp_path, *PAIR)
    rig.w1.empty(BATH)
    assert rig.sweep()["bath"].fault is Fault.EMPTY
    rig.w1.unplug(BATH)
    seen = rig.sweep()
    assert seen["bath"].fault is Fault.ABSENT
    assert seen["bath-2"].temperature_c == 20.0


def test_a_replugged_probe_comes_back_without_a_restart(tmp_path: Path) -> None:
    """Pitfall 30: presence is a good answer; a directory that returns is simply read again."""
    rig = Rig(tmp_path, *PAIR)
    rig.w1.unplug(BATH)
    rig.sweep()
    rig.w1.plug(BATH, 48.0)
    assert rig.sweep()["bath"].temperature_c == 48.0


@pytest.mark.parametrize(
    ("before", "after"), [("9\n", "12\n"), ("11\n", "12\n"), ("12\n", "12\n"), ("-5\n", "-5\n")]
)
def test_the_start_asks_for_twelve_bits(tmp_path: Path, before: str, after: str) -> None:
    """Pitfall 31: a coarse probe is set to 12 bits once; -5 is how a missing probe looks."""
    rig = Rig(tmp_path, PAIR[0])
    rig.w1.put(BATH, "resolution", before)
    rig.bus.prepare()
    assert rig.w1.get(BATH, "resolution") == after


def test_a_probe_without_resolution_file_starts_all_the_same(tmp_path: Path) -> None:
    """On kernels before 5.8 there is no such file, and nothing is made of it."""
    rig = Rig(tmp_path, PAIR[0])
    (rig.w1.base / BATH / "resolution").unlink()
    rig.bus.prepare()
    assert rig.sweep()["bath"].temperature_c == 20.0


def test_nothing_but_resolution_and_trigger_is_ever_written(tmp_path: Path) -> None:
    """Pitfall 33: no EEPROM, no root shell: a start and two rounds write two plain files."""
    rig = Rig(tmp_path, *PAIR)
    rig.w1.put(BATH, "resolution", "9\n")
    rig.w1.set_c(BATH, 50.0, CONFIG_9_BIT)
    rig.bus.prepare()
    rig.sweep()
    rig.sweep()
    assert rig.kernel.written == [("resolution", "12\n")] + 2 * [("therm_bulk_read", "trigger\n")]


def test_a_stopped_bus_reads_no_further_probe(tmp_path: Path) -> None:
    """Once told to stop, a round ends before its next read."""
    rig = Rig(tmp_path, *PAIR)
    rig.bus.stop()
    assert rig.sweep() == {}
