# SPDX-License-Identifier: MIT
"""What happens on the 1-Wire bus, read as the kernel shows it, and what becomes of the heat.

Real files, the real library, the real heater; only time is told.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from stoneheater.core.command import Command, Verb
from stoneheater.core.heater import Heater, Outcome
from stoneheater.core.mode import Mode
from support.fake_w1 import BATH, SECOND, FakeW1
from support.steady import settings
from support.w1_rig import PAIR, Rig

CYCLE_S = 1.0
START_C = 45.0
Harm = Callable[[FakeW1], None]


class Bench:
    """Two probes on one bus, and a heater that reads them."""

    def __init__(self, folder: Path) -> None:
        self.rig = Rig(folder, *PAIR)
        self.w1 = self.rig.w1
        for rom_id in (BATH, SECOND):
            self.w1.set_c(rom_id, START_C)
        self.heater = Heater(settings(bath_probes=("bath", "bath-2")))
        self.outcome: Outcome = self.cycle()

    @property
    def now_s(self) -> float:
        """The present instant."""
        return self.rig.clock.now_s()

    def cycle(self, *commands: Command) -> Outcome:
        """One round of the bus, and one tick a second after the last."""
        before_s = self.now_s
        readings = self.rig.sweep()
        self.rig.clock.advance(max(0.0, before_s + CYCLE_S - self.now_s))
        self.outcome = self.heater.tick(self.now_s, readings, commands)
        return self.outcome

    def until(self, reached: Callable[[Outcome], bool], within_s: float) -> float:
        """Cycle until something is so; how long it took, s."""
        begun_s = self.now_s
        while not reached(self.cycle()):
            assert self.now_s - begun_s < within_s, self.outcome
        return self.now_s - begun_s

    def heat(self) -> None:
        """Switch on, and wait until the relay is closed."""
        assert self.cycle(Command(Verb.ON)).answers[0].ok
        self.until(_heats, 60.0)


def _heats(outcome: Outcome) -> bool:
    return outcome.levels.heater


def _cold(outcome: Outcome) -> bool:
    return not outcome.levels.heater


def _tripped(outcome: Outcome) -> bool:
    return outcome.mode is Mode.TRIPPED


def _all_gone(w1: FakeW1) -> None:
    for rom_id in (BATH, SECOND):
        w1.unplug(rom_id)


def _one_gone(w1: FakeW1) -> None:
    w1.unplug(SECOND)


def _answers(name: str) -> Harm:
    return lambda w1: getattr(w1, name)(SECOND)


LOST: dict[str, Harm] = {
    "F01, the cable of one probe": _one_gone,
    "F01, before the kernel has noticed": _answers("empty"),
    "F02, the data line is shorted": _all_gone,
    "F03, the overlay is gone": FakeW1.lose_master,
    "F03, the modules are gone": FakeW1.lose_bus,
    "F04, the checksum is wrong": _answers("crc_no"),
    "F07, garbage": _answers("garbage"),
    "F07, binary": _answers("binary"),
    "F07, half an answer": _answers("one_line"),
}


@pytest.mark.parametrize("fault", LOST)
def test_F01_F02_F03_F04_F07_a_probe_without_an_answer_ends_the_heat(
    tmp_path: Path, fault: str
) -> None:
    """No heat once the last good reading is 5 s old, a trip when it is 20 s old, not before."""
    bench = Bench(tmp_path)
    bench.heat()
    good_s = bench.rig.bus.latest()["bath-2"].at_s
    LOST[fault](bench.w1)
    bench.until(_cold, 10.0)
    assert bench.now_s - good_s <= 5.0 + 2.0 * CYCLE_S
    assert bench.outcome.holding
    bench.until(_tripped, 30.0)
    assert 20.0 <= bench.now_s - good_s <= 20.0 + 2.0 * CYCLE_S
    assert bench.outcome.trips[0][0] == "probe-lost"


@pytest.mark.parametrize("value", ["power_on", "weak_supply", "all_zero", "all_ones"])
def test_F05_F06_a_failing_probe_ends_the_heat_in_its_tick(tmp_path: Path, value: str) -> None:
    """85.000, 127.94, all zero, all ones: off in the tick it is read, tripped by the third."""
    bench = Bench(tmp_path)
    bench.heat()
    _answers(value)(bench.w1)
    assert _cold(bench.cycle())
    assert not _tripped(bench.cycle())
    assert _tripped(bench.cycle())
    assert bench.outcome.trips[0][0] == "suspect-again"


def test_F02_a_bus_that_heals_heats_again_without_a_restart(tmp_path: Path) -> None:
    """A short that is over in less than 20 s is a hold of ten good cycles, and no trip."""
    bench = Bench(tmp_path)
    bench.heat()
    _all_gone(bench.w1)
    bench.until(lambda outcome: outcome.holding, 10.0)
    for rom_id in (BATH, SECOND):
        bench.w1.plug(rom_id, START_C)
    assert bench.until(_heats, 60.0) >= 9.0 * CYCLE_S
    assert not bench.outcome.trips


def test_F15_a_probe_nobody_configured_has_no_voice(tmp_path: Path) -> None:
    """An extra probe that reads 90 °C, or fails, changes nothing about the heat."""
    bench = Bench(tmp_path)
    bench.w1.plug("28-0000deadbeef", 90.0)
    bench.heat()
    bench.w1.power_on("28-0000deadbeef")
    assert _heats(bench.cycle())
    assert not bench.outcome.findings


def test_a_hot_answer_ends_the_heat_in_its_tick(tmp_path: Path) -> None:
    """A reading of 56.0625 °C, from whichever probe, is not looked at twice."""
    bench = Bench(tmp_path)
    bench.heat()
    bench.w1.set_c(SECOND, 56.0625)
    assert _cold(bench.cycle())
    assert "high-alarm" in {finding.rule.name for finding in bench.outcome.findings}
