# SPDX-License-Identifier: MIT
"""`dip` and `relay-replaced`: what is asked, what is watched, and what the daemon is told."""

from collections.abc import Mapping
from itertools import chain, count, repeat
from pathlib import Path
from typing import Any

import pytest

from stoneheater.config import BathFile
from stoneheater.core.probe_dip import fitted
from stoneheater.hardware.faults import parse_fault
from stoneheater.interfaces.assembly import assemble_simulation
from stoneheater.interfaces.cli.dip import PATIENCE_S, watched
from stoneheater.interfaces.cli.door import Stop
from support.command_line import No, Script, run, scripted
from support.snapshots import probe, snapshot

PROBES = {
    "probes": [
        {"name": "element", "role": "element", "configured": True},
        {"name": "bath", "role": "bath", "configured": True},
    ]
}
KEPT: dict[str, Any] = {
    "ok": True,
    "text": "a lag of 8.0 s counts from the next start of the daemon.",
}
STANDBY = snapshot(mode="STANDBY", state="STANDBY")
CLICKED = {"ok": True, "text": "clicking."}
COUNTED: dict[str, Any] = {
    "ok": True,
    "text": "the operations of the heater relay are counted from 0.",
}


def steps(lag_s: float = 8.0, before: int = 10, seconds: int = 200) -> list[Mapping[str, Any]]:
    """Snapshots of a dip, one a second."""
    shown: list[Mapping[str, Any]] = []
    for second in range(seconds):
        done = 0.0 if second < before else 1.0 - 2.718281828 ** (-(second - before) / lag_s)
        value_c = round((22.0 + 23.0 * done) * 16) / 16
        shown.append({**STANDBY, "at_s": 1000.4 + second, "probes": [probe("bath", value_c)]})
    return shown


def no_rest(_: float) -> None:
    """Nobody waits in a test."""


def test_a_dip_is_watched_fitted_and_kept(tmp_path: Path) -> None:
    """The lag on the screen is the lag that the daemon gets."""
    shown = chain(steps(), repeat(steps()[-1]))
    script: Script = {
        "probes.list": PROBES,
        "snapshot.get": lambda _: next(shown),
        "commission.dip": KEPT,
    }
    with scripted(tmp_path, script) as daemon:
        result = run(tmp_path, "dip", typed="\n")
    assert result.exit_code == 0, result.stderr
    assert "Hold the probe bath in the air or in cold water" in result.stdout
    assert "bath has a lag of 8.0 s, give or take 0.4 s." in result.stdout
    assert result.stdout.endswith(KEPT["text"] + "\n")
    (params,) = daemon.params("commission.dip")
    assert params["lag_s"] == pytest.approx(8.0, rel=0.03)


def test_a_probe_that_was_not_dipped_is_told(tmp_path: Path) -> None:
    """1, how far it moved and what to do; nothing is kept."""
    ticks = count()
    still: Script = {"probes.list": PROBES, "snapshot.get": lambda _: waiting(next(ticks))}
    with scripted(tmp_path, still) as daemon:
        result = run(tmp_path, "dip", typed="\n")
    assert result.exit_code == 1
    assert result.stderr.startswith("No lag: it moved by 0.0 °C, at least 5 °C are needed.")
    assert daemon.params("commission.dip") == []


def waiting(second: int) -> Mapping[str, Any]:
    """The heater while nothing is dipped, ten seconds after the last look."""
    return {**STANDBY, "at_s": 10.0 * second, "probes": [probe("bath", 22.0)]}


@pytest.mark.parametrize("mute", [probe("bath", None, fault="absent"), probe("bath-2")])
def test_a_probe_without_a_reading_is_told(tmp_path: Path, mute: Mapping[str, Any]) -> None:
    """1, and what to check."""
    shown = {**STANDBY, "at_s": 1.0, "probes": [mute]}
    with scripted(tmp_path, {"probes.list": PROBES, "snapshot.get": shown}):
        result = run(tmp_path, "dip", typed="\n")
    assert result.exit_code == 1
    assert "bath gives no reading: check its plug" in result.stderr


def test_without_a_bath_probe_there_is_nothing_to_dip(tmp_path: Path) -> None:
    """1, and to commission first."""
    with scripted(tmp_path, {"probes.list": {"probes": []}}):
        result = run(tmp_path, "dip", typed="\n")
    assert (result.exit_code, "commission first" in result.stderr) == (1, True)


def test_a_lag_that_the_daemon_refuses_ends_it(tmp_path: Path) -> None:
    """Its own sentence, and 1."""
    shown = chain(steps(), repeat(steps()[-1]))
    script: Script = {
        "probes.list": PROBES,
        "snapshot.get": lambda _: next(shown),
        "commission.dip": No("the dip is not kept: not commissioned."),
    }
    with scripted(tmp_path, script):
        result = run(tmp_path, "dip", typed="\n")
    assert result.exit_code == 1


def test_a_reading_counts_once_and_patience_ends() -> None:
    """The same reading is waited out; a heater that says nothing new is not waited for for ever."""
    rested: list[float] = []
    found = watched(lambda: STANDBY | {"at_s": 5.0}, "bath", rested.append)
    assert len(found) == 1
    assert sum(rested) == pytest.approx(PATIENCE_S)


def test_a_probe_dipped_in_a_simulated_bath_shows_its_lag() -> None:
    """The whole way: a probe pulled into the air in STANDBY, put back, and nothing trips."""
    file = BathFile(start_c=45.0, probe_lag_s=12.0)
    app, hardware = assemble_simulation(file, faults=[parse_fault("in_air@20..320")])

    def ask() -> Mapping[str, object]:
        app.clock.wait_until(app.clock.now_s() + 1.0)
        assert app.loop.cycle().trips == ()
        newest = app.service.snapshot()
        assert newest is not None
        return newest.as_dict()

    for _ in range(315):
        ask()
    assert hardware.world.probes[0].model.in_air
    assert fitted(watched(ask, "bath", no_rest)).lag_s == pytest.approx(12.0, rel=0.05)


# -- a new relay ----------------------------------------------------------------------------------


def test_a_new_relay_is_heard_and_counts_from_zero(tmp_path: Path) -> None:
    """One click, one yes."""
    script: Script = {
        "snapshot.get": STANDBY,
        "commission.click": CLICKED,
        "relay.replaced": COUNTED,
    }
    with scripted(tmp_path, script) as daemon:
        result = run(tmp_path, "relay-replaced", typed="y\n")
    assert result.exit_code == 0, result.stderr
    assert daemon.params("commission.click") == [{"output": "heater"}]
    assert daemon.params("relay.replaced") == [{}]
    assert result.stdout.endswith(COUNTED["text"] + "\n")


@pytest.mark.parametrize("typed", ["n\n", ""])
def test_a_relay_that_nobody_heard_is_not_new(tmp_path: Path, typed: str) -> None:
    """1, and the old count goes on."""
    with scripted(tmp_path, {"snapshot.get": STANDBY, "commission.click": CLICKED}) as daemon:
        result = run(tmp_path, "relay-replaced", typed=typed)
    assert result.exit_code == 1
    assert daemon.params("relay.replaced") == []


def test_without_an_enable_the_element_is_unplugged_before_the_click(tmp_path: Path) -> None:
    """The click of a single switch would heat."""
    script: Script = {
        "snapshot.get": STANDBY | {"enable_commanded": None},
        "commission.click": CLICKED,
        "relay.replaced": COUNTED,
    }
    with scripted(tmp_path, script) as daemon:
        assert run(tmp_path, "relay-replaced", typed="no\n").exit_code == 1
        assert daemon.params("commission.click") == []
        assert run(tmp_path, "relay-replaced", typed="yes\ny\n").exit_code == 0


def test_a_stop_is_a_sentence() -> None:
    """What ends a dip is no traceback."""
    with pytest.raises(Stop, match="gives no reading"):
        watched(dict, "bath", no_rest)
