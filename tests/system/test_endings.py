# SPDX-License-Identifier: MIT
"""However a heating daemon ends, the heater relay opens, in real processes on real signals."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable

from support import relay_off_on_fake
from support.fake_lgpio import line_files
from support.house import HEATER, House

ENDS = ("TERM", "INT", "HUP")


def test_F47_told_to_end_it_switches_off_first_and_within_half_a_second(
    build: Callable[..., House],
) -> None:
    """SIGTERM, SIGINT and SIGHUP at heat-on: the line is low within 0.5 s, the exit code is 0."""
    houses = {name: build(name) for name in ENDS}
    for house in houses.values():
        house.commission()
        house.bath()
    daemons = {name: house.up() for name, house in houses.items()}
    for name, house in houses.items():
        house.heat()
        sent_s = house.signal(daemons[name], getattr(signal, f"SIG{name}"))
        assert daemons[name].wait(5.0) == 0, name
        opened_s = house.touched(f"SET {HEATER} 0", sent_s)
        assert opened_s is not None, name
        assert opened_s - sent_s < 0.5, name


def test_an_ended_daemon_keeps_its_line_driven_off_and_leaves_nothing_behind(
    house: House,
) -> None:
    """The line stays a low output, never a floating input; the sockets are gone."""
    daemon = house.up()
    house.heat()
    house.signal(daemon, signal.SIGTERM)
    assert daemon.wait(5.0) == 0
    line = line_files.state(HEATER)
    assert (line.direction, line.level) == ("output", 0)
    assert house.touched(f"FREE {HEATER}", 0.0) is None
    kept = {"lock", "latch", "outputs", "placements.json", ".lgd-nfy0"}
    assert {path.name for path in house.run.iterdir()} <= kept


def test_F43_killed_at_heat_on_the_helper_switches_off_without_daemon_or_packages(
    house: House,
) -> None:
    """SIGKILL leaves the relay closed; the helper opens it beside a corrupt configuration."""
    daemon = house.up()
    house.heat()
    house.signal(daemon, signal.SIGKILL)
    daemon.wait(5.0)
    assert house.level(HEATER) == 1
    house.configure("[[[ not a configuration")
    helper = [sys.executable, "-I", "-S", relay_off_on_fake.__file__]
    helped = subprocess.run(
        [*helper, "--runtime-dir", str(house.run)],
        env={"FAKE_LGPIO_DIR": str(house.world), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=5,
        check=False,
    )
    assert helped.returncode == 0, helped.stderr
    assert "heater: commanded off" in helped.stdout
    assert house.level(HEATER) == 0


def test_F61_killed_at_heat_on_and_started_again_it_is_in_standby(house: House) -> None:
    """A start after a crash claims the line OFF in one request and never heats by itself."""
    daemon = house.up()
    house.heat()
    killed_s = house.signal(daemon, signal.SIGKILL)
    daemon.wait(5.0)
    house.up()
    assert house.status()["mode"] == "STANDBY"
    assert house.level(HEATER) == 0
    assert house.touched(f"OUTPUT {HEATER} 0", killed_s) is not None
    assert house.touched(f"SET {HEATER} 1", killed_s) is None
