# SPDX-License-Identifier: MIT
"""When a client's part has been kept long enough.

The law of this file: a clock that jumps must not erase anything that is still owed. A session is
as old as the latest date that anything up to its last entry bears; and a date counts as come only
when the record has borne it for a week, so that there is time to set a wrong clock right.
"""

import sqlite3
from typing import Final

from stoneheater.service.store.entry import Stamp
from stoneheater.service.store.record_table import erase

RETENTION_DAYS: Final = 3650
"""How long a client's part is kept unless configured otherwise: ten years."""

DAY_S: Final = 86_400.0
DOUBT_S: Final = 7 * DAY_S
"""How long a date must have stood in the record before it erases anything, s."""

FIRST_DATE_S: Final = 1_767_225_600.0
"""1 January 2026: no session is older than this program; an earlier label is an unset clock."""

_KEPT: Final = """SELECT r.session, max(r.dated_s) FROM private p JOIN
    (SELECT id, session, max(wall_s) OVER (ORDER BY id) AS dated_s FROM records) AS r ON r.id = p.id
    WHERE r.session <> '' GROUP BY r.session HAVING max(max(r.dated_s), ?) < ?"""
_COME: Final = "SELECT coalesce(max(wall_s), 0.0) FROM records WHERE wall_s <= ?"


def erase_old(file: sqlite3.Connection, now: Stamp, retention_days: int) -> int:
    """Erase the client's part of every session that is old enough; returns how many.

    Must run inside a transaction. Each erasure adds an entry of its own.
    """
    come_s = float(file.execute(_COME, (now.wall_s - DOUBT_S,)).fetchone()[0])
    too_old_s = come_s - retention_days * DAY_S
    old = file.execute(_KEPT, (FIRST_DATE_S, too_old_s)).fetchall()
    for session, _ in old:
        erase(file, session, now, "stoneheater", f"it had been kept for over {retention_days} d")
    return len(old)
