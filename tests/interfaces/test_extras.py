# SPDX-License-Identifier: MIT
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoneheater.config import Config
from stoneheater.core.command import Command, Verb
from stoneheater.interfaces.assembly import App, assemble
from stoneheater.interfaces.extras import extras_of, opened
from stoneheater.service import commissioning
from stoneheater.service.latch import NAME
from stoneheater.service.snapshot import Standing
from support.daemons import SETTINGS
from support.foreign import Foreign
from support.panels import HandPanel
from support.settings import PROBE, loaded, toml

WHOLE = toml(
    {
        "heater": {"element_w": 800, "water_kg": 8.0},
        "gpio": {"heater_pin": 17},
        "probe": [PROBE],
    }
)
PROVEN = {"heard": {"heater": True}, "probes": {"bath": PROBE["id"]}}


class Office:
    """A heater with its folders, and what stands behind its sockets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config: Config = loaded(folder, WHOLE)
        self.app: App = assemble(Foreign(), SETTINGS, Standing())
        self.extras = extras_of(self.app, self.config, folder, folder / "run")
        (folder / "run").mkdir()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office."""
    one = Office(tmp_path)
    yield one
    one.app.close()


def test_a_commissioning_makes_the_heater_ready_without_a_restart(office: Office) -> None:
    """The record and both copies of the latch are on the disk when the answer is yes."""
    office.app.loop.cycle()
    assert commissioning.not_ready(office.folder, office.config) is not None
    answer = office.extras.commission(PROVEN, "anna")
    assert answer.ok, answer
    assert commissioning.not_ready(office.folder, office.config) is None
    assert (office.folder / NAME).read_bytes() == (office.folder / "run" / NAME).read_bytes()


def test_a_heater_that_has_not_finished_a_cycle_is_not_commissioned(office: Office) -> None:
    """Its mode is not known yet."""
    answer = office.extras.commission(PROVEN, "anna")
    assert not answer.ok
    assert "only just started" in answer.text


def test_a_heating_heater_is_not_commissioned(office: Office) -> None:
    """The mode that counts is that of the newest cycle."""
    office.app.loop.ask(Command(Verb.ON))
    office.app.loop.cycle()
    answer = office.extras.commission(PROVEN, "anna")
    assert not answer.ok
    assert "STANDBY only" in answer.text


def test_the_probes_are_those_of_the_configuration_and_of_the_bus(office: Office) -> None:
    """A configured probe that is not on the bus is in the list."""
    (row,) = office.extras.probes()
    assert (row["id"], row["configured"]) == (PROBE["id"], True)


def test_the_doctor_looks_at_this_heater(office: Office) -> None:
    """Its report speaks of what is not fitted here."""
    office.app.loop.cycle()
    verdicts = {line["name"]: line["verdict"] for line in office.extras.doctor()}
    assert (verdicts["enable"], verdicts["probe"]) == ("warn", "fail")


def test_both_sockets_are_there_before_anybody_is_served(office: Office, tmp_path: Path) -> None:
    """A client that comes early waits, and is not turned away."""
    server = opened(office.app, office.config, tmp_path, tmp_path / "run")
    assert {path.name for path in (tmp_path / "run").iterdir()} == {"control.sock", "remote.sock"}
    server.stop(1.0)
    assert list((tmp_path / "run").iterdir()) == []


def test_a_dip_is_kept_with_the_commissioning(office: Office) -> None:
    """Not before the first cycle, not before the commissioning, then it is on the disk."""
    assert "only just started" in office.extras.dip(8.5).text
    office.app.loop.cycle()
    assert not office.extras.dip(8.5).ok
    assert office.extras.commission(PROVEN, "anna").ok
    assert office.extras.dip(8.5).ok
    record = commissioning.read(office.folder)
    assert record is not None
    assert record.probe_lag_s == 8.5


def test_F94_the_panel_is_tested_and_the_answer_kept(office: Office) -> None:
    """Without a panel nothing is fitted; with one it sounds, and what was heard is on the disk."""
    assert office.extras.sound() == {"buzzer": False, "lamp": False, "lasts_s": 0.0}
    app = assemble(Foreign(panel=HandPanel(lamp=False)), SETTINGS, Standing())
    extras = extras_of(app, office.config, office.folder, office.folder / "run")
    assert extras.sound() == {"buzzer": True, "lamp": False, "lasts_s": 2.0}
    app.loop.cycle()
    assert extras.commission(PROVEN, "anna").ok
    assert extras.notice({"buzzer": False}).text == "noted: nobody noticed the buzzer."
    record = commissioning.read(office.folder)
    assert record is not None
    assert list(record.noticed.values()) == [False]
    app.close()
