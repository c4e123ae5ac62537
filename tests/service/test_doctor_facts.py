# SPDX-License-Identifier: MIT

from datetime import date
from pathlib import Path

import pytest

from stoneheater.config import BathFile, Config
from stoneheater.interfaces.assembly import assemble_simulation
from stoneheater.service.doctor_facts import Facts, gather
from support.history import keep, make_sample

NOON_S = 1_795_000_000.0


def seen(state_dir: Path) -> Facts:
    """The facts of a simulated heater that has run for three cycles."""
    app, _ = assemble_simulation(BathFile())
    for _ in range(3):
        app.loop.cycle()
    return gather(Config(), app.hardware, app.service, app.heater, state_dir, NOON_S)


def test_the_facts_are_those_of_the_heater(tmp_path: Path) -> None:
    """What is fitted, what is on the bus, and how often the guard had to step in."""
    facts = seen(tmp_path)
    assert (facts.simulated, facts.has_enable, facts.has_heartbeat) == (True, True, True)
    assert not facts.has_buzzer
    assert len(facts.probes) == 2
    assert (facts.expired, facts.store) == (0, ())
    assert facts.today == date(2026, 11, 18)


def test_an_empty_folder_has_no_commissioning_and_no_history(tmp_path: Path) -> None:
    """What is not there is None, and the room on the disk is known."""
    facts = seen(tmp_path)
    assert (facts.commissioned, facts.growth) == (None, None)
    assert facts.uncommissioned is not None
    assert facts.free is not None
    assert facts.free > 0


def test_a_folder_that_is_gone_is_no_error(tmp_path: Path) -> None:
    """The doctor never fails for want of a fact."""
    facts = seen(tmp_path / "gone")
    assert (facts.free, facts.growth, facts.commissioned) == (None, None, None)


def test_the_history_s_growth_is_measured(tmp_path: Path) -> None:
    """Bytes a day, from what is on the disk."""
    keep(tmp_path / "history.db", [make_sample(second) for second in range(120)])
    growth = seen(tmp_path).growth
    assert growth is not None
    assert growth > 0.0


def test_an_expired_lease_is_counted() -> None:
    """Every output's guard counts."""
    app, _ = assemble_simulation(BathFile())
    app.loop.leases.heater.expired = 2
    app.loop.leases.all[1].expired = 1
    facts = gather(Config(), app.hardware, app.service, app.heater, Path("/none"), NOON_S)
    assert facts.expired == 3


def test_name_plate_and_learned_bath_are_one_sentence_each(tmp_path: Path) -> None:
    """The plate as it is told; the bath as the model puts it."""
    facts = seen(tmp_path)
    assert facts.plate == "800 W on 8 kg of water."
    assert facts.learned == "the bath is not learned yet: that takes one heat-up."


@pytest.mark.parametrize("wall_s", [0.0, NOON_S])
def test_today_comes_from_the_wall_clock(tmp_path: Path, wall_s: float) -> None:
    """A computer without a date is in 1970, and that is told, not hidden."""
    app, _ = assemble_simulation(BathFile())
    facts = gather(Config(), app.hardware, app.service, app.heater, tmp_path, wall_s)
    assert facts.today.year == (1970 if wall_s == 0.0 else 2026)
