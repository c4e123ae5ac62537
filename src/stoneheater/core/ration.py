# SPDX-License-Identifier: MIT
"""Water that rose too far is watched as it falls: that tells how much heat it can bear.

The law of this file: at most it takes heat away. A crest further above the target than any sound
bath shows may be a kettle, warm stones, or too little water. How it falls tells which: without heat
a bath falls by its loss over its heat capacity, and the loss has not changed. One that falls many
times as fast as usual is many times as light, and a second of heat will lift it so much further,
long before the learned bath has followed. From then on heat comes in bites that can hardly bring
the water above the target, and each shows itself before the next one begins. When the water falls
as usual after one of them, all is as before: it was filled, or something cold had been put in.
"""

from math import inf

from stoneheater.core.thermal_model import ThermalModel

OVER_C = 0.6
"""A crest so far above the target is more than a sound bath shows, °C: 0.47 on the bench."""

PASSED_C = 0.2
"""A reading so far below its crest has passed it, °C: crests are round."""

NEAR_C = 0.1
"""Down to so far above the target a first fall is watched, °C: nearer to it heat may begin."""

LIGHT, AGAIN = 2.5, 1.5
"""A bath that falls so many times as fast as usual is rationed, and no longer when it falls less
than so many times as fast after a bite: doubt and a lid explain less. Stones, which are as warm as
ever, make the fall of little water slower than they make its rise."""

FALL_MIN_C_PER_S = 1e-4
"""No bath is taken to fall more slowly than this, °C/s."""

AIM_C = 0.5
"""A bite may aim so far above the target, °C."""

LEAST_S = 5.0
"""A bite is not shorter than a mechanical relay can give, s."""

SHOWS_S = 120.0
"""A bite has shown itself after so long without heat, s."""

FALL_S, STILL_S = 45.0, 150.0
"""Its fall is known after so long, s; water that is still at its crest after so long is steady."""

USUAL_S = 1800.0
"""What is usual is the mean over about so long, s."""


class Ration:
    """Crest, fall and bites of one bath in time; one call per cycle of about a second.

    Attributes:
        said: why heat is rationed, or nothing.
    """

    def __init__(self, model: ThermalModel) -> None:
        self._model = model
        self._target_c = 0.0
        self._rate_c_per_s = self._fall_c_per_s = 0.0
        self.restart()

    def restart(self) -> None:
        """Nothing is rationed; what is usual stays known."""
        self.said = ""
        self._near = False
        self._crest_c, self._from_c = -inf, inf
        self._fell_s = self._heat_s = self._off_s = 0.0
        self._lifts_c_per_s = 0.0
        self._most_s = inf

    @property
    def allows(self) -> bool:
        """Whether heat may go on, or begin."""
        return self._heat_s < self._most_s

    def follow(self, dt_s: float, on: bool, value_c: float | None, target_c: float) -> None:
        """One cycle: what the heater was in it, what the bath reads, what is wanted, °C.

        Water that is above its target because that was lowered, or since it was filled in, has not
        risen: only what was near the target before can have gone too far.
        """
        if target_c != self._target_c:
            self._target_c, self._near = target_c, False
        self._heat_s += dt_s if on else 0.0
        self._off_s = 0.0 if on else self._off_s + dt_s
        self._fell_s += dt_s
        if value_c is None:
            return
        self._near = self._near or value_c <= target_c + NEAR_C
        if self._near and value_c > max(self._crest_c, target_c + OVER_C):
            self._crest_c, self._from_c = value_c, inf
            self._lifts_c_per_s = self._most_s = 0.0
        if self._most_s == inf:
            self._learn(dt_s)
        elif self._lifts_c_per_s == 0.0:
            self._watch(value_c)
        else:
            self._bite(value_c)

    def _learn(self, dt_s: float) -> None:
        """What is usual: how far a second of heat lifts the water, how fast it falls without."""
        rate_c_per_s = self._model.learned.rate_c_per_s
        fall_c_per_s = self._model.hold_duty(self._target_c) * rate_c_per_s
        share = min(1.0, dt_s / USUAL_S) if self._rate_c_per_s > 0.0 else 1.0
        self._rate_c_per_s += (rate_c_per_s - self._rate_c_per_s) * share
        self._fall_c_per_s += (fall_c_per_s - self._fall_c_per_s) * share

    def _light(self, value_c: float) -> float:
        """How many times as fast as usual the water fell to here."""
        fall_c_per_s = (self._from_c - value_c) / max(self._fell_s, 1.0)
        return fall_c_per_s / max(self._fall_c_per_s, FALL_MIN_C_PER_S)

    def _watch(self, value_c: float) -> None:
        """No heat until the crest has passed and the fall is known.

        The fall begins where a usual crest lies: above it warm water mixes and stones warm up.
        """
        self._heat_s = 0.0
        if value_c > min(self._crest_c - PASSED_C, self._target_c + OVER_C):
            return
        if self._from_c == inf:
            self._from_c, self._fell_s = value_c, 0.0
        if value_c > self._target_c + NEAR_C:
            return
        light = self._light(value_c)
        if light < (AGAIN if self.said else LIGHT):
            self.restart()
            return
        self.said = _sentence(self._crest_c - self._target_c, light)
        self._lifts_c_per_s = light * self._rate_c_per_s
        self._measure_out(value_c)

    def _bite(self, value_c: float) -> None:
        """A bite is begun, given, or shows itself; then the next is measured out."""
        if self._heat_s == 0.0:
            self._measure_out(value_c)
            return
        if value_c > self._crest_c:
            self._crest_c, self._from_c, self._fell_s = value_c, inf, 0.0
        elif self._from_c == inf and value_c <= self._crest_c - PASSED_C:
            self._from_c, self._fell_s = value_c, 0.0
        falls = self._from_c < inf
        if self._off_s < SHOWS_S or self._fell_s < (FALL_S if falls else STILL_S):
            return
        if falls and self._light(value_c) >= AGAIN:
            self._measure_out(value_c)
        else:
            self.restart()

    def _measure_out(self, value_c: float) -> None:
        self._heat_s = 0.0
        self._crest_c, self._from_c, self._fell_s = value_c, inf, 0.0
        self._most_s = max(LEAST_S, (self._target_c + AIM_C - value_c) / self._lifts_c_per_s)


def _sentence(over_c: float, light: float) -> str:
    passed = f"the water went {over_c:.1f} °C above its target (limit {OVER_C:.1f} °C)"
    falls = f"and falls {light:.0f} times as fast as usual"
    why = "too little is left, or something cold was put in"
    return f"{passed} {falls}: {why}. Look at the fill line; till it is steady heat comes in bites."
