# SPDX-License-Identifier: MIT
"""Keeps the learned bath from day to day.

The law of this file: it writes when a heat-up ends, in a thread of its own that may stall for
ever, and what it reads back is a hypothesis and no more: the model weighs it every time.
"""

import json
import queue
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from stoneheater.core.heater import Outcome
from stoneheater.core.mode import Mode
from stoneheater.core.thermal_model import Learned, ThermalModel
from stoneheater.service.files import write_durably

NAME = "learned-bath.json"
GREATEST = 1e6
"""No number of a learned bath is greater; nor is one that is infinite or none."""


def decode(text: str | bytes) -> Learned:
    """The learned bath in a text.

    Raises:
        ValueError: it is not one.
    """
    try:
        fields = json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    if not isinstance(fields, dict) or set(fields) != set(Learned.__dataclass_fields__):
        raise ValueError("it does not hold the five numbers of a learned bath")
    values = list(fields.values())
    if not all(type(value) in (int, float) and abs(value) < GREATEST for value in values):
        raise ValueError("one of its numbers is not a number")
    return Learned(**fields)


def encode(learned: Learned) -> bytes:
    """A learned bath as one line of JSON."""
    return json.dumps(asdict(learned)).encode() + b"\n"


def read(state_dir: Path) -> Learned | None:
    """The bath of an earlier day; None if there is none that can be read."""
    try:
        return decode((state_dir / NAME).read_bytes())
    except (OSError, ValueError):
        return None


class BathKeeper:
    """Writes the learned bath when a heat-up ends."""

    def __init__(self, state_dir: Path, model: Callable[[], ThermalModel]) -> None:
        self._path = state_dir / NAME
        self._model = model
        self._heating = False
        self._queue: queue.SimpleQueue[Learned | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="bath", daemon=True)
        self._thread.start()

    def note(self, outcome: Outcome) -> None:
        """Take note of a cycle; the end of HEATING is when a bath is worth keeping."""
        ended = self._heating and outcome.mode is not Mode.HEATING
        self._heating = outcome.mode is Mode.HEATING
        model = self._model()
        if ended and model.settled:
            self._queue.put(model.learned)

    def close(self, deadline_s: float) -> bool:
        """Finish what is queued within the deadline; a bath that is not kept costs one heat-up."""
        self._queue.put(None)
        self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (learned := self._queue.get()) is not None:
            try:
                write_durably(self._path, encode(learned))
            except OSError:
                continue  # comfort only: the next heat-up learns it again
