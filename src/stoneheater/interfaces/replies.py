# SPDX-License-Identifier: MIT
"""What a request comes to: asked of somebody who is not waited for, or known at once.

The law of this file: it says who is to be asked and how long that may take, and asks nobody.
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final

from stoneheater.core.command import Command
from stoneheater.service.heater_service import ANSWER_S

STONES_S: Final = 5.0
"""So long what is asked of stones and sessions may take before it counts as late, s."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and through which socket."""

    name: str
    remote: bool

    @property
    def who(self) -> str:
        """The name for the record."""
        return f"{self.name} via remote" if self.remote else self.name


@dataclass(frozen=True, slots=True)
class Ask:
    """To be asked of the control loop; ``hint`` is added to a refusal."""

    command: Command
    late_s: float = ANSWER_S
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """To be done in the worker thread; gives a result or an answer."""

    run: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Later:
    """Begun already, and answered by whoever does it."""

    future: Future[Any]
    late_s: float = STONES_S


@dataclass(frozen=True, slots=True)
class Now:
    """Known at once: a result as JSON; ``subscribes`` if snapshots shall follow."""

    result_json: str
    subscribes: bool = False


Reply = Ask | Work | Later | Now
