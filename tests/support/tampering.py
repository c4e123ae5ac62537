# SPDX-License-Identifier: MIT
"""Somebody who may write the record's file, and does."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from stoneheater.service.store.chain import GENESIS, link
from stoneheater.service.store.record_table import COLUMNS

DOORS = ("records_never_change", "records_never_go", "private_never_changes")


def tamper(path: Path, *statements: str) -> None:
    """Take the triggers off and run the statements, as a person with SQLite would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        for name in DOORS:
            file.execute(f"DROP TRIGGER IF EXISTS {name}")
        for statement in statements:
            file.execute(statement)


def forge(path: Path, *statements: str) -> None:
    """Tamper, and then compute every hash anew, as a person with this program could."""
    tamper(path, *statements)
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        before, links = GENESIS, []
        for columns in file.execute(f"SELECT {COLUMNS} FROM records r ORDER BY id"):  # noqa: S608 - constants
            before = link(before, columns)
            links.append((before, columns[0]))
        file.executemany("UPDATE records SET hash = ? WHERE id = ?", links)


def small_pages(path: Path) -> sqlite3.Connection:
    """A connection that makes the smallest file there can be."""
    file = sqlite3.connect(path, isolation_level=None)
    file.execute("PRAGMA page_size = 512")
    return file


def each_byte(path: Path, look: Callable[[int], None], positions: Iterable[int]) -> None:
    """Call ``look`` with one byte of the file turned over, for each position in turn."""
    with path.open("r+b", buffering=0) as file:
        for at in positions:
            file.seek(at)
            good = file.read(1)
            for byte in (bytes([good[0] ^ 0x21]), good):
                file.seek(at)
                file.write(byte)
                if byte != good:
                    look(at)
