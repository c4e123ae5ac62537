# SPDX-License-Identifier: MIT
"""Beeps and flashes: told apart with the eyes closed, and with the ears closed."""

from itertools import pairwise
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoneheater.core.alarm import Priority
from stoneheater.core.alarm_pattern import PATTERNS, TRIAL_S, Signal, signal, trial

HIGH, MEDIUM, LOW = Priority.HIGH, Priority.MEDIUM, Priority.LOW


def _played(
    priority: Priority, lasts_s: float, *, quiet: bool = False
) -> list[tuple[float, Signal]]:
    """Every change of an alarm, found as a thread finds it: by waiting for the next one."""
    at_s, found = 0.0, []
    while at_s < lasts_s:
        now = signal(priority, at_s, quiet=quiet)
        found.append((at_s, now))
        at_s += max(now.next_s, 1e-6)
    return found


def _beeps(played: list[tuple[float, Signal]]) -> list[float]:
    """When each beep begins, s."""
    before, found = False, []
    for at_s, now in played:
        if now.buzzer and not before:
            found.append(round(at_s, 2))
        before = now.buzzer
    return found


def test_high_is_three_and_two_twice_every_ten_seconds() -> None:
    """Ten beeps in a burst, 3+2 and 3+2, and again after ten seconds."""
    beeps = _beeps(_played(HIGH, 20.0))
    assert len(beeps) == 20
    gaps = [round(b - a, 2) for a, b in pairwise(beeps[:10])]
    assert gaps == [0.3, 0.3, 0.5, 0.3, 0.85, 0.3, 0.3, 0.5, 0.3]
    assert beeps[10] == 10.0


def test_medium_is_three_every_twenty_five_seconds() -> None:
    """Three beeps, then a long silence."""
    beeps = _beeps(_played(MEDIUM, 50.0))
    assert beeps == [0.0, 0.4, 0.8, 25.0, 25.4, 25.8]
    assert signal(MEDIUM, 0.9).buzzer
    assert not signal(MEDIUM, 1.0).buzzer


def test_low_beeps_once() -> None:
    """Good to know is said once, and the lamp stays on."""
    assert _beeps(_played(LOW, 3600.0)) == [0.0]
    assert signal(LOW, 3600.0) == Signal(buzzer=False, led=True, next_s=inf)


@pytest.mark.parametrize(("priority", "flashes"), [(HIGH, 120), (MEDIUM, 36)])
def test_the_lamp_flashes(priority: Priority, flashes: int) -> None:
    """Twice a second for high, 0.6 times for medium."""
    seen = [now.led for _, now in _played(priority, 60.0)]
    assert sum(b and not a for a, b in pairwise([False, *seen])) == flashes


@pytest.mark.parametrize(
    ("since_s", "led"), [(0.0, True), (0.24, True), (0.25, False), (0.49, False), (0.5, True)]
)
def test_a_flash_is_half_light_and_half_dark(since_s: float, led: bool) -> None:
    """High: a quarter of a second of each."""
    assert signal(HIGH, since_s).led is led


@pytest.mark.parametrize(("priority", "sounds"), [(HIGH, True), (MEDIUM, False), (LOW, False)])
def test_F93_quiet_mode_silences_all_but_high(priority: Priority, sounds: bool) -> None:
    """In a quiet salon medium and low only shine; high sounds as ever."""
    played = _played(priority, 30.0, quiet=True)
    assert any(now.buzzer for _, now in played) is sounds
    assert any(now.led for _, now in played)


def test_silence_is_silent_and_dark() -> None:
    """No alarm: nothing sounds, nothing shines, nothing is waited for."""
    assert signal(None, 12.0) == Signal(buzzer=False, led=False, next_s=inf)


def test_the_more_urgent_the_more_often() -> None:
    """The table is in order, and each row has a colour and a mark of its own."""
    high, medium, low = (PATTERNS[priority] for priority in (HIGH, MEDIUM, LOW))
    assert high.every_s < medium.every_s < low.every_s
    assert 0.0 < high.flash_s < medium.flash_s
    assert [row.mark for row in (high, medium, low)] == ["***", "**", "*"]
    assert [row.colour for row in (high, medium, low)] == ["red", "yellow", "cyan"]
    assert sum(high.beeps) < high.every_s


@given(st.sampled_from([HIGH, MEDIUM, LOW]), st.floats(0.0, 1e6), st.booleans())
def test_between_two_changes_nothing_changes(
    priority: Priority, since_s: float, quiet: bool
) -> None:
    """A thread that sleeps until the next change misses none, and always has to wait a little."""
    now = signal(priority, since_s, quiet=quiet)
    assert now.next_s > 0.0
    half_s = min(now.next_s, 100.0) / 2.0
    middle = signal(priority, since_s + half_s, quiet=quiet)
    if now.next_s > 1e-6:
        assert (middle.buzzer, middle.led) == (now.buzzer, now.led)


@pytest.mark.parametrize(("paused", "led"), [(HIGH, True), (MEDIUM, True), (LOW, False)])
def test_F93_what_is_paused_keeps_the_lamp_lit(paused: Priority, led: bool) -> None:
    """In the silence of a pause nothing sounds and nothing flashes; low is only good to know."""
    assert signal(None, 7.0, paused=paused) == Signal(buzzer=False, led=led, next_s=inf)


@pytest.mark.parametrize("since_s", [0.0, 1.0, 30.0])
def test_F93_the_more_urgent_of_two_has_the_lamp(since_s: float) -> None:
    """Medium sounds while high is paused, and the lamp is high's; not the other way round."""
    assert signal(MEDIUM, since_s, paused=HIGH).led
    assert signal(MEDIUM, since_s, paused=HIGH).buzzer is signal(MEDIUM, since_s).buzzer
    assert signal(HIGH, since_s, paused=MEDIUM) == signal(HIGH, since_s)
    assert signal(MEDIUM, since_s, paused=MEDIUM) == signal(MEDIUM, since_s)


def test_F94_the_test_is_two_short_beeps_and_two_seconds_of_light() -> None:
    """No alarm sounds like it, and it ends by itself."""
    assert trial(0.0) == Signal(buzzer=True, led=True, next_s=0.2)
    quiet, again = trial(0.25), trial(0.55)
    assert quiet is not None
    assert (quiet.buzzer, quiet.led) == (False, True)
    assert again is not None
    assert again.buzzer
    last = trial(TRIAL_S - 0.5)
    assert last == Signal(buzzer=False, led=True, next_s=0.5)
    assert trial(TRIAL_S) is None
