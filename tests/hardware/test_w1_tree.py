# SPDX-License-Identifier: MIT
"""Promises of when a question counts, and of what stands in the kernel's directory."""

from pathlib import Path

import pytest

from stoneheater.core.reading import Fault
from stoneheater.hardware.w1 import library_c
from stoneheater.hardware.w1_slave import Answer, Decode, Sysfs, W1Tree
from support.fake_w1 import BATH, SECOND, FakeClock, FakeKernel, FakeW1, answer


def tree_of(w1: FakeW1, kernel: Sysfs | None = None, decode: Decode = library_c) -> W1Tree:
    """Look at a fake directory with the real library."""
    clock = FakeClock()
    return W1Tree(w1.base, clock.now_s, decode, kernel or FakeKernel(w1, clock))


class SlowSysfs(Sysfs):
    """Answers that are given in turn, each after its time."""

    def __init__(self, clock: FakeClock, *answers: tuple[float, str]) -> None:
        self.clock = clock
        self.answers = list(answers)

    def read(self, path: Path) -> bytes:
        del path
        took_s, text = self.answers.pop(0)
        self.clock.advance(took_s)
        return text.encode()


@pytest.mark.parametrize("first_s", [0.003, 0.3, 0.69])
def test_an_empty_answer_that_came_too_soon_is_asked_again(first_s: float) -> None:
    """Pitfall 29: empty in under 0.7 s was an interrupted read; the second counts."""
    clock = FakeClock()
    slow = SlowSysfs(clock, (first_s, ""), (0.83, answer(52.0)))
    got = W1Tree(Path("/nowhere"), clock.now_s, lambda *_: 52.0, slow).ask(BATH)
    assert got.temperature_c == 52.0
    assert got.at_s == pytest.approx(1000.0 + first_s)


def test_an_empty_answer_that_took_its_time_is_final() -> None:
    """Pitfall 17: empty after 0.7 s is the kernel's word for "failed" and is not asked again."""
    clock = FakeClock()
    slow = SlowSysfs(clock, (0.71, ""), (0.83, answer(52.0)))
    tree = W1Tree(Path("/nowhere"), clock.now_s, lambda *_: 52.0, slow)
    assert tree.ask(BATH) == Answer(1000.0, fault=Fault.EMPTY)
    assert len(slow.answers) == 1


def test_an_empty_answer_is_asked_again_only_once() -> None:
    """Two empty answers are a fault; a dead bus is not asked for ever."""
    clock = FakeClock()
    slow = SlowSysfs(clock, (0.06, ""), (0.06, ""), (0.83, answer(52.0)))
    got = W1Tree(Path("/nowhere"), clock.now_s, lambda *_: 52.0, slow).ask(BATH)
    assert got.fault is Fault.EMPTY
    assert len(slow.answers) == 1


def test_after_a_bulk_an_answer_dates_from_the_trigger(tmp_path: Path) -> None:
    """An answer of a bulk conversion carries the instant of its trigger, not of its read."""
    w1 = FakeW1(tmp_path, BATH)
    assert tree_of(w1).ask(BATH, began_s=999.2).at_s == 999.2


def test_a_repeated_read_after_a_bulk_dates_from_itself() -> None:
    """A read repeated after an empty one converts anew and carries its own instant."""
    clock = FakeClock()
    slow = SlowSysfs(clock, (0.03, ""), (0.83, answer(52.0)))
    got = W1Tree(Path("/nowhere"), clock.now_s, lambda *_: 52.0, slow).ask(BATH, began_s=999.2)
    assert got.at_s == pytest.approx(1000.03)


def test_a_ghost_directory_hurts_nobody(tmp_path: Path) -> None:
    """Pitfall 24: a slave without w1_slave is not listed, is absent, and harms nobody."""
    w1 = FakeW1(tmp_path, BATH)
    w1.ghost("28-0000000000aa")
    w1.ghost("00-400000000000")
    tree = tree_of(w1)
    assert tree.present() == (BATH,)
    assert tree.ask("28-0000000000aa").fault is Fault.ABSENT
    assert tree.ask(BATH).temperature_c == 20.0


def test_only_thermometers_are_listed(tmp_path: Path) -> None:
    """Bus masters, other 1-Wire chips and stray files are not probes."""
    w1 = FakeW1(tmp_path, SECOND, BATH)
    w1.plug("01-0000000000aa")
    w1.plug("10-000802fb5f2a")
    (w1.base / "README").write_text("")
    assert tree_of(w1).present() == ("10-000802fb5f2a", BATH, SECOND)
    assert tree_of(w1).masters() == ("w1_bus_master1",)


@pytest.mark.parametrize(
    ("text", "number"), [("12\n", 12), ("-5\n", -5), ("", None), ("twelve\n", None)]
)
def test_numbers_of_other_files_are_read_or_missing(
    tmp_path: Path, text: str, number: int | None
) -> None:
    """A file that holds no whole number gives none instead of an error."""
    w1 = FakeW1(tmp_path, BATH)
    w1.put(BATH, "resolution", text)
    assert tree_of(w1).number(BATH, "resolution") == number


def test_files_that_cannot_be_touched_are_empty_and_unwritten(tmp_path: Path) -> None:
    """Reading a missing file gives nothing, writing it creates nothing."""
    w1 = FakeW1(tmp_path, BATH)
    tree = tree_of(w1)
    assert tree.peek(BATH, "features") == b""
    assert tree.write("1\n", BATH, "features") is False
    assert not (w1.base / BATH / "features").exists()


def test_a_directory_that_may_not_be_looked_into_holds_no_probe(tmp_path: Path) -> None:
    """A base path that is not even a directory is a lost bus, not an exception."""
    (tmp_path / "file").write_text("")
    tree = W1Tree(tmp_path / "file", FakeClock().now_s, library_c, Sysfs())
    assert tree.ask(BATH).fault is Fault.BUS_LOST
    assert tree.home(BATH, ("w1_bus_master1",)) == "w1_bus_master1"
    nowhere = W1Tree(Path("n" * 9999), FakeClock().now_s, library_c, Sysfs())
    assert nowhere.home(BATH, ("a", "b")) == "a"
