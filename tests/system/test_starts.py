# SPDX-License-Identifier: MIT
"""What a daemon starts as, and when it does not start at all, in real processes."""

import os
import signal
import socket
from collections.abc import Iterator

import pytest

from support.house import HEATER, House
from support.settings import toml
from support.waiting import eventually

SIMULATED = toml(
    {"hardware": {"driver": "simulated"}, "probe": [{"id": "28-0000005e2fa1", "role": "bath"}]}
)


@pytest.fixture
def systemd(house: House) -> Iterator[socket.socket]:
    """The other end of ``NOTIFY_SOCKET``."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(house.folder / "n"))
        heard.settimeout(10.0)
        yield heard


def test_F66_a_second_daemon_exits_75_and_the_first_heats_on(house: House) -> None:
    """The lock has one holder; the second says who holds it and touches no line."""
    first = house.up()
    house.heat()
    second = house.daemon()
    assert second.wait(10.0) == os.EX_TEMPFAIL
    assert second.stderr is not None
    assert f"Another daemon (process {first.pid}) has the heater" in second.stderr.read()
    assert house.level(HEATER) == 1
    assert house.status()["mode"] == "HEATING"


def test_F40_a_line_that_another_program_holds_exits_75(house: House) -> None:
    """The kernel gives a line to one owner; the sentence names the line."""
    first = house.up()
    house.environment["STONEHEATER_RUNTIME_DIR"] = str(house.folder / "other")
    second = house.daemon()
    assert second.wait(10.0) == os.EX_TEMPFAIL
    refused = (house.folder / "other" / "refused").read_text()
    assert refused.startswith(f"GPIO{HEATER} is held by another program")
    assert first.poll() is None


def test_a_bad_configuration_exits_78_and_status_says_why_until_a_daemon_runs(
    house: House,
) -> None:
    """The sentence is on standard error, in `refused` and in `status`, and goes with a start."""
    good = house.config.read_text()
    house.configure(good + "[temperature]\ncutoff_c = 61.0\n")
    refused = house.daemon()
    assert refused.wait(10.0) == os.EX_CONFIG
    assert refused.stderr is not None
    said = refused.stderr.read()
    assert "temperature.cutoff_c" in said
    assert "60" in said
    assert (house.run / "refused").read_text() == said
    status = house.ask("status")
    assert status.returncode == 3
    assert "temperature.cutoff_c" in status.stderr
    house.configure(good)
    house.up()
    assert not (house.run / "refused").exists()


def test_the_journal_gets_priorities_and_a_terminal_does_not(house: House) -> None:
    """``<3>`` at the start of a line is for journald alone."""
    house.configure("")
    for environment, start in (({}, f"{house.config} is"), ({"JOURNAL_STREAM": "8:1"}, "<3>")):
        refused = house.daemon(**environment)
        assert refused.wait(10.0) == os.EX_CONFIG
        assert refused.stderr is not None
        assert refused.stderr.read().startswith(start)


def test_an_unknown_driver_exits_78_and_names_the_ones_there_are(house: House) -> None:
    """A driver is found by its name or not at all."""
    house.configure('[hardware]\ndriver = "raspbery-pi"\n')
    refused = house.daemon()
    assert refused.wait(10.0) == os.EX_CONFIG
    assert "raspberry-pi, simulated" in (house.run / "refused").read_text()


def test_F42_another_pin_backend_in_the_environment_changes_nothing(house: House) -> None:
    """``GPIOZERO_PIN_FACTORY=mock`` does not keep the daemon from the real lines."""
    house.up(GPIOZERO_PIN_FACTORY="mock")
    assert house.touched(f"OUTPUT {HEATER} 0", 0.0) is not None


def test_F59_a_latch_that_cannot_be_read_starts_tripped(house: House) -> None:
    """Whether the heater had tripped cannot be told, so it counts as tripped, and `on` says so."""
    (house.state / "latch").write_bytes(b'{"latch": "cle')
    house.up()
    said = house.ask("status")
    assert said.returncode == 4
    assert "It cannot be told whether the heater has tripped" in said.stdout
    assert house.ask("on").returncode == 4
    eventually(lambda: house.ask("reset").returncode == 0, 20.0)
    assert house.ask("status").returncode == 0


def test_a_simulated_driver_runs_and_says_so_everywhere(house: House) -> None:
    """On a terminal a simulated driver needs no permission; nobody can take it for real."""
    house.configure(SIMULATED)
    daemon = house.up()
    assert house.ask("status").stdout.startswith("SIMULATED STANDBY")
    assert house.status()["headline"].startswith("SIMULATED")
    assert not (house.world / "events.log").exists()
    house.signal(daemon, signal.SIGTERM)
    assert daemon.wait(5.0) == 0


@pytest.mark.parametrize("name", ["NOTIFY_SOCKET", "INVOCATION_ID"])
def test_a_simulated_driver_as_a_service_is_refused(house: House, name: str) -> None:
    """A service that heats nothing would be trusted with stones; it exits 78."""
    house.configure(SIMULATED)
    refused = house.daemon(**{name: str(house.folder / "n")})
    assert refused.wait(10.0) == os.EX_CONFIG
    assert "--simulated" in (house.run / "refused").read_text()


def test_a_simulated_driver_as_a_service_runs_when_it_is_meant(house: House) -> None:
    """``--simulated`` is the explicit word."""
    house.configure(SIMULATED)
    house.up("--simulated", INVOCATION_ID="1")


def test_systemd_hears_of_finished_cycles_only(house: House, systemd: socket.socket) -> None:
    """READY comes with the first finished cycle, then one WATCHDOG and STATUS a second."""
    daemon = house.daemon(NOTIFY_SOCKET=str(house.folder / "n"), WATCHDOG_USEC="6000000")
    first, second = systemd.recv(4096).decode(), systemd.recv(4096).decode()
    assert first.startswith("READY=1\nWATCHDOG=1\nSTATUS=STANDBY: ")
    assert second.startswith("WATCHDOG=1\nSTATUS=STANDBY: 42.0 °C, target 50.0 °C")
    house.signal(daemon, signal.SIGTERM)
    assert eventually(lambda: systemd.recv(4096), 5.0).startswith((b"STOPPING=1", b"WATCHDOG=1"))
    assert daemon.wait(5.0) == 0
