# SPDX-License-Identifier: MIT
"""Ready, auto-standby, and the warning that the element is too weak."""

import pytest

from stoneheater.core.attendance import Attendance, HeatUp

H = 3600.0
HOT, COLD = 50.0, 20.0


def _ready(at_s: float) -> Attendance:
    """A heat-up begun at 0 whose bath is ready at such an instant."""
    attendance = Attendance()
    attendance.begin(0.0)
    attendance.update(at_s - 900.0, HOT, 50.0)
    attendance.update(at_s, HOT, 50.0)
    assert attendance.ready
    return attendance


@pytest.mark.parametrize(("held_s", "ready"), [(899.0, False), (900.0, True)])
def test_ready_is_a_quarter_of_an_hour_at_the_target(held_s: float, ready: bool) -> None:
    """Without a catalogue of stones they soak for fifteen minutes in a bath at its target."""
    attendance = Attendance()
    attendance.begin(0.0)
    attendance.update(100.0, HOT, 50.0)
    attendance.update(100.0 + held_s, HOT, 50.0)
    assert attendance.ready is ready


@pytest.mark.parametrize(
    ("held_s", "soaked", "ready"),
    [(299.0, True, False), (300.0, True, True), (299.0, False, False), (9000.0, False, False)],
)
def test_F92_with_a_catalogue_the_stones_decide(held_s: float, soaked: bool, ready: bool) -> None:
    """Five minutes at the target, and no stone in the bath that is cold inside."""
    attendance = Attendance()
    attendance.begin(0.0)
    attendance.update(100.0, HOT, 50.0, soaked=soaked)
    attendance.update(100.0 + held_s, HOT, 50.0, soaked=soaked)
    assert attendance.ready is ready


def test_F92_a_cold_stone_in_a_ready_bath_takes_ready_back() -> None:
    """While it soaks the bath is not ready; then it is, without another five minutes."""
    attendance = Attendance()
    attendance.begin(0.0)
    for now_s, soaked, ready in [(0.0, True, False), (300.0, True, True), (301.0, False, False)]:
        attendance.update(now_s, HOT, 50.0, soaked=soaked)
        assert attendance.ready is ready
    attendance.update(900.0, HOT, 50.0, soaked=True)
    assert attendance.ready


@pytest.mark.parametrize(
    ("value_c", "ready"),
    [(49.0, True), (48.99, False), (51.0, True), (51.01, False), (None, False)],
)
def test_leaving_the_band_begins_again(value_c: float | None, ready: bool) -> None:
    """A degree off the target keeps `ready`; more, or no temperature, begins the soak again."""
    attendance = _ready(1000.0)
    attendance.update(1001.0, value_c, 50.0)
    assert attendance.ready is ready
    attendance.update(1002.0, HOT, 50.0)
    assert attendance.ready is ready


@pytest.mark.parametrize(
    ("touch_s", "ready_s", "off_at_s"),
    [(0.0, 1000.0, 1000.0 + 2 * H), (5000.0, 1000.0, 5000.0 + 2 * H), (9 * H, 1000.0, 10 * H)],
)
def test_F36_two_hours_after_the_last_touch_or_the_first_ready(
    touch_s: float, ready_s: float, off_at_s: float
) -> None:
    """Two hours after the later of touch and ready; ten hours after `on`, always."""
    attendance = _ready(ready_s)
    attendance.touch(touch_s)
    assert attendance.update(off_at_s - 0.01, HOT, 50.0) is False
    assert attendance.off_at_s == off_at_s
    assert attendance.update(off_at_s, HOT, 50.0) is True


def test_F36_only_the_first_ready_counts() -> None:
    """A bath that gets ready again does not win another two hours."""
    attendance = _ready(1000.0)
    attendance.restart()
    attendance.update(3000.0, HOT, 50.0)
    attendance.update(4000.0, HOT, 50.0)
    assert attendance.ready
    assert attendance.off_at_s == 1000.0 + 2 * H


def test_F36_a_bath_that_still_climbs_is_not_forgotten() -> None:
    """While the bath answers within half an hour, a slow heat-up goes on for hours."""
    attendance = Attendance()
    attendance.begin(0.0)
    for n in range(1, 21):
        assert attendance.update(1799.0 * n, COLD + 0.26 * n, 50.0) is False
    assert attendance.update(10 * H, COLD + 30.0, 60.0) is True


@pytest.mark.parametrize(("gain_c", "ended"), [(0.26, False), (0.25, True)])
def test_F36_a_bath_that_does_not_climb_is_ended_two_hours_after_the_touch(
    gain_c: float, ended: bool
) -> None:
    """More than a quarter of a degree in half an hour is progress; less is none."""
    attendance = Attendance()
    attendance.begin(0.0)
    attendance.update(0.0, COLD, 50.0)
    assert attendance.update(2 * H, COLD + gain_c, 50.0) is ended


@pytest.mark.parametrize(("still_s", "ended"), [(1799.0, False), (1800.0, True)])
def test_F36_progress_counts_for_half_an_hour(still_s: float, ended: bool) -> None:
    """Half an hour after it last climbed, the bath has stopped climbing."""
    attendance = Attendance()
    attendance.begin(0.0)
    attendance.update(2 * H, COLD, 50.0)
    assert attendance.update(2 * H + still_s, COLD, 50.0) is ended


@pytest.mark.parametrize(("before_s", "warned"), [(300.01, False), (300.0, True), (0.0, True)])
def test_F36_it_is_announced_five_minutes_before(before_s: float, warned: bool) -> None:
    """The last five minutes are announced, with the minutes that are left."""
    attendance = _ready(1000.0)
    attendance.update(1001.0, HOT, 50.0)
    said = attendance.soon(1000.0 + 2 * H - before_s)
    assert (said is not None) is warned
    if said is not None:
        assert f"in {before_s / 60:.0f} min" in said


def test_what_does_not_heat_is_not_counted() -> None:
    """After a heat-up nothing is ready and nothing is announced."""
    attendance = _ready(1000.0)
    attendance.end()
    assert (attendance.ready, attendance.off_at_s, attendance.soon(9 * H)) == (False, None, None)


def test_F37_a_bath_that_will_not_get_there_is_told_early() -> None:
    """Forty minutes at full power show where the curve ends: a warning, and never a trip."""
    heat_up = HeatUp()
    for second in range(2401):
        heat_up.update(1.0, full=True, value_c=45.0 - 25.0 * 0.5 ** (second / 1200.0))
    warning = heat_up.verdict(50.0, 9e9, 38.75)
    assert warning is not None
    assert "too weak for 50.0 °C: it will reach about 45 °C" in warning
    assert heat_up.verdict(45.5, 9e9, 38.75) is None


@pytest.mark.parametrize(
    ("curve", "weak"),
    [(lambda m: 20.0 + 0.5 * m, False), (lambda _: 30.0, True), (lambda m: 30.0 - 0.1 * m, True)],
    ids=["straight", "level", "falling"],
)
def test_F37_only_a_curve_that_bends_has_an_end(curve: object, weak: bool) -> None:
    """A straight climb has no end; a level or a falling one has been reached already."""
    assert callable(curve)
    heat_up = HeatUp()
    for second in range(2401):
        heat_up.update(1.0, full=True, value_c=curve(second / 60.0))
    assert (heat_up.verdict(60.0, 9e9, curve(40.0)) is not None) is weak


def test_F37_less_than_full_power_begins_the_curve_again() -> None:
    """A curve with a pause in it says nothing about the element."""
    partly, paused = HeatUp(), HeatUp()
    for second in range(2401):
        partly.update(1.0, full=second != 1200, value_c=30.0)
        paused.update(1.0, full=True, value_c=30.0)
    paused.pause()
    assert partly.verdict(50.0, 9e9, 30.0) is None
    assert paused.verdict(50.0, 9e9, 30.0) is None


@pytest.mark.parametrize(("seconds", "slow"), [(100, False), (101, True)])
def test_F37_a_heat_up_that_takes_too_long_is_told(seconds: int, slow: bool) -> None:
    """Longer than the name plate allows is a warning with both times."""
    heat_up = HeatUp()
    for _ in range(seconds):
        heat_up.update(1.0, full=False, value_c=30.0)
    warning = heat_up.verdict(50.0, 100.0, 30.0)
    assert (warning is not None) is slow
    assert heat_up.verdict(50.0, 100.0, 49.0) is None
    heat_up.restart()
    assert heat_up.verdict(50.0, 100.0, 30.0) is None
