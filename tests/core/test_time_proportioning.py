# SPDX-License-Identifier: MIT
"""From a duty to on and off: the mean is exact, the relay is spared, a cut is at once."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoneheater.core.time_proportioning import PACES, Profile, TimeProportioning

RATE_C_PER_S = 0.02
FAST_C_PER_S = 1.0


def _switched(
    relay: TimeProportioning, duty: float, seconds: int, rate_c_per_s: float = RATE_C_PER_S
) -> list[bool]:
    return [relay.update(1.0, duty, rate_c_per_s) for _ in range(seconds)]


def _runs(states: list[bool]) -> list[int]:
    """Lengths of the stretches of the same state, without the unfinished ones at the ends."""
    changes = [n for n in range(1, len(states)) if states[n] != states[n - 1]]
    return [end - start for start, end in pairwise(changes)]


@pytest.mark.parametrize("profile", list(Profile))
@pytest.mark.parametrize("duty", [0.02, 0.1, 0.25, 0.5, 0.75, 0.98])
def test_the_mean_is_the_duty(profile: Profile, duty: float) -> None:
    """Over hours the relay gives exactly the share that was asked for."""
    relay = TimeProportioning(profile)
    relay.reset()
    seconds = 20000
    given_s = sum(_switched(relay, duty, seconds, FAST_C_PER_S))
    assert given_s == pytest.approx(duty * seconds, rel=0.002, abs=2.0)


@pytest.mark.parametrize(("profile", "shortest_s"), [(Profile.MECHANICAL, 5), (Profile.SSR, 1)])
@pytest.mark.parametrize("duty", [0.01, 0.5, 0.99])
def test_no_pulse_is_shorter_than_its_relay_likes(
    profile: Profile, shortest_s: int, duty: float
) -> None:
    """Five seconds for contacts, one for an SSR, be the bath as fast as it may."""
    relay = TimeProportioning(profile)
    assert min(_runs(_switched(relay, duty, 4000, FAST_C_PER_S))) >= shortest_s


def test_the_swing_is_that_of_the_profile() -> None:
    """At half duty a pulse lifts the water by the swing of the profile, and no more."""
    states = _switched(TimeProportioning(Profile.MECHANICAL), 0.5, 4000)
    on_s = sum(states) / (len(_runs(states)) / 2)
    assert on_s * 0.5 * RATE_C_PER_S == pytest.approx(0.45, rel=0.1)


def test_a_slow_bath_is_still_switched() -> None:
    """The debt is never more than two minutes of full power, be the bath as slow as it may."""
    runs = _runs(_switched(TimeProportioning(Profile.MECHANICAL), 0.5, 8000, 0.0001))
    assert max(runs) <= 242


@pytest.mark.parametrize("profile", list(Profile))
def test_a_cut_never_waits(profile: Profile) -> None:
    """Duty 0 opens in the same tick, even a pulse just begun; full power closes."""
    relay = TimeProportioning(profile)
    relay.reset()
    assert relay.update(1.0, 1.0, RATE_C_PER_S) is True
    assert relay.update(1.0, 0.0, RATE_C_PER_S) is False


def test_full_power_stays_on() -> None:
    """Duty 1 does not switch at all."""
    relay = TimeProportioning(Profile.MECHANICAL)
    relay.reset()
    assert all(_switched(relay, 1.0, 600))


def test_a_relay_that_just_opened_stays_open() -> None:
    """After a cut the contacts rest for their shortest time, also when full power is wanted."""
    relay = TimeProportioning(Profile.MECHANICAL)
    relay.reset()
    assert [relay.update(1.0, duty, RATE_C_PER_S) for duty in (1, 0, 1, 1, 1, 1, 1)] == [
        *(True, False, False, False, False),
        *(False, True),
    ]


def test_nothing_is_owed_after_a_reset() -> None:
    """Heat that was taken away is not made up for."""
    relay = TimeProportioning(Profile.MECHANICAL)
    _switched(relay, 0.4, 20)
    relay.reset()
    fresh = TimeProportioning(Profile.MECHANICAL)
    fresh.reset()
    assert _switched(relay, 0.4, 300) == _switched(fresh, 0.4, 300)


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=300), st.sampled_from(list(Profile)))
def test_no_duty_makes_a_short_pulse(duties: list[float], profile: Profile) -> None:
    """However the duty jumps, only duty 0 ends a pulse early, and no pause is cut short."""
    relay, shortest_s = TimeProportioning(profile), PACES[profile].shortest_s
    relay.reset()
    states = [relay.update(1.0, duty, RATE_C_PER_S) for duty in duties]
    since = -int(shortest_s)
    for n in range(1, len(states)):
        if states[n] != states[n - 1]:
            early = n - since < shortest_s
            assert not early or (duties[n] == 0.0 and not states[n])
            since = n
