# SPDX-License-Identifier: MIT
"""When to lift a stone."""

from dataclasses import dataclass
from enum import StrEnum

from stoneheater.core.skin import RESTED, SkinState
from stoneheater.core.stone import BASALT, Material


class Contact(StrEnum):
    """What lies between stone and skin."""

    DIRECT = "direct"
    SHEET = "sheet"
    TOWEL = "towel"


class ClientProfile(StrEnum):
    """How much a client's skin is trusted with."""

    TYPICAL = "typical"
    SENSITIVE = "sensitive"


@dataclass(frozen=True, slots=True)
class Exposure:
    """One stone as it is laid."""

    temperature_c: float
    thickness_mm: float
    contact: Contact
    dry: bool = False
    material: Material = BASALT


@dataclass(frozen=True, slots=True)
class Forecast:
    """When to lift; every length in s after laying."""

    lift_by_s: float
    amber_s: float | None
    red_s: float | None
    cap_s: float | None
    cap_reason: str | None
    omega_at_lift: float | None
    peak_basal_c: float | None
    refused: bool
    reason: str | None


def refuse(reason: str) -> Forecast:
    """A forecast that says no."""
    return Forecast(0.0, None, None, None, None, None, None, True, reason)


def forecast(exposure: Exposure, profile: ClientProfile, skin: SkinState = RESTED) -> Forecast:
    """Say when to lift."""
    del exposure, profile, skin
    return refuse("")


def carry(skin: SkinState, exposure: Exposure, contact_s: float, gap_s: float) -> SkinState:
    """The skin after a stone of ``contact_s`` and a pause of ``gap_s``."""
    del exposure, contact_s, gap_s
    return skin
