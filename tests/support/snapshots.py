# SPDX-License-Identifier: MIT
"""Snapshots as the daemon sends them, for whoever shows them."""

from typing import Any

HOT: dict[str, Any] = {
    "code": "cutoff",
    "priority": "high",
    "text": "bath reads 58.4 °C, above the cutoff of 58.0 °C: let the water cool, then reset.",
    "paused": False,
}
WEAK: dict[str, Any] = {
    "code": "weak-element",
    "priority": "medium",
    "text": "the element is too weak to reach the target.",
    "paused": False,
}
READY: dict[str, Any] = {
    "code": "ready",
    "priority": "low",
    "text": "the bath is ready at 50.0 °C.",
    "paused": False,
}


def probe(name: str = "bath", value_c: float | None = 49.5625, **changes: Any) -> dict[str, Any]:
    """One probe of a snapshot."""
    return {"name": name, "temperature_c": value_c, "age_s": 0.4, "fault": None} | changes


def snapshot(**changes: Any) -> dict[str, Any]:
    """A real heater with two probes that heats and has nothing to complain of."""
    return {
        "version": 1,
        "simulated": False,
        "mode": "HEATING",
        "state": "HEATING",
        "target_c": 50.0,
        "bath_c": 49.5625,
        "bath_age_s": 0.4,
        "duty": 0.43,
        "heater_commanded": "on",
        "enable_commanded": "closed",
        "ready": False,
        "not_ready": [],
        "auto_standby_in_s": 4000.0,
        "trips": [],
        "rules": [],
        "alarms": [],
        "probes": [probe(), probe("bath-2", 49.4375)],
        "bath": None,
        "notes": [],
        "store": [],
    } | changes


def tripped(**changes: Any) -> dict[str, Any]:
    """The same heater after a trip."""
    cold = {"heater_commanded": "off", "enable_commanded": "open", "duty": 0.0}
    why = {"trips": [{"rule": "cutoff", "reason": HOT["text"]}], "alarms": [HOT]}
    mode = {"mode": "TRIPPED", "state": "TRIPPED", "auto_standby_in_s": None}
    return snapshot(**mode, **cold, **why) | changes
