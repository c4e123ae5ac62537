# SPDX-License-Identifier: MIT
"""The inverted copy: whatever changes in a limit or the name plate is noticed, and only that."""

from dataclasses import fields
from struct import pack, unpack

import pytest

from stoneheater.core.energy import NamePlate
from stoneheater.core.inverted import Inverted
from stoneheater.core.rule import Limits

NUMBERS = [(kind, field.name) for kind in (Limits, NamePlate) for field in fields(kind)]


def flipped(value: float, bit: int) -> float:
    """The same number with one of its 64 bits turned over."""
    (bits,) = unpack("<Q", pack("<d", value))
    (turned,) = unpack("<d", pack("<Q", bits ^ 1 << bit))
    return float(turned)


@pytest.mark.parametrize(("kind", "name"), NUMBERS)
@pytest.mark.parametrize("bit", [0, 31, 51, 62, 63])
def test_one_flipped_bit_of_any_number_is_noticed(
    kind: type[Limits] | type[NamePlate], name: str, bit: int
) -> None:
    """The least bit of a fraction, a bit of the exponent, a sign; and mended it agrees again."""
    limits, plate = Limits(), NamePlate(800.0, 8.0)
    inverted = Inverted(limits, plate)
    numbers = limits if kind is Limits else plate
    was = getattr(numbers, name)
    assert inverted.agrees
    object.__setattr__(numbers, name, flipped(was, bit))
    assert not inverted.agrees
    object.__setattr__(numbers, name, was)
    assert inverted.agrees


@pytest.mark.parametrize("place", range(25 * 8))
def test_a_byte_of_the_copy_that_changes_is_noticed_too(place: int) -> None:
    """Nobody knows which of the two is wrong: they disagree."""
    inverted = Inverted(Limits(), NamePlate(800.0, 8.0))
    copy = bytearray(inverted._copy)
    assert len(copy) == 25 * 8
    copy[place] ^= 1
    inverted._copy = bytes(copy)
    assert not inverted.agrees


@pytest.mark.parametrize("byte", [0x00, 0xFF, 0x5A])
def test_the_same_written_over_both_is_noticed(byte: int) -> None:
    """What overwrites number and copy alike leaves them alike, and they have to be opposite."""
    limits = Limits()
    inverted = Inverted(limits, NamePlate(800.0, 8.0))
    (same,) = unpack("<d", bytes([byte] * 8))
    object.__setattr__(limits, "target_max_c", same)
    inverted._copy = bytes([byte] * 8) + inverted._copy[8:]
    assert not inverted.agrees
