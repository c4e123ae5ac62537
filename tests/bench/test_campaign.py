# SPDX-License-Identifier: MIT
"""The campaign itself: its checks see what they are for, and its page leaves nothing out."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from bench.campaign.days import Day
from bench.campaign.faults import FAULTS, Cut
from bench.campaign.pages import Run, page, promises_broken
from bench.campaign.report import JUDGED, PHASES, TENTH, fault_jobs
from bench.campaign.walks import BATHS, FROM_AFAR, Walks
from bench.control.grid import grid
from bench.fingerprint import fingerprint

from stoneheater.core.command import Verb
from stoneheater.hardware.faults import parse_fault

PAGE = Path(__file__).parents[2] / "docs" / "campaign.md"
QUIET = Cut("bath-21", "welded", "holding", 1.0, 0.5, 1.2, "rise-without-heat", 60)
RUN = Run(
    days=(Day(1, "bath-21", (), 3600, 1800, 0),),
    cuts=(QUIET, replace(QUIET, bath="bath-13", hottest_c=3.0, cut_c=1.5, held_c=5.0)),
    single=(replace(QUIET, cut_c=2.5, trip=""), replace(QUIET, cut_c=0.4)),
    baths=[bath for bath in grid() if bath.name in ("bath-13", "bath-21")],
    dry_seeds=4,
    walks=10,
    steps=5,
    broken="",
    seed=1,
    date="2026-11-21",
    commit="abc",
    fingerprint="def",
)


def walking() -> Walks:
    """A walk at its beginning, heating."""
    walk = Walks()
    walk.begin(BATHS[0], 1, heated=True)
    assert walk.stage.heats
    return walk


def _blind(walk: Walks) -> None:
    walk.good_s = {}


def _hot(walk: Walks) -> None:
    walk.recent_c["bath"] = (57.0, 57.0, 57.0)


def _standby(walk: Walks) -> None:
    walk.stage.ask(Verb.STANDBY)
    walk.stage.second()
    walk.stage.world.heater = True


@pytest.mark.parametrize(
    ("spoil", "said"),
    [(_blind, "without a reading"), (_hot, "above the limit"), (_standby, "without HEATING")],
)
def test_heat_against_a_law_is_seen(spoil: Callable[[Walks], None], said: str) -> None:
    """A sound second passes; the same second with one thing wrong does not."""
    walk = walking()
    walk._check_heat()
    spoil(walk)
    with pytest.raises(AssertionError, match=said):
        walk._check_heat()
    walk.teardown()


def test_a_latch_that_clears_itself_is_seen() -> None:
    """Cleared without a reset, or never written."""
    walk = walking()
    with pytest.raises(AssertionError, match="cleared by nobody"):
        walk._check_trip(latched=True)
    walk.break_something("unplugged", 30)
    walk.stage.latch.held = None
    with pytest.raises(AssertionError, match="not latched"):
        walk._check_trip(latched=True)
    walk.teardown()


def test_water_that_goes_on_rising_after_cutoff_is_seen() -> None:
    """From the first second that shows it the water has a bound."""
    walk = walking()
    walk.recent_c["bath"] = (58.5, 58.5, 58.5)
    walk._check_water()
    assert walk.most_c is not None
    walk.stage.world.plant.water_c = walk.most_c + 0.01
    with pytest.raises(AssertionError, match="above what was committed"):
        walk._check_water()
    walk.teardown()


def test_current_in_a_losing_bath_above_cutoff_is_seen() -> None:
    """Less and less water is lifted by the same heat, so none may flow."""
    walk = walking()
    walk.fault = "slow_leak=8"
    assert walk.stage.world.powered
    walk._check_water()
    walk.recent_c["bath"] = (58.5, 58.5, 58.5)
    with pytest.raises(AssertionError, match="losing bath"):
        walk._check_water()
    walk.teardown()


@pytest.mark.parametrize("method", FROM_AFAR)
def test_what_is_asked_from_afar_goes_through_the_door_for_it(method: str) -> None:
    """Lower, switch off and quiet reach the loop; on, reset, click and a new relay do not."""
    walk = walking()
    params = {"temperature": "45.0C"} if method == "target.set" else {}
    reached = walk.stage.ask_from_afar(method, **params)
    assert reached is (method in {"heat.standby", "alarm.ack", "target.set"})
    walk.teardown()


@pytest.mark.parametrize(("target_c", "reached"), [(52.0, True), (52.1, False)])
def test_a_target_from_afar_ends_at_the_remote_limit(target_c: float, reached: bool) -> None:
    """Both sides of it."""
    walk = walking()
    said = f"{target_c}C"
    assert walk.stage.ask_from_afar("target.set", temperature=said) is reached
    walk.teardown()


def test_every_fault_of_the_campaign_is_one_of_the_simulator() -> None:
    """Each can be played by hand: `stoneheater sim --fault`."""
    assert [parse_fault(f"{fault}@0").name for fault in FAULTS]


def test_a_tenth_has_every_fault_and_both_phases() -> None:
    """What each change is judged by leaves out no fault, and neither heating nor holding."""
    whole, tenth = fault_jobs(grid(), 1), fault_jobs(grid(), TENTH)
    assert len(whole) == len(set(whole)) == 1456
    assert set(tenth) < set(whole)
    assert {fault for _, fault, _, _ in tenth} == set(FAULTS)
    by_phase = [sum(job[2] == phase for job in tenth) for phase in PHASES]
    assert by_phase == [73, 73]


def test_the_page_says_what_was_found() -> None:
    """Numbers, seed, commit and fingerprint; a miss, a trip and a broken law stand out."""
    text = page(RUN)
    assert "commit `abc`, seed 1" in text
    assert "**Trips: none.**" in text
    assert "0.50 °C above the target (bath-21, welded, while holding): below" in text
    assert "nothing was added beyond it" in text
    assert "**None was broken.**" in text
    assert "| `welded` | 0.50 | 2.50 | `rise-without-heat` | **lost** |" in text
    assert promises_broken(RUN) == []
    bad = replace(
        RUN,
        days=(Day(7, "bath-13", ("cutoff: too hot.",), 0, 0, 0),),
        cuts=(replace(QUIET, cut_c=2.5), replace(RUN.cuts[1], hottest_c=6.0)),
        broken="on with a latch",
    )
    text = page(bad)
    assert "**Trips: 1.**\n* day 7, bath-13: cutoff: too hot.\n" in text
    assert "**not below**" in text
    assert "**bath-13, welded, while holding: +0.90 °C**" in text
    assert "**Broken:** on with a latch" in text
    assert promises_broken(bad) == [
        "bath-13, day 7: cutoff: too hot.",
        "bath-13, welded, while holding: +0.90 °C beyond",
        "bath-21, welded, while holding: current at +2.50 °C",
        "on with a latch",
    ]


def test_the_published_page_is_of_this_heater() -> None:
    """Whoever changes the heater runs `make campaign` again."""
    assert f"`{fingerprint(JUDGED)}`" in PAGE.read_text(encoding="utf-8")
