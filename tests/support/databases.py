# SPDX-License-Identifier: MIT
"""Databases as a test finds them."""

from pathlib import Path

from stoneheater.service.store.database import (
    Database,
    connect,
)


def filled(path: Path, many: int = 200) -> int:
    """A closed database with ``many`` rows; returns its size in bytes."""
    database = Database(path, connect, "FULL")
    with database.transaction() as file:
        file.execute("CREATE TABLE t (x TEXT)")
        file.executemany("INSERT INTO t VALUES (?)", [(f"{n:0200d}",) for n in range(many)])
    database.close()
    return path.stat().st_size


def run(database: Database, *statements: str) -> None:
    """Run the statements in one transaction."""
    with database.transaction() as file:
        for statement in statements:
            file.execute(statement).fetchall()
