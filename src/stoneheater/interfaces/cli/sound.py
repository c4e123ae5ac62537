# SPDX-License-Identifier: MIT
"""The test of buzzer and lamp, with the ears and eyes of whoever stands at the heater.

The law of this file: what nobody heard or saw is said and kept, and forbids nothing.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import click

from stoneheater.core.alarm import NO_SOUND
from stoneheater.interfaces.client import Client

_ASKED: Final = {"buzzer": "Did you hear the buzzer?", "lamp": "Did you see the lamp?"}
_PINS: Final = {"buzzer": "panel.buzzer_pin", "lamp": "panel.alarm_led_pin"}


def noticed(client: Client) -> dict[str, bool]:
    """Sound and shine, and ask who heard and saw it; empty if neither is fitted."""
    fitted = client.call("panel.test")
    if fitted.get("buzzer") is not True:
        click.echo(f"{NO_SOUND}: no buzzer is fitted.")
    return {part: click.confirm(asked) for part, asked in _ASKED.items() if fitted.get(part)}


def missed(said: Mapping[str, bool]) -> Iterator[str]:
    """What to do about each that was not noticed."""
    for part, yes in said.items():
        if not yes:
            wire = f"check the wire from {_PINS[part]}"
            yield f"The {part} does not work: {wire}, then run stoneheater doctor --sound."
