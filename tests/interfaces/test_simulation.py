# SPDX-License-Identifier: MIT
"""The score of a simulated run: every figure again, by hand, from the true water."""

import json
import math
import statistics
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from stoneheater.config import BathFile
from stoneheater.config.bath_file import BathProbe
from stoneheater.core.time_proportioning import Profile
from stoneheater.hardware.faults import FaultError, parse_fault
from stoneheater.interfaces.simulation import Plan, Report, Second, simulate

KEYS = [
    *("settle_s", "overshoot_c", "rms_c", "offset_c", "relay_changes_per_h", "max_water_c"),
    *("energy_wh", "trips", "ends", "alarms", "hours"),
]
WARM = BathFile(start_c=45.0)
HOT = BathFile(start_c=50.0)
TWO_H, STEADY = 2 * 3600, 2700


def played(*faults: str, **plan: Any) -> tuple[Report, list[Second]]:
    """One run with these faults, and every second of it."""
    seconds: list[Second] = []
    report = simulate(Plan(faults=[parse_fault(text) for text in faults], **plan), seconds.append)
    return report, seconds


@cache
def nominal() -> tuple[Report, list[Second]]:
    """The nominal bath from 20 to 52 °C, to its own end."""
    return played(target_c=52.0)


def outside(seconds: list[Second], target_c: float) -> list[float]:
    """When the water was outside the band, s."""
    return [s.at_s for s in seconds if abs(s.water_c - target_c) > 0.5]


def test_every_second_is_told_once() -> None:
    """From the first to the last, in order."""
    report, seconds = nominal()
    assert [s.at_s for s in seconds] == [float(n) for n in range(1, len(seconds) + 1)]
    assert report.hours * 3600.0 == len(seconds)


def test_settling_counts_from_the_first_heat() -> None:
    """From the second in which the heater first closed until the water stays in the band."""
    report, seconds = nominal()
    heat_s = next(s.at_s for s in seconds if s.heater) - 1.0
    assert heat_s > 0.0
    assert report.settle_s == outside(seconds, 52.0)[-1] + 1.0 - heat_s


def test_the_figures_are_those_of_the_water() -> None:
    """RMS, offset, changes of the last 45 min, the hottest water and the first peak."""
    report, seconds = nominal()
    water_c = [s.water_c for s in seconds]
    away_c = [c - 52.0 for c in water_c[-STEADY:]]
    assert report.rms_c == pytest.approx(math.sqrt(statistics.fmean(c * c for c in away_c)))
    assert report.offset_c == pytest.approx(statistics.fmean(away_c))
    assert report.max_water_c == max(water_c)
    rises = next(n for n, c in enumerate(water_c) if c > 52.0)
    falls = next(n for n, c in enumerate(water_c) if n > rises and c <= 52.0)
    assert report.overshoot_c == pytest.approx(max(water_c[rises:falls]) - 52.0)


def test_a_relay_change_is_on_or_off() -> None:
    """Both ways count, of the heater, in the last 45 minutes, for an hour."""
    report, seconds = nominal()
    levels = [s.heater for s in seconds[-STEADY - 1 :]]
    changes = sum(a is not b for a, b in pairwise(levels))
    assert changes > 0
    assert report.relay_changes_per_h == pytest.approx(changes * 3600.0 / STEADY)


def test_the_energy_is_what_the_element_gave() -> None:
    """Each second with the heater closed is 800 joules; the welded look before it is none."""
    report, seconds = nominal()
    assert report.energy_wh == pytest.approx(800.0 * sum(s.heater for s in seconds) / 3600.0)


def test_by_itself_it_runs_90_minutes_beyond_settling() -> None:
    """And not a minute more than the next full one."""
    report, seconds = nominal()
    beyond_s = report.hours * 3600.0 - outside(seconds, 52.0)[-1]
    assert 5400.0 <= beyond_s <= 5460.0


def test_a_probe_that_reads_low_is_no_excuse() -> None:
    """The score is of the water: two probes 1 °C too low make it 1 °C too hot."""
    report, seconds = played(file=BathFile(start_c=45.0, probe_offset_c=-1.0), hours=1.5)
    assert report.offset_c == pytest.approx(1.0, abs=0.15)
    assert report.settle_s is None
    assert seconds[-1].bath_c == pytest.approx(50.0, abs=0.3)


def test_a_bath_that_never_gets_there_never_settles() -> None:
    """Twelve minutes are too short: null, no peak, and the figures of what was."""
    report, _ = played(hours=0.2)
    assert report.settle_s is None
    assert report.overshoot_c == 0.0
    assert report.offset_c < -15.0


def test_a_bath_that_is_there_has_settled_at_once() -> None:
    """Water at its target needs no time."""
    assert played(file=BathFile(start_c=50.0, ambient_c=40.0), hours=0.1)[0].settle_s == 0.0


def test_leaving_the_band_late_is_not_settled_yet() -> None:
    """After a cold bath of stones the time counts to the last return."""
    report, seconds = played("cold_stones@3600", file=WARM, hours=2.0)
    assert report.settle_s is not None
    assert 3600.0 < outside(seconds, 50.0)[-1] <= report.settle_s + 60.0


def test_only_the_first_peak_is_overshoot() -> None:
    """Hot water poured in later makes a maximum and no overshoot."""
    calm, _ = played(file=WARM, hours=1.0)
    poured, _ = played("hot_water=60@3000", file=WARM, hours=1.0)
    assert poured.overshoot_c == calm.overshoot_c < 0.5
    assert poured.max_water_c > calm.max_water_c + 1.0


@pytest.mark.parametrize("hours", [0.02, 0.5, 1.0])
def test_hours_are_hours(hours: float) -> None:
    """What is asked for is what is played."""
    assert played(hours=hours)[0].hours == pytest.approx(hours)


def test_a_bath_that_does_not_settle_ends_after_twelve_hours() -> None:
    """An element too weak for the target is given up at the limit."""
    weak = BathFile(element_w=100.0, start_c=40.0)
    report, _ = played("lid_on@42000", file=weak)
    assert report.hours == 12.0
    assert [end["reason"] for end in report.ends] == ["nobody touched the heater"]
    assert report.settle_s is None


def test_a_fault_is_watched_for_90_minutes() -> None:
    """The run goes on after the last thing that happens to it, and to its end."""
    assert played("lid_on@100..3000", file=WARM)[0].hours * 3600.0 >= 8400.0


def test_a_trip_is_told_with_rule_time_and_reason() -> None:
    """A probe lost at 600 s trips 20 s after its last good reading, and the run ends in time."""
    report, seconds = played("unplugged@600", file=WARM)
    (trip,) = report.trips
    assert trip["rule"] == "probe-lost"
    assert str(trip["reason"]).startswith("bath has been lost for 20 s, limit 20 s: ")
    tripped_s = next(s.at_s for s in seconds if s.mode == "TRIPPED")
    assert trip["at_s"] == tripped_s - 1.0 == 619.0
    assert not any(s.heater for s in seconds if s.at_s >= tripped_s)
    assert 5400.0 <= report.hours * 3600.0 - 619.0 <= 5460.0
    assert {"probe-missing", "probe-lost"} <= set(report.alarms)


def test_a_heat_up_that_is_given_up_is_told_with_time_and_reason() -> None:
    """A bath runs dry: STANDBY within a minute, and the run ends 90 minutes after it."""
    report, seconds = played("dry=0.125@60", file=BathFile(start_c=40.0, stone_kg=0.0))
    (end,) = report.ends
    ended_s = next(s.at_s for s in seconds if s.at_s > 60.0 and s.mode == "STANDBY")
    assert end["at_s"] == ended_s - 1.0 < 120.0
    assert str(end["reason"]).startswith("the water rose")
    assert 5400.0 <= report.hours * 3600.0 - (ended_s - 1.0) <= 5460.0
    assert (list(report.trips), list(report.alarms)) == ([], ["rise-fast"])


def test_a_normal_run_has_no_trip_and_one_bell() -> None:
    """Nothing is heard but that the bath is ready."""
    report, _ = nominal()
    assert (list(report.trips), list(report.ends), list(report.alarms)) == ([], [], ["ready"])


def test_somebody_stands_beside_it() -> None:
    """A touch every 30 min keeps an attended heater hot beyond two hours."""
    report, seconds = played(file=HOT, hours=2.6)
    assert {s.mode for s in seconds} == {"HEATING"}
    assert "auto-standby" not in report.alarms


def test_unattended_it_ends_in_standby() -> None:
    """Two hours after the first READY nobody has touched it: warned, then no more heat."""
    report, seconds = played(file=HOT, hours=2.6, attended=False)
    off_s = next(s.at_s for s in seconds if s.mode == "STANDBY")
    assert TWO_H < off_s < TWO_H + 1800.0
    assert not any(s.heater for s in seconds if s.at_s >= off_s)
    assert "auto-standby" in report.alarms


def test_what_was_learned_serves_the_next_run() -> None:
    """After a run with a name plate that lies, the next begins nearer to the truth."""
    file = BathFile(nameplate_kg=12.0)
    first, _ = played(file=file, hours=1.0)
    again, _ = played(file=file, kept=first.learned, hours=0.005)
    fresh, _ = played(file=file, hours=0.005)
    known = first.learned.rate_c_per_s
    assert again.learned.rate_c_per_s == pytest.approx(known, rel=0.02)
    assert fresh.learned.rate_c_per_s != pytest.approx(known, rel=0.05)


def test_the_same_seed_is_the_same_run() -> None:
    """To the last digit; another seed is another noise."""
    plan: dict[str, Any] = {"file": WARM, "hours": 0.7}
    one, same, other = (json.dumps(played(seed=n, **plan)[0].as_dict()) for n in (1, 1, 2))
    assert one == same
    assert one != other


def test_an_ssr_is_switched_more_often() -> None:
    """The profile reaches the relay."""
    plan: dict[str, Any] = {"file": HOT, "hours": 1.0}
    ssr, relay = (played(profile=kind, **plan)[0] for kind in (Profile.SSR, Profile.MECHANICAL))
    assert ssr.relay_changes_per_h > 5.0 * relay.relay_changes_per_h


def test_the_name_plate_may_lie() -> None:
    """The heater is told the plate; the water is heated by the element."""
    report, seconds = played(file=BathFile(element_w=800.0, nameplate_w=900.0), hours=0.3)
    assert report.energy_wh == pytest.approx(800.0 * sum(s.heater for s in seconds) / 3600.0)


def test_a_fault_of_a_probe_that_is_not_there_is_refused() -> None:
    """Before the first second."""
    with pytest.raises(FaultError, match="there is no probe '2' here; known: bath, all"):
        played("crc:2@5", file=BathFile(probe=(BathProbe(),)))


def test_a_bath_too_hot_to_begin_with_is_never_heated() -> None:
    """Above the cutoff it trips at once; `on`, asked again and again, changes nothing."""
    report, seconds = played(file=BathFile(start_c=60.0), hours=0.3)
    assert report.trips[0]["rule"] == "cutoff"
    assert report.energy_wh == 0.0
    assert {s.mode for s in seconds[5:]} == {"TRIPPED"}


def test_the_trace_names_the_rules_that_speak() -> None:
    """While a probe is missing, the rule that holds the heat stands beside each second."""
    _, seconds = played("unplugged@600..610", file=WARM, hours=0.2)
    held = [s for s in seconds if "probe-missing" in s.state]
    assert 605.0 <= held[0].at_s <= 607.0
    assert not any(s.heater for s in held)


def test_the_json_has_the_published_keys() -> None:
    """In the order of the contract, with numbers, null or lists."""
    said = nominal()[0].as_dict()
    assert list(said) == KEYS
    assert json.loads(json.dumps(said)) == said
    assert played(hours=0.1)[0].as_dict()["settle_s"] is None
