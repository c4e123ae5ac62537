# SPDX-License-Identifier: MIT
"""Every probe on the bus and every probe of the configuration, in one list.

The law of this file: a probe that is not configured is shown and ignored, a configured one that
is not there is shown as missing, and what is shown is measured now, not calibrated.
"""

from collections.abc import Sequence
from typing import Any

from stoneheater.config import Config, ProbeSettings
from stoneheater.core.reading import Fault
from stoneheater.ports import Diagnosis, Probes

_MISSING = "It is configured and not on the bus: check its plug, then its id in the configuration."


def rows(config: Config, probes: Probes) -> list[dict[str, Any]]:
    """Measure every probe on the bus, about a second for each; one object a probe.

    Returns:
        Objects with ``id``, ``name`` and ``role`` (null when not configured), ``configured``,
        ``temperature_c`` (null when ``fault`` says why) and ``hints``, the configured first.
    """
    return listed(config, probes.diagnose())


def listed(config: Config, found: Sequence[Diagnosis]) -> list[dict[str, Any]]:
    """The same from what was found on the bus."""
    on_bus = {diagnosis.rom_id: diagnosis for diagnosis in found}
    known = [_row(probe.id, probe, on_bus.pop(probe.id, None)) for probe in config.probe]
    return [*known, *(_row(rom_id, None, diagnosis) for rom_id, diagnosis in on_bus.items())]


def _row(rom_id: str, probe: ProbeSettings | None, seen: Diagnosis | None) -> dict[str, Any]:
    fault = Fault.ABSENT if seen is None else seen.fault
    return {
        "id": rom_id,
        "name": None if probe is None else probe.name,
        "role": None if probe is None else probe.role,
        "configured": probe is not None,
        "temperature_c": None if seen is None else seen.temperature_c,
        "fault": None if fault is None else fault.value,
        "hints": [_MISSING] if seen is None else list(seen.hints),
    }
