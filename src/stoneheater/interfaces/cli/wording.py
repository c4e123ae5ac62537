# SPDX-License-Identifier: MIT
"""The words for a snapshot, on one line or several, without a terminal.

The law of this file: it reads the snapshot as any client would, takes an absent value for
"no reading" and never for a number, says "commanded off" and never "off", and gives every
priority a mark besides its colour.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from stoneheater.core.units import format_temperature

Unit = Literal["C", "F"]

MARKS: Final[Mapping[str, str]] = {"high": "***", "medium": "**", "low": "*"}
"""Priority in signs, for eyes and terminals that see no colour."""

STONES: Final = ("stone-red:", "stone-amber:", "stone-unknown:")
"""Alarms of single stones; the name of the placement follows."""

NO_DATA_S: Final = 3.0
"""A daemon that has said nothing for so long counts as silent, s."""

ONE_SWITCH: Final = "no enable fitted: nothing but this one switch takes the heat away"


def number(table: Mapping[str, object], key: str) -> float | None:
    """A number of a snapshot, or None where there is none."""
    value = table.get(key)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def text(table: Mapping[str, object], key: str) -> str:
    """A text of a snapshot, or nothing."""
    value = table.get(key)
    return value if isinstance(value, str) else ""


def rows(table: Mapping[str, object], key: str) -> Sequence[Mapping[str, object]]:
    """The objects in a list of a snapshot."""
    value = table.get(key)
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def sentences(table: Mapping[str, object], key: str) -> Sequence[str]:
    """The sentences in a list of a snapshot."""
    value = table.get(key)
    return [row for row in value if isinstance(row, str)] if isinstance(value, list) else []


def sentence(said: str) -> str:
    """What an error says, with its full stop."""
    return said if said.endswith((".", "?")) else f"{said}."


def temperature(value_c: float | None, unit: Unit = "C") -> str:
    """A temperature in words, `no reading` for none."""
    return "no reading" if value_c is None else format_temperature(value_c, unit)


def line(snapshot: Mapping[str, object], unit: Unit = "C") -> str:
    """One plain line: state, water, target, heat, relay, the most urgent alarm."""
    water, target = (temperature(number(snapshot, key), unit) for key in ("bath_c", "target_c"))
    parts = [f"{state(snapshot)}: {water}", f"target {target}", heat(snapshot), heater(snapshot)]
    said = ", ".join(parts) + "".join(f"  {said}" for said in alarms(snapshot)[:1])
    return f"SIMULATED {said}" if snapshot.get("simulated") else said


def state(snapshot: Mapping[str, object]) -> str:
    """The state in one word."""
    return text(snapshot, "state") or text(snapshot, "mode") or "NO DATA"


def heat(snapshot: Mapping[str, object]) -> str:
    """The duty cycle in words."""
    return f"heat {number(snapshot, 'duty') or 0.0:.0%}".replace("%", " %")


def heater(snapshot: Mapping[str, object]) -> str:
    """What the heater relay was told, which is all that is known of it."""
    return f"heater commanded {text(snapshot, 'heater_commanded') or '(unknown)'}"


def relays(snapshot: Mapping[str, object]) -> str:
    """What both relays were told, and what is not fitted."""
    enable = text(snapshot, "enable_commanded")
    second = f"enable commanded {enable}" if enable else ONE_SWITCH
    return f"{heater(snapshot)}, {second}"


def worn(snapshot: Mapping[str, object]) -> str:
    """What the relays have done and what is left of the heater's, or nothing."""
    relay = snapshot.get("relay")
    if not isinstance(relay, Mapping):
        return ""
    fitted = (
        f"; enable {relay.get('enable_operations')}" if text(snapshot, "enable_commanded") else ""
    )
    return f"{text(relay, 'text')}{fitted}"


def alarms(snapshot: Mapping[str, object]) -> Sequence[str]:
    """The open alarms with their marks, most urgent first; without those that a timer shows."""
    return [alarm(row) for row in rows(snapshot, "alarms") if not of_a_stone(row)]


def of_a_stone(row: Mapping[str, object]) -> bool:
    """Whether an alarm says what the timer of one stone says."""
    return text(row, "code").startswith(STONES)


def notes(snapshot: Mapping[str, object]) -> Sequence[str]:
    """What is wrong or missing at the heater and is no alarm, such as a stuck button."""
    return [said for said in sentences(snapshot, "notes") if not said.startswith("SIMULATED")]


def alarm(row: Mapping[str, object]) -> str:
    """One alarm: mark, sentence, and whether its sound is paused."""
    mark = MARKS.get(text(row, "priority"), "**")
    return f"{mark} {text(row, 'text')}{' (sound paused)' if row.get('paused') else ''}"


def probe(row: Mapping[str, object], silent_s: float = 0.0, unit: Unit = "C") -> str:
    """One probe: its name, what it says or why it says nothing, and how old that is."""
    age_s = number(row, "age_s")
    age = "" if age_s is None else f", {age_s + silent_s:.1f} s old"
    said = text(row, "fault") or temperature(number(row, "temperature_c"), unit)
    return f"{text(row, 'name')}: {said}{age}"


def auto_standby(snapshot: Mapping[str, object]) -> str:
    """When the heat ends by itself, or nothing."""
    left_s = number(snapshot, "auto_standby_in_s")
    return "" if left_s is None else f"auto-standby in {duration(left_s)}"


def duration(length_s: float) -> str:
    """A length of time for people: `40 s`, `12 min`, `1 h 05 min`."""
    minutes = int(length_s // 60)
    if minutes < 1:
        return f"{length_s:.0f} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"  # noqa: PLR2004 - minutes of an hour
