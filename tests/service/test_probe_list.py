# SPDX-License-Identifier: MIT

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from stoneheater.config import BathFile, Config, ProbeSettings
from stoneheater.core.reading import Fault
from stoneheater.hardware import simulated
from stoneheater.service import probe_list

A, B = "28-00000000000a", "28-00000000000b"
CONFIG = Config(probe=(ProbeSettings(A, "bath", "bath"),))


@dataclass(frozen=True)
class Seen:
    """One probe as it was found on the bus."""

    rom_id: str
    temperature_c: float | None = 21.0
    fault: Fault | None = None
    hints: Sequence[str] = ()


def test_a_configured_probe_carries_its_name_and_role() -> None:
    """Id, binding, temperature: all of it in one object."""
    assert probe_list.listed(CONFIG, [Seen(A, hints=("replace it.",))]) == [
        {
            "id": A,
            "name": "bath",
            "role": "bath",
            "configured": True,
            "temperature_c": 21.0,
            "fault": None,
            "hints": ["replace it."],
        }
    ]


def test_a_stranger_is_listed_and_bound_to_nothing() -> None:
    """The configured come first, strangers after them."""
    found = probe_list.listed(CONFIG, [Seen(B), Seen(A)])
    assert [row["id"] for row in found] == [A, B]
    assert (found[1]["name"], found[1]["role"], found[1]["configured"]) == (None, None, False)


def test_a_configured_probe_that_is_gone_is_missing() -> None:
    """It is never left out, and has no temperature."""
    (row,) = probe_list.listed(CONFIG, [])
    assert (row["fault"], row["temperature_c"]) == (Fault.ABSENT.value, None)
    assert "not on the bus" in row["hints"][0]


@pytest.mark.parametrize("fault", Fault)
def test_a_fault_is_words_and_no_number(fault: Fault) -> None:
    """Whatever ails it, the phrase is the one of the fault."""
    (row,) = probe_list.listed(CONFIG, [Seen(A, None, fault)])
    assert (row["fault"], row["temperature_c"]) == (fault.value, None)


def test_the_bus_is_measured() -> None:
    """The rows come from what the hardware's probes say now."""
    hardware = simulated.make(BathFile())
    found = probe_list.rows(Config(), hardware.probes)
    assert len(found) == 2
    assert all(row["temperature_c"] is not None and not row["configured"] for row in found)


def test_nothing_configured_and_nothing_found_is_an_empty_list() -> None:
    """No rows are made up."""
    assert probe_list.listed(Config(), []) == []
