# SPDX-License-Identifier: MIT
"""One probe through time: what is believed, what is only counted, and when it is missing."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoneheater.core.probe import ProbeTrack, fault_of
from stoneheater.core.reading import LSB_C, Fault, Reading
from support.readings import said, tracked

CRC = Fault.CRC


def test_a_probe_that_never_answered_is_missing() -> None:
    """Before its first good reading a probe has no temperature and no age."""
    track = tracked([None, CRC])
    assert (track.value_c, track.fresh, track.seen) == (None, False, False)
    assert track.age_s == float("inf")


def test_age_is_counted_from_when_the_measurement_began() -> None:
    """An age is never too young: it starts with the conversion, not with its arrival."""
    track = ProbeTrack("bath")
    track.update(said(50.0, 10.0), 10.8)
    assert track.age_s == pytest.approx(0.8)


@pytest.mark.parametrize(("age_s", "value_c"), [(5.0, 50.0), (5.01, None)])
def test_the_last_good_reading_speaks_for_five_seconds(age_s: float, value_c: object) -> None:
    """At 5 s a reading still speaks; a moment later the probe is missing."""
    track = tracked([50.0])
    track.update(None, age_s)
    assert track.value_c == value_c
    assert track.fresh is (value_c is not None)


@pytest.mark.parametrize("fault", list(Fault))
def test_a_single_bad_read_is_only_a_bad_read(fault: Fault) -> None:
    """After one fault the last good value goes on speaking, and the fault is remembered."""
    track = tracked([50.0, fault])
    assert (track.value_c, track.raw_c, track.fault) == (50.0, None, fault)
    assert (track.bad_streak, track.age_s) == (1, 1.0)


def test_a_good_reading_ends_a_streak() -> None:
    """Bad in a row means in a row."""
    assert tracked([50.0, CRC, CRC]).bad_streak == 2
    assert tracked([50.0, CRC, CRC, 50.0]).bad_streak == 0


def test_the_same_reading_again_only_ages() -> None:
    """A reading seen twice counts once, be it good or bad."""
    track = tracked([50.0, CRC, None, None])
    assert (track.bad_streak, track.age_s) == (1, 3.0)
    assert len(tracked([50.0, None, None]).recent_c) == 1


@pytest.mark.parametrize(
    ("reading", "fault"),
    [
        (Reading("bath", 50.0, 0.0), None),
        (Reading("bath", 85.0, 0.0), Fault.POWER_ON),
        (Reading("bath", 85.0 - LSB_C, 0.0), None),
        (Reading("bath", 85.0 + LSB_C, 0.0), None),
        (Reading("bath", 127.9375, 0.0), Fault.WEAK_SUPPLY),
        (Reading("bath", 127.875, 0.0), None),
        (Reading("bath", 2.0, 0.0), None),
        (Reading("bath", 2.0 - LSB_C, 0.0), Fault.GARBLED),
        (Reading("bath", -127.0, 0.0), Fault.GARBLED),
        (Reading("bath", float("nan"), 0.0), Fault.GARBLED),
        (Reading("bath", float("-inf"), 0.0), Fault.GARBLED),
        (Reading("bath", float("inf"), 0.0), None),
        (Reading("bath", None, 0.0), Fault.ERROR),
        (Reading("bath", None, 0.0, Fault.EMPTY), Fault.EMPTY),
        (Reading("bath", 50.0, 0.0, CRC), CRC),
    ],
)
def test_a_failure_passed_off_as_a_number_is_a_failure(
    reading: Reading, fault: Fault | None
) -> None:
    """Values that no bath can have carry no temperature, whatever the driver says of them."""
    assert fault_of(reading) is fault
    track = ProbeTrack("bath")
    track.update(reading, 0.0)
    assert track.value_c == (reading.temperature_c if fault is None else None)


@pytest.mark.parametrize(
    ("says", "streak"),
    [
        ([Fault.POWER_ON, Fault.WEAK_SUPPLY, Fault.ALL_ONES], 3),
        ([Fault.POWER_ON, Fault.POWER_ON, 50.0], 0),
        ([Fault.POWER_ON, CRC, Fault.POWER_ON], 1),
        ([85.0, 85.0], 2),
    ],
)
def test_suspect_readings_are_counted_in_a_row(says: list[float | Fault], streak: int) -> None:
    """Different kinds of failing add up; anything else in between begins the count again."""
    assert tracked([50.0, *says]).suspect_streak == streak


@pytest.mark.parametrize("jump_c", [LSB_C, 5.0, 40.0])
def test_a_rise_is_believed_at_once(jump_c: float) -> None:
    """No filter holds back a hotter value, however impossible its step."""
    assert tracked([50.0, 50.0 + jump_c]).value_c == 50.0 + jump_c


@pytest.mark.parametrize(("fall_c", "believed"), [(5.0, True), (5.0 + LSB_C, False)])
def test_a_fall_faster_than_water_must_prove_itself(fall_c: float, believed: bool) -> None:
    """Five degrees in a second is believed; one step more is not, and counts as bad."""
    track = tracked([50.0, 50.0 - fall_c])
    assert track.value_c == (50.0 - fall_c if believed else 50.0)
    assert track.raw_c == 50.0 - fall_c
    assert track.bad_streak == track.spikes == (0 if believed else 1)


@pytest.mark.parametrize(("fall_c", "believed"), [(15.0, True), (15.0 + LSB_C, False)])
def test_a_longer_gap_allows_a_deeper_fall(fall_c: float, believed: bool) -> None:
    """The rate counts, not the step: three seconds allow three times as much."""
    track = tracked([50.0, None, None, 50.0 - fall_c])
    assert track.value_c == (50.0 - fall_c if believed else 50.0)


@pytest.mark.parametrize(
    ("says", "value_c"),
    [
        ([30.0, 30.0], 50.0),
        ([30.0, 30.0, 30.0], 30.0),
        ([30.0, 31.0, 30.5], 30.5),
        ([30.0, 31.0 + LSB_C, 30.5], 50.0),
        ([30.0, 31.5, 31.5, 31.5], 31.5),
        ([30.0, 30.0, 49.0, 30.0, 30.0], 49.0),
        ([30.0, 30.0, CRC, 30.0], 30.0),
        ([30.0, 30.0, 80.0, 30.0], 80.0),
    ],
)
def test_three_consistent_samples_confirm_a_fall(says: list[float | Fault], value_c: float) -> None:
    """Poured-in water is real: the filter yields after three samples within a degree."""
    assert tracked([50.0, *says]).value_c == value_c


def test_F14_spikes_are_counted_for_ten_seconds() -> None:
    """An impossible step, up or down, counts until it is ten seconds old."""
    track = tracked([50.0, 30.0, 50.0, 60.0, 50.0])
    assert track.spikes == 3
    for now_s, spikes in ((10.99, 3), (11.0, 2), (13.0, 1), (14.0, 0)):
        track.update(None, now_s)
        assert track.spikes == spikes


@pytest.mark.parametrize(
    ("says", "share"), [([50.0] * 8 + [CRC], 0.0), ([50.0] * 8 + [CRC] * 2, 0.2)]
)
def test_a_share_needs_ten_readings(says: list[float | Fault], share: float) -> None:
    """The share of bad readings says nothing of fewer than ten."""
    assert tracked(says).bad_share == pytest.approx(share)


@pytest.mark.parametrize(("seconds", "share"), [(59, 2 / 60), (60, 1 / 60), (61, 0.0)])
def test_a_bad_reading_counts_for_a_minute(seconds: int, share: float) -> None:
    """The share is that of the last sixty seconds."""
    track = tracked([CRC, CRC] + [50.0] * (seconds - 1))
    assert track.bad_share == pytest.approx(share)


@pytest.mark.parametrize(
    ("says", "noise_c"),
    [
        ([50.0, 51.0], 0.0),
        ([50.0, 51.0, 52.0, 53.0], 0.0),
        ([50.0, 50.5, 50.0], 0.1),
        ([50.0, 50.0, 50.5, 50.5], 0.05 * 0.9 + 0.05),
        ([50.0, 50.0, 90.0], 0.2),
    ],
)
def test_noise_is_bends_and_not_slopes(says: list[float], noise_c: float) -> None:
    """Steady warming is no noise; to and fro is; one jump, however large, counts for 2 °C."""
    assert tracked(says).noise_c == pytest.approx(noise_c)


def test_the_last_three_well_formed_values_are_kept() -> None:
    """The cutoff looks at the last three values, believed or not; faults are not among them."""
    assert tracked([50.0, 51.0, CRC, 20.0, 52.0]).recent_c == (51.0, 20.0, 52.0)


def test_the_step_of_a_probe_is_known() -> None:
    """A probe set to nine bits says so."""
    track = ProbeTrack("bath")
    track.update(Reading("bath", 50.5, 0.0, step_c=0.5), 0.0)
    assert track.step_c == 0.5


SAYS = st.lists(
    st.one_of(
        st.none(),
        st.sampled_from(list(Fault)),
        st.floats(-20.0, 130.0).map(lambda c: round(c / LSB_C) * LSB_C),
    ),
    max_size=40,
)


@given(SAYS)
def test_a_failed_value_never_becomes_a_number(says: list[float | Fault | None]) -> None:
    """What is believed was read as such in the last five seconds, and was plausible."""
    track = ProbeTrack("bath")
    newest: Reading | None = None
    for second, what in enumerate(says):
        newest = said(what, float(second)) or newest
        track.update(newest, float(second))
        if track.value_c is not None:
            assert track.value_c in says[max(0, second - 5) : second + 1]
            assert track.value_c >= 2.0


@given(SAYS, st.floats(56.0 + LSB_C, 125.0).filter(lambda c: c != 85.0))
def test_a_hot_value_is_never_discarded(says: list[float | Fault | None], hot_c: float) -> None:
    """Whatever came before, a hot reading is seen raw in its tick, and never believed colder."""
    track = tracked([*says, hot_c])
    assert track.raw_c == track.recent_c[-1] == hot_c
    assert track.value_c is None or track.value_c >= hot_c


@given(st.lists(st.floats(2.0, 80.0), min_size=2, max_size=30))
def test_a_step_up_is_never_delayed(values_c: list[float]) -> None:
    """A value hotter than what was believed is believed in the same tick."""
    track = ProbeTrack("bath")
    for second, (_, value_c) in enumerate(pairwise([0.0, *values_c])):
        before_c = track.value_c
        track.update(said(value_c, float(second)), float(second))
        if before_c is None or value_c >= before_c:
            assert track.value_c == value_c
