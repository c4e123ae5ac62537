# SPDX-License-Identifier: MIT
"""What the heater has to know of the clients beside it, and nothing more.

The law of this file: it can make the heater call, wait or stay awake; nothing in it can give heat
or take it away.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Beside:
    """One look at the clients and their stones.

    Attributes:
        said: what calls for a person there, by alarm code, the most urgent first.
        soaked: whether every stone in the bath is soaked through; None without a catalogue.
        attended: a session is open, so somebody is there.
    """

    said: Mapping[str, str] = field(default_factory=dict)
    soaked: bool | None = None
    attended: bool = False


ALONE: Final = Beside()
"""Nobody under stones, and no catalogue."""
