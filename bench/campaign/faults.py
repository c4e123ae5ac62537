# SPDX-License-Identifier: MIT
"""Every single fault on every bath, in the recommended wiring, while the bath heats and holds.

The law of this file: one fault a run, and the score is taken from the water and the relays, never
from what the heater says of itself. The first tick that could show too much heat is the first one
in which a probe that is not itself the fault reads a degree above the target.
"""

from dataclasses import dataclass

from bench.campaign.stage import Stage
from bench.control.grid import GridBath

from stoneheater.core.command import Verb
from stoneheater.core.mode import Mode

TARGET_C = 50.0
START_C = 47.0
SHOWS_C = 1.0
"""So far above the target a probe shows that there is too much heat, °C: `enable` opens there."""

MOST_C = 2.0
SLACK_C = 0.1
"""What stones that were warmer than the water may still give, °C."""

SLOW_C = 1.0
HEATING_S = 30
HOLDING_S = 900
WATCHED_S = 2400
AFTER_TRIP_S = 600
"""So long after a trip every element has given what it held, s."""

FAULTS = (
    "unplugged",
    "silent",
    "frozen",
    "stuck_at=45",
    "in_air",
    "noise=1.5",
    "spikes=-10",
    "drift=-0.2",
    "offset=-8",
    "offset=8",
    "crc",
    "power_on",
    "weak_supply",
    "all_zero",
    "all_ones",
    "coarse=0.5",
    "welded",
    "welded_enable",
    "open",
    "weak=0.5",
    "mains=1.15",
    "slow_leak=2",
    "draft=4",
    "lid_off",
    "dry=0.125",
)
DRY = FAULTS[-1]


@dataclass(frozen=True, slots=True)
class Cut:
    """What came of one fault on one bath.

    Attributes:
        bath, fault, phase: which one, and whether it came while heating or holding.
        hottest_c: the hottest water from then on, above the target, °C.
        cut_c: the hottest water while current flowed, above the target, °C.
        held_c: what element and lag held when a probe could first show it, above the target, °C.
        trip: the first rule that tripped, or nothing.
        cut_s: heat given from the fault until a rule on rises took it away, s; None if none did.
    """

    bath: str
    fault: str
    phase: str
    hottest_c: float
    cut_c: float
    held_c: float
    trip: str
    cut_s: int | None

    @property
    def beyond_c(self) -> float:
        """By how much the water passed both 2 °C over and what was held already, °C."""
        return self.hottest_c - max(MOST_C, self.held_c + SLACK_C)


def inject(bath: GridBath, fault: str, phase: str, seed: int = 1, probes: int = 2) -> Cut:
    """Play one fault, with two bath probes or with one."""
    plant = bath.plant()
    plant.settle_at(START_C)
    stage = Stage(bath.file, TARGET_C, seed=seed, plant=plant, probes=probes)
    for probe in stage.world.probes:
        probe.model.settle_at(START_C)
    _reach(stage, HEATING_S if phase == "heating" else HOLDING_S)
    stage.happen(fault)
    found = _watch(stage, bath.name, fault, phase)
    stage.close()
    return found


def _reach(stage: Stage, seconds: int) -> None:
    """Heat, and go on for so long after the relay first closed."""
    while not stage.outcome.levels.heater:
        if stage.outcome.mode is not Mode.HEATING and int(stage.clock.now_s()) % 10 == 0:
            stage.ask(Verb.ON)
        stage.second()
    for _ in range(seconds):
        stage.second()


def _watch(stage: Stage, bath: str, fault: str, phase: str) -> Cut:
    hottest_c, held_c, heat_s, tripped = stage.water_c, None, 0, False
    cut_c = START_C
    cut_s: int | None = None
    left_s = WATCHED_S
    while left_s > 0:
        stage.second()
        left_s -= 1
        hottest_c = max(hottest_c, stage.water_c)
        heat_s += stage.world.powered
        cut_c = max(cut_c, stage.water_c) if stage.world.powered else cut_c
        shown_c = max(probe.model.value_c for probe in stage.world.probes[-1:])
        if held_c is None and shown_c > TARGET_C + SHOWS_C:
            held_c = stage.committed_c
        if cut_s is None and any(f.rule.name.startswith("rise") for f in stage.outcome.findings):
            cut_s = heat_s
        if stage.trips and not tripped:
            tripped, left_s = True, min(left_s, AFTER_TRIP_S)
    trip = stage.trips[0].partition(":")[0] if stage.trips else ""
    held_c = TARGET_C if held_c is None else held_c
    hottest_c, cut_c, held_c = (value_c - TARGET_C for value_c in (hottest_c, cut_c, held_c))
    return Cut(bath, fault, phase, hottest_c, cut_c, held_c, trip, cut_s)
