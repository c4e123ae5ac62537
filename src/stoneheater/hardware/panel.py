# SPDX-License-Identifier: MIT
"""The panel at the heater: buzzer, lamp, ACK, STOP and the foot switch, through gpiozero.

The law of this file: nothing here can keep the heater from heating or from going cold. What cannot
be opened is a sentence and the rest goes on; a press leaves a word in a bounded queue and touches
nothing else; a button that is held, stuck or bouncing counts once.

gpiozero is imported only when something is opened; the factory is passed by hand.
"""

from collections import deque
from collections.abc import Callable, Sequence
from math import inf
from typing import Any, Final

from stoneheater.config import PanelSettings
from stoneheater.hardware.gpio import GpioError
from stoneheater.ports import Press

BOUNCE_S: Final = 0.03
"""Contacts must have been still for so long before gpiozero tells of a change, s."""

REST_S: Final = 0.3
"""A press that follows a change of the same button sooner than this is a bounce, s."""

STUCK_S: Final = 30.0
"""Nobody holds a button for so long, s."""

PRESSES_MAX: Final = 16

_NAMES: Final[dict[Press, str]] = {
    "stop": "STOP button",
    "ack": "ACK button",
    "foot": "foot switch",
}


class Key:
    """One button between its line and 0 V.

    Args:
        press: which one.
        device: a gpiozero ``Button``.
        now_s: the monotonic clock.
        presses: where a press is left.
    """

    def __init__(
        self, press: Press, device: Any, now_s: Callable[[], float], presses: deque[Press]
    ) -> None:
        self._press = press
        self._device = device
        self._now_s = now_s
        self._presses = presses
        self._from_start = bool(device.is_pressed)
        self._changed_s = now_s() if self._from_start else -inf
        self._held = self._from_start
        device.when_pressed = self._pressed
        device.when_released = self._released

    def trouble(self) -> str:
        """A sentence while it is stuck, else empty."""
        if not self._held:
            return ""
        held_s = self._now_s() - self._changed_s
        if not self._from_start and held_s < STUCK_S:
            return ""
        since = "since the start" if self._from_start else f"for {held_s:.0f} s"
        return (
            f"The {_NAMES[self._press]} reads pressed {since} and counts no more: "
            f"free it, and check its wire to {self._device.pin}."
        )

    def close(self) -> None:
        """Hear nothing more of it."""
        self._device.close()

    def _pressed(self) -> None:
        """In the thread of the GPIO library."""
        now_s = self._now_s()
        rested = now_s - self._changed_s >= REST_S
        self._changed_s, self._held = now_s, True
        if rested:
            self._presses.append(self._press)

    def _released(self) -> None:
        self._changed_s, self._held, self._from_start = self._now_s(), False, False


class Panel:
    """Buzzer, lamp and buttons, as far as they are fitted and work.

    Attributes:
        notes: sentences about what is configured and could not be opened.
    """

    def __init__(self, settings: PanelSettings, factory: Any, now_s: Callable[[], float]) -> None:
        from gpiozero import LED, Button, Buzzer  # noqa: PLC0415 - heavy; only the daemon needs it

        self._presses: deque[Press] = deque(maxlen=PRESSES_MAX)
        self._missing: list[str] = []
        sounds = {"active_high": settings.buzzer_active_high, "initial_value": False}
        self._buzzer = self._fitted("buzzer", settings.buzzer_pin, Buzzer, factory, sounds)
        self._lamp = self._fitted("lamp", settings.alarm_led_pin, LED, factory, {})
        pins: dict[Press, int | None] = {
            "stop": settings.stop_pin,
            "ack": settings.ack_pin,
            "foot": settings.foot_pin,
        }
        still = {"pull_up": True, "bounce_time": BOUNCE_S}
        self._keys: list[Key] = []
        for press, pin in pins.items():
            device = self._fitted(_NAMES[press], pin, Button, factory, still)
            if device is not None:
                self._keys.append(Key(press, device, now_s, self._presses))

    @property
    def has_buzzer(self) -> bool:
        """Whether the buzzer could be opened."""
        return self._buzzer is not None

    @property
    def has_lamp(self) -> bool:
        """Whether the lamp could be opened."""
        return self._lamp is not None

    @property
    def notes(self) -> Sequence[str]:
        """What is configured and could not be opened."""
        return tuple(self._missing)

    def show(self, buzzer: bool, lamp: bool) -> None:
        """Sound and shine, or not. Raises GpioError if a line cannot be set; both are tried."""
        wanted = (("buzzer", self._buzzer, buzzer), ("lamp", self._lamp, lamp))
        failed = [why for name, device, on in wanted if (why := _set(name, device, on=on))]
        if failed:
            raise GpioError(" ".join(failed))

    def presses(self) -> Sequence[Press]:
        """Every press since the last call, in order."""
        return tuple(self._presses.popleft() for _ in range(len(self._presses)))

    def trouble(self) -> Sequence[str]:
        """A sentence for each button that is stuck."""
        return tuple(sentence for key in self._keys if (sentence := key.trouble()))

    def close(self) -> None:
        """Silent and dark, the lines kept, and nothing more is heard of any button."""
        for key in self._keys:
            key.close()
        for name, device in (("buzzer", self._buzzer), ("lamp", self._lamp)):
            _set(name, device, on=False)

    def _fitted(
        self, name: str, pin: int | None, kind: Any, factory: Any, how: dict[str, Any]
    ) -> Any:
        """A device of gpiozero on its pin; None if none is configured or it cannot be opened."""
        if pin is None:
            return None
        try:
            return kind(pin, pin_factory=factory, **how)
        except Exception as error:  # noqa: BLE001 - gpiozero and lgpio raise many kinds
            self._missing.append(
                f"The {name} on GPIO{pin} cannot be used ({error}): check its pin, then restart."
            )
            return None


def _set(name: str, device: Any, *, on: bool) -> str:
    """One write; the sentence if it fails, else empty."""
    if device is None:
        return ""
    try:
        device.value = on
    except Exception as error:  # noqa: BLE001 - gpiozero and lgpio raise many kinds
        wanted = "on" if on else "off"
        return f"The {name} on {device.pin} cannot be switched {wanted} ({error})."
    return ""
