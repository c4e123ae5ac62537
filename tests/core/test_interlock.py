# SPDX-License-Identifier: MIT
"""The safety page, rule by rule: what stands at each edge, on both sides of it."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest

from stoneheater.core.interlock import RULES, judge
from stoneheater.core.probe import Moved
from stoneheater.core.reading import SUSPECT, Fault
from stoneheater.core.rule import Gone, Limits, Reaction, Rule
from stoneheater.core.watch import Watch
from support.watches import LIMITS, both, probe, reads, speaking, spiked

INF = float("inf")
Facts = dict[str, Any]


def _watch(facts: Facts) -> Watch:
    return Watch(**facts)


def _bath(**facts: Any) -> Facts:
    return {"bath": (probe(**facts),)}


def _second(**facts: Any) -> Facts:
    return {"bath": (probe(), probe("bath-2", **facts))}


def _element(**facts: Any) -> Facts:
    return {"bath": (probe(),), "element": probe("element", **facts)}


def _apart(apart_c: float, apart_s: float = 0.0, far_s: float = 0.0) -> Facts:
    return {"heating": True, "apart_c": apart_c, "apart_s": apart_s, "far_apart_s": far_s}


MOVED = Moved(before_c=50.0, after_c=40.0, absent_s=12.0, allowed_c=2.6)
RETURNED = {"bath": (probe(returned=True),)}
LSB = 0.0625
TWICE: Facts = {"suspect_streak": 2, "fault": Fault.POWER_ON}
THRICE: Facts = {"suspect_streak": 3, "fault": Fault.POWER_ON}

# rule, what the edge is, facts on the silent side, facts on the speaking side
EDGES: list[tuple[str, str, Facts, Facts]] = [
    ("cutoff", "value", _bath(recent_c=(58.0,) * 3), _bath(recent_c=(58.0 + LSB,) * 3)),
    ("cutoff", "count", _bath(recent_c=(50, 50, 70)), _bath(recent_c=(70, 50, 70))),
    ("cutoff", "probe", _second(recent_c=(70, 50, 50)), _second(recent_c=(70, 70, 50))),
    ("high-alarm", "value", _bath(raw_c=56.0), _bath(raw_c=56.0 + LSB)),
    ("high-alarm", "probe", _second(raw_c=56.0), _second(raw_c=56.0 + LSB)),
    ("high-alarm", "fault", _bath(raw_c=None, value_c=57.0), _bath(raw_c=57.0, value_c=None)),
    (
        "high-alarm",
        "clear",
        {"high_alarm_on": True, **_bath(raw_c=55.0 - LSB)},
        {"high_alarm_on": True, **_bath(raw_c=55.0)},
    ),
    ("element-hot", "value", _element(recent_c=(80.0,) * 3), _element(recent_c=(80.0625,) * 3)),
    ("element-hot", "count", _element(recent_c=(20, 90, 20)), _element(recent_c=(20, 90, 90))),
    ("element-hot", "role", _bath(recent_c=(90,)), _element(recent_c=(90, 90))),
    ("suspect", "kind", _bath(fault=Fault.CRC), _bath(fault=Fault.POWER_ON)),
    ("suspect", "element", _element(fault=Fault.CRC), _element(fault=Fault.ALL_ZERO)),
    ("suspect-again", "count", _bath(**TWICE), _bath(**THRICE)),
    ("suspect-again", "element", _element(**TWICE), _element(**THRICE)),
    ("suspect-again", "probe", _second(**TWICE), _second(**THRICE)),
    ("probe-missing", "age", _bath(age_s=5.0), _bath(age_s=5.01)),
    ("probe-missing", "start", _bath(age_s=0.0), _bath(age_s=INF, seen=False)),
    ("probe-missing", "probe", _second(age_s=5.0), _second(age_s=5.01)),
    ("probe-missing", "element", _element(age_s=5.0), _element(age_s=5.01)),
    ("probe-lost", "age", _bath(age_s=19.99), _bath(age_s=20.0)),
    ("probe-lost", "seen", _bath(age_s=INF, seen=False), _bath(age_s=INF, seen=True)),
    ("probe-lost", "probe", _element(age_s=20.0), _second(age_s=20.0)),
    ("bad-readings", "streak", _bath(bad_streak=2), _bath(bad_streak=3)),
    ("bad-readings", "share", {"bath": (reads(48, 12),)}, {"bath": (reads(47, 13),)}),
    ("bad-readings", "few", {"bath": (reads(0, 9),)}, {"bath": (reads(0, 10),)}),
    ("bad-readings", "spikes", {"bath": (spiked(3),)}, {"bath": (spiked(4),)}),
    ("bad-readings", "noise", _bath(noise_c=0.5), _bath(noise_c=0.5 + LSB)),
    ("bad-readings", "probe", _second(bad_streak=2), _second(bad_streak=3)),
    ("probe-moved", "moved", _bath(moved=None), _bath(moved=MOVED)),
    ("probe-moved", "probe", _second(moved=None), _second(moved=MOVED)),
    ("probe-moved", "apart", {"apart_c": 3.0 - LSB, **RETURNED}, {"apart_c": 3.0, **RETURNED}),
    ("probe-moved", "back", {"apart_c": 3.0, **_bath()}, {"apart_c": 3.0, **RETURNED}),
    ("probes-apart", "distance", _apart(1.5 - LSB), _apart(1.5)),
    ("probes-apart", "heating", {**_apart(1.5), "heating": False}, _apart(1.5)),
    ("probes-stay-apart", "distance", _apart(1.5 - LSB, 60.0), _apart(1.5, 60.0)),
    ("probes-stay-apart", "time", _apart(1.5, 59.99), _apart(1.5, 60.0)),
    ("probes-stay-apart", "heating", {**_apart(1.5, 60.0), "heating": False}, _apart(1.5, 60.0)),
    ("probes-disagree", "distance", _apart(3.0 - LSB, 0, 300.0), _apart(3.0, 0, 300.0)),
    ("probes-disagree", "time", _apart(3.0, 0, 299.99), _apart(3.0, 0, 300.0)),
    ("probes-disagree", "heating", {**_apart(3, 0, 300), "heating": False}, _apart(3, 0, 300)),
    ("look", "looking", {"looking": False}, {"looking": True}),
    ("unanswered", "failed", {"look_failed_s": None}, {"look_failed_s": 0.0}),
    (
        "rise-unexplained",
        "rise",
        {"rise_off_c": 0.25, "rise_allowed_c": 0.25},
        {"rise_off_c": 0.25 + LSB, "rise_allowed_c": 0.25},
    ),
    (
        "rise-without-heat",
        "times",
        {"rise_off_c": 0.5, "rise_allowed_c": 0.25, "rise_off_times": 1},
        {"rise_off_c": 0.5, "rise_allowed_c": 0.25, "rise_off_times": 2},
    ),
    (
        "rise-without-heat",
        "over",
        {"rise_off_c": 0.25, "rise_allowed_c": 0.25, "rise_off_times": 2},
        {"rise_off_c": 0.25 + LSB, "rise_allowed_c": 0.25, "rise_off_times": 2},
    ),
    ("rise-without-heat", "pace", {"rise_keeps_pace": False}, {"rise_keeps_pace": True}),
    ("rise-without-heat", "standby", {"weld_standby": False}, {"weld_standby": True}),
    (
        "rise-fast",
        "rise",
        {"fast_rise_c": 1.2, "fast_allowed_c": 1.2},
        {"fast_rise_c": 1.2 + LSB, "fast_allowed_c": 1.2},
    ),
    ("rise-too-fast", "times", {"fast_times": 1}, {"fast_times": 2}),
    ("probes-swapped", "time", {"lead_reversed_s": 229.0}, {"lead_reversed_s": 230.0}),
    ("read-back", "time", {"read_back_wrong_s": 0.99}, {"read_back_wrong_s": 1.0}),
    ("guard-silent", "time", {"guard_silent_s": 1.99}, {"guard_silent_s": 2.0}),
    ("clock-skew", "fast", {"clock_skew": 0.02}, {"clock_skew": 0.0201}),
    ("clock-skew", "slow", {"clock_skew": -0.02}, {"clock_skew": -0.0201}),
    ("memory", "copy", {"memory_wrong": False}, {"memory_wrong": True}),
    ("late-cycle", "gap", {"cycle_gap_s": 5.0}, {"cycle_gap_s": 5.01}),
]
NAMES = [f"{rule}:{edge}" for rule, edge, _, _ in EDGES]
EDGE_OF = dict(zip(NAMES, EDGES, strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_an_edge_is_silent_on_one_side_and_speaks_on_the_other(name: str) -> None:
    """At its limit a rule still keeps the peace, or already speaks; one step decides."""
    rule, _, silent, loud = EDGE_OF[name]
    assert rule not in speaking(_watch(silent))
    assert rule in speaking(_watch(loud))


def test_every_rule_has_its_edges_in_the_table() -> None:
    """No rule is without a row on both sides of an edge, and no row without a rule."""
    assert {rule for rule, *_ in EDGES} == {rule.name for rule in RULES}
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.parametrize("limit", [field.name for field in fields(Limits)])
def test_every_limit_is_in_force(limit: str) -> None:
    """Moving any number of the limits moves an edge of some rule."""
    for nudge in (0.5, 1.5):
        moved = replace(LIMITS, **{limit: getattr(LIMITS, limit) * nudge})
        sides = [_watch(facts) for _, _, *pair in EDGES for facts in pair]
        if any(speaking(side) != speaking(side, moved) for side in sides):
            return
    assert limit == "target_max_c", "no rule looks at this limit"


@pytest.mark.parametrize("kind", sorted(SUSPECT))
def test_F05_F06_values_of_a_failing_probe_take_the_heat_off(kind: Fault) -> None:
    """85.000, 127.94, all zero and all ones take the heat off in the tick they are seen."""
    assert "suspect" in speaking(_watch(_bath(fault=kind)))


@pytest.mark.parametrize("kind", sorted(set(Fault) - SUSPECT))
def test_an_ordinary_bad_reading_alone_says_nothing(kind: Fault) -> None:
    """A single bad read is only a bad read."""
    assert speaking(_watch(_bath(fault=kind, raw_c=None, bad_streak=1))) == set()


@pytest.mark.parametrize("name", NAMES)
def test_no_fact_excuses_another(name: str) -> None:
    """Whatever else is seen, a rule that speaks goes on speaking."""
    rule, _, _, loud = EDGE_OF[name]
    for _, _, silent_too, loud_too in EDGES:
        assert rule in speaking(both(_watch(loud), _watch(loud_too)))
        assert rule in speaking(both(_watch(loud), _watch(silent_too)))


def test_nothing_seen_says_nothing() -> None:
    """A watch without a fact lets every rule be silent; heat then lacks a probe, not a rule."""
    assert judge(Watch(), LIMITS) == ()


def test_facts_alone_are_judged() -> None:
    """The interlock is asked with facts and limits: no target, no mode, no person."""
    names = {field.name for field in fields(Watch)} | {field.name for field in fields(Limits)}
    wishes = {"target_c", "mode", "duty", "who", "confirmed", "override"}
    assert not names & wishes


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.name))
def test_a_trip_says_when_its_cause_is_gone(rule: Rule) -> None:
    """A trip names when its cause is gone; what does not latch ends by itself."""
    assert (rule.reaction is Reaction.TRIP) == (rule.gone is not Gone.NEVER)


@pytest.mark.parametrize("name", NAMES)
def test_a_finding_is_a_sentence_with_a_next_step(name: str) -> None:
    """What a therapist reads is a sentence; after a trip it says what to do next."""
    rule, _, _, loud = EDGE_OF[name]
    found = next(f for f in judge(_watch(loud), LIMITS) if f.rule.name == rule)
    assert found.sentence.endswith(".")
    assert "None" not in found.sentence
    if found.rule.reaction is Reaction.TRIP:
        steps = ("reset.", "PULL THE PLUG", "check wiring.", "restart the heater", "replace it.")
        assert any(step in found.sentence for step in steps)


TOLD: list[tuple[str, Callable[[], Facts], str]] = [
    ("cutoff", lambda: _bath(recent_c=(58.5, 50, 59)), "bath reads 59.0 °C, above the cutoff of"),
    ("probe-missing", lambda: _bath(age_s=6.0), "no good reading of bath for 6 s, limit 5 s"),
    ("probe-missing", lambda: _bath(age_s=INF, seen=False), "no good reading of bath since the"),
    ("probe-lost", lambda: _bath(age_s=20.0), "lost for 20 s, limit 20 s: it fell silent"),
    ("probe-lost", lambda: _bath(age_s=20.0, fault=Fault.EMPTY), "20 s: the probe gave no answer"),
    ("rise-without-heat", lambda: {"weld_standby": True, "rise_off_c": 0.5}, "0.50 °C with the"),
    (
        "rise-unexplained",
        lambda: {"rise_off_c": 0.5, "rise_allowed_c": 0.3},
        "(stored heat explains 0.30 °C)",
    ),
    (
        "rise-without-heat",
        lambda: {"rise_off_c": 0.5, "rise_allowed_c": 0.3, "rise_off_times": 2},
        "0.50 °C with the heater off, 2 times now (limit 2): the relay",
    ),
    (
        "rise-without-heat",
        lambda: {"rise_off_c": 0.5, "rise_allowed_c": 0.3, "rise_keeps_pace": True},
        "0.50 °C with the heater off, at an even pace: the relay",
    ),
    ("clock-skew", lambda: {"clock_skew": -0.03}, "differ by -3.0% in a minute, limit 2%"),
    ("bad-readings", lambda: {"bath": (reads(45, 15),)}, "25% bad readings in 60 s, limit 20%"),
]


@pytest.mark.parametrize(("rule", "facts", "told"), TOLD)
def test_the_sentence_tells_what_was_seen(rule: str, facts: Callable[[], Facts], told: str) -> None:
    """The sentence carries the number, the limit, and which of several causes it was."""
    found = next(f for f in judge(_watch(facts()), LIMITS) if f.rule.name == rule)
    assert told in found.sentence
