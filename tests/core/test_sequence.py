# SPDX-License-Identifier: MIT
"""The order of the outputs: enable before and after the heater, a trip all at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoneheater.core.sequence import Levels, OutputSequence

OFF = Levels()


def _sequence() -> OutputSequence:
    """With `enable`, and the look for a weld behind it."""
    sequence = OutputSequence(has_enable=True)
    sequence.looking_s = 0.0
    return sequence


def _moved(sequence: OutputSequence, wishes: str) -> list[str]:
    """One tick for each wish: H heat, c closed without heat, . all open; what was closed then."""
    seen = []
    for wish in wishes:
        levels = sequence.update(1.0, heating=True, closed=wish != ".", wanted=wish == "H")
        seen.append("h" * levels.heater + "e" * levels.enable)
    return seen


def test_enable_closes_a_tick_before_and_opens_a_tick_after() -> None:
    """The second relay never makes or breaks the load in normal use."""
    assert _moved(_sequence(), "HHHcc..") == ["e", "he", "he", "e", "e", "", ""]
    assert _moved(_sequence(), "HH..") == ["e", "he", "e", ""]


def test_without_enable_the_heater_moves_alone() -> None:
    """No second relay is fitted: the first switches at once, and nothing looks for a weld."""
    assert _moved(OutputSequence(has_enable=False), "HHc.") == ["h", "h", "", ""]


def test_heat_without_closing_is_no_heat() -> None:
    """A wish for heat does nothing while `enable` may not be closed."""
    sequence = OutputSequence(has_enable=False)
    assert sequence.update(1.0, heating=True, closed=False, wanted=True).heater is False


def test_a_heat_up_looks_for_a_weld_first() -> None:
    """`enable` closed and `heater` open for the whole look, counted from when it closed."""
    sequence = OutputSequence(has_enable=True)
    assert _moved(sequence, "H" * 22) == [*["e"] * 20, "he", "he"]
    assert sequence.looking_s == 0.0


def test_a_suspect_relay_is_looked_at_for_a_minute() -> None:
    """Water that has risen without heat may have been lifted by it."""
    sequence = OutputSequence(has_enable=True)
    sequence.begin(suspect=True)
    assert _moved(sequence, "H" * 62) == [*["e"] * 60, "he", "he"]


def test_each_heat_up_looks_anew() -> None:
    """Beginning again looks again; a pause in between does not."""
    sequence = _sequence()
    assert _moved(sequence, "HHcH") == ["e", "he", "e", "he"]
    sequence.begin()
    assert _moved(sequence, "H" * 20) == [*["e"] * 19, "he"]


def test_a_trip_opens_both_at_once() -> None:
    """A trip does not wait a tick for anything."""
    sequence = _sequence()
    assert _moved(sequence, "HH") == ["e", "he"]
    assert sequence.trip() == OFF
    assert _moved(sequence, "H") == ["e"]


def test_the_heartbeat_beats_while_heating_only() -> None:
    """One change for each tick of HEATING; still, and low, otherwise."""
    sequence = _sequence()
    beats = [
        sequence.update(1.0, heating=heating, closed=False, wanted=False).heartbeat
        for heating in (True, True, True, False, False, True)
    ]
    assert beats == [True, False, True, False, False, True]


@pytest.mark.parametrize(
    ("output", "levels"),
    [
        ("heater", Levels(heater=True)),
        ("enable", Levels(enable=True, heartbeat=True)),
        ("heartbeat", Levels(heartbeat=True)),
    ],
)
def test_a_click_closes_one_switch_alone(output: str, levels: Levels) -> None:
    """Heater and enable never click together, so a click gives no heat with both fitted."""
    sequence = _sequence()
    assert sequence.click(output) == levels
    assert sequence.update(1.0, heating=False, closed=False, wanted=False) == OFF


@given(st.text("Hc.", max_size=60))
def test_enable_never_breaks_load(wishes: str) -> None:
    """Whatever is wished: the heater is closed only between two ticks of closed `enable`."""
    seen = ["", *_moved(_sequence(), wishes + "..")]
    for before, now, after in zip(seen, seen[1:], seen[2:], strict=False):
        if "h" in now:
            assert "e" in before
            assert "e" in now
            assert "e" in after
