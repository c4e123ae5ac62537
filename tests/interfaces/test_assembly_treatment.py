# SPDX-License-Identifier: MIT
"""What a configuration and earlier days give to clients and stones."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stoneheater.config import Config, load
from stoneheater.hardware.clock import boot_id
from stoneheater.interfaces.assembly import App, assemble, assemble_daemon, completed
from stoneheater.interfaces.memory import practice
from stoneheater.service.snapshot import Standing
from stoneheater.service.store.records import read
from support.settings import toml
from support.steady import settings
from support.workbench import Workbench

STONE = {"name": "row-1", "material": "soapstone", "mass_kg": 0.2, "thickness_mm": 25.0}
SOAPSTONE = {
    "name": "soapstone",
    "conductivity_w_per_m_k": 3.0,
    "density_kg_per_m3": 2750.0,
    "heat_capacity_j_per_kg_k": 980.0,
}
TABLES = {
    "hardware": {"driver": "simulated"},
    "temperature": {"cutoff_c": 59.0},
    "treatment": {"piled_stones": True, "aftercare": "Drink water."},
    "material": [SOAPSTONE],
    "stone": [STONE],
}
DEADLINE_S = 10.0


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A simulated heater with one stone of the practice's own material."""
    path = tmp_path / "stoneheater.toml"
    path.write_text(toml(TABLES))
    path.chmod(0o600)
    return completed(load(path))


@contextmanager
def daemon(config: Config, folder: Path) -> Iterator[App]:
    """A daemon's heater, put together."""
    (folder / "s").mkdir(exist_ok=True)
    (folder / "r").mkdir(exist_ok=True)
    app = assemble_daemon(config, folder / "s", folder / "r")
    try:
        yield app
    finally:
        assert app.close()


def test_a_practice_is_what_its_configuration_says(config: Config, tmp_path: Path) -> None:
    """Stones, materials, the pile, the aftercare card, and the cutoff for unknown water."""
    made = practice(config, tmp_path, sounds=True)
    (stone,) = made.catalogue.stones
    assert (stone.name, stone.material.name, stone.material.density_kg_per_m3) == (
        "row-1",
        "soapstone",
        2750.0,
    )
    assert (made.piled, made.aftercare, made.cutoff_c, made.sounds) == (
        True,
        "Drink water.",
        59.0,
        True,
    )


def test_a_daemon_serves_its_stones_and_keeps_what_was_said(config: Config, tmp_path: Path) -> None:
    """Placed with the hardware's clock, in the snapshot after the next cycle, in the record."""
    with daemon(config, tmp_path) as app:
        params = {"stones": ["row-1"], "sites": ["palm-left"], "contact": "sheet"}
        said = app.treatment.ask("stone.place", params, "anna").result(DEADLINE_S)
        assert said["recorded"] is True
        outcome = app.loop.cycle()
        snapshot = app.service.snapshot()
        assert snapshot is not None
        assert snapshot.as_dict()["lying"] == 1
        assert outcome.at_s == app.clock.now_s()
    events = [row.record.event for row in read(tmp_path / "s" / "records.db")]
    assert "stone.place" in events


def test_a_simulated_world_begins_anew_with_its_daemon(config: Config, tmp_path: Path) -> None:
    """Its clock starts at 0, so a stone from before lies for an unknown time."""
    for colour in ("red", "unknown"):
        with daemon(config, tmp_path) as app:
            params = {"stones": ["row-1"], "sites": ["palm-left"], "contact": "sheet"}
            app.treatment.ask("stone.place", params, "anna").result(DEADLINE_S)
            seen = app.treatment.seen()
            assert seen.boot_id != boot_id()
            assert seen.state.lying[0].colour(seen.at_s, seen.boot_id) == colour


def test_added_stones_that_cannot_be_read_stand_in_the_record(
    config: Config, tmp_path: Path
) -> None:
    """And the heater starts all the same, with the stones of its configuration."""
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "stones.json").write_text("no stones")
    with daemon(config, tmp_path) as app:
        assert [stone.name for stone in app.treatment.seen().catalogue] == ["row-1"]
    texts = [row.record.text for row in read(tmp_path / "s" / "records.db")]
    assert any(text.startswith("The stones that were added cannot be read") for text in texts)


def test_two_heaters_that_keep_nothing_are_two_runs() -> None:
    """Nobody's timers are taken for another heater's."""
    bench = Workbench(real=True)
    first, second = (assemble(bench, settings(), Standing()) for _ in range(2))
    assert first.treatment.seen().boot_id != second.treatment.seen().boot_id
