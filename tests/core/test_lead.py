# SPDX-License-Identifier: MIT
"""Which is the warmer: seconds are counted while heating, and only with every probe in sight."""

import pytest

from stoneheater.core.lead import LEAD_C, Lead
from stoneheater.core.probe import ProbeTrack
from stoneheater.core.reading import LSB_C, Reading


def _track(name: str, value_c: float | None, now_s: float = 0.0) -> ProbeTrack:
    track = ProbeTrack(name)
    if value_c is not None:
        track.update(Reading(name, value_c, now_s), now_s, 0.0)
    return track


def _led(bath_c: list[float | None], element_c: float | None, *, heating: bool = True) -> Lead:
    lead = Lead()
    bath = [_track(f"bath-{n}", value_c) for n, value_c in enumerate(bath_c)]
    for _ in range(3):
        lead.update(1.5, heating, bath, _track("element", element_c))
    return lead


@pytest.mark.parametrize(("over_c", "counted_s"), [(0.0, 0.0), (LSB_C, 4.5)])
def test_F12_a_bath_that_leads_by_more_than_calibration_explains_is_counted(
    over_c: float, counted_s: float
) -> None:
    """At five degrees nothing yet; a step beyond, every second."""
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
    lead.update(1.0, True, [_track("bath", 50.0)], None)
    assert (lead.reversed_c, lead.reversed_s) == (0.0, 0.0)


@pytest.mark.parametrize(("bath_c", "element_c"), [(None, 20.0), (50.0, None)])
def test_F12_a_missing_value_neither_counts_nor_excuses(
    bath_c: float | None, element_c: float | None
) -> None:
    """The count stands still."""
    lead = Lead()
    lead.reversed_s = 100.0
    lead.update(1.0, True, [_track("bath", bath_c)], _track("element", element_c))
    assert lead.reversed_s == 100.0


def test_F12_an_element_that_leads_again_ends_the_count() -> None:
    """What has lasted is what counts."""
    lead = Lead()
    lead.reversed_s = 100.0
    lead.update(1.0, True, [_track("bath", 50.0)], _track("element", 50.0))
    assert lead.reversed_s == 0.0
