# SPDX-License-Identifier: MIT
"""The bath as the controller thinks of it: seven numbers, and how they move it through time.

The law of this file: physics of the belief only, pure and exact for a heater that is constant
over a step, so that a second and a minute are stepped alike. Everything is per watt of the element.

    heat'  = (on - heat) / element_lag                       share of full power that flows
    water' = rate (heat - loss_share g(water) + bias) - stone_share stone'
    stone' = (water - stone) / stone_lag
    probe' = (water - probe) / probe_lag, and read dead_s later

g is the loss of walls and evaporation of the nominal bath, 1 at 52 °C (see `plant.py` for the
sources); its scale is learned, its shape is not. An element that holds much heat itself looks from
outside like a smaller rate and a smaller lag (both divided by one plus its share of the water's
heat capacity); that is what is learned. The bias is what nothing else explains.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp
from typing import NamedTuple

from stoneheater.core.plant import saturation_kpa

ROOM_C = 22.0
WATER_C = (0.0, 110.0)
COAST_MAX_S = 500.0
COAST_STEP_S = 2.0

_AIR_KPA = 0.5 * saturation_kpa(ROOM_C)
_AT_52_KPA = saturation_kpa(52.0) - _AIR_KPA


@dataclass(frozen=True, slots=True)
class Learned:
    """A bath in seven numbers; per watt of its element.

    Attributes:
        rate_c_per_s: how fast full power lifts the water alone, °C/s.
        element_lag_s, probe_lag_s: first-order lags, s.
        stone_share: heat capacity of the stones over that of the water.
        loss_share: loss at 52 °C over full power.
        dead_s: how long a probe's answer is on its way before it begins, s.
        stone_lag_s: first-order lag of the stones, s.
    """

    rate_c_per_s: float
    element_lag_s: float
    probe_lag_s: float
    stone_share: float
    loss_share: float
    dead_s: float = 0.0
    stone_lag_s: float = 140.0

    @property
    def lag_s(self) -> float:
        """From a switch to a reading: element lag, probe lag and dead time together, s."""
        return self.element_lag_s + self.probe_lag_s + self.dead_s


class State(NamedTuple):
    """The bath at an instant: share of full power that flows, and temperatures, °C."""

    heat: float
    water_c: float
    stone_c: float
    probe_c: float
    bias: float = 0.0


def loss_shape(water_c: float) -> float:
    """Loss of the nominal bath over its loss at 52 °C."""
    vapour_kpa = saturation_kpa(water_c) - _AIR_KPA
    return 0.43 * (water_c - ROOM_C) / 30.0 + 0.57 * vapour_kpa / _AT_52_KPA


_SHAPE = tuple(loss_shape(float(c)) for c in range(int(WATER_C[1]) + 2))


def quick_shape(water_c: float) -> float:
    """`loss_shape`, from a table of whole degrees: it is asked for in every step."""
    at = int(water_c)
    return _SHAPE[at] + (water_c - at) * (_SHAPE[at + 1] - _SHAPE[at])


def within_water(value_c: float) -> float:
    """However wild a reading, what is believed stays a bath of water, °C."""
    low_c, high_c = WATER_C
    return low_c if value_c < low_c else high_c if value_c > high_c else value_c  # noqa: FURB136 - asked in every step


class Stepper:
    """Moves a state by steps of one length.

    Over a step the heater is constant, and the water moves on a straight line as far as stones and
    probe are concerned; that is exact to second order, and stable for any length.
    """

    __slots__ = (
        "dt_s",
        "element",
        "gain",
        "loss",
        "mean",
        "probe",
        "rate",
        "share",
        "sheath",
        "stone",
        "stone_lead",
        "transition",
        "water",
    )

    def __init__(self, learned: Learned, dt_s: float) -> None:
        self.dt_s = dt_s
        self.rate = learned.rate_c_per_s * dt_s
        self.loss = learned.loss_share
        self.share = learned.stone_share
        self.element = exp(-dt_s / learned.element_lag_s)
        self.mean = learned.element_lag_s / dt_s * (1.0 - self.element)
        self.stone = exp(-dt_s / learned.stone_lag_s)
        behind = learned.stone_lag_s / dt_s * (1.0 - self.stone)
        self.stone_lead = 1.0 - behind
        self.gain = 1.0 / (1.0 + self.share * self.stone_lead)
        self.water = behind - self.stone
        self.probe = exp(-dt_s / learned.probe_lag_s)
        self.sheath = learned.probe_lag_s / dt_s * (1.0 - self.probe)
        self.transition = self._transition()

    def sums(self) -> tuple[float, ...]:
        """The coefficients of a step, for `probe_course`."""
        return (
            self.rate,
            self.element,
            self.mean,
            self.stone,
            self.water,
            self.stone_lead,
            self.gain,
            self.probe,
            self.sheath,
        )

    def _transition(self) -> tuple[tuple[float, ...], ...]:
        """How water, stones, probe and bias move water, stones and probe (loss left out).

        Rows of water, stones and probe by columns of water, stones, (probe,) and bias.
        """
        water = (1.0 - self.share * self.water) * self.gain
        stone = self.share * (1.0 - self.stone) * self.gain
        bias = self.rate * self.gain
        lead, new = self.stone_lead, 1.0 - self.sheath
        return (
            (water, stone, bias),
            (self.water + lead * water, self.stone + lead * stone, lead * bias),
            (self.sheath - self.probe + new * water, new * stone, self.probe, new * bias),
        )

    def step(self, state: State, on: float) -> State:
        """The state one step later; ``on`` is the share of the step that the heater was on."""
        heat, water_c, stone_c, probe_c, bias = state
        lead = (heat - on) * self.mean + on - self.loss * quick_shape(water_c) + bias
        given_c = water_c + self.rate * lead
        drawn_c = stone_c * (1.0 - self.stone) - water_c * self.water
        next_c = (given_c + self.share * drawn_c) * self.gain
        next_c = within_water(next_c)
        return State(
            on + (heat - on) * self.element,
            next_c,
            stone_c * self.stone + water_c * self.water + next_c * self.stone_lead,
            probe_c * self.probe
            + water_c * (self.sheath - self.probe)
            + next_c * (1.0 - self.sheath),
            bias,
        )


def probe_course(
    learned: Learned, state: State, pieces: Iterable[tuple[float, float]]
) -> list[float]:
    """What the probe has where the course begins and after each piece of it, °C.

    The very sums of `Stepper.step`, in one loop without a call: a fit spends its time here.

    Args:
        learned: the bath.
        state: where the course begins.
        pieces: length, s, and the share of it that the heater was on, of each piece.
    """
    heat, water_c, stone_c, probe_c, bias = state
    low_c, high_c = WATER_C
    loss, share = learned.loss_share, learned.stone_share
    sums: dict[float, tuple[float, ...]] = {}
    probes = [probe_c]
    for length_s, on in pieces:
        known = sums.get(length_s)
        if known is None:
            known = sums[length_s] = Stepper(learned, length_s).sums()
        rate, element, mean, stone, water, lead, gain, probe, sheath = known
        at = int(water_c)
        shape = _SHAPE[at] + (water_c - at) * (_SHAPE[at + 1] - _SHAPE[at])
        given_c = water_c + rate * ((heat - on) * mean + on - loss * shape + bias)
        next_c = (given_c + share * (stone_c * (1.0 - stone) - water_c * water)) * gain
        next_c = low_c if next_c < low_c else high_c if next_c > high_c else next_c  # noqa: FURB136 - two calls more
        heat = on + (heat - on) * element
        stone_c = stone_c * stone + water_c * water + next_c * lead
        probe_c = probe_c * probe + water_c * (sheath - probe) + next_c * (1.0 - sheath)
        water_c = next_c
        probes.append(probe_c)
    return probes


def slope_c_per_s(learned: Learned, state: State) -> float:
    """How fast the water changes now, °C/s."""
    heat, water_c, stone_c, _, bias = state
    net = heat - learned.loss_share * quick_shape(water_c) + bias
    to_stones = learned.stone_share * (water_c - stone_c) / learned.stone_lag_s
    return learned.rate_c_per_s * net - to_stones


def coast_c(stepper: Stepper, state: State, *, on: bool) -> float:
    """Where the water turns if the heater stays on or off: crest when off, trough when on, °C."""
    at_s = 0.0
    while at_s < COAST_MAX_S:
        before_c = state.water_c
        state = stepper.step(state, on)
        at_s += stepper.dt_s
        if (state.water_c >= before_c) is on:
            break
    return state.water_c
