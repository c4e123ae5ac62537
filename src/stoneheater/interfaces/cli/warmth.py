# SPDX-License-Identifier: MIT
"""Which probe a hand is holding.

The law of this file: a probe is found only when it alone got warmer; two that rise, or none in
90 s, are an error with a next step, never a guess.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from stoneheater.interfaces.cli import wording

RISE_C: Final = 1.0
"""A probe that rose so far from its lowest is being held, °C."""

QUIET_C: Final = 0.5
"""Another probe that rose so far makes it doubtful, °C."""

PATIENCE_S: Final = 90.0
POLL_S: Final = 0.2


class WarmthError(Exception):
    """No single probe got warmer; str() says what was seen and what to do."""


class Bus:
    """The probes as the daemon lists them."""

    def __init__(self, ask: Callable[[], Sequence[Mapping[str, object]]]) -> None:
        self._ask = ask

    def configured(self) -> dict[str, str]:
        """Every probe of the configuration: its name, its id."""
        rows = [row for row in self._ask() if row.get("configured")]
        return {wording.text(row, "name"): wording.text(row, "id") for row in rows}

    def temperatures(self) -> dict[str, float]:
        """Every probe that gives a temperature: its id, °C."""
        found = {
            wording.text(row, "id"): wording.number(row, "temperature_c") for row in self._ask()
        }
        return {rom_id: value_c for rom_id, value_c in found.items() if value_c is not None}


def felt(bus: Bus, now_s: Callable[[], float], rest: Callable[[float], None]) -> str:
    """Wait until exactly one probe gets warmer.

    Args:
        bus: the probes.
        now_s: monotonic seconds.
        rest: waits so many seconds.

    Returns:
        Its id.

    Raises:
        WarmthError: none did in time, or two did at once.
    """
    until_s = now_s() + PATIENCE_S
    lowest: dict[str, float] = {}
    while now_s() < until_s:
        seen = bus.temperatures()
        lowest |= {key: min(value_c, lowest.get(key, value_c)) for key, value_c in seen.items()}
        rises = {key: value_c - lowest[key] for key, value_c in seen.items()}
        if max(rises.values(), default=0.0) >= RISE_C:
            return _only(rises)
        rest(POLL_S)
    raise WarmthError(
        f"No probe got {RISE_C:.0f} °C warmer within {PATIENCE_S:.0f} s: cool it in water first "
        "if it is warm already, hold its tip, then run stoneheater commission."
    )


def _only(rises: Mapping[str, float]) -> str:
    warm = [key for key, rise_c in rises.items() if rise_c >= QUIET_C]
    if len(warm) > 1:
        raise WarmthError(
            f"{len(warm)} probes got warmer at once ({', '.join(warm)}): hold one only, "
            "let the others rest, then run stoneheater commission."
        )
    return warm[0]
