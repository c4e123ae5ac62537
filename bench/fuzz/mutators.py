# SPDX-License-Identifier: MIT
"""Good inputs, damaged: bytes turned, lost, doubled, swapped, and two inputs grown into one.

The law of this file: the same seed gives the same inputs; nothing here knows what they mean.
"""

import random
from collections.abc import Callable, Iterator, Sequence

LONGEST = 20_000
ODD = (
    b"\0", b"\n", b"\r\n", b"\xff", b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b" ", b"\t", b"'", b'"',
    b"\\", b"\\u0000", b"{", b"}", b"[", b"]" * 9, b"[" * 9, b"=", b"#", b"-0", b"1e999", b"-1e999",
    b"nan", b"inf", b"NaN", b"0x10", b"true", b"null", b"9" * 25, b"99999999999999999999999",
    b"9007199254740993", b"0.1e-400", b"85000", b"127937", b"-2147483648", b"%s", b"../",
    b"\x1b[2J",
)  # fmt: skip
"""What has broken other parsers."""

Change = Callable[[random.Random, bytearray], None]


def damaged(chance: random.Random, seeds: Sequence[bytes]) -> Iterator[bytes]:
    """Inputs without end: now and then a good one, now and then pure noise."""
    while True:
        kind = chance.random()
        if kind < 0.02:  # noqa: PLR2004 - one in fifty
            yield chance.choice(seeds)
        elif kind < 0.07:  # noqa: PLR2004 - one in twenty
            yield chance.randbytes(chance.randrange(200))
        else:
            data = bytearray(chance.choice(seeds))
            for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
                chance.choice(CHANGES)(chance, data)
            if chance.random() < 0.05:  # noqa: PLR2004 - one in twenty
                other = chance.choice(seeds)
                data[_at(chance, data) :] = other[chance.randrange(len(other) + 1) :]
            yield bytes(data[:LONGEST])


def _at(chance: random.Random, data: bytearray) -> int:
    return chance.randrange(len(data) + 1)


def _piece(chance: random.Random, data: bytearray) -> slice:
    start = _at(chance, data)
    return slice(start, start + chance.choice((1, 2, 4, 16, 64)))


def _flip(chance: random.Random, data: bytearray) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _replace(chance: random.Random, data: bytearray) -> None:
    if data:
        data[chance.randrange(len(data))] = chance.randrange(256)


def _digit(chance: random.Random, data: bytearray) -> None:
    """Another digit where a digit stands: it stays well formed and means something else."""
    places = [at for at, byte in enumerate(data[:2000]) if 48 <= byte <= 57]  # noqa: PLR2004 - 0-9
    if places:
        data[chance.choice(places)] = 48 + chance.randrange(10)


def _insert(chance: random.Random, data: bytearray) -> None:
    at = _at(chance, data)
    data[at:at] = chance.choice(ODD)


def _overwrite(chance: random.Random, data: bytearray) -> None:
    data[_piece(chance, data)] = chance.choice(ODD)


def _lose(chance: random.Random, data: bytearray) -> None:
    del data[_piece(chance, data)]


def _double(chance: random.Random, data: bytearray) -> None:
    piece = data[_piece(chance, data)]
    at = _at(chance, data)
    data[at:at] = piece * chance.choice((1, 1, 2, 300))


def _cut(chance: random.Random, data: bytearray) -> None:
    del data[_at(chance, data) :]


CHANGES: tuple[Change, ...] = (
    _flip, _replace, _digit, _digit, _insert, _overwrite, _lose, _double, _cut,
)  # fmt: skip
