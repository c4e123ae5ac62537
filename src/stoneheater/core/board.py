# SPDX-License-Identifier: MIT
"""The board: every open session, every stone on a client, every stone in a hand.

The law of this file: the board is what its entries did, and beside it only the stones whose time is
being computed. Applied again after a crash the entries give the same board; after a reboot each
open placement is "time unknown". None makes a timer milder; an unreadable one changes nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from stoneheater.core.board_change import changed
from stoneheater.core.board_event import BoardError, Entry
from stoneheater.core.board_state import State
from stoneheater.core.placement import Forecaster, Past, Placement, remembered
from stoneheater.core.site import Site


class Board:
    """The state, and the one way to change it.

    Attributes:
        state: everything, immutable; another thread may take it at any time.
        boot_id: this run of the computer.
        forecast: says when to lift.
        new_id: a name for a session that no other session ever had.
    """

    def __init__(self, boot_id: str, forecast: Forecaster, new_id: Callable[[], str]) -> None:
        self.state = State()
        self.boot_id = boot_id
        self.forecast = forecast
        self.new_id = new_id

    def apply(self, entry: Entry) -> None:
        """Do what an entry says.

        Raises:
            BoardError: it cannot be read; nothing has changed.
        """
        self.state = changed(self.state, entry)

    def expect(self, placements: Iterable[Placement]) -> None:
        """Show stones whose time is being computed; an entry takes the place of each."""
        self.state = replace(self.state, placements=(*self.state.placements, *placements))

    def settle(self) -> None:
        """Show none of them any more: the entries have spoken."""
        known = tuple(p for p in self.state.placements if not p.computing)
        self.state = replace(self.state, placements=known)

    def restore(self, entries: Iterable[Entry]) -> tuple[str, ...]:
        """Do what many entries say; the sentences of those that could not be read."""
        troubles = []
        for entry in entries:
            try:
                self.apply(entry)
            except BoardError as error:
                troubles.append(str(error))
        return tuple(troubles)

    def past(self, session_id: str, site: Site, now_s: float) -> tuple[Past, ...] | None:
        """What the skin of a client's site remembers; None when a power cut hides it."""
        return remembered(self.on_site(session_id, site), now_s, self.boot_id)

    def on_site(self, session_id: str, site: Site) -> list[Placement]:
        """Every placement on a client's site, oldest first."""
        all_of_them = self.state.placements
        return [p for p in all_of_them if p.session_id == session_id and p.site == site]
