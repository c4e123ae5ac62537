# SPDX-License-Identifier: MIT
"""Trips: what latches, what stands in the way of a reset, and what is said meanwhile."""

import pytest

from stoneheater.core.interlock import RULES
from stoneheater.core.observer import Observer
from stoneheater.core.probe import ProcessValue
from stoneheater.core.reading import LSB_C
from stoneheater.core.rule import Finding, Gone, Reaction
from stoneheater.core.trips import Trips
from support.readings import said
from support.steady import settings

RULE = {rule.name: rule for rule in RULES}
BY_GONE = {rule.gone: rule.name for rule in RULES if rule.reaction is Reaction.TRIP}


def _found(*names: str) -> list[Finding]:
    return [Finding(RULE[name], f"{name} spoke.") for name in names]


def _seen(
    value_c: float | None = 50.0,
    *,
    off_s: float = 300.0,
    rise_c: float = 0.0,
    allowed_c: float = 0.25,
    peak_c: float = 50.0,
) -> Observer:
    """What has been seen of a bath with one probe."""
    seen = Observer(settings())
    seen.tracks[0].update(said(value_c, 0.0), 0.0)
    seen.value = None if value_c is None else ProcessValue(value_c, 0.0, "bath")
    seen.off_s, seen.peak_c = off_s, peak_c
    seen.rise_off.rise_c, seen.rise_off.allowed_c = rise_c, allowed_c
    return seen


def _latched(name: str) -> Trips:
    return Trips([(name, f"{name} spoke.")])


def _why_not(trips: Trips, seen: Observer, *, clean: bool = True) -> str | None:
    trips.update([], seen, clean=clean)
    return trips.why_not()


def test_the_first_trip_is_the_headline() -> None:
    """Trips are kept in the order in which they came, each once."""
    trips = Trips()
    trips.update(_found("probe-lost"), _seen(), clean=False)
    trips.update(_found("cutoff", "probe-lost"), _seen(), clean=False)
    assert [name for name, _ in trips.latched] == ["probe-lost", "cutoff"]
    assert trips.fresh == (("cutoff", "cutoff spoke."),)
    trips.update(_found("cutoff"), _seen(), clean=False)
    assert not trips.fresh


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.name))
def test_only_trips_latch(rule: object) -> None:
    """A pause or a hold leaves no trace here."""
    assert isinstance(rule, type(RULES[0]))
    trips = Trips()
    trips.update(_found(rule.name), _seen(), clean=False)
    assert bool(trips) is (rule.reaction is Reaction.TRIP)


def test_what_the_service_found_latches_too() -> None:
    """A trip of the service counts once, and as new in its cycle."""
    trips = Trips()
    trips.add("service", "the latch cannot be written.")
    trips.add("service", "again.")
    assert list(trips.latched) == [("service", "the latch cannot be written.")]
    assert trips.fresh == trips.latched


def test_nothing_goes_while_its_rule_still_speaks() -> None:
    """The answer to a reset is then what the rule says now."""
    trips = _latched("cutoff")
    trips.update(_found("cutoff"), _seen(), clean=True)
    assert trips.why_not() == "not yet: cutoff spoke."


def test_every_trip_is_in_the_way_until_its_cause_is_gone() -> None:
    """The second of two trips counts as much as the first."""
    trips = Trips([("probe-lost", "a"), ("cutoff", "b")])
    assert _why_not(trips, _seen(54.0)) is None
    assert "cool" in str(_why_not(trips, _seen(54.0 + LSB_C)))


@pytest.mark.parametrize("name", [*BY_GONE.values(), "service", "latch-unknown"])
def test_every_cause_needs_ten_good_cycles(name: str) -> None:
    """No reset while a bath probe is bad or the last ten cycles were not good."""
    ten = "not yet: every bath probe must read well for 10 cycles first."
    assert _why_not(_latched(name), _seen(), clean=False) == ten
    assert _why_not(_latched(name), _seen(None), clean=True) == ten
    assert _why_not(_latched(name), _seen(), clean=True) is None


@pytest.mark.parametrize("rule", ["bad-readings", "rise-fast"])
def test_a_refused_reset_says_what_still_holds(rule: str) -> None:
    """A therapist who may not reset yet reads why, not only that she must wait."""
    trips = _latched("probe-lost")
    trips.update(_found(rule), _seen(), clean=False)
    assert trips.why_not() == f"not yet: {rule} spoke."


@pytest.mark.parametrize(("value_c", "gone"), [(54.0, True), (54.0 + LSB_C, False)])
def test_too_hot_is_gone_at_the_highest_target(value_c: float, gone: bool) -> None:
    """An over-temperature is gone when every probe is at or below the highest target."""
    assert (_why_not(_latched(BY_GONE[Gone.COOL]), _seen(value_c)) is None) is gone
    assert _why_not(_latched(BY_GONE[Gone.GOOD]), _seen(value_c)) is None


@pytest.mark.parametrize(
    ("off_s", "rise_c", "why"),
    [
        (300.0, 0.0, None),
        (300.0, 2 * LSB_C, None),
        (300.0, 3 * LSB_C, "not yet: the water is still rising (0.19 °C)."),
        (299.0, 0.0, "not yet: the outputs must be off for 0.0 min more."),
        (120.0, 0.0, "not yet: the outputs must be off for 3.0 min more."),
    ],
)
def test_an_energy_trip_needs_five_quiet_minutes(
    off_s: float, rise_c: float, why: str | None
) -> None:
    """Energy rules let go after five minutes without heat and without a rise of over two LSB."""
    seen = _seen(off_s=off_s, rise_c=rise_c)
    assert _why_not(_latched(BY_GONE[Gone.QUIET]), seen) == why
    assert _why_not(_latched(BY_GONE[Gone.GOOD]), seen) is None


def test_a_cleared_latch_holds_nothing() -> None:
    """After the reset there is no trip, and the same rule may trip anew."""
    trips = _latched("cutoff")
    trips.clear()
    assert not trips
    assert trips.still(_seen(None)) == {}
    trips.update(_found("cutoff"), _seen(), clean=False)
    assert trips.fresh


@pytest.mark.parametrize(("rise_c", "still"), [(0.25, False), (0.25 + LSB_C, True)])
def test_water_that_rises_after_a_trip_is_still_heating(rise_c: float, still: bool) -> None:
    """More than stored heat can explain, with every output off: pull the plug."""
    said_then = _latched("cutoff").still(_seen(51.0, rise_c=rise_c, peak_c=51.0))
    assert ("still-heating" in said_then) is still
    if still:
        told = "STILL HEATING: 51.0 °C and rising with every output off. PULL THE PLUG."
        assert said_then["still-heating"] == told


@pytest.mark.parametrize(("value_c", "still"), [(50.75 + LSB_C, True), (50.75, False)])
def test_it_is_over_when_the_water_has_fallen_from_its_peak(value_c: float, still: bool) -> None:
    """STILL HEATING lasts until the water has fallen by 0.25 °C, also if it rises no more."""
    trips = _latched("cutoff")
    assert trips.still(_seen(51.0, rise_c=1.0, peak_c=51.0))
    assert bool(trips.still(_seen(value_c, rise_c=0.0, peak_c=51.0))) is still


def test_a_reset_ends_still_heating() -> None:
    """The next trip begins without the words of the last."""
    trips = _latched("cutoff")
    assert trips.still(_seen(51.0, rise_c=1.0, peak_c=51.0))
    trips.clear()
    trips.add("service", "again.")
    assert trips.still(_seen(51.0, rise_c=0.0, peak_c=51.0)) == {}


def test_after_a_trip_a_blind_heater_says_that_it_cannot_see() -> None:
    """Without a usable probe nobody knows whether the heat is off."""
    assert "cannot see" in _latched("probe-lost").still(_seen(None))["cannot-see"]
    assert Trips().still(_seen(None)) == {}
