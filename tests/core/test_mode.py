# SPDX-License-Identifier: MIT
"""The table of modes: every pair leads somewhere or is refused with a sentence."""

from itertools import product

import pytest

from stoneheater.core.mode import REFUSED, TABLE, Event, IllegalEventError, Mode, after

PAIRS = list(product(Mode, Event))


@pytest.mark.parametrize(("mode", "event"), PAIRS)
def test_every_pair_is_either_in_the_table_or_refused(mode: Mode, event: Event) -> None:
    """No event meets a mode that does not know what to do with it."""
    assert ((mode, event) in TABLE) != ((mode, event) in REFUSED)


@pytest.mark.parametrize(("mode", "event"), sorted(TABLE))
def test_a_row_of_the_table_is_followed(mode: Mode, event: Event) -> None:
    """What the table says is what happens."""
    assert after(mode, event) is TABLE[mode, event]


@pytest.mark.parametrize(("mode", "event"), sorted(REFUSED))
def test_a_refusal_is_an_error_with_a_sentence(mode: Mode, event: Event) -> None:
    """What the table does not know is refused with one sentence."""
    with pytest.raises(IllegalEventError) as refused:
        after(mode, event)
    assert str(refused.value) == REFUSED[mode, event]
    assert str(refused.value).endswith(".")


def test_only_on_leads_to_heat() -> None:
    """No other event than `on` ends in HEATING."""
    into = {event for (mode, event), then in TABLE.items() if then is Mode.HEATING is not mode}
    assert into == {Event.ON}


def test_only_a_reset_leads_out_of_a_trip() -> None:
    """TRIPPED is left by a reset, to STANDBY, and by nothing else."""
    out = {
        (event, then) for (mode, event), then in TABLE.items() if mode is Mode.TRIPPED is not then
    }
    assert out == {(Event.RESET, Mode.STANDBY)}


@pytest.mark.parametrize("mode", list(Mode))
def test_a_trip_is_never_refused(mode: Mode) -> None:
    """Whatever the heater is doing, a trip ends in TRIPPED."""
    assert after(mode, Event.TRIP) is Mode.TRIPPED


def test_a_click_is_for_a_heater_in_standby() -> None:
    """Commissioning clicks an output in STANDBY only, and stays there."""
    assert {mode for mode, event in TABLE if event is Event.CLICK} == {Mode.STANDBY}
    assert after(Mode.STANDBY, Event.CLICK) is Mode.STANDBY
