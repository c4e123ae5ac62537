# SPDX-License-Identifier: MIT
import pytest

from stoneheater.core.attendance import Attendance
from stoneheater.core.command import Command, Verb
from stoneheater.core.desk import Desk
from stoneheater.core.energy import NamePlate
from stoneheater.core.settings import Settings
from stoneheater.core.trips import Trips


class Counted(Attendance):
    """Attendance that counts its touches."""

    def __init__(self) -> None:
        super().__init__()
        self.touches = 0

    def touch(self, now_s: float) -> None:
        """One more."""
        super().touch(now_s)
        self.touches += 1


def touches(command: Command) -> int:
    """How often a command touches a heater in STANDBY."""
    attendance = Counted()
    desk = Desk(Settings(NamePlate(800.0, 8.0)), Trips(), attendance)
    desk.answer(command)
    return attendance.touches


@pytest.mark.parametrize(("local", "count"), [(True, 1), (False, 0)])
def test_only_a_command_from_the_spot_is_a_touch(local: bool, count: int) -> None:
    """The same command holds auto-standby off at the heater, and not from afar."""
    assert touches(Command(Verb.ACK, touches=local)) == count


def test_a_refused_command_is_no_touch() -> None:
    """Whoever is refused did nothing to the heater."""
    assert touches(Command(Verb.SET, target_c=99.0)) == 0
