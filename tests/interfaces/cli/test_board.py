# SPDX-License-Identifier: MIT
"""The stones that lie, on the screen."""

from collections.abc import Mapping
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from stoneheater.interfaces.cli import board, glyphs, status, timers, view, wording
from stoneheater.interfaces.cli.watch import lines
from support.lying import calls, lying, placement, refused
from support.snapshots import HOT, WEAK, snapshot


def drawn(shown: Mapping[str, object], silent_s: float = 0.0, **options: Any) -> str:
    """The screen, 80 columns wide; as plain text, unless ``options`` say otherwise."""
    paper = StringIO()
    Console(file=paper, width=80, **options).print(view.render(shown, (), silent_s))
    return paper.getvalue()


def shouts(screen: str, words: str) -> bool:
    """Whether words stand on the screen in large letters."""
    return all(any(row in line for line in screen.splitlines()) for row in glyphs.letters(words))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (placement(), "LIFT IN 48 S"),
        (placement(left_s=119.9), "LIFT IN 119 S"),
        (placement(left_s=120.0), "LIFT IN 2 MIN"),
        (placement(left_s=599.0), "LIFT IN 9 MIN"),
        (placement(left_s=0.0), "LIFT NOW"),
        (refused(), "LIFT NOW"),
        (placement(left_s=None), "LOOK NOW"),
    ],
)
def test_the_most_urgent_stone_is_read_from_two_metres(row: dict[str, Any], words: str) -> None:
    """In large letters, rounded to the strict side, and every letter has its glyph."""
    (timer,) = timers.timers(lying(row))
    assert board.shout(timer) == words
    assert shouts(drawn(lying(placement("row-9", 900.0), row)), words)
    assert all(glyphs.letters(letter) != ("", "", "") for letter in words if letter != " ")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (placement(), "    GREEN  lift by 14:32:10, 48 s  row-1  upper-back-left  M.H."),
        (placement(left_s=10.0), "**  AMBER  lift by 14:32:10, 10 s  row-1  "),
        (placement(left_s=-9.0), "*** RED  LIFT NOW, 9 s late  row-1  "),
        (placement(left_s=None), "*** TIME UNKNOWN  check the client now  row-1  "),
    ],
)
def test_every_stone_has_a_row(row: dict[str, Any], words: str) -> None:
    """Mark, colour in a word, time, which, where, whom."""
    assert words in drawn(lying(row))


def test_a_refusal_has_its_reason_once() -> None:
    """A whole row that is too hot fills no screen with the same sentence."""
    screen = drawn(lying(refused("row-1"), refused("row-2")))
    assert screen.count("LIFT NOW, refused") == 2
    assert screen.count("56.4 °C is above 56.0 °C") == 1


def test_a_timer_s_alarm_is_not_told_twice() -> None:
    """The row says it, with its mark; other alarms stay."""
    late = lying(placement(left_s=-1.0), alarms=[HOT, calls("red", paused=True)])
    screen = drawn(late)
    assert HOT["text"][:40] in screen
    assert "lift row-1." not in screen
    assert "(sound paused)" in screen
    assert list(wording.alarms(late)) == [f"*** {HOT['text']}"]


def test_more_stones_than_rows_are_counted() -> None:
    """The most urgent are shown, and the screen says how many are not."""
    rows = [placement(f"row-{number}", 100.0 + number) for number in range(12)]
    screen = drawn(lying(*rows))
    assert "row-7 " in screen
    assert "row-8 " not in screen
    assert "and 4 more stones lie" in screen


def test_colour_is_never_needed() -> None:
    """Without colours the same words are there; with them the red is red."""
    late = lying(placement(left_s=-1.0))
    assert "RED" in drawn(late)
    painted = drawn(late, force_terminal=True, color_system="standard")
    assert "\x1b[1;31m" in painted
    assert "31m" not in drawn(late, force_terminal=True, no_color=True)


def test_in_the_silence_the_rest_is_grey_and_the_timers_are_not() -> None:
    """What goes on stays bright, and says who counts."""
    shown = lying(placement())
    screen = drawn(shown, 3.0, force_terminal=True, color_system="standard")
    (row,) = [line for line in screen.splitlines() if "row-1" in line]
    assert "GREEN" in row
    assert "\x1b[2" not in row
    assert "counted down here, without the heater, for 3 s" in screen
    assert "counted down here" not in drawn(shown, 2.9)
    assert "lift by 14:32:10, 45 s" in drawn(shown, 3.0)


def test_without_clients_the_screen_is_the_bath_s() -> None:
    """The trend has the place of the timers."""
    assert board.render(snapshot(), 0.0) is None
    assert "trend" in drawn(snapshot())
    assert "trend" not in drawn(lying(placement()))
    assert "M.H.: 5 of 6 stones lie" in drawn(lying())


def test_the_soaking_is_on_the_screen_and_in_the_status() -> None:
    """When the next stones are soaked through."""
    shown = lying(placement(), soaking="row-3 is soaked through in 6 min.")
    assert "row-3 is soaked through in 6 min." in drawn(shown)
    told = list(status.lines(shown, "C"))
    assert "GREEN: row-1, upper-back-left, M.H.: lift by 14:32:10, 48 s" in told
    assert "row-3 is soaked through in 6 min." in told


def test_without_a_terminal_a_new_colour_is_a_line_at_once() -> None:
    """Every change of a timer is worth a line, also in the silence."""
    green = lying(placement())
    said_at_s = [0.0, 1.0, 3.0, 24.0, 24.5, 48.4]
    clock = iter([0.0, *said_at_s])
    told = list(lines([green, *[None] * 5], lambda: next(clock), "C"))
    shown = [line.strip().split(":")[0] for line in told if "row-1" in line]
    assert shown == ["GREEN", "GREEN", "GREEN", "** AMBER", "*** RED"]


def test_a_trip_is_never_pushed_off_the_screen() -> None:
    """High alarms of the heater stand above the stones, however many lie."""
    rows = [placement(f"row-{number}", 100.0 + number) for number in range(12)]
    screen = drawn(lying(*rows, alarms=[HOT, WEAK]))
    assert screen.index(HOT["text"][:40]) < screen.index("row-0") < screen.index(WEAK["text"])
