# SPDX-License-Identifier: MIT
"""gpiozero's lgpio factory, taught never to let a line go.

The law of this file: an output is claimed once, at its OFF level, in one request, and from then on
it is driven until the process ends. Whatever gpiozero closes (an ``atexit`` hook, a finalizer, a
``with`` block) ends in OFF and never in a floating input.

It imports lgpio at the top and so is itself imported late, after ``prepare_environment``.
"""

import contextlib
from collections import defaultdict
from typing import Any

import lgpio
from gpiozero import PinUnknownPi
from gpiozero.pins.lgpio import LGPIOFactory, LGPIOPin
from gpiozero.pins.pi import PiBoardInfo

_ANY_40_PIN_BOARD = 0xA02082
"""A Pi 3B: the names GPIO0 to GPIO27, as on every board with the 40-pin header."""


class HeldPin(LGPIOPin):  # type: ignore[misc] # gpiozero carries no types
    """One line that is nothing before its use is known, and an output for good if it becomes one.

    gpiozero's own makes every line a floating input first, and pulses an output low (seen).
    """

    def __init__(self, factory: Any, info: Any) -> None:
        # LGPIOPin's own constructor is left out: it claims the line as an input without bias.
        super(LGPIOPin, self).__init__(factory, info)
        self._pwm = self._bounce = self._callback = None
        self._edges = lgpio.BOTH_EDGES
        self._rest_level: int | None = None

    def output_with_state(self, state: bool) -> None:
        """Claim the line as an output that starts at ``state``, which is its rest from now on."""
        level = int(state)
        lgpio.gpio_claim_output(self.factory._handle, self._number, level)  # noqa: SLF001 - the subclass's own seam
        self._rest_level = level

    def close(self) -> None:
        """Go to rest and stay driven; also runs as a finalizer, where nobody hears an error."""
        if self._rest_level is not None:
            with contextlib.suppress(lgpio.error):
                lgpio.gpio_write(self.factory._handle, self._number, self._rest_level)  # noqa: SLF001 - as above


class HeldFactory(LGPIOFactory):  # type: ignore[misc] # gpiozero carries no types
    """The lgpio factory on one chip, with pins and reservations of its own.

    gpiozero keeps both on a class, for all factories together; here they belong to the factory,
    so that a second one never inherits a pin of the first.
    """

    def __init__(self, chip: int) -> None:
        super().__init__(chip=chip)
        self.pins: dict[Any, Any] = {}
        self._reservations: defaultdict[Any, list[Any]] = defaultdict(list)
        self.pin_class = HeldPin

    def close(self) -> None:
        """Send every pin to rest and keep the chip open: closing it would float the lines."""
        for pin in self.pins.values():
            pin.close()

    def _get_board_info(self) -> Any:
        """The board as gpiozero knows it, or plain GPIO names on a board that it does not know."""
        try:
            return super()._get_board_info()
        except (PinUnknownPi, OSError):
            self._info = PiBoardInfo.from_revision(_ANY_40_PIN_BOARD)
            return self._info
