# SPDX-License-Identifier: MIT
"""Who leads while heat is given."""

import pytest

from stoneheater.core.lead import Lead
from stoneheater.core.probe import ProbeTrack
from stoneheater.core.reading import Fault, Reading


class Bench:
    """A lead, two bath probes and an element probe, a second at a time."""

    def __init__(self) -> None:
        self.lead = Lead()
        self.now_s = 0.0
        self.bath = (ProbeTrack("bath"), ProbeTrack("second"))
        self.element = ProbeTrack("element")

    def second(
        self, bath_c: float, element_c: float | Fault, *, on: bool = True, second_c: float = 60.0
    ) -> None:
        """What the three read, for one second."""
        self.now_s += 1.0
        said = zip((*self.bath, self.element), (bath_c, second_c, element_c), strict=True)
        for track, value in said:
            fault = value if isinstance(value, Fault) else None
            value_c = None if isinstance(value, Fault) else value
            reading = Reading(track.name, value_c, self.now_s, fault)
            track.update(reading, self.now_s, 100.0)
        self.lead.update(1.0, on, self.bath, self.element)


@pytest.mark.parametrize(("bath_c", "counted_s"), [(51.0, 0.0), (51.1, 5.0)])
def test_a_bath_that_leads_by_more_than_a_degree_is_counted(
    bath_c: float, counted_s: float
) -> None:
    """The coolest bath probe decides."""
    bench = Bench()
    for _ in range(5):
        bench.second(bath_c, 50.0)
    assert bench.lead.reversed_s == counted_s
    assert bench.lead.reversed_c == pytest.approx(bath_c - 50.0)


def test_without_heat_nothing_is_counted_and_nothing_forgotten() -> None:
    """Hot water that is poured in is warmer than an element that is off."""
    bench = Bench()
    bench.second(55.0, 50.0)
    bench.second(55.0, 50.0, on=False)
    bench.second(50.0, 60.0, on=False)
    assert bench.lead.reversed_s == 1.0


@pytest.mark.parametrize(("element_c", "counted_s"), [(56.0, 1.0), (56.1, 0.0)])
def test_an_element_that_leads_by_more_than_a_degree_ends_it(
    element_c: float, counted_s: float
) -> None:
    """With heat it must, and then the probes are where they belong."""
    bench = Bench()
    bench.second(55.0, 50.0)
    bench.second(55.0, element_c)
    assert bench.lead.reversed_s == counted_s


def test_a_probe_that_says_nothing_counts_nothing() -> None:
    """An element probe that fails is another rule's business, and so is none at all."""
    bench = Bench()
    bench.second(55.0, Fault.CRC)
    assert bench.lead.reversed_s == 0.0
    bench.lead.update(1.0, True, bench.bath, None)
    bench.lead.update(1.0, True, (), bench.element)
    assert bench.lead.reversed_s == 0.0


def test_it_begins_anew_when_the_rule_has_spoken() -> None:
    """The trip latches; the count does not stand in the way of its reset."""
    bench = Bench()
    bench.second(55.0, 50.0)
    bench.lead.reset()
    assert bench.lead.reversed_s == 0.0
