# SPDX-License-Identifier: MIT
"""Which is the warmer: seconds are counted while heating, and only with every probe in sight."""

import pytest

from stoneheater.core.lead import LEAD_C, LED_S, Lead
from stoneheater.core.probe import ProbeTrack
from stoneheater.core.reading import LSB_C, Fault, Reading


def _track(name: str, *values: float | Fault) -> ProbeTrack:
    """A probe that has said these, a second apart."""
    track = ProbeTrack(name)
    for now_s, said in enumerate(values):
        reading = Reading(name, None, now_s, said) if isinstance(said, Fault) else None
        track.update(reading or Reading(name, float(said), now_s), now_s, 0.0)
    return track


def _led(bath_c: list[float], element_c: float, *, heating: bool = True, on: bool = True) -> Lead:
    lead = Lead()
    bath = [_track(f"bath-{n}", value_c) for n, value_c in enumerate(bath_c)]
    for _ in range(3):
        lead.update(1.5, on, heating, bath, _track("element", element_c))
    return lead


@pytest.mark.parametrize(("over_c", "counted_s"), [(0.0, 0.0), (LSB_C, 4.5)])
def test_F12_a_bath_that_leads_by_more_than_calibration_explains_is_counted(
    over_c: float, counted_s: float
) -> None:
    """At six degrees nothing yet; a step beyond, every second."""
    lead = _led([50.0], 50.0 - LEAD_C - over_c)
    assert lead.reversed_c == pytest.approx(LEAD_C + over_c)
    assert lead.reversed_s == counted_s


def test_F12_the_coolest_bath_probe_is_the_one_compared() -> None:
    """One hot bath probe is another fault's business."""
    assert _led([60.0, 50.0], 49.0).reversed_s == 0.0
    assert _led([60.0, 56.0], 49.0).reversed_s > 0.0


def test_F12_without_heating_and_without_an_element_probe_nothing_is_counted() -> None:
    """A bath that stands may be poured in hot, and most heaters have no such probe."""
    assert _led([50.0], 20.0, heating=False).reversed_s == 0.0
    lead = Lead()
    lead.reversed_c = lead.reversed_s = 9.0
    lead.update(1.0, True, True, [_track("bath", 50.0)], None)
    assert (lead.reversed_c, lead.reversed_s) == (0.0, 0.0)


def test_F12_a_minute_after_heat_the_element_need_not_lead_any_more() -> None:
    """While the heat is off the two are one bath, and calibration decides which reads more."""
    assert _led([50.0], 20.0, on=False).reversed_s == 0.0
    lead = _led([50.0], 20.0)
    for _ in range(200):
        lead.update(1.0, False, True, [_track("bath", 50.0)], _track("element", 20.0))
    assert lead.reversed_s == 4.5 + LED_S - 1.0


@pytest.mark.parametrize("fault", [Fault.CRC, Fault.EMPTY, Fault.POWER_ON])
@pytest.mark.parametrize("which", ["element", "bath-1", "bath-2"])
@pytest.mark.parametrize("seen", [True, False])
@pytest.mark.parametrize("several", [True, False])
def test_F12_a_missing_value_neither_counts_nor_excuses(
    fault: Fault, which: str, seen: bool, several: bool
) -> None:
    """One good value and then a fault, or a fault from the start: the count stands still."""
    names = ("element", "bath-1", "bath-2") if several else ("element", "bath-1")
    tracks = {name: _track(name, 20.0 if name == "element" else 50.0) for name in names}
    tracks[which] = _track(which, 50.0, fault) if seen else _track(which, fault)
    element, *bath = (tracks[name] for name in dict.fromkeys((*names, which)))
    lead = Lead()
    lead.reversed_s = 100.0
    lead.update(1.0, True, True, bath, element)
    assert lead.reversed_s == 100.0


def test_F12_a_silent_probe_neither_counts_nor_excuses() -> None:
    """A value that has grown old says nothing, though it is a number."""
    old = _track("element", 20.0)
    old.update(None, 100.0, 0.0)
    lead = Lead()
    lead.update(1.0, True, True, [_track("bath", 50.0)], old)
    assert lead.reversed_s == 0.0


def test_F12_an_element_that_leads_again_ends_the_count() -> None:
    """What has lasted is what counts."""
    lead = Lead()
    lead.reversed_s = 100.0
    lead.update(1.0, True, True, [_track("bath", 50.0)], _track("element", 50.0))
    assert lead.reversed_s == 0.0


def test_F12_a_minute_after_heat_both_are_the_bath() -> None:
    """The cycle with heat and 59 s after it count; then a cold element says nothing."""
    lead = Lead()
    for second in range(100):
        lead.update(1.0, second == 0, True, [_track("bath", 50.0)], _track("element", 20.0))
    assert lead.reversed_s == 60.0
