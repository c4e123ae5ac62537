# SPDX-License-Identifier: MIT
"""The order in which the three outputs move.

The law of this file: `enable` closes one cycle before the heater relay and opens one cycle
after it, so it never breaks load in normal use; a trip opens both at once. Each heat-up first
looks with `enable` closed and `heater` open, so that a welded relay cannot hide.
"""

from dataclasses import dataclass

WELD_LOOK_S = 20.0
"""How long a heat-up first looks for a welded relay; a slower bath is judged when it is off, s."""

SUSPECT_LOOK_S = 60.0
"""How long it looks when the water has lately risen without heat, s."""


@dataclass(frozen=True, slots=True)
class Levels:
    """What each output shall be until the next cycle."""

    heater: bool = False
    enable: bool = False
    heartbeat: bool = False


class OutputSequence:
    """Heater, enable and heartbeat, cycle by cycle.

    Attributes:
        looking_s: seconds left of the look for a welded relay; 0 when it is over.
    """

    def __init__(self, *, has_enable: bool) -> None:
        self._has_enable = has_enable
        self._levels = Levels()
        self.looking_s = 0.0
        self.begin()

    def begin(self, *, suspect: bool = False) -> None:
        """A heat-up begins: look for a weld first, where there is an enable to look with."""
        look_s = SUSPECT_LOOK_S if suspect else WELD_LOOK_S
        self.looking_s = look_s if self._has_enable else 0.0

    def update(self, dt_s: float, *, heating: bool, closed: bool, wanted: bool) -> Levels:
        """Move the outputs by one cycle.

        Args:
            dt_s: seconds since the last cycle.
            heating: whether the mode is HEATING (the heartbeat beats).
            closed: whether `enable` may be closed: HEATING, no HOLD, no high alarm.
            wanted: whether the heater shall be on, every rule being silent.
        """
        before = self._levels
        enable = closed or before.heater
        heater = wanted and closed
        if self._has_enable:
            if before.enable:
                self.looking_s = max(0.0, self.looking_s - dt_s)
            heater = heater and before.enable and self.looking_s <= 0.0
        self._levels = Levels(heater, enable and self._has_enable, heating and not before.heartbeat)
        return self._levels

    def click(self, output: str) -> Levels:
        """Close one output alone until the next cycle, to be heard; the others are open.

        A dead-man lets `enable` close only while the heartbeat beats, so these two go together.
        """
        self._levels = Levels()
        return Levels(output == "heater", output == "enable", output != "heater")

    def trip(self) -> Levels:
        """Open everything at once."""
        self._levels = Levels()
        return self._levels
