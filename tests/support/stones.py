# SPDX-License-Identifier: MIT
"""Stones as tests lay them."""

from stoneheater.core.burn import ClientProfile, Contact, Exposure, Forecast, forecast
from stoneheater.core.skin import RESTED, SkinState
from stoneheater.core.stone import BASALT, Material

TYPICAL, SENSITIVE = ClientProfile.TYPICAL, ClientProfile.SENSITIVE
DIRECT, SHEET, TOWEL = Contact.DIRECT, Contact.SHEET, Contact.TOWEL


def laid(
    temperature_c: float,
    contact: Contact = DIRECT,
    *,
    thickness_mm: float = 25.0,
    dry: bool = False,
    material: Material = BASALT,
) -> Exposure:
    """A medium stone of basalt, unless told otherwise."""
    return Exposure(temperature_c, thickness_mm, contact, dry, material)


def told(
    temperature_c: float,
    contact: Contact = DIRECT,
    profile: ClientProfile = TYPICAL,
    skin: SkinState = RESTED,
) -> Forecast:
    """The forecast of a medium stone."""
    return forecast(laid(temperature_c, contact), profile, skin)


def red_s(found: Forecast) -> float:
    """Seconds to red, endless for never, 0 for refused."""
    if found.refused:
        return 0.0
    return float("inf") if found.red_s is None else found.red_s
