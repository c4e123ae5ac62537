# SPDX-License-Identifier: MIT
"""Several probes, one process value: the hottest usable speaks."""

import pytest

from stoneheater.core.probe import ProbeTrack, ProcessValue, fuse, spread_c
from support.readings import said

Seen = list[tuple[float | None, float]]


def _tracks(seen: Seen) -> list[ProbeTrack]:
    """Probes that read so, at such an instant, looked at when it is 10 s."""
    tracks = []
    for n, (value_c, at_s) in enumerate(seen):
        track = ProbeTrack(f"bath-{n}")
        track.update(said(value_c, at_s), at_s)
        track.update(None, 10.0)
        tracks.append(track)
    return tracks


@pytest.mark.parametrize(
    ("seen", "value"),
    [
        ([], None),
        ([(None, 10.0)], None),
        ([(50.0, 4.9)], None),
        ([(50.0, 9.0)], ProcessValue(50.0, 9.0, "bath-0")),
        ([(50.0, 9.0), (51.0, 8.0)], ProcessValue(51.0, 8.0, "bath-1")),
        ([(51.0, 9.0), (50.0, 8.0)], ProcessValue(51.0, 9.0, "bath-0")),
        ([(50.0, 9.0), (90.0, 4.0)], ProcessValue(50.0, 9.0, "bath-0")),
        ([(None, 9.0), (50.0, 9.5)], ProcessValue(50.0, 9.5, "bath-1")),
        ([(50.0, 9.0), (50.0, 9.5)], ProcessValue(50.0, 9.0, "bath-0")),
    ],
)
def test_the_hottest_usable_probe_speaks(seen: Seen, value: ProcessValue | None) -> None:
    """One number with its time and its probe; without a usable probe there is none."""
    assert fuse(_tracks(seen), 10.0) == value


@pytest.mark.parametrize(
    ("seen", "apart_c"),
    [
        ([], 0.0),
        ([(50.0, 9.0)], 0.0),
        ([(50.0, 9.0), (52.0, 9.0)], 2.0),
        ([(50.0, 9.0), (52.0, 9.0), (47.0, 9.0)], 5.0),
        ([(50.0, 9.0), (52.0, 4.9)], 0.0),
    ],
)
def test_the_distance_is_that_of_usable_probes(seen: Seen, apart_c: float) -> None:
    """Probes are apart by the hottest less the coldest; a missing one is not compared."""
    assert spread_c(_tracks(seen)) == apart_c
