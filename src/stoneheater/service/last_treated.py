# SPDX-License-Identifier: MIT
"""When a client was last treated, for a practice that keeps it.

The law of this file: it knows what the record says of clients and no more: what is erased there,
or older than the record may keep, is not said. It is read beside everything else and waited for
by nobody; what cannot be read is not known.
"""

import logging
import threading
import time
from pathlib import Path
from typing import Final, NamedTuple

from stoneheater.service.store.database import StoreUnreadableError
from stoneheater.service.store.record_reader import read_clients
from stoneheater.service.store.retention import DAY_S, FIRST_DATE_S

_log: Final = logging.getLogger(__name__)


class _Treated(NamedTuple):
    client: str
    wall_s: float


class LastTreated:
    """The sessions of every client, as far as they still stand in the record; any thread.

    Args:
        keeps_days: how long the record keeps a client's part, d; 0: the practice keeps nothing.
    """

    def __init__(self, keeps_days: int = 0) -> None:
        self._keeps_s = keeps_days * DAY_S
        self._sessions: dict[str, _Treated] = {}
        self._erased: set[str] = set()
        self._lock = threading.Lock()

    def begin(self, records: Path) -> threading.Thread | None:
        """Read the record, in a thread of its own; None if there is nothing to keep."""
        if not self._keeps_s:
            return None
        reader = threading.Thread(
            target=self._read, args=(records,), name="last-treated", daemon=True
        )
        reader.start()
        return reader

    def note(self, session_id: str, client: str, wall_s: float) -> None:
        """A client is treated today."""
        if client and self._keeps_s:
            with self._lock:
                self._sessions[session_id] = _Treated(client, wall_s)

    def forget(self, session_id: str) -> None:
        """The client's part of a session was erased."""
        with self._lock:
            self._erased.add(session_id)
            self._sessions.pop(session_id, None)

    def said(self, client: str, session_id: str, wall_s: float) -> str:
        """When the client was last treated before this session, in words; empty if not known.

        Args:
            client: its pseudonym; empty when nobody said.
            session_id: the session that is going on.
            wall_s: the date, s since 1970.
        """
        first_s = max(FIRST_DATE_S, wall_s - self._keeps_s)  # an earlier label is an unset clock
        with self._lock:
            dates_s = [
                each.wall_s
                for name, each in self._sessions.items()
                if client and each.client == client and name != session_id
            ]
        last_s = max((each for each in dates_s if each >= first_s), default=None)
        return "" if last_s is None else _words(last_s)

    def _read(self, records: Path) -> None:
        try:
            found = read_clients(records)
        except StoreUnreadableError as error:
            _log.warning("when clients were last treated is not known: %s", error)
            return
        with self._lock:
            for session_id, client, wall_s in found:
                if session_id not in self._erased:
                    self._sessions.setdefault(session_id, _Treated(client, wall_s))


def _words(wall_s: float) -> str:
    try:
        return time.strftime("last treated on %Y-%m-%d.", time.localtime(wall_s))
    except (OverflowError, ValueError, OSError):
        return ""
