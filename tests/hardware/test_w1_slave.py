# SPDX-License-Identifier: MIT
"""Promises of one question to one probe, with the real w1thermsensor on a fake directory."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoneheater.core.reading import Fault
from stoneheater.hardware.w1 import library_c
from stoneheater.hardware.w1_slave import Answer, Decode, Sysfs, W1Tree
from support.fake_w1 import BATH, SECOND, FakeClock, FakeKernel, FakeW1, scratchpad, shown


def tree_of(w1: FakeW1, kernel: Sysfs | None = None, decode: Decode = library_c) -> W1Tree:
    """Look at a fake directory with the real library."""
    clock = FakeClock()
    return W1Tree(w1.base, clock.now_s, decode, kernel or FakeKernel(w1, clock))


class BrokenSysfs(Sysfs):
    """Files that fail with one given error."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def read(self, path: Path) -> bytes:
        del path
        raise self.error

    def write(self, path: Path, text: str) -> None:
        del path, text
        raise self.error


@pytest.mark.parametrize("temperature_c", [52.0625, -10.125, 0.0, 90.0, 125.0])
def test_a_good_answer_is_a_temperature(tmp_path: Path, temperature_c: float) -> None:
    """The real library decodes the file that we have checked, hot or cold."""
    w1 = FakeW1(tmp_path, BATH)
    w1.set_c(BATH, temperature_c)
    got = tree_of(w1).ask(BATH)
    assert (got.temperature_c, got.fault) == (temperature_c, None)


def test_one_question_is_one_kernel_read(tmp_path: Path) -> None:
    """Pitfall 26: a good answer costs one conversion, not a second one for the library."""
    w1 = FakeW1(tmp_path, BATH)
    clock = FakeClock()
    kernel = FakeKernel(w1, clock)
    assert tree_of(w1, kernel).ask(BATH).temperature_c == 20.0
    assert kernel.asked == [BATH]


def test_the_instant_is_when_the_conversion_began(tmp_path: Path) -> None:
    """An age computed from an answer is never too young: it counts from before the read."""
    w1, clock = FakeW1(tmp_path, BATH), FakeClock()
    tree = W1Tree(w1.base, clock.now_s, library_c, FakeKernel(w1, clock))
    assert tree.ask(BATH).at_s == 1000.0
    assert clock.s == pytest.approx(1000.83)


FAULTS: list[tuple[Callable[[FakeW1, str], None], Fault]] = [
    (FakeW1.empty, Fault.EMPTY),
    (FakeW1.crc_no, Fault.CRC),
    (FakeW1.all_zero, Fault.ALL_ZERO),
    (FakeW1.all_ones, Fault.ALL_ONES),
    (FakeW1.power_on, Fault.POWER_ON),
    (FakeW1.weak_supply, Fault.WEAK_SUPPLY),
    (FakeW1.garbage, Fault.GARBLED),
    (FakeW1.binary, Fault.GARBLED),
    (FakeW1.one_line, Fault.GARBLED),
    (FakeW1.unplug, Fault.ABSENT),
]


@pytest.mark.parametrize(("harm", "fault"), FAULTS)
def test_every_harm_is_one_fault_and_heals(
    tmp_path: Path, harm: Callable[[FakeW1, str], None], fault: Fault
) -> None:
    """Pitfall 23: where the library raises five kinds of exception, we answer with one fault."""
    w1 = FakeW1(tmp_path, BATH, SECOND)
    tree = tree_of(w1)
    harm(w1, BATH)
    assert (tree.ask(BATH).fault, tree.ask(BATH).temperature_c) == (fault, None)
    if not (w1.base / BATH).exists():
        w1.plug(BATH)
    w1.set_c(BATH, 51.0)
    assert tree.ask(BATH).temperature_c == 51.0


def test_only_w1_slave_is_believed(tmp_path: Path) -> None:
    """Pitfall 18: `temperature` says a plausible 0 for a shorted line and is never read."""
    w1 = FakeW1(tmp_path, BATH)
    w1.put(BATH, "temperature", "0\n")
    w1.all_zero(BATH)
    assert tree_of(w1).ask(BATH).fault is Fault.ALL_ZERO


def test_lines_that_disagree_are_never_the_second_line(tmp_path: Path) -> None:
    """Pitfall 19: the library alone would say 20 °C for water of 52 °C; we say nothing."""
    w1 = FakeW1(tmp_path, BATH)
    w1.lines_disagree(BATH, heard_c=52.0, kept_c=20.0)
    assert tree_of(w1).ask(BATH).fault is Fault.MISMATCH
    assert library_c(w1.base, BATH, w1.get(BATH, "w1_slave")) == 20.0


@pytest.mark.parametrize(("off_c", "fault"), [(0.03125, None), (0.04, Fault.MISMATCH)])
def test_the_library_must_agree_within_half_a_step(
    tmp_path: Path, off_c: float, fault: Fault | None
) -> None:
    """Two decodings more than half of 0.0625 °C apart are a fault that shows both."""

    def off(base: Path, rom_id: str, text: str) -> float:
        return library_c(base, rom_id, text) + off_c

    got = tree_of(FakeW1(tmp_path, BATH), decode=off).ask(BATH)
    assert got.fault is fault
    assert ("20.0 °C here" in got.detail) is (fault is Fault.MISMATCH)


def test_a_library_that_answers_no_number_is_a_mismatch(tmp_path: Path) -> None:
    """Not-a-number from the library agrees with nothing."""
    tree = tree_of(FakeW1(tmp_path, BATH), decode=lambda *_: float("nan"))
    assert tree.ask(BATH).fault is Fault.MISMATCH


@pytest.mark.parametrize(
    "error",
    [IndexError("x"), ValueError("x"), PermissionError(errno.EACCES, "x"), OSError(errno.EIO, "x")],
)
def test_any_exception_becomes_a_fault_with_its_text(tmp_path: Path, error: Exception) -> None:
    """Pitfall 23: whatever is raised while reading is an answer that names it."""
    got = tree_of(FakeW1(tmp_path, BATH), BrokenSysfs(error)).ask(BATH)
    assert got.fault is Fault.ERROR
    assert got.detail.startswith(type(error).__name__)


def test_an_exception_of_the_library_becomes_a_fault(tmp_path: Path) -> None:
    """Pitfall 23: a library that raises on a good text cannot hurt the reader."""

    def raising(base: Path, rom_id: str, text: str) -> float:
        raise LookupError(str(base) + rom_id + text)

    got = tree_of(FakeW1(tmp_path, BATH), decode=raising).ask(BATH)
    assert got.fault is Fault.ERROR
    assert len(got.detail) <= 160


@pytest.mark.parametrize("number", [errno.ENODEV, errno.ENOENT])
def test_F01_a_probe_that_goes_while_being_read_is_absent(tmp_path: Path, number: int) -> None:
    """The kernel's "no such device" in the middle of a read means unplugged, not broken."""
    w1 = FakeW1(tmp_path, BATH)
    assert tree_of(w1, BrokenSysfs(OSError(number, "gone"))).ask(BATH).fault is Fault.ABSENT


def test_F02_a_shorted_bus_without_probes_says_where_to_look(tmp_path: Path) -> None:
    """With no probe left at all the answer points to a short circuit; with one left it does not."""
    w1 = FakeW1(tmp_path, BATH, SECOND)
    w1.unplug(BATH)
    assert tree_of(w1).ask(BATH) == Answer(1000.0, fault=Fault.ABSENT)
    w1.unplug(SECOND)
    assert "short circuit" in tree_of(w1).ask(BATH).detail


def test_F03_a_lost_subsystem_is_told_from_a_lost_probe(tmp_path: Path) -> None:
    """Without its directory, or without a bus master in it, the bus itself is gone."""
    w1 = FakeW1(tmp_path, BATH)
    w1.lose_master()
    assert tree_of(w1).ask(BATH).fault is Fault.BUS_LOST
    w1.lose_bus()
    assert tree_of(w1).ask(BATH).fault is Fault.BUS_LOST
    assert tree_of(w1).present() == ()
    assert tree_of(w1).masters() == ()


@given(st.binary(max_size=120))
def test_F07_any_content_of_the_file_is_answered(content: bytes) -> None:
    """Whatever bytes the kernel gives, the question ends in a temperature or a fault."""
    clock = FakeClock()

    class Fixed(Sysfs):
        def read(self, path: Path) -> bytes:
            del path
            return content

    got = W1Tree(Path("/nowhere"), clock.now_s, library_c, Fixed()).ask(BATH)
    assert (got.temperature_c is None) is (got.fault is not None)


@pytest.mark.parametrize(
    "rom_id", ["10-000802fb5f2a", "3b-000000183727", "00-400000000000", "", "bath"]
)
def test_F15_other_families_are_unsupported_and_not_read(tmp_path: Path, rom_id: str) -> None:
    """An id that does not begin with 28- is refused without touching the bus."""
    w1 = FakeW1(tmp_path, BATH)
    kernel = FakeKernel(w1, FakeClock())
    assert tree_of(w1, kernel).ask(rom_id).fault is Fault.UNSUPPORTED
    assert kernel.asked == []


def test_F15_a_clone_with_foreign_bytes_is_unsupported(tmp_path: Path) -> None:
    """Pitfall 34: a clone whose reserved bytes differ gives no temperature, and its bytes."""
    w1 = FakeW1(tmp_path, BATH)
    w1.set_text(BATH, shown(scratchpad(832, reserved=(0x7E, 0x66))))
    got = tree_of(w1).ask(BATH)
    assert got.fault is Fault.UNSUPPORTED
    assert "7e" in got.detail


LATE_IMPORT = """
import sys
from pathlib import Path
import stoneheater.hardware.w1 as w1
assert "w1thermsensor" not in sys.modules, "imported too early"
text = Path(sys.argv[1], sys.argv[2], "w1_slave").read_text()
print(w1.library_c(Path(sys.argv[1]), sys.argv[2], text))
"""


def test_the_library_comes_late_and_runs_no_modprobe(tmp_path: Path) -> None:
    """Pitfall 25: a fresh process imports w1thermsensor at the first read and loads no module."""
    w1 = FakeW1(tmp_path, BATH)
    spy = tmp_path / "modprobe"
    spy.write_text(f"#!/bin/sh\ntouch {tmp_path}/called\n")
    spy.chmod(0o755)
    clean = {key: value for key, value in os.environ.items() if "W1THERM" not in key}
    done = subprocess.run(
        [sys.executable, "-c", LATE_IMPORT, str(w1.base), BATH],
        env=clean | {"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert done.stdout.strip() == "20.0"
    assert not (tmp_path / "called").exists()
