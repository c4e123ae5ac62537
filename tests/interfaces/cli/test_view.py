# SPDX-License-Identifier: MIT

from collections.abc import Mapping, Sequence
from io import StringIO

import pytest
from rich.console import Console

from stoneheater.interfaces.cli import glyphs, view
from stoneheater.interfaces.cli.wording import Unit
from support.snapshots import HOT, READY, WEAK, probe, snapshot, tripped

NONE: Sequence[float] = ()


def drawn(
    shown: Mapping[str, object],
    trend_c: Sequence[float] = NONE,
    silent_s: float = 0.2,
    unit: Unit = "C",
    width: int = 80,
) -> str:
    """The screen as plain text."""
    paper = StringIO()
    Console(file=paper, width=width).print(view.render(shown, trend_c, silent_s, unit))
    return paper.getvalue()


def coloured(shown: Mapping[str, object], silent_s: float = 0.2, **options: bool) -> str:
    """The screen as a terminal gets it."""
    paper = StringIO()
    console = Console(file=paper, width=80, force_terminal=True, color_system="standard", **options)  # type: ignore[arg-type] # no_color only
    console.print(view.render(shown, NONE, silent_s))
    return paper.getvalue()


def has_blocks(screen: str, rows: Sequence[str]) -> bool:
    """Whether the blocks stand on the screen, row below row."""
    return all(any(row in line for line in screen.splitlines()) for row in rows if row)


def test_the_temperature_stands_in_large_digits() -> None:
    """The water is what is read from two metres."""
    assert has_blocks(drawn(snapshot()), glyphs.digits("49.6"))


def test_the_unit_stands_beside_the_digits() -> None:
    """°C or °F is on the screen, and the digits follow it."""
    assert "°C" in drawn(snapshot())
    assert has_blocks(drawn(snapshot(), unit="F"), glyphs.digits("121.2"))
    assert "target 122.0 °F" in drawn(snapshot(), unit="F")


@pytest.mark.parametrize("state", ["HEATING", "READY", "HOLD", "STANDBY", "TRIPPED"])
def test_the_state_is_a_large_word(state: str) -> None:
    """Every state is spelled in blocks."""
    assert has_blocks(drawn(snapshot(state=state)), glyphs.letters(state))


def test_no_reading_is_dashes() -> None:
    """Without a usable probe there is no number to mistake for one."""
    assert has_blocks(drawn(snapshot(bath_c=None)), glyphs.digits("--.-"))


def test_relays_are_commanded() -> None:
    """The screen says commanded off, never off."""
    screen = drawn(tripped())
    assert "heater commanded off, enable commanded open" in screen
    assert " is off" not in screen


def test_a_simulated_heater_says_so() -> None:
    """SIMULATED is on the screen, and only then."""
    assert "SIMULATED: nothing real is heated" in drawn(snapshot(simulated=True))
    assert "SIMULATED" not in drawn(snapshot())


def test_alarms_carry_marks_and_words() -> None:
    """Each priority has its sign, so that nothing depends on colour."""
    screen = drawn(tripped(alarms=[HOT, WEAK, READY]))
    assert "*** bath reads 58.4 °C" in screen
    assert "\n** the element is too weak" in screen
    assert "\n* the bath is ready" in screen
    assert "no alarms" not in screen


def test_a_long_alarm_is_folded_and_not_cut() -> None:
    """The end of a sentence is its next step: it must stay."""
    assert "then reset." in " ".join(drawn(tripped(), width=60).split())


def test_no_alarm_is_told_too() -> None:
    """An empty strip is a word."""
    assert "no alarms" in drawn(snapshot())


def test_what_forbids_heat_or_is_not_recorded_is_on_the_screen() -> None:
    """Readiness and the record have lines of their own."""
    screen = drawn(snapshot(not_ready=["no name plate."], store=["the disk is full."]))
    assert "not ready: no name plate." in screen
    assert "not recorded: the disk is full." in screen


def test_a_press_that_did_nothing_and_a_stuck_button_are_on_the_screen() -> None:
    """Notes have lines of their own; that nothing real is heated is said once, on top."""
    stuck = "The button ACK has been down for 30 s: check it."
    screen = drawn(snapshot(simulated=True, notes=["SIMULATED: nothing real is heated.", stuck]))
    assert f"note: {stuck}" in screen
    assert screen.count("SIMULATED") == 1


def test_probes_show_their_age_and_fault() -> None:
    """Every probe has a line."""
    rows = [probe(), probe("bath-2", None, fault="the probe gave no answer")]
    screen = drawn(snapshot(probes=rows))
    assert "bath: 49.6 °C, 0.6 s old" in screen
    assert "bath-2: the probe gave no answer" in screen


def test_just_before_three_seconds_nothing_is_greyed() -> None:
    """A daemon that is late by less than 3 s is not called silent."""
    assert "NO DATA" not in drawn(snapshot(), silent_s=2.99)


def test_from_three_seconds_on_there_is_no_data() -> None:
    """Silence is a headline, a state word, and an age; nothing old is shown as new."""
    screen = drawn(snapshot(), silent_s=4.2)
    assert "NO DATA for 4 s" in screen
    assert has_blocks(screen, glyphs.letters("NO DATA"))
    assert "last heard: HEATING" in screen
    assert "last heard: heater commanded on" in screen
    assert "alarms unknown" in screen
    assert "auto-standby" not in screen
    assert "bath: 49.6 °C, 4.6 s old" in screen


def test_a_silent_screen_is_grey() -> None:
    """The old digits are dimmed."""
    dimmed = "\x1b[1;2m██"
    assert dimmed in coloured(snapshot(), silent_s=3.0)
    assert dimmed not in coloured(snapshot())


def test_old_alarms_stay_when_the_daemon_falls_silent() -> None:
    """What was alarming when it was last heard is still on the screen."""
    assert "*** bath reads" in drawn(tripped(), silent_s=60.0)


def test_before_the_first_snapshot_nothing_is_claimed() -> None:
    """No target, no relay, no alarm: only that there is no data."""
    screen = drawn({}, silent_s=0.0)
    assert "NO DATA" in screen
    assert "target" not in screen
    assert "commanded" not in screen


def test_colour_is_left_out_when_nobody_wants_it() -> None:
    """NO_COLOR leaves marks and words, and no colour."""
    assert "\x1b[1;31m***" in coloured(tripped())
    assert "31m" not in coloured(tripped(), no_color=True)


def test_eighty_columns_and_twenty_four_rows_hold_it_all() -> None:
    """A usual trip with two probes fits the smallest usual terminal."""
    screen = drawn(tripped(simulated=True), [49.0, 50.0], width=80)
    assert len(screen.splitlines()) <= 24


def test_the_trend_is_drawn_with_its_bounds() -> None:
    """A sparkline, and between which temperatures it runs."""
    screen = drawn(snapshot(), [48.0, 49.0, 50.0])
    assert "▁▅█" in screen
    assert "trend from 48.0 °C to 50.0 °C" in screen


def test_without_points_the_trend_says_so() -> None:
    """An empty trend is no flat line."""
    assert "trend: nothing yet" in drawn(snapshot())


@pytest.mark.parametrize(
    ("values", "bars"),
    [
        ([], ""),
        ([50.0], "▅"),
        ([50.0, 50.0625], "▄▅"),
        ([50.0, 51.0], "▁█"),
        ([0.0, 9.0, 50.0, 51.0], "▁█"),
    ],
)
def test_the_sparkline_never_magnifies_noise(values: list[float], bars: str) -> None:
    """One step of a probe stays small; the last values are the ones shown."""
    assert view.sparkline(values, 2, 1.0) == bars


@pytest.mark.parametrize(
    ("share", "drawn_bar"),
    [(-0.1, "░░░░"), (0.0, "░░░░"), (0.5, "██░░"), (1.0, "████"), (7, "████")],
)
def test_the_bar_stays_in_its_bounds(share: float, drawn_bar: str) -> None:
    """A share below 0 or above 1 draws no longer bar."""
    assert view.bar(share, 4) == drawn_bar
