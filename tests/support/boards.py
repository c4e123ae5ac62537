# SPDX-License-Identifier: MIT
"""A board with a forecaster that can be reckoned in the head, and short words for its desks."""

import json
from collections.abc import Sequence
from itertools import count

from stoneheater.core.board import Board
from stoneheater.core.board_event import Entry
from stoneheater.core.burn import ClientProfile, Contact, Exposure, Forecast, refuse
from stoneheater.core.clerk import Done
from stoneheater.core.counting import CountingDesk
from stoneheater.core.laying_desk import Laying, LayingDesk
from stoneheater.core.lifting_desk import LiftingDesk
from stoneheater.core.placement import Past, Placement
from stoneheater.core.session_desk import SessionDesk
from stoneheater.core.stone import BASALT, Stone

BOOT = "boot-1"
TYPICAL_S, SENSITIVE_S = 60.0, 30.0
SITE, OTHER = "lower-back-left", "lower-back-right"


def seconds(exposure: Exposure, profile: ClientProfile, past: tuple[Past, ...] = ()) -> Forecast:
    """Bare skin bears 60 s in a session, sensitive skin 30; cloth makes them ten times longer."""
    rates = [1.0 if p.exposure.contact is Contact.DIRECT else 0.1 for p in past]
    spent_s = sum(p.contact_s * rate for p, rate in zip(past, rates, strict=True))
    all_s = TYPICAL_S if profile is ClientProfile.TYPICAL else SENSITIVE_S
    left_s = (all_s - spent_s) * (1.0 if exposure.contact is Contact.DIRECT else 10.0)
    if exposure.temperature_c > 56.0 or left_s < 5.0:
        return refuse("too hot" if exposure.temperature_c > 56.0 else "too much already")
    return Forecast(lift_by_s=left_s, amber_s=0.6 * left_s, red_s=left_s / 0.9, cap_s=60.0)


def stone(name: str = "A1") -> Stone:
    """A stone of the usual size."""
    return Stone(name, BASALT, 0.2, 25.0, "row")


def through_json(entry: Entry) -> Entry:
    """An entry as it comes back from the disk."""
    data, private = json.loads(json.dumps([dict(entry.data), dict(entry.private)]))
    return Entry(entry.text, data, private)


class Room:
    """A board, its desks, and everything that was to be recorded."""

    def __init__(self, boot_id: str = BOOT, first: int = 1) -> None:
        numbers = count(first)
        self.board = Board(boot_id, seconds, lambda: f"S{next(numbers)}")
        self.laying = LayingDesk(self.board)
        self.lifting = LiftingDesk(self.board)
        self.sessions = SessionDesk(self.board)
        self.counting = CountingDesk(self.board)
        self.kept: list[Entry] = []

    def keep(self, done: Done) -> Done:
        """Record what happened."""
        self.kept += [through_json(entry) for entry in done.entries]
        return done

    def start(
        self, now_s: float = 0.0, client: str = "MH", intake: Sequence[str] | None = ("none",)
    ) -> Done:
        """A session begins, with nothing to be careful about."""
        return self.keep(self.sessions.start(now_s, client, intake=intake))

    def place(
        self,
        now_s: float,
        name: str = "A1",
        site: str = SITE,
        contact: str = "direct",
        *,
        temperature_c: float = 50.0,
        session: str = "",
    ) -> Done:
        """One stone is laid."""
        laying = Laying(stone(name), site, temperature_c)
        return self.keep(self.laying.place([laying], contact, now_s, session=session))

    def turn(self, now_s: float, name: str = "A1") -> Done:
        """One stone is turned."""
        return self.keep(self.laying.turn(name, now_s))

    def lift(self, now_s: float, *names: str) -> Done:
        """Stones are lifted; the first one if none is named."""
        return self.keep(self.lifting.lift(names or ["A1"], now_s))

    def left_s(self, now_s: float, name: str = "A1") -> float:
        """What is left of a stone's time, where it was laid last, s."""
        return self.lying(name)[-1].lift_at_s - now_s

    def lying(self, name: str = "A1") -> list[Placement]:
        """Where a stone lies."""
        return [p for p in self.board.state.lying if p.stone.name == name]

    def rebooted(self, boot_id: str) -> "Room":
        """What comes up from the record after a restart."""
        room = Room(boot_id, first=1000)
        assert room.board.restore(self.kept) == ()
        room.kept = list(self.kept)
        return room
