# SPDX-License-Identifier: MIT
"""A fixed small part of the campaign: the same walks, days and faults each time.

`make campaign` plays all of it.
"""

import pytest
from bench.campaign.days import day
from bench.campaign.faults import MOST_C, SLACK_C, SLOW_C, inject
from bench.campaign.walks import Walks
from bench.control.grid import grid
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

SEED = 13
BATHS = {bath.name: bath for bath in grid()}
FIXED = settings(
    max_examples=25,
    stateful_step_count=25,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_no_order_of_people_faults_and_restarts_heats_against_the_invariants() -> None:
    """Whatever happens in whatever order, each law holds after every second.

    On only with fresh plausible readings, never with a latch, above the limit, or longer than a
    lease; a latch cleared by a reset alone; the target within its range; and once `cutoff` is to
    be seen, no heat in the water but what element and stones already held.
    """
    run_state_machine_as_test(seed(SEED)(Walks), settings=FIXED)


@pytest.mark.parametrize(("number", "name"), [(3, "bath-04"), (13001, "bath-21")])
def test_a_day_of_treatments_trips_nothing(number: int, name: str) -> None:
    """Stones, water, lids, draughts, mains, targets, pauses, restarts, dates: no false trip."""
    done = day(number, BATHS[name])
    assert done.trips == ()
    assert done.heated_s > 0


@pytest.mark.parametrize("fault", ["welded", "stuck_at=45", "frozen", "drift=-0.2"])
@pytest.mark.parametrize("name", ["bath-14", "bath-21"])
def test_a_single_fault_is_cut_before_two_degrees_over(name: str, fault: str) -> None:
    """On a slow bath in the recommended wiring no current flows into water that hot."""
    assert BATHS[name].afterheat_c <= SLOW_C
    for phase in ("heating", "holding"):
        assert inject(BATHS[name], fault, phase, SEED).cut_c < MOST_C


@pytest.mark.parametrize("fault", ["welded", "dry=0.125"])
def test_on_a_fast_bath_nothing_is_added_to_what_was_held(fault: str) -> None:
    """What element and lag held at the first tick that could show it is all that comes."""
    cut = inject(BATHS["bath-13"], fault, "heating", SEED)
    assert cut.hottest_c < max(MOST_C, cut.held_c + SLACK_C)
    assert cut.beyond_c < 0.0
