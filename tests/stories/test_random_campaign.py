# SPDX-License-Identifier: MIT
"""The fixed tenth of the campaign: the same walks, days and faults every day (`make campaign`)."""

from bench.campaign.walks import Walks
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

FIXED = settings(
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_no_order_of_people_faults_and_restarts_heats_against_the_invariants() -> None:
    """Forty walks of twenty-five steps: whatever happens in whatever order, each law holds.

    On only with fresh plausible readings, never with a latch, above the limit, or longer than a
    lease; a latch cleared by a reset alone; the target within its range; and once `cutoff` is to
    be seen, no heat in the water but what the element already held.
    """
    run_state_machine_as_test(Walks, settings=FIXED)
