# SPDX-License-Identifier: MIT

import pytest

from stoneheater.interfaces.cli.bell import Bell
from support.lying import calls, lying, placement
from support.snapshots import HOT, READY, WEAK, snapshot

PAUSED = HOT | {"paused": True}


def rung(alarms: list[dict[str, object]], seconds: int, silent_s: float = 0.0) -> list[int]:
    """At which seconds the bell rings while these alarms stay open."""
    bell, shown = Bell(), snapshot(alarms=alarms)
    return [at_s for at_s in range(seconds) if bell.rings(shown, at_s, silent_s)]


def silence(shown: dict[str, object], seconds: int) -> list[int]:
    """At which seconds the bell rings after the daemon has said its last word."""
    bell = Bell()
    return [at_s for at_s in range(seconds) if bell.rings(shown, at_s, at_s)]


@pytest.mark.parametrize(
    ("alarms", "rings_at_s"),
    [
        ([], []),
        ([HOT], [0, 10, 20, 30, 40, 50]),
        ([WEAK], [0, 25, 50]),
        ([READY], [0]),
        ([HOT, WEAK, READY], [0, 10, 20, 30, 40, 50]),
        ([PAUSED], []),
        ([PAUSED, WEAK], [0, 25, 50]),
        ([{"code": "odd", "priority": "unheard of", "text": "?"}], [0, 25, 50]),
    ],
)
def test_the_most_urgent_alarm_sets_the_pace(
    alarms: list[dict[str, object]], rings_at_s: list[int]
) -> None:
    """High every 10 s, medium every 25 s, low once, paused never."""
    assert rung(alarms, 60) == rings_at_s


def test_no_data_rings_like_a_medium_alarm() -> None:
    """A daemon that fell silent calls for somebody."""
    assert rung([], 60, 3.0) == [0, 25, 50]
    assert rung([], 60, 2.9) == []


def test_a_high_alarm_rings_at_once() -> None:
    """It does not wait for the pace of a lower one."""
    bell = Bell()
    assert bell.rings(snapshot(alarms=[WEAK]), 0.0)
    assert bell.rings(snapshot(alarms=[HOT, WEAK]), 1.0)
    assert not bell.rings(snapshot(alarms=[HOT, WEAK]), 10.9)
    assert bell.rings(snapshot(alarms=[HOT, WEAK]), 11.0)


def test_a_low_alarm_does_not_ring_into_a_higher_one() -> None:
    """What is only good to know keeps quiet beside an alarm."""
    bell = Bell()
    assert bell.rings(snapshot(alarms=[HOT]), 0.0)
    assert not bell.rings(snapshot(alarms=[HOT, READY]), 1.0)


def test_an_alarm_that_comes_back_rings_again() -> None:
    """Two minutes after an acknowledgement a high alarm sounds afresh."""
    bell = Bell()
    assert bell.rings(snapshot(alarms=[READY]), 0.0)
    assert not bell.rings(snapshot(alarms=[]), 1.0)
    assert bell.rings(snapshot(alarms=[READY]), 2.0)


def test_F90_a_silent_daemon_s_stone_rings_when_it_is_due() -> None:
    """Amber like a medium alarm, red like a high one, by the watch's own count."""
    rings = silence(lying(placement(left_s=50.0)), 75)
    assert rings == [3, 26, 50, 60, 70]


def test_a_paused_stone_rings_again_in_the_silence() -> None:
    """Nobody is there any more who would end the pause."""
    late = lying(placement(left_s=-5.0), alarms=[calls("red", paused=True)])
    assert silence(late, 14) == [3, 13]


def test_a_stone_that_the_daemon_calls_for_rings_once() -> None:
    """The alarm and the timer are the same call."""
    assert silence(lying(placement(left_s=-5.0), alarms=[calls("red")]), 14) == [0, 10]
