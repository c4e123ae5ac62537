# SPDX-License-Identifier: MIT
"""Which probe the controller listens to: one of them, and not by its noise."""

import random
from statistics import fmean

import pytest

from stoneheater.core.probe import ProbeTrack
from stoneheater.core.reading import LSB_C, Fault
from stoneheater.core.speaker import OVER_S, Speaker
from support.readings import said


class Listening:
    """Two probes, second by second, and the one that is listened to."""

    def __init__(self) -> None:
        self.tracks = (ProbeTrack("bath"), ProbeTrack("bath-2"))
        self.speaker = Speaker()
        self.now_s = 0.0

    def hear(self, *says: float | Fault | None, dt_s: float = 1.0) -> float | None:
        """One cycle: what each probe says, and what is heard of it."""
        self.now_s += dt_s
        for track, what in zip(self.tracks, says, strict=True):
            track.update(said(what, self.now_s, track.name), self.now_s)
        return self.speaker.value_c(self.tracks, dt_s)


def test_of_two_probes_the_hotter_speaks() -> None:
    """From the first cycle on, with its own reading and never a mean."""
    assert Listening().hear(50.0, 50.5) == 50.5
    assert Listening().hear(50.5, 50.0) == 50.5


def test_a_moment_does_not_change_who_speaks() -> None:
    """The one that was hotter over the last minute speaks, also where it is cooler for once."""
    two = Listening()
    for _ in range(60):
        two.hear(50.0, 50.25)
    assert two.hear(50.5, 50.1875) == 50.1875


@pytest.mark.parametrize(("seconds", "heard_c"), [(40, 50.0), (43, 50.25)])
def test_within_a_minute_the_hotter_one_speaks(seconds: int, heard_c: float) -> None:
    """Where they change places, the hotter one is listened to when its minute is hotter."""
    two = Listening()
    for _ in range(600):
        two.hear(50.25, 50.0)
    for _ in range(seconds):
        two.hear(50.0, 50.25)
    assert two.hear(50.0, 50.25) == heard_c


def test_noise_does_not_make_the_bath_hotter() -> None:
    """Two probes in the same water: what is heard is the water, not the hotter of two noises."""
    chance, two = random.Random(1), Listening()  # noqa: S311 - noise, not secrets

    def noisy() -> float:
        return round((50.0 + chance.gauss(0.0, 0.1)) / LSB_C) * LSB_C

    both = [(noisy(), noisy()) for _ in range(3000)]
    heard = [two.hear(*pair) for pair in both]
    assert fmean(c for c in heard if c is not None) == pytest.approx(50.0, abs=0.025)
    assert fmean(max(pair) for pair in both) > 50.05


@pytest.mark.parametrize("gone", [None, Fault.CRC, Fault.ABSENT])
def test_a_probe_that_is_not_usable_does_not_speak(gone: Fault | None) -> None:
    """The other one does, without delay; without any there is nothing to listen to."""
    two = Listening()
    for _ in range(60):
        two.hear(50.0, 51.0)
    assert two.hear(50.0, gone, dt_s=6.0) == 50.0
    assert two.hear(gone, gone, dt_s=6.0) is None


def test_a_probe_that_comes_back_begins_anew() -> None:
    """What it said before it went is of another time."""
    two = Listening()
    for _ in range(60):
        two.hear(50.0, 51.0)
    two.hear(50.0, None, dt_s=6.0)
    assert two.hear(50.0, 49.875) == 50.0


def test_a_long_gap_is_a_minute() -> None:
    """After a minute or more what they say now decides alone."""
    two = Listening()
    two.hear(50.0, 51.0)
    assert two.hear(50.5, 50.25, dt_s=0.9 * OVER_S) == 50.5
    assert two.hear(50.25, 50.375, dt_s=100.0 * OVER_S) == 50.375
