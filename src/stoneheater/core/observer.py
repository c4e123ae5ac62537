# SPDX-License-Identifier: MIT
"""From readings and switched heat to the facts that the interlock judges.

The law of this file: it observes and counts, and decides nothing. What it is given it takes as
seen: readings with their times, what the outputs were, and what the service knows of the line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stoneheater.core.beside import ALONE, Beside
from stoneheater.core.energy import Smooth
from stoneheater.core.fast_rise import FastRise
from stoneheater.core.inverted import Inverted
from stoneheater.core.lead import Lead
from stoneheater.core.mode import Mode
from stoneheater.core.probe import ProbeTrack, ProcessValue, fuse, spread_c
from stoneheater.core.reading import Reading
from stoneheater.core.rise_off import OPENED_PACE_S, PACE_S, RiseOff
from stoneheater.core.rule import Finding
from stoneheater.core.sequence import Levels
from stoneheater.core.settings import Settings
from stoneheater.core.speaker import Speaker
from stoneheater.core.unanswered import Unanswered
from stoneheater.core.watch import Watch


@dataclass(frozen=True, slots=True)
class IoFacts:
    """What the service knows and the core cannot see.

    Attributes:
        read_back_wrong_s, read_back_name: an output that reads back wrong, and for how long.
        guard_silent_s: seconds since the lease guard was last seen alive.
        clock_skew: how far two clocks drifted apart in the last minute, as a share.
        slept_s: for how long the computer was suspended since the last cycle.
        not_ready: sentences that forbid `on`.
        beside: what there is to know of the clients and their stones.
    """

    read_back_wrong_s: float = 0.0
    read_back_name: str = ""
    guard_silent_s: float = 0.0
    clock_skew: float = 0.0
    slept_s: float = 0.0
    not_ready: Sequence[str] = ()
    beside: Beside = ALONE


class Observer:
    """Everything seen so far.

    Attributes:
        tracks: every configured probe, bath probes first.
        value: what the bath is taken to be, or None.
        spoken_c: what the controller listens to, °C, or None.
        apart_c: distance between the hottest and the coldest bath probe, °C.
        off_s: for how long the heater has been off, s.
        peak_c: the highest value since the heater went off, °C.
        unanswered: heat that the water has not answered yet.
        fast_rise: whether the water rises faster than heat can lift it.
        rise_off: how it rises without heat.
        lead: which is the warmer, element or bath.
    """

    def __init__(self, settings: Settings) -> None:
        self._limits = settings.limits
        self._inverted = Inverted(settings.limits, settings.plate)
        self._bath = tuple(ProbeTrack(name) for name in settings.bath_probes)
        element = settings.element_probe
        self._element = ProbeTrack(element) if element is not None else None
        self.tracks = self._bath if self._element is None else (*self._bath, self._element)
        self.value: ProcessValue | None = None
        self.unanswered = Unanswered(settings.plate)
        self.fast_rise = FastRise(settings.plate)
        self._has_enable = settings.has_enable
        self.rise_off = RiseOff(settings.plate, OPENED_PACE_S if self._has_enable else PACE_S)
        self.lead = Lead()
        self._smooth = Smooth()
        self._speaker = Speaker()
        self.spoken_c: float | None = None
        self._high_alarm_on = False
        self.apart_c = 0.0
        self._apart_s = self._far_apart_s = 0.0
        self.off_s = 0.0
        self.peak_c = -273.0

    @property
    def value_c(self) -> float | None:
        """The bath, °C, or None."""
        return None if self.value is None else self.value.temperature_c

    @property
    def blind(self) -> bool:
        """Whether no bath probe is usable."""
        return self.value is None

    @property
    def fresh(self) -> bool:
        """Whether every bath probe is."""
        return all(track.fresh for track in self._bath)

    @property
    def cool(self) -> bool:
        """Whether every bath probe is at or below the highest target."""
        return all(
            track.raw_c is not None and track.raw_c <= self._limits.target_max_c
            for track in self._bath
        )

    def watch(
        self,
        now_s: float,
        dt_s: float,
        readings: Mapping[str, Reading],
        levels: Levels,
        mode: Mode,
        io: IoFacts,
    ) -> Watch:
        """Take in one cycle; ``levels`` is what the outputs were since the one before."""
        for track in self.tracks:
            track.update(readings.get(track.name), now_s, self.fast_rise.minute_lift_c)
        self.value = fuse(self._bath, now_s)
        self.spoken_c = self._speaker.value_c(self._bath, dt_s)
        self.apart_c = apart_c = spread_c(self._bath)
        self._count(now_s, dt_s, levels, apart_c, mode)
        unanswered, fast, off = self.unanswered, self.fast_rise, self.rise_off
        return Watch(
            bath=self._bath,
            element=self._element,
            high_alarm_on=self._high_alarm_on,
            heating=mode is Mode.HEATING,
            apart_c=apart_c,
            apart_s=self._apart_s,
            far_apart_s=self._far_apart_s,
            unanswered_j=unanswered.energy_j,
            budget_j=unanswered.budget_j,
            looking=unanswered.looking,
            look_failed_s=unanswered.failed_s,
            rise_off_c=off.odd_c or off.rise_c,
            rise_allowed_c=off.odd_allowed_c,
            rise_off_times=off.times,
            rise_keeps_pace=off.keeps_pace,
            weld_standby=off.standby_weld,
            fast_rise_c=fast.rise_c,
            fast_times=fast.times,
            fast_allowed_c=fast.allowed_c,
            lead_reversed_c=self.lead.reversed_c,
            lead_reversed_s=self.lead.reversed_s,
            read_back_wrong_s=io.read_back_wrong_s,
            read_back_name=io.read_back_name,
            guard_silent_s=io.guard_silent_s,
            memory_wrong=not self._inverted.agrees,
            clock_skew=io.clock_skew,
            cycle_gap_s=dt_s + io.slept_s,
        )

    def narrow(self, fastest_c_per_s: float) -> None:
        """What the learned bath can rise at most, °C/s."""
        self.fast_rise.fastest_c_per_s = self.rise_off.fastest_c_per_s = fastest_c_per_s

    def tripped(self) -> None:
        """A trip is fresh: somebody has to come, and what was counted begins anew."""
        self.unanswered.reset()
        self.rise_off.forget()
        self.off_s = 0.0

    def remember(self, findings: Sequence[Finding]) -> None:
        """Keep what the next cycle must know of this one's judgement."""
        self._high_alarm_on = any(finding.rule.name == "high-alarm" for finding in findings)

    def _count(self, now_s: float, dt_s: float, levels: Levels, apart_c: float, mode: Mode) -> None:
        n, on = self._limits, levels.heater
        value_c = self.value_c
        quiet_s = 0.0 if on else dt_s
        self._apart_s = self._apart_s + quiet_s if apart_c >= n.apart_pause_c and not on else 0.0
        far = apart_c >= n.apart_trip_c and not on
        self._far_apart_s = self._far_apart_s + quiet_s if far else 0.0
        unsteady = any(t.noise_c > n.noise_c or t.returned for t in self._bath)
        smooth_c = self._smooth.update(None if unsteady else value_c)
        room_c = 0.0 if smooth_c is None else n.cutoff_c - smooth_c
        agreeing = len(self._bath) > 1 and self.fresh and apart_c < n.apart_pause_c
        self.unanswered.update(
            now_s, dt_s, on=on, value_c=smooth_c, room_c=room_c, agreeing=agreeing
        )
        heating, standby = mode is Mode.HEATING, mode is Mode.STANDBY
        self.fast_rise.update(dt_s, on, smooth_c, standby, heating)
        fast = self.fast_rise.rise_c > 0.0  # a relay may stick as it opens
        closed = levels.enable or not self._has_enable
        self.rise_off.update(dt_s, on, smooth_c, standby, heating or fast, closed)
        self.lead.update(dt_s, on, heating, self._bath, self._element)
        self.off_s = 0.0 if on else self.off_s + dt_s
        if value_c is not None:
            self.peak_c = value_c if on else max(self.peak_c, value_c)
