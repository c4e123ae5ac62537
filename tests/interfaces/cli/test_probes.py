# SPDX-License-Identifier: MIT

import json
from pathlib import Path
from typing import Any

from support.command_line import run, scripted

BATH: dict[str, Any] = {
    "id": "28-00000d1efbf6",
    "name": "bath",
    "role": "bath",
    "configured": True,
    "temperature_c": 21.0625,
    "fault": None,
    "hints": [],
}
STRANGER: dict[str, Any] = BATH | {
    "id": "28-ff000d2b5549",
    "name": None,
    "role": None,
    "configured": False,
    "hints": ["Its serial number is odd."],
}
GONE: dict[str, Any] = BATH | {"temperature_c": None, "fault": "the probe is not on the bus"}


def test_every_probe_is_a_line(tmp_path: Path) -> None:
    """Id, binding and temperature; a hint stands below its probe."""
    with scripted(tmp_path, {"probes.list": {"probes": [BATH, STRANGER]}}):
        result = run(tmp_path, "probes")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "28-00000d1efbf6  bath (role bath)  21.1 °C",
        "28-ff000d2b5549  not configured (ignored)  21.1 °C",
        "    Its serial number is odd.",
    ]


def test_a_fault_takes_the_place_of_the_number(tmp_path: Path) -> None:
    """A probe that is gone is no number."""
    with scripted(tmp_path, {"probes.list": {"probes": [GONE]}}):
        said = run(tmp_path, "probes").stdout
    assert said == "28-00000d1efbf6  bath (role bath)  the probe is not on the bus\n"


def test_an_empty_bus_has_a_next_step(tmp_path: Path) -> None:
    """Nothing found: what to check."""
    with scripted(tmp_path, {"probes.list": {"probes": []}}):
        said = run(tmp_path, "probes").stdout
    assert "dtoverlay=w1-gpio" in said


def test_json_is_the_list(tmp_path: Path) -> None:
    """Programs get the objects as the daemon made them, and an empty list for an empty bus."""
    with scripted(tmp_path, {"probes.list": {"probes": [BATH, GONE]}}):
        assert json.loads(run(tmp_path, "probes", "--json").stdout) == [BATH, GONE]


def test_no_daemon_is_told(tmp_path: Path) -> None:
    """The daemon measures; without one there is nothing to show."""
    assert run(tmp_path, "probes").exit_code == 3
