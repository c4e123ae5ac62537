# SPDX-License-Identifier: MIT
import time
from collections.abc import Callable
from pathlib import Path

from stoneheater.service.open_stones import Found
from stoneheater.service.store.records import read
from support.clinic import MANY, Clinic
from support.disk import DEADLINE_S, FULL, Disk
from support.waiting import eventually

# -- fifty stones -----------------------------------------------------------------------------


def fifty(clinic: Clinic) -> None:
    """Fifty stones on three clients."""
    clinic.bath(48.0)
    sites = ["palm-left", "palm-right", "sole-left", "sole-right", "neck-left"]
    for number, client in enumerate(("A.", "B.", "C.")):
        clinic.ask("session.start", client=client, intake=["none"])
        names = [stone.name for stone in MANY[number::3]]
        where = [sites[n % len(sites)] for n in range(len(names))]
        clinic.place(*names, sites=where, session=client)


def best_s(work: Callable[[], object], rounds: int = 20) -> float:
    """How long something takes when nothing else disturbs it, s."""
    took_s = []
    for _ in range(rounds):
        began_s = time.perf_counter()
        work()
        took_s.append(time.perf_counter() - began_s)
    return min(took_s)


def test_fifty_stones_on_three_clients_cost_a_tick_nothing_measurable() -> None:
    """Forecasts are not asked again: the tick looks, takes note and swaps, in 2 ms of its 1000."""
    clinic = Clinic(stones=MANY)
    fifty(clinic)
    assert len(clinic.lying) == 50
    clinic.clock.advance(3600.0)

    def tick() -> None:
        clinic.clock.advance(1.0)
        assert len(clinic.treatment.beside().said) >= 50
        clinic.bath(48.0)
        clinic.treatment.seen()

    assert best_s(tick) < 0.002
    assert best_s(lambda: clinic.treatment.seen().as_dict(0.0)) < 0.01


def test_F91_fifty_timers_are_back_within_a_second(tmp_path: Path) -> None:
    """Every one, with the same instants to the last bit; and the clock has not stood still."""
    clinic = Clinic(tmp_path, stones=MANY)
    fifty(clinic)
    before = clinic.treatment.seen().state
    assert clinic.records is not None
    assert clinic.records.close(DEADLINE_S)  # killed: the treatment is told nothing
    clinic.clock.advance(7.0)
    began_s = time.monotonic()
    again = Clinic(tmp_path, clock=clinic.clock, stones=MANY)
    took_s = time.monotonic() - began_s
    assert took_s < 1.0
    assert again.treatment.seen().state == before
    assert [p["lain_s"] for p in again.placements] == [7.0] * 50
    again.close()


# -- what a restart finds ---------------------------------------------------------------------


def test_F91_the_same_boot_goes_on_and_the_session_with_it(tmp_path: Path) -> None:
    """Killed and started again, the stone is due at the instant it was due at."""
    clinic = Clinic(tmp_path)
    clinic.ask("session.start", client="M.H.", intake=["none"])
    placed = clinic.place("row-1", sites=["palm-left"])["placements"][0]
    again = Clinic(tmp_path, clock=clinic.clock)
    clinic.clock.advance(10.0)
    (shown,) = again.placements
    assert shown["lift_by_at_s"] == placed["lift_by_at_s"]
    assert shown["client"] == "M.H."
    assert again.ask("stone.lift", stones=["row-1"])["placements"][0]["contact_s"] == 10.0
    clinic.close()
    again.close()


def test_F60_another_boot_knows_which_stones_lie_and_not_for_how_long(tmp_path: Path) -> None:
    """Each one calls, high, until it is lifted; the client and the stones are known."""
    clinic = Clinic(tmp_path)
    clinic.place("row-1", "row-2", sites=["palm-left", "palm-right"])
    clinic.close()
    again = Clinic(tmp_path, boot_id="boot-2")
    assert [p["colour"] for p in again.placements] == ["unknown", "unknown"]
    calls = again.treatment.beside().said
    assert len(calls) == 2
    assert all("time unknown: check" in text for text in calls.values())
    assert again.ask("stone.lift_all")["ok"]
    assert again.treatment.beside().said == {}
    again.close()


def test_F61_what_was_ended_does_not_come_back(tmp_path: Path) -> None:
    """A session that ended before the power failed is over."""
    clinic = Clinic(tmp_path)
    clinic.place("row-1", sites=["palm-left"])
    clinic.ask("stone.lift_all")
    clinic.ask("session.end")
    clinic.close()
    again = Clinic(tmp_path, boot_id="boot-2")
    assert again.treatment.seen().state.sessions == ()
    assert again.treatment.beside().said == {}
    again.close()


def test_F91_what_the_disk_never_took_is_recorded_by_the_next_run(tmp_path: Path) -> None:
    """The disk hung until the daemon was killed; the stone lies on, and the record hears of it."""
    disk = Disk()
    clinic = Clinic(tmp_path, disk=disk)
    clinic.ask("session.start", client="M.H.", intake=["none"])
    disk.error = FULL
    clinic.place("row-1", sites=["palm-left"])
    eventually(lambda: '"lying":1' in (tmp_path / "placements.json").read_text(), DEADLINE_S)
    again = Clinic(tmp_path, clock=clinic.clock)
    assert len(again.lying) == 1
    again.close()
    events = [row.record.event for row in read(tmp_path / "records.db")]
    assert events.count("stone.place") == 1


def test_what_is_in_doubt_calls_until_all_stones_are_said_to_be_off() -> None:
    """Lifting those of one client is not enough; then every client has been looked at."""
    clinic = Clinic()
    clinic.treatment.resume(Found(doubt="records.db cannot be read"))
    said = clinic.treatment.beside().said
    assert said["stone-unknown"].endswith("stone lift --all. records.db cannot be read.")
    clinic.ask("session.start", client="A.")
    clinic.ask("stone.lift_all", session="A.")
    assert "stone-unknown" in clinic.treatment.beside().said
    clinic.ask("stone.lift_all")
    assert clinic.treatment.beside().said == {}


def test_a_missing_stone_is_missing_after_a_restart(tmp_path: Path) -> None:
    """Same boot or another, until somebody found it; nothing is recorded twice."""
    first = Clinic(tmp_path)
    first.ask("session.start", client="M.H.", intake=["none"])
    first.place("row-1", "row-2", sites=["palm-left", "palm-right"])
    first.ask("stone.lift_all")
    first.ask("session.end", back=1, missing=["row-2"])
    assert first.ask("stone.missing", stones=["row-3"])["session"] is None
    first.close()
    for boot_id in ("boot-1", "boot-2"):
        later = Clinic(tmp_path, boot_id=boot_id, clock=first.clock)
        assert later.treatment.seen().state.missing == ("row-2", "row-3")
        assert later.treatment.seen().state.sessions == ()
        later.close()
    last = Clinic(tmp_path, boot_id="boot-2", clock=first.clock)
    last.ask("stone.missing", stones=["row-2"], found=True)
    last.close()
    after = Clinic(tmp_path, boot_id="boot-2", clock=first.clock)
    assert after.treatment.seen().state.missing == ("row-3",)
    after.close()
    events = [row.record.event for row in read(tmp_path / "records.db") if row.record.event]
    assert events.count("session.end") == 1
    assert events.count("stone.missing") == 2
