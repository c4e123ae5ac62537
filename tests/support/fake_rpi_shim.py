# SPDX-License-Identifier: MIT
"""The few lines that fake-rpi needs before gpiozero can stand on it.

fake-rpi keeps no state and answers ``input`` at random (seen with 0.7.1), so levels are kept
here, and every call that touches a pin is written down in ``calls``.
"""

from typing import Any

import fake_rpi


class RecordingGPIO(type(fake_rpi.RPi.GPIO)):  # type: ignore[misc] # fake-rpi carries no types
    """fake-rpi's RPi.GPIO with a memory: a dict of levels and a list of calls."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[Any, ...]] = []
        self._levels: dict[int, int] = {}

    def setup(self, channel: int, state: int, *_pull: int, initial: int | None = None) -> None:
        """Note the direction and the initial level, if one is given."""
        self.calls.append(("setup", channel, "OUT" if state == self.OUT else "IN", initial))
        self._levels[channel] = int(initial or 0)

    def output(self, channel: int, state: int) -> None:
        """Note and keep a level."""
        self.calls.append(("output", channel, int(state)))
        self._levels[channel] = int(state)

    def input(self, channel: int) -> int:
        """The level that was last set."""
        return self._levels[channel]

    def cleanup(self, channel: int | None = None) -> None:
        """Note that the channel is given up."""
        self.calls.append(("cleanup", channel))
