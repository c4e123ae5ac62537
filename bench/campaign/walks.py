# SPDX-License-Identifier: MIT
"""Random walks: people, faults, restarts and clocks in any order, and what has to hold meanwhile.

The law of this file: what has to hold is checked after every second, on the relays, the true
water and the readings themselves, never on what the heater believes. One fault at a time.
"""

from bench.campaign.stage import REMOTE_CEILING_C, Stage
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from stoneheater.config import BathFile
from stoneheater.core.command import Verb
from stoneheater.core.mode import Mode

BATHS = (
    BathFile(water_kg=4.0, stone_kg=0.0, element_w=1500.0, start_c=47.0),
    BathFile(start_c=47.0),
    BathFile(water_kg=20.0, stone_kg=15.0, element_w=500.0, lid=True, start_c=49.0),
)
FAULTS = (
    "unplugged",
    "silent:2",
    "frozen",
    "frozen:all",
    "stuck_at=45:all",
    "stuck_at=45",
    "in_air",
    "in_air:all",
    "noise=2",
    "spikes=-10",
    "drift=-2:all",
    "offset=-8",
    "offset=8",
    "offset=-3:all",
    "crc",
    "power_on",
    "weak_supply",
    "all_zero",
    "coarse=0.5",
    "welded",
    "welded_enable",
    "open",
    "weak=0.4",
    "mains=1.3",
    "dry=0.125",
    "slow_leak=8",
    "draft=8",
)
MOMENTS = ("cold_stones=22", "cold_water=15", "hot_water=70", "hot_water=95", "added_water=15")
FROM_AFAR = (
    "heat.on",
    "heat.standby",
    "trip.reset",
    "alarm.ack",
    "target.set",
    "commission.click",
    "relay.replaced",
)
LOSING = ("dry=0.125", "slow_leak=8")
AGE_S = 5.0
LEASE_S = 3.0
HIGH_C = 56.0
CUTOFF_C = 58.0
FLICKER_C = 0.1
"""What stones of several sizes, and rounding, may add to that, °C."""

PLAUSIBLE_C = (2.0, 80.0)
"""Below and above it is not a bath that was read; 85 °C is a probe that lost its power, °C."""

SECONDS = st.sampled_from([1, 1, 3, 10, 30, 120, 400])


class Walks(RuleBasedStateMachine):
    """A heater and everything that can happen to it."""

    def __init__(self) -> None:
        super().__init__()
        self.stage: Stage
        self.fault: str | None = None
        self.good_s: dict[str, float] = {}
        self.recent_c: dict[str, tuple[float, ...]] = {}
        self.most_c: float | None = None
        self.reset_asked = self.clicked = False

    # -- what can happen ----------------------------------------------------------------------

    @initialize(bath=st.sampled_from(BATHS), seed=st.integers(1, 1000), heated=st.booleans())
    def begin(self, bath: BathFile, seed: int, heated: bool) -> None:
        """A bath near its target, switched on or not."""
        self.stage = Stage(bath, seed=seed)
        self._pass(12)
        if heated:
            self.stage.ask(Verb.ON)
            self._pass(30)

    @rule(seconds=SECONDS)
    def wait(self, seconds: int) -> None:
        """Time passes."""
        self._pass(seconds)

    @rule(
        verbs=st.lists(
            st.sampled_from([Verb.ON, Verb.ON, Verb.STANDBY, Verb.RESET, Verb.ACK, Verb.TOUCH]),
            min_size=1,
            max_size=4,
        ),
        touches=st.booleans(),
    )
    def ask(self, verbs: list[Verb], touches: bool) -> None:
        """People ask, several within one second."""
        for verb in verbs:
            self.reset_asked |= verb is Verb.RESET
            self.stage.ask(verb, touches=touches)
        self._pass(2)
        self.reset_asked = False  # answered, one way or the other

    @rule(
        methods=st.lists(st.sampled_from(FROM_AFAR), min_size=1, max_size=4),
        target_c=st.floats(20.0, 70.0),
    )
    def ask_from_afar(self, methods: list[str], target_c: float) -> None:
        """Somebody who is not at the heater asks; what is refused there never comes to the loop."""
        before = self.stage.outcome
        for method in methods:
            params = {"temperature": f"{target_c:.1f}C"} if method == "target.set" else {}
            params |= {"output": "heater"} if method == "commission.click" else {}
            self.stage.ask_from_afar(method, **params)
        self._pass(2)
        after = self.stage.outcome
        heats = after.mode is Mode.HEATING and before.mode is not Mode.HEATING
        assert not heats, "switched on from a distance"
        raised = after.target_c > max(before.target_c, REMOTE_CEILING_C)
        assert not raised, "a target from a distance above what may be set from there"

    @rule(target_c=st.one_of(st.floats(30.0, 54.0), st.floats(), st.floats(20.0, 70.0)))
    def set_target(self, target_c: float) -> None:
        """Another target, or what somebody takes for one."""
        self.stage.ask(Verb.SET, target_c=target_c)
        self._pass(2)

    @rule()
    def click(self) -> None:
        """The relay is clicked, or not allowed to be."""
        self.clicked = True
        self.stage.ask(Verb.CLICK)
        self._pass(1)
        self.clicked = False
        self._pass(1)

    @rule(fault=st.sampled_from(FAULTS), seconds=SECONDS)
    def break_something(self, fault: str, seconds: int) -> None:
        """One fault; the one before has been mended."""
        self._mend()
        self.fault = fault
        self.stage.happen(fault)
        self._pass(seconds)

    @rule()
    def mend(self) -> None:
        """The fault ends."""
        self._mend()
        self._pass(15)

    @rule(moment=st.sampled_from(MOMENTS))
    def pour(self, moment: str) -> None:
        """Stones or water of another temperature: heat that no relay gave."""
        self.stage.happen(moment)
        self.most_c = None
        self._pass(1)
        self.most_c = None

    @rule(killed_s=st.sampled_from([0, 2, 60]))
    def restart(self, killed_s: int) -> None:
        """The daemon starts again, at once or after a while."""
        tripped = self.stage.latch.held is not None
        self.stage.restart()
        assert (self.stage.outcome.mode is Mode.TRIPPED) is tripped, "a restart kept no trip"
        assert not self.stage.world.heater, "a restart heats"
        self.good_s, self.recent_c = {}, {}
        self._pass(1 + killed_s)

    @rule(jump_s=st.floats(-1e9, 1e9))
    def set_clock(self, jump_s: float) -> None:
        """The date jumps."""
        self.stage.clock.date_s += jump_s
        self._pass(2)

    @rule(slept_s=st.sampled_from([0.4, 4.0, 20.0, 7200.0]))
    def sleep(self, slept_s: float) -> None:
        """The computer sleeps; its boot clock knows."""
        self.stage.clock.slept_s += slept_s
        self._pass(2)

    @rule(seconds=st.integers(1, 30))
    def stall(self, seconds: int) -> None:
        """The loop does not come round; only the guard of the leases runs."""
        for second in range(1, seconds + 1):
            self.stage.stalled_second()
            assert second < LEASE_S or not self.stage.world.heater, "longer than a lease"
        self._pass(1)

    # -- what has to hold ---------------------------------------------------------------------

    def teardown(self) -> None:
        """No thread is left."""
        if hasattr(self, "stage"):
            self.stage.close()

    def _mend(self) -> None:
        if self.fault is not None:
            self.stage.mend(self.fault)
        self.fault = None

    def _pass(self, seconds: int) -> None:
        for _ in range(seconds):
            latched = self.stage.latch.held is not None
            self.stage.second()
            self._look()
            self._check_heat()
            self._check_trip(latched)
            self._check_water()

    def _look(self) -> None:
        """Take the readings as they are, without asking the heater."""
        now_s = self.stage.clock.now_s()
        for probe in self.stage.world.probes:
            reading = probe.reading
            if reading is None or reading.temperature_c is None or reading.at_s != now_s:
                continue
            value_c = reading.temperature_c
            if PLAUSIBLE_C[0] <= value_c < PLAUSIBLE_C[1]:
                self.good_s[probe.name] = now_s
            self.recent_c[probe.name] = (*self.recent_c.get(probe.name, ())[-2:], value_c)

    def _check_heat(self) -> None:
        stage, now_s = self.stage, self.stage.clock.now_s()
        assert 30.0 <= stage.outcome.target_c <= 54.0, "a target out of the compiled range"  # noqa: PLR2004 - the range
        if not stage.world.heater or self.clicked:
            return
        assert stage.outcome.mode is Mode.HEATING, "on without HEATING"
        assert stage.latch.held is None, "on with a latch"
        assert not stage.outcome.trips, "on with a trip"
        for probe in stage.world.probes:
            assert now_s - self.good_s.get(probe.name, -99.0) <= AGE_S, "on without a reading"
            assert self.recent_c[probe.name][-1] <= HIGH_C, "on above the limit"

    def _check_trip(self, latched: bool) -> None:
        """A trip is latched until a reset is accepted: the disk forgets first, then the heater."""
        stage = self.stage
        if stage.outcome.mode is Mode.TRIPPED:
            kept = stage.latch.held is not None or stage.outcome.clear_latch
            assert kept, "a trip that is not latched"
            assert not stage.world.heater, "a relay closed with a trip"
            assert not stage.world.enable, "enable closed with a trip"
            self.clicked = False
        if latched and stage.latch.held is None:
            assert self.reset_asked, "a latch cleared by nobody"
        if stage.latch.held is None:
            self.reset_asked = False

    def _check_water(self) -> None:
        """Once `cutoff` is to be seen, the water gets what element and stones held, and no more.

        Less and less water gets hotter by the same heat: while it goes, no current may flow.
        """
        stage = self.stage
        hot = [
            sum(CUTOFF_C < c < PLAUSIBLE_C[1] for c in recent) >= 2  # noqa: PLR2004 - two of three
            for recent in self.recent_c.values()
        ]
        if not any(hot):
            self.most_c = None
            return
        if self.fault in LOSING:
            assert not stage.world.powered, "current in a losing bath above cutoff"
            self.most_c = None
            return
        if self.most_c is None:
            self.most_c = max(stage.committed_c, stage.world.plant.stone_c) + FLICKER_C
        assert stage.water_c <= self.most_c, "water above what was committed at cutoff"
