# SPDX-License-Identifier: MIT
"""From a configuration to what the core, the snapshot and a person who says `on` are told.

The law of this file: it translates, and decides nothing; what is not configured is taken at its
most dangerous.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from stoneheater.config import Config
from stoneheater.core.energy import NamePlate
from stoneheater.core.rule import Limits
from stoneheater.core.settings import Settings
from stoneheater.core.time_proportioning import Profile
from stoneheater.core.wear import RATED_OPERATIONS
from stoneheater.interfaces.memory import Known
from stoneheater.ports import Hardware
from stoneheater.service import commissioning
from stoneheater.service.snapshot import Standing

UNKNOWN_PLATE = NamePlate(element_w=3500.0, water_kg=0.5)
"""The most dangerous bath that can be configured: for a heater that is not ready anyway."""


def settings_of(config: Config, *, has_enable: bool, known: Known = Known()) -> Settings:  # noqa: B008 - immutable
    """The core's settings from a configuration and what earlier days left."""
    temperature = config.temperature
    plate = UNKNOWN_PLATE
    if config.heater.element_w is not None and config.heater.water_kg is not None:
        plate = NamePlate(config.heater.element_w, config.heater.water_kg)
    element = config.probes("element")
    profile = Profile(config.heater.profile)
    most = config.heater.relay_rated_operations or rated(profile)
    return Settings(
        plate=plate,
        limits=Limits(
            target_max_c=temperature.target_max_c,
            high_alarm_c=temperature.high_alarm_c,
            high_clear_c=temperature.high_alarm_c - 1.0,
            cutoff_c=temperature.cutoff_c,
            element_max_c=temperature.element_max_c,
        ),
        bath_probes=tuple(probe.name for probe in config.probes("bath")),
        element_probe=element[0].name if element else None,
        target_c=temperature.target_c,
        caution_c=temperature.caution_c,
        profile=profile,
        has_enable=has_enable,
        kept=known.kept,
        reference=known.reference,
        probe_lag_s=known.probe_lag_s,
        wear=replace(known.wear, rated=most),
    )


def rated(profile: Profile) -> int | None:
    """What a switch is rated for that no configuration rates; an SSR has no contacts."""
    return RATED_OPERATIONS if profile is Profile.MECHANICAL else None


def standing_of(
    config: Config, hardware: Hardware, wall_s: float, relay_trouble: str = ""
) -> Standing:
    """What does not change while the daemon runs."""
    return Standing(
        simulated=hardware.simulated,
        element_w=config.heater.element_w,
        water_kg=config.heater.water_kg,
        has_enable=hardware.enable is not None,
        has_buzzer=hardware.annunciator is not None and hardware.annunciator.has_buzzer,
        notes=hardware.notes,
        started_wall_s=wall_s,
        relay_trouble=relay_trouble,
    )


def not_ready_of(config: Config, hardware: Hardware, state_dir: Path) -> Sequence[str]:
    """Sentences that forbid `on` now."""
    missing = [*config.not_ready(), *hardware.refusals]
    if not hardware.simulated:
        uncommissioned = commissioning.not_ready(state_dir, config)
        missing += [uncommissioned] if uncommissioned is not None else []
    return tuple(missing)
