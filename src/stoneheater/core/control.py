# SPDX-License-Identifier: MIT
"""From the learned bath and a target to a switch: feed-forward, and a PID on what remains.

The law of this file: full power until the water will coast to just below the target, no heat
until it has, then the switch of the profile, on a target that simple-pid trims by a few tenths of
a degree at most. The PID is called only near the target, never sees a clock, and never sees a
number that is not finite; off is not calling it at all.
"""

from math import inf, isfinite

from simple_pid import PID

from stoneheater.core.bath_model import loss_shape
from stoneheater.core.nudge import Nudge
from stoneheater.core.thermal_model import ThermalModel
from stoneheater.core.time_proportioning import LEAST_OPEN_S, SWITCHES, Profile, Switch

CREST_C = -0.03
"""Full power ends when the predicted crest is so far from the target, °C: what is missing is given
when the water has shown its crest."""

AGAIN_C = -0.1
"""The same for a bath that was learned before: what is mistaken in it is mistaken each time, °C."""

COASTED_C = 0.02
"""Water so near to its predicted crest has coasted, °C."""

SHORT_C = 0.4
"""A crest that is foretold further below the target than this is not waited for, °C."""

BEHIND_C = 0.6
"""Water that will not come nearer to the target than this gets full power again, °C."""

MIXED_C = 0.1
"""The same while poured water mixes, °C: how much it was is often mistaken, and to wait for a crest
that falls short costs the lag of the element once more."""

TRIM_C = 0.05
"""The PID may move the target by at most this, °C."""

LEASH_C = {Profile.MECHANICAL: 0.3, Profile.SSR: 0.12}
"""Further from the target than this the PID is not called, °C."""

TRIM_PER_C_S = {Profile.MECHANICAL: 0.0005, Profile.SSR: 0.002}
DT_MAX_S = 2.0
FAITH = 0.4
"""A bath that seems to need less than this share of its usual heat is asked whether it lives."""

PATIENCE_C = 1.0
ASK_C = 0.2
"""When the heat held back would have lifted the water by so much, a pulse asks by so much, °C."""

USUAL_S = (600.0, 7200.0)
"""The usual heat, °C/s, is what the learned bath needs, as if that had been seen for the first of
these, and then the mean over at most about the second, s."""


class Controller:
    """The switch of one bath; one call per cycle of about a second.

    Attributes:
        full_power: True while a heat-up runs at full power.
        duty: share of full power that is wanted now, 0 to 1, for showing.
    """

    def __init__(self, model: ThermalModel, profile: Profile) -> None:
        self._model = model
        self._profile = profile
        self._switch: Switch = SWITCHES[profile]()
        self._target_c: float | None = None
        self._pid = self._new_pid()
        self._usual: float | None = None
        self._usual_s = USUAL_S[0]
        self._owed_c = 0.0
        self._asking = self._coasting = False
        self._nudge = Nudge() if profile is Profile.SSR else None
        self.full_power = True
        self.duty = 0.0
        self._crest_s = 0.0
        self._on = self._rests = False
        self._open_s = inf

    def _new_pid(self) -> PID:
        gain = TRIM_PER_C_S[self._profile]
        return PID(0.0, gain, 0.0, sample_time=None, output_limits=(-TRIM_C, TRIM_C))

    def reset(self) -> None:
        """The heat was taken away: begin anew, with no pulse begun and nothing owed."""
        self._switch.reset()
        self._owed_c, self._asking, self._coasting = 0.0, False, False
        self._on, self.full_power = False, True
        self.duty = 0.0

    def wanted(self, dt_s: float, target_c: float, unanswered: float = 0.0) -> bool:
        """Whether the heater shall be on until the next call.

        However often somebody changes the target: a relay that was just opened rests first.

        Args:
            dt_s: seconds since the last call; longer gaps count as two seconds.
            target_c: the target, °C.
            unanswered: heat without an answer over what there may be, 0 to 1.
        """
        self._open_s = 0.0 if self._on else self._open_s + max(0.0, dt_s)
        if target_c != self._target_c:
            self._rests = not self._on
        self._rests = self._rests and self._open_s < LEAST_OPEN_S[self._profile]
        on = self._decided(dt_s, target_c, unanswered)
        self._on = on and not self._rests
        return self._on

    def _decided(self, dt_s: float, target_c: float, unanswered: float) -> bool:
        if not self._model.known or not isfinite(dt_s) or dt_s <= 0.0 or not isfinite(target_c):
            self.reset()
            return False
        if target_c != self._target_c:
            self._target_c = target_c
            self._pid = self._new_pid()
            self.reset()
        best = self._model.best
        crest_c = best.coast_c(on=False) if self._may_crest(target_c) else best.water_c
        aim_c = target_c + (AGAIN_C if self._model.learned_before else CREST_C)
        if self.full_power and crest_c < aim_c:
            self.duty = 1.0
            return True
        self._coasting = self._coasting or self.full_power
        behind_c = MIXED_C if best.mixing else BEHIND_C
        self.full_power = best.water_c < target_c - behind_c and crest_c < target_c - behind_c
        if self.full_power:
            self._switch.reset()
            self.duty = 1.0
            return True
        if self._coasts(dt_s, crest_c, target_c):
            self.duty = 0.0
            return False
        trimmed_c = target_c + self._trim_c(min(dt_s, DT_MAX_S), target_c)
        if self._nudge is not None:
            trimmed_c += self._nudge.offset_c(min(dt_s, DT_MAX_S), unanswered, best, target_c)
        on = self._switch.update(min(dt_s, DT_MAX_S), self._model, trimmed_c)
        self.duty = self._model.hold_duty(target_c)
        return self._asks(dt_s, target_c, on=on) or on

    def _coasts(self, dt_s: float, crest_c: float, target_c: float) -> bool:
        """Whether the water is on its way to its crest, or the probe to telling of it."""
        best, learned = self._model.best, self._model.learned
        if best.slope() > 0.0 and crest_c > best.water_c + COASTED_C:
            self._crest_s = learned.probe_lag_s + learned.dead_s
        else:
            self._crest_s -= dt_s
        self._coasting = self._coasting and self._crest_s > 0.0 and crest_c > target_c - SHORT_C
        return self._coasting

    def _asks(self, dt_s: float, target_c: float, *, on: bool) -> bool:
        """Whether a reading that never calls for heat is given a pulse, to see it move.

        A probe stuck at the target looks like a bath without losses; only heat can tell them
        apart, and heat that goes unanswered is the interlock's business.
        """
        learned = self._model.learned
        rate = learned.rate_c_per_s
        if self._usual is None:  # without what the stones draw after a heat-up
            self._usual = rate * learned.loss_share * loss_shape(target_c)
        self._usual_s = min(self._usual_s + dt_s, USUAL_S[1])
        self._usual += (self.duty * rate - self._usual) * min(1.0, dt_s / self._usual_s)
        given = rate if on or self._asking else 0.0
        near = self._model.best.water_c < target_c + ASK_C
        owed_c = self._owed_c + (FAITH * self._usual - given) * dt_s
        self._owed_c = max(0.0, owed_c) if near else 0.0
        enough_c = PATIENCE_C - ASK_C if self._asking else PATIENCE_C
        self._asking = near and self._owed_c > enough_c
        return self._asking

    def _may_crest(self, target_c: float) -> bool:
        """Whether it is worth while to foretell the crest: all the stored heat might do it."""
        best, learned = self._model.best, self._model.learned
        stored_c = learned.rate_c_per_s * best.state.heat * learned.element_lag_s
        return best.water_c + stored_c >= target_c - BEHIND_C

    def _trim_c(self, dt_s: float, target_c: float) -> float:
        water_c = self._model.best.water_c
        if abs(water_c - target_c) > LEASH_C[self._profile] or not isfinite(water_c):
            return float(self._pid.components[1])
        self._pid.setpoint = target_c
        return float(self._pid(water_c, dt=dt_s) or 0.0)
