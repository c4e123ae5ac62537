# SPDX-License-Identifier: MIT
"""One probe followed through time, and the fusion of several into one process value.

The law of this file: the hottest usable probe speaks; a value steps *up* the moment it is read,
and only a step *down* must prove itself (three consistent samples), because believing a false
cold means heat. What is unusable is missing, and missing is never a temperature.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from stoneheater.core.reading import LSB_C, POWER_ON_C, SUSPECT, WEAK_SUPPLY_C, Fault, Reading

STALE_S = 5.0
"""A last good reading older than this is missing, s."""

PLAUSIBLE_MIN_C = 2.0
"""Colder water than this is not believed: the bath of a practice is never ice, °C."""

MAX_FALL_C_PER_S = 5.0
"""No mixing makes stirred bath water fall faster; a faster fall is electrical noise, °C/s."""

CONSISTENT_C = 1.0
"""Samples within this of each other confirm a fall, °C."""

CONSISTENT_SAMPLES = 3
AHEAD_S = 1.0
"""A reading dated further ahead of the cycle was not measured then, s."""

NOISE_SHARE = 0.1
BEND_MAX_C = 2.0
"""One jump, however large, is not noise, °C."""

BAD_WINDOW_S = 60.0
SPIKE_WINDOW_S = 10.0
RETURN_BASE_C = 2.0
RETURN_C_PER_S = 0.05


@dataclass(frozen=True, slots=True)
class ProcessValue:
    """What the bath is taken to be: the hottest usable probe, °C, and when it was measured, s."""

    temperature_c: float
    at_s: float
    probe: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A probe that came back elsewhere: temperatures in °C, the absence in s."""

    before_c: float
    after_c: float
    absent_s: float
    allowed_c: float


class ProbeTrack:
    """What is known of one probe: updated once per cycle, judged by the interlock.

    Attributes:
        name: the probe's name in the configuration.
        value_c: the believed temperature, °C, or None when the probe is missing.
        raw_c: the newest well-formed temperature, believed or not, °C; None after a fault.
        recent_c: the last three well-formed temperatures, newest last, °C.
        fault: why the newest reading carries no temperature, or None.
        age_s: seconds since the last good reading; infinite if there never was one.
        seen: True once a good reading has come.
        noise_c: mean bend of the newest readings, °C; under one LSB for a healthy probe.
        suspect_streak: readings in a row of a kind that only a failing probe gives.
        bad_streak: bad readings in a row.
        returned: set in the one cycle in which the probe came back after being missing.
        moved: set in that cycle if it came back where it was not before.
        step_c: the probe's resolution, °C.
    """

    __slots__ = (
        "_bad_at_s",
        "_doubt",
        "_good_c",
        "_good_s",
        "_read_at_s",
        "_seen_at_s",
        "_spike_at_s",
        "age_s",
        "bad_streak",
        "fault",
        "moved",
        "name",
        "noise_c",
        "raw_c",
        "recent_c",
        "returned",
        "seen",
        "step_c",
        "suspect_streak",
        "value_c",
    )

    def __init__(self, name: str) -> None:
        self.name = name
        self.value_c: float | None = None
        self.raw_c: float | None = None
        self.recent_c: tuple[float, ...] = ()
        self.fault: Fault | None = None
        self.age_s = float("inf")
        self.seen = False
        self.noise_c = 0.0
        self.suspect_streak = 0
        self.bad_streak = 0
        self.returned = False
        self.moved: Moved | None = None
        self.step_c = LSB_C
        self._good_c = 0.0
        self._good_s = 0.0
        self._seen_at_s: float | None = None
        self._doubt: tuple[float, ...] = ()
        self._read_at_s: deque[float] = deque()
        self._bad_at_s: deque[float] = deque()
        self._spike_at_s: deque[float] = deque()

    @property
    def fresh(self) -> bool:
        """Whether the last good reading may still speak."""
        return self.age_s <= STALE_S

    @property
    def bad_share(self) -> float:
        """Share of bad readings in the last minute, 0 to 1; 0 until ten readings have come."""
        reads = len(self._read_at_s)
        return len(self._bad_at_s) / reads if reads >= 10 else 0.0  # noqa: PLR2004 - a share of fewer says nothing

    @property
    def spikes(self) -> int:
        """Impossible steps, up or down, in the last ten seconds."""
        return len(self._spike_at_s)

    def update(self, reading: Reading | None, now_s: float, lift_c: float = 0.0) -> None:
        """Take the newest reading of this cycle; the same one again only ages.

        Args:
            reading: the probe's newest reading, or None if it never answered.
            now_s: the monotonic instant of this cycle, s.
            lift_c: how much the heat of the last minute could lift the lightest bath, °C.
        """
        self.returned = False
        self.moved = None
        if reading is not None and reading.at_s != self._seen_at_s:
            self._seen_at_s = reading.at_s
            dated = reading.at_s <= now_s + AHEAD_S
            self._take(reading if dated else _undated(reading), now_s, lift_c)
        if self.seen:
            self.age_s = now_s - self._good_s
        self.value_c = self._good_c if self.fresh else None
        _forget(self._read_at_s, now_s - BAD_WINDOW_S)
        _forget(self._bad_at_s, now_s - BAD_WINDOW_S)
        _forget(self._spike_at_s, now_s - SPIKE_WINDOW_S)

    def _take(self, reading: Reading, now_s: float, lift_c: float) -> None:
        self._read_at_s.append(now_s)
        self.step_c = reading.step_c
        self.fault = fault_of(reading)
        self.suspect_streak = self.suspect_streak + 1 if self.fault in SUSPECT else 0
        self.raw_c = value_c = None if self.fault is not None else reading.temperature_c
        if value_c is None:
            self._bad(now_s)
            return
        self.recent_c = (*self.recent_c[-2:], value_c)
        self._measure_noise()
        if self._believable(value_c, reading.at_s, now_s):
            self._believe(value_c, reading.at_s, lift_c)
        else:
            self._bad(now_s)

    def _measure_noise(self) -> None:
        """Bends, not slopes: water may rise fast, but it does not go to and fro."""
        if len(self.recent_c) == 3:  # noqa: PLR2004 - a bend needs three points
            first_c, middle_c, last_c = self.recent_c
            bend_c = min(BEND_MAX_C, abs(first_c - 2.0 * middle_c + last_c))
            self.noise_c += NOISE_SHARE * (bend_c - self.noise_c)

    def _bad(self, now_s: float) -> None:
        self.bad_streak += 1
        self._bad_at_s.append(now_s)

    def _believable(self, value_c: float, at_s: float, now_s: float) -> bool:
        """A rise is believed at once; an impossible fall after three consistent samples."""
        if not self.seen or not self.fresh:
            return True
        step_c = value_c - self._good_c
        if abs(step_c) <= MAX_FALL_C_PER_S * max(1.0, at_s - self._good_s):
            self._doubt = ()
            return True
        self._spike_at_s.append(now_s)
        if step_c > 0.0:
            return True
        same = all(abs(value_c - other_c) <= CONSISTENT_C for other_c in self._doubt)
        self._doubt = (*self._doubt, value_c) if same else (value_c,)
        return len(self._doubt) >= CONSISTENT_SAMPLES

    def _believe(self, value_c: float, at_s: float, lift_c: float) -> None:
        absent_s = at_s - self._good_s
        if self.seen and absent_s > STALE_S:
            self.returned = True
            allowed_c = RETURN_BASE_C + RETURN_C_PER_S * absent_s
            up_c = allowed_c + lift_c
            if not self._good_c - allowed_c <= value_c <= self._good_c + up_c:
                limit_c = up_c if value_c > self._good_c else allowed_c
                self.moved = Moved(self._good_c, value_c, absent_s, limit_c)
        self._good_c, self._good_s = value_c, at_s
        self._doubt = ()
        self.bad_streak = 0
        self.seen = True


def fault_of(reading: Reading) -> Fault | None:
    """The fault of a reading, also where a driver passed a failure off as a number."""
    value_c = reading.temperature_c
    if value_c is None:
        return reading.fault or Fault.ERROR
    if value_c == POWER_ON_C:
        return Fault.POWER_ON
    if value_c == WEAK_SUPPLY_C:
        return Fault.WEAK_SUPPLY
    if value_c != value_c or value_c < PLAUSIBLE_MIN_C:  # noqa: PLR0124 - only NaN differs from itself
        return Fault.GARBLED
    return reading.fault


def _undated(reading: Reading) -> Reading:
    """The same as a fault: it could not grow old, and would speak for ever."""
    return Reading(reading.probe, None, reading.at_s, Fault.ERROR, "it is dated in the future")


def fuse(tracks: Iterable[ProbeTrack], now_s: float) -> ProcessValue | None:
    """The hottest usable probe, or None when no probe is usable."""
    hottest: ProbeTrack | None = None
    for track in tracks:
        value_c = track.value_c
        if value_c is not None and (hottest is None or value_c > (hottest.value_c or value_c)):
            hottest = track
    if hottest is None or hottest.value_c is None:
        return None
    return ProcessValue(hottest.value_c, now_s - hottest.age_s, hottest.name)


def spread_c(tracks: Iterable[ProbeTrack]) -> float:
    """How far the usable probes are apart, °C; 0 with fewer than two."""
    values_c = [track.value_c for track in tracks if track.value_c is not None]
    return max(values_c) - min(values_c) if len(values_c) > 1 else 0.0


def _forget(times_s: deque[float], before_s: float) -> None:
    while times_s and times_s[0] <= before_s:
        times_s.popleft()
