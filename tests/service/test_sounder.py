# SPDX-License-Identifier: MIT
"""Alarms on buzzer and lamp: the most urgent one sounds, and a pause is seen."""

from collections.abc import Iterator

import pytest

from stoneheater.core.alarm import Alarm, Priority
from stoneheater.core.alarm_pattern import TRIAL_S
from stoneheater.service.sounder import Call, Sounder, call
from support.panels import HandPanel
from support.waiting import eventually
from support.workbench import HandClock

HIGH, MEDIUM, LOW = Priority.HIGH, Priority.MEDIUM, Priority.LOW


def alarm(priority: Priority, code: str = "", *, paused: bool = False) -> Alarm:
    """One open alarm."""
    return Alarm(code or priority.name, "text.", priority, paused)


class Room:
    """A sounder whose time is the test's."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.panel, self.clock = HandPanel(), HandClock()
        self.sounder = Sounder(self.panel, self.clock.now_s, quiet=quiet)

    def at(self, after_s: float = 0.0) -> tuple[bool, bool]:
        """Buzzer and lamp after so long."""
        self.clock.wait_until(self.clock.now_s() + after_s)
        now = self.sounder.signal(self.clock.now_s())
        return now.buzzer, now.led

    def seen(self, lasts_s: float) -> tuple[bool, bool]:
        """Whether it sounded and whether it shone, at any time for so long."""
        looks = [self.at(0.05) for _ in range(round(lasts_s / 0.05))]
        return any(buzzer for buzzer, _ in looks), any(led for _, led in looks)


@pytest.fixture
def room() -> Room:
    """A sounder."""
    return Room()


@pytest.fixture
def panel() -> Iterator[HandPanel]:
    """A panel that is let go at the end."""
    one = HandPanel()
    yield one
    one.may_go.set()


def test_the_most_urgent_unpaused_alarm_is_played() -> None:
    """And of those that are paused the most urgent one keeps the lamp."""
    assert call([]) == Call()
    assert call([alarm(LOW), alarm(MEDIUM)]) == Call(MEDIUM, frozenset({"MEDIUM"}))
    paused = [alarm(HIGH, paused=True), alarm(MEDIUM), alarm(MEDIUM, "other")]
    assert call(paused) == Call(MEDIUM, frozenset({"MEDIUM", "other"}), HIGH)


def test_a_new_alarm_begins_at_once(room: Room) -> None:
    """In the silence between two bursts a second alarm of the same priority is heard."""
    room.sounder.tell([alarm(HIGH, "a")])
    assert room.at() == (True, True)
    assert room.at(5.0)[0] is False
    room.sounder.tell([alarm(HIGH, "a"), alarm(HIGH, "b")])
    assert room.at()[0] is True


def test_an_alarm_that_ends_does_not_begin_the_other_anew(room: Room) -> None:
    """Less to say is nothing new."""
    room.sounder.tell([alarm(HIGH, "a"), alarm(HIGH, "b")])
    assert room.at() == (True, True)
    room.sounder.tell([alarm(HIGH, "a")])
    assert room.at(5.0)[0] is False


def test_F93_a_paused_alarm_is_silent_and_shines(room: Room) -> None:
    """The lamp stays lit for as long as the pause lasts; then it sounds again by itself."""
    room.sounder.tell([alarm(HIGH)])
    assert room.at() == (True, True)
    room.sounder.tell([alarm(HIGH, paused=True)])
    assert {room.at(0.05) for _ in range(400)} == {(False, True)}
    room.sounder.tell([alarm(HIGH)])
    assert room.at() == (True, True)


def test_F93_another_alarm_does_not_hide_the_paused_one(room: Room) -> None:
    """A medium alarm sounds meanwhile, and the lamp stays lit for the high one."""
    room.sounder.tell([alarm(HIGH, paused=True), alarm(MEDIUM)])
    looks = {room.at(0.05) for _ in range(600)}
    assert looks == {(True, True), (False, True)}


@pytest.mark.parametrize(("priority", "sounds"), [(HIGH, True), (MEDIUM, False), (LOW, False)])
def test_F93_in_quiet_mode_only_high_sounds(priority: Priority, sounds: bool) -> None:
    """Whatever is open shines."""
    room = Room(quiet=True)
    room.sounder.tell([alarm(priority)])
    assert room.seen(30.0) == (sounds, True)


def test_F94_the_test_sounds_twice_and_shines_for_two_seconds(room: Room) -> None:
    """Silent and dark before and after; also in quiet mode, for it is asked for."""
    for one in (room, Room(quiet=True)):
        assert one.at(3.0) == (False, False)
        assert one.sounder.test() == TRIAL_S
        assert one.at() == (True, True)
        assert one.at(0.3) == (False, True)
        assert one.at(0.3) == (True, True)
        assert one.at(1.35) == (False, True)
        assert one.at(0.1) == (False, False)


def test_a_high_alarm_goes_before_the_test(room: Room) -> None:
    """Nobody is to take a real alarm for a test; a medium one waits two seconds."""
    room.sounder.test()
    room.sounder.tell([alarm(MEDIUM)])
    assert room.at(1.0) == (False, True)
    room.sounder.tell([alarm(HIGH)])
    assert {room.at(0.05) for _ in range(20)} == {(a, b) for a in (True, False) for b in (a, not a)}


def test_it_begins_with_the_test_and_is_silent_at_the_end(panel: HandPanel) -> None:
    """In a thread of its own, told of changes only."""
    clock = HandClock()
    sounder = Sounder(panel, clock.now_s)
    sounder.start()
    eventually(lambda: panel.now == (True, True), 5.0)
    sounder.tell([alarm(HIGH)])
    sounder.tell([alarm(HIGH)])
    sounder.close(5.0)
    assert panel.now == (False, False)
    assert all(a != b for a, b in zip(panel.shown, panel.shown[1:], strict=False))


def test_a_panel_that_hangs_delays_nobody(panel: HandPanel) -> None:
    """Telling returns, closing gives up at its deadline, and the last word is silence."""
    panel.may_go.clear()
    sounder = Sounder(panel, HandClock().now_s)
    sounder.start()
    for _ in range(100):
        sounder.tell([alarm(HIGH)])
        sounder.tell([])
    sounder.close(0.05)
    assert panel.shown == []
    panel.may_go.set()
    sounder.close(5.0)
    assert panel.now == (False, False)


def test_a_panel_that_does_not_obey_is_told_until_it_does(panel: HandPanel) -> None:
    """One sentence; every change is another try."""
    panel.fails = OSError("gone")
    sounder = Sounder(panel, HandClock().now_s)
    sounder.start()
    eventually(sounder.trouble, 5.0)
    assert sounder.trouble() == ("Buzzer and lamp do not obey (gone): check their wiring.",)
    panel.fails = None
    sounder.tell([alarm(HIGH)])
    eventually(lambda: not sounder.trouble(), 5.0)
    sounder.close(5.0)


def test_a_sounder_that_never_ran_closes(panel: HandPanel) -> None:
    """A daemon that could not start has nothing to silence."""
    Sounder(panel, HandClock().now_s).close(0.0)
    assert panel.shown == []
