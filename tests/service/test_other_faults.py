# SPDX-License-Identifier: MIT
"""Faults that are on nobody's list, as threads, files and doors meet them."""

import json
import socket
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from stoneheater.core.command import Command, Verb
from stoneheater.core.mode import Mode
from stoneheater.core.thermal_model import Learned
from stoneheater.interfaces.sd_notify import PERIOD_S, Notifier
from stoneheater.service import bath_keeper, relay_keeper
from stoneheater.service.latch import Clear, LatchedTrip, LatchFile, Unknown
from stoneheater.service.lease import Guard, Lease
from support.clinic import Clinic
from support.disk import DEADLINE_S
from support.services import Kept, Served
from support.settings import refusal
from support.workbench import Line

TRIP = LatchedTrip("cutoff", "The bath reached 58.1 °C; the limit is 58.0 °C.", 1_700_000_000.5)


@pytest.fixture
def clinic() -> Iterator[Clinic]:
    """Clients and stones, and nothing recorded."""
    made = Clinic()
    made.bath(50.0)
    yield made
    made.close()


def test_G21_a_second_guard_on_the_same_leases_ends_each_once() -> None:
    """A guard that beats twice, or two of them: one end, one write, and it is counted once."""
    line = Line()
    lease = Lease("heater", line)
    guards = [Guard([lease], lambda: 3.0) for _ in range(2)]
    lease.hold_on(3.0)
    for guard in guards * 2:
        guard.look()
    assert (line.on, lease.expired) == (False, 1)


@pytest.mark.parametrize(("until_s", "on"), [(3.5, True), (2.5, False), (float("nan"), True)])
def test_G22_a_lease_that_is_renewed_too_late_lasts_no_longer(until_s: float, on: bool) -> None:
    """A renewal that was reckoned before the loop hung ends at the guard's next look."""
    line = Line()
    lease = Lease("heater", line)
    lease.hold_on(until_s)
    lease.check(3.0)
    assert line.on is on


@pytest.mark.parametrize("copy", ["state", "run"])
def test_G23_a_latch_that_is_a_folder_is_a_trip(tmp_path: Path, copy: str) -> None:
    """Whatever stands in its place is no clear latch, and the sentence names it."""
    for folder in ("state", "run"):
        (tmp_path / folder).mkdir()
    latch = LatchFile(tmp_path / "state", tmp_path / "run")
    latch.create_clear()
    path = latch.state_path if copy == "state" else latch.runtime_path
    path.unlink()
    path.mkdir()
    found = latch.open(commissioned=True)
    assert isinstance(found, Unknown)
    assert str(path) in found.sentence


def test_G24_a_trip_whose_card_was_never_synced_still_stands(tmp_path: Path) -> None:
    """The process ends after the copy in memory's disk was written: the next one is tripped."""
    for folder in ("state", "run"):
        (tmp_path / folder).mkdir()
    latch = LatchFile(tmp_path / "state", tmp_path / "run")
    latch.create_clear()
    latch.write_runtime(TRIP)
    assert latch.open(commissioned=True) == TRIP
    latch.write_state(None)
    assert latch.open(commissioned=True) == TRIP
    latch.write(None)
    assert latch.open(commissioned=True) == Clear()


def test_G25_a_learned_bath_of_a_later_version_is_not_guessed_at(tmp_path: Path) -> None:
    """A number more than there are is no bath of ours: that is told, and the heater learns anew."""
    known = {**asdict(_learned()), "an_eighth_number": 1.0}
    (tmp_path / bath_keeper.NAME).write_text(json.dumps(known))
    bath, said = bath_keeper.read(tmp_path)
    assert bath is None
    assert "does not hold the seven numbers of a learned bath" in said
    del known["an_eighth_number"]
    (tmp_path / bath_keeper.NAME).write_text(json.dumps(known))
    assert bath_keeper.read(tmp_path) == (_learned(), "")


def test_G26_a_relay_count_of_a_later_version_is_told_and_not_guessed_at(tmp_path: Path) -> None:
    """Without its copy it cannot be read, and the therapist hears of it."""
    for name in (relay_keeper.NAME, relay_keeper.COPY):
        (tmp_path / name).write_text('{"version": 2, "operations": 5}')
    assert relay_keeper.read(tmp_path)[1]


@pytest.mark.parametrize(
    "line",
    [
        "[temperature]\ntarget_c = nan",
        "[temperature]\ncutoff_c = inf",
        "[temperature]\nhigh_alarm_c = -inf",
        "[heater]\nelement_w = nan",
        "[heater]\nwater_kg = inf",
    ],
)
def test_G27_a_number_that_is_none_in_the_configuration_is_refused(
    tmp_path: Path, line: str
) -> None:
    """TOML knows nan and inf; the heater does not, and names the key."""
    key = line.split("\n")[1].split(" ", maxsplit=1)[0]
    assert key in str(refusal(tmp_path, line))


def test_G28_a_record_whose_writer_is_gone_costs_no_heat(tmp_path: Path) -> None:
    """The thread has ended: commands are heard, and the sentence says that nothing is written."""
    kept = Kept(tmp_path)
    served = Served(kept.keeping)
    served.run(12)
    assert kept.records.close(DEADLINE_S)
    assert served.answered(Command(Verb.ON)).ok
    outcome = served.run(30)
    assert (outcome.mode, outcome.levels.heater) == (Mode.HEATING, True)
    assert "has ended" in " ".join(served.service.store_trouble())
    assert kept.history.close(DEADLINE_S)


def test_G29_systemd_that_goes_away_while_it_is_told_costs_nothing(tmp_path: Path) -> None:
    """Its socket is gone between two words: the next ones go nowhere, and nothing is raised."""
    path, at_s = tmp_path / "notify", [100.0]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(path))
        notifier = Notifier({"NOTIFY_SOCKET": str(path)}, lambda: at_s[0])
        notifier.alive("here")
        assert b"READY=1" in systemd.recv(4096)
    path.unlink()
    for _ in range(3):
        at_s[0] += PERIOD_S
        notifier.alive("still here")
    notifier.stopping()


def test_G30_a_stone_laid_by_two_people_at_once_lies_once(clinic: Clinic) -> None:
    """The same stone, site and client from two doors: one timer, from the first of them."""
    clinic.ask("session.start", client="M.H.", intake=["none"])
    how = {"stones": ["row-1"], "sites": ["palm-left"], "contact": "sheet"}
    first = clinic.begin("stone.place", "anna", **how)
    clinic.clock.advance(1.0)
    second = clinic.begin("stone.place", "ben", **how)
    ids = [x.result(DEADLINE_S)["placements"][0]["placement_id"] for x in (first, second)]
    assert ids[0] == ids[1]
    assert len(clinic.lying) == 1
    assert clinic.lying[0].at_s == 5000.0


def test_G31_a_session_that_is_ended_while_a_stone_is_laid_loses_no_timer(clinic: Clinic) -> None:
    """In whichever order the two are heard: a stone that lies is timed, and no end hides it."""
    clinic.ask("session.start", client="M.H.", intake=["none"])
    how = {"stones": ["row-1"], "sites": ["palm-left"], "contact": "sheet"}
    placed = clinic.begin("stone.place", "anna", **how)
    ended = clinic.begin("session.end", "ben")
    assert placed.result(DEADLINE_S)["ok"]
    assert not ended.result(DEADLINE_S)["ok"]
    assert len(clinic.lying) == 1


def test_G32_a_foot_switch_that_bounces_lifts_one_stone(clinic: Clinic) -> None:
    """The second contact of one tread finds another stone, and leaves its timer alone."""
    clinic.ask("session.start", client="M.H.", intake=["none"])
    for name, site in (("row-1", "palm-left"), ("row-2", "palm-right")):
        assert clinic.place(name, sites=[site])["ok"]
        clinic.clock.advance(20.0)
    while not clinic.treatment.foot().result(DEADLINE_S)["ok"]:
        clinic.clock.advance(1.0)
    assert len(clinic.lying) == 1
    for bounce_s in (0.05, 0.2, 0.2):
        clinic.clock.advance(bounce_s)
        assert "row-1 lifted" in clinic.treatment.foot().result(DEADLINE_S)["text"]
    assert [placement.stone.name for placement in clinic.lying] == ["row-2"]
    clinic.clock.advance(0.1)
    assert "row-2 lifted" in clinic.treatment.foot().result(DEADLINE_S)["text"]


def _learned() -> Learned:
    return Learned(0.023, 29.0, 8.0, 0.12, 0.217)
