# SPDX-License-Identifier: MIT
"""Buzzer, lamp and buttons of a real daemon, on stand-in lines."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

from stoneheater.hardware.panel import REST_S
from support import relay_off_on_fake
from support.fake_lgpio import line_files
from support.house import HEATER, House
from support.waiting import eventually

BUZZER, LAMP, ACK, STOP, FOOT = 18, 23, 24, 25, 16
PANEL = {
    "buzzer_pin": BUZZER,
    "alarm_led_pin": LAMP,
    "ack_pin": ACK,
    "stop_pin": STOP,
    "foot_pin": FOOT,
}
LAID = {"stones": ["large-1"], "sites": ["lower-back-left"], "contact": "sheet"}
STONE = {"name": "large-1", "material": "basalt", "mass_kg": 0.2, "thickness_mm": 25.0}


def fitted(build: Callable[..., House]) -> House:
    """A commissioned heater with a panel and one stone, at a bath."""
    house = build("panel")
    house.wire(panel=PANEL, stone=[STONE])
    house.commission()
    house.bath()
    return house


def press(house: House, button: int) -> None:
    """Hold a button down for as long as it takes to be heard."""
    house.level(button)
    line_files.force(button, 0)


def calling(house: House) -> list[bool]:
    """For each stone that is to be lifted now: whether its alarm is paused."""
    alarms = house.status()["alarms"]
    return [alarm["paused"] for alarm in alarms if alarm["code"].startswith("stone-red")]


def helped(house: House) -> str:
    """What systemd runs when the daemon is dead; what it said."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", relay_off_on_fake.__file__, "--runtime-dir", str(house.run)],
        env={"FAKE_LGPIO_DIR": str(house.world), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_F94_it_is_tested_at_the_start_and_asked_about(build: Callable[..., House]) -> None:
    """Two beeps and the lamp by itself; the doctor says that nobody has heard it yet."""
    house = fitted(build)
    house.up()
    eventually(lambda: house.touched(f"SET {BUZZER} 1", 0.0), 5.0)
    eventually(lambda: house.touched(f"SET {LAMP} 0", 0.0), 5.0)
    report = house.call("doctor.report")["report"]
    (buzzer,) = [row for row in report if row["name"] == "buzzer"]
    assert buzzer["sentence"] == "Nobody has said yet that the buzzer on GPIO18 can be heard."
    assert house.call("panel.noticed", noticed={"buzzer": True})["ok"]
    report = house.call("doctor.report")["report"]
    (buzzer,) = [row for row in report if row["name"] == "buzzer"]
    assert buzzer["verdict"] == "ok"


def test_a_proof_test_is_dated_by_the_daemon(build: Callable[..., House]) -> None:
    """A warning until somebody has said it, by the real command; an unknown one is refused."""
    house = fitted(build)
    house.up()

    def cut_out() -> list[str]:
        report = house.call("doctor.report")["report"]
        said = [row for row in report if row["name"] == "proof test"]
        return [row["verdict"] for row in said if "the thermal cut-out" in row["sentence"]]

    assert cut_out() == ["warn"]
    assert "proved the thermal cut-out" in house.ask("doctor", "--proved", "cut-out").stdout
    assert cut_out() == ["ok"]
    refused = house.ask("doctor", "--proved", "cutout")
    assert refused.returncode == 1
    assert "there are: cut-out, rcd" in refused.stdout + refused.stderr


def test_the_stop_button_opens_the_relay(build: Callable[..., House]) -> None:
    """One press at heat-on: STANDBY within two seconds, and who did it is recorded."""
    house = fitted(build)
    house.up()
    house.heat()
    press(house, STOP)
    eventually(lambda: house.level(HEATER) == 0, 2.0)
    eventually(lambda: house.status()["mode"] == "STANDBY", 2.0)
    assert "STOP button" in house.ask("record", "show").stdout


def test_the_foot_switch_lifts_the_only_stone(build: Callable[..., House]) -> None:
    """Laid by a command, lifted by a foot; a second press says that none lies."""
    house = fitted(build)
    house.up()
    house.call("stone.place", **LAID)
    eventually(lambda: house.status()["lying"] == 1, 5.0)
    press(house, FOOT)
    eventually(lambda: house.status()["lying"] == 0, 5.0)
    line_files.force(FOOT, None)
    threading.Event().wait(2 * REST_S)
    press(house, FOOT)
    eventually(lambda: "no stone lies: the foot" in str(house.status()["notes"]), 5.0)


def test_F93_a_red_stone_sounds_until_it_is_paused(build: Callable[..., House]) -> None:
    """A refused stone alarms at once; ACK silences it, and the lamp stays lit."""
    house = fitted(build)
    house.up()
    eventually(lambda: house.touched(f"SET {LAMP} 0", 0.0), 5.0)
    house.call("session.start", client="A.B.", intake=["reduced-sensation"])
    assert house.call("stone.place", **LAID)["ok"] is False
    eventually(lambda: calling(house) == [False], 5.0)
    eventually(lambda: house.level(BUZZER) == 1, 12.0)
    press(house, ACK)
    eventually(lambda: calling(house) == [True], 5.0)
    eventually(lambda: (house.level(BUZZER), house.level(LAMP)) == (0, 1), 5.0)


def test_F90_killed_under_a_stone_the_helper_switches_off_and_sounds(
    build: Callable[..., House],
) -> None:
    """Heater low first, then the buzzer; with nobody under a stone it is silent."""
    house = fitted(build)
    daemon = house.up()
    house.call("stone.place", **LAID)
    told = house.run / "placements.json"
    eventually(lambda: told.exists() and json.loads(told.read_bytes())["lying"] == 1, 5.0)
    house.heat()
    killed_s = house.signal(daemon, signal.SIGKILL)
    daemon.wait(5.0)
    assert "Stones lie on clients and nobody times them" in helped(house)
    off_s = house.touched(f"OUTPUT {HEATER} 0", killed_s)
    beep_s = house.touched(f"OUTPUT {BUZZER} 1", killed_s)
    assert off_s is not None
    assert beep_s is not None
    assert off_s < beep_s
    assert (house.level(HEATER), house.level(BUZZER)) == (0, 0)
