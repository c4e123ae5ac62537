# SPDX-License-Identifier: MIT
"""A reading: what travels with a temperature, and which faults make it suspect."""

from dataclasses import FrozenInstanceError

import pytest

from stoneheater.core.reading import LSB_C, POWER_ON_C, SUSPECT, WEAK_SUPPLY_C, Fault, Reading


def test_a_temperature_never_travels_without_its_time() -> None:
    """A reading cannot be made without saying when it was measured."""
    with pytest.raises(TypeError):
        Reading("bath", 50.0)  # type: ignore[call-arg] # the very thing that must not pass


PHRASES = {
    Fault.EMPTY: "the probe gave no answer",
    Fault.ABSENT: "the probe is not on the bus",
    Fault.BUS_LOST: "the 1-Wire bus is gone",
    Fault.CRC: "the answer was garbled (checksum)",
    Fault.MISMATCH: "the two lines of the answer disagree",
    Fault.GARBLED: "the answer was not a scratchpad",
    Fault.POWER_ON: "the probe lost power (85.000 °C)",
    Fault.WEAK_SUPPLY: "the probe is short of supply (127.94 °C)",
    Fault.ALL_ZERO: "the data line is shorted (all zero)",
    Fault.ALL_ONES: "the data line floats (all ones)",
    Fault.UNSUPPORTED: "the probe is of an unsupported kind",
    Fault.ERROR: "reading the probe failed",
}


def test_every_fault_says_what_a_person_can_look_for() -> None:
    """These phrases are in journals, on screens and in records: they do not change by accident."""
    assert {fault: str(fault) for fault in Fault} == PHRASES


def test_a_step_is_that_of_twelve_bits_unless_told_otherwise() -> None:
    """A sixteenth of a degree, with no fault and nothing to add."""
    reading = Reading("bath", 50.0, 1.0)
    assert LSB_C == 0.0625
    assert (reading.fault, reading.detail, reading.step_c) == (None, "", 0.0625)


def test_a_reading_cannot_be_changed() -> None:
    """What was read stays as it was read."""
    with pytest.raises(FrozenInstanceError):
        Reading("bath", 50.0, 1.0).temperature_c = 20.0  # type: ignore[misc] # must not pass


def test_a_failure_is_a_phrase_and_never_a_number() -> None:
    """Every fault is a different phrase for a therapist."""
    assert all(str(fault)[0].isalpha() for fault in Fault)
    assert len({str(fault) for fault in Fault}) == len(Fault)


def test_the_values_of_a_failing_probe_are_steps_of_the_probe() -> None:
    """85 and 127.94 °C are what a DS18B20 really sends: 0x0550 and 0x07FF."""
    assert 0x0550 * LSB_C == POWER_ON_C
    assert 0x07FF * LSB_C == WEAK_SUPPLY_C


def test_suspect_faults_are_those_only_a_failing_probe_gives() -> None:
    """A garbled answer may be noise; these four are not."""
    assert {Fault.POWER_ON, Fault.WEAK_SUPPLY, Fault.ALL_ZERO, Fault.ALL_ONES} == SUSPECT
