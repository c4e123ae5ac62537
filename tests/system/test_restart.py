# SPDX-License-Identifier: MIT
"""Stones that lie while the daemon is killed, in real processes on the computer's own clocks."""

import json
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from stoneheater.hardware.clock import SystemClock
from stoneheater.interfaces.client import Client, ClientError
from stoneheater.service.open_stones import NAME
from support.clinic import ROW, Clinic
from support.house import House
from support.waiting import eventually

MANY = 50


@pytest.fixture
def house(house: House) -> House:
    """A commissioned heater with fifty stones."""
    stones = "".join(
        f'[[stone]]\nname = "row-{n}"\nmaterial = "basalt"\nmass_kg = 0.2\n'
        f'thickness_mm = 25.0\ngroup = "row"\n'
        for n in range(1, MANY + 1)
    )
    house.configure(f"{house.config.read_text()}\n{stones}")
    return house


def lay(house: House, *stones: str, site: str = "palm-left") -> dict[str, Any]:
    """Lay stones on a client who answered the intake."""
    house.call("session.start", client="M.H.", intake=["none"])
    return house.call("stone.place", stones=list(stones), sites=[site], contact="sheet")


def killed(house: House) -> None:
    """The newest daemon is killed, and never hears of it."""
    house.started[-1].send_signal(signal.SIGKILL)
    house.started[-1].wait(10.0)


def timers(house: House) -> dict[str, Any]:
    """Each stone that lies: when to lift it, s since boot."""
    listed = house.call("stone.list")["placements"]
    return {placement["stone"]: placement["lift_by_at_s"] for placement in listed}


def answering(house: House) -> float:
    """When the daemon first answers about stones, monotonic s."""

    def asked() -> bool:
        try:
            with Client.connect(house.run / "control.sock", 2.0) as client:
                return bool(client.call("stone.list"))
        except ClientError:
            return False

    eventually(asked, 15.0)
    return time.monotonic()


def test_F91_killed_with_fifty_open_timers_it_goes_on_with_each(house: House) -> None:
    """After SIGKILL every stone is due at the very instant at which it was due before."""
    house.up()
    lay(house, "row")
    before = timers(house)
    assert len(before) == MANY
    killed(house)
    house.daemon()
    answering(house)
    assert timers(house) == before
    lain = [p["lain_s"] for p in house.call("stone.list")["placements"]]
    now_s = SystemClock().boottime_s()
    assert all(0.0 < s < now_s for s in lain)
    assert len({p["client"] for p in house.call("stone.list")["placements"]}) == 1


def test_F91_a_stone_that_was_late_while_nobody_ran_is_red_at_once(house: House) -> None:
    """The first snapshot after the restart has the alarm, with the seconds that went by."""
    house.up()
    lay(house, "row-1", site="spine")
    killed(house)
    house.up()
    (alarm,) = [a for a in house.status()["alarms"] if a["code"].startswith("stone-red:")]
    assert alarm["priority"] == "high"


def test_F91_stopped_in_good_order_the_stones_lie_on(house: House) -> None:
    """SIGTERM lifts no stone."""
    house.up()
    lay(house, "row-1", "row-2")
    before = timers(house)
    house.signal(house.started[-1], signal.SIGTERM)
    assert house.started[-1].wait(10.0) == 0
    house.up()
    assert timers(house) == before


def test_F60_after_a_power_cut_each_stone_calls_with_its_time_unknown(house: House) -> None:
    """What an earlier boot recorded lies there still, for an unknown time, until it is lifted."""
    earlier = Clinic(house.state, boot_id="an earlier boot", stones=ROW)
    earlier.ask("session.start", client="M.H.", intake=["none"])
    earlier.place("row-1", "row-2", sites=["palm-left", "palm-right"])
    earlier.close()
    house.up()
    snapshot = house.status()
    assert [p["colour"] for p in snapshot["placements"]] == ["unknown", "unknown"]
    texts = [a["text"] for a in snapshot["alarms"] if a["code"].startswith("stone-unknown:")]
    assert len(texts) == 2
    assert all("time unknown: check M.H. now" in text for text in texts)
    assert {a["priority"] for a in snapshot["alarms"]} == {"high"}
    assert house.call("stone.lift_all")["ok"]
    assert timers(house) == {}


def test_F60_a_runtime_file_of_another_boot_is_not_believed(house: House) -> None:
    """It is of a run of the computer that is over; the record knows better."""
    house.up()
    lay(house, "row-1")
    killed(house)
    file: Path = house.run / NAME
    file.write_text(json.dumps(json.loads(file.read_text()) | {"boot_id": "another", "lying": 9}))
    house.up()
    assert list(timers(house)) == ["row-1"]


def test_a_record_that_cannot_be_read_is_a_stone_nobody_knows_of(house: House) -> None:
    """Damaged at its start, it is set aside; whoever lies there is to be looked at, with sound."""
    (house.state / "records.db").write_bytes(b"not a database" * 400)
    house.up()
    alarms = [a for a in house.status()["alarms"] if a["code"] == "stone-unknown"]
    assert alarms[0]["priority"] == "high"
    assert "it is not known which stones lie: check every client" in alarms[0]["text"]
    killed(house)
    house.up()
    assert [a for a in house.status()["alarms"] if a["code"] == "stone-unknown"]
    assert house.call("stone.lift_all")["ok"]
    eventually(lambda: not house.status()["alarms"], 10.0)
