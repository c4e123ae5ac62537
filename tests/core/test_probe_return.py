# SPDX-License-Identifier: MIT
"""A probe that comes back: whether it was away, and whether it is where it was."""

import pytest

from stoneheater.core.probe import ProbeTrack
from stoneheater.core.reading import LSB_C
from support.readings import said, tracked


def _absent(value_c: float, absent_s: float, lift_c: float = 0.0) -> ProbeTrack:
    track = tracked([50.0])
    track.update(None, absent_s)
    track.update(said(value_c, absent_s), absent_s, lift_c)
    return track


@pytest.mark.parametrize(("absent_s", "returned"), [(5.0, False), (5.01, True)])
def test_a_probe_returns_after_being_missing(absent_s: float, returned: bool) -> None:
    """Five seconds of silence is not an absence; a moment more is."""
    assert _absent(50.0, absent_s).returned is returned


@pytest.mark.parametrize(
    ("value_c", "lift_c", "moved"),
    [
        (47.0, 0.0, False),
        (47.0 - LSB_C, 0.0, True),
        (53.0, 0.0, False),
        (53.0 + LSB_C, 0.0, True),
        (54.0, 1.0, False),
        (54.0 + LSB_C, 1.0, True),
        (47.0 - LSB_C, 1.0, True),
    ],
)
def test_a_probe_that_returns_elsewhere_has_moved(
    value_c: float, lift_c: float, moved: bool
) -> None:
    """After 20 s: 2 °C and 1 °C for the time; upwards also what the last heat could lift."""
    track = _absent(value_c, 20.0, lift_c)
    assert (track.moved is not None) is moved
    if track.moved is not None:
        allowed_c = 3.0 + (lift_c if value_c > 50.0 else 0.0)
        assert track.moved.before_c == 50.0
        assert (track.moved.after_c, track.moved.absent_s) == (value_c, 20.0)
        assert track.moved.allowed_c == pytest.approx(allowed_c)


def test_the_first_reading_is_no_return() -> None:
    """A probe that was never there has not moved, however late it speaks first."""
    track = tracked([50.0], start_s=1000.0)
    assert (track.returned, track.moved, track.value_c) == (False, None, 50.0)


def test_a_probe_that_returns_icy_has_moved_at_once() -> None:
    """After an absence no fall has to prove itself: the probe is somewhere else."""
    track = _absent(10.0, 6.0)
    assert track.moved is not None
    assert track.value_c == 10.0


def test_a_return_is_news_for_one_cycle_only() -> None:
    """What came back is told once; the latch remembers it, the probe does not."""
    track = _absent(20.0, 20.0)
    track.update(said(20.0, 21.0), 21.0)
    assert (track.returned, track.moved, track.value_c) == (False, None, 20.0)
