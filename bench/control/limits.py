# SPDX-License-Identifier: MIT
"""What physics allows: the yardsticks that every controller is held against.

The law of this file: it knows the true bath and no controller; a limit is reckoned on the plant
itself, without noise, and never from what some controller did.

**Heat-up.** Among schedules of full power until one cut, then coasting, the fastest one that never
passes target + 0.5 °C is the one with the latest such cut: more heat is never slower. So the cut
is found by bisection (the crest rises with it), and the limit is when that run enters
target - 0.5 °C. Downwards it is the time to coast to target + 0.5 °C.

**Relay changes.** A relay that holds a mean power of duty d out of W with period P is a square
wave. Its n-th harmonic has the complex amplitude W sin(pi n d) / (pi n), and the bath passes it
with G(i 2 pi n / P), so the water's mean square about its mean is, by Parseval,

    sum over n of 2 |W sin(pi n d) / (pi n)|^2 |G(i 2 pi n / P)|^2.

G follows from the balances of the plant, linear about the target (C_w, C_e, C_k: heat capacities
of water, element and each size of stones; t_e, t_k: their lags; L: slope of the loss):

    G(s) = 1 / (1 + t_e s) / (C_w s + C_e s / (1 + t_e s) + L + sum_k C_k s / (1 + t_k s)).

The rms grows with P, so a wanted rms has one period, and two changes a period are what this bench
calls the fewest: the best that a regular relay can do which knows the bath and sees the water.

**Recovery.** Nobody can react to what cannot be seen: the holding power goes on until a noise-free
probe has moved by 0.1 °C, then comes full power, until the water is back inside the band.
"""

from collections.abc import Callable, Iterator
from copy import copy
from math import pi, sin

from bench.control.grid import GridBath
from bench.control.lumps import LumpyPlant

from stoneheater.core.plant import STONE_J_PER_KG_K, WATER_J_PER_KG_K, ProbeModel

BAND_C = 0.5
SEEN_C = 0.1
HARMONICS = 60
EXACT = 1.0005
LONGEST_S = 12 * 3600
COAST_S = 1200
"""No element holds heat for longer than this: the crest has passed, s."""


def twin(plant: LumpyPlant) -> LumpyPlant:
    """The same bath at the same moment, to try something on."""
    other = copy(plant)
    other.lumps_c = list(plant.lumps_c)
    return other


def heat_up_s(plant: LumpyPlant, target_c: float) -> float:
    """The shortest time in which this bath can be brought into the band from below, s.

    Returns:
        Seconds until target - 0.5 °C; infinite if the element is too weak.
    """
    states = _full_power(plant, target_c + BAND_C)
    if states[-1].water_c < target_c - BAND_C:
        return float("inf")
    low, high = 0, len(states) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if max(_coast(states[middle])) <= target_c + BAND_C:
            low = middle
        else:
            high = middle
    course = [state.water_c for state in states[: low + 1]] + list(_coast(states[low]))[1:]
    return float(next(n for n, water_c in enumerate(course) if water_c >= target_c - BAND_C))


def cool_down_s(plant: LumpyPlant, target_c: float) -> float:
    """Without any heat: the time until target + 0.5 °C, s."""
    plant, second = twin(plant), 0
    while plant.water_c > target_c + BAND_C and second < LONGEST_S:
        plant.step(1.0, on=False)
        second += 1
    return float(second)


def _full_power(plant: LumpyPlant, until_c: float) -> list[LumpyPlant]:
    """The bath second by second at full power; ends where it does not rise any more."""
    states = [twin(plant)]
    while states[-1].water_c < until_c and len(states) < LONGEST_S:
        after = twin(states[-1])
        after.step(1.0, on=True)
        states.append(after)
    return states


def _coast(plant: LumpyPlant) -> Iterator[float]:
    """The water second by second without heat, until its crest has passed, °C."""
    plant = twin(plant)
    yield plant.water_c
    for _ in range(COAST_S):
        before_c = plant.water_c
        plant.step(1.0, on=False)
        yield plant.water_c
        if plant.water_c < before_c and plant.element_c < plant.water_c + 1.0:
            return


def gain_k_per_w(bath: GridBath, target_c: float, rad_per_s: float) -> float:
    """|G|: swing of the water per watt of swing in the power, at one angular frequency."""
    s = 1j * rad_per_s
    file = bath.file
    through = 1.0 / (1.0 + file.element_lag_s * s)
    stores = file.water_kg * WATER_J_PER_KG_K * s + file.element_capacity_j_per_k * s * through
    for lump in bath.lumps:
        stores += lump.mass_kg * STONE_J_PER_KG_K * s / (1.0 + lump.tau_s * s)
    return abs(through / (stores + loss_slope_w_per_k(bath, target_c)))


def loss_slope_w_per_k(bath: GridBath, target_c: float) -> float:
    """By how much the loss grows per degree at the target, W/K."""
    plant = bath.plant()
    plant.water_c = target_c + 0.5
    above_w = plant.loss_w()
    plant.water_c = target_c - 0.5
    return above_w - plant.loss_w()


def ripple_c(bath: GridBath, target_c: float, period_s: float) -> float:
    """The rms of the water about its mean while a relay holds it with this period, °C."""
    duty, power_w = holding_duty(bath, target_c), bath.file.element_w
    total = 0.0
    for n in range(1, HARMONICS + 1):
        amplitude_w = power_w * sin(pi * n * duty) / (pi * n)
        gain = gain_k_per_w(bath, target_c, 2.0 * pi * n / period_s)
        total += 2.0 * (amplitude_w * gain) ** 2
    return float(total**0.5)


def holding_duty(bath: GridBath, target_c: float) -> float:
    """Share of its power that holds the bath at the target, at most 1."""
    plant = bath.plant()
    plant.settle_at(target_c)
    return min(1.0, plant.loss_w() / bath.file.element_w)


def fewest_changes_per_h(bath: GridBath, target_c: float, rms_c: float) -> float:
    """The fewest relay changes in an hour that keep the water to this rms."""
    shortest_s, longest_s = 0.1, 36_000.0
    while longest_s / shortest_s > EXACT:
        period_s = (shortest_s * longest_s) ** 0.5
        if ripple_c(bath, target_c, period_s) > rms_c:
            longest_s = period_s
        else:
            shortest_s = period_s
    return 7200.0 / longest_s


def recovery_s(
    bath: GridBath, target_c: float, disturb: Callable[[LumpyPlant], None], power: float = 1.0
) -> float:
    """The visible limit: when full power from the first sign on has the water back for good, s.

    Args:
        bath: the bath, holding the target when it is disturbed.
        target_c: the target, °C.
        disturb: what happens to it.
        power: what share of its watts the element gives.

    Returns:
        Seconds until the water is above target - 0.5 °C to stay; 0 if it never leaves the band.
    """
    plant = bath.plant()
    plant.settle_at(target_c)
    probe = ProbeModel(bath.file.probe_lag_s, bath.file.dead_time_s, target_c, 1.0)
    duty = holding_duty(bath, target_c)
    disturb(plant)
    seen, back_s = False, 0
    for second in range(1, LONGEST_S):
        plant.power = power if seen else duty
        plant.step(1.0, on=True)
        probe.step(1.0, plant.water_c, bath.file.ambient_c)
        seen = seen or abs(probe.value_c - target_c) >= SEEN_C
        if plant.water_c < target_c - BAND_C:
            back_s = second
        if plant.water_c >= target_c:
            break
    return float(back_s + 1) if back_s else 0.0


def holding_j(bath: GridBath, target_c: float, hours: float) -> float:
    """What a bath at exactly the target loses to the room, J."""
    plant = bath.plant()
    plant.settle_at(target_c)
    return plant.loss_w() * hours * 3600.0
