# SPDX-License-Identifier: MIT
"""How much water there is after some was poured in."""

from dataclasses import replace

import pytest

from stoneheater.core.bath_filter import BathFilter
from stoneheater.core.bath_model import Learned, State, Stepper
from stoneheater.core.bath_poured import Poured
from stoneheater.core.energy import NamePlate

BATH = Learned(0.05, 20.0, 12.0, 0.1, 0.06, 4.0, 140.0)
"""Five litres over 1 kW, with a few stones."""

PLATE = NamePlate(1000.0, 5.0)
DEAD_S = int(BATH.dead_s)


def _poured(times: float, seconds: int, plate: NamePlate = PLATE) -> tuple[Poured, State]:
    """A bath at 52 °C gets cold water, holds so many times its own, and is heated at full power."""
    truth = replace(
        BATH, rate_c_per_s=BATH.rate_c_per_s / times, stone_share=BATH.stone_share / times
    )
    stepper = Stepper(truth, 1.0)
    bath = BathFilter(BATH, State(0.06, 52.0, 52.0, 52.0))
    state = State(0.06, 44.0, 52.0, 52.0)
    probes_c = [52.0] * (DEAD_S + 1)
    poured: Poured | None = None
    for _ in range(seconds):
        state = stepper.step(state, 1.0)
        probes_c.append(state.probe_c)
        said_c = probes_c[-1 - DEAD_S]
        if poured is None:
            bath.follow(1.0, on=True, value_c=said_c)
        else:
            poured.follow(1.0, on=True, value_c=said_c)
            bath = poured.best
        if bath.poured or poured is None:
            poured = Poured(bath, plate)
    assert poured is not None
    return poured, state


@pytest.mark.parametrize(("times", "least", "most"), [(1.0, 1.0, 1.0), (1.4, 1.2, 1.7)])
def test_the_amount_that_explains_the_heat_up_is_believed(
    times: float, least: float, most: float
) -> None:
    """Water that was swapped is as much as before; water that was added is more."""
    poured, _ = _poured(times, 120)
    believed = BATH.rate_c_per_s / poured.best.learned.rate_c_per_s
    assert least <= believed <= most + 1e-9
    assert poured.best.learned.stone_share * believed == pytest.approx(BATH.stone_share)


@pytest.mark.parametrize("times", [1.0, 1.4])
def test_where_the_bath_is_now_is_believed_within_a_few_tenths(times: float) -> None:
    """The one that is believed has followed every reading as the others have."""
    poured, state = _poured(times, 120)
    assert poured.best.water_c == pytest.approx(state.water_c, abs=0.3)


def test_a_bath_that_the_name_plate_does_not_allow_is_no_rival() -> None:
    """Much more water than it names is not believed, whatever the readings say."""
    poured, _ = _poured(1.4, 120, plate=NamePlate(4.0 * 1000.0, 5.0))
    assert BATH.rate_c_per_s / poured.best.learned.rate_c_per_s <= 1.2 + 1e-9


def test_at_first_the_bath_itself_is_believed() -> None:
    """As much went out as came in, until the readings say otherwise."""
    bath = BathFilter(BATH, State(0.0, 50.0, 50.0, 50.0))
    poured = Poured(bath, PLATE)
    assert poured.best is bath
    poured.follow(1.0, on=False, value_c=50.0)
    assert poured.best is bath


def test_rivals_leave_each_others_past_alone() -> None:
    """Each carries its own heat forward over the dead time."""
    bath = BathFilter(BATH, State(0.0, 50.0, 50.0, 50.0))
    bath.follow(1.0, on=True, value_c=50.0)
    alone = BathFilter(BATH, State(0.0, 50.0, 50.0, 50.0))
    alone.follow(1.0, on=True, value_c=50.0)
    poured = Poured(bath, PLATE)
    for _ in range(30):
        poured.follow(1.0, on=True, value_c=50.0)
        alone.follow(1.0, on=True, value_c=50.0)
    assert bath.state == alone.state
