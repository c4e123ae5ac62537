# SPDX-License-Identifier: MIT
"""Promises of all buses together."""

from pathlib import Path
from time import monotonic

from stoneheater.core.reading import Fault
from stoneheater.hardware.w1 import W1Probes
from stoneheater.ports import Probes
from support.fake_w1 import BATH, ELEMENT, SECOND, FakeClock, FakeKernel, FakeW1
from support.w1_rig import Wire

DEADLINE_S = 10.0
PAIR = (Wire("bath", BATH), Wire("element", ELEMENT))


def two_buses(root: Path) -> tuple[FakeW1, W1Probes]:
    """The bath probe on the first bus, the element probe on the second."""
    w1, clock = FakeW1(root, BATH), FakeClock()
    w1.add_master("w1_bus_master2")
    w1.plug(ELEMENT, 70.0, master="w1_bus_master2")
    return w1, W1Probes(PAIR, clock.now_s, w1.base, FakeKernel(w1, clock))


def test_the_port_is_kept(tmp_path: Path) -> None:
    """What the control loop gets is a `Probes` port and nothing special."""
    port: Probes = W1Probes(PAIR, monotonic, FakeW1(tmp_path).base)
    assert isinstance(port, Probes)
    assert port.latest() == {}


def test_each_bus_reads_its_own_probes(tmp_path: Path) -> None:
    """Probes on two buses appear together, each read once a round by its own bus."""
    w1, clock = FakeW1(tmp_path, BATH), FakeClock()
    w1.add_master("w1_bus_master2")
    w1.plug(ELEMENT, 70.0, master="w1_bus_master2")
    kernel = FakeKernel(w1, clock)
    probes = W1Probes(PAIR, clock.now_s, w1.base, kernel)
    probes.sweep()
    assert {name: seen.temperature_c for name, seen in probes.latest().items()} == {
        "bath": 20.0,
        "element": 70.0,
    }
    assert kernel.asked == [BATH, ELEMENT]


def test_a_probe_on_no_bus_is_watched_by_the_first(tmp_path: Path) -> None:
    """A probe that leaves the second bus is absent, and comes back wherever it is plugged in."""
    w1, probes = two_buses(tmp_path)
    probes.sweep()
    w1.unplug(ELEMENT)
    probes.sweep()
    assert probes.latest()["element"].fault is Fault.ABSENT
    w1.plug(ELEMENT, 71.0, master="w1_bus_master2")
    probes.sweep()
    assert probes.latest()["element"].temperature_c == 71.0
    w1.unplug(ELEMENT)
    w1.plug(ELEMENT, 72.0)
    probes.sweep()
    assert probes.latest()["element"].temperature_c == 72.0


def test_a_bus_that_appears_later_is_read_by_the_first(tmp_path: Path) -> None:
    """A daemon that starts before the overlay is loaded reads the probes when they come."""
    w1 = FakeW1(tmp_path)
    w1.lose_master()
    probes = W1Probes((PAIR[0],), FakeClock().now_s, w1.base)
    probes.sweep()
    assert probes.latest()["bath"].fault is Fault.BUS_LOST
    w1.add_master("w1_bus_master7")
    w1.plug(BATH, 50.0, master="w1_bus_master7")
    probes.sweep()
    assert probes.latest()["bath"].temperature_c == 50.0


def test_F02_a_shorted_line_makes_every_probe_absent(tmp_path: Path) -> None:
    """With all slaves gone each configured probe is absent and none keeps a temperature."""
    w1, clock = FakeW1(tmp_path, BATH, ELEMENT), FakeClock()
    probes = W1Probes(PAIR, clock.now_s, w1.base, FakeKernel(w1, clock))
    probes.sweep()
    w1.unplug(BATH)
    w1.unplug(ELEMENT)
    probes.sweep()
    assert [seen.fault for seen in probes.latest().values()] == [Fault.ABSENT, Fault.ABSENT]
    assert probes.present() == ()


def test_present_lists_what_nobody_configured_too(tmp_path: Path) -> None:
    """Pitfall 35: `probes` can show an id that is not in the configuration yet."""
    w1 = FakeW1(tmp_path, SECOND, BATH)
    assert W1Probes((PAIR[0],), monotonic, w1.base).present() == (BATH, SECOND)
